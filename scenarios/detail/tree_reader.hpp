/// \file
/// Reads a service tree from a document: a file of its own, or a table of a scenario.
#pragma once

#include <optional>

#include <teacup/model/registry/option_values.hpp>
#include <teacup/model/systems/tree_spec.hpp>
#include <teacup/scenarios/detail/document.hpp>
#include <teacup/scenarios/detail/table_reader.hpp>

namespace teacup::scenarios::detail {

enum class TreeOrigin : std::uint8_t { own_file, scenario };

/// The tree in the table `root`; what is wrong is told, and then the tree is none.
[[nodiscard]] std::optional<model::TreeSpec> read_tree(const Node& root,
                                                       TreeOrigin origin,
                                                       ReadContext& context);

/// The value of an option of type tree: a path or a table. \pre it is one of these
[[nodiscard]] std::optional<model::TreeValue> read_tree_value(const Node& node,
                                                              ReadContext& context);

}  // namespace teacup::scenarios::detail
