#include <teacup/scenarios/detail/quantity_text.hpp>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace teacup::scenarios::detail {
namespace {

TEST(ParseDuration, IsExactInEveryUnit) {
    const std::vector<std::pair<std::string, std::int64_t>> cases{
        {"0s", 0},
        {"1ns", 1},
        {"10us", 10'000},
        {"10ms", 10'000'000},
        {"1.5s", 1'500'000'000},
        {"2m", 120'000'000'000},
        {"1h", 3'600'000'000'000},
        {"0.1s", 100'000'000},
        {"1.000000001s", 1'000'000'001},
        {"0.50ms", 500'000},
        {"86400000s", 86'400'000'000'000'000},
        {"4294967295ms", 4'294'967'295'000'000},
        {"1.50000000000000000s", 1'500'000'000},
    };
    for (const auto& [text, ns] : cases) {
        const auto parsed = parse_duration(text);
        ASSERT_TRUE(parsed.has_value()) << text << ": " << parsed.error();
        EXPECT_EQ(parsed->ns(), ns) << text;
    }
}

TEST(ParseDuration, ReadsWhatDurationsWrite) {
    for (const std::int64_t ns : {std::int64_t{1},
                                  std::int64_t{999'999'999'999},
                                  std::int64_t{60'000'000'000},
                                  std::int64_t{123'000}}) {
        const auto span = sim::Duration::nanoseconds(ns);
        const auto parsed = parse_duration(to_string(span));
        ASSERT_TRUE(parsed.has_value());
        EXPECT_EQ(*parsed, span);
    }
}

TEST(ParseDuration, RefusesWhatIsNotExactlyADuration) {
    for (const std::string text :
         {"",       "s",          "10",  "1.5", ".5s",  "5.s",  "1.2.3s", "1 s",   " 1s",
          "1s ",    "1min",       "1S",  "+1s", "1e3s", "0x1s", "-1s",    "0.5ns", "1.0000000001s",
          "101h1m", "999999999h", "inf", "nan"}) {
        EXPECT_FALSE(parse_duration(text).has_value()) << text;
    }
}

TEST(ParseRate, ReadsCountsPerDuration) {
    const std::vector<std::pair<std::string, model::Rate>> cases{
        {"2/s", {2, sim::Duration::seconds(1)}},
        {"1/10m", {1, sim::Duration::seconds(600)}},
        {"3/0.5s", {3, sim::Duration::milliseconds(500)}},
        {"7/1h", {7, sim::Duration::seconds(3600)}},
    };
    for (const auto& [text, rate] : cases) {
        const auto parsed = parse_rate(text);
        ASSERT_TRUE(parsed.has_value()) << text << ": " << parsed.error();
        EXPECT_EQ(*parsed, rate) << text;
    }
    for (const std::string text : {"",
                                   "/",
                                   "2/",
                                   "/s",
                                   "0/s",
                                   "1/0s",
                                   "2",
                                   "-1/s",
                                   "1.5/s",
                                   "9999999999/s",
                                   "1/1",
                                   "1/s/s"}) {
        EXPECT_FALSE(parse_rate(text).has_value()) << text;
    }
}

TEST(InSteps, RoundsToTheNearestStep) {
    EXPECT_EQ(in_steps(0.25, 1'000'000'000), 250'000'000);
    EXPECT_EQ(in_steps(0.1, 1'000'000'000), 100'000'000);
    EXPECT_EQ(in_steps(0.123456789, 1'000'000'000), 123'456'789);
    EXPECT_EQ(in_steps(-1.5, 1'000'000), -1'500'000);
    EXPECT_EQ(in_steps(1e300, 1'000'000), std::nullopt);
    EXPECT_EQ(in_steps(std::numeric_limits<double>::quiet_NaN(), 1'000'000), std::nullopt);
    EXPECT_EQ(in_steps(std::numeric_limits<double>::infinity(), 1'000'000), std::nullopt);
}

// Goal: every probability that can be written with nine digits survives being written and read.
TEST(InSteps, KeepsEveryDecimalOfItsStep) {
    for (std::int64_t steps = 0; steps <= 1'000'000'000; steps += 7'654'321) {
        const double real = static_cast<double>(steps) / 1e9;
        EXPECT_EQ(in_steps(real, 1'000'000'000), steps);
    }
}

}  // namespace
}  // namespace teacup::scenarios::detail
