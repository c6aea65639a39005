#include <teacup/faults/plan.hpp>

#include <gtest/gtest.h>

#include <teacup/model/process/actor.hpp>

namespace teacup::faults {
namespace {

using model::Cluster;
using model::FaultOutcome;
using sim::Duration;
using sim::NodeId;
using sim::NodeState;
using sim::Time;

class Nothing final : public model::System {
public:
    void boot(Cluster&, NodeId) override { ++boots; }
    int boots = 0;
};

class PlanTest : public testing::Test {
protected:
    PlanTest() : cluster_({.nodes = 3}, std::make_unique<Nothing>()) {}

    PlannedFault fault(std::string id,
                       std::string kind,
                       std::string_view target,
                       int at_s,
                       std::optional<Duration> lasts = {}) {
        const FaultEntry* const entry = model::Registry<FaultEntry>::instance().find(kind);
        return {.id = std::move(id),
                .kind = std::move(kind),
                .at = Time() + Duration::seconds(at_s),
                .lasts = lasts,
                .target = *parse_selector(target),
                .pick = 0,
                .options = model::default_values(entry->options)};
    }
    Plan& arm(std::vector<PlannedFault> faults, const Budget& budget = {}) {
        plan_ = std::make_unique<Plan>(cluster_, std::move(faults), budget);
        cluster_.boot_all();
        plan_->arm();
        return *plan_;
    }
    void run_to(int seconds) {
        cluster_.world().run_until(Time() + Duration::seconds(seconds), false);
    }
    NodeState state(std::uint16_t node) { return cluster_.world().node_state(NodeId{node}); }

