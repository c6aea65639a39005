#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>
#include <teacup/model/registry/option.hpp>

#include "../history_script.hpp"
#include "../linearizable/reference.hpp"

namespace teacup::model::history {

namespace {

Judgement check(const History& history, const std::string& level) {
    const ModelEntry* entry = find_model("causal_register");
    EXPECT_NE(entry, nullptr);
    OptionValues options = default_values(entry->options);
    options.set("level", level);
    Budget budget;
    Workers workers;
    return entry->check(history, {.options = options, .budget = budget, .workers = workers});
}

/// The definitions, tried out: the causal order is what sessions and reads tell; for CC each read
/// must be explained by some order of the writes in its past, for CCv all by one order.
class Definition {
public:
    explicit Definition(const History& history) : history_(history) {
        const std::size_t size = history.size();
        before_.assign(size, std::vector<bool>(size, false));
        writer_.assign(size, no_operation);
        for (OperationIndex i = 0; i < size; ++i) {
            if (is_write(i)) {
                writes_.push_back(i);
            }
        }
        for (OperationIndex i = 0; i < size; ++i) {
            for (OperationIndex j = 0; j < size; ++j) {
                before_[i][j] =
                    counts(i) && counts(j) && reference::is_before_in_session(history, i, j);
                if (is_write(i) && is_read(j) && history.key(i) == history.key(j) &&
                    history.argument(i) == history.result(j)) {
                    before_[i][j] = true;
                    writer_[j] = i;
                }
            }
        }
        for (std::size_t k = 0; k < size; ++k) {
            for (std::size_t i = 0; i < size; ++i) {
                for (std::size_t j = 0; j < size; ++j) {
                    before_[i][j] = before_[i][j] || (before_[i][k] && before_[k][j]);
                }
            }
        }
    }
    [[nodiscard]] bool has_twins() const {
        for (const OperationIndex one : writes_) {
            for (const OperationIndex other : writes_) {
                if (one != other && history_.key(one) == history_.key(other) &&
                    history_.argument(one) == history_.argument(other)) {
                    return true;
                }
            }
        }
        return false;
    }
    [[nodiscard]] bool is_causal() const {
        return is_sound() && all_reads([&](OperationIndex read) {
                   return some_order([&](const std::vector<OperationIndex>& order) {
                       return explains(order, read);
                   });
               });
    }
    [[nodiscard]] bool is_convergent() const {
        return is_sound() && some_order([&](const std::vector<OperationIndex>& order) {
                   return all_reads([&](OperationIndex read) { return explains(order, read); });
               });
    }

private:
    [[nodiscard]] bool counts(OperationIndex i) const { return is_write(i) || is_read(i); }
    [[nodiscard]] bool is_write(OperationIndex i) const {
        return history_.function_name(history_.function(i)) == "write" &&
               history_.outcome(i) != Outcome::fail;
    }
    [[nodiscard]] bool is_read(OperationIndex i) const {
        return history_.function_name(history_.function(i)) == "read" && history_[i].is_ok();
    }
    template <class Test>
    [[nodiscard]] bool all_reads(const Test& test) const {
        for (OperationIndex i = 0; i < history_.size(); ++i) {
            if (is_read(i) && !test(i)) {
                return false;
            }
        }
        return true;
    }
    [[nodiscard]] bool is_sound() const {
        for (OperationIndex i = 0; i < history_.size(); ++i) {
            if (before_[i][i] ||
                (is_read(i) && history_.result(i) != nil && writer_[i] == no_operation)) {
                return false;
            }
        }
        return true;
    }
    template <class Test>
    [[nodiscard]] bool some_order(const Test& test) const {
        std::vector<OperationIndex> order = writes_;
        do {
            bool is_extension = true;
            for (std::size_t i = 0; i < order.size(); ++i) {
                for (std::size_t j = 0; j < i; ++j) {
                    is_extension = is_extension && !before_[order[i]][order[j]];
                }
            }
            if (is_extension && test(order)) {
                return true;
            }
        } while (std::next_permutation(order.begin(), order.end()));
        return false;
    }
    [[nodiscard]] bool explains(const std::vector<OperationIndex>& order,
                                OperationIndex read) const {
        OperationIndex last = no_operation;
        for (const OperationIndex write : order) {
            if (before_[write][read] && history_.key(write) == history_.key(read)) {
                last = write;
            }
        }
        return last == writer_[read];
    }

