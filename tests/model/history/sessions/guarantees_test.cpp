#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>

#include "../history_script.hpp"
#include "../linearizable/reference.hpp"

namespace teacup::model::history {

namespace {

Judgement check(const History& history, std::string_view model) {
    const ModelEntry* entry = find_model(model);
    EXPECT_NE(entry, nullptr) << model;
    return check_history(history, *entry);
}

/// What must be older than what, or equal, pair by pair from the definitions, and whether some
/// order of all writes can do it.
class Definition {
public:
    explicit Definition(const History& history) : history_(history) {
        for (OperationIndex i = 0; i < history.size(); ++i) {
            if (is_write(i)) {
                writes_.push_back(i);
            }
        }
    }
    enum class Answer : std::uint8_t { holds, broken, cannot_tell };
    [[nodiscard]] Answer answer(std::string_view guarantee) {
        for (const OperationIndex one : writes_) {
            for (const OperationIndex other : writes_) {
                if (one != other && history_.key(one) == history_.key(other) &&
                    history_.argument(one) == history_.argument(other)) {
                    return Answer::cannot_tell;
                }
            }
        }
        for (OperationIndex i = 0; i < history_.size(); ++i) {
            if (is_read(i) && history_.result(i) != nil && writer(i) == no_operation) {
                return Answer::broken;
            }
        }
        collect(guarantee);
        if (!can_order(given_)) {
            return Answer::cannot_tell;
        }
        std::vector<Pair> all = given_;
        all.insert(all.end(), asked_.begin(), asked_.end());
        return can_order(all) ? Answer::holds : Answer::broken;
    }

private:
    using Pair = std::pair<OperationIndex, OperationIndex>;  ///< no_operation: the initial value.

    [[nodiscard]] bool is_write(OperationIndex i) const {
        return history_.function_name(history_.function(i)) == "write" &&
               history_.outcome(i) != Outcome::fail;
    }
    [[nodiscard]] bool is_read(OperationIndex i) const {
        return history_.function_name(history_.function(i)) == "read" && history_[i].is_ok();
    }
    [[nodiscard]] OperationIndex writer(OperationIndex read) const {
        for (const OperationIndex write : writes_) {
            if (history_.key(write) == history_.key(read) &&
                history_.argument(write) == history_.result(read)) {
                return write;
            }
        }
        return no_operation;
    }
    [[nodiscard]] bool in_order(OperationIndex one, OperationIndex other) const {
        return reference::is_before_in_session(history_, one, other);
    }
    /// The writes that a session has seen from others at `read`.
    [[nodiscard]] std::vector<OperationIndex> seen(OperationIndex read) const {
        std::vector<OperationIndex> all;
        for (OperationIndex i = 0; i < history_.size(); ++i) {
            if (is_read(i) && (i == read || in_order(i, read)) && writer(i) != no_operation) {
                all.push_back(writer(i));
            }
        }
        return all;
    }
    void collect(std::string_view guarantee) {
        const bool is_mw = guarantee == "monotonic_writes";
        const bool is_wfr = guarantee == "writes_follow_reads";
        for (OperationIndex one = 0; one < history_.size(); ++one) {
            for (OperationIndex other = 0; other < history_.size(); ++other) {
                if (!in_order(one, other) || history_.key(one) != history_.key(other)) {
                    continue;
                }
                if (is_write(one) && is_write(other)) {
                    (is_mw ? asked_ : given_).emplace_back(one, other);
                } else if (is_read(one) && is_write(other) && writer(one) != no_operation) {
                    (is_wfr ? asked_ : given_).emplace_back(writer(one), other);
                } else if (is_write(one) && is_read(other) && guarantee == "read_your_writes") {
                    asked_.emplace_back(one, writer(other));
                } else if (is_read(one) && is_read(other) && guarantee != "read_your_writes" &&
                           writer(one) != no_operation) {
                    if (guarantee == "monotonic_reads") {
                        asked_.emplace_back(writer(one), writer(other));
                    } else if (writer(other) != no_operation) {
                        given_.emplace_back(writer(one), writer(other));
                    }
                }
            }
        }
        for (OperationIndex read = 0; (is_mw || is_wfr) && read < history_.size(); ++read) {
            for (const OperationIndex write :
                 is_read(read) ? seen(read) : std::vector<OperationIndex>()) {
                for (OperationIndex i = 0; i < history_.size(); ++i) {
                    const bool is_own = session_of(write) == session_of(read);
                    if (is_own || !in_order(i, write) || history_.key(i) != history_.key(read)) {
                        continue;
                    }
                    if (is_mw && is_write(i)) {
                        asked_.emplace_back(i, writer(read));
                    } else if (is_wfr && is_read(i) && writer(i) != no_operation) {
                        asked_.emplace_back(writer(i), writer(read));
                    }
                }
            }
        }
    }
    [[nodiscard]] OperationIndex session_of(OperationIndex operation) const {
        for (OperationIndex i = 0; i < operation; ++i) {
            if (in_order(i, operation)) {
                return i;
            }
        }
        return operation;
    }
    [[nodiscard]] bool can_order(const std::vector<Pair>& pairs) const {
        std::vector<OperationIndex> order = writes_;
        do {
            const auto age = [&](OperationIndex write) {
                return write == no_operation
                           ? -1
                           : std::find(order.begin(), order.end(), write) - order.begin();
            };
            if (std::all_of(pairs.begin(), pairs.end(), [&](const Pair& pair) {
                    return age(pair.first) <= age(pair.second);
                })) {
                return true;
            }
        } while (std::next_permutation(order.begin(), order.end()));
        return false;
    }

