/// \file
/// A node in one of its incarnations: what a fault did to it goes with that incarnation.
#pragma once

#include <cstdint>

#include <teacup/sim/world.hpp>

namespace teacup::faults {

class NodeLife {
public:
    NodeLife() = default;
    NodeLife(const sim::World& world, sim::NodeId node)
        : node_(node), incarnation_(world.incarnation(node)) {}

    [[nodiscard]] sim::NodeId node() const noexcept { return node_; }
    /// False also when the node has been booted since: then somebody else has ended the fault.
    [[nodiscard]] bool is_still(const sim::World& world, sim::NodeState state) const {
        return world.node_state(node_) == state && world.incarnation(node_) == incarnation_;
    }

private:
    sim::NodeId node_ = sim::no_node;
    std::uint32_t incarnation_ = 0;
};

}  // namespace teacup::faults
