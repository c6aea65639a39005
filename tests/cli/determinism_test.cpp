#include <teacup/cli/determinism.hpp>

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include <teacup/cli/recorders.hpp>

#include "fake_engine.hpp"

namespace teacup::cli {
namespace {

using scenarios::RunOptions;
using scenarios::Scenario;

model::RunResult sound(const Scenario& scenario, const RunOptions& options) {
    return testing::run_world(scenario, options);
}

/// Stands in for a fresh process: the same in this one, with `events` events.
FreshRun fresh_with(std::uint64_t events) {
    return [events](const Scenario& scenario,
                    std::uint64_t seed,
                    const std::string& file) -> std::optional<std::string> {
        std::ofstream out(file);
        RunOptions options{.seed = seed};
        options.make_recorder = trace_to(out, scenario, seed, nullptr);
        static_cast<void>(testing::run_world(scenario, options, events));
        return std::nullopt;
    };
}

model::RunResult checked(scenarios::Runner runner, FreshRun fresh) {
    return checking_determinism(std::move(runner), std::move(fresh))(Scenario{}, {.seed = 7});
}

TEST(Determinism, PassesARunThatRepeatsItself) {
    const model::RunResult result = checked(sound, fresh_with(3));
    EXPECT_EQ(result.divergence, "");
    EXPECT_EQ(result.internal_error, "");
    EXPECT_EQ(result.digest, sound({}, {.seed = 7}).digest);
}

// Goal: what one run leaves behind for the next is found even with a single seed.
TEST(Determinism, FindsAStaticCounter) {
    std::uint64_t counter = 3;
    const model::RunResult result = checked(
        [&](const Scenario& scenario, const RunOptions& options) {
            return testing::run_world(scenario, options, counter++);
        },
        fresh_with(3));
    EXPECT_EQ(result.divergence.find("in the same process, event "), 0U) << result.divergence;
    EXPECT_NE(result.divergence.find("is nothing: the run is over; repeated, it is node_pause"),
              std::string::npos)
        << result.divergence;
    EXPECT_EQ(exit_code_of(result, model::Strictness::holes_pass),
              model::ExitCode::non_determinism);
}

TEST(Determinism, FindsWhatOnlyAFreshProcessShows) {
    const model::RunResult result = checked(sound, fresh_with(2));
    EXPECT_EQ(result.divergence.find("in a fresh process, event 7 is node_pause at 0s on n"), 0U)
        << result.divergence;
}

TEST(Determinism, SaysThatARepetitionFailed) {
    const FreshRun broken = [](const auto&, auto, const auto&) { return "it is broken"; };
    EXPECT_EQ(checked(sound, broken).internal_error,
              "the repetition in a fresh process failed: it is broken");
    const FreshRun silent = [](const auto&, auto, const auto&) { return std::nullopt; };
    EXPECT_EQ(checked(sound, silent)
                  .internal_error.find("the repetition in a fresh process left no whole trace"),
              0U);
}

TEST(Determinism, SaysThatAProcessDoesNotStart) {
    const FreshRun fresh = fresh_process("/no/such/teacup", {});
    EXPECT_EQ(fresh({}, 1, "/dev/null"), "/no/such/teacup does not start");
}

TEST(Determinism, SaysHowAProcessEnded) {
    EXPECT_EQ(fresh_process("/bin/true", {})({}, 1, "/dev/null"), std::nullopt);
    EXPECT_EQ(fresh_process("/bin/false", {})({}, 1, "/dev/null"), std::nullopt);  // A violation.
    const std::filesystem::path script =
        std::filesystem::path(::testing::TempDir()) / "teacup_exits_4.sh";
    std::ofstream(script) << "#!/bin/sh\nexit 4\n";
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    EXPECT_EQ(fresh_process(script.string(), {})({}, 1, "/dev/null"), "it ended with exit code 4");
    std::filesystem::remove(script);
}

TEST(Determinism, StillRecordsWhatTheUserAskedFor) {
    std::ostringstream trace;
    const Scenario scenario;
    RunOptions options{.seed = 7};
    options.make_recorder = trace_to(trace, scenario, 7, nullptr);
    static_cast<void>(checking_determinism(sound, fresh_with(3))(scenario, options));
    const std::string text = trace.str();
    EXPECT_EQ(text.find("{\"trace\":1"), 0U);
    EXPECT_EQ(text.find("{\"trace\":1", 1), std::string::npos);  // Of the first run alone.
}

}  // namespace
}  // namespace teacup::cli
