// set, set_full, convergence.
#include <algorithm>
#include <map>
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
using reference::Told;

/// A set that only grows; its reads are lists.
struct GrowingSet : reference::Plain {
    using State = std::set<int>;
    static bool is_told(const std::string& function, const Datum& told, const Datum& recorded) {
        return function != "read" || told == recorded;
    }
    static Asked ask(const Draw& draw) {
        return draw.what % 2 == 0 ? Asked{"read"}
                                  : Asked{"add", {}, reference::number(draw.one % 4)};
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        if (asked.function == "add") {
            return {asked.argument};
        }
        Datum list{Datum::Kind::list};
        for (int element = 0; element < 4; ++element) {
            if ((draw.one >> element) % 2 == 0) {
                list.numbers.push_back(element);
            }
        }
        if (draw.other % 16 == 0) {
            list.numbers.push_back(draw.one % 5);
        }
        return {list};
    }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        if (asked.function == "add") {
            state.insert(asked.argument.numbers[0]);
            return Told{asked.argument};
        }
        return Told{Datum{Datum::Kind::list, {state.begin(), state.end()}}};
    }
};

bool is(const History& history, OperationIndex i, std::string_view function) {
    return history.function_name(history.function(i)) == function;
}
bool is_ok(const History& history, OperationIndex i) {
    return history.outcome(i) == Outcome::ok;
}
std::vector<int> read(const History& history, OperationIndex i) {
    return Datum::from(history.values(), history.result(i)).numbers;
}
bool holds(const History& history, OperationIndex i, int element) {
    const std::vector<int> elements = read(history, i);
    return std::find(elements.begin(), elements.end(), element) != elements.end();
}
bool adds(const History& history, OperationIndex i, int element) {
    return is(history, i, "add") && history.values().as_integer(history.argument(i)) == element;
}
/// Someone may have added it when the operation ended.
bool may_hold(const History& history, OperationIndex i, int element) {
    for (OperationIndex add = 0; add < history.size(); ++add) {
        if (adds(history, add, element) && history.outcome(add) != Outcome::fail &&
            history.invoked(add) < history.completed(i)) {
            return true;
        }
    }
    return false;
}

Anomalies set_by_definition(const History& history) {
    OperationIndex last = no_operation;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        last = is(history, i, "read") && is_ok(history, i) ? i : last;
    }
    Anomalies found;
    if (last == no_operation) {
        return found;
    }
    for (const int element : read(history, last)) {
        if (!may_hold(history, last, element)) {
            found.insert("unexpected");
        }
    }
    for (OperationIndex add = 0; add < history.size(); ++add) {
        if (is(history, add, "add") && is_ok(history, add) && history.precedes(add, last) &&
            !holds(history,
                   last,
                   static_cast<int>(history.values().as_integer(history.argument(add))))) {
            found.insert("lost");
        }
    }
    return found;
}

/// Of one element: known, missed after that, and held after that.
void follow(const History& history, int element, Anomalies& found) {
    Moment known = never;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        const bool knows =
            is(history, i, "add")
                ? adds(history, i, element)
                : is_ok(history, i) && holds(history, i, element) && may_hold(history, i, element);
        if (is_ok(history, i) && knows) {
            known = std::min(known, history.completed(i));
        }
    }
    std::optional<OperationIndex> missed;
    std::optional<OperationIndex> held;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        if (!is(history, i, "read") || !is_ok(history, i)) {
            continue;
        }
        if (holds(history, i, element)) {
            held = may_hold(history, i, element) ? std::optional(i) : held;
        } else if (history.invoked(i) > known) {
            missed = i;
        }
    }
    if (missed) {
        found.insert(held && *held > *missed ? "stale" : "lost");
    }
}

Anomalies full_set_by_definition(const History& history) {
    Anomalies found;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        if (!is(history, i, "read") || !is_ok(history, i)) {
            continue;
        }
        std::set<int> seen;
        for (const int element : read(history, i)) {
            if (!seen.insert(element).second) {
                found.insert("duplicated");
            } else if (!may_hold(history, i, element)) {
                found.insert("unexpected");
            }
        }
    }
    for (int element = 0; element < 5; ++element) {
        follow(history, element, found);
    }
    return found;
}

Anomalies convergence_by_definition(const History& history) {
    std::set<int> open;
    Moment settled = 0;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        if (is(history, i, "add") && history[i].is_open()) {
            open.insert(static_cast<int>(history.values().as_integer(history.argument(i))));
        } else if (is(history, i, "add") && is_ok(history, i)) {
            settled = std::max(settled, history.completed(i));
        }
    }
    std::map<ProcessIndex, std::set<int>> last;
    bool has_adds = false;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        has_adds = has_adds || is(history, i, "add");
    }
    for (OperationIndex i = 0; i < history.size(); ++i) {
        if (is(history, i, "read") && is_ok(history, i) && history.invoked(i) >= settled) {
            const std::vector<int> elements = read(history, i);
            last[history.process(i)] = {elements.begin(), elements.end()};
            std::erase_if(last[history.process(i)], [&](int one) { return open.contains(one); });
        }
    }
    for (const auto& [process, elements] : last) {
        if (has_adds && elements != last.begin()->second) {
            return {"diverged"};
        }
    }
    return {};
}

TEST(Set, FindsWhatItsDefinitionSays) {
    compare_with_definition<GrowingSet>("set", set_by_definition);
}

TEST(Set, NeverBlamesASetThatSomeOrderExplains) {
    never_blames_what_an_order_explains<GrowingSet>("set");
}

