#include <teacup/model/otp/restart_history.hpp>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace teacup::model {

TEST(RestartHistory, CountsBothEndsOfThePeriod) {
    RestartHistory history;
    EXPECT_EQ(history.add(10, 5), 1U);
    EXPECT_EQ(history.add(15, 5), 2U);
    EXPECT_EQ(history.add(16, 5), 2U);
    history.clear();
    EXPECT_EQ(history.add(16, 5), 1U);
}

// The definition in supervisor.erl, word for word, over random steps of the clock.
RC_GTEST_PROP(RestartHistory, CountsLikeAddRestart, (const std::vector<std::uint8_t>& steps)) {
    const std::int64_t period = 1 + static_cast<std::int64_t>(steps.size() % 7);
    RestartHistory history;
    std::vector<std::int64_t> all;
    std::int64_t now = 0;
    for (const std::uint8_t step : steps) {
        now += step % 4;
        std::uint64_t expected = 1;
        for (const std::int64_t earlier : all) {
            expected += earlier >= now - period ? 1 : 0;
        }
        all.push_back(now);
        RC_ASSERT(history.add(now, period) == expected);
    }
}

}  // namespace teacup::model
