#include <teacup/scenarios/runner.hpp>

#include <cstdio>
#include <exception>
#include <mutex>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <teacup/scenarios/run.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::scenarios {

namespace {

/// Runs the same seed again with everything recorded: only a run that failed pays for its story.
void add_last_events(Watch& watch, const Findings& findings, model::RunResult& result) {
    Run again(watch, {.explains = &findings});
    const model::RunResult repeated = again.result();
    if (repeated.is_interrupted) {
        return;
    }
    if (repeated.digest != result.digest) {
        result.divergence = fmt::format(
            "the recorded repetition of seed {} has digest {}, the run itself {}; name the first "
            "event that differs with --check-determinism",
            watch.options.seed,
            repeated.digest,
            result.digest);
        return;
    }
    auto explanations = again.explanations();
    for (std::size_t i = 0; i < explanations.size(); ++i) {
        result.violations[i].last_events = std::move(explanations[i]);
    }
}

// -- when an assertion fails ---------------------------------------------------------------------

void print(const std::string& text) {
    std::fputs(text.c_str(), stderr);
}

/// The failure has come again, in the recorded repetition.
void tell_tail(void* owner, std::string_view) {
    const Watch& watch = *static_cast<const Watch*>(owner);
    print(watch.run == nullptr ? "" : watch.run->tail_text());
}

void tell_failed_run(void* owner, std::string_view failure) {
    static std::mutex first;
    first.lock();  // For ever: the program ends with what the first thread has to tell.
    const Watch& watch = *static_cast<const Watch*>(owner);
    print(fmt::format("INTERNAL ERROR  {}  seed {}\n  what        {}\n{}",
                      watch.scenario.source.path,
                      watch.options.seed,
                      failure,
                      watch.run == nullptr ? "  when        before the first event\n"
                                           : watch.run->whereabouts()));
    if (!watch.options.reproduce.empty()) {
        print(fmt::format("  reproduce   {}\n", watch.options.reproduce));
    }
    const RunOptions options{.seed = watch.options.seed};
    Watch again{.scenario = watch.scenario, .options = options};
    sim::set_failure_teller(tell_tail, &again);
    static_cast<void>(Run(again, {.keeps_tail = true}).result());
    print("  before it   unknown: the recorded repetition did not fail; see --check-determinism\n");
}

/// Has failures told on this thread for as long as it lives.
class Teller {
public:
    explicit Teller(Watch& watch) { sim::set_failure_teller(tell_failed_run, &watch); }
    Teller(const Teller&) = delete;
    Teller& operator=(const Teller&) = delete;
    ~Teller() { sim::set_failure_teller(nullptr, nullptr); }
};

}  // namespace

model::RunResult run(const Scenario& scenario, const RunOptions& options) {
    Watch watch{.scenario = scenario, .options = options};
    const Teller teller(watch);
    try {
        Findings findings;
        model::RunResult result;
        {
            Run first(watch, {});
            result = first.result();
            findings = first.findings();
        }
        if (!findings.empty() && !result.is_interrupted) {
            add_last_events(watch, findings, result);
        }
        return result;
    } catch (const std::exception& error) {
        return {.scenario = scenario.source.path,
                .scenario_hash = scenario.source.hash,
                .seed = options.seed,
                .internal_error = error.what()};
    }
}

Scenario plan_of(const Scenario& scenario, std::uint64_t seed) {
    Scenario planned = scenario;
    planned.faults = plan_faults(scenario, seed);
    planned.chaos.clear();
    return planned;
}

}  // namespace teacup::scenarios
