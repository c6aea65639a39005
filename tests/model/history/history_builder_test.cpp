#include <teacup/model/history/history_builder.hpp>

#include <utility>

#include <gtest/gtest.h>

namespace teacup::model::history {

namespace {

class Events {
public:
    std::string add(EventType type, int process, ValueId value = nil, std::int64_t time = no_time) {
        return add(type, process, "read", value, time);
    }
    std::string add(
        EventType type, int process, std::string_view function, ValueId value, std::int64_t time) {
        ++line_;
        return builder.add({.type = type,
                            .process = builder.values().integer(process),
                            .function = function,
                            .value = value,
                            .time_ns = time,
                            .line = line_});
    }
    HistoryBuilder builder;

private:
    std::uint32_t line_ = 0;
};

TEST(HistoryBuilder, PairsEachInvocationWithItsCompletion) {
    Events events;
    const ValueId four = events.builder.values().integer(4);
    ASSERT_EQ(events.add(EventType::invoke, 0), "");
    ASSERT_EQ(events.add(EventType::invoke, 1), "");
    ASSERT_EQ(events.add(EventType::ok, 0, four), "");
    ASSERT_EQ(events.add(EventType::invoke, 0), "");
    const History history = std::move(events.builder).build();
    ASSERT_EQ(history.size(), 3U);
    EXPECT_EQ(history[0].outcome, Outcome::ok);
    EXPECT_EQ(history[0].result, four);
    EXPECT_EQ(history[0].invoke_line, 1U);
    EXPECT_EQ(history[0].completion_line, 3U);
    EXPECT_EQ(history[1].outcome, Outcome::open);
    EXPECT_EQ(history[1].completed, never);
    EXPECT_EQ(history.previous_of_process(2), 0U);
    EXPECT_TRUE(history.precedes(0, 2));
    EXPECT_FALSE(history.precedes(0, 1));
    EXPECT_EQ(history.describe(0), "process 0: read -> ok 4");
}

// Intervals are closed: what ends and what begins at one time overlap, but for a process's own.
TEST(HistoryBuilder, LetsOperationsOverlapThatTouchInTime) {
    Events events;
    ASSERT_EQ(events.add(EventType::invoke, 0, nil, 10), "");
    ASSERT_EQ(events.add(EventType::ok, 0, nil, 20), "");
    ASSERT_EQ(events.add(EventType::invoke, 1, nil, 20), "");
    ASSERT_EQ(events.add(EventType::invoke, 0, nil, 20), "");
    ASSERT_EQ(events.add(EventType::ok, 1, nil, 30), "");
    const History history = std::move(events.builder).build();
    EXPECT_FALSE(history.precedes(0, 1));
    EXPECT_TRUE(history.precedes(0, 2));
    EXPECT_LT(history.invoked(2), history.completed(0));
}

TEST(HistoryBuilder, OrdersEventsWithoutTimesAsTheFileDoes) {
    Events events;
    ASSERT_EQ(events.add(EventType::invoke, 0), "");
    ASSERT_EQ(events.add(EventType::ok, 0), "");
    ASSERT_EQ(events.add(EventType::invoke, 1), "");
    const History history = std::move(events.builder).build();
    EXPECT_TRUE(history.precedes(0, 1));
    EXPECT_FALSE(history.has_times());
}

TEST(HistoryBuilder, EndsTheOrderOfAProcessAtAnOperationThatStaysOpen) {
    Events events;
    ASSERT_EQ(events.add(EventType::invoke, 0), "");
    ASSERT_EQ(events.add(EventType::info, 0), "");
    ASSERT_EQ(events.add(EventType::invoke, 0), "");
    const History history = std::move(events.builder).build();
    EXPECT_EQ(history[0].completed, never);
    EXPECT_EQ(history.previous_of_process(1), no_operation);
    EXPECT_FALSE(history.precedes(0, 1));
}

TEST(HistoryBuilder, SaysWhatIsWrongWithAnEventAndLeavesItOut) {
    Events events;
    EXPECT_EQ(events.add(EventType::ok, 3),
              "process 3 completes read (ok), but has invoked nothing; is its invocation missing?");
    ASSERT_EQ(events.add(EventType::invoke, 3), "");
    EXPECT_EQ(events.add(EventType::invoke, 3),
              "process 3 invokes read while its read of line 2 is open; a process does one "
              "operation at a time");
    EXPECT_EQ(events.add(EventType::ok, 3, "write", nil, no_time),
              "process 3 completes write, but what it invoked in line 2 is read");
    EXPECT_EQ(events.add(EventType::ok, 3, nil, 5),
              "has a time although the events before it have none; give all of them a time, or "
              "none");
    EXPECT_EQ(events.add(EventType::ok, 3), "");
    EXPECT_EQ(std::move(events.builder).build().size(), 1U);
}

TEST(HistoryBuilder, RefusesATimeThatGoesBack) {
    Events events;
    ASSERT_EQ(events.add(EventType::invoke, 0, nil, 7), "");
    EXPECT_EQ(events.add(EventType::ok, 0, nil, 6),
              "its time 6 goes back: the event before it is at 7; sort the events by time");
}

TEST(HistoryBuilder, TellsOfAHugeValueItsBeginningAndSize) {
    Events events;
    const std::string huge(5000, 'x');
    ASSERT_EQ(events.add(EventType::invoke, 0, events.builder.values().text(huge)), "");
    const History history = std::move(events.builder).build();
    EXPECT_EQ(history.print(history[0].argument), '"' + huge.substr(0, 999) + "... (5002 bytes)");
}

TEST(HistoryBuilder, GivesEqualCompoundValuesOneHandle) {
    Events events;
    ValueTable& values = events.builder.values();
    const ValueId one[] = {values.integer(1), values.integer(2)};
    const ValueId first = values.list(one);
    const ValueId second = values.list(one);
    ASSERT_NE(first, second);
    ASSERT_EQ(events.add(EventType::invoke, 0, first), "");
    ASSERT_EQ(events.add(EventType::ok, 0, second), "");
    const History history = std::move(events.builder).build();
    EXPECT_EQ(history[0].argument, history[0].result);
}

}  // namespace

}  // namespace teacup::model::history
