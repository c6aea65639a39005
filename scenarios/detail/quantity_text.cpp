#include <teacup/scenarios/detail/quantity_text.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

namespace teacup::scenarios::detail {

namespace {

using DurationResult = sim::Result<sim::Duration, std::string>;

struct Unit {
    std::string_view suffix;
    std::int64_t ns;
};
constexpr std::array<Unit, 6> units{{{"ns", 1},
                                     {"us", 1'000},
                                     {"ms", 1'000'000},
                                     {"s", 1'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"h", 3'600'000'000'000}}};
constexpr std::string_view unit_names = "ns, us, ms, s, m or h";
constexpr std::string_view digits = "0123456789";

sim::Unexpected<std::string> error(std::string what) {
    return sim::Unexpected<std::string>(std::move(what));
}

const Unit* find_unit(std::string_view suffix) {
    for (const Unit& unit : units) {
        if (unit.suffix == suffix) {
            return &unit;
        }
    }
    return nullptr;
}

DurationResult not_a_duration(std::string_view text) {
    return error(fmt::format("\"{}\" is no duration; write a number and {}", text, unit_names));
}

/// `number` has digits and at most one point between digits.
DurationResult exact(std::string_view text, std::string_view number, std::int64_t unit_ns) {
    // Digits are taken one by one: 0.1 of a second is a whole number, and no binary fraction.
    // Two of them still add up to less than 2^63 nanoseconds.
    constexpr std::int64_t most = std::int64_t{100} * 365 * 86'400 * 1'000'000'000;
    __extension__ using Wide = __int128;
    Wide total = 0;
    Wide place = unit_ns;
    bool is_fraction = false;
    for (const char c : number) {
        if (c == '.') {
            is_fraction = true;
            continue;
        }
        const int digit = c - '0';
        if (!is_fraction) {
            total = total * 10 + Wide{digit} * unit_ns;
        } else if (place % 10 == 0) {
            place /= 10;
            total += digit * place;
        } else if (digit != 0) {
            return error(fmt::format("\"{}\" is finer than a nanosecond; round it", text));
        }
        if (total > most) {
            return error(fmt::format("\"{}\" is longer than 100 years; shorten it", text));
        }
    }
    return sim::Duration::nanoseconds(static_cast<std::int64_t>(total));
}

}  // namespace

DurationResult parse_duration(std::string_view text) {
    if (text.starts_with('-')) {
        return error(fmt::format("\"{}\" is negative; remove the minus", text));
    }
    const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string_view number = text.substr(0, end);
    const std::string_view suffix = text.substr(end);
    const std::size_t point = number.find('.');
    const bool is_number =
        !number.empty() && point != 0 && point != number.size() - 1 && point == number.rfind('.');
    if (!is_number) {
        return not_a_duration(text);
    }
    if (suffix.empty()) {
        return error(fmt::format("\"{0}\" lacks a unit; add {1}, as \"{0}s\"", text, unit_names));
    }
    const Unit* unit = find_unit(suffix);
    return unit == nullptr ? not_a_duration(text) : exact(text, number, unit->ns);
}

sim::Result<model::Rate, std::string> parse_rate(std::string_view text) {
    const auto not_a_rate = [&] {
        return error(fmt::format(
            "\"{}\" is not a rate; write a count, a slash and a duration, as \"2/s\" or \"1/10m\"",
            text));
    };
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash > 9 ||
        text.substr(0, slash).find_first_not_of(digits) != std::string_view::npos) {
        return not_a_rate();
    }
    std::int64_t count = 0;
    for (const char c : text.substr(0, slash)) {
        count = count * 10 + (c - '0');
    }
    const std::string_view per = text.substr(slash + 1);
    const DurationResult span =
        find_unit(per) != nullptr ? parse_duration(fmt::format("1{}", per)) : parse_duration(per);
    if (!span) {
        return not_a_rate();
    }
    if (count == 0 || span->ns() == 0) {
        return error(
            fmt::format("\"{}\" is a rate of nothing; both numbers must be above 0", text));
    }
    return model::Rate{.count = count, .per = *span};
}

std::optional<std::int64_t> in_steps(double real, std::int64_t whole) {
    const double steps = std::round(real * static_cast<double>(whole));
    // Beyond 2^53 doubles have gaps of more than a step.
    if (!std::isfinite(steps) || std::abs(steps) > 9'007'199'254'740'992.0) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(steps);
}

}  // namespace teacup::scenarios::detail
