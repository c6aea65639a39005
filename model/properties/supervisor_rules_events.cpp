// What each event of a supervisor means; supervisor_rules.cpp keeps its children.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <teacup/model/process/atoms.hpp>
#include <teacup/model/properties/supervisor_rules.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::model {

using Wrong = SupervisorRules::Wrong;

Wrong SupervisorRules::unless_serving(const std::string& does) const {
    switch (phase_) {
        case Phase::serving: return {};
        case Phase::starting: return fmt::format("{} before it is ready", does);
        case Phase::failing:
        case Phase::stopping: return fmt::format("{} while it ends", does);
        case Phase::restarting:
            return fmt::format("{} in the middle of the restart of {}", does, name(due_));
        case Phase::must_stop:
            return fmt::format("{} and does not end, though its significant child has", does);
        case Phase::must_restart: break;
    }
    return fmt::format("{} and has not restarted {}, a {} child that ended with {}",
                       does,
                       name(due_),
                       to_string(children_[due_].restart),
                       text(due_reason_));
}

// -- its own life --------------------------------------------------------------------------------

Wrong SupervisorRules::on_spec(const sim::TraceEvent& event) {
    const std::string_view restart = text(event.symbol(2));
    const Child child{.id = event.symbol(1),
                      .pid = {},
                      .restart = restart == "permanent"   ? Restart::permanent
                                 : restart == "transient" ? Restart::transient
                                                          : Restart::temporary,
                      .is_significant = event.words[5] != 0,
                      .is_killed = text(event.symbol(4)) == "brutal_kill"};
    if (strategy_ == Strategy::simple_one_for_one) {
        template_ = child;
        return {};
    }
    if (phase_ == Phase::starting) {
        add(child);
        return {};
    }
    if (Wrong wrong = unless_serving(fmt::format("gets the child {}", text(child.id)));
        !wrong.empty()) {
        return wrong;
    }
    compact();
    const std::uint32_t added = add(child);
    if (!new_pid_.is_none()) {
        set_running(added, std::exchange(new_pid_, {}));
    }
    return {};
}

Wrong SupervisorRules::on_ready() {
    if (phase_ != Phase::starting) {
        return unless_serving("says that it is ready");
    }
    if (strategy_ != Strategy::simple_one_for_one && cursor_ < children_.size()) {
        return fmt::format("is ready before it has started {}", name(cursor_));
    }
    phase_ = Phase::serving;
    return {};
}

Wrong SupervisorRules::on_stop(sim::Symbol reason) {
    const auto is_retry_due = [&] {
        return std::ranges::any_of(
            children_, [](const Child& child) { return child.state == State::restarting; });
    };
    const bool gives_up = phase_ == Phase::must_restart || phase_ == Phase::must_stop ||
                          (phase_ == Phase::serving && is_retry_due());
    const bool may_stop =
        (gives_up && reason == atoms::shutdown) || (phase_ == Phase::serving && is_told_to_stop_) ||
        (phase_ == Phase::serving && text(reason).starts_with("{function_clause"));
    if (!may_stop) {
        const std::string does = fmt::format("begins to end with {}", text(reason));
        const Wrong wrong = unless_serving(does);
        return wrong.empty() ? does + ", which nobody told it to" : wrong;
    }
    phase_ = Phase::stopping;
    stop_reason_ = reason;
    first_ = 0;
    cursor_ = static_cast<std::uint32_t>(children_.size());
    are_stops_over_ = false;
    return {};
}

Wrong SupervisorRules::on_exit(sim::Symbol reason) {
    if (is_told_to_die_ && reason == atoms::killed) {
        return {};
    }
    const bool is_simple = strategy_ == Strategy::simple_one_for_one;
    const bool never_began = phase_ == Phase::starting && cursor_ == 0;
    if (phase_ != Phase::stopping && phase_ != Phase::failing && !never_began) {
        const std::string does = fmt::format("ends with {}", text(reason));
        const Wrong wrong = unless_serving(does);
        return wrong.empty() ? does + " without having stopped" : wrong;
    }
    // OTP 25 itself crashes in its end over a dynamic child that ignored its restart.
    const bool crashes = is_simple && std::ranges::any_of(children_, [](const Child& child) {
                             return child.state == State::undefined;
                         });
    if (crashes) {
        return {};
    }
    for (std::uint32_t at = 0; at < children_.size(); ++at) {
        if (children_[at].state == State::running) {
            return fmt::format("ends and leaves its child {} alive", name(at));
        }
    }
    if (phase_ == Phase::stopping && reason != stop_reason_) {
        return fmt::format("ends with {} instead of {}", text(reason), text(stop_reason_));
    }
    return {};
}

Wrong SupervisorRules::at_end() const {
    if (phase_ == Phase::must_restart || phase_ == Phase::must_stop) {
        return unless_serving("waits for messages");
    }
    if (phase_ != Phase::serving) {
        return {};  // In the middle of something that takes time.
    }
    for (std::uint32_t at = 0; at < children_.size(); ++at) {
        const Child& child = children_[at];
        if (child.state == State::restarting) {
            return fmt::format("never tried again to start {}", name(at));
        }
        if (child.state == State::running && facts_->deaths.has(child.pid)) {
            return fmt::format("never noticed the end of {}", name(at));
        }
    }
    return {};
}

