#include <teacup/cli/progress.hpp>

#include <sstream>

#include <gtest/gtest.h>

namespace teacup::cli {
namespace {

using std::chrono::seconds;

TEST(Progress, TellsRateFailuresAndTimeLeft) {
    EXPECT_EQ(progress_text({.runs_done = 250, .runs_total = 1'000, .elapsed = seconds(5)}, 2, 200),
              "250/1,000 runs  50.0 runs/s  2 not passed  15s left");
    EXPECT_EQ(progress_text({.runs_done = 1, .runs_total = 601, .elapsed = seconds(1)}, 0, 200),
              "1/601 runs  1.0 runs/s  0 not passed  10m 00s left");
    EXPECT_EQ(progress_text({.runs_done = 1, .runs_total = 10'000, .elapsed = seconds(1)}, 0, 200),
              "1/10,000 runs  1.0 runs/s  0 not passed  2h 46m left");
}

TEST(Progress, PromisesNothingBeforeTheFirstRun) {
    EXPECT_EQ(progress_text({.runs_done = 0, .runs_total = 9, .elapsed = seconds(1)}, 0, 200),
              "0/9 runs  0.0 runs/s  0 not passed");
}

TEST(Progress, StaysWithinTheTerminal) {
    EXPECT_EQ(
        progress_text({.runs_done = 250, .runs_total = 1'000, .elapsed = seconds(5)}, 2, 10).size(),
        10U);
}

TEST(ProgressLine, IsWrittenInPlaceAndTakenAway) {
    std::ostringstream err;
    {
        ProgressLine line(err, true);
        line.show({.runs_done = 0, .runs_total = 9, .elapsed = seconds(1)}, 0);
        line.clear();
        line.clear();
    }
    EXPECT_EQ(err.str(), "\r0/9 runs  0.0 runs/s  0 not passed\x1b[K\r\x1b[K");
}

TEST(ProgressLine, IsSilentWhenNobodyLooks) {
    std::ostringstream err;
    ProgressLine line(err, false);
    line.show({.runs_done = 1, .runs_total = 9, .elapsed = seconds(1)}, 0);
    line.clear();
    EXPECT_EQ(err.str(), "");
}

}  // namespace
}  // namespace teacup::cli
