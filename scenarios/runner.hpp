/// \file
/// Runs one scenario with one seed. A run is a function: the same build, scenario and seed give the
/// same trace, on whatever thread and whether or not somebody listens.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <teacup/model/result/run_result.hpp>
#include <teacup/scenarios/scenario.hpp>
#include <teacup/sim/trace.hpp>
#include <teacup/sim/world.hpp>

namespace teacup::scenarios {

/// Makes what hears every event of a run. Called once, when the world has all its nodes and kinds
/// of events, and before its first event; the recorder is destroyed before the world.
using RecorderFactory = std::function<std::unique_ptr<sim::TraceListener>(sim::World&)>;

struct RunOptions {
    std::uint64_t seed = 1;
    /// Empty: nothing is recorded. Recording changes no digest.
    RecorderFactory make_recorder = {};
    /// Looked at now and then; once true, the run ends soon with `is_interrupted`.
    const std::atomic<bool>* stop = nullptr;
    /// The command that repeats the run, told when an assertion fails in it.
    std::string reproduce = {};
};

/// Never throws: what goes wrong inside is told in the result. When an assertion fails or something
/// aborts, tells on stderr where the run was, and runs again for the events before. Leaves
/// `build_id`, `wall_ns` and `reproduce`, which the caller knows better, empty.
/// \pre the scenario came from the loader, or from plan_of
[[nodiscard]] model::RunResult run(const Scenario& scenario, const RunOptions& options);

/// The same scenario with its chaos drawn for this seed and written out as faults. Running it with
/// the same seed gives the same digest.
[[nodiscard]] Scenario plan_of(const Scenario& scenario, std::uint64_t seed);

}  // namespace teacup::scenarios
