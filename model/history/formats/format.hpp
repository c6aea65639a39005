/// \file
/// The formats of histories, and which of them a file is in.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace teacup::model::history {

enum class Format : std::uint8_t {
    json_lines,  ///< Ours: one JSON object a line.
    edn,         ///< Jepsen's: maps, one after the other or in one vector.
    etcd,        ///< Jepsen's log of an etcd test. Read only.
    kv,          ///< EDN maps with keys, one a line. Read only.
};

inline constexpr std::array formats{Format::json_lines, Format::edn, Format::etcd, Format::kv};

/// "jsonl", "edn", "etcd", "kv": as `--format` takes them.
[[nodiscard]] std::string_view to_string(Format format) noexcept;
[[nodiscard]] std::optional<Format> parse_format(std::string_view name) noexcept;

/// What a file looks like from its first bytes.
struct Detected {
    std::optional<Format> format = {};
    /// Why it can be no history, and what to do; empty when there is a format.
    std::string problem = {};
};
[[nodiscard]] Detected detect_format(std::string_view head);

}  // namespace teacup::model::history
