#include <teacup/model/result/run_result.hpp>

#include <gtest/gtest.h>

namespace teacup::model {
namespace {

PropertyResult property(Modality modality, Verdict verdict, std::uint64_t observed) {
    return {.name = "p", .modality = modality, .verdict = verdict, .observed = observed};
}

FaultResult unfired(FaultOrigin origin) {
    return {.id = "cut-db",
            .kind = "partition",
            .origin = origin,
            .outcome = FaultOutcome::skipped,
            .why = "n2 was down"};
}

RunResult concluded(RunResult result) {
    conclude(result);
    return result;
}

TEST(Conclude, PassesWhenEverythingWasJudged) {
    const RunResult result =
        concluded({.reason = "",
                   .properties = {property(Modality::always, Verdict::passed, 3),
                                  property(Modality::eventually, Verdict::passed, 1)}});
    EXPECT_EQ(result.verdict, Verdict::passed);
    EXPECT_TRUE(result.holes.empty());
}

TEST(Conclude, KnowsNothingFromAnAlwaysThatObservedNothing) {
    const RunResult result =
        concluded({.properties = {property(Modality::always, Verdict::passed, 0)}});
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_EQ(result.reason, "property p: observed nothing");
    EXPECT_EQ(result.properties[0].verdict, Verdict::unknown);
}

TEST(Conclude, CallsASometimesThatWasNotReachedAHole) {
    const RunResult result =
        concluded({.properties = {property(Modality::sometimes, Verdict::unknown, 9)}});
    EXPECT_EQ(result.verdict, Verdict::passed);
    ASSERT_EQ(result.holes.size(), 1U);
    EXPECT_EQ(result.holes[0].what, "sometimes p: not reached");
}

TEST(Conclude, KnowsNothingWhenAScriptedFaultNeverFired) {
    const RunResult result =
        concluded({.properties = {property(Modality::always, Verdict::passed, 3)},
                   .faults = {unfired(FaultOrigin::scripted)}});
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_EQ(result.reason, "fault cut-db (partition) never fired: n2 was down");
}

TEST(Conclude, CallsADrawnFaultThatNeverFiredAHole) {
    const RunResult result =
        concluded({.properties = {property(Modality::always, Verdict::passed, 3)},
                   .faults = {unfired(FaultOrigin::drawn)}});
    EXPECT_EQ(result.verdict, Verdict::passed);
    ASSERT_EQ(result.holes.size(), 1U);
    EXPECT_EQ(result.holes[0].what, "drawn fault cut-db (partition) never fired: n2 was down");
}

TEST(Conclude, SaysThatARunEndedBeforeAFault) {
    FaultResult late = unfired(FaultOrigin::scripted);
    late.outcome = FaultOutcome::pending;
    late.why.clear();
    EXPECT_EQ(concluded({.faults = {late}}).reason,
              "fault cut-db (partition) never fired: the run ended before its time");
}

TEST(Conclude, ViolatedBeatsALimitAndAMissedFault) {
    const RunResult result =
        concluded({.reason = "the limit of 1000 events was reached",
                   .properties = {property(Modality::always, Verdict::violated, 3)},
                   .faults = {unfired(FaultOrigin::scripted)}});
    EXPECT_EQ(result.verdict, Verdict::violated);
    EXPECT_EQ(result.reason, "");
}

TEST(Conclude, KeepsTheReasonOfARunThatEndedEarly) {
    const RunResult result =
        concluded({.reason = "the limit of 1000 events was reached",
                   .properties = {property(Modality::always, Verdict::passed, 3)}});
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_EQ(result.reason, "the limit of 1000 events was reached");
}

TEST(Conclude, SaysThatNothingJudgesAScenarioWithoutProperties) {
    const RunResult result = concluded({});
    EXPECT_EQ(result.verdict, Verdict::passed);
    ASSERT_EQ(result.holes.size(), 1U);
    EXPECT_EQ(result.holes[0].what, "no property judges this scenario");
}

}  // namespace
}  // namespace teacup::model
