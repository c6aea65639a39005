#include <teacup/cli/run_request.hpp>

#include <gtest/gtest.h>

namespace teacup::cli {
namespace {

constexpr std::uint64_t random_seed = 4711;

sim::Result<RunRequest, UsageErrors> requested(const std::vector<std::string>& args) {
    const auto arguments = parse_arguments(run_flags(), args);
    if (!arguments) {
        return sim::Unexpected(arguments.error());
    }
    return run_request(*arguments, random_seed);
}

RunRequest good(const std::vector<std::string>& args) {
    const auto request = requested(args);
    EXPECT_TRUE(request.has_value()) << (request ? "" : request.error().front());
    return request ? *request : RunRequest{};
}

TEST(RunRequest, RunsSeedOneWhenNoneIsGiven) {
    const RunRequest request = good({"a.toml"});
    EXPECT_EQ(request.seeds.first, 1U);
    EXPECT_EQ(request.seeds.last, 1U);
    EXPECT_EQ(request.runs(), 1U);
    EXPECT_EQ(request.log_level, LogLevel::off);
    EXPECT_EQ(request.strictness, model::Strictness::holes_pass);
}

TEST(RunRequest, ReadsEveryFlag) {
    const RunRequest request = good({"a.toml",
                                     "b.toml",
                                     "--seeds",
                                     "3..5",
                                     "--jobs",
                                     "2",
                                     "--set",
                                     "a=1",
                                     "--set",
                                     "b=2=3",
                                     "--json",
                                     "-",
                                     "--junit",
                                     "j.xml",
                                     "--check-determinism",
                                     "--strict",
                                     "--log-level",
                                     "debug",
                                     "--quiet"});
    EXPECT_EQ(request.scenarios, (std::vector<std::string>{"a.toml", "b.toml"}));
    EXPECT_EQ(request.seeds.first, 3U);
    EXPECT_EQ(request.seeds.last, 5U);
    EXPECT_EQ(request.runs(), 6U);
    EXPECT_EQ(request.jobs, 2U);
    EXPECT_EQ(request.overrides, (std::vector<std::string>{"a=1", "b=2=3"}));
    EXPECT_EQ(request.json, "-");
    EXPECT_EQ(request.junit, "j.xml");
    EXPECT_TRUE(request.checks_determinism);
    EXPECT_EQ(request.strictness, model::Strictness::holes_are_unknown);
    EXPECT_EQ(request.log_level, LogLevel::debug);
    EXPECT_TRUE(request.is_quiet);
    const RunRequest single = good({"a.toml", "--trace", "t", "--write-plan", "p"});
    EXPECT_EQ(single.trace, "t");
    EXPECT_EQ(single.plan, "p");
}

TEST(RunRequest, TakesSeedsAtTheEndsOfTheirRange) {
    EXPECT_EQ(good({"a", "--seed", "0"}).seeds.first, 0U);
    EXPECT_EQ(good({"a", "--seed", "18446744073709551615"}).seeds.last, ~std::uint64_t{0});
    EXPECT_EQ(good({"a", "--seed", "random"}).seeds.first, random_seed);
    EXPECT_EQ(good({"a", "--seeds", "7..7"}).runs(), 1U);
    EXPECT_EQ(good({"a", "--seeds", "18446744073709551614..18446744073709551615"}).runs(), 2U);
}

TEST(RunRequest, TellsEachErrorWithItsRemedy) {
    const std::pair<std::vector<std::string>, std::string> table[] = {
        {{}, "no scenario is given; `teacup list scenarios` names those that ship"},
        {{"a", "a"}, "\"a\" is given twice"},
        {{"a", "--seed", "one"},
         "--seed: \"one\" is no seed; write a number from 0 to 2^64 - 1, or random"},
        {{"a", "--seed=-1"},
         "--seed: \"-1\" is no seed; write a number from 0 to 2^64 - 1, or random"},
        {{"a", "--seed", "1.5"},
         "--seed: \"1.5\" is no seed; write a number from 0 to 2^64 - 1, or random"},
        {{"a", "--seed", "18446744073709551616"},
         "--seed: \"18446744073709551616\" is no seed; write a number from 0 to 2^64 - 1, or "
         "random"},
        {{"a", "--seed", "1", "--seeds", "1..2"},
         "--seed and --seeds exclude each other; give one of them"},
        {{"a", "--seeds", "5"}, "--seeds: \"5\" is no range of seeds; write A..B, as 1..100"},
        {{"a", "--seeds", "1-5"}, "--seeds: \"1-5\" is no range of seeds; write A..B, as 1..100"},
        {{"a", "--seeds", "1..x"}, "--seeds: \"1..x\" is no range of seeds; write A..B, as 1..100"},
        {{"a", "--seeds", "1...5"},
         "--seeds: \"1...5\" is no range of seeds; write A..B, as 1..100"},
        {{"a", "--seeds", "5..1"}, "--seeds: \"5..1\" ends before it begins; write 1..5"},
        {{"a", "--seeds", "0..18446744073709551615"}, "--seeds: that is more than 1000000000 runs"},
        {{"a", "b", "--seeds", "1..600000000"}, "--seeds: that is more than 1000000000 runs"},
        {{"a", "--jobs", "0"}, "--jobs: \"0\" is no number of jobs; write 1 to 1024"},
        {{"a", "--jobs", "many"}, "--jobs: \"many\" is no number of jobs; write 1 to 1024"},
        {{"a", "--jobs=-2"}, "--jobs: \"-2\" is no number of jobs; write 1 to 1024"},
        {{"a", "--set", "x"}, "--set: \"x\" is not KEY=VALUE"},
        {{"a", "--set", "=1"}, "--set: \"=1\" is not KEY=VALUE"},
        {{"a", "--trace", "-"}, "--trace: only --json writes to standard output; name a file"},
        {{"a", "--junit", "f", "--json", "f"},
         "--junit: \"f\" is written by another flag, too; name another file"},
        {{"a", "--junit", "./f", "--json", "f"},
         "--junit: \"./f\" is written by another flag, too; name another file"},
        {{"a", "--write-plan", "./a"},
         "--write-plan: \"./a\" is a scenario of this run; name another file"},
        {{"a", "--trace", "t", "--seeds", "1..2"},
         "--trace: a trace is of one run; give one scenario and one --seed"},
        {{"a", "b", "--write-plan", "p"},
         "--write-plan: a plan is of one run; give one scenario and one --seed"},
        {{"a", "--log-level", "loud"},
         "--log-level: \"loud\" is no level; write one of off, error, warn, info, debug, trace"},
    };
    for (const auto& [args, message] : table) {
        const auto request = requested(args);
        ASSERT_FALSE(request.has_value()) << message;
        EXPECT_EQ(request.error(), UsageErrors{message});
    }
}

TEST(RunRequest, TellsAllErrorsAtOnce) {
    const auto request = requested({"--seed", "x", "--jobs", "y", "--set", "z"});
    ASSERT_FALSE(request.has_value());
    EXPECT_EQ(request.error().size(), 4U);
}

}  // namespace
}  // namespace teacup::cli
