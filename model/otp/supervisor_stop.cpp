// How a supervisor stops its children, and what it reports.
#include <algorithm>
#include <utility>
#include <vector>

#include <teacup/model/otp/emit.hpp>
#include <teacup/model/otp/supervisor_process.hpp>
#include <teacup/model/otp/term_order.hpp>

namespace teacup::model {

namespace {

[[nodiscard]] bool is_down(const Waiter& waiter, const Signal& signal) {
    return signal.type == &message_type<Down> &&
           (waiter.data == 0 || static_cast<std::uint64_t>(signal.ref) == waiter.data);
}

[[nodiscard]] bool is_exit(const Waiter& waiter, const Signal& signal) {
    return signal.type == &message_type<Exit> && signal.from.word() == waiter.data;
}

}  // namespace

// -- all of them ---------------------------------------------------------------------------------

// supervisor:terminate
Task<> SupervisorProcess::terminate() {
    if (is_simple()) {
        return terminate_dynamic_children();
    }
    if (has(OtpMutant::orphan_left)) {
        leave_orphan();
    }
    return terminate_children(children_.first(), nothing);
}

// supervisor:terminate_children, from the last to `first`. `kept` is the child that is being
// restarted: its specification stays whatever it is.
Task<> SupervisorProcess::terminate_children(std::uint32_t first, std::uint32_t kept) {
    const bool is_reversed = has(OtpMutant::stop_order_reversed);
    std::uint32_t spared = nothing;
    if (has(OtpMutant::restart_too_few) && kept != nothing) {
        spared = children_.last() == kept ? children_[kept].previous : children_.last();
    }
    std::uint32_t child = first == nothing ? nothing : is_reversed ? first : children_.last();
    while (child != nothing) {
        const Child& at = children_[child];
        const std::uint32_t next = is_reversed ? at.next : child == first ? nothing : at.previous;
        if (child != spared) {
            co_await stop_child(child);
            if (child != kept) {
                del_child(child);
            }
        }
        child = next;
    }
}

// Makes its first child outlive it: what no supervisor may do.
void SupervisorProcess::leave_orphan() {
    const std::uint32_t first = children_.first();
    if (first != nothing && children_[first].state == State::running) {
        self_.unlink(children_[first].pid);
        del_child(first);
    }
}

// supervisor:terminate_dynamic_children: all at once, with one timer for all.
Task<> SupervisorProcess::terminate_dynamic_children() {
    const Shutdown shutdown = init_.children.front().stop();
    const Atom signal = shutdown.is_brutal_kill ? atoms::kill : atoms::shutdown;
    std::uint32_t waiting = 0;
    for (std::uint32_t at = children_.first(); at != nothing; at = children_[at].next) {
        const Child& child = children_[at];
        if (child.state == State::undefined) {  // See keep_ignored().
            server_.stop(self_.atom("{function_clause,stack}"));
            co_return;
        }
        if (child.state == State::running) {
            emit<kinds::child_stop_begin>(self_, self_.pid(), child.id, child.pid, signal);
            static_cast<void>(self_.monitor(child.pid));
            self_.exit(child.pid, signal);
            ++waiting;
        }
    }
    sim::Time deadline =
        shutdown.is_brutal_kill ? sim::Time::never() : self_.now() + shutdown.timeout;
    BadEnds bad_ends;
    while (waiting > 0) {
        const sim::Duration left =
            deadline == sim::Time::never() ? sim::Duration::infinity() : deadline - self_.now();
        const std::optional<Received> received =
            co_await self_.receive_signal({.matches = &is_down, .waits_for = {}}, left);
        if (!received) {
            deadline = sim::Time::never();
            for (std::uint32_t at = children_.first(); at != nothing; at = children_[at].next) {
                if (children_[at].state == State::running) {
                    self_.exit(children_[at].pid, atoms::kill);
                }
            }
        } else if (dynamic_child_ended(received->get<Down>(), bad_ends)) {
            --waiting;
        }
    }
    report_bad_ends(bad_ends);
}

// False when the process is no child of this supervisor.
bool SupervisorProcess::dynamic_child_ended(const Down& down, BadEnds& bad_ends) {
    const std::uint32_t index = children_.find_running(down.pid);
    if (index == nothing) {
        return false;
    }
    const Atom reason = unlink_flush(down.pid, down.reason);
    emit<kinds::child_stop_end>(self_, self_.pid(), template_id_, down.pid, reason);
    if (!is_expected_end(children_[index], reason)) {
        const auto known = std::find_if(
            bad_ends.begin(), bad_ends.end(), [&](const auto& end) { return end.first == reason; });
        if (known == bad_ends.end()) {
            bad_ends.emplace_back(reason, 1);
        } else {
            ++known->second;
        }
    }
    children_.remove(index);
    return true;
}

// One report a reason. OTP goes through a map, so up to 32 reasons come in the order of terms.
void SupervisorProcess::report_bad_ends(BadEnds& bad_ends) {
    std::sort(bad_ends.begin(), bad_ends.end(), [&](const auto& a, const auto& b) {
        return compare_terms(self_.text(a.first), self_.text(b.first)) < 0;
    });
    for (const auto& [reason, count] : bad_ends) {
        report(self_.atom("shutdown_error"), template_id_, {}, reason, count);
    }
}

// -- one of them ---------------------------------------------------------------------------------

// supervisor:do_terminate and shutdown
Task<> SupervisorProcess::stop_child(std::uint32_t index) {
    const Child& child = children_[index];
    if (child.state != State::running) {
        co_return;
    }
    const bool is_brutal_kill = child.is_killed_brutally;
    const Atom signal = is_brutal_kill ? atoms::kill : atoms::shutdown;
    const sim::Duration timeout =
        is_brutal_kill ? sim::Duration::infinity() : child.shutdown_timeout;
    emit<kinds::child_stop_begin>(self_, self_.pid(), child.id, child.pid, signal);
    const Ref monitor = self_.monitor(child.pid);
    self_.exit(child.pid, signal);
    const Atom reason = co_await await_end(child.pid, monitor, timeout);
    emit<kinds::child_stop_end>(self_, self_.pid(), child.id, child.pid, reason);
    if (!is_expected_end(child, reason)) {
        report(self_.atom("shutdown_error"), child.id, child.pid, reason);
    }
}

// Waits for the child's DOWN only; everything else stays queued. Kills it when time is up. The
// monitor is of this step.
Task<Atom> SupervisorProcess::await_end(Pid child, Ref monitor, sim::Duration timeout) {
    Waiter waiter{.matches = &is_down,
                  .data = static_cast<std::uint64_t>(monitor),
                  .waits_for = child,
                  .is_new = true};
    const std::optional<Received> in_time = co_await self_.receive_signal(waiter, timeout);
    if (in_time) {
        co_return unlink_flush(child, in_time->get<Down>().reason);
    }
    waiter.is_new = false;
    self_.exit(child, atoms::kill);
    const std::optional<Received> killed = co_await self_.receive_signal(waiter);
    co_return unlink_flush(child, killed->get<Down>().reason);
}

// supervisor:unlink_flush. A child that was dead already gives its own reason by its exit signal,
// which is then never served as a crash.
Atom SupervisorProcess::unlink_flush(Pid child, Atom reason) {
    self_.unlink(child);
    const std::optional<Received> exit =
        self_.poll({.matches = &is_exit, .data = child.word(), .waits_for = {}});
    return exit ? exit->get<Exit>().reason : reason;
}

bool SupervisorProcess::is_expected_end(const Child& child, Atom reason) {
    if (child.is_killed_brutally ? reason == atoms::killed : reason == atoms::shutdown) {
        return true;
    }
    return child.restart != Restart::permanent && is_clean(self_.world().symbols(), reason);
}

void SupervisorProcess::report(Atom context, Atom id, Pid child, Atom reason, std::uint32_t count) {
    emit<kinds::supervisor_report>(self_, self_.pid(), context, id, reason, count, child);
}

}  // namespace teacup::model
