/// \file
/// From a dump's fields to a tree of the model's words, with everything told that changed.
#pragma once

#include <string_view>
#include <vector>

#include <teacup/model/systems/tree_spec.hpp>
#include <teacup/scenarios/import/detail/erlang_dump.hpp>
#include <teacup/scenarios/import/erlang_tree.hpp>
#include <teacup/sim/result.hpp>

namespace teacup::scenarios::detail {

struct ImportedTree {
    model::TreeSpec tree;
    std::vector<ImportFinding> findings;  ///< By oddity, then by line.
};

[[nodiscard]] sim::Result<ImportedTree, std::vector<sim::Error>> convert_erlang_dump(
    const ErlangDump& dump, std::string_view name);

}  // namespace teacup::scenarios::detail
