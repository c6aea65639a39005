#include <teacup/scenarios/sweep.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace teacup::scenarios {
namespace {

using Runs = std::vector<std::pair<std::string, std::uint64_t>>;

std::vector<Scenario> scenarios_named(const std::vector<std::string>& names) {
    std::vector<Scenario> scenarios;
    for (const std::string& name : names) {
        Scenario& added = scenarios.emplace_back();
        added.source.path = name;
    }
    return scenarios;
}

model::RunResult pass(const Scenario& scenario, const RunOptions& options) {
    model::RunResult result;
    result.scenario = scenario.source.path;
    result.seed = options.seed;
    result.verdict = model::Verdict::passed;
    return result;
}

Runs delivered(const std::vector<Scenario>& scenarios, const SweepOptions& options) {
    Runs order;
    const SweepEnd end = sweep(scenarios, options, {.on_result = [&](model::RunResult result) {
                                   order.emplace_back(result.scenario, result.seed);
                               }});
    EXPECT_EQ(end, SweepEnd::finished);
    return order;
}

// Goal: results come by scenario and seed though later runs finish first.
TEST(Sweep, DeliversInOrderWhateverTheNumberOfThreads) {
    const Runs expected{
        {"a", 3}, {"a", 4}, {"a", 5}, {"a", 6}, {"b", 3}, {"b", 4}, {"b", 5}, {"b", 6}};
    for (const unsigned jobs : {1U, 2U, 3U, 8U, 50U}) {
        const Runs order =
            delivered(scenarios_named({"a", "b"}),
                      {.seeds = {.first = 3, .last = 6},
                       .jobs = jobs,
                       .runner = [](const Scenario& scenario, const RunOptions& options) {
                           std::this_thread::sleep_for(
                               std::chrono::milliseconds(options.seed % 2 == 0 ? 0 : 5));
                           return pass(scenario, options);
                       }});
        EXPECT_EQ(order, expected) << jobs << " jobs";
    }
}

// Method: more runs than the window of waiting results holds, and a first one that is slow.
TEST(Sweep, WaitsForASlowRunWithoutLosingAny) {
    const Runs order = delivered(
        scenarios_named({"a"}),
        {.seeds = {.first = 1, .last = 20'000},
         .jobs = 4,
         .runner = [](const Scenario& scenario, const RunOptions& options) {
             std::this_thread::sleep_for(std::chrono::milliseconds(options.seed == 1 ? 50 : 0));
             return pass(scenario, options);
         }});
    ASSERT_EQ(order.size(), 20'000U);
    for (std::size_t i = 0; i < order.size(); ++i) {
        ASSERT_EQ(order[i].second, i + 1);
    }
}

TEST(Sweep, UsesAsManyThreadsAsAsked) {
    std::mutex mutex;
    std::set<std::thread::id> threads;
    std::atomic<int> waiting{0};
    const SweepOptions options{.seeds = {.first = 1, .last = 3},
                               .jobs = 3,
                               .runner = [&](const Scenario& scenario, const RunOptions& run) {
                                   ++waiting;
                                   while (waiting < 3) {  // Three runs must be under way at once.
                                       std::this_thread::yield();
                                   }
                                   const std::lock_guard lock(mutex);
                                   threads.insert(std::this_thread::get_id());
                                   return pass(scenario, run);
                               }};
    EXPECT_EQ(delivered(scenarios_named({"a"}), options).size(), 3U);
    EXPECT_EQ(threads.size(), 3U);
}

// Goal: after Ctrl-C what was finished is told, in order, and runs cut short are not.
TEST(Sweep, TellsWhatWasFinishedWhenStopped) {
    std::atomic<bool> stop{false};
    SweepOptions options{.seeds = {.first = 1, .last = 1'000'000}, .jobs = 3};
    options.run.stop = &stop;
    options.runner = [&](const Scenario& scenario, const RunOptions& run) {
        model::RunResult result = pass(scenario, run);
        while (run.seed == 3 && !stop) {
            std::this_thread::yield();
        }
        result.is_interrupted = run.seed == 3;
        stop = stop || run.seed >= 50;
        return result;
    };
    std::vector<std::uint64_t> seeds;
    const SweepEnd end = sweep(scenarios_named({"a"}), options, {.on_result = [&](auto result) {
                                   seeds.push_back(result.seed);
                               }});
    EXPECT_EQ(end, SweepEnd::interrupted);
    ASSERT_GE(seeds.size(), 49U);
    EXPECT_LT(seeds.size(), 1'000'000U);
    EXPECT_TRUE(std::ranges::is_sorted(seeds));
    EXPECT_EQ(std::ranges::count(seeds, 3U), 0);
}

TEST(Sweep, TurnsAThrowingRunnerIntoAnInternalError) {
    std::vector<model::RunResult> results;
    static_cast<void>(sweep(scenarios_named({"a"}),
                            {.seeds = {.first = 5, .last = 6},
                             .runner =
                                 [](const Scenario& scenario, const RunOptions& options) {
                                     if (options.seed == 5) {
                                         throw std::runtime_error("no cup");
                                     }
                                     return pass(scenario, options);
                                 }},
                            {.on_result = [&](auto result) { results.push_back(result); }}));
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].internal_error, "no cup");
    EXPECT_EQ(results[0].scenario, "a");
    EXPECT_EQ(results[0].seed, 5U);
    EXPECT_EQ(results[1].internal_error, "");
}

TEST(Sweep, TellsItsProgressToTheEnd) {
    std::vector<SweepProgress> told;
    static_cast<void>(sweep(
        scenarios_named({"a", "b"}),
        {.seeds = {.first = 1, .last = 4},
         .jobs = 2,
         .runner =
             [](const Scenario& scenario, const RunOptions& options) {
                 std::this_thread::sleep_for(std::chrono::milliseconds(3));
                 return pass(scenario, options);
             },
         .progress_every = std::chrono::milliseconds(1)},
        {.on_result = [](auto) {}, .on_progress = [&](const auto& one) { told.push_back(one); }}));
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.back().runs_done, 8U);
    EXPECT_EQ(told.back().runs_total, 8U);
    EXPECT_GT(told.back().elapsed.count(), 0);
}

TEST(Sweep, HasNothingToDoWithoutScenarios) {
    EXPECT_TRUE(delivered({}, {.seeds = {.first = 1, .last = 5}, .runner = pass}).empty());
}

// Goal: an exception of a report reaches the caller and leaves no thread behind.
TEST(Sweep, LetsAListenersExceptionThrough) {
    const SweepOptions options{.seeds = {.first = 1, .last = 100'000}, .jobs = 2, .runner = pass};
    EXPECT_THROW(static_cast<void>(
                     sweep(scenarios_named({"a"}),
                           options,
                           {.on_result = [](auto) { throw std::runtime_error("disk full"); }})),
                 std::runtime_error);
}

TEST(Sweep, MeasuresWallTime) {
    std::int64_t wall_ns = 0;
    static_cast<void>(sweep(scenarios_named({"a"}),
                            {.runner =
                                 [](const Scenario& scenario, const RunOptions& options) {
                                     std::this_thread::sleep_for(std::chrono::milliseconds(2));
                                     return pass(scenario, options);
                                 }},
                            {.on_result = [&](auto result) { wall_ns = result.wall_ns; }}));
    EXPECT_GE(wall_ns, 2'000'000);
}

}  // namespace
}  // namespace teacup::scenarios
