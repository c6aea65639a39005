// Goal: what makes no difference to a system makes none to a verdict: other names of processes,
// keys and values, another time of day, operations that failed, one key after the other.
#include <algorithm>
#include <functional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>

namespace teacup::model::history {

namespace {

/// What to change on the way; the default changes nothing.
struct Change {
    std::int64_t time_ns = 0;
    bool renames_processes = false;
    bool renames_keys = false;
    bool renames_values = false;
    Moment last = never;  ///< Nothing that came later is known.
    std::function<bool(const Operation&)> is_kept = [](const Operation&) { return true; };
};

class Rewriting {
public:
    Rewriting(const History& history, const Change& change) : history_(history), change_(change) {}

    History rewritten() {
        std::vector<std::tuple<Moment, OperationIndex, bool>> events;
        for (OperationIndex i = 0; i < history_.size(); ++i) {
            if (!change_.is_kept(history_[i])) {
                continue;
            }
            if (history_.invoked(i) <= change_.last) {
                events.emplace_back(history_.invoked(i), i, false);
            }
            if (history_.completed(i) != never && history_.completed(i) <= change_.last) {
                events.emplace_back(history_.completed(i), i, true);
            }
        }
        std::sort(events.begin(), events.end());
        open_.assign(history_.processes(), no_operation);
        for (const auto& [moment, operation, is_completion] : events) {
            const auto process = static_cast<std::size_t>(history_.process(operation));
            if (!is_completion) {
                complete(process, history_[operation].invoke_time_ns);
                add(EventType::invoke, history_[operation], history_[operation].invoke_time_ns);
                open_[process] = operation;
            } else if (open_[process] == operation) {
                complete(process, history_[operation].completion_time_ns);
            }
        }
        return std::move(builder_).build();
    }

private:
    /// What the process has open, if anything: it is answered at the latest before the next.
    void complete(std::size_t process, std::int64_t time_ns) {
        const OperationIndex index = std::exchange(open_[process], no_operation);
        if (index != no_operation) {
            const Operation operation = history_[index];
            add(operation.completed > change_.last   ? EventType::info
                : operation.is_ok()                  ? EventType::ok
                : operation.outcome == Outcome::fail ? EventType::fail
                                                     : EventType::info,
                operation,
                time_ns);
        }
    }
    void add(EventType type, const Operation& operation, std::int64_t time_ns) {
        ValueTable& values = builder_.values();
        const ValueId name = history_.process_name(operation.process);
        const std::string wrong = builder_.add(
            {.type = type,
             .process = change_.renames_processes ? values.text("client " + history_.print(name))
                                                  : copy(name, false),
             .function = history_.function_name(operation.function),
             .key = operation.key == nil   ? nil
                    : change_.renames_keys ? values.text("key " + history_.print(operation.key))
                                           : copy(operation.key, false),
             .value = copy(type == EventType::invoke ? operation.argument : operation.result,
                           change_.renames_values),
             .error = type == EventType::invoke ? nil : copy(operation.error, false),
             .time_ns = time_ns == no_time ? no_time : time_ns + change_.time_ns});
        EXPECT_EQ(wrong, "");
    }
    ValueId copy(ValueId value, bool is_renamed) {
        const ValueTable& from = history_.values();
        ValueTable& values = builder_.values();
        switch (from.kind(value)) {
            case ValueKind::integer:
                return values.integer(from.as_integer(value) * (is_renamed ? -3 : 1));
            case ValueKind::text: {
                std::string text(from.as_text(value));
                std::replace(text.begin(), text.end(), is_renamed ? 'v' : '\0', 'w');
                return values.text(text);
            }
            case ValueKind::keyword: return values.keyword(from.as_text(value));
            case ValueKind::list: {
                std::vector<ValueId> items;
                for (const ValueId item : from.items(value)) {
                    items.push_back(copy(item, is_renamed));
                }
                return values.list(items);
            }
            default: return value;
        }
    }

