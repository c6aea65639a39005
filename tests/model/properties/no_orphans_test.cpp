#include <teacup/model/process/actor.hpp>

#include "supervision_fixture.hpp"

namespace teacup::model {

namespace {

using sim::Duration;

class NoOrphans : public testing::HandWrittenSupervision {
protected:
    NoOrphans() {
        watch("no_orphans", {{"within", Duration::seconds(2)}});
        sup_ = begin("sup");
        spec(sup_, "a");
        spec(sup_, "b");
        a_ = start(sup_, "a");
        b_ = start(sup_, "b");
        ready(sup_);
    }
    /// Anything that happens lets the property look at the time.
    void pass_to(Duration time) {
        at(time);
        spawn("else");
    }

    Pid sup_;
    Pid a_;
    Pid b_;
};

TEST_F(NoOrphans, FindsAChildThatOutlivesItsSupervisor) {
    at(Duration::seconds(10));
    exit(b_, "shutdown");
    exit(sup_, "shutdown");
    pass_to(Duration::seconds(12));
    EXPECT_FALSE(is_violated());
    pass_to(Duration::seconds(13));
    ASSERT_TRUE(is_violated());
    EXPECT_EQ(message(), "a <0.2.0> lives on 2s after its supervisor sup <0.1.0> has ended");
    EXPECT_EQ(property_->finding()->time, sim::Time() + Duration::seconds(12));
    EXPECT_EQ(property_->finding()->process, a_);
}

TEST_F(NoOrphans, LetsChildrenDieInTime) {
    exit(sup_, "killed");
    at(Duration::seconds(1));
    exit(a_, "killed");
    exit(b_, "killed");
    pass_to(Duration::seconds(30));
    finish();
    EXPECT_EQ(verdict(), Verdict::passed) << message();
}

TEST_F(NoOrphans, FindsAtTheEndWhoWillLiveForEver) {
    exit(sup_, "killed");
    exit(a_, "killed");
    finish();
    ASSERT_TRUE(is_violated());
    EXPECT_EQ(property_->finding()->process, b_);
}

TEST_F(NoOrphans, DoesNotKnowWhenTheRunWasCutOffTooEarly) {
    exit(sup_, "killed");
    at(Duration::seconds(1));
    finish(Ending::cut_off);
    EXPECT_EQ(verdict(), Verdict::unknown);
}

TEST_F(NoOrphans, KnowsAChildThatWasSpawnedAndNeverAcknowledged) {
    const Pid c = spawn("c", sup_);
    exit(sup_, "killed");
    exit(a_, "killed");
    exit(b_, "killed");
    pass_to(Duration::seconds(5));
    ASSERT_TRUE(is_violated());
    EXPECT_EQ(property_->finding()->process, c);
}

// Goal: a child that dies between its acknowledgement and its supervisor's next step is no orphan,
// and the next process of its slot is not mixed up with it.
TEST_F(NoOrphans, ForgetsAChildThatDiedBeforeItsStartWasTold) {
    start_begin(sup_, "c");
    const Pid c = spawn("c", sup_);
    exit(c, "crash");
    started(sup_, "c", c);
    const Pid later(c.node(), c.slot(), 1);
    emit<kinds::spawn>(later, sup_, symbol("d"));
    exit(later, "normal");
    exit(sup_, "killed");
    exit(a_, "killed");
    exit(b_, "killed");
    pass_to(Duration::seconds(30));
    finish();
    EXPECT_EQ(verdict(), Verdict::passed) << message();
}

TEST_F(NoOrphans, DoesNotCountThePauseOfANode) {
    exit(sup_, "killed");
    emit<sim::kinds::node_pause>();
    pass_to(Duration::seconds(8));
    at(Duration::seconds(9));
    emit<sim::kinds::node_resume>();
    pass_to(Duration::seconds(10));
    EXPECT_FALSE(is_violated());
    pass_to(Duration::seconds(12));
    EXPECT_TRUE(is_violated());
}

TEST_F(NoOrphans, ForgetsTheProcessesOfANodeThatCrashed) {
    exit(sup_, "killed");
    emit<sim::kinds::node_down>(1, symbol("process"));
    pass_to(Duration::seconds(9));
    EXPECT_FALSE(is_violated());
}

// -- with processes behind the trace -------------------------------------------------------------

/// Starts a child that traps exits and ignores them, then waits to be killed.
Task<> idle(Context& self, bool traps) {
    self.trap_exit(traps);
    while (true) {
        static_cast<void>(co_await self.receive_any());
    }
}

Task<> parent_of_one(Context& self) {
    self.world().trace().emit<kinds::supervisor_begin>(
        self.now(), self.node(), self.pid(), self.atom("one_for_one"), 1, 5, self.atom("never"));
    static_cast<void>(self.spawn({.label = "stubborn", .link = true}, &idle, true));
    static_cast<void>(self.spawn({.label = "plain", .link = true}, &idle, false));
    static_cast<void>(co_await self.receive_any());
}

std::optional<Violation> kill_parent(bool spare_trapping) {
    sim::World world({});
    Processes processes(world);
    const sim::NodeId node = world.add_node("n1");
    ProcessNames names(world.symbols());
    world.trace().listen(names, ProcessNames::kinds());
    const auto property =
        testing::make_property("no_orphans", {{"spare_trapping", spare_trapping}});
    property->watch(processes, names, "no_orphans");
    world.boot(node);
    const Pid parent = processes.spawn(node, {}, {.label = "sup"}, &parent_of_one);
    world.run_until(sim::Time() + Duration::seconds(1), false);
    processes.exit({}, parent, atoms::kill);
    world.run_until(sim::Time() + Duration::seconds(60), false);
    property->finish({.ending = Ending::quiescent, .at = world.now()});
    EXPECT_GT(property->result().observed, 0U);
    return property->violation();
}

TEST(NoOrphansOfProcesses, FindsAChildThatTrapsExitsUnlessItIsSpared) {
    const auto violation = kill_parent(false);
    ASSERT_TRUE(violation);
    EXPECT_TRUE(violation->process.starts_with("stubborn ")) << violation->process;
    EXPECT_FALSE(kill_parent(true));
}

}  // namespace

}  // namespace teacup::model
