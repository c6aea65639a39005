/// \file
/// The keys of the format itself, as option tables: the loader, the schema and the docs read these.
#pragma once

#include <string>
#include <vector>

#include <teacup/model/registry/option.hpp>

namespace teacup::scenarios::detail {

/// A table of the document, or the document itself.
struct Section {
    std::string name;  ///< "limits"; empty for the document itself, "tree.process" inside of trees.
    std::string heading;  ///< "[limits]", "[[fault]]"
    bool is_array = false;
    std::string meaning;  ///< One line.
    std::vector<model::Option> keys;
};

/// The key that both formats begin with.
[[nodiscard]] model::Option schema_key(std::string meaning);

/// All sections of a scenario, in the order of the docs; the document itself is the first. Of
/// [system], [[fault]], [[chaos]] and [[property]] only what all kinds share.
[[nodiscard]] const std::vector<Section>& scenario_sections();

/// All sections of a tree; the document itself is the first.
[[nodiscard]] const std::vector<Section>& tree_sections();

/// \pre there is one called so
[[nodiscard]] const Section& scenario_section(std::string_view name);
[[nodiscard]] const Section& tree_section(std::string_view name);

}  // namespace teacup::scenarios::detail