// -- starts --------------------------------------------------------------------------------------

Wrong SupervisorRules::on_start_begin(sim::Symbol id) {
    const bool is_simple = strategy_ == Strategy::simple_one_for_one;
    std::uint32_t expected = nothing;
    begun_id_ = id;
    begun_ = nothing;
    if (phase_ == Phase::starting) {
        expected = cursor_ < children_.size() ? cursor_ : nothing;
    } else if (phase_ == Phase::restarting) {
        if (const std::uint32_t left = next_to_stop(); left != nothing) {
            return fmt::format("starts {} before it has stopped {}", text(id), name(left));
        }
        if (!are_stops_over_) {
            are_stops_over_ = true;
            cursor_ = first_;
        }
        expected = failed_ == nothing ? next_to_start() : nothing;
    } else {
        if (Wrong wrong = unless_serving(fmt::format("starts {}", text(id))); !wrong.empty()) {
            return wrong;
        }
        begun_ = is_simple ? nothing : find(id);
        return begun_ == nothing || children_[begun_].state == State::undefined
                   ? Wrong()
                   : fmt::format("starts {}, which is there", text(id));
    }
    if (expected == nothing) {
        return fmt::format("starts {}, which is not to be started now", text(id));
    }
    if (children_[expected].id != id) {
        return fmt::format("starts {} where {} is next", text(id), name(expected));
    }
    begun_ = expected;
    return {};
}

Wrong SupervisorRules::on_start(sim::Symbol id, Pid pid) {
    if (id != begun_id_) {
        return fmt::format("has started {} while it was starting {}", text(id), text(begun_id_));
    }
    if (begun_ != nothing) {
        set_running(begun_, pid);
    } else if (strategy_ == Strategy::simple_one_for_one) {
        compact();
        Child child = template_;
        child.pid = pid;
        set_running(add(child), pid);
    } else {
        new_pid_ = pid;
    }
    if (phase_ == Phase::starting) {
        ++cursor_;
    }
    return {};
}

Wrong SupervisorRules::on_start_ignore(sim::Symbol id) {
    if (id != begun_id_) {
        return fmt::format("has started {} while it was starting {}", text(id), text(begun_id_));
    }
    if (begun_ != nothing && children_[begun_].restart == Restart::temporary &&
        phase_ == Phase::starting) {
        remove(begun_);
    }
    // It is not to be started again in this restart.
    if (phase_ == Phase::starting || phase_ == Phase::restarting) {
        ++cursor_;
    }
    return {};
}

Wrong SupervisorRules::on_start_error(sim::Symbol id) {
    if (id != begun_id_) {
        return fmt::format(
            "could not start {} while it was starting {}", text(id), text(begun_id_));
    }
    if (phase_ == Phase::starting) {
        phase_ = Phase::failing;
        first_ = 0;
        cursor_ = static_cast<std::uint32_t>(children_.size());
    } else if (phase_ == Phase::restarting) {
        failed_ = begun_;
        children_[failed_].state = State::restarting;
    }
    return {};
}

// -- ends and restarts ---------------------------------------------------------------------------

Wrong SupervisorRules::on_child_exit(sim::Symbol id, Pid pid, sim::Symbol reason) {
    if (Wrong wrong = unless_serving(fmt::format("serves the end of {}", text(id)));
        !wrong.empty()) {
        return wrong;
    }
    const std::uint32_t at = find(pid);
    if (at == nothing || children_[at].state != State::running) {
        return fmt::format("serves the end of {}, which is not its child", to_string(pid));
    }
    if (!facts_->deaths.has(pid)) {
        return fmt::format("takes {} for dead, which is alive", name(at));
    }
    Child& child = children_[at];
    child.state = State::undefined;
    due_ = at;
    due_reason_ = reason;
    if (child.restart == Restart::permanent ||
        (child.restart == Restart::transient && !is_clean(*facts_->symbols, reason))) {
        phase_ = Phase::must_restart;
        return {};
    }
    const bool is_significant = child.is_significant;
    if (child.restart == Restart::temporary || strategy_ == Strategy::simple_one_for_one) {
        remove(at);
    }
    if (is_significant &&
        (auto_shutdown_ == AutoShutdown::any_significant ||
         (auto_shutdown_ == AutoShutdown::all_significant && is_last_significant()))) {
        phase_ = Phase::must_stop;
    }
    return {};
}

