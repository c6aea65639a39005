#include <teacup/scenarios/node_watch.hpp>

#include <algorithm>

#include <teacup/model/process/trace_kinds.hpp>
#include <teacup/sim/trace_kinds.hpp>

namespace teacup::scenarios {

void NodeWatch::listen() {
    cluster_->world().trace().listen(*this,
                                     {sim::kinds::node_up.number,
                                      sim::kinds::node_down.number,
                                      model::kinds::spawn.number,
                                      model::kinds::exit.number});
}

NodeWatch::Counts& NodeWatch::counts(sim::NodeId node) {
    if (counts_.size() <= sim::index_of(node)) {
        counts_.resize(std::size_t{sim::index_of(node)} + 1);
    }
    return counts_[sim::index_of(node)];
}

void NodeWatch::on_event(const sim::TraceEvent& event) {
    Counts& of_node = counts(event.node);
    if (event.kind == sim::kinds::node_up.number) {
        ++of_node.boots;
    } else if (event.kind == sim::kinds::node_down.number) {
        of_node.processes = 0;
    } else if (event.kind == model::kinds::spawn.number) {
        of_node.processes_peak = std::max(of_node.processes_peak, ++of_node.processes);
    } else if (of_node.processes > 0) {
        --of_node.processes;
    }
}

std::vector<model::NodeStatistics> NodeWatch::statistics() const {
    std::vector<model::NodeStatistics> all;
    for (std::uint16_t i = 0; i < cluster_->world().node_count(); ++i) {
        const Counts of_node = i < counts_.size() ? counts_[i] : Counts{};
        model::NodeStatistics statistics{
            .node = std::string(cluster_->world().node_name(sim::NodeId{i})),
            .boots = of_node.boots,
            .processes_peak = of_node.processes_peak,
            .processes_end = of_node.processes};
        for (const model::Pid pid : cluster_->processes().processes_of(sim::NodeId{i})) {
            if (cluster_->processes().is_alive(pid)) {
                const model::ProcessInfo info = cluster_->processes().info(pid);
                statistics.mailbox_end += info.message_queue_len;
                statistics.memory_end_bytes += info.memory_bytes;
            }
        }
        all.push_back(std::move(statistics));
    }
    return all;
}

}  // namespace teacup::scenarios
