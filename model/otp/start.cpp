#include <teacup/model/otp/start.hpp>

#include <fmt/format.h>

namespace teacup::model {

namespace {

[[nodiscard]] bool is_from(const Waiter& waiter, const Signal& signal) {
    return signal.from.word() == waiter.data;
}

// The child's acknowledgement, or its end as a link or a monitor tells it.
[[nodiscard]] bool is_ack(const Waiter& waiter, const Signal& signal) {
    return is_from(waiter, signal) &&
           (signal.type == &message_type<InitAck> || signal.type == &message_type<Exit> ||
            signal.type == &message_type<Down>);
}

[[nodiscard]] bool is_exit(const Waiter& waiter, const Signal& signal) {
    return is_from(waiter, signal) && signal.type == &message_type<Exit>;
}

[[nodiscard]] Waiter ack_waiter(Pid child) {
    return {.matches = &is_ack, .data = child.word(), .waits_for = child, .is_new = true};
}

[[nodiscard]] Atom already_started(Context& self, Pid pid) {
    return self.atom(fmt::format("{{already_started,{}}}", sim::to_string(pid)));
}

}  // namespace

Starting::Starting(Context& self, const Started& known) noexcept
    : ReceiveSignal(self, {.waits_for = {}}, sim::Duration::infinity()), known_(known) {
}

Starting::Starting(Context& self, Pid child, const StartedBy& by, sim::Duration timeout)
    : ReceiveSignal(self, ack_waiter(child), timeout), child_(child) {
    if (!by.is_linked) {
        monitor_ = self.monitor(child);
    }
}

Started Starting::await_resume() {
    if (child_.is_none()) {
        return known_;
    }
    Context& self = *context_;
    const std::optional<Received> received = ReceiveSignal::await_resume();
    if (!received) {  // Time is up: proc_lib's kill_flush.
        self.unlink(child_);
        self.exit(child_, atoms::kill);
        static_cast<void>(self.poll({.matches = &is_exit, .data = child_.word(), .waits_for = {}}));
    }
    if (monitor_ != no_ref) {
        self.demonitor(monitor_);
    }
    if (!received) {
        return Started::error(atoms::timeout);
    }
    if (received->is<Exit>()) {
        return Started::error(received->get<Exit>().reason);
    }
    if (received->is<Down>()) {
        return Started::error(received->get<Down>().reason);
    }
    const InitAck& ack = received->get<InitAck>();
    return {.kind = ack.kind,
            .reason = ack.reason,
            .pid = ack.kind == Started::Kind::ok ? child_ : Pid{}};
}

Started detail::check_name(Context& self, const StartOptions& options) {
    if (!options.name.empty()) {
        if (const Pid taken = self.whereis(self.atom(options.name)); !taken.is_none()) {
            return Started::error(already_started(self, taken));
        }
    }
    return Started::ok({});
}

bool begin_start(Context& self, const StartedBy& by) {
    if (by.name == atoms::none) {
        return true;
    }
    if (const Pid taken = self.whereis(by.name); !taken.is_none()) {
        const Atom reason = already_started(self, taken);
        self.send(self.parent(), InitAck{.kind = Started::Kind::error, .reason = reason});
        self.end(atoms::normal);
        return false;
    }
    self.register_name(by.name);
    return true;
}

void finish_start(Context& self, const Started& result) {
    if (!result.is_ok()) {
        // The starter may try the same name again as soon as it knows.
        self.processes().unregister_process(self);
    }
    self.send(self.parent(), InitAck{.kind = result.kind, .reason = result.reason});
    if (result.is_error()) {
        self.end(result.reason);
    } else if (!result.is_ok()) {
        self.end(atoms::normal);
    }
}

}  // namespace teacup::model