    Cluster cluster_;
    std::unique_ptr<Plan> plan_;
};

TEST_F(PlanTest, ACrashedNodeComesBackAfterItsRestartTime) {
    Plan& plan = arm({fault("c", "crash_node", "n1", 5)});
    run_to(6);
    EXPECT_EQ(state(0), NodeState::down);
    EXPECT_FALSE(plan.is_over());
    run_to(16);
    EXPECT_EQ(state(0), NodeState::up);
    EXPECT_EQ(cluster_.world().incarnation(NodeId{0}), 2U);
    EXPECT_TRUE(plan.is_over());
    EXPECT_EQ(plan.over_at(), Time() + Duration::seconds(15));
}

TEST_F(PlanTest, ANodeThatNeverRestartsDoesNotKeepThePlanOpen) {
    PlannedFault crash = fault("c", "crash_node", "n1", 5);
    crash.options.set("restart", Duration::infinity());
    Plan& plan = arm({crash});
    run_to(6);
    EXPECT_TRUE(plan.is_over());
    run_to(1000);
    EXPECT_EQ(state(0), NodeState::down);
}

TEST_F(PlanTest, APausedNodeGoesOn) {
    arm({fault("p", "pause_node", "n2", 1, Duration::seconds(2))});
    run_to(2);
    EXPECT_EQ(state(1), NodeState::paused);
    run_to(4);
    EXPECT_EQ(state(1), NodeState::up);
}

TEST_F(PlanTest, ANodeThatCrashedWhilePausedIsNotResumed) {
    const Plan& plan = arm({fault("p", "pause_node", "n2", 1, Duration::seconds(20)),
                            fault("c", "crash_node", "n2", 5)});
    run_to(30);
    EXPECT_EQ(state(1), NodeState::up);
    EXPECT_EQ(cluster_.world().incarnation(NodeId{1}), 2U);
    EXPECT_EQ(plan.results()[1].outcome, FaultOutcome::fired);
}

TEST_F(PlanTest, OverlappingCutsOfOneLinkHealOneByOne) {
    arm({fault("a", "partition", "n1>n2", 1, Duration::seconds(4)),
         fault("b", "partition", "n1-all", 2, Duration::seconds(8))});
    run_to(3);
    EXPECT_TRUE(cluster_.world().network().is_cut(NodeId{0}, NodeId{1}));
    run_to(7);
    EXPECT_TRUE(cluster_.world().network().is_cut(NodeId{0}, NodeId{1}));
    run_to(11);
    EXPECT_FALSE(cluster_.world().network().is_cut(NodeId{0}, NodeId{1}));
}

TEST_F(PlanTest, AddedLatencyGoesAwayAgain) {
    arm({fault("slow", "latency", "n1>n2", 1, Duration::seconds(4))});
    const Duration before = cluster_.world().network().link(NodeId{0}, NodeId{1}).sample();
    run_to(2);
    EXPECT_EQ(cluster_.world().network().link(NodeId{0}, NodeId{1}).sample(),
              before + Duration::milliseconds(100));
    run_to(6);
    EXPECT_EQ(cluster_.world().network().link(NodeId{0}, NodeId{1}).sample(), before);
}

TEST_F(PlanTest, AFaultWithoutATargetIsSkippedAndSaysWhy) {
    const Plan& plan = arm({fault("k", "kill_process", "n1:db", 3)});
    run_to(5);
    const model::FaultResult result = plan.results().front();
    EXPECT_EQ(result.outcome, FaultOutcome::skipped);
    EXPECT_EQ(result.why, "no process is n1:db now");
    EXPECT_FALSE(result.fired_at.has_value());
}

TEST_F(PlanTest, ADrawnFaultKeepsTheBudgetWhenItFires) {
    PlannedFault drawn = fault("d", "pause_node", "n2", 5, Duration::seconds(1));
    drawn.origin = model::FaultOrigin::drawn;
    const Plan& plan = arm({fault("c", "crash_node", "n1", 4), drawn}, {.nodes_down_max = 1});
    run_to(20);
    EXPECT_EQ(plan.results()[1].outcome, FaultOutcome::skipped);
    EXPECT_EQ(plan.results()[1].why, "the budget allows 1 nodes down at once");
}

TEST_F(PlanTest, ADrawnCutMustNotIsolateANodeTogetherWithOthers) {
    PlannedFault second = fault("second", "partition", "n1>n3", 5, Duration::seconds(1));
    PlannedFault third = fault("third", "partition", "n1-n2", 6, Duration::seconds(1));
    second.origin = model::FaultOrigin::drawn;
    third.origin = model::FaultOrigin::drawn;
    const Plan& plan =
        arm({fault("first", "partition", "n1-n2", 4, Duration::seconds(10)), second, third},
            {.nodes_down_max = 0});
    run_to(20);
    EXPECT_EQ(plan.results()[1].outcome, FaultOutcome::skipped);
    EXPECT_EQ(plan.results()[1].why, "the budget allows 0 nodes down at once");
    EXPECT_EQ(plan.results()[2].outcome, FaultOutcome::fired);
}

TEST_F(PlanTest, ADrawnCutCountsTheNodesThatAreDownAlready) {
    PlannedFault cut = fault("cut", "partition", "n1-n2", 5, Duration::seconds(1));
    cut.origin = model::FaultOrigin::drawn;
    const Plan& plan = arm({fault("c", "crash_node", "n3", 4), cut}, {.nodes_down_max = 1});
    run_to(20);
    EXPECT_EQ(plan.results()[1].outcome, FaultOutcome::skipped);
}

TEST_F(PlanTest, AScriptedFaultIsNeverHeldBackByTheBudget) {
    const Plan& plan = arm({fault("c", "crash_node", "n1", 4),
                            fault("s", "pause_node", "n2", 5, Duration::seconds(1))},
                           {.nodes_down_max = 1});
    run_to(20);
    EXPECT_EQ(plan.results()[1].outcome, FaultOutcome::fired);
}

TEST_F(PlanTest, AFaultStillToComeKeepsTheWorldFromBeingQuiescent) {
    arm({fault("p", "pause_node", "n2", 60, Duration::seconds(2))});
    EXPECT_EQ(cluster_.world().run_until(Time::never(), true), sim::RunEnd::quiescent);
    EXPECT_EQ(cluster_.world().now(), Time() + Duration::seconds(62));
}

}  // namespace
}  // namespace teacup::faults
