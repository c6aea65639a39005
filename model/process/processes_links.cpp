// The part of Processes that knows who is linked to whom and who monitors whom.
#include <utility>

#include <teacup/model/process/actor.hpp>
#include <teacup/model/process/trace_kinds.hpp>

namespace teacup::model {

namespace {
constexpr std::uint32_t nothing = Signal::nothing;
}  // namespace

// -- relations ------------------------------------------------------------------------------------

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

template <class Fits>
std::uint32_t Processes::find_relation(const Process& owner, std::uint32_t hint, Fits fits) const {
    const auto is_it = [&](std::uint32_t index) {
        const Relation& relation = relations_[index];
        return relation.owner == owner.pid_.slot() && fits(relation);
    };
    if (hint < relations_.size() && is_it(hint)) {
        return hint;
    }
    std::uint32_t at = owner.relations;
    while (at != nothing && !is_it(at)) {
        at = relations_[at].next;
    }
    return at;
}

std::uint32_t Processes::find_link(const Process& owner, Pid peer, std::uint32_t hint) const {
    return find_relation(owner, hint, [peer](const Relation& relation) {
        return relation.kind == Relation::Kind::link && relation.peer == peer;
    });
}

std::uint32_t Processes::find_monitored_by(const Process& owner,
                                           Ref ref,
                                           std::uint32_t hint) const {
    return find_relation(owner, hint, [ref](const Relation& relation) {
        return relation.kind == Relation::Kind::monitored_by && relation.ref == ref;
    });
}

// -- what a process asks for ----------------------------------------------------------------------

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

// -- at the receiver ------------------------------------------------------------------------------

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
    if (detail.named.is_none()) {
        signal.from = {};  // It held a name's number, which may not leave the world.
    }
    signal.type = &message_type<Down>;
    signal.kind = SignalKind::message;
    detail::put(signal.payload, message);
    ++process.mailbox_count;
    take_message(process, index);
}

// -- when a connection goes -----------------------------------------------------------------------

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
            std::construct_at(
                reinterpret_cast<SignalDetail*>(signals_[fired].payload.bytes),
                SignalDetail{.reason = atoms::noconnection,
                             .name = relation.name,
                             .relation_from = nothing,
                             .relation_to = index,
                             .named = relation.name == atoms::none ? relation.peer : Pid()});
            arrive(fired);
        }
    }
}

}  // namespace teacup::model
