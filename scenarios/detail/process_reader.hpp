/// \file
/// One process of a tree on its own, and what processes say about each other by name.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <teacup/model/systems/tree_spec.hpp>
#include <teacup/scenarios/detail/document.hpp>
#include <teacup/scenarios/detail/table_reader.hpp>

namespace teacup::scenarios::detail {

/// Everything of it but its application and parent. None when it has no usable path, which is told.
[[nodiscard]] std::optional<model::ProcessSpec> read_process_table(const Node& node,
                                                                   ReadContext& context);

/// What its path says about its parent: a path, or an application's name for a top supervisor.
[[nodiscard]] std::string parent_path(const model::ProcessSpec& process);

/// Tells what a top supervisor cannot be or have.
void check_top(const Node& node, const model::ProcessSpec& process, ReadContext& context);

/// Tells calls to, and dependencies on, what is not there. `nodes` are those of the processes.
void check_names(const model::TreeSpec& tree,
                 const std::vector<const Node*>& nodes,
                 const std::map<std::string, std::size_t>& by_name,
                 ReadContext& context);

}  // namespace teacup::scenarios::detail
