/// \file
/// Counts, while a run goes on, what its report says of each node.
#pragma once

#include <cstdint>
#include <vector>

#include <teacup/model/result/run_result.hpp>
#include <teacup/model/systems/cluster.hpp>
#include <teacup/sim/trace.hpp>

namespace teacup::scenarios {

class NodeWatch final : public sim::TraceListener {
public:
    explicit NodeWatch(model::Cluster& cluster) : cluster_(&cluster) {}

    void listen();
    void on_event(const sim::TraceEvent& event) override;
    [[nodiscard]] std::vector<model::NodeStatistics> statistics() const;

private:
    struct Counts {
        std::uint64_t boots = 0;
        std::uint64_t processes = 0;
        std::uint64_t processes_peak = 0;
    };
    [[nodiscard]] Counts& counts(sim::NodeId node);

    model::Cluster* cluster_;
    std::vector<Counts> counts_;
};

}  // namespace teacup::scenarios
