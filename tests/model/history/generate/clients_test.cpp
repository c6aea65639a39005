#include <teacup/model/history/generate/clients.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/history/history_builder.hpp>

namespace teacup::model::history::generate {

namespace {

/// Counts: each operation that happens is told how many happened before it.
class Tickets final : public Workload {
public:
    Call ask(const Turn& turn, ValueTable& /*values*/) override {
        asked_by.insert(turn.client);
        return {.function = "ticket"};
    }
    Answer take_effect(const Turn& /*turn*/, const Call& /*call*/, ValueTable& values) override {
        return {.value = values.integer(next++)};
    }
    void hear(const Turn& /*turn*/, const Call& /*call*/, const Answer& answer) override {
        ++heard[answer.type];
    }
    std::set<std::uint32_t> asked_by;
    std::map<EventType, int> heard;
    std::int64_t next = 0;
};

History tickets(std::uint64_t seed, Tickets& workload) {
    HistoryBuilder builder;
    Clients clients({.operations = 2000, .clients = 7, .seed = seed}, "tickets", builder);
    clients.run(workload, 2000);
    clients.run_each_once(workload);
    return std::move(builder).build();
}

std::vector<std::string> lines(const History& history) {
    std::vector<std::string> lines;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        lines.push_back(history.describe(i) + " " + std::to_string(history[i].invoke_time_ns));
    }
    return lines;
}

TEST(Clients, GiveTheSameHistoryForTheSameSeed) {
    Tickets one;
    Tickets two;
    Tickets three;
    EXPECT_EQ(lines(tickets(5, one)), lines(tickets(5, two)));
    EXPECT_NE(lines(tickets(5, one)), lines(tickets(6, three)));
}

// Goal: what takes effect does so within its interval: tickets never contradict real time.
TEST(Clients, LetOperationsTakeEffectWithinTheirIntervals) {
    Tickets workload;
    const History history = tickets(3, workload);
    ASSERT_EQ(history.size(), 2007U);
    EXPECT_EQ(workload.asked_by.size(), 7U);
    int overlaps = 0;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        for (OperationIndex j = 0; j < i; ++j) {
            if (!history[i].is_ok() || !history[j].is_ok()) {
                continue;
            }
            if (history.precedes(j, i)) {
                EXPECT_LT(history.values().as_integer(history[j].result),
                          history.values().as_integer(history[i].result));
            } else {
                ++overlaps;
            }
        }
    }
    EXPECT_GT(overlaps, 2000);
}

TEST(Clients, FailAndFallSilentNowAndThen) {
    Tickets workload;
    const History history = tickets(3, workload);
    std::map<Outcome, int> outcomes;
    std::map<std::int64_t, int> times;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        ++outcomes[history[i].outcome];
        ++times[history[i].invoke_time_ns];
    }
    EXPECT_GT(outcomes[Outcome::fail], 10);
    EXPECT_GT(outcomes[Outcome::info], 5);
    EXPECT_GT(outcomes[Outcome::open], 0);
    EXPECT_LT(times.size(), history.size());  // Equal times are tried, too.
    EXPECT_EQ(workload.heard[EventType::info], outcomes[Outcome::info] + outcomes[Outcome::open]);
    const int happened = static_cast<int>(workload.next) - outcomes[Outcome::ok];
    EXPECT_GT(happened, 0);  // Unanswered operations with an effect, and without.
    EXPECT_LT(happened, workload.heard[EventType::info]);
}

TEST(Clients, EndAPhaseOnlyWhenAllIsQuiet) {
    Tickets workload;
    const History history = tickets(9, workload);
    for (OperationIndex i = 0; i < 2000; ++i) {
        if (history[i].is_ok()) {
            EXPECT_TRUE(history.precedes(i, 2000));
        }
    }
    std::set<ProcessIndex> processes;
    for (OperationIndex i = 2000; i < history.size(); ++i) {
        EXPECT_TRUE(history[i].is_ok());
        processes.insert(history[i].process);
    }
    EXPECT_EQ(processes.size(), 7U);
}

TEST(Plant, IsDueOnceFromAPlaceInTheFirstHalfOn) {
    Plant plant({.operations = 100, .seed = 4, .anomaly = "lost"});
    EXPECT_FALSE(plant.is_complete());
    EXPECT_FALSE(plant.is_due("lost", {.number = 24}));
    EXPECT_FALSE(plant.is_due("stale", {.number = 60}));
    EXPECT_TRUE(plant.is_due("lost", {.number = 50}));
    plant.done();
    EXPECT_FALSE(plant.is_due("lost", {.number = 51}));
    EXPECT_TRUE(plant.is_complete());
    EXPECT_TRUE(Plant({.operations = 100}).is_complete());
}

}  // namespace

}  // namespace teacup::model::history::generate
