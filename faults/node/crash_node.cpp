/// \file
/// crash_node: a node dies, in one of two ways, and may come back.
#include <teacup/faults/fault.hpp>
#include <teacup/faults/node/node_life.hpp>

namespace teacup::faults {

namespace {

class CrashNode final : public Fault {
public:
    CrashNode(sim::CrashMode mode, sim::Duration restart) : mode_(mode), restart_(restart) {}

    void begin(model::Cluster& cluster, const Target& target, std::uint32_t) override {
        crashed_ = NodeLife(cluster.world(), target.nodes.front());
        cluster.world().crash(crashed_.node(), mode_);
    }
    void end(model::Cluster& cluster, const Target&, std::uint32_t) override {
        if (crashed_.is_still(cluster.world(), sim::NodeState::down)) {
            cluster.boot(crashed_.node());
        }
    }
    [[nodiscard]] std::string refuses(model::Cluster& cluster,
                                      const Target& target) const override {
        return cluster.world().node_state(target.nodes.front()) == sim::NodeState::down
                   ? "the node is down"
                   : "";
    }
    [[nodiscard]] std::optional<sim::Duration> own_span() const override { return restart_; }
    [[nodiscard]] bool takes_nodes_down() const override { return true; }

private:
    sim::CrashMode mode_;
    sim::Duration restart_;
    NodeLife crashed_;
};

const model::Registrar<FaultEntry> registrar{
    {.name = "crash_node",
     .meaning = "Kills a node with everything on it, and boots it again after a time.",
     .targets = {SelectorForm::node},
     .lasting = Lasting::instant,
     .options = {{.name = "mode",
                  .type = model::OptionType::choice,
                  .default_value = std::string("process"),
                  .meaning = "`process`: the operating system closes its connections, peers know "
                             "at once. `power`: silence.",
                  .example = "\"power\"",
                  .words = {"process", "power"}},
                 {.name = "restart",
                  .type = model::OptionType::duration,
                  .default_value = sim::Duration::seconds(10),
                  .meaning = "When it boots again, its applications in order; or \"never\".",
                  .example = "\"30s\"",
                  .words = {"never"}}},
     .make = [](const model::OptionValues& values) -> std::unique_ptr<Fault> {
         return std::make_unique<CrashNode>(
             values.text("mode") == "power" ? sim::CrashMode::power : sim::CrashMode::process,
             values.duration("restart"));
     }}};

}  // namespace

}  // namespace teacup::faults
