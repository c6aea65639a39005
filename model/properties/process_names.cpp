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
    by_slot_[pid.slot()] = {.pid = pid, .label = event.symbol(2)};
}

std::string_view ProcessNames::label(Pid pid) const {
    if (pid.is_none() || pid.slot() >= by_slot_.size() || by_slot_[pid.slot()].pid != pid) {
        return {};
    }
    return symbols_->text(by_slot_[pid.slot()].label);
}

std::string ProcessNames::describe(Pid pid) const {
    const std::string_view known = label(pid);
    return known.empty() ? to_string(pid) : fmt::format("{} {}", known, to_string(pid));
}

}  // namespace teacup::model
