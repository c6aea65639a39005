/// \file
/// The machine: virtual time, nodes, tasks that are ready, timers, and the loop that runs them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <teacup/sim/chance.hpp>
#include <teacup/sim/event_queue.hpp>
#include <teacup/sim/ids.hpp>
#include <teacup/sim/network.hpp>
#include <teacup/sim/pool.hpp>
#include <teacup/sim/symbols.hpp>
#include <teacup/sim/time.hpp>
#include <teacup/sim/trace.hpp>

namespace teacup::sim {

/// Which ready task of a node runs next, and which of several nodes that are ready at one instant.
enum class SchedulingPolicy : std::uint8_t { fifo, random };

/// Bounds of a run; reaching one ends it.
struct Limits {
    std::uint64_t events = 1'000'000'000;
    std::uint64_t events_at_one_instant = 1'000'000;
};

struct WorldOptions {
    std::uint64_t seed = 1;
    SchedulingPolicy policy = SchedulingPolicy::random;
    Duration cpu_step = Duration::microseconds(1);  ///< what a step costs of its node's time
    Limits limits = {};
    EventQueue::Kind queue = EventQueue::Kind::radix;
};

/// Why World::run_until came back.
enum class RunEnd : std::uint8_t {
    reached_time,   ///< the asked time has come
    quiescent,      ///< only background work is left; see World::begin_work
    idle,           ///< nothing at all will ever happen again
    stopped,        ///< somebody called stop()
    event_limit,    ///< Limits::events
    instant_limit,  ///< Limits::events_at_one_instant: a zero-time livelock
};

enum class NodeState : std::uint8_t { down, up, paused };

/// How a node dies: with its operating system closing what it held, or in silence.
enum class CrashMode : std::uint8_t { process, power };

struct TimerId {
    std::uint32_t slot = 0xFFFF'FFFFU;
    std::uint32_t generation = 0;
    [[nodiscard]] bool is_none() const noexcept { return slot == 0xFFFF'FFFFU; }
    bool operator==(const TimerId&) const = default;
};

/// Names a kind of queue entry, or of timer, and who handles it.
enum class HandlerId : std::uint8_t {};

/// One simulated world. Lives on one thread; shares nothing with other worlds.
class World {
public:
    explicit World(const WorldOptions& options);
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    [[nodiscard]] Time now() const noexcept { return now_; }
    [[nodiscard]] const WorldOptions& options() const noexcept { return options_; }
    [[nodiscard]] SymbolTable& symbols() noexcept { return symbols_; }
    [[nodiscard]] const SymbolTable& symbols() const noexcept { return symbols_; }
    [[nodiscard]] Trace& trace() noexcept { return trace_; }
    [[nodiscard]] const Trace& trace() const noexcept { return trace_; }
    [[nodiscard]] Network& network() noexcept { return network_; }
    /// A new stream of chance; ask once for a name and keep it, or draws repeat.
    [[nodiscard]] Stream stream(std::string_view name) const noexcept {
        return Stream(options_.seed, name);
    }

    // -- nodes -----------------------------------------------------------------------------------
    /// Adds a node that is down. \pre the name is new
    NodeId add_node(std::string_view name);
    [[nodiscard]] std::uint16_t node_count() const noexcept {
        return static_cast<std::uint16_t>(nodes_.size());
    }
    [[nodiscard]] std::string_view node_name(NodeId node) const {
        return symbols_.text(at(node).name);
    }
    [[nodiscard]] Symbol node_symbol(NodeId node) const { return at(node).name; }
    [[nodiscard]] NodeState node_state(NodeId node) const { return at(node).state; }
    /// No node is down or paused.
    [[nodiscard]] bool is_every_node_up() const noexcept { return not_up_ == 0; }
    /// False from a crash by loss of power to the next boot: nothing answers for the node.
    [[nodiscard]] bool has_power(NodeId node) const { return at(node).has_power; }
    /// How often the node was booted; 0 before the first boot.
    [[nodiscard]] std::uint32_t incarnation(NodeId node) const { return at(node).incarnation; }
    void boot(NodeId node);                   ///< \pre down
    void crash(NodeId node, CrashMode mode);  ///< \pre up or paused
    void pause(NodeId node);                  ///< \pre up
    void resume(NodeId node);                 ///< \pre paused

