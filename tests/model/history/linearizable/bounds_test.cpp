// Goal: a limit ends a check soon, with an honest answer and what was covered; threads change
// nothing.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>

#include "../history_script.hpp"

namespace teacup::model::history {

namespace {

Judgement check(const History& history, std::string_view model, Budget& budget, Workers& workers) {
    const ModelEntry& entry = *find_model(model);
    const OptionValues options = default_values(entry.options);
    return entry.check(history, {.options = options, .budget = budget, .workers = workers});
}

/// What the i-th of twenty clients puts into a queue. Two put in the same: no quick test knows
/// which of the two leaves first.
int hard_item(int i) {
    return i == 19 ? 1 : i;
}

/// Twenty clients put something into a queue at once; what comes out fits no order of it, and to
/// know that, all orders must be tried.
History hard_queue() {
    constexpr int clients = 20;
    HistoryScript script;
    for (int i = 0; i < clients; ++i) {
        script.invoke_key(i, "enqueue", "hard", hard_item(i));
    }
    for (int i = 0; i < clients; ++i) {
        script.ok(i, hard_item(i));
    }
    for (int i = 0; i < clients; ++i) {
        script.invoke_key(0, "dequeue", "hard").ok(0, i == clients - 1 ? 0 : i);
    }
    script.invoke_key(0, "enqueue", "easy", 1).ok(0, 1);
    return script.build();
}

TEST(Bounds, ATimeLimitEndsASearchAndTellsWhatWasCovered) {
    int asked = 0;
    Budget budget([&] { return ++asked > 3 ? Stop::time : Stop::none; });
    Workers workers;
    const Judgement judgement = check(hard_queue(), "fifo_queue", budget, workers);
    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.reason, "the time limit was reached");
    EXPECT_EQ(judgement.covered, "0 of 2 keys");
    EXPECT_LE(asked, 5);
}

TEST(Bounds, AMemoryLimitEndsASearch) {
    constexpr std::size_t bytes_max = 1 << 20;
    Budget budget([] { return Stop::none; }, bytes_max);
    Workers workers;
    const Judgement judgement = check(hard_queue(), "fifo_queue", budget, workers);
    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.reason, "the memory limit was reached");
    EXPECT_EQ(budget.used_bytes(), 0U);
}

// Every step of the search has up to a candidate for each process, and it is as deep as the history
// is long.
TEST(Bounds, AMemoryLimitHoldsForADeepSearchWithManyProcesses) {
    constexpr int processes = 200;
    HistoryScript script;
    for (int round = 0; round < 100; ++round) {
        for (int i = 0; i < processes; ++i) {
            script.invoke_key(i, "write", "x", round % 5).ok(i, round % 5);
        }
        // Too late to be linearizable, but in an order of their own.
        script.invoke_key(processes, "read", "x").ok(processes, (round + 4) % 5);
    }
    const History history = script.build();
    const auto verdict_with = [&](std::size_t bytes_max) {
        Budget budget([] { return Stop::none; }, bytes_max);
        Workers workers;
        const Judgement judgement = check(history, "sequential_register", budget, workers);
        EXPECT_EQ(budget.used_bytes(), 0U);
        EXPECT_EQ(budget.used_bytes(), 0U);
        return judgement;
    };
    EXPECT_EQ(verdict_with(1U << 30).verdict, Verdict::passed);
    const Judgement stopped = verdict_with(64U << 20);
    EXPECT_EQ(stopped.verdict, Verdict::unknown);
    EXPECT_EQ(stopped.reason, "the memory limit was reached");
}

TEST(Bounds, ALimitNeverHidesAViolation) {
    HistoryScript script;
    script.invoke_key(0, "enqueue", "wrong", 1).ok(0, 1);
    script.invoke_key(0, "dequeue", "wrong").ok(0, 2);
    for (int i = 0; i < 20; ++i) {
        script.invoke_key(i, "enqueue", "hard", hard_item(i));
    }
    for (int i = 0; i < 20; ++i) {
        script.ok(i, hard_item(i));
    }
    for (int i = 0; i < 20; ++i) {
        script.invoke_key(0, "dequeue", "hard").ok(0, i == 19 ? 0 : i);
    }
    int asked = 0;
    Budget budget([&] { return ++asked > 5 ? Stop::interrupted : Stop::none; });
    Workers workers;
    const Judgement judgement = check(script.build(), "fifo_queue", budget, workers);
    EXPECT_EQ(judgement.verdict, Verdict::violated);
    EXPECT_EQ(judgement.covered, "1 of 2 keys");
}

/// Does the parts from the last to the first.
class Backwards : public Workers {
public:
    void for_each(std::size_t count, const std::function<void(std::size_t)>& part) override {
        for (std::size_t i = count; i > 0; --i) {
            part(i - 1);
        }
    }
};

TEST(Bounds, TheOrderOfThePartsMakesNoDifference) {
    HistoryBuilder builder;
    ASSERT_TRUE(find_model("kv")->generate({.operations = 2000, .seed = 5, .anomaly = "stale_read"},
                                           builder));
    const History history = std::move(builder).build();
    Budget budget;
    Workers forwards;
    Backwards backwards;
    const Judgement one = check(history, "kv", budget, forwards);
    const Judgement other = check(history, "kv", budget, backwards);
    ASSERT_EQ(one.findings.size(), 1U);
    ASSERT_EQ(other.findings.size(), 1U);
    EXPECT_EQ(one.findings[0].message, other.findings[0].message);
    EXPECT_EQ(one.findings[0].operations, other.findings[0].operations);
    EXPECT_EQ(one.judged, other.judged);
}

TEST(Bounds, NothingJudgedIsUnknown) {
    Budget budget;
    Workers workers;
    const History empty = HistoryScript().build();
    const History open = HistoryScript().invoke(0, "write", 1).build();
    for (const char* model : {"register", "sequential_register", "monotonic_reads"}) {
        EXPECT_EQ(check(empty, model, budget, workers).verdict, Verdict::unknown) << model;
        EXPECT_EQ(check(open, model, budget, workers).reason,
                  "nothing was judged: no operation was answered")
            << model;
    }
}

}  // namespace

}  // namespace teacup::model::history
