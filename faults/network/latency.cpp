/// \file
/// latency: messages on some links take longer.
#include <teacup/faults/fault.hpp>

namespace teacup::faults {

namespace {

class AddedLatency final : public Fault {
public:
    explicit AddedLatency(const sim::Latency& extra) : extra_(extra) {}

    void begin(model::Cluster& cluster, const Target& target, std::uint32_t key) override {
        for (const auto& [from, to] : target.links) {
            cluster.world().network().add_delay(from, to, key, extra_);
        }
    }
    void end(model::Cluster& cluster, const Target& target, std::uint32_t key) override {
        for (const auto& [from, to] : target.links) {
            cluster.world().network().remove_delay(from, to, key);
        }
    }

private:
    sim::Latency extra_;
};

const model::Registrar<FaultEntry> registrar{
    {.name = "latency",
     .meaning = "Adds a delay to every message on some links.",
     .targets = {SelectorForm::link, SelectorForm::groups},
     .lasting = Lasting::needs_lasts,
     .options = {{.name = "extra",
                  .type = model::OptionType::latency,
                  .default_value = sim::Latency::constant(sim::Duration::milliseconds(100)),
                  .meaning = "What is added to the link's own latency.",
                  .example = "\"200ms\""}},
     .make = [](const model::OptionValues& values) -> std::unique_ptr<Fault> {
         return std::make_unique<AddedLatency>(values.latency("extra"));
     }}};

}  // namespace

}  // namespace teacup::faults
