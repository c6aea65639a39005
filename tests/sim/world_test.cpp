// The machine without processes: tasks are numbers, and a test says what a step of one does.
#include <teacup/sim/world.hpp>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/sim/trace_kinds.hpp>

namespace teacup::sim {
namespace {

constexpr Duration ms(std::int64_t count) {
    return Duration::milliseconds(count);
}
constexpr Duration us(std::int64_t count) {
    return Duration::microseconds(count);
}
constexpr Time at(Duration since_begin) {
    return Time() + since_begin;
}

struct Step {
    std::uint32_t task = 0;
    Time when;
    bool operator==(const Step&) const = default;
};

/// A world with three nodes that are up, which writes down its steps, timers and arrivals.
class Machine {
public:
    explicit Machine(const WorldOptions& options = {.policy = SchedulingPolicy::fifo, .limits = {}})
        : world(options) {
        world.set_step(
            [](void* self, std::uint32_t task) {
                auto& machine = *static_cast<Machine*>(self);
                machine.steps.push_back({.task = task, .when = machine.world.now()});
                if (machine.on_step) {
                    machine.on_step(task);
                }
            },
            this);
        timer_handler = world.add_timer_handler(
            [](void* self, NodeId, std::uint64_t data, bool is_stale) {
                auto& machine = *static_cast<Machine*>(self);
                const auto number = static_cast<std::uint32_t>(data);
                (is_stale ? machine.stale : machine.fired)
                    .push_back({.task = number, .when = machine.world.now()});
            },
            this);
        arrival_handler = world.add_handler(
            [](void* self, std::uint32_t index, std::uint32_t extra) {
                auto& machine = *static_cast<Machine*>(self);
                machine.arrived.push_back({.task = index, .when = machine.world.now()});
                if (machine.on_arrival) {
                    machine.on_arrival(index, extra);
                }
            },
            this);
        for (const auto* name : {"a", "b", "c"}) {
            world.boot(world.add_node(name));
        }
    }

