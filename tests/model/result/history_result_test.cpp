#include <teacup/model/result/history_result.hpp>

#include <gtest/gtest.h>

namespace teacup::model {

namespace {

HistoryResult judged(Verdict verdict) {
    HistoryResult result;
    result.judgement.verdict = verdict;
    return result;
}

TEST(HistoryExitCode, FollowsTheVerdict) {
    EXPECT_EQ(exit_code_of(judged(Verdict::passed), Strictness::holes_pass), ExitCode::passed);
    EXPECT_EQ(exit_code_of(judged(Verdict::violated), Strictness::holes_pass), ExitCode::violated);
    EXPECT_EQ(exit_code_of(judged(Verdict::unknown), Strictness::holes_pass), ExitCode::unknown);
}

TEST(HistoryExitCode, CountsHolesOnlyWhenStrictAndNeverOverAViolation) {
    HistoryResult result = judged(Verdict::passed);
    result.judgement.holes.push_back({"no cas ever succeeded"});
    EXPECT_EQ(exit_code_of(result, Strictness::holes_pass), ExitCode::passed);
    EXPECT_EQ(exit_code_of(result, Strictness::holes_are_unknown), ExitCode::unknown);
    result.judgement.verdict = Verdict::violated;
    EXPECT_EQ(exit_code_of(result, Strictness::holes_are_unknown), ExitCode::violated);
}

TEST(HistoryExitCode, PutsProblemsBeforeVerdictsAndOurBugsBeforeAll) {
    HistoryResult result = judged(Verdict::unknown);
    result.is_interrupted = true;
    EXPECT_EQ(exit_code_of(result, Strictness::holes_pass), ExitCode::interrupted);
    result.problems.push_back({.line = 1, .message = "is empty"});
    EXPECT_EQ(exit_code_of(result, Strictness::holes_pass), ExitCode::bad_input);
    result.internal_error = "a bug";
    EXPECT_EQ(exit_code_of(result, Strictness::holes_pass), ExitCode::internal_error);
}

TEST(HistoryResult, FindsARowByTheIndexOfItsOperation) {
    HistoryResult result;
    result.operations = {{.index = 2}, {.index = 5}};
    ASSERT_NE(find_operation(result, 5), nullptr);
    EXPECT_EQ(find_operation(result, 5)->index, 5U);
    EXPECT_EQ(find_operation(result, 3), nullptr);
    EXPECT_EQ(find_operation(result, 6), nullptr);
}

}  // namespace

}  // namespace teacup::model
