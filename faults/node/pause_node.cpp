/// \file
/// pause_node: a node stands still, as under SIGSTOP or a long garbage collection of its host.
#include <teacup/faults/fault.hpp>
#include <teacup/faults/node/node_life.hpp>

namespace teacup::faults {

namespace {

class PauseNode final : public Fault {
public:
    void begin(model::Cluster& cluster, const Target& target, std::uint32_t) override {
        paused_ = NodeLife(cluster.world(), target.nodes.front());
        cluster.world().pause(paused_.node());
    }
    void end(model::Cluster& cluster, const Target&, std::uint32_t) override {
        if (paused_.is_still(cluster.world(), sim::NodeState::paused)) {
            cluster.world().resume(paused_.node());
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
    NodeLife paused_;
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
