/// \file
/// Many runs at once: every seed of every scenario, one world per thread, told in seed order.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <span>

#include <teacup/model/result/run_result.hpp>
#include <teacup/scenarios/runner.hpp>

namespace teacup::scenarios {

/// Seeds first..last, both included. \pre first <= last
struct SeedRange {
    std::uint64_t first = 1;
    std::uint64_t last = 1;
};

/// Runs one scenario with one seed; called from several threads at once.
using Runner = std::function<model::RunResult(const Scenario&, const RunOptions&)>;

struct SweepProgress {
    std::uint64_t runs_done = 0;
    std::uint64_t runs_total = 0;
    std::chrono::nanoseconds elapsed{};
};

struct SweepOptions {
    SeedRange seeds = {};
    /// Threads; 0 means as many as the machine has.
    unsigned jobs = 0;
    /// Given to every run, with its seed put in; `run.stop` also ends the sweep.
    RunOptions run = {};
    Runner runner = {};
    /// How often `on_progress` is called while runs are under way.
    std::chrono::milliseconds progress_every{100};
};

/// Both are called on the thread that called `sweep`.
struct SweepListener {
    /// In order of scenario, then seed, whatever the number of threads.
    std::function<void(model::RunResult)> on_result;
    std::function<void(const SweepProgress&)> on_progress = {};
};

enum class SweepEnd { finished, interrupted };

/// Runs every scenario with every seed and hands each result over, in order. Ended by
/// `options.run.stop`, it hands over, still in order, what was finished, and leaves out the rest.
/// Fills in each result's wall time. A runner that throws gives an internal error, not an exit.
/// \pre options.runner, listener.on_result
SweepEnd sweep(std::span<const Scenario> scenarios,
               const SweepOptions& options,
               const SweepListener& listener);

}  // namespace teacup::scenarios
