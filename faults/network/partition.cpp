/// \file
/// partition: links are cut, in one direction or both, and heal.
#include <teacup/faults/fault.hpp>

namespace teacup::faults {

namespace {

class Partition final : public Fault {
public:
    void begin(model::Cluster& cluster, const Target& target, std::uint32_t) override {
        for (const auto& [from, to] : target.links) {
            cluster.world().network().cut(from, to);
        }
    }
    void end(model::Cluster& cluster, const Target& target, std::uint32_t) override {
        for (const auto& [from, to] : target.links) {
            cluster.world().network().heal(from, to);
        }
    }
    [[nodiscard]] bool takes_nodes_down() const override { return true; }
};

const model::Registrar<FaultEntry> registrar{
    {.name = "partition",
     .meaning = "Cuts links: between groups, of one node, one way, or a single one.",
     .targets = {SelectorForm::groups, SelectorForm::link},
     .lasting = Lasting::needs_lasts,
     .make = [](const model::OptionValues&) -> std::unique_ptr<Fault> {
         return std::make_unique<Partition>();
     }}};

}  // namespace

}  // namespace teacup::faults
