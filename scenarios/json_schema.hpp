/// \file
/// The scenario format as a JSON Schema, for editors: made from the tables that the loader reads.
#pragma once

#include <string>

namespace teacup::scenarios {

/// Draft-07, of a scenario, with every system, fault and property that this program knows. It
/// accepts all that the loader accepts; the loader checks more.
[[nodiscard]] std::string json_schema();

}  // namespace teacup::scenarios