    /// Is told of each change of a node's state, after it happened.
    using NodeListener = void (*)(void* owner, NodeId node, NodeState before, CrashMode mode);
    void on_node_change(NodeListener listener, void* owner);

    // -- tasks -----------------------------------------------------------------------------------
    /// Runs one step of a task. One for a world: the layer that knows what a task is.
    using StepFunction = void (*)(void* owner, std::uint32_t slot);
    void set_step(StepFunction step, void* owner) noexcept {
        step_ = step;
        step_owner_ = owner;
    }
    /// Puts a task in its node's ready queue. \pre it is not in it; the node is not down
    void make_ready(NodeId node, std::uint32_t slot) {
        Node& on = at(node);
        on.ready.push(slot);
        if (!on.scheduled && on.state == NodeState::up) {
            schedule(node, on);
        }
    }

    // -- what will happen ------------------------------------------------------------------------
    /// Called with the pushed index and the low 24 bits of `extra`.
    using FireFunction = void (*)(void* owner, std::uint32_t index, std::uint32_t extra);
    /// Starts to fetch what firing the entry will touch. Called up to three times in a large world,
    /// some entries ahead: for what its numbers name, for what that points to, and for what is
    /// behind that. It may be called for an entry that never fires, and must change nothing.
    enum class Fetch : std::uint8_t { named, pointed_to, behind };
    using FetchFunction = void (*)(const void* owner,
                                   std::uint32_t index,
                                   std::uint32_t extra,
                                   Fetch what);
    /// `last`: how far its fetching goes.
    [[nodiscard]] HandlerId add_handler(FireFunction fire,
                                        void* owner,
                                        FetchFunction fetcher = nullptr,
                                        Fetch last = Fetch::pointed_to);
    /// Starts to fetch what make_ready() touches of a node. \pre the node is of this world
    [[gnu::always_inline]] void fetch_node(NodeId node) const noexcept {
        const auto* const first = reinterpret_cast<const std::byte*>(&nodes_[index_of(node)]);
        for (std::size_t line = 0; line < sizeof(Node); line += 64) {
            __builtin_prefetch(first + line, 1);
        }
    }
    /// \pre at >= now()
    void push(Time at, HandlerId handler, std::uint32_t index, std::uint32_t extra = 0) {
        queue_.push({at, index, static_cast<std::uint32_t>(handler) | (extra << 8)});
    }
    /// Sets an entry aside until its paused node resumes (or forgets it when the node crashes).
    void hold(NodeId node, HandlerId handler, std::uint32_t index, std::uint32_t extra = 0);

    /// `is_stale`: the node that the timer belonged to has crashed since; only clean up.
    using TimerFunction = void (*)(void* owner, NodeId node, std::uint64_t data, bool is_stale);
    [[nodiscard]] HandlerId add_timer_handler(TimerFunction fire, void* owner);
    struct Timer {
        NodeId node = no_node;  ///< no_node: of the machine, not of a node
        HandlerId handler{};
        bool background = false;  ///< does not keep the world from being quiescent
        std::uint64_t data = 0;
    };
    /// Fires at `when`, unless cancelled or its node crashed; late when its node is paused.
    [[nodiscard]] TimerId start_timer(Time when, const Timer& timer);
    /// O(1). Returns whether it was still to fire.
    bool cancel_timer(TimerId id);

    // -- the run ---------------------------------------------------------------------------------
    /// Counts something under way that quiescence must wait for: a signal, a fault, a boot.
    void begin_work() noexcept { ++foreground_; }
    void end_work() noexcept { --foreground_; }
    [[nodiscard]] std::int64_t work() const noexcept { return foreground_; }

    /// Runs until `until` (included), or until only background work is left if `or_quiescent`.
    RunEnd run_until(Time until, bool or_quiescent);
    /// Makes run_until return after the current event.
    void stop() noexcept { stopped_ = true; }

