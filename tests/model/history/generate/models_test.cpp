// Every model in the registry that generates histories: what it generates is judged as it should
// be, for many seeds.

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>

namespace teacup::model::history {

namespace {

constexpr std::uint64_t seeds = 40;

History generated(const ModelEntry& model, const GenerateRequest& request) {
    HistoryBuilder builder;
    const bool is_planted = model.generate(request, builder);
    EXPECT_TRUE(is_planted) << model.name << " " << request.anomaly << " seed " << request.seed;
    return std::move(builder).build();
}

std::string lines(const History& history) {
    std::string lines;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        lines += history.describe(i) + " from " + std::to_string(history[i].invoke_time_ns) +
                 " to " + std::to_string(history[i].completion_time_ns) + "\n";
    }
    return lines;
}

std::string told(const Judgement& judgement) {
    std::string told = std::string(to_string(judgement.verdict)) + " " + judgement.reason + "\n";
    for (const HistoryFinding& finding : judgement.findings) {
        told += finding.anomaly + ": " + finding.message + "\n";
    }
    return told;
}

class GeneratedHistories : public testing::TestWithParam<const ModelEntry*> {};

TEST_P(GeneratedHistories, NeverViolateWhenTheyAreCorrect) {
    const ModelEntry& model = *GetParam();
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const History history = generated(model, {.operations = 200, .seed = seed});
        EXPECT_GE(history.size(), 190U) << model.name;
        EXPECT_TRUE(shape_errors(history, model).empty()) << model.name;
        const Judgement judgement = check_history(history, model);
        EXPECT_EQ(judgement.verdict, Verdict::passed)
            << model.name << " seed " << seed << ": " << told(judgement);
        EXPECT_GT(judgement.judged, 0U);
    }
}

TEST_P(GeneratedHistories, NeverViolateWhateverTheirSize) {
    const ModelEntry& model = *GetParam();
    for (const std::uint64_t operations : {1U, 2U, 7U, 30U}) {
        for (const std::uint64_t clients : {1U, 2U, 9U}) {
            const History history = generated(
                model, {.operations = operations, .clients = clients, .seed = operations});
            const Judgement judgement = check_history(history, model);
            EXPECT_NE(judgement.verdict, Verdict::violated)
                << model.name << " of " << operations << ": " << told(judgement);
        }
    }
}

TEST_P(GeneratedHistories, ShowTheAnomalyThatIsPlanted) {
    const ModelEntry& model = *GetParam();
    EXPECT_FALSE(model.anomalies.empty()) << model.name;
    for (const std::string& anomaly : model.anomalies) {
        for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
            const History history =
                generated(model, {.operations = 200, .seed = seed, .anomaly = anomaly});
            EXPECT_TRUE(shape_errors(history, model).empty()) << model.name << " " << anomaly;
            const Judgement judgement = check_history(history, model);
            ASSERT_EQ(judgement.verdict, Verdict::violated)
                << model.name << " " << anomaly << " seed " << seed << ": " << told(judgement);
            const bool is_named = std::any_of(judgement.findings.begin(),
                                              judgement.findings.end(),
                                              [&](const HistoryFinding& one) {
                                                  // Of an object there is one thing that can be
                                                  // wrong; words tell the rest.
                                                  return one.anomaly.starts_with(anomaly) ||
                                                         one.anomaly == "nonlinearizable";
                                              });
            EXPECT_TRUE(is_named) << model.name << " " << anomaly << " seed " << seed << ": "
                                  << told(judgement);
            for (const HistoryFinding& finding : judgement.findings) {
                EXPECT_FALSE(finding.message.empty());
                EXPECT_FALSE(finding.operations.empty() && finding.cycle.empty());
                for (const std::uint32_t operation : finding.operations) {
                    EXPECT_LT(operation, history.size());
                }
            }
        }
    }
}

TEST_P(GeneratedHistories, CallWhatChangesSomething) {
    const ModelEntry& model = *GetParam();
    std::set<std::string> called;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const History history = generated(model, {.operations = 200, .seed = seed});
        for (OperationIndex i = 0; i < history.size(); ++i) {
            called.insert(history.function_name(history.function(i)));
        }
    }
    for (const std::string_view function : {"cas", "enqueue", "push", "add", "txn"}) {
        const bool is_known = std::any_of(
            model.functions.begin(), model.functions.end(), [&](const FunctionShape& entry) {
                return entry.name == function;
            });
        EXPECT_TRUE(!is_known || called.contains(std::string(function)))
            << model.name << " " << function;
    }
}

TEST_P(GeneratedHistories, AreTheSameForTheSameSeed) {
    const ModelEntry& model = *GetParam();
    const GenerateRequest request{.operations = 300, .seed = 11};
    EXPECT_EQ(lines(generated(model, request)), lines(generated(model, request)));
    EXPECT_NE(lines(generated(model, request)),
              lines(generated(model, {.operations = 300, .seed = 12})));
}

std::vector<const ModelEntry*> generators() {
    std::vector<const ModelEntry*> models;
    for (const ModelEntry& model : Registry<ModelEntry>::instance().entries()) {
        if (model.generate != nullptr) {
            models.push_back(&model);
        }
    }
    return models;
}

INSTANTIATE_TEST_SUITE_P(Models,
                         GeneratedHistories,
                         testing::ValuesIn(generators()),
                         [](const auto& model) { return model.param->name; });

}  // namespace

}  // namespace teacup::model::history
