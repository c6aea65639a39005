/// \file
/// Include this to write an actor: Context with all its verbs, and what it can await.
#pragma once

#include <coroutine>
#include <tuple>

#include <teacup/model/process/processes.hpp>

namespace teacup::model {

/// Awaits a signal that a Waiter accepts; the base of all that a process can await.
class ReceiveSignal {
public:
    ReceiveSignal(Context& context,
                  Waiter waiter,
                  sim::Duration after,
                  Work work = Work::foreground) noexcept
        : context_(&context), waiter_(waiter), after_(after) {
        waiter_.work = work;
    }
    ReceiveSignal(const ReceiveSignal&) = delete;
    ReceiveSignal& operator=(const ReceiveSignal&) = delete;
    ~ReceiveSignal() { TEACUP_ASSERT(context_->processes().process(*context_).waiter != &waiter_); }

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> waiting) {
        Processes& processes = context_->processes();
        Process& process = processes.process(*context_);
        TEACUP_ASSERT(waiting.promise().fiber == &process.fiber);
        processes.begin_receive(process, waiter_, after_);
    }
    /// Empty when time is up.
    [[nodiscard]] std::optional<Received> await_resume() noexcept {
        if (waiter_.found == Signal::nothing) {
            return std::nullopt;
        }
        return Received(context_->processes(), std::exchange(waiter_.found, Signal::nothing));
    }

protected:
    Context* context_;
    Waiter waiter_;
    sim::Duration after_;
};

namespace detail {

[[nodiscard]] inline bool matches_type(const Waiter& waiter, const Signal& signal) {
    return reinterpret_cast<std::uint64_t>(signal.type) == waiter.data;
}

template <class... Ms>
[[nodiscard]] bool matches_types(const Waiter&, const Signal& signal) {
    return (... || (signal.type == &message_type<Ms>));
}

template <class... Ms>
[[nodiscard]] Waiter waiter_for() {
    if constexpr (sizeof...(Ms) == 1) {
        // The address is compared for identity only.
        return {.matches = &matches_type,
                .data = reinterpret_cast<std::uint64_t>(
                    &message_type<std::tuple_element_t<0, std::tuple<Ms...>>>),
                .waits_for = {}};
    } else {
        return {.matches = &matches_types<Ms...>, .waits_for = {}};
    }
}

template <class... Ms>
using OneOf = std::conditional_t<sizeof...(Ms) == 1,
                                 std::tuple_element_t<0, std::tuple<Ms...>>,
                                 std::variant<Ms...>>;

template <class... Ms>
[[nodiscard]] OneOf<Ms...> take(const Received& received) {
    if constexpr (sizeof...(Ms) == 1) {
        return received.get<OneOf<Ms...>>();
    } else {
        std::optional<std::variant<Ms...>> taken;
        static_cast<void>(
            (... || (received.is<Ms>() && (taken.emplace(received.get<Ms>()), true))));
        return std::move(*taken);
    }
}

}  // namespace detail

/// co_await self.receive<A, B>()
template <class... Ms>
class Receive : public ReceiveSignal {
public:
    using ReceiveSignal::ReceiveSignal;
    [[nodiscard]] detail::OneOf<Ms...> await_resume() {
        const std::optional<Received> received = ReceiveSignal::await_resume();
        return detail::take<Ms...>(*received);
    }
};

/// co_await self.receive<A, B>(after)
template <class... Ms>
class Receive<std::optional<std::variant<Ms...>>> : public ReceiveSignal {
public:
    using ReceiveSignal::ReceiveSignal;
    [[nodiscard]] std::optional<detail::OneOf<Ms...>> await_resume() {
        const std::optional<Received> received = ReceiveSignal::await_resume();
        if (!received) {
            return std::nullopt;
        }
        return detail::take<Ms...>(*received);
    }
};

/// co_await self.sleep(span)
class Sleep : public ReceiveSignal {
public:
    using ReceiveSignal::ReceiveSignal;
    void await_resume() const noexcept {}
};

inline Received::~Received() {
    if (signal_ != Signal::nothing) {
        processes_->release(signal_);
    }
}

inline const Signal& Received::signal() const noexcept {
    return processes_->signal(signal_);
}

inline sim::World& Context::world() noexcept {
    return processes_->world();
}

inline sim::Time Context::now() const noexcept {
    return processes_->world().now();
}

inline Atom Context::atom(std::string_view text) {
    return processes_->atom(text);
}

inline std::string_view Context::text(Atom atom) {
    return processes_->text(atom);
}

inline Chance Context::stream(std::string_view name) {
    return {*processes_, processes_->stream(*this, name)};
}

inline sim::Stream& Chance::source() {
    return processes_->may_act() ? stream_ : processes_->chance_of_the_dead();
}

template <Message M>
void Context::send(Pid to, M message) {
    processes_->send(pid_, to, std::move(message));
}

