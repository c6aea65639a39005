// Changes of a history that must not change its verdict, for every model in the registry that
// generates histories, right and wrong ones: other names for processes, keys and values, other
// times, without failed operations where they say nothing, and each key by itself.
#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>

#include "retold.hpp"

namespace teacup::model::history {

namespace {

constexpr std::uint64_t seeds = 6;

/// Models whose values are numbers that mean something, or words of the model itself.
bool has_meaningful_values(const ModelEntry& model) {
    static const std::set<std::string> names{
        "bank", "counter", "kafka", "list_append", "monotonic", "resource_mutex", "rw_register"};
    const auto appends = [](const FunctionShape& function) { return function.name == "append"; };
    return names.contains(model.name) || model.name.find("counter") != std::string::npos ||
           std::any_of(model.functions.begin(), model.functions.end(), appends);
}

/// A failed cas is an answer, and so is a failed try to get a lock.
bool judges_failures(const ModelEntry& model) {
    return std::any_of(
        model.functions.begin(), model.functions.end(), [](const FunctionShape& function) {
            static const std::set<std::string> judged{
                "cas", "acquire", "release", "dequeue", "pop", "contains", "remove"};
            return judged.contains(function.name);
        });
}

/// Models that judge each key on its own say so of each key.
bool is_by_key(const ModelEntry& model) {
    static const std::set<std::string> names{
        "convergence", "durability", "kv_by_key", "register", "cas_register"};
    return names.contains(model.name);
}

/// What must stay: the verdict, and which anomalies were found how often.
std::string verdict_of(const History& history, const ModelEntry& model) {
    const Judgement judgement = check_history(history, model);
    std::multiset<std::string> findings;
    for (const HistoryFinding& finding : judgement.findings) {
        findings.insert(finding.anomaly + " x" + std::to_string(finding.count));
    }
    std::string words(to_string(judgement.verdict));
    for (const std::string& finding : findings) {
        words += ", " + finding;
    }
    return words + ", judged " + std::to_string(judgement.judged);
}

class Metamorphic : public testing::TestWithParam<const ModelEntry*> {
protected:
    /// Calls it with correct histories and with some of each anomaly.
    void for_each_history(const std::function<void(const History&, const std::string&)>& call) {
        const ModelEntry& model = *GetParam();
        std::vector<std::string> anomalies = model.anomalies;
        anomalies.emplace_back();
        for (const std::string& anomaly : anomalies) {
            for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
                HistoryBuilder builder;
                if (model.generate({.operations = 120, .seed = seed, .anomaly = anomaly},
                                   builder)) {
                    call(std::move(builder).build(), anomaly + " seed " + std::to_string(seed));
                }
            }
        }
    }
    void expect_same_verdict(const Retelling& retelling) {
        const ModelEntry& model = *GetParam();
        for_each_history([&](const History& history, const std::string& which) {
            EXPECT_EQ(verdict_of(retold(history, retelling), model), verdict_of(history, model))
                << model.name << " " << which;
        });
    }
};

TEST_P(Metamorphic, ToldAgainAsItWas) {
    expect_same_verdict({});
}

TEST_P(Metamorphic, ProcessesUnderOtherNames) {
    expect_same_verdict({.process = [](ValueTable& values, ValueId process) {
        return values.text("client-" + values.print(process));
    }});
}

TEST_P(Metamorphic, KeysUnderOtherNames) {
    expect_same_verdict({.key = [](ValueTable& values, ValueId key) {
        return values.text("key-" + values.print(key));
    }});
}

/// Of models to whose checkers values are but names.
class MetamorphicValues : public Metamorphic {};

TEST_P(MetamorphicValues, ValuesUnderOtherNames) {
    expect_same_verdict({.scalar = [](ValueTable& values, ValueId value) {
        return values.text("value-" + values.print(value));
    }});
}

TEST_P(Metamorphic, TimesLater) {
    expect_same_verdict({.time = [](std::int64_t time) { return time + 86'400'000'000'000; }});
}

TEST_P(Metamorphic, TimesSlower) {
    expect_same_verdict({.time = [](std::int64_t time) { return 3 * time; }});
}

/// Of models to which what failed did not happen.
class MetamorphicFailures : public Metamorphic {};

TEST_P(MetamorphicFailures, WithoutWhatFailed) {
    const ModelEntry& model = *GetParam();
    for_each_history([&](const History& history, const std::string& which) {
        const History without = retold(
            history, {.drops = [](const Operation& one) { return one.outcome == Outcome::fail; }});
        // What must stay is the verdict: of an anomaly that a failure explains, the name may not.
        EXPECT_EQ(check_history(without, model).verdict, check_history(history, model).verdict)
            << model.name << " " << which;
    });
}

/// Of models whose histories have several keys, each judged alone.
class MetamorphicKeys : public Metamorphic {};

TEST_P(MetamorphicKeys, EachKeyByItself) {
    const ModelEntry& model = *GetParam();
    for_each_history([&](const History& history, const std::string& which) {
        std::set<ValueId> keys;
        for (OperationIndex i = 0; i < history.size(); ++i) {
            keys.insert(history.key(i));
        }
        bool is_violated = false;
        for (const ValueId key : keys) {
            const History one_key =
                retold(history, {.drops = [&](const Operation& one) { return one.key != key; }});
            is_violated = is_violated || check_history(one_key, model).verdict == Verdict::violated;
        }
        EXPECT_EQ(is_violated, check_history(history, model).verdict == Verdict::violated)
            << model.name << " " << which;
    });
}

template <class Question>
std::vector<const ModelEntry*> generators(Question is_meant) {
    std::vector<const ModelEntry*> models;
    for (const ModelEntry& model : Registry<ModelEntry>::instance().entries()) {
        if (model.generate != nullptr && is_meant(model)) {
            models.push_back(&model);
        }
    }
    return models;
}

std::string name_of(const testing::TestParamInfo<const ModelEntry*>& model) {
    return model.param->name;
}

INSTANTIATE_TEST_SUITE_P(Models,
                         Metamorphic,
                         testing::ValuesIn(generators([](const ModelEntry&) { return true; })),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Models,
                         MetamorphicValues,
                         testing::ValuesIn(generators([](const ModelEntry& model) {
                             return !has_meaningful_values(model);
                         })),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Models,
                         MetamorphicFailures,
                         testing::ValuesIn(generators([](const ModelEntry& model) {
                             return !judges_failures(model);
                         })),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Models,
                         MetamorphicKeys,
                         testing::ValuesIn(generators(is_by_key)),
                         name_of);

}  // namespace

}  // namespace teacup::model::history
