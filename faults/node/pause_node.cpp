/// \file
/// pause_node: a node stands still, as under SIGSTOP or a long garbage collection of its host.
#include <teacup/faults/fault.hpp>

namespace teacup::faults {

namespace {

class PauseNode final : public Fault {
public:
    void begin(model::Cluster& cluster, const Target& target, std::uint32_t) override {
        node_ = target.nodes.front();
        incarnation_ = cluster.world().incarnation(node_);
        cluster.world().pause(node_);
    }
    void end(model::Cluster& cluster, const Target&, std::uint32_t) override {
        if (cluster.world().node_state(node_) == sim::NodeState::paused &&
            cluster.world().incarnation(node_) == incarnation_) {
            cluster.world().resume(node_);
        }
    }
    [[nodiscard]] std::string refuses(model::Cluster& cluster,
                                      const Target& target) const override {
        return cluster.world().node_state(target.nodes.front()) == sim::NodeState::up
                   ? ""
                   : "the node is not up";
    }
    [[nodiscard]] bool takes_nodes_down() const override { return true; }

private:
    sim::NodeId node_ = sim::no_node;
    std::uint32_t incarnation_ = 0;
};

const model::Registrar<FaultEntry> registrar{
    {.name = "pause_node",
     .meaning = "Stops a node's time: it runs nothing and answers nothing, then goes on.",
     .targets = {SelectorForm::node},
     .lasting = Lasting::needs_lasts,
     .make = [](const model::OptionValues&) -> std::unique_ptr<Fault> {
         return std::make_unique<PauseNode>();
     }}};

}  // namespace

}  // namespace teacup::faults
