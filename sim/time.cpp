#include <teacup/sim/time.hpp>

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace teacup::sim {

std::string to_string(Duration span) {
    struct Unit {
        std::int64_t ns;
        std::string_view suffix;
    };
    constexpr std::array units{Unit{3'600'000'000'000, "h"},
                               Unit{60'000'000'000, "m"},
                               Unit{1'000'000'000, "s"},
                               Unit{1'000'000, "ms"},
                               Unit{1'000, "us"},
                               Unit{1, "ns"}};
    if (span.is_infinite()) {
        return "infinity";
    }
    if (span.ns() == 0) {
        return "0s";
    }
    for (const Unit& unit : units) {
        if (span.ns() % unit.ns == 0) {
            return fmt::format("{}{}", span.ns() / unit.ns, unit.suffix);
        }
    }
    return {};
}

std::string to_string(Time at) {
    if (at == Time::never()) {
        return "never";
    }
    std::string digits = fmt::format("{}.{:09}", at.ns() / 1'000'000'000, at.ns() % 1'000'000'000);
    const std::size_t last = digits.find_last_not_of('0');
    digits.resize(digits[last] == '.' ? last : last + 1);
    return digits + "s";
}

}  // namespace teacup::sim
