// counter, unique_ids, monotonic, bank.
#include <optional>
#include <set>

#include <gtest/gtest.h>

#include "../history_script.hpp"
#include "oracle.hpp"

namespace teacup::model::history::checkers {

namespace {

using reference::Asked;
using reference::Datum;
using reference::Draw;
using reference::number;
using reference::Told;

struct Counter : reference::Plain {
    using State = int;
    static bool is_told(const std::string& function, const Datum& told, const Datum& recorded) {
        return function != "read" || told == recorded;
    }
    static Asked ask(const Draw& draw) {
        return draw.what % 2 == 0 ? Asked{"read"} : Asked{"add", {}, number(draw.one % 5 - 1)};
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        return asked.function == "add" ? Told{asked.argument} : Told{number(draw.one % 9 - 2)};
    }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        state += asked.function == "add" ? asked.argument.numbers[0] : 0;
        return Told{asked.function == "add" ? asked.argument : number(state)};
    }
};

struct Sequence : reference::Plain {
    using State = int;
    static Asked ask(const Draw& draw) { return {draw.what % 2 == 0 ? "read" : "next"}; }
    static Told make_up(const Asked& /*asked*/, const Draw& draw) { return {number(draw.one % 6)}; }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        state += asked.function == "next" ? 1 : 0;
        return Told{number(state)};
    }
};

struct Ids : reference::Plain {
    using State = int;
    static Asked ask(const Draw& /*draw*/) { return {"generate"}; }
    static Told make_up(const Asked& /*asked*/, const Draw& draw) {
        return {number(draw.one % 40)};
    }
    static std::optional<Told> apply(State& state, const Asked& /*asked*/) {
        return Told{number(++state)};
    }
};

/// Three accounts with 10 each; a transfer is [from to amount], and may not overdraw.
struct Accounts : reference::Plain {
    struct State {
        std::vector<int> balances = {10, 10, 10};
    };
    static bool is_told(const std::string& function, const Datum& told, const Datum& recorded) {
        return function != "read" || told == recorded;
    }
    static Asked ask(const Draw& draw) {
        if (draw.what % 2 == 0) {
            return {"read"};
        }
        return {"transfer", {}, {Datum::Kind::list, {draw.one % 3, draw.other % 3, draw.one % 7}}};
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        if (asked.function == "transfer") {
            return {asked.argument};
        }
        const int moved = draw.one % 13;
        return {{Datum::Kind::list, {10 - moved, 10 + moved, 10 + (draw.other % 5 == 0 ? 1 : 0)}}};
    }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        if (asked.function == "read") {
            return Told{{Datum::Kind::list, state.balances}};
        }
        const std::vector<int>& transfer = asked.argument.numbers;
        const auto from = static_cast<std::size_t>(transfer[0]);
        if (state.balances[from] < transfer[2]) {
            return Told{asked.argument, true};
        }
        state.balances[from] -= transfer[2];
        state.balances[static_cast<std::size_t>(transfer[1])] += transfer[2];
        return Told{asked.argument};
    }
};

std::int64_t result(const History& history, OperationIndex i) {
    return history.values().as_integer(history.result(i));
}
bool is(const History& history, OperationIndex i, std::string_view function) {
    return history.function_name(history.function(i)) == function;
}
bool is_ok(const History& history, OperationIndex i) {
    return history.outcome(i) == Outcome::ok;
}

Anomalies counter_by_definition(const History& history) {
    Anomalies found;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        if (!is(history, i, "read") || !is_ok(history, i)) {
            continue;
        }
        std::int64_t least = 0;
        std::int64_t most = 0;
        for (OperationIndex add = 0; add < history.size(); ++add) {
            const bool may_count = is(history, add, "add") &&
                                   history.outcome(add) != Outcome::fail &&
                                   history.invoked(add) < history.completed(i);
            if (!may_count) {
                continue;
            }
            const std::int64_t amount = history.values().as_integer(history.argument(add));
            const bool must_count = history.completed(add) < history.invoked(i);
            least += must_count || amount < 0 ? amount : 0;
            most += must_count || amount > 0 ? amount : 0;
        }
        if (result(history, i) < least) {
            found.insert("below-bounds");
        } else if (result(history, i) > most) {
            found.insert("above-bounds");
        }
    }
    return found;
}

/// \param comes_before which of two operations orders the other
template <class Before>
Anomalies rising_by_definition(const History& history, bool is_global, const Before& comes_before) {
    Anomalies found;
    for (OperationIndex j = 0; j < history.size(); ++j) {
        std::optional<std::int64_t> largest;
        for (OperationIndex i = 0; i < history.size(); ++i) {
            if (i == j || !is_ok(history, i) || !is_ok(history, j)) {
                continue;
            }
            if (comes_before(i, j)) {
                largest = std::max(largest.value_or(result(history, i)), result(history, i));
            }
            if (is_global && is(history, i, "next") && is(history, j, "next") &&
                result(history, i) == result(history, j)) {
                found.insert("repeated");
            }
        }
        if (largest && result(history, j) < *largest) {
            found.insert("backwards");
        } else if (largest && result(history, j) == *largest && is(history, j, "next")) {
            found.insert("repeated");
        }
    }
    return found;
}

TEST(Counter, FindsWhatItsDefinitionSays) {
    compare_with_definition<Counter>("counter", counter_by_definition);
}

TEST(Counter, NeverBlamesACounterThatSomeOrderExplains) {
    never_blames_what_an_order_explains<Counter>("counter");
}

