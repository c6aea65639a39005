// The part of Processes that runs them: steps, and what they wait for between steps.
#include <utility>

#include <teacup/model/process/actor.hpp>
#include <teacup/model/process/trace_kinds.hpp>

namespace teacup::model {

namespace {
constexpr std::uint32_t nothing = Signal::nothing;
}  // namespace

void Processes::wake(Process& process, Work work) {
    if (work == Work::foreground && !process.counted_ready) {
        process.counted_ready = true;
        world_.begin_work();
    }
    if (!process.in_ready_queue) {
        process.in_ready_queue = true;
        world_.make_ready(process.pid_.node(), process.pid_.slot());
    }
}

void Processes::step(std::uint32_t slot) {
    Process& process = slots_[slot];
    process.in_ready_queue = false;
    if (process.state == ProcessState::dead) {
        free_slot(process);
        return;
    }
    current_ = &process;
    process.background = !process.counted_ready;
    const bool was_counted = std::exchange(process.counted_ready, false);
    if (process.inbox_first != nothing) {
        drain_inbox(process);
    }
    const bool has_come = process.state == ProcessState::starting ||
                          (process.state == ProcessState::waiting &&
                           (process.waiter->found != nothing || process.timed_out));
    if (has_come) {
        resume(process);
    }
    current_ = nullptr;
    if (was_counted) {
        world_.end_work();
    }
}

// As in sim/world.cpp: one caller each, on the path of every step.
[[gnu::always_inline]] inline void Processes::drain_inbox(Process& process) {
    while (process.inbox_first != nothing) {
        const std::uint32_t index = process.inbox_first;
        Signal& signal = signals_[index];
        process.inbox_first = signal.next;
        if (signal.next == nothing) {
            process.inbox_last = nothing;
        }
        if (!signal.background) {
            process.background = false;
        }
        if (signal.kind == SignalKind::reply && !is_monitoring(process, signal.ref)) {
            // Its alias is gone: the call was given up, and the late reply with it.
            --process.mailbox_count;
            free_signal(index);
        } else if (signal.type != nullptr) {
            take_message(process, index);
        } else {
            --process.mailbox_count;
            handle_signal(process, index);
            if (process.state == ProcessState::dead || process.state == ProcessState::free) {
                return;
            }
        }
    }
}

void Processes::take_message(Process& process, std::uint32_t index) {
    Signal& signal = signals_[index];
    uncount(signal);
    Waiter* const waiter = process.waiter;
    if (waiter != nullptr && waiter->found == nothing && waiter->matches(*waiter, signal)) {
        waiter->found = index;
        // Its work goes on in the step that takes it.
        return;
    }
    if (signal.kind == SignalKind::reply) {
        --process.mailbox_count;
        release(index);  // Its call is over: the alias that it was sent to is no more.
        return;
    }
    signal.next = nothing;
    (process.mailbox_last == nothing ? process.mailbox_first
                                     : signals_[process.mailbox_last].next) = index;
    process.mailbox_last = index;
}

[[gnu::always_inline]] inline void Processes::resume(Process& process) {
    if (process.waiter != nullptr) {
        end_wait(process);
    }
    process.state = ProcessState::running;
    const sim::FramePool::Scope scope(frames_);
    account_ = &process.frame_bytes;
    frames_.set_account(account_);
    process.fiber.run();
    if (process.state == ProcessState::dead) {
        destroy_frame(process);
        if (!process.in_ready_queue) {
            free_slot(process);
        }
    } else if (!process.fiber.leaf) {
        ended(process);
    } else {
        TEACUP_ASSERT(process.state == ProcessState::waiting);
    }
    account_ = nullptr;
    frames_.set_account(nullptr);
}

[[gnu::always_inline]] inline void Processes::end_wait(Process& process) {
    Waiter& waiter = *process.waiter;
    if (process.reported_wait || process.counted_wait) [[unlikely]] {
        end_named_wait(process);
    }
    if (waiter.found != nothing) {
        Signal& found = signals_[waiter.found];
        found.next = Signal::nowhere;
        --process.mailbox_count;
        world_.trace().emit<kinds::receive>(
            world_.now(), process.pid_.node(), process.pid_, found.from, type_symbol(*found.type));
    } else if (!waiter.is_sleep) {
        world_.trace().emit<kinds::timeout>(world_.now(), process.pid_.node(), process.pid_);
    }
    if (!process.receive_timer.is_none()) {
        world_.cancel_timer(process.receive_timer);
        process.receive_timer = {};
    }
    process.timed_out = false;
    process.waiter = nullptr;
}

void Processes::end_named_wait(Process& process) {
    if (std::exchange(process.reported_wait, false)) {
        world_.trace().emit<kinds::wait_end>(world_.now(), process.pid_.node(), process.pid_);
    }
    if (std::exchange(process.counted_wait, false)) {
        world_.end_work();
    }
}

std::uint32_t Processes::take_match(Process& process, const Waiter& waiter) {
    std::uint32_t previous = nothing;
    for (std::uint32_t at = process.mailbox_first; at != nothing; at = signals_[at].next) {
        if (waiter.matches(waiter, signals_[at])) {
            const std::uint32_t next = signals_[at].next;
            (previous == nothing ? process.mailbox_first : signals_[previous].next) = next;
            if (process.mailbox_last == at) {
                process.mailbox_last = previous;
            }
            return at;
        }
        previous = at;
    }
    return nothing;
}

std::uint32_t Processes::poll(Process& process, const Waiter& waiter) {
    if (process.state == ProcessState::dead) {
        return nothing;
    }
    const std::uint32_t found = take_match(process, waiter);
    if (found != nothing) {
        signals_[found].next = Signal::nowhere;
        --process.mailbox_count;
        world_.trace().emit<kinds::receive>(world_.now(),
                                            process.pid_.node(),
                                            process.pid_,
                                            signals_[found].from,
                                            type_symbol(*signals_[found].type));
    }
    return found;
}

void Processes::begin_receive(Process& process, Waiter& waiter, sim::Duration after) {
    if (process.state == ProcessState::dead) {
        return;  // Killed within this step: the frame goes now.
    }
    process.state = ProcessState::waiting;
    process.waiter = &waiter;
    const Work current = process.background ? Work::background : Work::foreground;
    const bool may_be_there = process.mailbox_first != nothing && !waiter.is_new;
    waiter.found = may_be_there ? take_match(process, waiter) : nothing;
    if (waiter.found != nothing) {
        wake(process, current);
        return;
    }
    if (after.ns() <= 0) {
        process.timed_out = true;  // Unless what is in the inbox matches.
        wake(process, current);
        return;
    }
    if (process.inbox_first != nothing) {
        wake(process, Work::background);  // What is there carries its own work.
    }
    if (!after.is_infinite()) {
        const bool is_background = waiter.work == Work::background || process.background;
        process.receive_timer = world_.start_timer(
            world_.now() + after,
            {.node = process.pid_.node(),
             .handler = is_background ? receive_timeout_background_ : receive_timeout_,
             .background = is_background,
             .data = process.pid_.word()});
    } else if (!waiter.waits_for.is_none() || waiter.is_named_call) {
        if (!process.background) {
            process.counted_wait = true;  // A call is pending: the world does not rest.
            world_.begin_work();
        }
        if (!waiter.waits_for.is_none()) {
            report_wait(process, waiter.waits_for);
        }
    }
}

void Processes::report_wait(Process& process, Pid awaited) {
    process.reported_wait = true;
    world_.trace().emit<kinds::wait_begin>(
        world_.now(), process.pid_.node(), process.pid_, awaited);
}

void Processes::report_named_wait(const Signal& call) {
    Process* const caller = find(call.from);
    if (caller == nullptr || caller->waiter == nullptr) {
        return;
    }
    const Waiter& waiter = *caller->waiter;
    if (waiter.is_named_call && waiter.data == static_cast<std::uint64_t>(call.ref) &&
        caller->receive_timer.is_none() && !caller->reported_wait) {
        report_wait(*caller, call.to);
    }
}

void Processes::receive_timed_out(Pid pid, Work work, bool is_stale) {
    Process* const process = find(pid);
    if (is_stale || process == nullptr) {
        return;
    }
    TEACUP_ASSERT(process->state == ProcessState::waiting);
    process->receive_timer = {};
    process->timed_out = true;
    wake(*process, work);
}

}  // namespace teacup::model
