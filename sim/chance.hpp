/// \file
/// Seeded chance: the only source of randomness in a run, drawn from named, independent streams.
#pragma once

#include <cstdint>
#include <string_view>

#include <teacup/sim/time.hpp>

namespace teacup::sim {

/// A probability as a fixed-point fraction of 2^63, so that 0 and 1 are both exact.
class Probability {
public:
    static constexpr std::uint64_t one_word = std::uint64_t{1} << 63;

    constexpr Probability() noexcept = default;
    [[nodiscard]] static constexpr Probability never() noexcept { return {}; }
    [[nodiscard]] static constexpr Probability always() noexcept { return from_word(one_word); }
    /// `part` of `whole`. \pre part <= whole, whole > 0
    [[nodiscard]] static constexpr Probability ratio(std::uint64_t part,
                                                     std::uint64_t whole) noexcept {
        __extension__ using Wide = unsigned __int128;
        return from_word(static_cast<std::uint64_t>(Wide{part} * one_word / whole));
    }
    /// \pre word <= one_word
    [[nodiscard]] static constexpr Probability from_word(std::uint64_t word) noexcept {
        Probability made;
        made.word_ = word;
        return made;
    }
    [[nodiscard]] constexpr std::uint64_t word() const noexcept { return word_; }
    constexpr auto operator<=>(const Probability&) const noexcept = default;

private:
    std::uint64_t word_ = 0;
};

/// What a stream's seed and name come to: all of it but its place.
struct StreamKey {
    std::uint64_t key = 0;
    std::uint64_t mask = 0;
};

/// A stream of pseudo-random numbers: a key and a counter, so a draw depends on the stream's seed,
/// its name and how often it was drawn from, and on nothing else in the run.
///
/// The generator is SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
/// generators, OOPSLA 2014) in counter form, with two keys. All arithmetic is on integers.
class Stream {
public:
    /// The stream called `name` of the run with this seed.
    Stream(std::uint64_t seed, std::string_view name) noexcept;
    /// The stream of this key after `count` draws.
    Stream(StreamKey key, std::uint64_t count) noexcept : key_(key), counter_(count) {}

    /// Uniform over all 64-bit numbers.
    [[nodiscard]] std::uint64_t draw() noexcept {
        std::uint64_t z = key_.key + 0x9E3779B97F4A7C15U * ++counter_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return (z ^ (z >> 31)) ^ key_.mask;
    }
    /// Uniform in [0, bound), within 2^-64 * bound of exact. \pre bound > 0
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) noexcept {
        __extension__ using Wide = unsigned __int128;
        return static_cast<std::uint64_t>((Wide{draw()} * bound) >> 64);
    }
    /// Uniform in [first, last], both included. \pre first <= last
    [[nodiscard]] Duration uniform(Duration first, Duration last) noexcept;
    /// Exponential with this mean, to 1 part in 10^4; at most 44 means. \pre mean >= 0
    [[nodiscard]] Duration exponential(Duration mean) noexcept;
    /// A long right tail round `median`, like a log-normal: median * 2^(z * spread), where z is
    /// nearly a standard normal within +-6 and `spread_per_mille` is the spread in thousandths of
    /// a doubling. Capped at 2^20 times the median. \pre 0 <= spread_per_mille <= 4000
    [[nodiscard]] Duration long_tail(Duration median, std::uint32_t spread_per_mille) noexcept;
    [[nodiscard]] bool bernoulli(Probability chance) noexcept {
        return (draw() >> 1) < chance.word();
    }
    /// How many numbers were drawn.
    [[nodiscard]] std::uint64_t count() const noexcept { return counter_; }
    [[nodiscard]] StreamKey key() const noexcept { return key_; }

private:
    StreamKey key_;
    std::uint64_t counter_ = 0;
};

}  // namespace teacup::sim
