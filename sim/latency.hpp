/// \file
/// How long something takes: a distribution with integer parameters.
#pragma once

#include <cstdint>

#include <teacup/sim/chance.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::sim {

/// A distribution of durations.
struct Latency {
    enum class Kind : std::uint8_t {
        constant,     ///< always `low`
        uniform,      ///< from `low` to `high`
        exponential,  ///< `low` plus an exponential with mean `high`
        long_tail,    ///< `low` plus a long tail with median `high`; see Stream::long_tail
    };
    Kind kind = Kind::constant;
    std::uint32_t spread_per_mille = 0;  ///< for long_tail
    Duration low;
    Duration high;

    bool operator==(const Latency&) const = default;

    [[nodiscard]] static constexpr Latency constant(Duration value) noexcept {
        return {.kind = Kind::constant, .low = value, .high = value};
    }

    /// How many numbers sample() draws.
    [[nodiscard]] constexpr std::uint32_t draws() const noexcept {
        switch (kind) {
            case Kind::constant: return 0;
            case Kind::uniform: return low == high ? 0 : 1;
            case Kind::exponential: return 1;
            case Kind::long_tail: return 3;
        }
        return 0;
    }
    /// Draws one, never negative.
    [[nodiscard]] Duration sample(Stream& stream) const {
        switch (kind) {
            case Kind::constant: return low;
            case Kind::uniform: return stream.uniform(low, high);
            case Kind::exponential: return low + stream.exponential(high);
            case Kind::long_tail: return low + stream.long_tail(high, spread_per_mille);
        }
        return low;
    }
};

}  // namespace teacup::sim
