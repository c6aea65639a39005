#include <charconv>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <teacup/model/otp/otp.hpp>
#include <teacup/model/properties/property.hpp>

#include "run_case.hpp"
#include "supervisor_driver.hpp"

namespace teacup::conformance {

namespace {

[[nodiscard]] std::int64_t number_of(const std::string& word) {
    std::int64_t number = 0;
    std::from_chars(word.data(), word.data() + word.size(), number);
    return number;
}

class CaseRun {
public:
    CaseRun(SupervisorCase data, const RunSettings& settings)
        : world_({.seed = settings.seed,
                  .policy = settings.policy,
                  .cpu_step = sim::Duration::nanoseconds(1)}),
          processes_(world_),
          recorder_(processes_),
          state_(std::move(data), recorder_) {
        model::Otp::install(processes_);
        watch();
        const sim::NodeId node = world_.add_node("n1");
        world_.boot(node);
        driver_ = processes_.spawn(node, {}, {.label = "driver"}, &driver, &state_);
    }

    [[nodiscard]] std::string run() {
        const std::vector<Step>& steps = state_.data().steps;
        drive(0);
        recorder_.end_step(0, false);
        for (std::size_t i = 0; i < steps.size(); ++i) {
            state_.is_skip = false;
            if (!is_preparation(steps[i])) {
                drive(i + 1);
            }
            recorder_.end_step(i + 1, state_.is_skip);
        }
        if (recorder_.current("/").is_none()) {
            recorder_.end_without_root();
        } else {
            drive(steps.size() + 1);
        }
        return recorder_.text() + violations();
    }

private:
    // The properties tell OTP's rules a second time: what real OTP did must fit them as well.
    void watch() {
        world_.trace().listen(names_, model::ProcessNames::kinds());
        for (const std::string_view kind :
             {"restart_strategy", "restart_intensity", "no_orphans", "deadlock"}) {
            const auto* const entry = model::Registry<model::PropertyEntry>::instance().find(kind);
            model::OptionValues values = model::default_values(entry->options);
            if (kind == "no_orphans") {
                values.set("spare_trapping", true);  // As stubborn workers do.
            }
            properties_.push_back(entry->make(values));
            properties_.back()->watch(processes_, names_, kind);
        }
    }
    // A line for each property that does not hold.
    [[nodiscard]] std::string violations() {
        std::string told;
        for (const auto& property : properties_) {
            property->finish({.ending = model::Ending::quiescent, .at = world_.now()});
            if (const auto violation = property->violation()) {
                told += violation->property + ": " + violation->message + "\n";
            }
        }
        return told;
    }

    void drive(std::size_t number) {
        processes_.send({}, driver_, StepMessage{number});
        if (world_.run_until(sim::Time::never(), true) != sim::RunEnd::quiescent) {
            throw std::runtime_error("the case does not come to rest");
        }
    }

    // Steps that no process sees: what the next starts will meet.
    [[nodiscard]] bool is_preparation(const Step& step) {
        if (step.verb != "fail" && step.verb != "ignore") {
            return false;
        }
        const bool is_ignore = step.verb == "ignore";
        state_.add_faults(step.words.at(0),
                          {.is_ignore = is_ignore, .reason = is_ignore ? "" : step.words.at(2)},
                          static_cast<std::size_t>(number_of(step.words.at(1))));
        return true;
    }

    sim::World world_;
    model::Processes processes_;
    SupervisorRecorder recorder_;
    model::ProcessNames names_{world_.symbols()};
    std::vector<std::unique_ptr<model::Property>> properties_;
    CaseState state_;
    model::Pid driver_;
};

}  // namespace

std::string run_supervisor_case(std::string_view text, const RunSettings& settings) {
    CaseRun run(parse_supervisor_case(text), settings);
    return run.run();
}

std::string run_case(std::string_view text, const RunSettings& settings) {
    return text.starts_with("procs ") ? run_links_case(text, settings)
                                      : run_supervisor_case(text, settings);
}

}  // namespace teacup::conformance
