#include <teacup/reports/block.hpp>

#include <fmt/format.h>

#include <teacup/reports/text.hpp>

namespace teacup::reports {

namespace {

using model::ExitCode;

constexpr std::size_t label_width = 12;

struct Heading {
    std::string_view word;
    std::string_view colour;
};

Heading heading_of(ExitCode code) {
    switch (code) {
        case ExitCode::passed: return {"passed", "\x1b[32m"};
        case ExitCode::violated: return {"VIOLATED", "\x1b[1;31m"};
        case ExitCode::non_determinism: return {"NOT DETERMINISTIC", "\x1b[1;31m"};
        case ExitCode::internal_error: return {"INTERNAL ERROR", "\x1b[1;35m"};
        case ExitCode::interrupted: return {"interrupted", "\x1b[33m"};
        case ExitCode::bad_input: return {"NOT READABLE", "\x1b[1;31m"};
        case ExitCode::unknown: break;
    }
    return {"UNKNOWN", "\x1b[1;33m"};
}

}  // namespace

std::string verdict_line(ExitCode code, bool is_coloured, std::string_view rest) {
    const Heading heading = heading_of(code);
    return fmt::format("{}{}{}  {}\n",
                       is_coloured ? heading.colour : "",
                       heading.word,
                       is_coloured ? "\x1b[0m" : "",
                       rest);
}

void Block::row(std::string_view label, std::string_view text) {
    const std::string_view shown = label == label_ ? std::string_view{} : label;
    text_ += fmt::format("  {:<{}}{}\n", shown, label_width, printable(text));
    label_ = label;
}

}  // namespace teacup::reports
