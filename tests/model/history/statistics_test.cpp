#include <teacup/model/history/statistics.hpp>

#include <gtest/gtest.h>

#include "history_script.hpp"

namespace teacup::model::history {

namespace {

TEST(Statistics, CountOutcomesByFunctionInTheOrderOfTheirNames) {
    HistoryScript script;
    script.call(0, "write", 1, nullptr).invoke(0, "write", 2).fail(0).invoke(0, "cas").info(0);
    script.invoke(0, "cas");
    const HistoryStatistics statistics = statistics_of(script.build());
    ASSERT_EQ(statistics.functions.size(), 2U);
    EXPECT_EQ(statistics.functions[0].function, "cas");
    EXPECT_EQ(statistics.functions[0].info, 2U);
    EXPECT_EQ(statistics.functions[1].ok, 1U);
    EXPECT_EQ(statistics.functions[1].fail, 1U);
    EXPECT_FALSE(statistics.functions[1].latency.has_value());
    EXPECT_TRUE(statistics.gaps.empty());
}

TEST(Statistics, TakeLatencyQuantilesOfWhatSucceeded) {
    HistoryScript script;
    std::int64_t now = 0;
    for (int i = 1; i <= 100; ++i) {
        script.at(now).invoke(0, "read");
        now += 101 - i;
        script.at(now).ok(0, i);
    }
    script.at(now).invoke(0, "read").at(now + 5000).fail(0);
    const HistoryStatistics statistics = statistics_of(script.build());
    ASSERT_TRUE(statistics.functions[0].latency.has_value());
    EXPECT_EQ(statistics.functions[0].latency->p50_ns, 50);
    EXPECT_EQ(statistics.functions[0].latency->p95_ns, 95);
    EXPECT_EQ(statistics.functions[0].latency->p99_ns, 99);
    EXPECT_EQ(statistics.functions[0].latency->max_ns, 100);
}

// From 20 to 90 something is always open and nothing succeeds; from 100 to 500 nobody asks.
TEST(Statistics, FindTheLongestStretchesWithoutSuccess) {
    HistoryScript script;
    script.at(0).invoke(0, "read").at(20).ok(0);
    script.at(20).invoke(0, "read").at(50).fail(0).at(50).invoke(0, "read").at(80).info(0);
    script.at(80).invoke(0, "read").at(90).ok(0);
    script.at(500).invoke(0, "read").at(510).ok(0).at(515).invoke(1, "read").at(530).fail(1);
    const HistoryStatistics statistics = statistics_of(script.build());
    ASSERT_EQ(statistics.gaps.size(), 3U);
    EXPECT_EQ(statistics.gaps[0].begin_ns, 20);
    EXPECT_EQ(statistics.gaps[0].end_ns, 90);
    EXPECT_EQ(statistics.gaps[1].begin_ns, 0);
    EXPECT_EQ(statistics.gaps[1].end_ns, 20);
    EXPECT_EQ(statistics.gaps[2].begin_ns, 515);
    EXPECT_EQ(statistics.gaps[2].end_ns, 530);
}

TEST(Statistics, DoNotCountForAGapWhatNobodyEverCompleted) {
    HistoryScript script;
    script.at(0).invoke(9, "read").at(0).invoke(0, "read").at(1).ok(0);
    script.at(1000).invoke(0, "read").at(1001).ok(0);
    const HistoryStatistics statistics = statistics_of(script.build());
    ASSERT_EQ(statistics.gaps.size(), 2U);
    EXPECT_EQ(statistics.gaps[1].begin_ns, 1000);
}

TEST(Statistics, OfAnEmptyHistoryAreEmpty) {
    const HistoryStatistics statistics = statistics_of(HistoryBuilder().build());
    EXPECT_TRUE(statistics.functions.empty());
    EXPECT_TRUE(statistics.gaps.empty());
}

}  // namespace

}  // namespace teacup::model::history