    const History& history_;
    const Change& change_;
    HistoryBuilder builder_;
    std::vector<OperationIndex> open_;
};

const char* const linearizable[] = {"register",
                                    "cas_register",
                                    "kv",
                                    "kv_by_key",
                                    "linearizable_set",
                                    "fifo_queue",
                                    "stack",
                                    "mutex",
                                    "linearizable_counter"};
const char* const weaker[] = {"sequential_register",
                              "sequential_kv",
                              "read_your_writes",
                              "monotonic_reads",
                              "monotonic_writes",
                              "writes_follow_reads",
                              "causal_register"};

class Metamorphic : public testing::TestWithParam<const char*> {
protected:
    /// Calls `test` for correct histories and for wrong ones.
    void for_histories(const std::function<void(const History&, Verdict)>& test) const {
        std::vector<std::string> anomalies = entry().anomalies;
        anomalies.emplace_back();
        for (const std::string& anomaly : anomalies) {
            for (std::uint64_t seed = 1; seed <= 8; ++seed) {
                HistoryBuilder builder;
                ASSERT_TRUE(entry().generate({.operations = 150, .seed = seed, .anomaly = anomaly},
                                             builder));
                const History history = std::move(builder).build();
                const Verdict verdict = check_history(history, entry()).verdict;
                EXPECT_EQ(verdict, anomaly.empty() ? Verdict::passed : Verdict::violated);
                test(history, verdict);
            }
        }
    }
    [[nodiscard]] Verdict verdict_of(const History& history, const Change& change) const {
        return check_history(Rewriting(history, change).rewritten(), entry()).verdict;
    }
    [[nodiscard]] static const ModelEntry& entry() { return *find_model(GetParam()); }
};

TEST_P(Metamorphic, NamesAndTimesMakeNoDifference) {
    const bool counts = entry().name == "linearizable_counter";
    for_histories([&](const History& history, Verdict verdict) {
        EXPECT_EQ(verdict_of(history, {}), verdict);
        EXPECT_EQ(verdict_of(history, {.time_ns = 12'345}), verdict);
        EXPECT_EQ(verdict_of(history, {.renames_processes = true}), verdict);
        EXPECT_EQ(verdict_of(history, {.renames_keys = true}), verdict);
        EXPECT_EQ(verdict_of(history, {.renames_values = !counts}), verdict);
    });
}

TEST_P(Metamorphic, WhatFailedMakesNoDifference) {
    for_histories([&](const History& history, Verdict verdict) {
        Change change;
        change.is_kept = [&](const Operation& operation) {
            return operation.outcome != Outcome::fail ||
                   history.function_name(operation.function) == "cas";
        };
        EXPECT_EQ(verdict_of(history, change), verdict);
    });
}

/// Only linearizability is local, and only its findings name a prefix.
class LinearizableMetamorphic : public Metamorphic {};

// Linearizable exactly when each key is.
TEST_P(LinearizableMetamorphic, KeysCanBeJudgedOneByOne) {
    for_histories([&](const History& history, Verdict verdict) {
        std::vector<ValueId> keys;
        for (OperationIndex i = 0; i < history.size(); ++i) {
            keys.push_back(history.key(i));
        }
        std::sort(keys.begin(), keys.end());
        keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
        bool is_violated = false;
        for (const ValueId key : keys) {
            Change change;
            change.is_kept = [key](const Operation& operation) { return operation.key == key; };
            is_violated = is_violated || verdict_of(history, change) == Verdict::violated;
        }
        EXPECT_EQ(is_violated, verdict == Verdict::violated);
    });
}

// The prefix that a violation names fails; all that ends before it does not.
TEST_P(LinearizableMetamorphic, ThePrefixIsTheShortestThatFails) {
    for_histories([&](const History& history, Verdict verdict) {
        if (verdict != Verdict::violated) {
            return;
        }
        const Judgement judgement = check_history(history, entry());
        ASSERT_FALSE(judgement.linearizations.empty());
        Moment end = never;
        for (const PartialLinearization& part : judgement.linearizations) {
            end = std::min(end, history.completed(part.prefix_end));
            EXPECT_FALSE(part.stuck.empty());
        }
        EXPECT_EQ(verdict_of(history, {.last = end}), Verdict::violated);
        EXPECT_NE(verdict_of(history, {.last = end - 1}), Verdict::violated);
    });
}

std::string name_of(const testing::TestParamInfo<const char*>& model) {
    return model.param;
}

INSTANTIATE_TEST_SUITE_P(Linearizable, Metamorphic, testing::ValuesIn(linearizable), name_of);
INSTANTIATE_TEST_SUITE_P(Weaker, Metamorphic, testing::ValuesIn(weaker), name_of);
INSTANTIATE_TEST_SUITE_P(Models, LinearizableMetamorphic, testing::ValuesIn(linearizable), name_of);

}  // namespace

}  // namespace teacup::model::history
