/// \file
/// Small helpers of the style rules: kinds of folders, and regular expressions with lines.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <regex>
#include <string>
#include <string_view>

#include "source_file.hpp"

namespace teacup::style {

[[nodiscard]] inline bool is_one_of(std::string_view word,
                                    std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

[[nodiscard]] inline bool is_module(std::string_view folder) {
    return is_one_of(folder, {"sim", "model", "faults", "scenarios", "reports", "cli"});
}

[[nodiscard]] inline bool is_deterministic(std::string_view folder) {
    return is_one_of(folder, {"sim", "model", "faults"});
}

/// Calls `visit(match, line)` for each match of `pattern` in `text`, the text or the code of
/// `file`.
template <class Visit>
void for_each_match(const SourceFile& file,
                    const std::string& text,
                    const std::regex& pattern,
                    Visit visit) {
    for (auto match = std::sregex_iterator(text.begin(), text.end(), pattern);
         match != std::sregex_iterator();
         ++match) {
        visit(*match, file.line_of(static_cast<std::size_t>(match->position(0))));
    }
}

}  // namespace teacup::style