TEST(SetFull, FindsWhatItsDefinitionSays) {
    compare_with_definition<GrowingSet>(
        "set_full", full_set_by_definition, {{"linearizable", true}});
    compare_with_definition<GrowingSet>("set_full", [](const History& history) {
        Anomalies found = full_set_by_definition(history);
        found.erase("stale");
        return found;
    });
}

TEST(SetFull, NeverBlamesASetThatSomeOrderExplains) {
    never_blames_what_an_order_explains<GrowingSet>("set_full", {{"linearizable", true}});
}

TEST(Convergence, FindsWhatItsDefinitionSays) {
    compare_with_definition<GrowingSet>("convergence", [](const History& history) {
        // Without any add, lists are compared as they are: that is tested below.
        return history.find_function("add") ? convergence_by_definition(history)
                                            : anomalies_of(judge(history, "convergence"));
    });
}

TEST(Convergence, NeverBlamesASetThatSomeOrderExplains) {
    never_blames_what_an_order_explains<GrowingSet>("convergence");
}

TEST(Set, TellsWhatWasLostAndWhatNobodyAdded) {
    const History history = HistoryScript()
                                .call(0, "add", 1, 1)
                                .invoke(0, "add", 2)
                                .fail(0)
                                .invoke(0, "add", 3)
                                .info(0)
                                .call(1, "read", nullptr, {2, 3, 4})
                                .build();
    const Judgement judgement = judge(history, "set");
    ASSERT_EQ(judgement.verdict, Verdict::violated);
    ASSERT_EQ(judgement.findings.size(), 2U);
    EXPECT_EQ(judgement.findings[0].message, "the last read holds 2, but its add failed");
    EXPECT_EQ(judgement.findings[0].count, 2U);
    EXPECT_EQ(judgement.findings[0].operations, (std::vector<std::uint32_t>{3, 1}));
    EXPECT_EQ(judgement.findings[1].message,
              "1 was added with success before the last read began, but that read does not hold "
              "it");
    EXPECT_EQ(judgement.findings[1].operations, (std::vector<std::uint32_t>{0, 3}));
    EXPECT_EQ(judgement.figures[2], (std::pair<std::string, std::string>{"recovered", "1"}));
}

TEST(Set, IsUnknownWithoutARead) {
    const Judgement judgement = judge(HistoryScript().call(0, "add", 1, 1).build(), "set");
    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.reason, "no read succeeded, so nobody knows what the set held");
}

TEST(Set, JudgesEachKeyByItself) {
    const History history = HistoryScript()
                                .invoke_key(0, "add", "x", 1)
                                .ok(0)
                                .invoke_key(0, "read", "y")
                                .ok(0, {1})
                                .invoke_key(0, "read", "x")
                                .ok(0, {1})
                                .build();
    const Judgement judgement = judge(history, "set");
    ASSERT_EQ(judgement.findings.size(), 1U);
    EXPECT_EQ(judgement.findings[0].message,
              "key \"y\": the last read holds 1, which nobody had asked to add by then");
}

TEST(Set, ComparesElementsThatAreLists) {
    const History history = HistoryScript()
                                .call(0, "add", {1, 2}, nullptr)
                                .call(0, "read", nullptr, {{1, 2}, {2, 1}})
                                .build();
    const Judgement judgement = judge(history, "set");
    ASSERT_EQ(judgement.findings.size(), 1U);
    EXPECT_EQ(judgement.findings[0].message,
              "the last read holds [2 1], which nobody had asked to add by then");
}

TEST(SetFull, TellsHowLongElementsTookToBecomeVisible) {
    const History history = HistoryScript()
                                .at(0)
                                .invoke(0, "add", 1)
                                .at(10)
                                .ok(0)
                                .at(60)
                                .invoke(1, "read")
                                .at(70)
                                .ok(1, std::vector<Literal>{})
                                .at(80)
                                .invoke(1, "read")
                                .at(90)
                                .ok(1, {1})
                                .build();
    const Judgement judgement = judge(history, "set_full");
    EXPECT_EQ(judgement.verdict, Verdict::passed);
    EXPECT_EQ(judgement.figures[2], (std::pair<std::string, std::string>{"stale", "1"}));
    EXPECT_EQ(judgement.figures.back(),
              (std::pair<std::string, std::string>{"visible after max (ns)", "50"}));
    const Judgement strict = judge(history, "set_full", {{"linearizable", true}});
    EXPECT_EQ(anomalies_of(strict), Anomalies{"stale"});
}

TEST(Convergence, TellsWhoReadWhat) {
    const History history = HistoryScript()
                                .call(0, "write", 1, nullptr)
                                .call(0, "read", nullptr, 1)
                                .call(1, "read", nullptr, 1)
                                .call(2, "read", nullptr, 7)
                                .build();
    const Judgement judgement = judge(history, "convergence");
    ASSERT_EQ(judgement.findings.size(), 1U);
    EXPECT_EQ(judgement.findings[0].message,
              "when all writing was over, 2 processes read 1, but 1 (process 2) read 7");
}

TEST(Convergence, CountsOnlyReadsThatBeganLongEnoughAfterTheLastWrite) {
    HistoryScript script;
    script.at(0).invoke(0, "write", 1).at(10).ok(0).at(20).invoke(1, "read").at(25).ok(1, 0);
    script.at(60).invoke(2, "read").at(65).ok(2, 1).at(70).invoke(0, "read").at(75).ok(0, 1);
    const History history = script.build();
    EXPECT_EQ(judge(history, "convergence").verdict, Verdict::violated);
    const OptionValues::Item settle{"settle", sim::Duration::nanoseconds(50)};
    EXPECT_EQ(judge(history, "convergence", {settle}).verdict, Verdict::passed);
}

}  // namespace

}  // namespace teacup::model::history::checkers
