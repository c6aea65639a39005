/// \file
/// kill_process: an exit signal out of nowhere.
#include <teacup/faults/fault.hpp>

namespace teacup::faults {

namespace {

class KillProcess final : public Fault {
public:
    explicit KillProcess(std::string reason) : reason_(std::move(reason)) {}

    void begin(model::Cluster& cluster, const Target& target, std::uint32_t) override {
        for (const model::Pid pid : target.processes) {
            cluster.processes().exit({}, pid, cluster.processes().atom(reason_));
        }
    }

private:
    std::string reason_;
};

const model::Registrar<FaultEntry> registrar{
    {.name = "kill_process",
     .meaning = "Sends an exit signal to a process, as exit(Pid, Reason) does.",
     .targets = {SelectorForm::process},
     .lasting = Lasting::instant,
     .options = {{.name = "reason",
                  .type = model::OptionType::term,
                  .default_value = std::string("kill"),
                  .meaning = "The signal's reason, an Erlang term. `kill` cannot be trapped.",
                  .example = "\"kill\""}},
     .make = [](const model::OptionValues& values) -> std::unique_ptr<Fault> {
         return std::make_unique<KillProcess>(values.text("reason"));
     }}};

}  // namespace

}  // namespace teacup::faults
