#include <teacup/scenarios/diagnostic.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

#include <fmt/format.h>

namespace teacup::scenarios {

namespace {

constexpr std::size_t columns_max = 120;

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// Columns count characters; this finds the first byte of one. \pre column >= 1
std::size_t byte_of_column(std::string_view line, std::size_t column) {
    std::size_t at = 0;
    for (std::size_t left = column - 1; left > 0 && at < line.size(); --left) {
        ++at;
        while (at < line.size() && is_continuation(line[at])) {
            ++at;
        }
    }
    return at;
}

/// What would harm a terminal becomes a question mark; tabs stay, so that the caret can follow
/// them.
std::string printable(std::string_view text) {
    std::string clean(text);
    for (char& c : clean) {
        const auto byte = static_cast<unsigned char>(c);
        c = (byte < 0x20 && c != '\t') || byte == 0x7F ? '?' : c;
    }
    return clean;
}

/// As wide on a screen as `text`.
std::string padding(std::string_view text) {
    std::string spaces;
    for (const char c : text) {
        if (!is_continuation(c)) {
            spaces += c == '\t' ? '\t' : ' ';
        }
    }
    return spaces;
}

}  // namespace

std::string to_string(const Diagnostic& diagnostic) {
    const sim::SourcePlace& place = diagnostic.error.place;
    if (place.line == 0) {
        return fmt::format("{}: {}\n", printable(place.file), printable(diagnostic.error.message));
    }
    std::string text = fmt::format("{}:{}:{}: {}\n",
                                   printable(place.file),
                                   place.line,
                                   place.column,
                                   printable(diagnostic.error.message));
    if (diagnostic.line_text.empty()) {
        return text;
    }
    const std::string line = printable(diagnostic.line_text);
    const auto column = static_cast<std::size_t>(std::max(place.column, 1));
    const std::size_t first = byte_of_column(
        line, column > 60 && line.size() > columns_max ? column - 60 : std::size_t{1});
    const std::size_t end = byte_of_column(std::string_view(line).substr(first), columns_max + 1);
    const std::size_t caret = std::max(byte_of_column(line, column), first);
    text += fmt::format("    {}\n", line.substr(first, end));
    text += fmt::format("    {}^\n", padding(std::string_view(line).substr(first, caret - first)));
    return text;
}

}  // namespace teacup::scenarios
