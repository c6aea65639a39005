#include <teacup/scenarios/spelling.hpp>

#include <gtest/gtest.h>

namespace teacup::scenarios {
namespace {

TEST(EditDistance, CountsInsertionsDeletionsReplacementsAndSwaps) {
    EXPECT_EQ(edit_distance("lasts", "lasts"), 0U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("lasst", "lasts"), 1U);
    EXPECT_EQ(edit_distance("late", "lasts"), 2U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Nearest, FindsTheWordThatWasMeant) {
    const std::vector<std::string> known{"at", "id", "kind", "lasts", "target", "virtual_time"};
    EXPECT_EQ(nearest("lats", known), "lasts");
    EXPECT_EQ(nearest("knid", known), "kind");
    EXPECT_EQ(nearest("virtualtime", known), "virtual_time");
    EXPECT_EQ(nearest("virtual-time", known), "virtual_time");
    EXPECT_EQ(nearest("xyzzy", known), "");
    EXPECT_EQ(nearest(std::string(1'000'000, 'a'), known), "");
}

TEST(Advice, ListsWhatIsKnownWhenNothingIsNear) {
    EXPECT_EQ(advice("kinf", {"kind"}, "known are"), R"(did you mean "kind"?)");
    EXPECT_EQ(advice("xyzzy", {"b", "a"}, "known are"), "known are: a, b");
    EXPECT_EQ(advice("xyzzy", {}, "known are"), "there are none at all");
}

}  // namespace
}  // namespace teacup::scenarios
