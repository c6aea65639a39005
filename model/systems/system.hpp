/// \file
/// A system under test: what runs on the nodes of a cluster.
#pragma once

#include <memory>

#include <teacup/model/registry/entries.hpp>
#include <teacup/sim/ids.hpp>

namespace teacup::model {

class Cluster;

/// Registered with a SystemEntry; one object a run.
class System {
public:
    System() = default;
    System(const System&) = delete;
    System& operator=(const System&) = delete;
    virtual ~System() = default;

    /// Called once, before the first node boots.
    virtual void prepare(Cluster& cluster) { static_cast<void>(cluster); }
    /// Starts what runs on this node. Called at each boot, also after a crash; the node is up.
    virtual void boot(Cluster& cluster, sim::NodeId node) = 0;
};

}  // namespace teacup::model
