/// \file
/// Numbers as files write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <teacup/model/history/value.hpp>

namespace teacup::model::history::detail {

/// A sign, perhaps, and digits, as far as 64 bits reach.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text) noexcept;

/// Digits that `text` begins with, up to 18, with a minus perhaps; moves `text` behind them. The
/// usual case: what follows is for the caller to look at.
[[nodiscard]] inline std::int64_t take_small_integer(std::string_view& text) noexcept {
    constexpr std::size_t digits_max = 18;
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    std::size_t at = sign;
    std::int64_t magnitude = 0;
    for (; at < text.size() && at < sign + digits_max; ++at) {
        const auto digit = static_cast<unsigned char>(text[at] - '0');
        if (digit > 9) {
            break;
        }
        magnitude = magnitude * 10 + digit;
    }
    text.remove_prefix(at == sign ? 0 : at);
    return sign != 0 ? -magnitude : magnitude;
}

/// An integer where it fits, else a real with its text; none when `text` is no number as JSON
/// writes it.
[[nodiscard]] std::optional<ValueId> json_number(std::string_view text, ValueTable& values);

/// The same as EDN writes it: signs, N and M behind, ratios as a real with their text.
[[nodiscard]] std::optional<ValueId> edn_number(std::string_view text, ValueTable& values);

}  // namespace teacup::model::history::detail
