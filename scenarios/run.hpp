/// \file
/// One run, from building its world to its verdict; runner.hpp says when there are several.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <teacup/faults/plan.hpp>
#include <teacup/model/properties/property.hpp>
#include <teacup/model/systems/cluster.hpp>
#include <teacup/scenarios/event_tail.hpp>
#include <teacup/scenarios/last_events.hpp>
#include <teacup/scenarios/node_watch.hpp>
#include <teacup/scenarios/runner.hpp>

namespace teacup::scenarios {

/// The findings of a run, each with the index of its property in the scenario.
using Findings = std::vector<std::pair<std::size_t, model::Finding>>;

class Run;

/// What a thread runs, for the story of a failure within it.
struct Watch {
    const Scenario& scenario;
    const RunOptions& options;
    Run* run = nullptr;  ///< once it is built
};

/// Why a run is done once more; nothing when it is the first.
struct Repetition {
    const Findings* explains = nullptr;
    bool keeps_tail = false;
};

/// Everything that one run consists of.
class Run {
public:
    /// \pre the watch outlives it
    Run(Watch& watch, const Repetition& repetition);
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run() { watch_.run = nullptr; }

    /// Runs. To be called once.
    [[nodiscard]] model::RunResult result();
    [[nodiscard]] Findings findings() const;
    /// Of each finding that this repetition explains, the last events before it.
    [[nodiscard]] std::vector<std::vector<model::EventLine>> explanations() const;
    /// Where the run is now, in the words of a report.
    [[nodiscard]] std::string whereabouts();
    /// The last events, if this repetition keeps them.
    [[nodiscard]] std::string tail_text();

private:
    struct Explainer final : sim::TraceListener {
        std::vector<LastEvents> lasts;
        void on_event(const sim::TraceEvent& event) override {
            for (LastEvents& last : lasts) {
                last.on_event(event);
            }
        }
    };

    void configure_network();
    void explain(const Findings& findings);
    /// Runs in slices, shorter where much happens, so that somebody who wants to stop is heard.
    [[nodiscard]] sim::RunEnd run_slices(sim::Time until, bool or_quiescent);
    [[nodiscard]] model::EndOfRun run_to_end();
    [[nodiscard]] std::string reason_of(sim::RunEnd end);
    [[nodiscard]] std::string livelock_text();
    [[nodiscard]] model::RunResult tell();

    Watch& watch_;
    const Scenario& scenario_;
    const RunOptions& options_;
    model::Cluster cluster_;
    model::ProcessNames names_;
    NodeWatch nodes_;
    faults::Plan plan_;
    std::vector<std::unique_ptr<model::Property>> properties_;
    std::unique_ptr<sim::TraceListener> recorder_;
    Explainer explainer_;
    EventTail tail_;
    std::string reason_;
    bool is_interrupted_ = false;
};

/// The faults of a scenario, with its chaos drawn for this seed.
[[nodiscard]] std::vector<faults::PlannedFault> plan_faults(const Scenario& scenario,
                                                            std::uint64_t seed);

}  // namespace teacup::scenarios
