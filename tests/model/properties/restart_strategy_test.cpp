#include <array>

#include "supervision_fixture.hpp"

namespace teacup::model {

namespace {

using testing::Flags;
using testing::Spec;

/// A supervisor with the children a, b and c.
class RestartStrategy : public testing::HandWrittenSupervision {
protected:
    RestartStrategy() { watch("restart_strategy"); }

    void three(const Flags& flags, const std::array<Spec, 3>& specs = {}) {
        sup_ = begin("sup", flags);
        spec(sup_, "a", specs[0]);
        spec(sup_, "b", specs[1]);
        spec(sup_, "c", specs[2]);
        a_ = start(sup_, "a");
        b_ = start(sup_, "b");
        c_ = start(sup_, "c");
        ready(sup_);
    }
    void expect_wrong(std::string_view what) {
        ASSERT_TRUE(is_violated());
        EXPECT_EQ(message(), "sup <0.1.0> " + std::string(what));
        EXPECT_EQ(property_->finding()->process, sup_);
    }
    void expect_right() {
        finish();
        EXPECT_EQ(verdict(), Verdict::passed) << message();
    }

    Pid sup_;
    Pid a_;
    Pid b_;
    Pid c_;
};

// -- what is right -------------------------------------------------------------------------------

TEST_F(RestartStrategy, OneForOneRestartsTheOneThatDied) {
    three({});
    end(sup_, "b", b_, "crash");
    restart(sup_, "b", b_);
    expect_right();
}

TEST_F(RestartStrategy, OneForAllStopsInReverseAndStartsInOrder) {
    three({.strategy = "one_for_all"});
    end(sup_, "b", b_, "crash");
    restart_begin(sup_, "b", b_);
    stop(sup_, "c", c_);
    stop(sup_, "a", a_);
    start(sup_, "a");
    start(sup_, "b");
    start(sup_, "c");
    restart_end(sup_, "b");
    expect_right();
}

TEST_F(RestartStrategy, RestForOneLeavesThoseBefore) {
    three({.strategy = "rest_for_one"});
    end(sup_, "b", b_, "crash");
    restart_begin(sup_, "b", b_);
    stop(sup_, "c", c_);
    start(sup_, "b");
    start(sup_, "c");
    restart_end(sup_, "b");
    expect_right();
}

TEST_F(RestartStrategy, AGroupRestartBringsBackWhoEndedWellAndDropsTheTemporary) {
    three({.strategy = "one_for_all"},
          {Spec{.restart = "transient"}, Spec{.restart = "temporary"}});
    end(sup_, "a", a_, "normal");
    end(sup_, "c", c_, "crash");
    restart_begin(sup_, "c", c_);
    stop(sup_, "b", b_);
    deleted(sup_, "b");
    start(sup_, "a");
    start(sup_, "c");
    restart_end(sup_, "c");
    expect_right();
}

TEST_F(RestartStrategy, AFailedStartIsTriedAgainFromTheFailedChild) {
    three({.strategy = "rest_for_one"});
    end(sup_, "a", a_, "crash");
    restart_begin(sup_, "a", a_);
    stop(sup_, "c", c_);
    stop(sup_, "b", b_);
    start(sup_, "a");
    start_error(sup_, "b");
    restart_end(sup_, "b", false);
    restart_begin(sup_, "b", {}, true);
    start(sup_, "b");
    start(sup_, "c");
    restart_end(sup_, "b");
    expect_right();
}

TEST_F(RestartStrategy, AGroupRestartTakesInASiblingThatWaitsForItsRetry) {
    three({.strategy = "rest_for_one"});
    end(sup_, "c", c_, "crash");
    restart_begin(sup_, "c", c_);
    start_error(sup_, "c");
    restart_end(sup_, "c", false);
    end(sup_, "a", a_, "crash");
    restart_begin(sup_, "a", a_);
    stop(sup_, "b", b_);
    start(sup_, "a");
    start(sup_, "b");
    start(sup_, "c");
    restart_end(sup_, "a");
    expect_right();
}

TEST_F(RestartStrategy, ASupervisorThatGivesUpStopsInReverseAndExits) {
    three({});
    end(sup_, "b", b_, "crash");
    give_up(sup_, "b", b_);
    stop(sup_, "c", c_);
    stop(sup_, "a", a_);
    exit(sup_, "shutdown");
    expect_right();
}

TEST_F(RestartStrategy, AKilledSupervisorOwesNothing) {
    three({});
    emit<kinds::exit_signal>(Pid(), sup_, symbol("kill"));
    exit(sup_, "killed");
    expect_right();
}

TEST_F(RestartStrategy, TheParentMayEndIt) {
    const Pid parent = spawn("master");
    sup_ = begin("sup", {}, parent);
    spec(sup_, "a", {.shutdown = "brutal_kill"});
    a_ = start(sup_, "a");
    ready(sup_);
    emit<kinds::exit_signal>(parent, sup_, symbol("shutdown"));
    stop_all(sup_, "shutdown");
    stop_begin(sup_, "a", a_, "kill");
    exit(a_, "killed");
    stop_end(sup_, "a", a_);
    exit(sup_, "shutdown");
    expect_right();
}

TEST_F(RestartStrategy, AFailedInitStopsWhatItHadStarted) {
    sup_ = begin("sup");
    spec(sup_, "a", {.restart = "temporary"});
    spec(sup_, "b");
    spec(sup_, "c", {.restart = "temporary"});
    a_ = start(sup_, "a");
    start_error(sup_, "b");
    deleted(sup_, "c");
    stop(sup_, "a", a_);
    deleted(sup_, "a");
    exit(sup_, "{shutdown,{failed_to_start_child,b,boom}}");
    expect_right();
}

TEST_F(RestartStrategy, ASignificantChildEndsAnAutoShutdownSupervisor) {
    const Spec significant{.restart = "transient", .is_significant = true};
    three({.auto_shutdown = "all_significant"}, {significant, significant});
    end(sup_, "b", b_, "normal");
    end(sup_, "a", a_, "{shutdown,x}");
    stop_all(sup_, "shutdown");
    stop(sup_, "c", c_);
    exit(sup_, "shutdown");
    expect_right();
}

TEST_F(RestartStrategy, RequestsAddStopAndDeleteChildren) {
    three({});
    start_begin(sup_, "d");
    const Pid d = spawn("d", sup_);
    started(sup_, "d", d);
    spec(sup_, "d", {.restart = "temporary"});
    reply(sup_, "StartChild", "d");
    stop(sup_, "b", b_);
    reply(sup_, "TerminateChild", "b");
    deleted(sup_, "b");
    reply(sup_, "DeleteChild", "b");
    end(sup_, "d", d, "crash");
    deleted(sup_, "d");
    stop(sup_, "a", a_);
    reply(sup_, "TerminateChild", "a");
    start(sup_, "a");
    reply(sup_, "RestartChild", "a");
    expect_right();
}

TEST_F(RestartStrategy, DynamicChildrenComeBackOneByOneAndStopInAnyOrder) {
    const Pid parent = spawn("master");
    sup_ = begin("sup", {.strategy = "simple_one_for_one"}, parent);
    spec(sup_, "w");
    ready(sup_);
    const Pid one = start(sup_, "w");
    const Pid two = start(sup_, "w");
    end(sup_, "w", one, "crash");
    const Pid three = restart(sup_, "w", one);
    exit(parent, "shutdown");
    stop_all(sup_, "shutdown");
    stop_begin(sup_, "w", two);
    stop_begin(sup_, "w", three);
    exit(three, "shutdown");
    stop_end(sup_, "w", three);
    exit(two, "shutdown");
    stop_end(sup_, "w", two);
    exit(sup_, "shutdown");
    expect_right();
}

// -- what is wrong, at the very event
// --------------------------------------------------------------

TEST_F(RestartStrategy, FindsAWrongOrderOfStarts) {
    three({.strategy = "one_for_all"});
    end(sup_, "c", c_, "crash");
    restart_begin(sup_, "c", c_);
    stop(sup_, "b", b_);
    stop(sup_, "a", a_);
    EXPECT_FALSE(is_violated());
    start_begin(sup_, "c");
    expect_wrong("starts c where a is next");
}

TEST_F(RestartStrategy, FindsAWrongOrderOfStops) {
    three({});
    end(sup_, "b", b_, "crash");
    give_up(sup_, "b", b_);
    EXPECT_FALSE(is_violated());
    stop_begin(sup_, "a", a_);
    expect_wrong("stops a where c is next");
}

TEST_F(RestartStrategy, FindsASiblingThatWasLeft) {
    three({.strategy = "rest_for_one"});
    end(sup_, "b", b_, "crash");
    restart_begin(sup_, "b", b_);
    start_begin(sup_, "b");
    expect_wrong("starts b before it has stopped c");
}

TEST_F(RestartStrategy, FindsASiblingThatHadNothingToDoWithIt) {
    three({});
    end(sup_, "b", b_, "crash");
    restart_begin(sup_, "b", b_);
    stop_begin(sup_, "c", c_);
    expect_wrong("stops c, which the restart of b does not affect");
}

TEST_F(RestartStrategy, FindsThatASiblingDidNotComeBack) {
    three({.strategy = "one_for_all"});
    end(sup_, "c", c_, "crash");
    restart_begin(sup_, "c", c_);
    stop(sup_, "b", b_);
    stop(sup_, "a", a_);
    start(sup_, "a");
    start(sup_, "b");
    restart_end(sup_, "c");
    expect_wrong("has restarted c and not started c");
}

TEST_F(RestartStrategy, FindsThatAPermanentChildStaysAway) {
    three({});
    end(sup_, "b", b_, "normal");
    EXPECT_FALSE(is_violated());
    end(sup_, "a", a_, "crash");
    expect_wrong(
        "serves the end of a and has not restarted b, a permanent child that ended with normal");
}

TEST_F(RestartStrategy, FindsAtTheEndThatAPermanentChildStaysAway) {
    three({});
    end(sup_, "b", b_, "normal");
    finish();
    expect_wrong(
        "waits for messages and has not restarted b, a permanent child that ended with normal");
}

TEST_F(RestartStrategy, FindsThatATransientChildCameBackFromAnEndThatWasFine) {
    three({}, {Spec{.restart = "transient"}});
    end(sup_, "a", a_, "{shutdown,done}");
    restart_begin(sup_, "a", a_);
    expect_wrong("restarts a, a transient child that ended with {shutdown,done}");
}

TEST_F(RestartStrategy, FindsThatATemporaryChildCameBack) {
    three({}, {Spec{.restart = "temporary"}});
    end(sup_, "a", a_, "crash");
    restart_begin(sup_, "a", a_);
    expect_wrong("restarts a, which is gone");
}

TEST_F(RestartStrategy, FindsAtTheEndThatAFailedStartWasNotTriedAgain) {
    three({});
    end(sup_, "a", a_, "crash");
    restart_begin(sup_, "a", a_);
    start_error(sup_, "a");
    restart_end(sup_, "a", false);
    EXPECT_FALSE(is_violated());
    finish();
    expect_wrong("never tried again to start a");
}

TEST_F(RestartStrategy, FindsAChildThatIsLeftAlive) {
    three({});
    end(sup_, "b", b_, "crash");
    give_up(sup_, "b", b_);
    stop(sup_, "c", c_);
    exit(sup_, "shutdown");
    expect_wrong("ends and leaves its child a alive");
}

TEST_F(RestartStrategy, FindsASupervisorThatEndsForNoReason) {
    three({});
    stop_all(sup_, "shutdown");
    expect_wrong("begins to end with shutdown, which nobody told it to");
}

TEST_F(RestartStrategy, FindsASupervisorThatDies) {
    three({});
    exit(sup_, "{badarg,stack}");
    expect_wrong("ends with {badarg,stack} without having stopped");
}

TEST_F(RestartStrategy, FindsThatASignificantEndWasNotHeeded) {
    three({.auto_shutdown = "any_significant"},
          {Spec{.restart = "temporary", .is_significant = true}});
    end(sup_, "a", a_, "crash");
    deleted(sup_, "a");
    EXPECT_FALSE(is_violated());
    reply(sup_, "StartChild", "a");
    expect_wrong("answers StartChild and does not end, though its significant child has");
}

TEST_F(RestartStrategy, FindsThatAChildIsTakenForDead) {
    three({});
    child_exit(sup_, "a", a_, "crash");
    expect_wrong("takes a for dead, which is alive");
}

TEST_F(RestartStrategy, FindsThatADeathWasNotNoticed) {
    three({});
    exit(a_, "crash");
    EXPECT_FALSE(is_violated());
    finish();
    expect_wrong("never noticed the end of a");
}

TEST_F(RestartStrategy, FindsAStopByTheWrongSignal) {
    three({});
    end(sup_, "b", b_, "crash");
    give_up(sup_, "b", b_);
    stop_begin(sup_, "c", c_, "kill");
    expect_wrong("stops c by kill");
}

TEST_F(RestartStrategy, FindsThatItWasReadyTooEarly) {
    sup_ = begin("sup");
    spec(sup_, "a");
    ready(sup_);
    expect_wrong("is ready before it has started a");
}

TEST_F(RestartStrategy, LeavesARunThatWasCutOffAlone) {
    three({});
    end(sup_, "b", b_, "normal");
    finish(Ending::cut_off);
    EXPECT_FALSE(is_violated());
}

TEST_F(RestartStrategy, ForgetsTheSupervisorsOfANodeThatCrashed) {
    three({});
    exit(a_, "crash");
    emit<sim::kinds::node_down>(1, symbol("power"));
    finish();
    EXPECT_FALSE(is_violated());
}

}  // namespace

}  // namespace teacup::model
