/// \file
/// A TOML document as a plain tree of values with places. The parser is behind document.cpp, so no
/// other file needs its headers, and overrides can add values of their own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/scenarios/detail/collector.hpp>

namespace teacup::scenarios::detail {

enum class NodeKind : std::uint8_t { boolean, integer, real, text, date, array, table };

struct Member;

/// One value. Which of the fields count is told by `kind`.
struct Node {
    NodeKind kind = NodeKind::table;
    Spot spot = {};
    bool boolean = false;
    std::int64_t integer = 0;
    double real = 0;
    std::string text = {};
    std::vector<Node> items = {};  ///< array
    std::vector<Member> members;   ///< table, in the order of the file

    [[nodiscard]] const Node* find(std::string_view key) const;
    [[nodiscard]] Node* find(std::string_view key);
    /// Of the value called `key`, or of the table itself.
    [[nodiscard]] Spot spot_of(std::string_view key) const;
};

struct Member {
    std::string key;
    Spot spot;  ///< Of the key.
    Node value;
};

inline constexpr std::size_t file_bytes_max = std::size_t{4} << 20;

/// "an integer", "a table", ...
[[nodiscard]] std::string_view name_of(NodeKind kind) noexcept;

/// The whole of a text file. What is wrong with it as a file is told to `collector` as an error of
/// a new source called `path`.
[[nodiscard]] std::optional<std::string> read_file(const std::string& path, Collector& collector);

/// The document in this source of the collector; none, with an error, if it is not TOML.
[[nodiscard]] std::optional<Node> parse_document(std::uint32_t source, Collector& collector);

/// What stands right of the `=` of an override: a TOML value, or else a text as it is.
[[nodiscard]] Node parse_value(std::string_view text, std::uint32_t source);

}  // namespace teacup::scenarios::detail
