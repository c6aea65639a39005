/// \file
/// One option of a system, fault or property: what the loader, `list`, the schema and the docs all
/// read. Options are declared beside the code that uses them, and nowhere else.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/registry/option_values.hpp>

namespace teacup::model {

/// How an option is written in TOML, and which getter of OptionValues reads it.
enum class OptionType : std::uint8_t {
    boolean,
    integer,
    duration,     ///< Text with a unit, as "1.5s"; or one of `words`, which mean infinity.
    probability,  ///< A number from 0 to 1.
    factor,       ///< A number.
    rate,         ///< Text, as "2/s" or "1/10m".
    text,
    term,    ///< Text, an Erlang term as canonical_term() makes it. Read with text().
    choice,  ///< Text, one of `words`. Read with text().
    text_list,
    integer_list,
    latency,   ///< A duration, or a table with `kind` and its parameters.
    shutdown,  ///< A duration, "infinity" or "brutal_kill".
    tree,      ///< The path of a tree file, or a table like one.
    table_list,
    integer_range,   ///< An integer, or { min, max }. Read with integers(): least, most.
    duration_range,  ///< A duration, or { min, max }. Read with integers(), in nanoseconds.
    selector,        ///< What a fault hits; read by the loader alone.
};

/// What an option may be, in its own smallest step: integers as they are, durations in nanoseconds,
/// probabilities in 10^-9, factors in 10^-6. For lists of integers it bounds each.
struct OptionRange {
    std::int64_t minimum = 0;
    std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
};

struct Option {
    std::string name;
    OptionType type = OptionType::text;
    std::string unit = {};           ///< For people: "nodes", "bytes"; durations need none.
    OptionValue default_value = {};  ///< Empty: optional, and has() is false when not given.
    std::string meaning;             ///< One line.
    std::string example;             ///< As TOML: `"5s"`, `3`, `["a"]`.
    std::vector<std::string> words = {};
    OptionRange range = {};
    bool is_required = false;
    std::vector<Option> fields = {};  ///< The keys of each table of a table_list.
};

/// As users read it: "integer", "duration", ...
[[nodiscard]] std::string_view to_string(OptionType type) noexcept;

/// The option called `name`, or nullptr.
[[nodiscard]] const Option* find_option(const std::vector<Option>& options, std::string_view name);

/// What a scenario gets that gives none of `options`. Required ones are missing from it.
[[nodiscard]] OptionValues default_values(const std::vector<Option>& options);

}  // namespace teacup::model