    const History& history_;
    std::vector<OperationIndex> writes_;
    std::vector<Pair> given_;
    std::vector<Pair> asked_;
};

class Guarantee : public testing::TestWithParam<const char*> {};

TEST_P(Guarantee, AgreesWithItsDefinition) {
    int held = 0;
    int broken = 0;
    reference::check_many(2000, [&] {
        const History history = reference::random_history<reference::UniqueRegister>(
            *reference::draws(), {.operations = 8, .keys = 2, .wrong = 4});
        const auto answer = Definition(history).answer(GetParam());
        if (answer == Definition::Answer::cannot_tell) {
            return;
        }
        const bool holds = answer == Definition::Answer::holds;
        ++(holds ? held : broken);
        const Verdict verdict = check(history, GetParam()).verdict;
        if ((verdict != Verdict::violated) != holds) {
            std::string words = holds ? "holds:\n" : "broken:\n";
            for (OperationIndex i = 0; i < history.size(); ++i) {
                words += history.describe(i) + "\n";
            }
            RC_FAIL(words);
        }
    });
    EXPECT_GT(held, 50);
    EXPECT_GT(broken, 50);
}

INSTANTIATE_TEST_SUITE_P(All,
                         Guarantee,
                         testing::Values("read_your_writes",
                                         "monotonic_reads",
                                         "monotonic_writes",
                                         "writes_follow_reads"));

TEST(ReadYourWrites, FindsASessionThatDoesNotSeeItsWrite) {
    const History history =
        HistoryScript().call(0, "write", 1, 1).call(0, "read", nullptr, nullptr).build();
    const Judgement judgement = check(history, "read_your_writes");
    ASSERT_EQ(judgement.verdict, Verdict::violated);
    EXPECT_EQ(judgement.findings[0].anomaly, "read_your_writes");
    EXPECT_EQ(judgement.findings[0].message,
              "process 0: read -> ok (line 4) read the initial value although it had to know "
              "process 0: write 1 -> ok (line 2)");
    EXPECT_EQ(check(history, "monotonic_reads").verdict, Verdict::passed);
}

TEST(MonotonicReads, FindsASessionThatGoesBack) {
    const History history = HistoryScript()
                                .call(0, "write", 1, 1)
                                .call(0, "write", 2, 2)
                                .call(1, "read", nullptr, 2)
                                .call(1, "read", nullptr, 1)
                                .build();
    const Judgement judgement = check(history, "monotonic_reads");
    ASSERT_EQ(judgement.verdict, Verdict::violated);
    ASSERT_EQ(judgement.findings[0].cycle.size(), 2U);
    EXPECT_EQ(judgement.findings[0].message,
              "versions would have to be older than themselves: process 0: write 2 -> ok (line 4) "
              "was read before process 0: write 1 -> ok (line 2) in one session, so it is older; "
              "process 0: write 1 -> ok (line 2) comes before process 0: write 2 -> ok (line 4), "
              "in one session");
    EXPECT_EQ(check(history, "read_your_writes").verdict, Verdict::passed);
}

// One session writes x, then y; another sees y, but not x.
TEST(MonotonicWrites, FindsAWriteThatCameWithoutTheOneBeforeIt) {
    const History history = HistoryScript()
                                .invoke_key(0, "write", "x", 1)
                                .ok(0)
                                .invoke_key(0, "write", "y", 2)
                                .ok(0)
                                .invoke_key(1, "read", "y")
                                .ok(1, 2)
                                .invoke_key(1, "read", "x")
                                .ok(1)
                                .build();
    EXPECT_EQ(check(history, "monotonic_writes").verdict, Verdict::violated);
    EXPECT_EQ(check(history, "writes_follow_reads").verdict, Verdict::passed);
    EXPECT_EQ(check(history, "monotonic_reads").verdict, Verdict::passed);
}

// One session reads x and answers in y; another sees the answer, but not the question.
TEST(WritesFollowReads, FindsAnAnswerBeforeItsQuestion) {
    const History history = HistoryScript()
                                .invoke_key(0, "write", "x", 1)
                                .ok(0)
                                .invoke_key(1, "read", "x")
                                .ok(1, 1)
                                .invoke_key(1, "write", "y", 2)
                                .ok(1)
                                .invoke_key(2, "read", "y")
                                .ok(2, 2)
                                .invoke_key(2, "read", "x")
                                .ok(2)
                                .build();
    EXPECT_EQ(check(history, "writes_follow_reads").verdict, Verdict::violated);
    EXPECT_EQ(check(history, "monotonic_writes").verdict, Verdict::passed);
}

TEST(SessionGuarantees, CannotJudgeValuesThatAreWrittenTwice) {
    const History history = HistoryScript().call(0, "write", 1, 1).call(1, "write", 1, 1).build();
    const Judgement judgement = check(history, "monotonic_reads");
    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.reason,
              "process 0: write 1 -> ok (line 2) and process 1: write 1 -> ok (line 4) write the "
              "same value: which of them a read saw cannot be told");
}

}  // namespace

}  // namespace teacup::model::history
