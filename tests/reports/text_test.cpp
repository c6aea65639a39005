#include <teacup/reports/text.hpp>

#include <gtest/gtest.h>

namespace teacup::reports {
namespace {

TEST(Text, GroupsDigitsInThrees) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1'000), "1,000");
    EXPECT_EQ(grouped(1'204'332), "1,204,332");
    EXPECT_EQ(grouped(18'446'744'073'709'551'615U), "18,446,744,073,709,551,615");
}

TEST(Text, CountsInWords) {
    EXPECT_EQ(counted(0, "run"), "0 runs");
    EXPECT_EQ(counted(1, "run"), "1 run");
    EXPECT_EQ(counted(1'500, "run"), "1,500 runs");
}

TEST(Text, TellsWallTimeInTheUnitThatFits) {
    EXPECT_EQ(short_time(900), "0.9us");
    EXPECT_EQ(short_time(42'100'000), "42.1ms");
    EXPECT_EQ(short_time(3'200'000'000), "3.20s");
}

TEST(Text, ListsTheFirstSeedsAndCountsTheRest) {
    model::SeedList seeds;
    seeds.add(12);
    EXPECT_EQ(listed(seeds), "seed 12");
    for (std::uint64_t seed = 13; seed < 112; ++seed) {
        seeds.add(seed);
    }
    EXPECT_EQ(listed(seeds), "seeds 12, 13, 14, 15, 16, 17, 18, 19 and 92 more");
}

TEST(Text, KeepsControlCharactersFromTheTerminal) {
    EXPECT_EQ(printable("n1\x1b[2J\n"), "n1\\x1b[2J\\x0a");
    EXPECT_EQ(printable("größe"), "größe");
}

}  // namespace
}  // namespace teacup::reports
