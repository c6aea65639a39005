/// \file
/// What every fault is: something that begins, and may end.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <teacup/faults/fault_entry.hpp>
#include <teacup/model/process/message.hpp>
#include <teacup/model/systems/cluster.hpp>
#include <teacup/sim/ids.hpp>

namespace teacup::faults {

/// What a selector came to mean when its fault fired.
struct Target {
    std::vector<sim::NodeId> nodes = {};
    std::vector<model::Pid> processes = {};
    /// Each is one direction.
    std::vector<std::pair<sim::NodeId, sim::NodeId>> links = {};
    /// Nodes that the links cut off from the rest, or from the larger part of it.
    std::vector<sim::NodeId> cut_off = {};
    /// As reports spell it.
    std::vector<std::string> names = {};
};

/// One planned fault at work. Registered with a FaultEntry; one object for each planned fault.
class Fault {
public:
    Fault() = default;
    Fault(const Fault&) = delete;
    Fault& operator=(const Fault&) = delete;
    virtual ~Fault() = default;

    /// `key` is unique among the faults of a run.
    virtual void begin(model::Cluster& cluster, const Target& target, std::uint32_t key) = 0;
    /// Undoes what begin() did, as far as it is still there.
    virtual void end(model::Cluster& cluster, const Target& target, std::uint32_t key) {
        static_cast<void>(cluster), static_cast<void>(target), static_cast<void>(key);
    }

    /// Why it cannot begin on this target now; empty when it can.
    [[nodiscard]] virtual std::string refuses(model::Cluster& cluster, const Target& target) const {
        static_cast<void>(cluster), static_cast<void>(target);
        return {};
    }
    /// For a fault without `lasts`: how long until end() is due. Empty: it is over at once;
    /// infinity: it never ends.
    [[nodiscard]] virtual std::optional<sim::Duration> own_span() const { return std::nullopt; }
    /// Whether its nodes are of no use while it lasts; counts against Budget::nodes_down_max.
    [[nodiscard]] virtual bool takes_nodes_down() const { return false; }
};

}  // namespace teacup::faults
