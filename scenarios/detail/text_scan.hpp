/// \file
/// A first look at a text, for what would harm the TOML parser: bytes that are no text, nesting
/// that would cost it its stack, and headers that it asserts not to meet.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <teacup/sim/result.hpp>

namespace teacup::scenarios::detail {

inline constexpr int nesting_max = 48;

struct ScanFinding {
    int line = 1;
    int column = 1;
    std::string message;
    sim::ErrorCode code = sim::ErrorCode::malformed;
};

/// The first thing that is wrong, if any. What is left is for the parser to judge.
[[nodiscard]] std::optional<ScanFinding> scan_text(std::string_view text);

}  // namespace teacup::scenarios::detail