    /// Steps and queue entries handled so far.
    [[nodiscard]] std::uint64_t events() const noexcept { return events_; }
    /// After instant_limit: the slots of the tasks that ran in the livelock, in order, once each.
    [[nodiscard]] const std::vector<std::uint32_t>& livelock() const noexcept { return livelock_; }
    [[nodiscard]] std::size_t capacity_bytes() const noexcept;

private:
    /// Slots in the order in which they became ready; takes out at either end or anywhere.
    class ReadyQueue {
    public:
        void push(std::uint32_t slot) { slots_.push_back(slot); }
        [[nodiscard]] bool empty() const noexcept { return first_ == slots_.size(); }
        [[nodiscard]] std::uint32_t size() const noexcept {
            return static_cast<std::uint32_t>(slots_.size() - first_);
        }
        [[nodiscard]] std::uint32_t take_first() {
            const std::uint32_t slot = slots_[first_++];
            if (first_ == slots_.size()) [[likely]] {
                clear();
            } else if (first_ > 1024 && first_ * 2 > slots_.size()) [[unlikely]] {
                forget_taken();
            }
            return slot;
        }
        [[nodiscard]] std::uint32_t take(std::uint64_t nth);
        void clear() noexcept {
            slots_.clear();
            first_ = 0;
        }

    private:
        void forget_taken();
        std::vector<std::uint32_t> slots_;
        std::size_t first_ = 0;
    };
    struct Node {
        Symbol name = no_symbol;
        NodeState state = NodeState::down;
        bool has_power = true;
        bool scheduled = false;  // In the queue, among the runnable, or running.
        std::uint32_t incarnation = 0;
        Time free_at;
        ReadyQueue ready;
        Stream chance;  // "sched/NAME"
        std::vector<QueueEntry> held;
    };
    struct TimerSlot {
        std::uint64_t data = 0;
        std::uint32_t incarnation = 0;
        std::uint32_t generation = 0;
        NodeId node = no_node;
        HandlerId handler{};
        bool background = false;
        bool armed = false;
    };

    [[nodiscard]] Node& at(NodeId node) { return nodes_[index_of(node)]; }
    [[nodiscard]] const Node& at(NodeId node) const { return nodes_[index_of(node)]; }
    void schedule(NodeId node, Node& on) {
        on.scheduled = true;
        if (on.free_at <= now_) [[likely]] {
            runnable_.push_back(node);
        } else {
            push_node(node, on.free_at);
        }
    }
    void push_node(NodeId node, Time when);
    void dispatch(const QueueEntry& entry);
    void fetch_ahead();
    void fetch(const QueueEntry* entry, Fetch what) const;
    void fire_timer(const QueueEntry& entry);
    void run_node(NodeId node);
    [[nodiscard]] NodeId take_runnable();
    [[nodiscard]] bool over_limit();
    void advance(Time to) noexcept;
    void tell(NodeId node, NodeState before, CrashMode mode);
    void compact();
    [[nodiscard]] bool is_tombstone(const QueueEntry& entry) const;

    WorldOptions options_;
    Time now_;
    Time until_;
    EventQueue queue_;
    std::uint64_t events_ = 0;
    std::uint64_t instant_events_ = 0;
    std::int64_t foreground_ = 0;
    bool stopped_ = false;
    bool or_quiescent_ = false;
    StepFunction step_ = nullptr;
    void* step_owner_ = nullptr;
    std::vector<NodeId> runnable_;
    std::vector<Node> nodes_;
    std::uint32_t not_up_ = 0;  // How many of them.
    Pool<TimerSlot> timers_;
    std::uint64_t tombstones_ = 0;
    struct Handler {
        FireFunction fire = nullptr;
        TimerFunction fire_timer = nullptr;
        FetchFunction fetch = nullptr;
        void* owner = nullptr;
        Fetch last = Fetch::pointed_to;
    };
    std::vector<Handler> handlers_;
    bool fetches_behind_ = false;  // Some handler does.
    std::vector<std::pair<NodeListener, void*>> node_listeners_;
    Stream node_chance_;  // "sched": orders nodes that are ready at one instant.
    SymbolTable symbols_;
    Trace trace_;
    Network network_;
    std::vector<std::uint32_t> livelock_;
};

}  // namespace teacup::sim
