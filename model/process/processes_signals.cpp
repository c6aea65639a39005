// The half of Processes that moves signals; processes.cpp is the half that runs processes.
#include <fmt/format.h>

#include <teacup/model/process/actor.hpp>
#include <teacup/model/process/processes.hpp>
#include <teacup/model/process/trace_kinds.hpp>

namespace teacup::model {

namespace {
constexpr std::uint32_t nothing = Signal::nothing;
}  // namespace

// -- signals in the pool -------------------------------------------------------------------------

SignalDetail& Processes::detail_of(std::uint32_t signal) {
    return *std::launder(reinterpret_cast<SignalDetail*>(signals_[signal].payload.bytes));
}

void Processes::post_detail(
    SignalKind kind, Pid from, Pid to, Ref ref, const SignalDetail& detail) {
    const std::uint32_t index = make_signal(kind, from, to, ref);
    std::construct_at(reinterpret_cast<SignalDetail*>(signals_[index].payload.bytes), detail);
    route(index);
}

void Processes::free_signal(std::uint32_t index) {
    uncount(signals_[index]);
    release(index);
}

Atom Processes::new_type_symbol(const MessageType& type) {
    if (type.index >= type_symbols_.size()) {
        type_symbols_.resize(std::size_t{type.index} + 1, atoms::none);
    }
    return type_symbols_[type.index] = atom(type.name);
}

bool Processes::is_answer_under_way(Pid awaited, Pid waiting) const {
    const auto is_answer = [&](const Signal& signal) {
        if (signal.to != waiting || signal.next == Signal::nowhere || signal.by_name) {
            return false;
        }
        const bool speaks_for_it =
            signal.kind == SignalKind::reply || signal.kind == SignalKind::down;
        return signal.from == awaited ||
               (speaks_for_it && !signal.from.is_none() && signal.from.node() == awaited.node());
    };
    std::uint32_t count = 0;
    for (std::uint32_t index = 0; index < signals_.size(); ++index) {
        count += is_answer(signals_[index]) ? 1U : 0U;
    }
    const Process* const process = find(waiting);
    std::uint32_t at = process == nullptr ? nothing : process->mailbox_first;
    for (; at != nothing; at = signals_[at].next) {
        count -= is_answer(signals_[at]) ? 1U : 0U;
    }
    return count > 0;
}

// -- on the way ----------------------------------------------------------------------------------

void Processes::trace_send(const Signal& sent) {
    ++messages_;
    sim::Trace& trace = world_.trace();
    if (trace.is_recording()) [[unlikely]] {
        FieldPrinter printer(world_.symbols());
        sent.type->print(sent.payload, printer);
        trace.note(printer.take());
    }
    const sim::NodeId node = sent.from.is_none() ? sent.to.node() : sent.from.node();
    const std::uint64_t content = sent.type->hash(sent.payload, world_.symbols());
    if (sent.by_name) {
        trace.emit<kinds::send_name>(world_.now(),
                                     node,
                                     sent.from,
                                     sent.to.node(),
                                     Atom{sent.to.slot()},
                                     type_symbol(*sent.type),
                                     content);
    } else {
        trace.emit<kinds::send>(
            world_.now(), node, sent.from, sent.to, type_symbol(*sent.type), content);
    }
}

void Processes::route(std::uint32_t index) {
    const Signal& signal = signals_[index];
    if (signal.type != nullptr) {
        trace_send(signal);
    }
    if (signal.to.is_none()) [[unlikely]] {
        free_signal(index);
    } else if (signal.from.is_none() || signal.from.node() == signal.to.node()) {
        arrive(index);
    } else if (remote_ != nullptr) {
        remote_(remote_owner_, index);
    } else {
        lose(index, true);
    }
}

void Processes::arrive(std::uint32_t index) {
    Signal& signal = signals_[index];
    if (signal.by_name) {
        const Atom name{signal.to.slot()};
        const Pid holder = whereis(signal.to.node(), name);
        if (signal.kind == SignalKind::monitor) {
            detail_of(index).name = name;
        }
        if (holder.is_none()) {
            undeliverable(index);
            return;
        }
        signal.by_name = false;
        signal.to = holder;
        if (signal.kind == SignalKind::call && signal.ref != no_ref) {
            report_named_wait(signal);
        }
    }
    Process* const process = find(signal.to);
    if (process == nullptr) {
        undeliverable(index);
        return;
    }
    const bool is_relation = signal.kind == SignalKind::link || signal.kind == SignalKind::unlink ||
                             signal.kind == SignalKind::monitor ||
                             signal.kind == SignalKind::demonitor;
    if (is_relation && process->inbox_first == nothing) {
        // Nothing is before it, and its handling runs no code of the process: as if scheduled now.
        handle_signal(*process, index);
        return;
    }
    signal.next = nothing;
    (process->inbox_last == nothing ? process->inbox_first : signals_[process->inbox_last].next) =
        index;
    process->inbox_last = index;
    ++process->mailbox_count;
    if (process->state == ProcessState::waiting && !process->in_ready_queue) {
        process->in_ready_queue = true;
        world_.make_ready(process->pid_.node(), process->pid_.slot());
    }
}

void Processes::undeliverable(std::uint32_t index) {
    const Signal signal = signals_[index];
    if (signal.type == nullptr) {
        const SignalDetail asked = detail_of(index);
        SignalDetail answer{.reason = atoms::noproc,
                            .name = asked.name,
                            .relation_from = nothing,
                            .relation_to = asked.relation_from,
                            .named = signal.to};
        if (signal.kind == SignalKind::link) {
            post_detail(SignalKind::link_exit, signal.to, signal.from, no_ref, answer);
        } else if (signal.kind == SignalKind::monitor) {
            post_detail(SignalKind::down, signal.to, signal.from, signal.ref, answer);
        }
    }
    free_signal(index);
}

void Processes::lose(std::uint32_t index, bool answers) {
    const Signal signal = signals_[index];
    if (answers && signal.type == nullptr &&
        (signal.kind == SignalKind::link || signal.kind == SignalKind::monitor)) {
        const SignalDetail asked = detail_of(index);
        const std::uint32_t answer =
            make_signal(signal.kind == SignalKind::link ? SignalKind::link_exit : SignalKind::down,
                        signal.to,
                        signal.from);
        signals_[answer].ref = signal.ref;
        std::construct_at(reinterpret_cast<SignalDetail*>(signals_[answer].payload.bytes),
                          SignalDetail{.reason = atoms::noconnection,
                                       .name = signal.by_name ? Atom{signal.to.slot()} : asked.name,
                                       .relation_from = nothing,
                                       .relation_to = asked.relation_from,
                                       .named = signal.to});
        arrive(answer);
    }
    free_signal(index);
}

void Processes::break_relations(sim::NodeId local, sim::NodeId remote) {
    for (const Pid pid : processes_of(local)) {
        Process& process = slots_[pid.slot()];
        if (!process.has_remote_relations) {
            continue;
        }
        std::uint32_t at = process.relations;
        while (at != nothing) {
            const Relation relation = relations_[at];
            const std::uint32_t index = std::exchange(at, relation.next);
            if (relation.peer.node() != remote) {
                continue;
            }
            if (relation.kind == Relation::Kind::monitored_by) {
                remove_relation(process, index);
                continue;
            }
            const bool is_link = relation.kind == Relation::Kind::link;
            const std::uint32_t fired =
                make_signal(is_link ? SignalKind::link_exit : SignalKind::down, relation.peer, pid);
            signals_[fired].ref = relation.ref;
            std::construct_at(reinterpret_cast<SignalDetail*>(signals_[fired].payload.bytes),
                              SignalDetail{.reason = atoms::noconnection,
                                           .name = relation.name,
                                           .relation_from = nothing,
                                           .relation_to = index,
                                           .named = relation.peer});
            arrive(fired);
        }
    }
}

namespace {
sim::Datagram datagram_of(const Signal& signal, std::uint32_t index) {
    const sim::NodeId to = signal.to.node();
    return {.from = signal.from.is_none() ? to : signal.from.node(),
            .to = to,
            .payload = index,
            .tag = signal.to.slot()};
}
}  // namespace

void Processes::send_by_datagram(std::uint32_t index) {
    trace_send(signals_[index]);
    if (signals_[index].to.is_none()) [[unlikely]] {
        free_signal(index);
        return;
    }
    datagrams_.send(datagram_of(signals_[index], index));
}

std::uint32_t Processes::copy_signal(std::uint32_t index) {
    const std::uint32_t made = signals_.take();
    Signal& copy = signals_[made];
    copy = signals_[index];
    if (!copy.type->is_inline) {
        copy.type->share(copy.payload);
    }
    if (copy.counted) {
        world_.begin_work();
    }
    return made;
}

void Processes::corrupt(std::uint32_t index, std::uint64_t bits) {
    Signal& signal = signals_[index];
    const Corrupt garbage{.sent_as = type_symbol(*signal.type), .bits = bits};
    free_box(signal);
    signal.type = &message_type<Corrupt>;
    detail::put(signal.payload, garbage);
}

void Processes::fetch_receiver(std::uint32_t signal,
                               std::uint32_t slot,
                               sim::World::Fetch what) const {
    if (slot >= slots_.size()) {
        return;  // A pid that nobody ever had.
    }
    if (what == sim::World::Fetch::named) {
        signals_.prefetch(signal);
        slots_.prefetch(slot);
        return;
    }
    // Where the process will go on, and what it waits for.
    const auto* const frame = static_cast<const std::byte*>(slots_[slot].fiber.leaf.address());
    for (std::size_t line = 0; line < 3; ++line) {
        __builtin_prefetch(frame + line * 64, 1);
    }
}

void Processes::datagram_arrived(std::uint32_t index) {
    if (datagrams_.arrives(datagram_of(signals_[index], index))) {
        arrive(index);
    }
}

SendTimer Processes::start_send_timer(std::uint32_t index, sim::Duration delay, Work work) {
    Signal& signal = signals_[index];
    if (work == Work::background) {
        signal.background = true;
    }
    uncount(signal);  // The timer counts for it, until it is sent.
    const Pid owner = signal.from.is_none() ? signal.to : signal.from;
    const sim::TimerId timer = world_.start_timer(world_.now() + delay,
                                                  {.node = owner.node(),
                                                   .handler = send_timeout_,
                                                   .background = signal.background,
                                                   .data = index});
    return {.timer = timer, .signal = index};
}

void Processes::send_timer_fired(std::uint32_t index) {
    Signal& signal = signals_[index];
    if (!signal.background) {
        signal.counted = true;
        world_.begin_work();
    }
    route(index);
}

bool Processes::cancel(const SendTimer& timer) {
    if (!may_act() || !world_.cancel_timer(timer.timer)) {
        return false;
    }
    free_signal(timer.signal);
    return true;
}

// -- what a process asks for ---------------------------------------------------------------------

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

void Processes::link(Pid pid, Pid peer) {
    Process* const process = find(pid);
    if (process == nullptr || !may_act() || pid == peer ||
        find_link(*process, peer, nothing) != nothing) {
        return;
    }
    if (peer.node() == pid.node() && find(peer) == nullptr && !process->trap_exit) {
        throw ActorCrash("noproc");
    }
    world_.trace().emit<kinds::link>(world_.now(), pid.node(), pid, peer);
    const std::uint32_t ours = add_relation(*process, Relation::Kind::link, peer);
    post_detail(SignalKind::link, pid, peer, no_ref, {.relation_from = ours, .named = {}});
}

void Processes::unlink(Pid pid, Pid peer) {
    Process* const process = find(pid);
    if (process == nullptr || !may_act()) {
        return;
    }
    std::uint32_t ours = nothing;
    if (const Process* const other = find(peer); other != nullptr) {
        // The peer may have few relations where this process (a supervisor) has very many.
        const std::uint32_t theirs = find_link(*other, pid, nothing);
        ours = theirs == nothing ? nothing : find_link(*process, peer, relations_[theirs].partner);
    }
    if (ours == nothing) {
        ours = find_link(*process, peer, nothing);
    }
    if (ours == nothing) {
        return;
    }
    world_.trace().emit<kinds::unlink>(world_.now(), pid.node(), pid, peer);
    const std::uint32_t theirs = relations_[ours].partner;
    remove_relation(*process, ours);
    post_detail(SignalKind::unlink, pid, peer, no_ref, {.relation_to = theirs, .named = {}});
}

Ref Processes::monitor(Pid pid, Pid target) {
    Process* const process = find(pid);
    if (process == nullptr || !may_act()) {
        return no_ref;
    }
    if (target == pid) {
        return new_ref();  // As in erts: one does not hear of one's own end.
    }
    const std::uint32_t ours = add_relation(*process, Relation::Kind::monitoring, target);
    const Ref ref{++refs_ << 24 | ours};
    relations_[ours].ref = ref;
    post_detail(SignalKind::monitor, pid, target, ref, {.relation_from = ours, .named = {}});
    return ref;
}

Ref Processes::monitor(Pid pid, Atom name, sim::NodeId node) {
    Process* const process = find(pid);
    if (process == nullptr || !may_act()) {
        return no_ref;
    }
    if (node == pid.node() && whereis(node, name) == pid) {
        return new_ref();
    }
    const Pid address = name_address(name, node);
    const std::uint32_t ours = add_relation(*process, Relation::Kind::monitoring, address);
    const Ref ref{++refs_ << 24 | ours};
    relations_[ours].ref = ref;
    relations_[ours].name = name;
    const std::uint32_t index = make_signal(SignalKind::monitor, pid, address, ref);
    signals_[index].by_name = true;
    std::construct_at(reinterpret_cast<SignalDetail*>(signals_[index].payload.bytes),
                      SignalDetail{.name = name, .relation_from = ours, .named = {}});
    route(index);
    return ref;
}

void Processes::demonitor(Pid pid, Ref ref, bool flush) {
    Process* const process = find(pid);
    if (process == nullptr || !may_act()) {
        return;
    }
    const auto ours = static_cast<std::uint32_t>(static_cast<std::uint64_t>(ref) & 0xFF'FFFFU);
    if (is_monitoring(*process, ref)) {
        const Relation relation = relations_[ours];
        remove_relation(*process, ours);
        const std::uint32_t index = make_signal(SignalKind::demonitor, pid, relation.peer, ref);
        signals_[index].by_name = relation.name != atoms::none;
        std::construct_at(
            reinterpret_cast<SignalDetail*>(signals_[index].payload.bytes),
            SignalDetail{.name = relation.name, .relation_to = relation.partner, .named = {}});
        route(index);
        return;
    }
    if (!flush) {
        return;
    }
    std::uint32_t previous = nothing;
    for (std::uint32_t at = process->mailbox_first; at != nothing; at = signals_[at].next) {
        const Signal& signal = signals_[at];
        if (signal.type == &message_type<Down> && signal.ref == ref) {
            (previous == nothing ? process->mailbox_first : signals_[previous].next) = signal.next;
            if (process->mailbox_last == at) {
                process->mailbox_last = previous;
            }
            --process->mailbox_count;
            release(at);
            return;
        }
        previous = at;
    }
}

// -- at the receiver -----------------------------------------------------------------------------

void Processes::handle_signal(Process& process, std::uint32_t index) {
    const Signal signal = signals_[index];
    const SignalDetail detail = detail_of(index);
    switch (signal.kind) {
        case SignalKind::exit:
        case SignalKind::link_exit: handle_exit(process, index); return;
        case SignalKind::down: handle_down(process, index); return;
        case SignalKind::link:
            if (find_link(process, signal.from, nothing) == nothing) {
                const std::uint32_t ours = add_relation(process, Relation::Kind::link, signal.from);
                relations_[ours].partner = detail.relation_from;
                if (signal.from.node() == process.pid_.node()) {
                    relations_[detail.relation_from].partner = ours;
                }
            }
            break;
        case SignalKind::unlink:
            if (const std::uint32_t ours = find_link(process, signal.from, detail.relation_to);
                ours != nothing) {
                remove_relation(process, ours);
            }
            break;
        case SignalKind::monitor: {
            const std::uint32_t ours =
                add_relation(process, Relation::Kind::monitored_by, signal.from);
            relations_[ours].ref = signal.ref;
            relations_[ours].name = detail.name;
            relations_[ours].partner = detail.relation_from;
            Relation& theirs = relations_[detail.relation_from];
            if (signal.from.node() == process.pid_.node() && theirs.ref == signal.ref) {
                theirs.partner = ours;
            }
            break;
        }
        case SignalKind::demonitor:
            if (const std::uint32_t ours =
                    find_monitored_by(process, signal.ref, detail.relation_to);
                ours != nothing) {
                remove_relation(process, ours);
            }
            break;
        case SignalKind::message:
        case SignalKind::call:
        case SignalKind::cast:
        case SignalKind::reply: TEACUP_ASSERT(false);
    }
    free_signal(index);
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

void Processes::handle_down(Process& process, std::uint32_t index) {
    Signal& signal = signals_[index];
    const SignalDetail detail = detail_of(index);
    const auto ours =
        static_cast<std::uint32_t>(static_cast<std::uint64_t>(signal.ref) & 0xFF'FFFFU);
    if (ours >= relations_.size() || relations_[ours].kind != Relation::Kind::monitoring ||
        relations_[ours].ref != signal.ref) {
        free_signal(index);  // Demonitored in the meantime.
        return;
    }
    const Atom name = relations_[ours].name;
    remove_relation(process, ours);
    const Down message{
        .ref = signal.ref, .pid = detail.named, .reason = detail.reason, .name = name};
    signal.type = &message_type<Down>;
    signal.kind = SignalKind::message;
    detail::put(signal.payload, message);
    ++process.mailbox_count;
    take_message(process, index);
}

// -- relations -----------------------------------------------------------------------------------

std::uint32_t Processes::add_relation(Process& owner, Relation::Kind kind, Pid peer) {
    const std::uint32_t index = relations_.take();
    TEACUP_ASSERT(index < 0xFF'FFFFU);
    Relation& added = relations_[index];
    added = {.peer = peer, .owner = owner.pid_.slot(), .kind = kind};
    if (owner.relations == nothing) {
        owner.relations = index;
        added.previous = index;
    } else {
        Relation& first = relations_[owner.relations];
        added.previous = first.previous;
        relations_[first.previous].next = index;
        first.previous = index;
    }
    if (peer.node() != owner.pid_.node()) {
        owner.has_remote_relations = true;
    }
    return index;
}

void Processes::remove_relation(Process& owner, std::uint32_t index) {
    Relation& removed = relations_[index];
    TEACUP_ASSERT(removed.owner == owner.pid_.slot());
    if (owner.relations == index) {
        owner.relations = removed.next;
        if (removed.next != nothing) {
            relations_[removed.next].previous = removed.previous;
        }
    } else {
        relations_[removed.previous].next = removed.next;
        relations_[removed.next == nothing ? owner.relations : removed.next].previous =
            removed.previous;
    }
    removed.kind = Relation::Kind::free;
    removed.ref = no_ref;
    relations_.give(index);
}

bool Processes::is_monitoring(const Process& owner, Ref ref) const {
    const auto ours = static_cast<std::uint32_t>(static_cast<std::uint64_t>(ref) & 0xFF'FFFFU);
    return ours < relations_.size() && relations_[ours].kind == Relation::Kind::monitoring &&
           relations_[ours].ref == ref && relations_[ours].owner == owner.pid_.slot();
}

std::uint32_t Processes::find_link(const Process& owner, Pid peer, std::uint32_t hint) const {
    const auto fits = [&](std::uint32_t index) {
        const Relation& relation = relations_[index];
        return relation.kind == Relation::Kind::link && relation.peer == peer &&
               relation.owner == owner.pid_.slot();
    };
    if (hint < relations_.size() && fits(hint)) {
        return hint;
    }
    std::uint32_t at = owner.relations;
    while (at != nothing && !fits(at)) {
        at = relations_[at].next;
    }
    return at;
}

std::uint32_t Processes::find_monitored_by(const Process& owner,
                                           Ref ref,
                                           std::uint32_t hint) const {
    const auto fits = [&](std::uint32_t index) {
        const Relation& relation = relations_[index];
        return relation.kind == Relation::Kind::monitored_by && relation.ref == ref &&
               relation.owner == owner.pid_.slot();
    };
    if (hint < relations_.size() && fits(hint)) {
        return hint;
    }
    std::uint32_t at = owner.relations;
    while (at != nothing && !fits(at)) {
        at = relations_[at].next;
    }
    return at;
}

}  // namespace teacup::model
