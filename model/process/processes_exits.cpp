// The part of Processes that ends them: exit signals, deaths, and what a death leaves behind.
#include <utility>

#include <fmt/format.h>

#include <teacup/model/process/actor.hpp>
#include <teacup/model/process/trace_kinds.hpp>

namespace teacup::model {

namespace {
constexpr std::uint32_t nothing = Signal::nothing;
}  // namespace

// -- exit signals ---------------------------------------------------------------------------------

void Processes::set_trap_exit(Pid pid, bool on) {
    if (Process* const process = find(pid); process != nullptr) {
        process->trap_exit = on;
    }
}

void Processes::exit(Pid from, Pid to, Atom reason) {
    if (!may_act()) {
        return;
    }
    const sim::NodeId node = from.is_none() ? to.node() : from.node();
    world_.trace().emit<kinds::exit_signal>(world_.now(), node, from, to, reason);
    if (current_ != nullptr && from == to && current_->pid_ == to) {
        // exit(self(), Reason) acts before it returns, and `normal` is no exception to it.
        if (reason != atoms::kill && current_->trap_exit) {
            send(from, to, Exit{.from = from, .reason = reason});
        } else {
            die(*current_, reason == atoms::kill ? atoms::killed : reason);
        }
        return;
    }
    post_detail(SignalKind::exit, from, to, no_ref, {.reason = reason, .named = {}});
}

void Processes::handle_exit(Process& process, std::uint32_t index) {
    Signal& signal = signals_[index];
    const SignalDetail detail = detail_of(index);
    Atom reason = detail.reason;
    if (signal.kind == SignalKind::link_exit) {
        const std::uint32_t ours = find_link(process, signal.from, detail.relation_to);
        if (ours == nothing) {
            free_signal(index);  // Unlinked in the meantime.
            return;
        }
        remove_relation(process, ours);
    } else if (reason == atoms::kill) {
        uncount(signal);
        release(index);
        die(process, atoms::killed);
        return;
    }
    if (process.trap_exit) {
        const Exit message{.from = signal.from, .reason = reason};
        signal.type = &message_type<Exit>;
        signal.kind = SignalKind::message;
        detail::put(signal.payload, message);
        ++process.mailbox_count;
        take_message(process, index);
        return;
    }
    uncount(signal);
    release(index);
    if (reason != atoms::normal) {
        die(process, reason);
    }
}

// -- ends -----------------------------------------------------------------------------------------

Atom Processes::reason_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const ActorExit& exit) {
        return exit.reason();
    } catch (const std::exception& crash) {
        return atom(fmt::format("{{{},stack}}", crash.what()));
    } catch (...) {
        return atom("{unknown,stack}");
    }
}

void Processes::ended(Process& process) {
    const std::exception_ptr error = process.root.promise().error;
    die(process, error ? reason_of(error) : atoms::normal);
    destroy_frame(process);
    if (!process.in_ready_queue) {
        free_slot(process);
    }
}

void Processes::die(Process& process, Atom reason) {
    const Pid pid = process.pid_;
    const bool is_running = process.state == ProcessState::running;
    world_.trace().emit<kinds::exit>(world_.now(), pid.node(), pid, reason, process.label);
    if (process.role == ProcessRole::kernel) [[unlikely]] {
        for (const auto& [told, owner] : kernel_ends_) {
            told(owner, pid, process.name, reason);
        }
    }
    process.state = ProcessState::dead;
    unregister(process);
    if (!process.receive_timer.is_none()) {
        world_.cancel_timer(process.receive_timer);
        process.receive_timer = {};
    }
    if (std::exchange(process.counted_wait, false)) {
        world_.end_work();
    }
    // As in erts: one that has both hears of the link before it hears of the monitor.
    std::uint32_t at = process.relations;
    while (at != nothing) {
        const std::uint32_t index = std::exchange(at, relations_[at].next);
        if (relations_[index].kind == Relation::Kind::link) {
            post_end(process, index, reason);
        }
    }
    while (process.relations != nothing) {
        post_end(process, process.relations, reason);
    }
    drop_mail(process);
    if (!is_running) {
        destroy_frame(process);
        if (!process.in_ready_queue) {
            free_slot(process);
        }
    }
}

