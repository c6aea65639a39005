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

}  // namespace teacup::reports
