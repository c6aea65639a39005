#include <teacup/model/properties/process_names.hpp>

#include <fmt/format.h>

#include <teacup/model/process/trace_kinds.hpp>

namespace teacup::model {

std::vector<std::uint16_t> ProcessNames::kinds() {
    return {kinds::spawn.number};
}

void ProcessNames::on_event(const sim::TraceEvent& event) {
    const Pid pid = event.task(0);
    if (by_slot_.size() <= pid.slot()) {
        by_slot_.resize(std::size_t{pid.slot()} + 1);
    }
    by_slot_[pid.slot()] = {.pid = pid, .parent = event.task(1), .label = event.symbol(2)};
}

std::string_view ProcessNames::label(Pid pid) const {
    const Known* const known = find(pid);
    return known == nullptr ? std::string_view() : symbols_->text(known->label);
}

Pid ProcessNames::parent(Pid pid) const {
    const Known* const known = find(pid);
    return known == nullptr ? Pid() : known->parent;
}

std::string ProcessNames::describe(Pid pid) const {
    const std::string_view known = label(pid);
    return known.empty() ? to_string(pid) : fmt::format("{} {}", known, to_string(pid));
}

}  // namespace teacup::model