Wrong SupervisorRules::on_restart_begin(sim::Symbol id, Pid pid, bool is_retry) {
    const bool is_simple = strategy_ == Strategy::simple_one_for_one;
    const bool is_due = phase_ == Phase::must_restart &&
                        (is_simple ? children_[due_].pid == pid : children_[due_].id == id);
    const std::uint32_t at = is_due ? due_ : is_simple ? find(pid) : find(id);
    if (at == nothing) {
        return fmt::format("restarts {}, which is gone", text(id));
    }
    if (is_retry ? phase_ != Phase::serving || children_[at].state != State::restarting : !is_due) {
        const Wrong wrong = unless_serving(fmt::format("restarts {}", name(at)));
        return wrong.empty() ? fmt::format("restarts {}, a {} child that ended with {}",
                                           name(at),
                                           to_string(children_[at].restart),
                                           text(due_reason_))
                             : wrong;
    }
    const auto count = static_cast<std::uint32_t>(children_.size());
    const bool is_alone = is_simple || strategy_ == Strategy::one_for_one;
    children_[at].state = State::undefined;
    due_ = at;
    first_ = strategy_ == Strategy::one_for_all ? 0 : at;
    end_ = is_alone ? at + 1 : count;
    cursor_ = end_;
    failed_ = nothing;
    are_stops_over_ = false;
    phase_ = Phase::restarting;
    return {};
}

Wrong SupervisorRules::on_restart_end(sim::Symbol id, bool is_ok) {
    if (phase_ != Phase::restarting) {
        return fmt::format("ends a restart of {} that was none", text(id));
    }
    if (!is_ok) {
        if (failed_ == nothing || children_[failed_].id != id) {
            return fmt::format("gives up to restart {}, whose start did not fail", text(id));
        }
        phase_ = Phase::serving;
        return {};
    }
    if (failed_ != nothing) {
        return fmt::format("takes the restart of {} for done, whose start failed", name(failed_));
    }
    if (const std::uint32_t left = next_to_stop(); left != nothing) {
        return fmt::format("has restarted {} and not stopped {}", text(id), name(left));
    }
    if (const std::uint32_t left = are_stops_over_ ? next_to_start() : due_; left != nothing) {
        return fmt::format("has restarted {} and not started {}", text(id), name(left));
    }
    phase_ = Phase::serving;
    return {};
}

// -- stops ---------------------------------------------------------------------------------------

Wrong SupervisorRules::on_stop_begin(sim::Symbol id, Pid pid, sim::Symbol signal) {
    const std::uint32_t at = find(pid);
    if (at == nothing || children_[at].state != State::running) {
        return fmt::format("stops {} {}, which is not its child", text(id), to_string(pid));
    }
    const bool is_simple = strategy_ == Strategy::simple_one_for_one;
    if (phase_ == Phase::restarting || phase_ == Phase::failing || phase_ == Phase::stopping) {
        const std::uint32_t expected = next_to_stop();
        if (phase_ == Phase::restarting && (at < first_ || at >= end_)) {
            return fmt::format(
                "stops {}, which the restart of {} does not affect", name(at), name(due_));
        }
        if (!is_simple && at != expected) {
            return expected == nothing
                       ? fmt::format("stops {}, which is not to be stopped now", name(at))
                       : fmt::format("stops {} where {} is next", name(at), name(expected));
        }
    } else if (Wrong wrong = unless_serving(fmt::format("stops {}", name(at))); !wrong.empty()) {
        return wrong;
    }
    if ((signal == atoms::kill) != children_[at].is_killed) {
        return fmt::format("stops {} by {}", name(at), text(signal));
    }
    children_[at].state = State::stopping;
    return {};
}

Wrong SupervisorRules::on_stop_end(sim::Symbol id, Pid pid) {
    const std::uint32_t at = find(pid);
    if (at == nothing || children_[at].state != State::stopping) {
        return fmt::format(
            "has stopped {} {}, which it was not stopping", text(id), to_string(pid));
    }
    if (!facts_->deaths.has(pid)) {
        return fmt::format("takes {} for stopped, which is alive", name(at));
    }
    children_[at].state = State::undefined;
    if (children_[at].restart == Restart::temporary || strategy_ == Strategy::simple_one_for_one) {
        remove(at);
    }
    return {};
}

Wrong SupervisorRules::on_delete(sim::Symbol id) {
    const std::uint32_t at = find(id);
    if (at == nothing) {
        return id == last_gone_ ? Wrong() : fmt::format("deletes {}, which is not there", text(id));
    }
    const bool is_going = phase_ != Phase::serving && children_[at].restart == Restart::temporary;
    if (children_[at].state != State::undefined || (phase_ != Phase::serving && !is_going)) {
        return fmt::format("deletes {}, which it should keep", text(id));
    }
    remove(at);
    return {};
}

Wrong SupervisorRules::on_reply(const sim::TraceEvent& event) {
    const std::string_view request = text(event.symbol(2));
    if (Wrong wrong = unless_serving(fmt::format("answers {}", request)); !wrong.empty()) {
        return wrong;
    }
    const std::uint32_t at =
        strategy_ == Strategy::simple_one_for_one ? nothing : find(event.symbol(3));
    if (request != "TerminateChild" || event.words[4] == 0 || at == nothing) {
        return {};
    }
    if (children_[at].state == State::running) {
        return fmt::format("says that it has terminated {}, which runs", name(at));
    }
    children_[at].state = State::undefined;
    return {};
}

}  // namespace teacup::model
