/// \file
/// A whole cluster in one object: the machine, its processes, distribution, and the system on it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/distribution/distribution.hpp>
#include <teacup/model/process/processes.hpp>
#include <teacup/model/systems/system.hpp>
#include <teacup/sim/world.hpp>

namespace teacup::model {

struct ClusterOptions {
    sim::WorldOptions world = {};
    std::uint16_t nodes = 1;  ///< called n1, n2, ...
    DistributionOptions distribution = {};
    std::string mutant = {};  ///< a MutantEntry's name; empty: none
};

class Cluster {
public:
    /// All nodes are there and down.
    Cluster(const ClusterOptions& options, std::unique_ptr<System> system);
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;
    ~Cluster();

    [[nodiscard]] sim::World& world() noexcept { return world_; }
    [[nodiscard]] Processes& processes() noexcept { return processes_; }
    [[nodiscard]] Distribution& distribution() noexcept { return distribution_; }
    /// The bug that was put in on purpose; empty when there is none.
    [[nodiscard]] std::string_view mutant() const noexcept { return mutant_; }

    /// Boots a node and starts the system on it. \pre the node is down
    void boot(sim::NodeId node);
    /// Boots all nodes, in order, at this instant.
    void boot_all();

private:
    std::string mutant_;
    sim::World world_;
    Processes processes_;
    Distribution distribution_;
    std::unique_ptr<System> system_;
};

}  // namespace teacup::model
