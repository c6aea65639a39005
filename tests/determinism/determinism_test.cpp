// Goal: the same seed gives the same bits. Method: the golden digests of every shipped scenario,
// against a second run in this process, a sweep on several threads, and a recorded run. The other
// compilers and levels of optimisation compare through ./dev digests.
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include <teacup/scenarios/sweep.hpp>

#include "shipped.hpp"

namespace teacup {
namespace {

std::set<std::string> golden() {
    std::ifstream file(std::string(TEACUP_SOURCE_DIR) + "/tests/golden/digests.txt");
    std::set<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.insert(line);
    }
    return lines;
}

class Shipped : public testing::TestWithParam<std::string> {};

TEST_P(Shipped, GivesItsGoldenDigestsTwiceInOneProcess) {
    const scenarios::Scenario scenario = shipped::load(GetParam());
    const std::set<std::string> expected = golden();
    for (std::uint64_t seed = 1; seed <= shipped::seeds; ++seed) {
        for (int time = 0; time < 2; ++time) {
            const auto result = scenarios::run(scenario, {.seed = seed});
            EXPECT_EQ(result.internal_error, "");
            EXPECT_TRUE(expected.contains(shipped::line(GetParam(), seed, result.digest)))
                << "seed " << seed << " gives " << result.digest
                << "; after a change of the model run ./dev digests --update";
        }
    }
}

TEST_P(Shipped, GivesTheSameDigestsOnSeveralThreads) {
    std::vector<std::string> lines;
    const std::vector<scenarios::Scenario> all{shipped::load(GetParam())};
    const auto end =
        scenarios::sweep(all,
                         {.seeds = {1, shipped::seeds}, .jobs = 4, .runner = &scenarios::run},
                         {.on_result = [&](const model::RunResult& result) {
                             lines.push_back(shipped::line(GetParam(), result.seed, result.digest));
                         }});
    EXPECT_EQ(end, scenarios::SweepEnd::finished);
    ASSERT_EQ(lines.size(), shipped::seeds);
    const std::set<std::string> expected = golden();
    for (const std::string& line : lines) {
        EXPECT_TRUE(expected.contains(line)) << line;
    }
}

TEST_P(Shipped, GivesTheSameDigestWhenRecorded) {
    struct Counter final : sim::TraceListener {
        explicit Counter(std::uint64_t& counted) : events(counted) {}
        void on_event(const sim::TraceEvent&) override { ++events; }
        std::uint64_t& events;
    };
    const scenarios::Scenario scenario = shipped::load(GetParam());
    std::uint64_t events = 0;
    scenarios::RunOptions options{.seed = 1};
    options.make_recorder = [&](sim::World&) { return std::make_unique<Counter>(events); };
    const auto result = scenarios::run(scenario, options);
    EXPECT_GT(events, 0U);
    EXPECT_TRUE(golden().contains(shipped::line(GetParam(), 1, result.digest)));
}

// Goal: a plan written out is the same run. Method: draw it, run it as a script.
TEST_P(Shipped, GivesTheSameDigestAsItsWrittenPlan) {
    const scenarios::Scenario scenario = shipped::load(GetParam());
    if (scenario.chaos.empty()) {
        return;  // Its plan is what it says already.
    }
    const scenarios::Scenario plan = scenarios::plan_of(scenario, 1);
    EXPECT_TRUE(plan.chaos.empty());
    EXPECT_GE(plan.faults.size(), scenario.faults.size());
    EXPECT_TRUE(
        golden().contains(shipped::line(GetParam(), 1, scenarios::run(plan, {.seed = 1}).digest)));
}

INSTANTIATE_TEST_SUITE_P(Scenarios,
                         Shipped,
                         testing::ValuesIn(shipped::paths(TEACUP_SOURCE_DIR)),
                         [](const auto& shipped) {
                             return teacup::shipped::name_of(shipped.param);
                         });

}  // namespace
}  // namespace teacup
