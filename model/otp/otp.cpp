#include <teacup/model/otp/otp.hpp>

#include <iterator>
#include <memory>
#include <utility>

#include <teacup/model/otp/application.hpp>
#include <teacup/model/otp/trace_kinds.hpp>

namespace teacup::model {

Otp& Otp::install(Processes& processes, const OtpOptions& options) {
    TEACUP_ASSERT(processes.extension() == nullptr);
    processes.world().trace().add_kinds(kinds::otp, std::size(kinds::otp));
    processes.on_kernel_end(
        [](void* self, Pid pid, Atom name, Atom reason) {
            stop_without_kernel(*static_cast<Processes*>(self), pid, name, reason);
        },
        &processes);
    auto* const otp = new Otp(options);
    processes.set_extension(std::unique_ptr<ProcessesExtension>(otp));
    return *otp;
}

Otp& Otp::of(Processes& processes) {
    TEACUP_ASSERT(processes.extension() != nullptr);  // Otp::install() was forgotten.
    return static_cast<Otp&>(*processes.extension());
}

void Otp::give_child(std::uint32_t index) {
    Child& freed = children_[index];
    freed.start = {};
    freed.pid = {};
    freed.owner = Child::nothing;
    freed.state = Child::State::undefined;
    children_.give(index);
}

void Otp::set_running(std::uint32_t index, Pid pid) {
    Child& child = children_[index];
    child.pid = pid;
    child.state = Child::State::running;
    if (pid.slot() >= child_of_slot_.size()) {
        child_of_slot_.resize(std::size_t{pid.slot()} + 1, Child::nothing);
    }
    const std::uint32_t before = std::exchange(child_of_slot_[pid.slot()], index);
    if (before != Child::nothing && before != index && children_[before].pid.slot() == pid.slot()) {
        displace(before);
    }
}

void Otp::displace(std::uint32_t index) {
    if (children_[index].state != Child::State::running) {
        return;
    }
    displaced_.emplace(children_[index].pid, index);
    if (displaced_.size() > displaced_limit_) {
        std::erase_if(displaced_,
                      [&](const auto& entry) { return !is_running(entry.second, entry.first); });
        displaced_limit_ = 64 + displaced_.size() * 2;
    }
}

std::uint32_t Otp::find_running(std::uint32_t owner, Pid pid) const {
    const auto fits = [&](std::uint32_t index) {
        return children_[index].owner == owner && is_running(index, pid);
    };
    if (pid.slot() < child_of_slot_.size()) {
        const std::uint32_t known = child_of_slot_[pid.slot()];
        if (known != Child::nothing && fits(known)) {
            return known;
        }
    }
    const auto [begin, end] = displaced_.equal_range(pid);
    for (auto at = begin; at != end; ++at) {
        if (fits(at->second)) {
            return at->second;
        }
    }
    return Child::nothing;
}

}  // namespace teacup::model
