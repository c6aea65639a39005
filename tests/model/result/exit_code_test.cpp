#include <teacup/model/result/exit_code.hpp>

#include <array>

#include <gtest/gtest.h>

namespace teacup::model {
namespace {

constexpr Strictness loose = Strictness::holes_pass;
constexpr Strictness strict = Strictness::holes_are_unknown;

RunResult run(Verdict verdict) {
    RunResult result;
    result.verdict = verdict;
    if (verdict == Verdict::violated) {
        result.violations = {{.property = "p", .time = {}}};
    }
    return result;
}

RunResult canary(Verdict verdict, bool every_seed) {
    RunResult result = run(verdict);
    result.expectation = Expectation{.property = "p", .every_seed = every_seed};
    return result;
}

// Goal: of any two codes the one that comes first in 130, 4, 3, 2, 1, 5, 0 counts.
TEST(ExitCode, OrdersTheWorst) {
    constexpr std::array order{ExitCode::interrupted,
                               ExitCode::internal_error,
                               ExitCode::non_determinism,
                               ExitCode::bad_input,
                               ExitCode::violated,
                               ExitCode::unknown,
                               ExitCode::passed};
    for (std::size_t one = 0; one < order.size(); ++one) {
        for (std::size_t other = 0; other < order.size(); ++other) {
            EXPECT_EQ(worse_of(order[one], order[other]), order[std::min(one, other)]);
        }
    }
    EXPECT_EQ(static_cast<int>(ExitCode::interrupted), 130);
    EXPECT_EQ(static_cast<int>(ExitCode::internal_error), 4);
    EXPECT_EQ(static_cast<int>(ExitCode::non_determinism), 3);
    EXPECT_EQ(static_cast<int>(ExitCode::bad_input), 2);
    EXPECT_EQ(static_cast<int>(ExitCode::violated), 1);
    EXPECT_EQ(static_cast<int>(ExitCode::unknown), 5);
    EXPECT_EQ(static_cast<int>(ExitCode::passed), 0);
}

TEST(ExitCode, FollowsTheVerdict) {
    EXPECT_EQ(exit_code_of(run(Verdict::passed), loose), ExitCode::passed);
    EXPECT_EQ(exit_code_of(run(Verdict::violated), loose), ExitCode::violated);
    EXPECT_EQ(exit_code_of(run(Verdict::unknown), loose), ExitCode::unknown);
}

TEST(ExitCode, TellsErrorsBeforeVerdicts) {
    RunResult result = run(Verdict::violated);
    result.divergence = "event 3";
    EXPECT_EQ(exit_code_of(result, loose), ExitCode::non_determinism);
    result.internal_error = "bug";
    EXPECT_EQ(exit_code_of(result, loose), ExitCode::internal_error);
}

TEST(ExitCode, HolesCountOnlyWhenStrict) {
    RunResult result = run(Verdict::passed);
    result.holes = {{"h"}};
    EXPECT_EQ(exit_code_of(result, loose), ExitCode::passed);
    EXPECT_EQ(exit_code_of(result, strict), ExitCode::unknown);
    RunResult violated = run(Verdict::violated);
    violated.holes = {{"h"}};
    EXPECT_EQ(exit_code_of(violated, strict), ExitCode::violated);
}

TEST(ExitCode, TurnsACanaryRound) {
    EXPECT_EQ(exit_code_of(canary(Verdict::violated, true), loose), ExitCode::passed);
    EXPECT_EQ(exit_code_of(canary(Verdict::passed, true), loose), ExitCode::violated);
    EXPECT_EQ(exit_code_of(canary(Verdict::unknown, true), loose), ExitCode::unknown);
    EXPECT_EQ(exit_code_of(canary(Verdict::violated, false), loose), ExitCode::passed);
    EXPECT_EQ(exit_code_of(canary(Verdict::passed, false), loose), ExitCode::passed);
}

TEST(ExitCode, DoesNotExcuseAnotherViolationInACanary) {
    RunResult result = canary(Verdict::violated, true);
    result.violations.push_back({.property = "other", .time = {}});
    EXPECT_EQ(exit_code_of(result, loose), ExitCode::violated);
}

}  // namespace
}  // namespace teacup::model
