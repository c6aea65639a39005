#include <teacup/sim/chance.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/sim/latency.hpp>

namespace teacup::sim {
namespace {

constexpr int draws = 100'000;

constexpr Duration ns(std::int64_t count) {
    return Duration::nanoseconds(count);
}

template <class Draw>
std::vector<std::int64_t> sorted_sample(Draw draw) {
    std::vector<std::int64_t> sample(draws);
    std::generate(sample.begin(), sample.end(), [&] { return draw().ns(); });
    std::sort(sample.begin(), sample.end());
    return sample;
}

std::int64_t mean(const std::vector<std::int64_t>& sample) {
    std::int64_t sum = 0;
    for (const std::int64_t value : sample) {
        sum += value;
    }
    return sum / static_cast<std::int64_t>(sample.size());
}

/// Asserts that `value` is within `per_mille` of `expected`.
void expect_near(std::int64_t value, std::int64_t expected, std::int64_t per_mille) {
    EXPECT_LE(std::abs(value - expected), expected * per_mille / 1000) << value << " " << expected;
}

// Numbers written down once, so that no compiler, flag or machine ever gives others.
TEST(Chance, DrawsTheSameNumbersOnEveryPlatform) {
    Stream stream(7, "net/n1>n2/latency");
    EXPECT_EQ(stream.draw(), 14'320'223'947'559'531'722U);
    EXPECT_EQ(stream.below(1'000'000), 539'964U);
    EXPECT_EQ(stream.uniform(ns(-50), ns(1'000'000)).ns(), 650'868);
    EXPECT_EQ(stream.exponential(Duration::seconds(1)).ns(), 1'196'190'425);
    EXPECT_EQ(stream.long_tail(Duration::seconds(1), 700).ns(), 1'095'143'613);
    EXPECT_EQ(stream.count(), 7U);
}

// A long run over every kind of draw, folded into one number.
TEST(Chance, FoldsALongRunIntoTheSameNumberOnEveryPlatform) {
    Stream stream(3, "fold");
    std::uint64_t folded = 0;
    for (int i = 0; i < draws; ++i) {
        const std::array drawn{
            static_cast<std::uint64_t>(stream.exponential(Duration::seconds(i)).ns()),
            static_cast<std::uint64_t>(stream.long_tail(ns(i), 4000).ns()),
            static_cast<std::uint64_t>(stream.uniform(ns(-i), ns(i)).ns())};
        for (const std::uint64_t number : drawn) {
            folded = std::rotl(folded, 7) ^ number;
        }
    }
    EXPECT_EQ(folded, 950'917'945'220'955'178U);
}

TEST(Chance, AStreamDependsOnSeedAndNameOnly) {
    Stream stream(1, "a");
    Stream noise(1, "b");
    Stream same(1, "a");
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t drawn = stream.draw();
        for (int k = 0; k < i % 3; ++k) {
            static_cast<void>(noise.draw());
        }
        ASSERT_EQ(drawn, same.draw());
    }
}

// Goal: neighbours in name or seed share nothing. Method: bits that agree, which is a fair coin.
TEST(Chance, NeighbouringStreamsAreIndependent) {
    const auto agreeing = [](Stream one, Stream two) {
        int bits = 0;
        for (int i = 0; i < 10'000; ++i) {
            bits += std::popcount(~(one.draw() ^ two.draw()));
        }
        return bits;
    };
    for (const int bits : {agreeing(Stream(1, "net/n1>n2/latency"), Stream(1, "net/n1>n3/latency")),
                           agreeing(Stream(1, "a"), Stream(2, "a")),
                           agreeing(Stream(1, ""), Stream(1, "a")),
                           agreeing(Stream(0, "a"), Stream(~std::uint64_t{0}, "a"))}) {
        expect_near(bits, 320'000, 10);
    }
}

TEST(Chance, BelowIsUniform) {
    Stream stream(1, "below");
    std::array<int, 10> counts{};
    for (int i = 0; i < draws; ++i) {
        ++counts.at(stream.below(10));
    }
    for (const int count : counts) {
        expect_near(count, draws / 10, 40);
    }
    EXPECT_EQ(stream.below(1), 0U);
}

TEST(Chance, UniformReachesBothEndsAndNothingElse) {
    Stream stream(1, "uniform");
    std::array<int, 3> counts{};
    for (int i = 0; i < 3'000; ++i) {
        ++counts.at(static_cast<std::size_t>(stream.uniform(ns(-1), ns(1)).ns() + 1));
    }
    for (const int count : counts) {
        expect_near(count, 1'000, 100);
    }
    const std::uint64_t before = stream.count();
    EXPECT_EQ(stream.uniform(ns(5), ns(5)), ns(5));
    EXPECT_EQ(stream.count(), before) << "there is nothing to draw between equal ends";
    const auto wide = sorted_sample([&] { return stream.uniform(ns(0), ns(1'000'000)); });
    expect_near(mean(wide), 500'000, 10);
}

TEST(Chance, ExponentialHasItsMeanAndItsQuantiles) {
    Stream stream(1, "exponential");
    const auto sample = sorted_sample([&] { return stream.exponential(Duration::seconds(1)); });
    expect_near(mean(sample), 1'000'000'000, 10);
    expect_near(sample[draws / 2], 693'147'180, 15);           // ln 2
    expect_near(sample[draws / 10 * 9], 2'302'585'093, 20);    // ln 10
    expect_near(sample[draws / 100 * 99], 4'605'170'186, 40);  // ln 100
    EXPECT_GE(sample.front(), 0);
    EXPECT_LE(sample.back(), 44'000'000'000);
    EXPECT_EQ(stream.exponential(ns(0)), ns(0));
}

TEST(Chance, LongTailHasItsMedianAndSpread) {
    Stream stream(1, "tail");
    const auto sample =
        sorted_sample([&] { return stream.long_tail(Duration::milliseconds(10), 1000); });
    expect_near(sample[draws / 2], 10'000'000, 20);
    // One standard deviation is a factor of two: 84.13 % lie below 20 ms, 15.87 % below 5 ms.
    expect_near(sample[draws / 10'000 * 8413], 20'000'000, 30);
    expect_near(sample[draws / 10'000 * 1587], 5'000'000, 30);
    EXPECT_EQ(stream.long_tail(ns(0), 1000), ns(0));
    EXPECT_EQ(stream.long_tail(ns(77), 0), ns(77)) << "no spread, no tail";
    for (int i = 0; i < 1000; ++i) {
        EXPECT_LE(stream.long_tail(ns(1), 4000).ns(), 1 << 20);
    }
}

TEST(Chance, BernoulliKnowsNeverAndAlways) {
    Stream stream(1, "coin");
    int heads = 0;
    for (int i = 0; i < draws; ++i) {
        EXPECT_FALSE(stream.bernoulli(Probability::never()));
        EXPECT_TRUE(stream.bernoulli(Probability::always()));
        heads += stream.bernoulli(Probability::ratio(1, 4)) ? 1 : 0;
    }
    expect_near(heads, draws / 4, 20);
    EXPECT_EQ(Probability::ratio(3, 3), Probability::always());
    EXPECT_EQ(Probability::ratio(0, 3), Probability::never());
}

TEST(Latency, DrawsWhatItsKindSays) {
    Stream stream(1, "latency");
    Stream same(1, "latency");
    EXPECT_EQ(Latency::constant(ns(5)).sample(stream), ns(5));
    EXPECT_EQ(stream.count(), 0U) << "a constant needs no chance";
    const Latency uniform{.kind = Latency::Kind::uniform, .low = ns(10), .high = ns(99)};
    EXPECT_EQ(uniform.sample(stream), same.uniform(ns(10), ns(99)));
    const Latency exponential{.kind = Latency::Kind::exponential, .low = ns(10), .high = ns(99)};
    EXPECT_EQ(exponential.sample(stream), ns(10) + same.exponential(ns(99)));
    const Latency tail{
        .kind = Latency::Kind::long_tail, .spread_per_mille = 500, .low = ns(10), .high = ns(99)};
    EXPECT_EQ(tail.sample(stream), ns(10) + same.long_tail(ns(99), 500));
}

TEST(Latency, SaysHowManyNumbersItDraws) {
    using Kind = Latency::Kind;
    for (const Kind kind : {Kind::constant, Kind::uniform, Kind::exponential, Kind::long_tail}) {
        for (const Duration high : {ns(10), ns(99)}) {
            const Latency latency{
                .kind = kind, .spread_per_mille = 500, .low = ns(10), .high = high};
            Stream stream(1, "latency");
            for (std::uint64_t i = 1; i <= 100; ++i) {
                static_cast<void>(latency.sample(stream));
                ASSERT_EQ(stream.count(), i * latency.draws()) << static_cast<int>(kind);
            }
        }
    }
}

TEST(Chance, AStreamGoesOnFromItsKeyAndItsCount) {
    Stream stream(7, "name");
    for (int i = 0; i < 1000; ++i) {
        Stream resumed(stream.key(), stream.count());
        ASSERT_EQ(resumed.draw(), stream.draw());
    }
}

}  // namespace
}  // namespace teacup::sim
