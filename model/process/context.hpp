/// \file
/// What a process can do: the face that an actor's code sees.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include <teacup/model/process/chance.hpp>
#include <teacup/model/process/signal.hpp>
#include <teacup/sim/task.hpp>
#include <teacup/sim/time.hpp>
#include <teacup/sim/world.hpp>

namespace teacup::model {

class Processes;
class Context;

template <class T = void>
using Task = sim::Task<T>;

/// Thrown by an actor to end with this exit reason, as exit/1 does. Any other exception is an error
/// whose text becomes the reason {Text,stack}.
class ActorExit : public std::exception {
public:
    explicit ActorExit(Atom reason) noexcept : reason_(reason) {}
    [[nodiscard]] Atom reason() const noexcept { return reason_; }
    [[nodiscard]] const char* what() const noexcept override { return "exit"; }

private:
    Atom reason_;
};

/// Thrown by an actor to crash, as error/1 does: the reason is {Text,stack}.
class ActorCrash : public std::exception {
public:
    explicit ActorCrash(std::string_view text) : text_(text) {}
    [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

private:
    std::string text_;
};

/// Whether work keeps the world from being quiescent; see World::begin_work.
enum class Work : std::uint8_t { foreground, background };

/// A message still to be sent; see Context::send_after.
struct SendTimer {
    sim::TimerId timer;
    std::uint32_t signal = Signal::nothing;
};

/// What a process is to a supervision tree, or to its node: one that a node cannot do without has
/// the role `kernel`, and its end is told to Processes::on_kernel_end.
enum class ProcessRole : std::uint8_t { outside, worker, supervisor, kernel };

struct SpawnOptions {
    /// What it runs, for people: an initial call or, in a tree, its path: "shop/shop_sup/cart".
    std::string_view label = "process";
    ProcessRole role = ProcessRole::outside;  ///< children of supervisors say which they are
    bool link = false;
    bool monitor = false;  ///< ask spawn_monitor for the reference
};

/// What a waiting process waits for; lies in the frame of the coroutine that waits.
struct Waiter {
    using Matches = bool (*)(const Waiter&, const Signal&);
    Matches matches = nullptr;
    std::uint64_t data = 0;  ///< means what `matches` wants
    Pid waits_for;           ///< the one process that can end a wait without timeout, if any
    std::uint32_t found = Signal::nothing;
    /// Or: whoever gets the call that `data` is the reference of; it went to a name elsewhere.
    bool is_named_call = false;
    bool is_sleep = false;  ///< for nothing but time: its end is no timeout
    /// Nothing matches that has been looked at before the wait: who sends it, or the reference that
    /// it carries, is of the step that begins to wait. Spares a walk through a long mailbox.
    bool is_new = false;
    Work work = Work::foreground;
};
static_assert(sizeof(Waiter) == 32, "a waiter is part of every frame");

/// A message that was taken from the mailbox, of whatever type. Owns it.
class Received {
public:
    Received(Processes& processes, std::uint32_t signal) noexcept
        : processes_(&processes), signal_(signal) {}
    Received(Received&& other) noexcept
        : processes_(other.processes_), signal_(std::exchange(other.signal_, Signal::nothing)) {}
    Received& operator=(Received&&) = delete;
    ~Received();

    [[nodiscard]] const Signal& signal() const noexcept;
    [[nodiscard]] Pid from() const noexcept { return signal().from; }
    [[nodiscard]] SignalKind kind() const noexcept { return signal().kind; }
    [[nodiscard]] Ref ref() const noexcept { return signal().ref; }
    template <Message M>
    [[nodiscard]] bool is() const noexcept {
        return signal().type == &message_type<M>;
    }
    /// \pre is<M>()
    template <Message M>
    [[nodiscard]] const M& get() const noexcept {
        TEACUP_ASSERT(is<M>());
        return detail::view<M>(signal().payload);
    }

private:
    Processes* processes_;
    std::uint32_t signal_;
};

template <class... Ms>
class Receive;
class ReceiveSignal;
class Sleep;

/// The process that runs, as its own code sees it. Stays where it is for the process's life. A
/// process that was killed within a step may run on to its next await: what it does then has no
/// effect.
class Context {
public:
    Context() = default;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    [[nodiscard]] Pid pid() const noexcept { return pid_; }
    [[nodiscard]] sim::NodeId node() const noexcept { return pid_.node(); }
    /// Who spawned it; none when that was not a process.
    [[nodiscard]] Pid parent() const noexcept;
    [[nodiscard]] sim::Time now() const noexcept;
    [[nodiscard]] Processes& processes() noexcept { return *processes_; }
    [[nodiscard]] sim::World& world() noexcept;
    [[nodiscard]] Atom atom(std::string_view text);
    [[nodiscard]] std::string_view text(Atom atom);
    /// A stream of chance of this process's own, named by its node, label and `name`. The n-th
    /// process that asks for a name gets the n-th stream of that name.
    [[nodiscard]] Chance stream(std::string_view name);