TEST(Counter, TellsTheBounds) {
    HistoryScript script;
    script.call(0, "add", 3, 3).invoke(0, "add", 5).call(1, "read", nullptr, 9).ok(0);
    const Judgement judgement = judge(script.build(), "counter");
    ASSERT_EQ(judgement.findings.size(), 1U);
    EXPECT_EQ(judgement.findings[0].message,
              "a read told 9, but less had been asked to be added when it ended (it must lie from "
              "3 to 8)");
}

TEST(Counter, AddsUpMoreThan64Bits) {
    constexpr std::int64_t large = std::numeric_limits<std::int64_t>::max();
    HistoryScript script;
    script.call(0, "add", large, nullptr).call(0, "add", large, nullptr);
    script.call(0, "read", nullptr, large);
    EXPECT_EQ(anomalies_of(judge(script.build(), "counter")), Anomalies{"below-bounds"});
}

TEST(Counter, StartsWhereTheOptionSays) {
    const History history = HistoryScript().call(0, "read", nullptr, 100).build();
    EXPECT_EQ(judge(history, "counter").verdict, Verdict::violated);
    EXPECT_EQ(judge(history, "counter", {{"initial", std::int64_t{100}}}).verdict, Verdict::passed);
}

TEST(UniqueIds, FindsWhatItsDefinitionSays) {
    compare_with_definition<Ids>("unique_ids", [](const History& history) {
        std::multiset<std::int64_t> ids;
        for (OperationIndex i = 0; i < history.size(); ++i) {
            if (is_ok(history, i)) {
                ids.insert(result(history, i));
            }
        }
        const std::set<std::int64_t> distinct(ids.begin(), ids.end());
        return distinct.size() == ids.size() ? Anomalies{} : Anomalies{"duplicated"};
    });
}

TEST(UniqueIds, NamesBothOperationsThatGotAnId) {
    HistoryScript script;
    script.call(0, "generate", nullptr, "a").call(1, "generate", nullptr, "a");
    script.call(1, "generate", nullptr, "a");
    const Judgement judgement = judge(script.build(), "unique_ids");
    ASSERT_EQ(judgement.findings.size(), 1U);
    EXPECT_EQ(judgement.findings[0].message, "the id \"a\" was handed out twice");
    EXPECT_EQ(judgement.findings[0].operations, (std::vector<std::uint32_t>{0, 1}));
    EXPECT_EQ(judgement.findings[0].count, 2U);
}

TEST(Monotonic, FindsWhatItsDefinitionSaysInEachProcess) {
    compare_with_definition<Sequence>("monotonic", [](const History& history) {
        const auto comes_before = [&](OperationIndex i, OperationIndex j) {
            for (OperationIndex last = history.previous_of_process(j); last != no_operation;
                 last = history.previous_of_process(last)) {
                if (last == i) {
                    return true;
                }
            }
            return false;
        };
        return rising_by_definition(history, false, comes_before);
    });
}

TEST(Monotonic, FindsWhatItsDefinitionSaysInRealTime) {
    const auto definition = [](const History& history) {
        return rising_by_definition(history, true, [&](OperationIndex i, OperationIndex j) {
            return history.precedes(i, j);
        });
    };
    compare_with_definition<Sequence>("monotonic", definition, {{"scope", std::string("global")}});
}

TEST(Monotonic, NeverBlamesNumbersThatSomeOrderExplains) {
    never_blames_what_an_order_explains<Sequence>("monotonic");
    never_blames_what_an_order_explains<Sequence>("monotonic", {{"scope", std::string("global")}});
}

TEST(Bank, FindsWhatItsDefinitionSays) {
    const auto definition = [](const History& history) {
        Anomalies found;
        for (OperationIndex i = 0; i < history.size(); ++i) {
            if (!is(history, i, "read") || !is_ok(history, i)) {
                continue;
            }
            int sum = 0;
            for (const int balance : Datum::from(history.values(), history.result(i)).numbers) {
                sum += balance;
                if (balance < 0) {
                    found.insert("negative-balance");
                }
            }
            if (sum != 30) {
                found.insert("wrong-total");
            }
        }
        return found;
    };
    compare_with_definition<Accounts>("bank", definition, {{"total", std::int64_t{30}}});
}

TEST(Bank, NeverBlamesABankThatSomeOrderExplains) {
    never_blames_what_an_order_explains<Accounts>("bank");
}

TEST(Bank, TellsWhatWasFoundAndWhatThereShouldBe) {
    const History history = HistoryScript()
                                .call(0, "read", nullptr, {10, 10})
                                .call(0, "read", nullptr, {-1, 10})
                                .call(0, "read", nullptr, {nullptr, 10})
                                .build();
    const Judgement judgement = judge(history, "bank");
    ASSERT_EQ(judgement.findings.size(), 3U);
    EXPECT_EQ(judgement.findings[0].message, "a read found a balance of -1: [-1 10]");
    EXPECT_EQ(judgement.findings[1].message,
              "a read found 9 in all, but an earlier read had found 20: [-1 10]");
    EXPECT_EQ(judgement.findings[2].message, "a read found an account without balance: [nil 10]");
    const Judgement lenient =
        judge(history, "bank", {{"negative_balances", true}, {"total", std::int64_t{9}}});
    EXPECT_EQ(anomalies_of(lenient), (Anomalies{"nil-balance", "wrong-total"}));
    EXPECT_EQ(lenient.findings[0].message,
              "a read found 20 in all, but there should be 9: [10 10]");
}

}  // namespace

}  // namespace teacup::model::history::checkers
