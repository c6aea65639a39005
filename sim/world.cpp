#include <teacup/sim/world.hpp>

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include <teacup/sim/assert.hpp>
#include <teacup/sim/trace_kinds.hpp>

namespace teacup::sim {

namespace {
constexpr std::uint32_t node_handler = 0;
constexpr std::uint32_t timer_handler = 1;
constexpr std::uint32_t extra_mask = 0xFF'FFFFU;
/// How many steps of a livelock are watched to name its members.
constexpr std::uint64_t livelock_watch = 4096;
/// With fewer entries pending, what they touch is in the cache anyway.
constexpr std::size_t fetch_from = 256;
/// How many entries ahead the later rounds of fetching go; the first goes as far as one can see.
constexpr std::size_t pointed_to_ahead = 8;
constexpr std::size_t behind_ahead = 4;
}  // namespace

void World::ReadyQueue::forget_taken() {
    slots_.erase(slots_.begin(), slots_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
}

std::uint32_t World::ReadyQueue::take(std::uint64_t nth) {
    std::uint32_t& chosen = slots_[first_ + nth];
    const std::uint32_t slot = chosen;
    chosen = slots_.back();
    slots_.pop_back();
    if (first_ == slots_.size()) {
        clear();
    }
    return slot;
}

World::World(const WorldOptions& options)
    : options_(options),
      queue_(options.queue),
      handlers_(2),
      node_chance_(options.seed, "sched"),
      trace_(symbols_),
      network_(*this) {
    trace_.add_kinds(kinds::machine, std::size(kinds::machine));
}

NodeId World::add_node(std::string_view name) {
    TEACUP_ASSERT(nodes_.size() < index_of(no_node));
    const Symbol symbol = symbols_.intern(name);
    TEACUP_ASSERT(std::none_of(
        nodes_.begin(), nodes_.end(), [&](const Node& node) { return node.name == symbol; }));
    nodes_.push_back({.name = symbol,
                      .free_at = {},
                      .ready = {},
                      .chance = stream(fmt::format("sched/{}", name)),
                      .held = {}});
    ++not_up_;
    return NodeId{static_cast<std::uint16_t>(nodes_.size() - 1)};
}

void World::boot(NodeId node) {
    Node& booting = at(node);
    TEACUP_ASSERT(booting.state == NodeState::down);
    booting.state = NodeState::up;
    --not_up_;
    booting.has_power = true;
    ++booting.incarnation;
    booting.free_at = now_;
    trace_.emit<kinds::node_up>(now_, node, booting.incarnation);
    tell(node, NodeState::down, CrashMode::process);
}

void World::crash(NodeId node, CrashMode mode) {
    Node& dying = at(node);
    const NodeState before = dying.state;
    TEACUP_ASSERT(before != NodeState::down);
    dying.state = NodeState::down;
    not_up_ += before == NodeState::up ? 1U : 0U;
    dying.has_power = mode == CrashMode::process;
    dying.ready.clear();
    trace_.emit<kinds::node_down>(
        now_,
        node,
        dying.incarnation,
        symbols_.intern(mode == CrashMode::process ? "process" : "power"));
    tell(node, before, mode);
    // What was set aside meets a dead node now, as if it had arrived a moment later.
    std::vector<QueueEntry> held;
    held.swap(dying.held);
    for (const QueueEntry& entry : held) {
        queue_.push({now_, entry.index, entry.tag});
    }
}

void World::pause(NodeId node) {
    Node& paused = at(node);
    TEACUP_ASSERT(paused.state == NodeState::up);
    paused.state = NodeState::paused;
    ++not_up_;
    trace_.emit<kinds::node_pause>(now_, node);
    tell(node, NodeState::up, CrashMode::process);
}

void World::resume(NodeId node) {
    Node& resumed = at(node);
    TEACUP_ASSERT(resumed.state == NodeState::paused);
    resumed.state = NodeState::up;
    --not_up_;
    trace_.emit<kinds::node_resume>(now_, node);
    std::vector<QueueEntry> held;
    held.swap(resumed.held);
    for (const QueueEntry& entry : held) {
        queue_.push({now_, entry.index, entry.tag});
    }
    if (!resumed.ready.empty() && !resumed.scheduled) {
        schedule(node, resumed);
    }
    tell(node, NodeState::paused, CrashMode::process);
}

void World::on_node_change(NodeListener listener, void* owner) {
    node_listeners_.emplace_back(listener, owner);
}

void World::tell(NodeId node, NodeState before, CrashMode mode) {
    for (const auto& [listener, owner] : node_listeners_) {
        listener(owner, node, before, mode);
    }
}

HandlerId World::add_handler(FireFunction fire, void* owner, FetchFunction fetcher, Fetch last) {
    TEACUP_ASSERT(handlers_.size() < 256);
    handlers_.push_back({.fire = fire, .fetch = fetcher, .owner = owner, .last = last});
    fetches_behind_ = fetches_behind_ || (fetcher != nullptr && last == Fetch::behind);
    return HandlerId{static_cast<std::uint8_t>(handlers_.size() - 1)};
}

HandlerId World::add_timer_handler(TimerFunction fire, void* owner) {
    TEACUP_ASSERT(handlers_.size() < 256);
    handlers_.push_back({.fire_timer = fire, .owner = owner});
    return HandlerId{static_cast<std::uint8_t>(handlers_.size() - 1)};
}

void World::hold(NodeId node, HandlerId handler, std::uint32_t index, std::uint32_t extra) {
    TEACUP_ASSERT(at(node).state == NodeState::paused);
    at(node).held.push_back({now_, index, static_cast<std::uint32_t>(handler) | (extra << 8)});
}

TimerId World::start_timer(Time when, const Timer& timer) {
    const std::uint32_t slot = timers_.take();
    TimerSlot& armed = timers_[slot];
    armed.data = timer.data;
    armed.incarnation = timer.node == no_node ? 0 : incarnation(timer.node);
    armed.node = timer.node;
    armed.handler = timer.handler;
    armed.background = timer.background;
    armed.armed = true;
    if (!timer.background) {
        begin_work();
    }
    queue_.push({std::max(when, now_), slot, timer_handler | (armed.generation << 8)});
    return {.slot = slot, .generation = armed.generation};
}

bool World::cancel_timer(TimerId id) {
    if (id.is_none()) {
        return false;
    }
    TimerSlot& slot = timers_[id.slot];
    if (!slot.armed || slot.generation != id.generation) {
        return false;
    }
    slot.armed = false;
    slot.generation = (slot.generation + 1) & extra_mask;
    timers_.give(id.slot);
    if (!slot.background) {
        end_work();
    }
    // The entry stays behind as a tombstone: searching the queue would cost more than time.
    if (++tombstones_ > 4096 && tombstones_ * 2 > queue_.size()) {
        compact();
    }
    return true;
}

bool World::is_tombstone(const QueueEntry& entry) const {
    return (entry.tag & 0xFFU) == timer_handler &&
           timers_[entry.index].generation != entry.tag >> 8;
}

void World::compact() {
    queue_.drop_if([this](const QueueEntry& entry) { return is_tombstone(entry); });
    tombstones_ = 0;
}

void World::fire_timer(const QueueEntry& entry) {
    TimerSlot& slot = timers_[entry.index];
    if (slot.generation != entry.tag >> 8) {
        if (tombstones_ > 0) {
            --tombstones_;
        }
        return;
    }
    const TimerSlot fired = slot;
    const bool is_of_node = fired.node != no_node;
    if (is_of_node && node_state(fired.node) == NodeState::paused) {
        at(fired.node).held.push_back(entry);
        return;
    }
    slot.armed = false;
    slot.generation = (slot.generation + 1) & extra_mask;
    timers_.give(entry.index);
    const bool is_stale = is_of_node && (node_state(fired.node) == NodeState::down ||
                                         incarnation(fired.node) != fired.incarnation);
    const Handler& handler = handlers_[static_cast<std::uint8_t>(fired.handler)];
    handler.fire_timer(handler.owner, fired.node, fired.data, is_stale);
    if (!fired.background) {
        end_work();
    }
}

void World::push_node(NodeId node, Time when) {
    queue_.push({when, index_of(node), node_handler});
}

// Each of these has one caller on the path of every event. GCC would not inline what others could
// call, too: that is worth 3 percent (docs/performance.md).
[[gnu::always_inline]] inline void World::dispatch(const QueueEntry& entry) {
    const std::uint32_t handler_index = entry.tag & 0xFFU;
    if (handler_index == node_handler) {
        runnable_.push_back(NodeId{static_cast<std::uint16_t>(entry.index)});
        return;
    }
    ++events_;
    ++instant_events_;
    if (handler_index == timer_handler) {
        fire_timer(entry);
        return;
    }
    const Handler& handler = handlers_[handler_index];
    handler.fire(handler.owner, entry.index, entry.tag >> 8);
}

[[gnu::always_inline]] inline void World::fetch(const QueueEntry* entry, Fetch what) const {
    if (entry != nullptr) {
        const Handler& handler = handlers_[entry->tag & 0xFFU];
        if (handler.fetch != nullptr && what <= handler.last) {
            handler.fetch(handler.owner, entry->index, entry->tag >> 8, what);
        }
    }
}

[[gnu::always_inline]] inline void World::fetch_ahead() {
    if (queue_.shows_new_lot()) {
        for (std::size_t i = 0; const QueueEntry* const entry = queue_.upcoming(i); ++i) {
            fetch(entry, Fetch::named);
        }
        for (std::size_t i = 0; i < pointed_to_ahead; ++i) {
            fetch(queue_.upcoming(i), Fetch::pointed_to);
        }
        for (std::size_t i = 0; fetches_behind_ && i < behind_ahead; ++i) {
            fetch(queue_.upcoming(i), Fetch::behind);
        }
    }
    fetch(queue_.upcoming(pointed_to_ahead), Fetch::pointed_to);
    if (fetches_behind_) {
        fetch(queue_.upcoming(behind_ahead), Fetch::behind);
    }
}

[[gnu::always_inline]] inline NodeId World::take_runnable() {
    if (runnable_.size() == 1) [[likely]] {
        const NodeId only = runnable_.back();
        runnable_.pop_back();
        return only;
    }
    const std::size_t chosen =
        options_.policy == SchedulingPolicy::random ? node_chance_.below(runnable_.size()) : 0;
    const NodeId node = runnable_[chosen];
    runnable_.erase(runnable_.begin() + static_cast<std::ptrdiff_t>(chosen));
    return node;
}

void World::advance(Time to) noexcept {
    if (to != now_) {
        now_ = to;
        instant_events_ = 0;
    }
}

[[gnu::always_inline]] inline void World::run_node(NodeId node) {
    Node* running = &at(node);
    if (running->state != NodeState::up || running->ready.empty()) {
        running->scheduled = false;
        return;
    }
    while (true) {
        const std::uint32_t ready = running->ready.size();
        const std::uint32_t slot = ready > 1 && options_.policy == SchedulingPolicy::random
                                       ? running->ready.take(running->chance.below(ready))
                                       : running->ready.take_first();
        running->free_at = now_ + options_.cpu_step;
        ++events_;
        ++instant_events_;
        if (instant_events_ + livelock_watch > options_.limits.events_at_one_instant) [[unlikely]] {
            if (std::find(livelock_.begin(), livelock_.end(), slot) == livelock_.end() &&
                livelock_.size() < 16) {
                livelock_.push_back(slot);
            }
        }
        step_(step_owner_, slot);
        running = &at(node);  // The step may have added nodes.
        if (running->ready.empty() || running->state != NodeState::up) {
            running->scheduled = false;
            return;
        }
        const Time next = running->free_at;
        // Alone and earliest: goes on without the queue.
        if (!runnable_.empty() || queue_.next_time() <= next || next > until_ || stopped_ ||
            over_limit() || (or_quiescent_ && foreground_ == 0)) {
            push_node(node, next);
            return;
        }
        advance(next);
    }
}

[[gnu::always_inline]] inline bool World::over_limit() {
    return events_ >= options_.limits.events ||
           instant_events_ >= options_.limits.events_at_one_instant;
}

RunEnd World::run_until(Time until, bool or_quiescent) {
    until_ = until;
    or_quiescent_ = or_quiescent;
    stopped_ = false;
    while (true) {
        if (stopped_) {
            return RunEnd::stopped;
        }
        if (over_limit()) [[unlikely]] {
            return events_ >= options_.limits.events ? RunEnd::event_limit : RunEnd::instant_limit;
        }
        if (or_quiescent && foreground_ == 0) {
            return RunEnd::quiescent;
        }
        const Time next = queue_.next_time();
        // All that arrives at an instant is there before any node runs at it.
        if (!runnable_.empty() && next > now_) {
            run_node(take_runnable());
            continue;
        }
        if (queue_.empty() && runnable_.empty()) {
            return RunEnd::idle;
        }
        if (next > until) {
            advance(until);
            return RunEnd::reached_time;
        }
        advance(next);
        const QueueEntry entry = queue_.pop();
        if (queue_.size() >= fetch_from) {
            fetch_ahead();
        }
        dispatch(entry);
    }
}

std::size_t World::capacity_bytes() const noexcept {
    return queue_.capacity_bytes() + timers_.capacity_bytes() + network_.capacity_bytes();
}

}  // namespace teacup::sim
