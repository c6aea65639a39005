// total_queue, queue.
#include <algorithm>
#include <deque>
#include <map>

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

/// First in, first out; a dequeue of an empty one fails, a drain takes all.
struct Fifo : reference::Plain {
    using State = std::deque<int>;
    static bool is_told(const std::string& function, const Datum& told, const Datum& recorded) {
        return function == "enqueue" || told == recorded;
    }
    static Asked ask(const Draw& draw) {
        switch (draw.what % 8) {
            case 0: return {"drain"};
            case 1:
            case 2:
            case 3: return {"dequeue"};
            default: return {"enqueue", {}, number(draw.one % 5)};
        }
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        if (asked.function == "enqueue") {
            return {asked.argument};
        }
        if (asked.function == "dequeue") {
            return {number(draw.one % 6)};
        }
        Datum list{Datum::Kind::list};
        for (int i = 0; i < draw.one % 3; ++i) {
            list.numbers.push_back((draw.other + i) % 6);
        }
        return {list};
    }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        if (asked.function == "enqueue") {
            state.push_back(asked.argument.numbers[0]);
            return Told{asked.argument};
        }
        if (asked.function == "drain") {
            Told told{Datum{Datum::Kind::list, {state.begin(), state.end()}}};
            state.clear();
            return told;
        }
        if (state.empty()) {
            return Told{{}, true};
        }
        const int first = state.front();
        state.pop_front();
        return Told{number(first)};
    }
};

bool is(const History& history, OperationIndex i, std::string_view function) {
    return history.function_name(history.function(i)) == function;
}
bool is_ok(const History& history, OperationIndex i) {
    return history.outcome(i) == Outcome::ok;
}
/// What a dequeue or drain took out.
std::vector<int> taken(const History& history, OperationIndex i) {
    return is(history, i, "enqueue") || !is_ok(history, i)
               ? std::vector<int>()
               : Datum::from(history.values(), history.result(i)).numbers;
}
bool may_enqueue(const History& history, OperationIndex i, int element) {
    return is(history, i, "enqueue") && history.outcome(i) != Outcome::fail &&
           history.values().as_integer(history.argument(i)) == element;
}

Anomalies total_queue_by_definition(const History& history) {
    Anomalies found;
    std::map<int, int> attempts;
    std::map<int, int> acknowledged;
    std::map<int, int> dequeued;
    int open_dequeues = 0;
    bool has_open_drain = false;
    OperationIndex drain = no_operation;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        drain = is(history, i, "drain") && is_ok(history, i) ? i : drain;
        has_open_drain = has_open_drain || (is(history, i, "drain") && history[i].is_open());
        open_dequeues += is(history, i, "dequeue") && history[i].is_open() ? 1 : 0;
    }
    for (OperationIndex i = 0; i < history.size(); ++i) {
        for (int element = 0; element < 6; ++element) {
            const bool may = may_enqueue(history, i, element);
            attempts[element] += may ? 1 : 0;
            acknowledged[element] +=
                may && is_ok(history, i) && drain != no_operation && history.precedes(i, drain) ? 1
                                                                                                : 0;
        }
        for (const int element : taken(history, i)) {
            bool is_known = false;
            for (OperationIndex add = 0; add < history.size(); ++add) {
                is_known = is_known || (may_enqueue(history, add, element) &&
                                        history.invoked(add) < history.completed(i));
            }
            if (!is_known) {
                found.insert("unexpected");
            } else {
                ++dequeued[element];
            }
        }
    }
    int missing = 0;
    for (int element = 0; element < 6; ++element) {
        missing += std::max(0, acknowledged[element] - dequeued[element]);
        if (dequeued[element] > attempts[element]) {
            found.insert("duplicated");
        }
    }
    if (drain != no_operation && !has_open_drain && missing > open_dequeues) {
        found.insert("lost");
    }
    return found;
}

