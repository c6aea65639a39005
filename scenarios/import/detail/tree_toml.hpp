/// \file
/// A tree written as a TOML file, one process a line (docs/scenario_format.md, Trees).
#pragma once

#include <functional>
#include <iosfwd>
#include <string>

#include <teacup/model/systems/tree_spec.hpp>

namespace teacup::scenarios::detail {

/// What is said behind a line of the file; empty for nothing.
struct TreeRemarks {
    std::function<std::string(const model::ApplicationSpec&)> application =
        [](const model::ApplicationSpec&) { return std::string(); };
    std::function<std::string(const model::ProcessSpec&)> process = [](const model::ProcessSpec&) {
        return std::string();
    };
};

/// A whole tree file. Keys that stand at their default are left out, except an application's type
/// and a supervisor's intensity and period.
void write_tree(const model::TreeSpec& tree, const TreeRemarks& remarks, std::ostream& toml);

/// The same without the schema, as it stands in a scenario below [system.tree].
void write_tree_keys(const model::TreeSpec& tree, const TreeRemarks& remarks, std::ostream& toml);

}  // namespace teacup::scenarios::detail
