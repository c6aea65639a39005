// The part of Processes that moves signals.
#include <teacup/model/process/actor.hpp>
#include <teacup/model/process/processes.hpp>
#include <teacup/model/process/trace_kinds.hpp>

namespace teacup::model {

namespace {
constexpr std::uint32_t nothing = Signal::nothing;
}  // namespace

// -- signals in the pool --------------------------------------------------------------------------

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

// -- on the way -----------------------------------------------------------------------------------

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
    const bool is_local = signal.from.is_none() || signal.from.node() == signal.to.node();
    const std::uint32_t way =
        is_local || remote_ == nullptr
            ? 0
            : remote_way_(remote_owner_, signal.from.node(), signal.to.node());
    if (signal.type != nullptr) {
        trace_send(signal);
    }
    if (signal.to.is_none()) [[unlikely]] {
        free_signal(index);
    } else if (is_local) {
        arrive(index);
    } else if (remote_ != nullptr) {
        remote_(remote_owner_, index, way);
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
                            .named = signal.by_name ? Pid() : signal.to};
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
                                       .named = signal.by_name ? Pid() : signal.to});
        arrive(answer);
    }
    free_signal(index);
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
    fetch_frame(slot);
}

void Processes::fetch_signal(std::uint32_t index, sim::World::Fetch what) const {
    if (what == sim::World::Fetch::named) {
        signals_.prefetch(index);
        return;
    }
    const Signal& signal = signals_[index];
    const std::uint32_t slot = signal.to.slot();
    if (signal.by_name || slot >= slots_.size()) {
        return;
    }
    if (what == sim::World::Fetch::pointed_to) {
        slots_.prefetch(slot);
        world_.fetch_node(signal.to.node());
    } else {
        fetch_frame(slot);
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

}  // namespace teacup::model
