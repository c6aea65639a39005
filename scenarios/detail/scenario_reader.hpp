/// \file
/// Makes a scenario of a document, or tells what is wrong with it.
#pragma once

#include <teacup/scenarios/detail/document.hpp>
#include <teacup/scenarios/detail/table_reader.hpp>
#include <teacup/scenarios/scenario.hpp>

namespace teacup::scenarios::detail {

/// Everything but the source. It means something only if the collector has got no error.
[[nodiscard]] Scenario read_scenario(const Node& root, ReadContext& context);

}  // namespace teacup::scenarios::detail
