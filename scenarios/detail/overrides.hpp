/// \file
/// `--set key=value`: changes a document before anything in it is checked.
#pragma once

#include <string>

#include <teacup/scenarios/detail/document.hpp>

namespace teacup::scenarios::detail {

/// Puts the value in place of the old one, or adds it. Keys are dotted: `limits.virtual_time`;
/// items of arrays are named by their id or name: `fault.cut-db.at`, `property.recovery.within`.
/// A value that is not TOML is a text: `60s`. What is wrong is told of the source "--set TEXT".
void apply_override(Node& root, const std::string& text, Collector& collector);

}  // namespace teacup::scenarios::detail