    const History& history_;
    std::vector<OperationIndex> writes_;
    std::vector<std::vector<bool>> before_;
    std::vector<OperationIndex> writer_;
};

TEST(CausalRegister, AgreesWithTheDefinition) {
    int causal = 0;
    int convergent_at_most_not = 0;
    int others = 0;
    reference::check_many(3000, [&] {
        const History history = reference::random_history<reference::UniqueRegister>(
            *reference::draws(), {.operations = 8, .keys = 2, .wrong = 3});
        const Definition definition(history);
        if (definition.has_twins()) {
            RC_ASSERT(check(history, "causal").verdict == Verdict::unknown);
            return;
        }
        const bool is_causal = definition.is_causal();
        const bool is_convergent = definition.is_convergent();
        ++(is_causal ? is_convergent ? causal : convergent_at_most_not : others);
        RC_ASSERT((check(history, "causal").verdict != Verdict::violated) == is_causal);
        RC_ASSERT((check(history, "convergent").verdict != Verdict::violated) == is_convergent);
    });
    EXPECT_GT(causal, 50);
    EXPECT_GT(others, 50);
}

TEST(CausalRegister, NamesAReadOfWhatItsPastOverwrote) {
    const History history = HistoryScript()
                                .invoke_key(0, "write", "x", 1)
                                .ok(0, 1)
                                .invoke_key(0, "write", "x", 2)
                                .ok(0, 2)
                                .invoke_key(0, "write", "y", 3)
                                .ok(0)
                                .invoke_key(1, "read", "y")
                                .ok(1, 3)
                                .invoke_key(1, "read", "x")
                                .ok(1, 1)
                                .build();
    const Judgement judgement = check(history, "causal");
    ASSERT_EQ(judgement.verdict, Verdict::violated);
    EXPECT_EQ(judgement.findings[0].anomaly, "WriteCORead");
    EXPECT_EQ(
        judgement.findings[0].message,
        "process 1: read key \"x\" -> ok 1 (line 10) read what process 0: write key \"x\" 1 "
        "-> ok (line 2) wrote, although process 0: write key \"x\" 2 -> ok (line 4) is in its "
        "causal past and overwrote that: it comes causally after it");
}

TEST(CausalRegister, NamesAReadOfNothingAndOneFromThinAir) {
    const History init = HistoryScript()
                             .invoke_key(0, "write", "x", 1)
                             .ok(0)
                             .invoke_key(0, "read", "x")
                             .ok(0)
                             .build();
    ASSERT_EQ(check(init, "causal").findings.size(), 1U);
    EXPECT_EQ(check(init, "causal").findings[0].anomaly, "WriteCOInitRead");
    const History air = HistoryScript().call(0, "read", nullptr, 7).build();
    ASSERT_EQ(check(air, "causal").findings.size(), 1U);
    EXPECT_EQ(check(air, "causal").findings[0].anomaly, "thin_air_read");
}

// Two sessions see two concurrent writes in different orders: causal, but they will never agree.
TEST(CausalRegister, TellsConvergentFromCausal) {
    const History history = HistoryScript()
                                .call(0, "write", 1, 1)
                                .call(1, "write", 2, 2)
                                .call(0, "read", nullptr, 2)
                                .call(1, "read", nullptr, 1)
                                .build();
    EXPECT_EQ(check(history, "causal").verdict, Verdict::passed);
    const Judgement judgement = check(history, "convergent");
    ASSERT_EQ(judgement.verdict, Verdict::violated);
    EXPECT_EQ(judgement.findings[0].anomaly, "CyclicCF");
    EXPECT_EQ(judgement.findings[0].cycle.size(), 2U);
}

}  // namespace

}  // namespace teacup::model::history