    // -- messages --------------------------------------------------------------------------------
    /// Never fails: a message to nobody is lost.
    template <Message M>
    void send(Pid to, M message);
    /// To a registered name of this node. Throws ActorCrash badarg when nobody has it.
    template <Message M>
    void send(Atom name, M message);
    /// To a registered name of any node: {Name, Node} ! Message. Never fails.
    template <Message M>
    void send(Atom name, sim::NodeId node, M message);
    /// By datagram: unordered, unreliable, needs no connection. Also to its own node.
    template <Message M>
    void send_datagram(Pid to, M message);
    template <Message M>
    SendTimer send_after(sim::Duration delay, Pid to, M message, Work work);
    template <Message M>
    SendTimer send_after(sim::Duration delay, Pid to, M message);
    /// Whether it was still to be sent.
    bool cancel(const SendTimer& timer);

    /// Awaits the first message of one of these types; others stay in the mailbox. Gives an M, or a
    /// std::variant of several; with `after`, std::optional of that, empty when time is up.
    template <Message... Ms>
    [[nodiscard]] Receive<Ms...> receive();
    template <Message... Ms>
    [[nodiscard]] Receive<std::optional<std::variant<Ms...>>> receive(sim::Duration after);
    /// Awaits the first message that `waiter.matches`; see otp/ for its use.
    [[nodiscard]] ReceiveSignal receive_signal(Waiter waiter,
                                               sim::Duration after = sim::Duration::infinity());
    /// Takes the first message in the mailbox that `waiter` accepts, if there is one, and does not
    /// wait: `receive ... after 0` without a step of its own.
    [[nodiscard]] std::optional<Received> poll(const Waiter& waiter);
    /// Awaits any message.
    [[nodiscard]] ReceiveSignal receive_any(sim::Duration after = sim::Duration::infinity());
    [[nodiscard]] Sleep sleep(sim::Duration span, Work work = Work::foreground);

    /// Writes a line for people into the log of the run, with virtual time, node and process:
    /// self.log("round ", round, " went to ", peer). Its parts are texts and whatever may be a
    /// field of a message. Costs one branch when nobody listens, and never changes what happens.
    template <class... Parts>
    void log(const Parts&... parts);

    // -- processes -------------------------------------------------------------------------------
    /// Starts `body(Context&, args...)`, a coroutine, on this node. Arguments are copied.
    template <class Body, class... Args>
    Pid spawn(const SpawnOptions& options, Body body, Args... args);
    void link(Pid peer);
    void unlink(Pid peer);
    [[nodiscard]] Ref monitor(Pid target);
    [[nodiscard]] Ref monitor(Atom name, sim::NodeId node);
    /// Takes the monitor away; with `flush`, its DOWN from the mailbox too.
    void demonitor(Ref ref, bool flush = true);
    void trap_exit(bool on);
    [[nodiscard]] bool traps_exit() const;
    /// exit/2: sends an exit signal.
    void exit(Pid to, Atom reason);
    /// exit/1.
    [[noreturn]] static void exit(Atom reason) { throw ActorExit(reason); }
    /// Ends this process at once, without an exception: its body should return after this.
    void end(Atom reason);
    /// Throws ActorCrash badarg when the name, or a name of this process, is taken.
    void register_name(Atom name);
    void unregister_name(Atom name);
    /// None when nobody of this node has the name.
    [[nodiscard]] Pid whereis(Atom name) const;
    [[nodiscard]] bool is_alive(Pid pid) const;

protected:
    friend class Processes;
    Processes* processes_ = nullptr;
    Pid pid_;
};

}  // namespace teacup::model
