#include <teacup/model/result/tally.hpp>

#include <gtest/gtest.h>

namespace teacup::model {
namespace {

RunResult run(std::uint64_t seed, Verdict verdict) {
    RunResult result;
    result.scenario = "a.toml";
    result.seed = seed;
    result.verdict = verdict;
    if (verdict == Verdict::violated) {
        result.violations = {{.property = "p", .time = {}}};
        result.properties = {{.name = "p", .verdict = Verdict::violated, .observed = 1}};
    }
    return result;
}

RunResult with_sometimes(RunResult result, Verdict reached) {
    result.properties.push_back(
        {.name = "s", .modality = Modality::sometimes, .verdict = reached, .observed = 1});
    return result;
}

RunResult as_canary(RunResult result, bool every_seed) {
    result.expectation = Expectation{.property = "p", .every_seed = every_seed};
    return result;
}

Tally tally_of(const std::vector<RunResult>& results) {
    Tally tally(Strictness::holes_pass);
    for (const RunResult& result : results) {
        tally.add(result);
    }
    return tally;
}

TEST(Tally, CountsEachScenarioInTheOrderOfItsFirstRun) {
    RunResult other = run(1, Verdict::passed);
    other.scenario = "0.toml";
    const Tally tally = tally_of(
        {run(1, Verdict::passed), run(2, Verdict::violated), other, run(3, Verdict::unknown)});
    ASSERT_EQ(tally.scenarios().size(), 2U);
    const ScenarioTally& first = tally.scenarios()[0];
    EXPECT_EQ(first.scenario, "a.toml");
    EXPECT_EQ(first.runs, 3U);
    EXPECT_EQ(first.passed, 1U);
    EXPECT_EQ(first.violated, 1U);
    EXPECT_EQ(first.unknown, 1U);
    EXPECT_EQ(first.violated_properties.at("p").first, std::vector<std::uint64_t>{2});
    EXPECT_EQ(tally.runs(), 4U);
    EXPECT_EQ(tally.failures(), 2U);
    EXPECT_EQ(tally.exit_code(), ExitCode::violated);
}

TEST(Tally, ASometimesReachedInNoRunOfASweepMakesItUnknown) {
    const RunResult missed = with_sometimes(run(1, Verdict::passed), Verdict::unknown);
    const RunResult reached = with_sometimes(run(2, Verdict::passed), Verdict::passed);
    EXPECT_EQ(tally_of({missed, missed}).exit_code(), ExitCode::unknown);
    EXPECT_EQ(tally_of({missed, reached}).exit_code(), ExitCode::passed);
    // One run alone is no sweep: there it is a hole.
    EXPECT_EQ(tally_of({missed}).exit_code(), ExitCode::passed);
}

TEST(Tally, ACanaryThatNeedsSomeSeedPassesWithOne) {
    const RunResult quiet = as_canary(run(1, Verdict::passed), false);
    const RunResult sings = as_canary(run(2, Verdict::violated), false);
    EXPECT_EQ(tally_of({quiet, sings, quiet}).exit_code(), ExitCode::passed);
    EXPECT_EQ(tally_of({quiet, quiet}).exit_code(), ExitCode::violated);
    EXPECT_EQ(tally_of({quiet, as_canary(run(3, Verdict::unknown), false)}).exit_code(),
              ExitCode::unknown);
}

TEST(Tally, ACanaryThatNeedsEverySeedFailsWithOneMissing) {
    const RunResult quiet = as_canary(run(1, Verdict::passed), true);
    const RunResult sings = as_canary(run(2, Verdict::violated), true);
    EXPECT_EQ(tally_of({sings, sings}).exit_code(), ExitCode::passed);
    EXPECT_EQ(tally_of({sings, quiet}).exit_code(), ExitCode::violated);
}

TEST(Tally, InterruptedBeatsWhatWasFinished) {
    Tally tally = tally_of({run(1, Verdict::violated)});
    tally.interrupt();
    EXPECT_EQ(tally.exit_code(), ExitCode::interrupted);
}

TEST(Tally, KeepsFewSeedsAndCountsAll) {
    Tally tally(Strictness::holes_pass);
    for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
        tally.add(run(seed, Verdict::violated));
    }
    const SeedList& seeds = tally.scenarios()[0].violated_properties.at("p");
    EXPECT_EQ(seeds.count, 1'000U);
    EXPECT_EQ(seeds.first.size(), SeedList::kept_max);
}

}  // namespace
}  // namespace teacup::model