void Processes::post_end(Process& process, std::uint32_t index, Atom reason) {
    const Relation relation = relations_[index];
    remove_relation(process, index);
    const SignalDetail detail{.reason = reason,
                              .name = relation.name,
                              .relation_from = index,
                              .relation_to = relation.partner,
                              .named = process.pid_};
    switch (relation.kind) {
        case Relation::Kind::link:
            post_detail(SignalKind::link_exit, process.pid_, relation.peer, no_ref, detail);
            break;
        case Relation::Kind::monitored_by:
            post_detail(SignalKind::down, process.pid_, relation.peer, relation.ref, detail);
            break;
        case Relation::Kind::monitoring:
            post_detail(SignalKind::demonitor, process.pid_, relation.peer, relation.ref, detail);
            break;
        case Relation::Kind::free: TEACUP_ASSERT(false);
    }
}

void Processes::end(Process& process, Atom reason) {
    if (process.state != ProcessState::dead) {
        TEACUP_ASSERT(process.state == ProcessState::running);
        die(process, reason);
    }
}

void Processes::drop_mail(Process& process) {
    for (std::uint32_t* const first : {&process.inbox_first, &process.mailbox_first}) {
        while (*first != nothing) {
            const std::uint32_t index = *first;
            *first = signals_[index].next;
            undeliverable(index);
        }
    }
    process.inbox_last = nothing;
    process.mailbox_last = nothing;
    process.mailbox_count = 0;
    if (process.waiter != nullptr && process.waiter->found != nothing) {
        release(std::exchange(process.waiter->found, nothing));
    }
}

void Processes::destroy_frame(Process& process) {
    if (!process.root) {
        return;
    }
    process.waiter = nullptr;
    const sim::FramePool::Scope scope(frames_);
    std::uint32_t* const account = std::exchange(account_, &process.frame_bytes);
    frames_.set_account(account_);
    const bool outer = std::exchange(destroying_, true);
    std::exchange(process.root, {}).destroy();
    destroying_ = outer;
    account_ = account;
    frames_.set_account(account);
}

void Processes::free_slot(Process& process) {
    NodeProcesses& home = nodes_[sim::index_of(process.pid_.node())];
    (process.node_previous == nothing ? home.first : slots_[process.node_previous].node_next) =
        process.node_next;
    (process.node_next == nothing ? home.last : slots_[process.node_next].node_previous) =
        process.node_previous;
    if (std::exchange(process.counted_ready, false)) {
        world_.end_work();
    }
    process.state = ProcessState::free;
    process.fiber = {};
    process.waiter = nullptr;
    process.trap_exit = false;
    process.timed_out = false;
    process.reported_wait = false;
    process.counted_wait = false;
    process.has_remote_relations = false;
    process.label = atoms::none;
    slots_.give(process.pid_.slot());
}

void Processes::crash_node(sim::NodeId node) {
    if (sim::index_of(node) >= nodes_.size()) {
        return;
    }
    NodeProcesses& home = nodes_[sim::index_of(node)];
    home.names.clear();
    std::uint32_t slot = home.first;
    while (slot != nothing) {
        Process& process = slots_[slot];
        slot = process.node_next;
        while (process.relations != nothing) {
            remove_relation(process, process.relations);
        }
        process.name = atoms::none;
        if (std::exchange(process.counted_wait, false)) {
            world_.end_work();
        }
        if (!process.receive_timer.is_none()) {
            world_.cancel_timer(process.receive_timer);
            process.receive_timer = {};
        }
        for (std::uint32_t* const first : {&process.inbox_first, &process.mailbox_first}) {
            while (*first != nothing) {
                free_signal(std::exchange(*first, signals_[*first].next));
            }
        }
        drop_mail(process);
        process.in_ready_queue = false;  // The node's ready queue is empty by now.
        if (process.state == ProcessState::running) {
            process.state = ProcessState::dead;  // It crashed its own node: goes after its step.
            continue;
        }
        process.state = ProcessState::dead;
        destroy_frame(process);
        free_slot(process);
    }
}

}  // namespace teacup::model
