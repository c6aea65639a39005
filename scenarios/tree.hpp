/// \file
/// Service trees in files of their own: reads them, and writes what an import has found.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include <teacup/model/systems/tree_spec.hpp>
#include <teacup/scenarios/diagnostic.hpp>

namespace teacup::scenarios {

using TreeResult = sim::Result<model::TreeSpec, Diagnostics>;

[[nodiscard]] TreeResult load_tree(const std::string& path);

/// The same for a text that was read already; `path` is told in errors.
[[nodiscard]] TreeResult parse_tree(std::string_view text, const std::string& path);

/// Writes a tree file that reads back as the same tree, one process a line. Every line of
/// `comment` becomes a TOML comment at its top.
void write_tree(const model::TreeSpec& tree, std::string_view comment, std::ostream& out);

}  // namespace teacup::scenarios