template <Message M>
void Context::send(Atom name, M message) {
    const Pid to = whereis(name);
    if (to.is_none()) {
        throw ActorCrash("badarg");
    }
    processes_->send(pid_, to, std::move(message));
}

template <Message M>
void Context::send(Atom name, sim::NodeId node, M message) {
    processes_->send_name(pid_, name, node, std::move(message));
}

template <Message M>
void Context::send_datagram(Pid to, M message) {
    processes_->send_datagram(pid_, to, std::move(message));
}

template <Message M>
SendTimer Context::send_after(sim::Duration delay, Pid to, M message, Work work) {
    return processes_->send_after(pid_, delay, to, std::move(message), work);
}

template <Message M>
SendTimer Context::send_after(sim::Duration delay, Pid to, M message) {
    return send_after(delay, to, std::move(message), Work::foreground);
}

inline bool Context::cancel(const SendTimer& timer) {
    return processes_->cancel(timer);
}

template <Message... Ms>
Receive<Ms...> Context::receive() {
    return Receive<Ms...>(*this, detail::waiter_for<Ms...>(), sim::Duration::infinity());
}

template <Message... Ms>
Receive<std::optional<std::variant<Ms...>>> Context::receive(sim::Duration after) {
    return Receive<std::optional<std::variant<Ms...>>>(*this, detail::waiter_for<Ms...>(), after);
}

inline ReceiveSignal Context::receive_signal(Waiter waiter, sim::Duration after) {
    return {*this, waiter, after};
}

inline ReceiveSignal Context::receive_any(sim::Duration after) {
    return {*this,
            {.matches = [](const Waiter&, const Signal&) { return true; }, .waits_for = {}},
            after};
}

inline std::optional<Received> Context::poll(const Waiter& waiter) {
    const std::uint32_t found = processes_->poll(static_cast<Process&>(*this), waiter);
    return found == Signal::nothing ? std::nullopt
                                    : std::optional<Received>(std::in_place, *processes_, found);
}

inline Sleep Context::sleep(sim::Duration span, Work work) {
    return {*this,
            {.matches = [](const Waiter&, const Signal&) { return false; },
             .waits_for = {},
             .is_sleep = true},
            span,
            work};
}

namespace detail {

template <class Part>
void print_part(FieldPrinter& printer, const sim::World& world, const Part& part) {
    if constexpr (std::is_convertible_v<const Part&, std::string_view>) {
        printer.raw(part);
    } else if constexpr (std::is_same_v<Part, sim::NodeId>) {
        printer.raw(world.node_name(part));
    } else {
        print_field(printer, part);
    }
}

}  // namespace detail

template <class... Parts>
void Context::log(const Parts&... parts) {
    sim::World& world = processes_->world();
    if (world.trace().is_recording() && processes_->may_act()) [[unlikely]] {
        FieldPrinter printer(world.symbols());
        (detail::print_part(printer, world, parts), ...);
        const std::string text = printer.take();
        world.trace().log({.at = world.now(), .task = pid_, .text = text});
    }
}

template <class Body, class... Args>
Pid Context::spawn(const SpawnOptions& options, Body body, Args... args) {
    if (!processes_->may_act()) {
        return {};
    }
    return processes_->spawn(node(), pid_, options, body, std::move(args)...);
}

inline void Context::link(Pid peer) {
    processes_->link(pid_, peer);
}

inline void Context::unlink(Pid peer) {
    processes_->unlink(pid_, peer);
}

inline Ref Context::monitor(Pid target) {
    return processes_->monitor(pid_, target);
}

inline Ref Context::monitor(Atom name, sim::NodeId node) {
    return processes_->monitor(pid_, name, node);
}

inline void Context::demonitor(Ref ref, bool flush) {
    processes_->demonitor(pid_, ref, flush);
}

inline void Context::trap_exit(bool on) {
    processes_->set_trap_exit(pid_, on);
}

inline Pid Context::parent() const noexcept {
    return static_cast<const Process&>(*this).parent;
}

inline bool Context::traps_exit() const {
    return static_cast<const Process&>(*this).trap_exit;
}

inline void Context::exit(Pid to, Atom reason) {
    processes_->exit(pid_, to, reason);
}

inline void Context::end(Atom reason) {
    processes_->end(static_cast<Process&>(*this), reason);
}

inline void Context::register_name(Atom name) {
    if (!processes_->register_name(pid_, name)) {
        throw ActorCrash("badarg");
    }
}

inline void Context::unregister_name(Atom name) {
    if (!processes_->unregister_name(pid_, name)) {
        throw ActorCrash("badarg");
    }
}

inline Pid Context::whereis(Atom name) const {
    return processes_->whereis(node(), name);
}

inline bool Context::is_alive(Pid pid) const {
    return processes_->is_alive(pid);
}

}  // namespace teacup::model
