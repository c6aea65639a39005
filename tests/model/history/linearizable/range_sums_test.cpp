#include <teacup/model/history/linearizable/range_sums.hpp>

#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/sim/chance.hpp>

namespace teacup::model::history {
namespace {

TEST(RangeSums, AreWhatAdditionOneByOneGives) {
    sim::Stream chance(1, "ranges");
    for (std::size_t size = 0; size <= 40; ++size) {
        RangeSums sums(size);
        std::vector<std::int64_t> numbers(size, 0);
        const auto draw_range = [&] {
            auto begin = static_cast<std::size_t>(chance.below(size + 1));
            auto end = static_cast<std::size_t>(chance.below(size + 1));
            if (begin > end && chance.below(4) != 0) {  // Now and then one that is turned round.
                std::swap(begin, end);
            }
            return std::pair(begin, end);
        };
        for (int i = 0; i < 300; ++i) {
            const auto [begin, end] = draw_range();
            const auto amount = static_cast<std::int64_t>(chance.below(5)) - 2;
            sums.add(begin, end, amount);
            for (std::size_t at = begin; at < end; ++at) {
                numbers[at] += amount;
            }
            const auto [from, to] = draw_range();
            const auto most = static_cast<std::int64_t>(chance.below(7)) - 3;
            std::size_t expected = from;
            while (expected < to && numbers[expected] > most) {
                ++expected;
            }
            ASSERT_EQ(sums.find(from, to, most), from < to ? expected : to) << "of " << size;
        }
    }
}

}  // namespace
}  // namespace teacup::model::history
