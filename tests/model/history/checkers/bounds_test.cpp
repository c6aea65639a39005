// Every checker that generates histories ends with an honest unknown when its budget ends.
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>

namespace teacup::model::history::checkers {

namespace {

const std::vector<std::string> names{"bank",
                                     "convergence",
                                     "counter",
                                     "durability",
                                     "kafka",
                                     "monotonic",
                                     "queue",
                                     "set",
                                     "set_full",
                                     "total_queue",
                                     "unique_ids",
                                     "resource_mutex"};

History generated(const ModelEntry& model) {
    HistoryBuilder builder;
    EXPECT_TRUE(model.generate({.operations = 3000}, builder));
    return std::move(builder).build();
}

Judgement judge(const ModelEntry& model, Budget& budget) {
    const OptionValues options = default_values(model.options);
    Workers workers;
    return model.check(generated(model),
                       {.options = options, .budget = budget, .workers = workers});
}

TEST(Bounds, MakeTheVerdictUnknownWhenTimeIsUp) {
    for (const std::string& name : names) {
        Budget budget([] { return Stop::time; });
        static_cast<void>(budget.ask());
        const Judgement judgement = judge(*find_model(name), budget);
        EXPECT_EQ(judgement.verdict, Verdict::unknown) << name;
        EXPECT_EQ(judgement.reason, "the time limit was reached") << name;
        EXPECT_TRUE(judgement.findings.empty()) << name;
    }
}

TEST(Bounds, MakeTheVerdictUnknownWhenMemoryIsScarce) {
    for (const std::string& name : names) {
        if (name == "bank") {
            continue;  // Needs none.
        }
        Budget budget({}, 10'000);
        const Judgement judgement = judge(*find_model(name), budget);
        EXPECT_EQ(judgement.verdict, Verdict::unknown) << name;
        EXPECT_EQ(judgement.reason, "the memory limit was reached") << name;
        EXPECT_TRUE(judgement.findings.empty()) << name;
    }
}

}  // namespace

}  // namespace teacup::model::history::checkers
