#include <teacup/reports/text.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace teacup::reports {

std::string grouped(std::uint64_t count) {
    std::string digits = fmt::to_string(count);
    for (std::size_t place = digits.size(); place > 3;) {
        place -= 3;
        digits.insert(place, ",");
    }
    return digits;
}

std::string counted(std::uint64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

std::string column_time(sim::Time at) {
    return fmt::format("{}.{:06}s", at.ns() / 1'000'000'000, at.ns() % 1'000'000'000 / 1'000);
}

std::string short_time(std::int64_t ns) {
    const double seconds = static_cast<double>(ns) / 1e9;
    if (ns >= 1'000'000'000) {
        return fmt::format("{:.2f}s", seconds);
    }
    return ns >= 1'000'000 ? fmt::format("{:.1f}ms", seconds * 1e3)
                           : fmt::format("{:.1f}us", seconds * 1e6);
}

std::string listed(const model::SeedList& seeds) {
    std::string text =
        fmt::format("{} {}", seeds.count == 1 ? "seed" : "seeds", fmt::join(seeds.first, ", "));
    if (seeds.count > seeds.first.size()) {
        text += fmt::format(" and {} more", grouped(seeds.count - seeds.first.size()));
    }
    return text;
}

std::string printable(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte < 0x20 || byte == 0x7f) {
            clean += fmt::format("\\x{:02x}", byte);
        } else {
            clean += letter;
        }
    }
    return clean;
}

std::size_t utf8_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) {
        return 0;
    }
    std::uint32_t code = first & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U) {
            return 0;
        }
        code = code << 6U | (byte(i) & 0x3fU);
    }
    const std::uint32_t code_min = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
    const bool is_surrogate = code >= 0xd800 && code <= 0xdfff;
    return code >= code_min && code <= 0x10ffff && !is_surrogate ? length : 0;
}

}  // namespace teacup::reports