    TimerId start(Duration after, std::uint32_t number, NodeId node, bool is_background = false) {
        return world.start_timer(
            world.now() + after,
            {.node = node, .handler = timer_handler, .background = is_background, .data = number});
    }
    RunEnd run(Duration span = Duration::seconds(100)) {
        return world.run_until(world.now() + span, false);
    }
    /// Something that will happen, so that the world is not idle and time goes on.
    void keep_going() { start(Duration::seconds(1000), 1'000, no_node, true); }
    [[nodiscard]] std::vector<std::uint32_t> order() const {
        std::vector<std::uint32_t> tasks;
        for (const Step& step : steps) {
            tasks.push_back(step.task);
        }
        return tasks;
    }

    World world;
    std::vector<Step> steps;
    std::vector<Step> fired;
    std::vector<Step> stale;
    std::vector<Step> arrived;
    std::function<void(std::uint32_t)> on_step;
    std::function<void(std::uint32_t, std::uint32_t)> on_arrival;
    HandlerId timer_handler{};
    HandlerId arrival_handler{};
    static constexpr NodeId a{0};
    static constexpr NodeId b{1};
    static constexpr NodeId c{2};
};

// -- nodes ---------------------------------------------------------------------------------------

TEST(World, ANodeGoesThroughItsStatesAndGrowsByOneIncarnationWithEachBoot) {
    World world({.limits = {}});
    const NodeId node = world.add_node("a");
    EXPECT_EQ(world.node_state(node), NodeState::down);
    EXPECT_EQ(world.incarnation(node), 0U);
    for (std::uint32_t incarnation = 1; incarnation <= 3; ++incarnation) {
        world.boot(node);
        EXPECT_EQ(world.node_state(node), NodeState::up);
        EXPECT_EQ(world.incarnation(node), incarnation);
        world.pause(node);
        EXPECT_EQ(world.node_state(node), NodeState::paused);
        world.resume(node);
        EXPECT_EQ(world.node_state(node), NodeState::up);
        EXPECT_EQ(world.incarnation(node), incarnation) << "a pause is no boot";
        world.crash(node, CrashMode::process);
        EXPECT_EQ(world.node_state(node), NodeState::down);
    }
    EXPECT_EQ(world.node_name(node), "a");
    EXPECT_EQ(world.node_count(), 1U);
}

TEST(World, KnowsWhetherEveryNodeIsUp) {
    World world({.limits = {}});
    EXPECT_TRUE(world.is_every_node_up()) << "there is none";
    const NodeId a = world.add_node("a");
    const NodeId b = world.add_node("b");
    EXPECT_FALSE(world.is_every_node_up());
    world.boot(a);
    EXPECT_FALSE(world.is_every_node_up());
    world.boot(b);
    EXPECT_TRUE(world.is_every_node_up());
    world.pause(a);
    EXPECT_FALSE(world.is_every_node_up());
    world.crash(b, CrashMode::power);
    world.resume(a);
    EXPECT_FALSE(world.is_every_node_up());
    world.pause(a);
    world.crash(a, CrashMode::process);
    world.boot(b);
    EXPECT_FALSE(world.is_every_node_up()) << "a was counted once, not twice";
    world.boot(a);
    EXPECT_TRUE(world.is_every_node_up());
}

TEST(World, OnlyALossOfPowerLeavesNobodyToAnswer) {
    Machine machine;
    EXPECT_TRUE(machine.world.has_power(Machine::a));
    machine.world.crash(Machine::a, CrashMode::process);
    EXPECT_TRUE(machine.world.has_power(Machine::a));
    machine.world.crash(Machine::b, CrashMode::power);
    EXPECT_FALSE(machine.world.has_power(Machine::b));
    machine.world.boot(Machine::b);
    EXPECT_TRUE(machine.world.has_power(Machine::b));
}

TEST(World, TellsOfEachChangeOfANodeAfterIt) {
    Machine machine;
    struct Told {
        World& world;
        std::vector<std::string> changes;
    } told{machine.world, {}};
    machine.world.on_node_change(
        [](void* owner, NodeId node, NodeState before, CrashMode mode) {
            auto& [world, changes] = *static_cast<Told*>(owner);
            const auto text = [](NodeState state) {
                return state == NodeState::up ? "up" : state == NodeState::down ? "down" : "paused";
            };
            changes.push_back(std::string(world.node_name(node)) + " " + text(before) + ">" +
                              text(world.node_state(node)) +
                              (mode == CrashMode::power ? " power" : ""));
        },
        &told);
    machine.world.pause(Machine::a);
    machine.world.resume(Machine::a);
    machine.world.pause(Machine::a);
    machine.world.crash(Machine::a, CrashMode::power);
    machine.world.boot(Machine::a);
    EXPECT_EQ(
        told.changes,
        (std::vector<std::string>{
            "a up>paused", "a paused>up", "a up>paused", "a paused>down power", "a down>up"}));
}

TEST(World, RefusesChangesThatANodesStateDoesNotAllow) {
    Machine machine;
    World& world = machine.world;
    EXPECT_DEATH(world.boot(Machine::a), "assertion failed");
    EXPECT_DEATH(world.resume(Machine::a), "assertion failed");
    world.pause(Machine::a);
    EXPECT_DEATH(world.pause(Machine::a), "assertion failed");
    world.crash(Machine::a, CrashMode::process);
    EXPECT_DEATH(world.crash(Machine::a, CrashMode::process), "assertion failed");
    EXPECT_DEATH(static_cast<void>(world.add_node("b")), "assertion failed");
}

// -- steps ---------------------------------------------------------------------------------------

TEST(World, AStepCostsTimeOfItsNodeAndOfNoOther) {
    Machine machine({.policy = SchedulingPolicy::fifo, .cpu_step = us(3), .limits = {}});
    for (const std::uint32_t task : {10U, 11U, 12U}) {
        machine.world.make_ready(Machine::a, task);
    }
    machine.world.make_ready(Machine::b, 20);
    EXPECT_EQ(machine.run(), RunEnd::idle);
    EXPECT_EQ(
        machine.steps,
        (std::vector<Step>{{10, at(us(0))}, {20, at(us(0))}, {11, at(us(3))}, {12, at(us(6))}}));
}

TEST(World, ATaskThatBecomesReadyWhileItsNodeIsBusyWaitsForIt) {
    Machine machine({.policy = SchedulingPolicy::fifo, .cpu_step = ms(10), .limits = {}});
    machine.on_arrival = [&](std::uint32_t task, std::uint32_t) {
        machine.world.make_ready(Machine::a, task);
    };
    machine.world.make_ready(Machine::a, 1);
    machine.world.push(at(ms(4)), machine.arrival_handler, 2);
    machine.world.push(at(ms(30)), machine.arrival_handler, 3);
    machine.run();
    EXPECT_EQ(machine.steps, (std::vector<Step>{{1, at(ms(0))}, {2, at(ms(10))}, {3, at(ms(30))}}));
}

TEST(World, AllThatArrivesAtAnInstantIsThereBeforeANodeRunsAtIt) {
    Machine machine;
    machine.on_arrival = [&](std::uint32_t task, std::uint32_t) {
        machine.world.make_ready(Machine::a, task);
        EXPECT_TRUE(machine.steps.empty());
    };
    for (const std::uint32_t task : {1U, 2U, 3U}) {
        machine.world.push(at(ms(1)), machine.arrival_handler, task);
    }
    machine.run();
    EXPECT_EQ(machine.order(), (std::vector<std::uint32_t>{1, 2, 3}));
}

std::vector<std::uint32_t> order_of(std::uint64_t seed,
                                    SchedulingPolicy policy,
                                    const std::vector<std::pair<NodeId, std::uint32_t>>& ready) {
    Machine machine({.seed = seed, .policy = policy, .limits = {}});
    for (const auto& [node, task] : ready) {
        machine.world.make_ready(node, task);
    }
    machine.run();
    return machine.order();
}

TEST(World, FifoTakesWhoWaitsLongestAndRandomTakesAnyone) {
    const std::vector<std::pair<NodeId, std::uint32_t>> of_one_node{
        {Machine::a, 1}, {Machine::a, 2}, {Machine::a, 3}};
    const std::vector<std::pair<NodeId, std::uint32_t>> of_three{
        {Machine::c, 1}, {Machine::a, 2}, {Machine::b, 3}};
    for (const auto& ready : {of_one_node, of_three}) {
        std::set<std::vector<std::uint32_t>> orders;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            EXPECT_EQ(order_of(seed, SchedulingPolicy::fifo, ready),
                      (std::vector<std::uint32_t>{1, 2, 3}));
            const auto order = order_of(seed, SchedulingPolicy::random, ready);
            EXPECT_EQ(order, order_of(seed, SchedulingPolicy::random, ready));
            orders.insert(order);
        }
        EXPECT_EQ(orders.size(), 6U) << "every permutation of three";
    }
}

TEST(World, ANodeThatIsPausedRunsNothingUntilItResumes) {
    Machine machine;
    machine.keep_going();
    machine.world.make_ready(Machine::a, 1);
    machine.world.pause(Machine::a);
    machine.world.make_ready(Machine::a, 2);
    machine.run(ms(5));
    EXPECT_TRUE(machine.steps.empty());
    machine.world.resume(Machine::a);
    machine.run(ms(5));
    EXPECT_EQ(machine.steps, (std::vector<Step>{{1, at(ms(5))}, {2, at(ms(5) + us(1))}}));
}

TEST(World, ACrashForgetsWhoWasReady) {
    Machine machine;
    machine.world.make_ready(Machine::a, 1);
    machine.world.crash(Machine::a, CrashMode::process);
    machine.world.boot(Machine::a);
    machine.world.make_ready(Machine::a, 2);
    machine.run();
    EXPECT_EQ(machine.order(), std::vector<std::uint32_t>{2});
}

TEST(World, AStepMayCrashPauseOrStopWhatRunsIt) {
    Machine machine;
    machine.keep_going();
    machine.on_step = [&](std::uint32_t task) {
        if (task == 1) {
            machine.world.crash(Machine::a, CrashMode::process);
        } else if (task == 3) {
            machine.world.pause(Machine::b);
        } else if (task == 5) {
            machine.world.stop();
        }
    };
    for (const std::uint32_t task : {1U, 2U}) {
        machine.world.make_ready(Machine::a, task);
    }
    for (const std::uint32_t task : {3U, 4U}) {
        machine.world.make_ready(Machine::b, task);
    }
    EXPECT_EQ(machine.run(ms(1)), RunEnd::reached_time);
    EXPECT_EQ(machine.order(), (std::vector<std::uint32_t>{1, 3}));
    for (const std::uint32_t task : {5U, 6U}) {
        machine.world.make_ready(Machine::c, task);
    }
    EXPECT_EQ(machine.run(), RunEnd::stopped);
    EXPECT_EQ(machine.order(), (std::vector<std::uint32_t>{1, 3, 5}));
    machine.world.resume(Machine::b);
    machine.run(ms(1));
    EXPECT_EQ(machine.order().size(), 5U) << "4 and 6 were only put off";
}

// -- limits --------------------------------------------------------------------------------------

TEST(World, EndsAtTheLimitOfEvents) {
    Machine machine({.limits = {.events = 10}});
    machine.on_step = [&](std::uint32_t task) { machine.world.make_ready(Machine::a, task); };
    machine.world.make_ready(Machine::a, 1);
    EXPECT_EQ(machine.run(), RunEnd::event_limit);
    EXPECT_EQ(machine.world.events(), 10U);
    EXPECT_EQ(machine.run(), RunEnd::event_limit) << "a limit stays reached";
}

TEST(World, AZeroTimeLivelockEndsAndNamesItsMembers) {
    Machine machine({.policy = SchedulingPolicy::fifo,
                     .cpu_step = Duration(),
                     .limits = {.events_at_one_instant = 10'000}});
    machine.on_step = [&](std::uint32_t task) {
        if (task == 7 || task == 8) {
            machine.world.make_ready(task == 7 ? Machine::b : Machine::a, 15 - task);
        }
    };
    machine.world.make_ready(Machine::c, 3);  // An innocent one, at the same instant.
    machine.world.make_ready(Machine::a, 7);
    EXPECT_EQ(machine.run(), RunEnd::instant_limit);
    EXPECT_EQ(machine.world.now(), Time());
    std::vector<std::uint32_t> members = machine.world.livelock();
    std::ranges::sort(members);
    EXPECT_EQ(members, (std::vector<std::uint32_t>{7, 8}));
}

TEST(World, ManyEventsAtManyInstantsAreNoLivelock) {
    Machine machine({.cpu_step = us(1), .limits = {.events_at_one_instant = 100}});
    std::uint32_t left = 5'000;
    machine.on_step = [&](std::uint32_t task) {
        if (--left > 0) {
            machine.world.make_ready(Machine::a, task);
        }
    };
    machine.world.make_ready(Machine::a, 1);
    EXPECT_EQ(machine.run(), RunEnd::idle);
    EXPECT_EQ(left, 0U);
}

TEST(World, RunsUpToTheAskedTimeIncludedAndNoFurther) {
    Machine machine;
    machine.start(ms(10), 1, no_node);
    machine.start(ms(10) + Duration::nanoseconds(1), 2, no_node);
    EXPECT_EQ(machine.world.run_until(at(ms(10)), false), RunEnd::reached_time);
    EXPECT_EQ(machine.fired, (std::vector<Step>{{1, at(ms(10))}}));
    EXPECT_EQ(machine.world.now(), at(ms(10)));
    EXPECT_EQ(machine.run(), RunEnd::idle);
    EXPECT_EQ(machine.fired.size(), 2U);
}

// -- timers --------------------------------------------------------------------------------------

TEST(World, TimersFireInOrderOfTimeThenOfStarting) {
    Machine machine;
    machine.start(ms(2), 1, Machine::a);
    machine.start(ms(1), 2, Machine::b);
    machine.start(ms(2), 3, no_node);
    machine.start(ms(-5), 4, Machine::a);  // What is past is now.
    machine.run();
    EXPECT_EQ(machine.fired,
              (std::vector<Step>{{4, at(ms(0))}, {2, at(ms(1))}, {1, at(ms(2))}, {3, at(ms(2))}}));
}

TEST(World, ACancelledTimerDoesNotFireAndIsCancelledOnce) {
    Machine machine;
    const TimerId kept = machine.start(ms(1), 1, Machine::a);
    const TimerId gone = machine.start(ms(1), 2, Machine::a);
    EXPECT_TRUE(machine.world.cancel_timer(gone));
    EXPECT_FALSE(machine.world.cancel_timer(gone));
    const TimerId later = machine.start(ms(1), 3, Machine::a);  // In the freed slot, perhaps.
    EXPECT_FALSE(machine.world.cancel_timer(gone)) << "an old name never means a later timer";
    machine.run();
    EXPECT_EQ(machine.fired, (std::vector<Step>{{1, at(ms(1))}, {3, at(ms(1))}}));
    EXPECT_FALSE(machine.world.cancel_timer(kept)) << "it has fired";
    EXPECT_FALSE(machine.world.cancel_timer(later));
    EXPECT_FALSE(machine.world.cancel_timer(TimerId()));
    EXPECT_EQ(machine.world.work(), 0);
}

// Goal: a cancel is O(1), and the entries that it leaves in the queue do not pile up.
TEST(World, AMillionCancelledTimersLeaveNothingBehind) {
    Machine machine;
    machine.start(Duration::seconds(50), 1, Machine::a);
    for (std::uint32_t i = 0; i < 20'000; ++i) {
        machine.world.cancel_timer(machine.start(Duration::seconds(60), i, Machine::a));
    }
    const std::size_t bytes = machine.world.capacity_bytes();
    for (std::uint32_t i = 0; i < 1'000'000; ++i) {
        machine.world.cancel_timer(machine.start(Duration::seconds(60), i, Machine::a));
    }
    EXPECT_EQ(machine.world.capacity_bytes(), bytes);
    machine.run();
    EXPECT_EQ(machine.fired.size(), 1U);
    EXPECT_EQ(machine.world.work(), 0);
}

TEST(World, ATimerOfAnEarlierIncarnationIsStale) {
    Machine machine;
    machine.start(ms(10), 1, Machine::a);
    machine.start(ms(10), 2, Machine::b);
    machine.run(ms(5));
    machine.world.crash(Machine::a, CrashMode::process);
    machine.world.crash(Machine::b, CrashMode::power);
    machine.world.boot(Machine::a);
    machine.start(ms(10), 3, Machine::a);
    machine.run();
    EXPECT_EQ(machine.stale, (std::vector<Step>{{1, at(ms(10))}, {2, at(ms(10))}}));
    EXPECT_EQ(machine.fired, (std::vector<Step>{{3, at(ms(15))}}));
    EXPECT_EQ(machine.world.work(), 0);
}

TEST(World, ATimerOfAPausedNodeIsLateAndThatOfTheMachineIsNot) {
    Machine machine;
    machine.keep_going();
    machine.start(ms(1), 1, Machine::a);
    machine.start(ms(1), 2, no_node);
    const TimerId cancelled = machine.start(ms(2), 3, Machine::a);
    machine.world.pause(Machine::a);
    machine.run(ms(10));
    EXPECT_EQ(machine.fired, (std::vector<Step>{{2, at(ms(1))}}));
    EXPECT_TRUE(machine.world.cancel_timer(cancelled)) << "due, and still to fire";
    machine.world.resume(Machine::a);
    machine.run(ms(10));
    EXPECT_EQ(machine.fired, (std::vector<Step>{{2, at(ms(1))}, {1, at(ms(10))}}));
}

// -- what is set aside for a paused node ---------------------------------------------------------

/// A client as transports are: what reaches a paused node is held.
void hold_for_a(Machine& machine) {
    machine.on_arrival = [&machine](std::uint32_t index, std::uint32_t extra) {
        if (machine.world.node_state(Machine::a) == NodeState::paused) {
            machine.world.hold(Machine::a, machine.arrival_handler, index, extra);
            machine.arrived.pop_back();
        }
    };
    machine.keep_going();
    machine.world.pause(Machine::a);
    machine.world.push(at(ms(1)), machine.arrival_handler, 1, 0xFF'FFFFU);
    machine.world.push(at(ms(2)), machine.arrival_handler, 2);
    machine.run(ms(10));
    EXPECT_TRUE(machine.arrived.empty());
}

TEST(World, WhatIsHeldForAPausedNodeComesInOrderWhenItResumes) {
    Machine machine;
    hold_for_a(machine);
    machine.world.resume(Machine::a);
    std::vector<std::uint32_t> extras;
    machine.on_arrival = [&](std::uint32_t, std::uint32_t extra) { extras.push_back(extra); };
    machine.run(ms(10));
    EXPECT_EQ(machine.arrived, (std::vector<Step>{{1, at(ms(10))}, {2, at(ms(10))}}));
    EXPECT_EQ(extras, (std::vector<std::uint32_t>{0xFF'FFFFU, 0}));
}

TEST(World, WhatIsHeldForANodeThatCrashesMeetsADeadNode) {
    Machine machine;
    hold_for_a(machine);
    machine.world.crash(Machine::a, CrashMode::process);
    machine.on_arrival = [&](std::uint32_t, std::uint32_t) {
        EXPECT_EQ(machine.world.node_state(Machine::a), NodeState::down);
    };
    machine.run(ms(10));
    EXPECT_EQ(machine.arrived.size(), 2U);
    EXPECT_DEATH(machine.world.hold(Machine::a, machine.arrival_handler, 3), "assertion failed");
}

// -- rest ----------------------------------------------------------------------------------------

TEST(World, RestsWhenOnlyBackgroundWorkIsLeft) {
    Machine machine;
    machine.start(ms(5), 1, Machine::a);
    machine.start(ms(20), 2, Machine::a, true);
    EXPECT_EQ(machine.world.work(), 1);
    EXPECT_EQ(machine.world.run_until(at(ms(100)), true), RunEnd::quiescent);
    EXPECT_EQ(machine.world.now(), at(ms(5)));
    EXPECT_EQ(machine.fired.size(), 1U);

    machine.world.begin_work();
    machine.start(ms(1), 3, Machine::a, true);
    EXPECT_EQ(machine.world.run_until(at(ms(10)), true), RunEnd::reached_time);
    EXPECT_EQ(machine.fired.size(), 2U) << "what is under way is waited for";
    machine.world.end_work();
    EXPECT_EQ(machine.world.run_until(at(ms(100)), true), RunEnd::quiescent);
    EXPECT_EQ(machine.world.run_until(at(ms(100)), false), RunEnd::idle) << "unless told not to";
    EXPECT_EQ(machine.fired.size(), 3U);
}

TEST(World, ACancelledTimerIsNotWaitedFor) {
    Machine machine;
    const TimerId timer = machine.start(ms(5), 1, Machine::a);
    machine.world.cancel_timer(timer);
    EXPECT_EQ(machine.world.run_until(at(ms(100)), true), RunEnd::quiescent);
    EXPECT_EQ(machine.world.now(), Time());
}

// -- chance and trace ----------------------------------------------------------------------------

TEST(World, AStreamDependsOnSeedAndNameAndOnNothingElse) {
    const World first({.seed = 7, .limits = {}});
    World second({.seed = 7, .limits = {}});
    const World other({.seed = 8, .limits = {}});
    second.boot(second.add_node("a"));
    Stream one = first.stream("work");
    Stream same = second.stream("work");
    Stream renamed = first.stream("works");
    Stream reseeded = other.stream("work");
    int equal = 0;
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t drawn = one.draw();
        EXPECT_EQ(drawn, same.draw());
        const std::uint64_t by_name = renamed.draw();
        const std::uint64_t by_seed = reseeded.draw();
        equal += drawn == by_name || drawn == by_seed ? 1 : 0;
    }
    EXPECT_EQ(equal, 0);
}

/// Tasks of two nodes that make each other ready, by chance.
Digest digest_of(std::uint64_t seed, EventQueue::Kind queue) {
    Machine machine({.seed = seed, .limits = {}, .queue = queue});
    Stream chance = machine.world.stream("test");
    std::uint32_t left = 2'000;
    machine.on_arrival = [&](std::uint32_t task, std::uint32_t) {
        machine.world.make_ready(NodeId{static_cast<std::uint16_t>(task % 3)}, task);
    };
    machine.on_step = [&](std::uint32_t task) {
        machine.world.trace().emit<kinds::run_begin>(machine.world.now(), no_node, task);
        if (--left > 0 && left < 100'000) {
            const auto delay = us(static_cast<std::int64_t>(chance.below(5)));
            machine.world.push(machine.world.now() + delay, machine.arrival_handler, task);
        }
    };
    for (std::uint32_t task = 0; task < 30; ++task) {
        machine.world.push(Time(), machine.arrival_handler, task);
    }
    machine.run();
    return machine.world.trace().digest();
}

TEST(World, GivesTheSameDigestWithTheReferenceQueue) {
    using Kind = EventQueue::Kind;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        EXPECT_EQ(digest_of(seed, Kind::radix), digest_of(seed, Kind::reference));
    }
    EXPECT_NE(digest_of(1, Kind::radix), digest_of(2, Kind::radix));
}

}  // namespace
}  // namespace teacup::sim
