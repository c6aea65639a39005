#include <teacup/sim/time.hpp>

#include <gtest/gtest.h>

namespace teacup::sim {
namespace {

TEST(Duration, SpellsTheLargestUnitThatIsExact) {
    EXPECT_EQ(to_string(Duration{}), "0s");
    EXPECT_EQ(to_string(Duration::seconds(2)), "2s");
    EXPECT_EQ(to_string(Duration::milliseconds(1500)), "1500ms");
    EXPECT_EQ(to_string(Duration::microseconds(7)), "7us");
    EXPECT_EQ(to_string(Duration::nanoseconds(1'000'001)), "1000001ns");
}

TEST(Time, SaturatesInsteadOfWrappingWhenTheSpanIsForEver) {
    const Time at = Time::nanoseconds(5);
    EXPECT_EQ(at + Duration::infinity(), Time::never());
    EXPECT_EQ((at + Duration::seconds(1)) - at, Duration::seconds(1));
}

TEST(Time, OrdersByNanoseconds) {
    EXPECT_LT(Time::nanoseconds(1), Time::nanoseconds(2));
    EXPECT_LT(Time::nanoseconds(2), Time::never());
}

}  // namespace
}  // namespace teacup::sim
