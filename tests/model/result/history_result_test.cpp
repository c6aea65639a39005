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

/// A judgement of this many operations, of a history in which no cas succeeded.
Judgement concluded(Verdict verdict, std::uint64_t judged, Strictness strictness) {
    Judgement judgement{.verdict = verdict, .judged = judged};
    HistoryStatistics statistics;
    statistics.functions = {{.function = "cas", .fail = 3, .info = 1},
                            {.function = "read", .ok = 1}};
    conclude(judgement, statistics, strictness);
    return judgement;
}

TEST(Conclude, TellsAFunctionThatNeverSucceededAsAHole) {
    const Judgement judgement = concluded(Verdict::passed, 1, Strictness::holes_pass);
    EXPECT_EQ(judgement.verdict, Verdict::passed);
    ASSERT_EQ(judgement.holes.size(), 1U);
    EXPECT_EQ(judgement.holes[0].what, "cas never succeeded: 3 failed, 1 never answered");
}

TEST(Conclude, TakesAHoleForUnknownOnlyWhenStrict) {
    const Judgement judgement = concluded(Verdict::passed, 1, Strictness::holes_are_unknown);
    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.reason, "cas never succeeded: 3 failed, 1 never answered");
}

TEST(Conclude, TakesAJudgementOfNothingForUnknown) {
    const Judgement judgement = concluded(Verdict::passed, 0, Strictness::holes_pass);
    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.reason, "nothing was judged");
}

TEST(Conclude, NeverHidesAViolation) {
    const Judgement judgement = concluded(Verdict::violated, 0, Strictness::holes_are_unknown);
    EXPECT_EQ(judgement.verdict, Verdict::violated);
    EXPECT_EQ(judgement.reason, "");
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
