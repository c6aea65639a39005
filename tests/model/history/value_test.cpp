#include <teacup/model/history/value.hpp>

#include <gtest/gtest.h>

namespace teacup::model::history {

namespace {

TEST(ValueTable, GivesEqualScalarsOneHandle) {
    ValueTable values;
    EXPECT_EQ(values.integer(4), values.integer(4));
    EXPECT_EQ(values.integer(1'000'000'000'000), values.integer(1'000'000'000'000));
    EXPECT_EQ(values.text("x"), values.text("x"));
    EXPECT_NE(values.text("x"), values.keyword("x"));
    EXPECT_NE(values.integer(1), values.real("1.0"));
}

TEST(ValueTable, KeepsIntegersOfAnySize) {
    ValueTable values;
    for (const std::int64_t number : {std::int64_t{0},
                                      std::int64_t{-1},
                                      ValueTable::inline_limit - 1,
                                      ValueTable::inline_limit,
                                      -ValueTable::inline_limit,
                                      -ValueTable::inline_limit - 1,
                                      INT64_MIN,
                                      INT64_MAX}) {
        EXPECT_EQ(values.as_integer(values.integer(number)), number);
    }
}

TEST(ValueTable, PrintsAsEdn) {
    ValueTable values;
    const ValueId items[] = {nil,
                             value_true,
                             values.integer(-3),
                             values.text("a\"\n\x01"),
                             values.keyword("ok"),
                             values.real("1.5")};
    EXPECT_EQ(values.print(values.list(items)), R"([nil true -3 "a\"\n\u0001" :ok 1.5])");
    const ValueId pairs[] = {values.keyword("b"),
                             values.integer(2),
                             values.keyword("a"),
                             nil,
                             values.keyword("b"),
                             values.integer(3)};
    EXPECT_EQ(values.print(values.map(pairs)), "{:a nil, :b 3}");
    EXPECT_EQ(values.print(values.set({values.integer(2), values.integer(1), values.integer(2)})),
              "#{1 2}");
}

TEST(ValueTable, ComparesCompoundsByContent) {
    ValueTable values;
    const ValueId numbers[] = {values.integer(1), values.integer(2)};
    const ValueId inner = values.list(numbers);
    const ValueId again = values.list(numbers);
    EXPECT_TRUE(values.equal(inner, again));
    EXPECT_EQ(values.canonical(inner), values.canonical(again));
    EXPECT_EQ(values.compare(inner, again), 0);
    const ValueId shorter = values.list({numbers, 1});
    EXPECT_LT(values.compare(shorter, inner), 0);
    EXPECT_FALSE(values.equal(shorter, inner));
}

}  // namespace

}  // namespace teacup::model::history
