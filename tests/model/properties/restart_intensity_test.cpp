#include "supervision_fixture.hpp"

namespace teacup::model {

namespace {

using sim::Duration;

class RestartIntensity : public testing::HandWrittenSupervision {
protected:
    RestartIntensity() { watch("restart_intensity"); }

    void make(std::uint64_t intensity, std::uint64_t period_seconds) {
        sup_ = begin("sup", {.intensity = intensity, .period_seconds = period_seconds});
        spec(sup_, "a");
        a_ = start(sup_, "a");
        ready(sup_);
    }
    void crash(std::int64_t at_ms) {
        at(Duration::milliseconds(at_ms));
        end(sup_, "a", a_, "crash");
    }
    void crash_and_restart(std::int64_t at_ms) {
        crash(at_ms);
        a_ = restart(sup_, "a", a_);
    }
    void crash_and_give_up(std::int64_t at_ms) {
        crash(at_ms);
        give_up(sup_, "a", a_);
    }

    Pid sup_;
    Pid a_;
};

TEST_F(RestartIntensity, AllowsAsManyAsItShould) {
    make(2, 5);
    crash_and_restart(100);
    crash_and_restart(200);
    EXPECT_FALSE(is_violated());
    crash_and_give_up(300);
    exit(sup_, "shutdown");
    finish();
    EXPECT_EQ(verdict(), Verdict::passed) << message();
    EXPECT_EQ(property_->result().observed, 3U);
}

TEST_F(RestartIntensity, FindsOneTooMany) {
    make(2, 5);
    crash_and_restart(100);
    crash_and_restart(200);
    crash(300);
    EXPECT_FALSE(is_violated());
    restart_begin(sup_, "a", a_);
    ASSERT_TRUE(is_violated());
    EXPECT_EQ(message(), "sup <0.1.0> restarts a: 3 within 5 s, where 2 are allowed");
    EXPECT_EQ(property_->finding()->time, now_);
}

TEST_F(RestartIntensity, FindsOneTooFew) {
    make(2, 5);
    crash_and_restart(100);
    crash_and_give_up(200);
    ASSERT_TRUE(is_violated());
    EXPECT_EQ(message(),
              "sup <0.1.0> gives up over a, its restart 2 within 5 s, where 2 are allowed");
}

// Goal: whole seconds, rounded down, and a restart exactly one period old counts.
TEST_F(RestartIntensity, CountsARestartThatIsOnePeriodOld) {
    make(1, 5);
    crash_and_restart(1'000);
    crash_and_restart(6'999);  // 6 - 5 = 1: still there.
    EXPECT_TRUE(is_violated());
}

TEST_F(RestartIntensity, ForgetsARestartThatIsOlderThanAPeriod) {
    make(1, 5);
    crash_and_restart(1'999);
    crash_and_restart(7'000);
    EXPECT_FALSE(is_violated());
    crash_and_give_up(12'999);
    EXPECT_FALSE(is_violated());
}

TEST_F(RestartIntensity, OfNoneMeansTheFirstEndsIt) {
    make(0, 5);
    crash_and_give_up(10);
    EXPECT_FALSE(is_violated());
}

TEST_F(RestartIntensity, FindsAStartAfterGivingUp) {
    make(0, 5);
    crash_and_give_up(10);
    start_begin(sup_, "a");
    ASSERT_TRUE(is_violated());
    EXPECT_EQ(message(), "sup <0.1.0> gave up and starts a");
}

TEST_F(RestartIntensity, FindsAnotherReasonThanShutdown) {
    make(0, 5);
    crash_and_give_up(10);
    exit(sup_, "normal");
    ASSERT_TRUE(is_violated());
    EXPECT_EQ(message(), "sup <0.1.0> gave up and ends with normal instead of shutdown");
}

TEST_F(RestartIntensity, CountsEachRetry) {
    make(1, 5);
    crash(10);
    restart_begin(sup_, "a", a_);
    start_error(sup_, "a");
    restart_end(sup_, "a", false);
    restart_begin(sup_, "a", a_, true);
    EXPECT_TRUE(is_violated());
}

TEST_F(RestartIntensity, IsUnknownWhereNothingEverCrashed) {
    make(1, 5);
    finish();
    EXPECT_EQ(verdict(), Verdict::unknown);
}

TEST_F(RestartIntensity, StartsAnewWithANewSupervisor) {
    make(1, 5);
    crash_and_restart(10);
    crash_and_give_up(20);
    exit(sup_, "shutdown");
    make(1, 5);
    crash_and_restart(30);
    EXPECT_FALSE(is_violated());
}

}  // namespace

}  // namespace teacup::model
