#include "supervision_fixture.hpp"

namespace teacup::model {

namespace {

using sim::Duration;
using testing::Spec;

/// A top supervisor with a worker `w` and a supervisor `s` of a worker `v`.
class Recovery : public testing::HandWrittenSupervision {
protected:
    Recovery() { watch("recovery", {{"within", Duration::seconds(10)}}); }

    void boot(const Spec& inner = {.type = "supervisor"}) {
        top_ = begin("top");
        spec(top_, "w");
        spec(top_, "s", inner);
        w_ = start(top_, "w");
        start_begin(top_, "s");
        s_ = begin("s", {}, top_);
        spec(s_, "v");
        v_ = start(s_, "v");
        ready(s_);
        started(top_, "s", s_);
        ready(top_);
    }
    void fault(std::int64_t begin_s, std::int64_t end_s) {
        at(Duration::seconds(begin_s));
        emit<sim::kinds::fault_begin>(symbol("f"), symbol("kill_process"), symbol("w"));
        at(Duration::seconds(end_s));
        emit<sim::kinds::fault_end>(symbol("f"), symbol("kill_process"));
    }
    void finish_at(std::int64_t end_s, Ending ending = Ending::settled) {
        at(Duration::seconds(end_s));
        finish(ending);
    }

    Pid top_;
    Pid w_;
    Pid s_;
    Pid v_;
};

TEST_F(Recovery, PassesWhenAllAreBackInTime) {
    boot();
    fault(1, 5);
    end(top_, "w", w_, "crash");
    at(Duration::seconds(14));
    restart(top_, "w", w_);
    finish_at(40);
    EXPECT_EQ(verdict(), Verdict::passed) << message();
    EXPECT_GT(property_->result().observed, 0U);
}

TEST_F(Recovery, FindsOneThatIsNotBack) {
    boot();
    fault(1, 5);
    end(s_, "v", v_, "crash");
    finish_at(40);
    ASSERT_TRUE(is_violated());
    EXPECT_EQ(message(), "v of s <0.3.0> is not back: away since 5s");
    EXPECT_EQ(property_->finding()->time, sim::Time() + Duration::seconds(15));
}

TEST_F(Recovery, FindsOneThatCameBackTooLate) {
    boot();
    fault(1, 5);
    end(top_, "w", w_, "crash");
    at(Duration::seconds(16));
    restart(top_, "w", w_);
    finish_at(40);
    ASSERT_TRUE(is_violated());
    EXPECT_EQ(message(),
              "w <0.2.0> was not back 10s after the last fault or its end, but only at 16s");
}

TEST_F(Recovery, JudgesOnlyWhatIsAfterTheLastFault) {
    boot();
    fault(1, 2);
    end(top_, "w", w_, "crash");
    at(Duration::seconds(30));
    w_ = restart(top_, "w", w_);
    fault(40, 41);
    finish_at(60);
    EXPECT_EQ(verdict(), Verdict::passed) << message();
}

TEST_F(Recovery, IsOpenWhenTheRunEndedTooEarly) {
    boot();
    fault(1, 5);
    end(top_, "w", w_, "crash");
    finish_at(12, Ending::cut_off);
    EXPECT_EQ(verdict(), Verdict::unknown);
    EXPECT_EQ(message(), "w of top <0.1.0> was away when the run ended, not yet for 10s");
}

// A kill is over as soon as it has begun, and its victim dies a step later.
TEST_F(Recovery, IsOpenForTheVictimOfAKillWhenTheRunEndedTooEarly) {
    boot();
    fault(5, 5);
    at(Duration::seconds(5) + Duration::microseconds(1));
    end(top_, "w", w_, "killed");
    finish_at(12);
    EXPECT_EQ(verdict(), Verdict::unknown);
    EXPECT_EQ(message(), "w of top <0.1.0> was away when the run ended, not yet for 10s");
}

TEST_F(Recovery, IsSatisfiedByOneThatLeavesLongAfterTheLastFault) {
    boot();
    fault(1, 5);
    at(Duration::seconds(16));
    end(top_, "w", w_, "crash");
    finish_at(17);
    EXPECT_EQ(verdict(), Verdict::passed) << message();
}

TEST_F(Recovery, IsSatisfiedByOneThatWasBackAndLeftAgain) {
    boot();
    fault(1, 5);
    end(top_, "w", w_, "crash");
    w_ = restart(top_, "w", w_);
    at(Duration::seconds(12));
    end(top_, "w", w_, "crash");
    finish_at(13);
    EXPECT_EQ(verdict(), Verdict::passed) << message();
}

TEST_F(Recovery, MissesOneThatDiedBeforeItsStartWasTold) {
    boot();
    end(top_, "w", w_, "crash");
    restart_begin(top_, "w", w_);
    start_begin(top_, "w");
    const Pid again = spawn("w", top_);
    exit(again, "crash");
    started(top_, "w", again);
    restart_end(top_, "w");
    finish_at(40);
    EXPECT_EQ(verdict(), Verdict::violated);
}

TEST_F(Recovery, IsDecidedWhenTheWorldRestsWithOneAway) {
    boot();
    fault(1, 5);
    end(top_, "w", w_, "crash");
    finish_at(6, Ending::quiescent);
    EXPECT_EQ(verdict(), Verdict::violated);
}

TEST_F(Recovery, FollowsASupervisorThatTookItsChildrenWithIt) {
    boot();
    fault(1, 5);
    end(s_, "v", v_, "crash");
    give_up(s_, "v", v_);
    end(top_, "s", s_, "shutdown");
    restart_begin(top_, "s", s_);
    start_begin(top_, "s");
    const Pid again = begin("s", {}, top_);
    spec(again, "v");
    start(again, "v");
    ready(again);
    started(top_, "s", again);
    restart_end(top_, "s");
    finish_at(40);
    EXPECT_EQ(verdict(), Verdict::passed) << message();
}

TEST_F(Recovery, MissesATransientSupervisorThatGaveUp) {
    boot({.restart = "transient", .type = "supervisor"});
    fault(1, 5);
    end(s_, "v", v_, "crash");
    give_up(s_, "v", v_);
    end(top_, "s", s_, "shutdown");
    finish_at(40);
    EXPECT_EQ(verdict(), Verdict::violated);
}

TEST_F(Recovery, DoesNotMissATransientSupervisorThatEndedOtherwise) {
    boot({.restart = "transient", .type = "supervisor"});
    end(top_, "s", s_, "normal");
    finish_at(40);
    EXPECT_EQ(verdict(), Verdict::passed) << message();
}

TEST_F(Recovery, MissesATopSupervisorThatGaveUp) {
    boot();
    fault(1, 5);
    end(top_, "w", w_, "crash");
    give_up(top_, "w", w_);
    exit(top_, "shutdown");
    finish_at(40);
    ASSERT_TRUE(is_violated());
    EXPECT_EQ(message(), "top is not back: away since 5s");
}

TEST_F(Recovery, DoesNotMissWhoWasAskedToGo) {
    boot();
    stop(top_, "w", w_);
    reply(top_, "TerminateChild", "w");
    finish_at(40);
    EXPECT_EQ(verdict(), Verdict::passed) << message();
}

TEST_F(Recovery, DoesNotMissWhoIgnoredItsStart) {
    boot();
    end(top_, "w", w_, "crash");
    restart_begin(top_, "w", w_);
    start_ignore(top_, "w");
    restart_end(top_, "w");
    finish_at(40);
    EXPECT_EQ(verdict(), Verdict::passed) << message();
}

TEST_F(Recovery, DoesNotMissANodeThatAFaultTookDownForGood) {
    boot();
    emit<sim::kinds::node_down>(1, symbol("power"));
    fault(1, 1);
    finish_at(40);
    EXPECT_EQ(property_->violation(), std::nullopt);
}

TEST_F(Recovery, MissesANodeThatStoppedItself) {
    boot();
    at(Duration::seconds(3));
    emit<kinds::node_stop>(symbol("app"), symbol("shutdown"));
    emit<sim::kinds::node_down>(1, symbol("process"));
    finish_at(40);
    EXPECT_EQ(verdict(), Verdict::violated);
}

TEST_F(Recovery, MissesATreeThatDidNotComeBackWithItsNode) {
    boot();
    fault(1, 2);
    emit<sim::kinds::node_down>(1, symbol("power"));
    at(Duration::seconds(4));
    emit<sim::kinds::node_up>(2);
    finish_at(40);
    ASSERT_TRUE(is_violated());
    EXPECT_EQ(message(), "top is not back: away since 4s");
}

TEST_F(Recovery, PassesWhenATreeCameBackWithItsNode) {
    boot();
    fault(1, 2);
    emit<sim::kinds::node_down>(1, symbol("power"));
    at(Duration::seconds(4));
    emit<sim::kinds::node_up>(2);
    boot();
    finish_at(40);
    EXPECT_EQ(verdict(), Verdict::passed) << message();
}

// -- applications --------------------------------------------------------------------------------

struct ApplicationEnd {
    std::string_view type;
    std::string_view reason;
    bool is_missed = true;
};

class RecoveryOfAnApplication : public Recovery,
                                public ::testing::WithParamInterface<ApplicationEnd> {};

TEST_P(RecoveryOfAnApplication, IsOnlyForOneThatMustNotEndSo) {
    boot();
    const sim::Symbol application = symbol("shop");
    emit<kinds::application_start>(application, spawn("master"), top_);
    exit(top_, GetParam().reason);
    emit<kinds::application_end>(application, symbol(GetParam().type), symbol(GetParam().reason));
    finish_at(60);
    EXPECT_EQ(is_violated(), GetParam().is_missed);
}

INSTANTIATE_TEST_SUITE_P(Types,
                         RecoveryOfAnApplication,
                         ::testing::Values(ApplicationEnd{"temporary", "shutdown", false},
                                           ApplicationEnd{"transient", "normal", false},
                                           ApplicationEnd{"transient", "shutdown", true},
                                           ApplicationEnd{"permanent", "normal", true}));

TEST_F(Recovery, FollowsDynamicChildren) {
    const Pid pool = begin("pool", {.strategy = "simple_one_for_one"});
    spec(pool, "d");
    ready(pool);
    const Pid one = start(pool, "d");
    const Pid two = start(pool, "d");
    end(pool, "d", one, "crash");
    restart(pool, "d", one);
    end(pool, "d", two, "crash");
    restart_begin(pool, "d", two);
    start_error(pool, "d");
    restart_end(pool, "d", false);
    finish_at(40);
    ASSERT_TRUE(is_violated());
    EXPECT_EQ(property_->finding()->process, two);
}

}  // namespace

}  // namespace teacup::model
