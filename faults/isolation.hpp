/// \file
/// Which nodes several cuts, each of which may be harmless, cut off together.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <teacup/sim/ids.hpp>

namespace teacup::faults {

using Links = std::vector<std::pair<sim::NodeId, sim::NodeId>>;

/// The nodes outside the largest group of those that can still reach one another, in two directions
/// and over any number of others. `cuts` are directed links, in any order, twice or more often;
/// nodes in `down` reach nobody and are not told again.
[[nodiscard]] std::vector<sim::NodeId> isolated(const Links& cuts,
                                                std::uint16_t nodes,
                                                const std::vector<sim::NodeId>& down = {});

}  // namespace teacup::faults
