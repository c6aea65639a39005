#include <teacup/model/history/formats/detail/number.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>

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

/// As Clojure writes numbers beside EDN's: 0x1F, 2r101. Addresses of objects are such.
std::optional<ValueId> number_of_other_base(std::string_view text, ValueTable& values) {
    constexpr std::uint64_t base_max = 36;
    std::string_view rest = text;
    const bool is_negative = take(rest, '-');
    const bool is_hexadecimal = rest.starts_with("0x") || rest.starts_with("0X");
    const std::size_t mark = is_hexadecimal ? 1 : rest.find_first_of("rR");
    const auto base = is_hexadecimal ? 16 : parse_integer(rest.substr(0, mark)).value_or(0);
    if (mark == std::string_view::npos || base < 2 || base > static_cast<int>(base_max)) {
        return std::nullopt;
    }
    rest.remove_prefix(mark + 1);
    std::uint64_t magnitude = 0;
    const auto [end, error] =
        std::from_chars(rest.data(), rest.data() + rest.size(), magnitude, static_cast<int>(base));
    if (rest.empty() || rest.front() == '-' || end != rest.data() + rest.size()) {
        return std::nullopt;
    }
    constexpr auto magnitude_max =
        static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (error != std::errc{} || magnitude > magnitude_max) {
        return values.real(text);
    }
    const auto integer = static_cast<std::int64_t>(magnitude);
    return values.integer(is_negative ? -integer : integer);
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
    return is_fraction(rest) ? std::optional(values.real(text))
                             : number_of_other_base(text, values);
}

}  // namespace teacup::model::history::detail
