// Starts and restarts: the heart of the supervisor.
#include <utility>

#include <fmt/format.h>

#include <teacup/model/otp/emit.hpp>
#include <teacup/model/otp/supervisor_process.hpp>

namespace teacup::model {

// -- starts --------------------------------------------------------------------------------------

// supervisor:do_start_child
Task<Started> SupervisorProcess::start(ChildStart starter, Atom id) {
    emit<kinds::child_start_begin>(self_, self_.pid(), id);
    Started started;
    try {
        const Term no_argument;
        started = co_await (*starter).start(self_, no_argument);
    } catch (...) {
        const Atom thrown = self_.processes().reason_of(std::current_exception());
        started = Started::error(self_.atom(fmt::format("{{'EXIT',{}}}", self_.text(thrown))));
    }
    switch (started.kind) {
        case Started::Kind::ok:
            emit<kinds::child_start>(self_, self_.pid(), id, started.pid);
            break;
        case Started::Kind::ignore: emit<kinds::child_start_ignore>(self_, self_.pid(), id); break;
        case Started::Kind::error:
            emit<kinds::child_start_error>(self_, self_.pid(), id, started.reason);
            break;
    }
    co_return started;
}

// supervisor:start_children, from `first` on; gives the child that did not start, or nothing.
Task<std::uint32_t> SupervisorProcess::start_children(std::uint32_t first, bool is_restart) {
    if (has(OtpMutant::restart_order_reversed) && is_restart) {
        std::uint32_t child = first == nothing ? nothing : children_.last();
        while (child != nothing) {
            const std::uint32_t next = child == first ? nothing : children_[child].previous;
            if (!co_await start_next(child)) {
                co_return child;
            }
            child = next;
        }
        co_return nothing;
    }
    std::uint32_t child = first;
    while (child != nothing) {
        const std::uint32_t next = children_[child].next;
        if (!co_await start_next(child)) {
            co_return child;
        }
        child = next;
    }
    co_return nothing;
}

// Gives false when the start failed. A temporary child that ignores its start is removed.
Task<bool> SupervisorProcess::start_next(std::uint32_t child) {
    if (children_[child].state == State::running) {
        co_return true;  // Only a mutant leaves one running.
    }
    const Started started = co_await start(children_[child].start, children_[child].id);
    if (started.is_error()) {
        failed_reason_ = started.reason;
        const Child& at = children_[child];
        report(self_.atom("start_error"), at.id, at.pid, started.reason);
        co_return false;
    }
    if (started.is_ok()) {
        children_.set_running(child, started.pid);
    } else {
        del_child(child);
    }
    co_return true;
}

// -- a child has ended ---------------------------------------------------------------------------

// supervisor:restart_child and do_restart
Task<> SupervisorProcess::child_exited(Exit exit) {
    const std::uint32_t index = children_.find_running(exit.from);
    if (index == nothing) {
        co_return;  // Nobody's, or one that was stopped or never came up.
    }
    Child& child = children_[index];
    emit<kinds::child_exit>(self_, self_.pid(), child.id, exit.from, exit.reason);
    const bool is_clean_end = is_clean(self_.world().symbols(), exit.reason);
    if (child.restart == Restart::permanent || !is_clean_end) {
        report(self_.atom("child_terminated"), child.id, child.pid, exit.reason);
    }
    if (is_to_restart(child, is_clean_end)) {
        co_await restart(index, false);
        co_return;
    }
    const bool is_significant = child.is_significant;
    del_child(index);
    auto_shutdown(is_significant);
}

bool SupervisorProcess::is_to_restart(const Child& child, bool is_clean_end) const {
    switch (child.restart) {
        case Restart::permanent: return !(is_clean_end && has(OtpMutant::permanent_not_restarted));
        case Restart::transient: return !is_clean_end || has(OtpMutant::transient_always_restarted);
        case Restart::temporary: return !is_clean_end && has(OtpMutant::temporary_restarted);
    }
    return false;
}

// supervisor:del_child
void SupervisorProcess::del_child(std::uint32_t index) {
    Child& child = children_[index];
    if (is_simple()) {
        children_.remove(index);
    } else if (child.restart == Restart::temporary) {
        const Atom id = child.id;
        children_.remove(index);
        emit<kinds::child_delete>(self_, self_.pid(), id);
    } else {
        child.state = State::undefined;
        child.pid = {};
    }
}

// supervisor:do_auto_shutdown
void SupervisorProcess::auto_shutdown(bool is_significant) {
    if (!is_significant || flags_.auto_shutdown == AutoShutdown::never) {
        return;
    }
    if (flags_.auto_shutdown == AutoShutdown::all_significant) {
        for (std::uint32_t at = children_.first(); at != nothing; at = children_[at].next) {
            const Child& child = children_[at];
            if (is_simple() || (child.is_significant && child.state != State::undefined)) {
                return;
            }
        }
    }
    server_.stop(atoms::shutdown);
}

// -- restarts ------------------------------------------------------------------------------------

// supervisor:handle_cast
Task<> SupervisorProcess::try_again_restart(TryAgainRestart what) {
    std::uint32_t child = nothing;
    if (!is_simple()) {
        child = children_.find(what.id);
    } else if (children_.owns(what.child) && children_[what.child].pid == what.pid) {
        child = what.child;
    }
    if (child != nothing && children_[child].state == State::restarting) {
        co_await restart(child, true);
    }
}

// supervisor:restart
Task<> SupervisorProcess::restart(std::uint32_t index, bool is_retry) {
    const Child& child = children_[index];
    if (!add_restart()) {
        report(atoms::shutdown, child.id, child.pid, self_.atom("reached_max_restart_intensity"));
        del_child(index);
        server_.stop(atoms::shutdown);
        co_return;
    }
    emit<kinds::restart_begin>(self_, self_.pid(), child.id, child.pid, is_retry);
    const Atom id = child.id;
    const std::uint32_t failed = co_await restart_by_strategy(index);
    if (failed == nothing) {
        emit<kinds::restart_end>(self_, self_.pid(), id, true);
        if (has(OtpMutant::restarts_forgotten)) {
            restarts_.clear();
        }
        co_return;
    }
    const TryAgainRestart again{
        .id = children_[failed].id, .pid = children_[failed].pid, .child = failed};
    emit<kinds::restart_end>(self_, self_.pid(), again.id, false);
    if (!has(OtpMutant::retry_forgotten)) {
        cast(self_, self_.pid(), again);
    }
}

// supervisor:add_restart. False when it is one too many.
bool SupervisorProcess::add_restart() {
    constexpr std::int64_t ns_per_second = 1'000'000'000;
    const std::int64_t second = self_.now().ns() / ns_per_second;
    const std::int64_t period = flags_.period_seconds - (has(OtpMutant::period_exclusive) ? 1 : 0);
    const std::uint64_t count = restarts_.add(second, period) +
                                (has(OtpMutant::intensity_one_less) ? 1U : 0U) -
                                (has(OtpMutant::intensity_one_more) ? 1U : 0U);
    return count <= flags_.intensity;
}

Task<std::uint32_t> SupervisorProcess::restart_by_strategy(std::uint32_t child) {
    const bool is_too_many = has(OtpMutant::restart_too_many);
    switch (flags_.strategy) {
        case Strategy::simple_one_for_one: return restart_dynamic(child);
        case Strategy::one_for_one:
            return is_too_many ? restart_group(child, false) : restart_one(child);
        case Strategy::rest_for_one: return restart_group(child, !is_too_many);
        case Strategy::one_for_all: break;
    }
    return restart_group(child, false);
}

void SupervisorProcess::start_failed(std::uint32_t index, Atom reason) {
    Child& child = children_[index];  // Its pid stays that of who had died.
    child.state = State::restarting;
    report(self_.atom("start_error"), child.id, child.pid, reason);
}

Task<std::uint32_t> SupervisorProcess::restart_dynamic(std::uint32_t index) {
    if (children_[index].state == State::restarting) {
        --dynamic_restarts_;
    }
    const Started started = co_await start(children_[index].start, template_id_);
    if (started.is_error()) {
        ++dynamic_restarts_;
        start_failed(index, started.reason);
        co_return index;
    }
    if (started.is_ok()) {
        children_.set_running(index, started.pid);
        children_.move_to_end(index);
    } else {
        keep_ignored(index);
    }
    co_return nothing;
}

// As in OTP 25: a dynamic child that ignores its restart becomes the key `undefined`, of which
// there is one only. It is counted and shown from now on, and makes terminate crash.
void SupervisorProcess::keep_ignored(std::uint32_t index) {
    for (std::uint32_t at = children_.first(); at != nothing; at = children_[at].next) {
        if (children_[at].state == State::undefined) {
            children_.remove(at);
            break;
        }
    }
    children_[index].state = State::undefined;
    children_[index].pid = {};
}

Task<std::uint32_t> SupervisorProcess::restart_one(std::uint32_t index) {
    const Started started = co_await start(children_[index].start, children_[index].id);
    if (started.is_error()) {
        start_failed(index, started.reason);
        co_return index;
    }
    if (started.is_ok()) {
        children_.set_running(index, started.pid);
    } else {
        children_[index].state = State::undefined;
        children_[index].pid = {};
    }
    co_return nothing;
}

// supervisor:restart_multiple_children, of `index` and all after it, or of all.
Task<std::uint32_t> SupervisorProcess::restart_group(std::uint32_t index, bool is_rest_only) {
    const Pid who_died = children_[index].pid;
    children_[index].state = State::undefined;
    children_[index].pid = {};
    co_await terminate_children(is_rest_only ? index : children_.first(), index);
    const std::uint32_t failed =
        co_await start_children(is_rest_only ? index : children_.first(), true);
    if (failed != nothing) {
        children_[failed].state = State::restarting;
        children_[failed].pid = failed == index ? who_died : Pid{};
    }
    co_return failed;
}

}  // namespace teacup::model
