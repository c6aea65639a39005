// Goal: every shipped scenario is what its file says. Method: sweep it over seeds, as a user does.
#include <algorithm>
#include <filesystem>
#include <map>

#include <gtest/gtest.h>

#include <teacup/model/result/tally.hpp>
#include <teacup/scenarios/loader.hpp>
#include <teacup/scenarios/sweep.hpp>

namespace teacup::scenarios {
namespace {

const std::string library = std::string(TEACUP_SOURCE_DIR) + "/scenarios/library";

std::vector<std::string> paths() {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(library)) {
        if (entry.is_regular_file() && entry.path().extension() == ".toml") {
            found.push_back(entry.path().string());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

Scenario load(const std::string& path) {
    auto loaded = load_scenario(path);
    if (!loaded) {
        for (const Diagnostic& diagnostic : loaded.error()) {
            ADD_FAILURE() << to_string(diagnostic);
        }
        return {};
    }
    return *loaded;
}

std::vector<model::RunResult> sweep_of(const std::string& path, std::uint64_t last) {
    std::vector<model::RunResult> results;
    const std::vector<Scenario> all{load(path)};
    sweep(all,
          {.seeds = {1, last}, .jobs = 2, .runner = &run},
          {.on_result = [&](const model::RunResult& result) { results.push_back(result); }});
    return results;
}

class Library : public testing::TestWithParam<std::string> {};

TEST_P(Library, PassesOverTwentySeeds) {
    model::Tally tally(model::Strictness::holes_pass);
    for (const model::RunResult& result : sweep_of(GetParam(), 20)) {
        EXPECT_EQ(result.internal_error, "");
        EXPECT_EQ(result.divergence, "");
        tally.add(result);
    }
    EXPECT_EQ(tally.runs(), 20U);
    EXPECT_EQ(tally.exit_code(), model::ExitCode::passed);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Library, testing::ValuesIn(paths()), [](const auto& scenario) {
    return std::filesystem::path(scenario.param).stem().string();
});

// Goal: the broker sees real trouble, and judges it. Method: what its seeds 1 to 100 add up to.
TEST(Broker, MeetsEveryFaultAndEveryPropertyJudgesOverAHundredSeeds) {
    std::size_t passed = 0;
    std::map<std::string, std::size_t> fired;
    std::map<std::string, std::size_t> reached;
    for (const model::RunResult& result : sweep_of(library + "/rabbitmq_broker.toml", 100)) {
        passed += result.verdict == model::Verdict::passed ? 1U : 0U;
        for (const model::FaultResult& fault : result.faults) {
            fired[fault.kind] += fault.outcome == model::FaultOutcome::fired ? 1U : 0U;
        }
        for (const model::PropertyResult& property : result.properties) {
            reached[property.name] += property.observed > 0 ? 1U : 0U;
        }
    }
    EXPECT_GE(passed, 95U);
    for (const char* const kind :
         {"kill_process", "crash_node", "pause_node", "partition", "latency"}) {
        EXPECT_GT(fired[kind], 0U) << kind;
    }
    EXPECT_EQ(reached.size(), 8U);
    for (const auto& [name, runs] : reached) {
        EXPECT_GT(runs, 0U) << name;
    }
    for (const char* const name :
         {"restart_intensity", "restart_strategy", "recovery", "deadlock"}) {
        EXPECT_EQ(reached[name], 100U) << name;
    }
}

}  // namespace
}  // namespace teacup::scenarios