Anomalies queue_by_definition(const History& history) {
    Anomalies found;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        std::map<int, int> in_this;
        for (const int element : taken(history, i)) {
            ++in_this[element];
            int in = 0;
            int out = in_this[element];
            for (OperationIndex other = 0; other < history.size(); ++other) {
                in += may_enqueue(history, other, element) &&
                              history.invoked(other) < history.completed(i)
                          ? 1
                          : 0;
                if (other != i && is_ok(history, other) &&
                    history.completed(other) < history.completed(i)) {
                    const std::vector<int> elements = taken(history, other);
                    out += static_cast<int>(std::count(elements.begin(), elements.end(), element));
                }
            }
            if (out > in) {
                found.insert(in == 0 ? "unexpected" : "duplicated");
            }
        }
    }
    return found;
}

TEST(TotalQueue, FindsWhatItsDefinitionSays) {
    compare_with_definition<Fifo>("total_queue", total_queue_by_definition);
}

TEST(TotalQueue, NeverBlamesAQueueThatSomeOrderExplains) {
    never_blames_what_an_order_explains<Fifo>("total_queue");
}

TEST(Queue, FindsWhatItsDefinitionSays) {
    compare_with_definition<Fifo>("queue", queue_by_definition);
}

TEST(Queue, NeverBlamesAQueueThatSomeOrderExplains) {
    never_blames_what_an_order_explains<Fifo>("queue");
}

TEST(TotalQueue, CallsLostOnlyWhatNoUnansweredDequeueCanHold) {
    HistoryScript script;
    script.call(0, "enqueue", 1, nullptr).call(0, "enqueue", 2, nullptr).invoke(1, "dequeue");
    script.call(0, "drain", nullptr, std::vector<Literal>{});
    const Judgement judgement = judge(script.build(), "total_queue");
    ASSERT_EQ(judgement.findings.size(), 1U);
    EXPECT_EQ(judgement.findings[0].message,
              "enqueued with success before the last drain, and never came out: 1, 2; 1 dequeues "
              "that were never answered may hold as many of them, no more");
    EXPECT_EQ(judgement.findings[0].count, 1U);
    EXPECT_EQ(judgement.findings[0].operations, (std::vector<std::uint32_t>{0, 1, 3}));
}

TEST(TotalQueue, TellsThatNobodyDrainedIt) {
    HistoryScript script;
    script.call(0, "enqueue", 1, nullptr).call(0, "enqueue", 2, nullptr);
    script.call(0, "dequeue", nullptr, 1);
    const History history = script.build();
    const Judgement judgement = judge(history, "total_queue");
    EXPECT_EQ(judgement.verdict, Verdict::passed);
    ASSERT_EQ(judgement.holes.size(), 1U);
    EXPECT_EQ(anomalies_of(judge(history, "total_queue", {{"drained", true}})), Anomalies{"lost"});
}

TEST(TotalQueue, TellsHowOftenSomethingCameOut) {
    HistoryScript script;
    script.call(0, "enqueue", 1, nullptr).call(0, "dequeue", nullptr, 1);
    script.call(1, "dequeue", nullptr, 1).call(1, "dequeue", nullptr, 9);
    const Judgement judgement = judge(script.build(), "total_queue");
    ASSERT_EQ(judgement.findings.size(), 2U);
    EXPECT_EQ(judgement.findings[0].message,
              "9 came out of the queue, which nobody had asked to enqueue by then");
    EXPECT_EQ(judgement.findings[1].message,
              "1 came out of the queue 2 times, but was enqueued at most 1 times");
}

TEST(Queue, WantsEachElementToGoInBeforeItComesOut) {
    HistoryScript script;
    script.call(0, "dequeue", nullptr, 1).call(0, "enqueue", 1, nullptr);
    script.call(0, "dequeue", nullptr, 1);
    const Judgement judgement = judge(script.build(), "queue");
    ASSERT_EQ(judgement.findings.size(), 2U);
    EXPECT_EQ(judgement.findings[0].message,
              "1 came out of the queue, but until then nobody had put it in");
    EXPECT_EQ(judgement.findings[1].anomaly, "duplicated");
    EXPECT_EQ(judgement.findings[1].operations, (std::vector<std::uint32_t>{2, 0, 1}));
}

}  // namespace

}  // namespace teacup::model::history::checkers
