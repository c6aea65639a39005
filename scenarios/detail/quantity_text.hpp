/// \file
/// Durations and rates as scenario files write them, and reals as integers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <teacup/model/registry/quantity.hpp>
#include <teacup/sim/result.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::scenarios::detail {

/// "10ms", "1.5s", "2m": a decimal number and one unit, a whole number of nanoseconds, exactly.
/// An error's words follow the text: `"10" lacks a unit; ...`.
[[nodiscard]] sim::Result<sim::Duration, std::string> parse_duration(std::string_view text);

/// "2/s", "1/10m": a count and a duration, whose number may be left out when it is 1.
[[nodiscard]] sim::Result<model::Rate, std::string> parse_rate(std::string_view text);

/// `real` in steps of 1 / `whole`, to the nearest; none when it is no finite number or too large.
[[nodiscard]] std::optional<std::int64_t> in_steps(double real, std::int64_t whole);

}  // namespace teacup::scenarios::detail
