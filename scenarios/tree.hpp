/// \file
/// Service trees in files of their own.
#pragma once

#include <string>
#include <string_view>

#include <teacup/model/systems/tree_spec.hpp>
#include <teacup/scenarios/diagnostic.hpp>

namespace teacup::scenarios {

using TreeResult = sim::Result<model::TreeSpec, Diagnostics>;

[[nodiscard]] TreeResult load_tree(const std::string& path);

/// The same for a text that was read already; `path` is told in errors.
[[nodiscard]] TreeResult parse_tree(std::string_view text, const std::string& path);

}  // namespace teacup::scenarios
