/// \file
/// Reads what can go wrong: [[fault]], [[chaos]] and [budget].
#pragma once

#include <set>
#include <string>

#include <teacup/scenarios/detail/document.hpp>
#include <teacup/scenarios/detail/table_reader.hpp>
#include <teacup/scenarios/scenario.hpp>

namespace teacup::scenarios::detail {

/// Fills faults, chaos and budget. \pre limits, system and its nodes are filled
void read_faults(const Node& root, Scenario& scenario, ReadContext& context);

/// The selector in this value; none if it is wrong, which is told.
[[nodiscard]] std::optional<faults::Selector> read_selector(const Node& node,
                                                            std::string_view key,
                                                            ReadContext& context);

/// Is it made of letters, digits, - and _? Otherwise that is told.
bool check_id(const Spot& spot, const std::string& id, ReadContext& context);

}  // namespace teacup::scenarios::detail
