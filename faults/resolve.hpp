/// \file
/// From a selector and a pick to what is there now.
#pragma once

#include <cstdint>
#include <string>

#include <teacup/faults/fault.hpp>
#include <teacup/sim/result.hpp>

namespace teacup::faults {

/// What the selector means at this moment. `pick` chooses among the candidates, which stand in a
/// stable order: by node, then by age. The error says why there is no candidate.
[[nodiscard]] sim::Result<Target, std::string> resolve(const Selector& selector,
                                                       std::uint64_t pick,
                                                       model::Cluster& cluster);

/// The directed links that a link or groups selector means among `nodes` nodes called n1, n2, ...,
/// and the nodes that it cuts off; needs no world, so that chaos can ask before the run.
[[nodiscard]] Target resolve_links(const Selector& selector,
                                   std::uint64_t pick,
                                   std::uint16_t nodes);

/// n1 is node 0. \pre is_node_name(name)
[[nodiscard]] sim::NodeId node_of(const std::string& name);

}  // namespace teacup::faults
