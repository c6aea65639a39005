#include <teacup/model/history/formats/detail/number.hpp>

#include <algorithm>
#include <limits>

namespace teacup::model::history::detail {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Takes the digits off the front of `text`.
std::string_view take_digits(std::string_view& text) {
    const auto end = std::ranges::find_if_not(text, is_digit);
    const auto count = static_cast<std::size_t>(end - text.begin());
    const std::string_view digits = text.substr(0, count);
    text.remove_prefix(count);
    return digits;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

/// What may follow the whole part of a real, to its end.
bool is_fraction(std::string_view text) {
    if (take(text, '.') && take_digits(text).empty()) {
        return false;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (!take(text, '-')) {
            take(text, '+');
        }
        if (take_digits(text).empty()) {
            return false;
        }
    }
    return text.empty();
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) noexcept {
    const bool is_negative = take(text, '-');
    if (!is_negative) {
        take(text, '+');
    }
    if (text.empty()) {
        return std::nullopt;
    }
    // Eighteen digits always fit: no check is needed for them.
    constexpr std::size_t digits_safe = 18;
    std::uint64_t magnitude = 0;
    constexpr auto magnitude_max =
        static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_digit(text[i])) {
            return std::nullopt;
        }
        const auto digit = static_cast<std::uint64_t>(text[i] - '0');
        if (i >= digits_safe && magnitude > (magnitude_max + 1 - digit) / 10) {
            return std::nullopt;
        }
        magnitude = magnitude * 10 + digit;
    }
    if (magnitude > magnitude_max) {
        return is_negative && magnitude == magnitude_max + 1
                   ? std::optional(std::numeric_limits<std::int64_t>::min())
                   : std::nullopt;
    }
    const auto value = static_cast<std::int64_t>(magnitude);
    return is_negative ? -value : value;
}

std::optional<ValueId> json_number(std::string_view text, ValueTable& values) {
    std::string_view behind = text;
    const std::int64_t small = take_small_integer(behind);
    if (behind.empty() && !text.empty() && (text.front() != '0' || text.size() == 1)) {
        const bool has_zero_in_front = text.size() > 2 && text.starts_with("-0");
        return has_zero_in_front ? std::nullopt : std::optional(values.integer(small));
    }
    std::string_view rest = text;
    take(rest, '-');
    const std::string_view whole = take_digits(rest);
    if (whole.empty() || (whole.size() > 1 && whole.front() == '0')) {
        return std::nullopt;
    }
    if (rest.empty()) {
        if (const auto integer = parse_integer(text)) {
            return values.integer(*integer);
        }
        return values.real(text);
    }
    return is_fraction(rest) ? std::optional(values.real(text)) : std::nullopt;
}

std::optional<ValueId> edn_number(std::string_view text, ValueTable& values) {
    take(text, '+');
    std::string_view rest = text;
    if (const std::int64_t small = take_small_integer(rest); rest.empty() && !text.empty()) {
        return values.integer(small);
    }
    rest = text;
    take(rest, '-');
    if (take_digits(rest).empty()) {
        return std::nullopt;
    }
    if (rest.empty() || rest == "N") {
        const std::string_view digits = text.substr(0, text.size() - rest.size());
        if (const auto integer = parse_integer(digits)) {
            return values.integer(*integer);
        }
        return values.real(digits);
    }
    if (take(rest, '/')) {
        const bool is_ratio = !take_digits(rest).empty() && rest.empty();
        return is_ratio ? std::optional(values.real(text)) : std::nullopt;
    }
    if (rest.ends_with('M')) {
        rest.remove_suffix(1);
        text.remove_suffix(1);
    }
    return is_fraction(rest) ? std::optional(values.real(text)) : std::nullopt;
}

}  // namespace teacup::model::history::detail
