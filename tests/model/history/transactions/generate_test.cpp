#include "scripted.hpp"

namespace teacup::model::history::transactions {
namespace {

History generated(const ModelEntry& model, GenerateRequest request) {
    HistoryBuilder builder;
    EXPECT_TRUE(model.generate(request, builder));
    return std::move(builder).build();
}

class GeneratedTransactions : public testing::TestWithParam<const char*> {
protected:
    const ModelEntry& model_ = *find_model(GetParam());
};

// Goal: what a correct store does never violates the strongest model, whatever its clients do.
TEST_P(GeneratedTransactions, NeverViolateWhenTheStoreIsCorrect) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const History history =
            generated(model_, {.operations = 300, .clients = 1 + seed % 10, .seed = seed});
        ASSERT_EQ(history.size(), 300U);
        const Judgement judgement = judged(history, model_.name);
        ASSERT_EQ(judgement.verdict, Verdict::passed)
            << "seed " << seed << ": " << judgement.findings.front().message;
        ASSERT_EQ(judgement.holding_models, std::vector<std::string>{"strict_serializable"});
        ASSERT_GT(judgement.judged, 200U);
    }
}

TEST_P(GeneratedTransactions, ShowEachPlantedAnomalyByName) {
    for (const std::string& anomaly : model_.anomalies) {
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            const Judgement judgement = judged(
                generated(model_,
                          {.operations = 200, .clients = 5, .seed = seed, .anomaly = anomaly}),
                model_.name);
            EXPECT_EQ(judgement.verdict, Verdict::violated) << anomaly;
            const HistoryFinding* finding = find(judgement, anomaly);
            ASSERT_NE(finding, nullptr) << anomaly;
            EXPECT_EQ(finding->count, 1U) << anomaly;
            std::string words = finding->message;
            for (const CycleEdge& edge : finding->cycle) {
                words += edge.sentence;
            }
            EXPECT_NE(words.find("planted-"), std::string::npos) << words;
        }
    }
}

TEST_P(GeneratedTransactions, AreTheSameForTheSameSeed) {
    const auto text = [&](std::uint64_t seed) {
        const History history = generated(model_, {.operations = 100, .clients = 4, .seed = seed});
        std::string all;
        for (OperationIndex i = 0; i < history.size(); ++i) {
            all += history.describe(i) + "\n";
        }
        return all;
    };
    EXPECT_EQ(text(7), text(7));
    EXPECT_NE(text(7), text(8));
}

TEST(GeneratedRegisters, NeverViolateWhateverOrderOfVersionsIsBelieved) {
    const ModelEntry& model = *find_model("rw_register");
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const History history =
            generated(model, {.operations = 300, .clients = 1 + seed % 10, .seed = seed});
        const Judgement judgement =
            judged(history, model.name, {{"sequential_keys", true}, {"linearizable_keys", true}});
        ASSERT_EQ(judgement.verdict, Verdict::passed)
            << "seed " << seed << ": " << judgement.findings.front().message;
    }
}

INSTANTIATE_TEST_SUITE_P(Models,
                         GeneratedTransactions,
                         testing::Values("list_append", "rw_register"));

}  // namespace
}  // namespace teacup::model::history::transactions
