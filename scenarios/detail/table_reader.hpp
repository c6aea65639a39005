/// \file
/// Reads a table of a document by its option table: every key known, every value of its type and
/// in its range, nothing missing. All that is wrong goes to the collector.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/registry/option.hpp>
#include <teacup/scenarios/detail/collector.hpp>
#include <teacup/scenarios/detail/document.hpp>

namespace teacup::scenarios::detail {

/// What readers share while one scenario is loaded.
struct ReadContext {
    Collector& collector;
    std::string directory = {};      ///< Paths in the scenario are relative to it.
    std::optional<int> nodes = {};   ///< How many there are, once that is known.
    std::string included_text = {};  ///< Of the files that the scenario names, for its hash.
};

/// How a table should look.
struct TableFace {
    std::string_view heading;                                ///< For errors: "[limits]".
    std::vector<const std::vector<model::Option>*> options;  ///< One list after the other.
    std::vector<std::string> other_keys = {};                ///< Read by somebody else.
    bool is_open = false;  ///< Unknown keys are fine: the kind that would know them is unknown.
};

/// All options of the face. What was not given has its default; what is wrong, and what is missing
/// though required, is empty, and told.
[[nodiscard]] model::OptionValues read_table(const Node& table,
                                             const TableFace& face,
                                             ReadContext& context);

/// One value; none if it is wrong, which is told. A selector is left to its reader: always none.
[[nodiscard]] std::optional<model::OptionValue> read_value(const Node& node,
                                                           const model::Option& option,
                                                           ReadContext& context);

/// Is it a table? Otherwise that is told.
[[nodiscard]] bool expect_table(const Node& node, std::string_view heading, ReadContext& context);

/// More of one kind are a mistake, and would make the checks of each against all others slow.
inline constexpr std::size_t tables_max = 10'000;

/// Reads each table of an array of tables; until there are too many errors to go on.
/// What is not an array, or not a table, is told.
void for_each_table(const Node& node,
                    std::string_view heading,
                    ReadContext& context,
                    const std::function<void(const Node&)>& read);

/// `values` without what other tables than `options` declare.
[[nodiscard]] model::OptionValues only(const model::OptionValues& values,
                                       const std::vector<model::Option>& options);

}  // namespace teacup::scenarios::detail
