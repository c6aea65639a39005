/// \file
/// A source file as the style rules see it: its text, and its code without comments and literals.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace teacup::style {

/// One breach of one rule.
struct Finding {
    std::string path;
    std::size_t line = 0;  ///< counts from 1
    std::string rule;
    std::string message;
};

/// "sim/time.cpp:7: [banned] ...", as compilers spell it.
[[nodiscard]] std::string to_string(const Finding& finding);

struct SourceFile {
    std::string path;  ///< relative to the root of the tree, with slashes
    std::string text;
    /// The text with the insides of comments and literals turned into spaces; lines stay.
    std::string code;

    /// "sim" of "sim/time.hpp".
    [[nodiscard]] std::string_view folder() const;
    [[nodiscard]] bool is_header() const { return path.ends_with(".hpp"); }
    [[nodiscard]] bool is_cpp() const { return is_header() || path.ends_with(".cpp"); }
    [[nodiscard]] std::size_t line_of(std::size_t offset) const;
};

[[nodiscard]] SourceFile make_source_file(std::string path, std::string text);

/// The lines of `text`, without their ends.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

/// All text files under `root`, in the order of their paths: no build trees, no hidden folders but
/// .ci, no binary files.
[[nodiscard]] std::vector<SourceFile> read_tree(const std::filesystem::path& root);

}  // namespace teacup::style
