/// \file
/// Quantities of scenario files as integers: each real number is rounded once, by the loader, to
/// the step that is named here, so that no run depends on floating point.
#pragma once

#include <compare>
#include <cstdint>

#include <teacup/sim/chance.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::model {

/// A probability in steps of 10^-9, which decimals can write exactly. \invariant 0 <= count <=
/// whole
struct PartsPerBillion {
    static constexpr std::int64_t whole = 1'000'000'000;
    std::int64_t count = 0;
    auto operator<=>(const PartsPerBillion&) const = default;

    [[nodiscard]] constexpr sim::Probability probability() const noexcept {
        return sim::Probability::ratio(static_cast<std::uint64_t>(count), whole);
    }
};

/// A factor in steps of 10^-6; 1'000'000 is "as it was".
struct Millionths {
    static constexpr std::int64_t whole = 1'000'000;
    std::int64_t count = whole;
    auto operator<=>(const Millionths&) const = default;

    /// `span` times this factor, rounded towards zero; saturates at Duration::infinity().
    /// \pre span >= 0
    [[nodiscard]] sim::Duration of(sim::Duration span) const noexcept;
};

/// How often something happens on average: `count` times per `per`. \invariant both > 0
struct Rate {
    std::int64_t count = 1;
    sim::Duration per = sim::Duration::seconds(1);
    bool operator==(const Rate&) const = default;

    /// The mean time from one to the next, rounded down, at least 1 ns.
    [[nodiscard]] sim::Duration mean_interval() const noexcept;
};

}  // namespace teacup::model
