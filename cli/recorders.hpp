/// \file
/// What hears the events of a run on behalf of the command line.
#pragma once

#include <atomic>
#include <ostream>
#include <string>
#include <vector>

#include <teacup/scenarios/runner.hpp>

namespace teacup::cli {

/// Records each run with all of `factories`, in their order; empty ones do not count. Empty when
/// none is left.
[[nodiscard]] scenarios::RecorderFactory combined(
    std::vector<scenarios::RecorderFactory> factories);

/// Writes the trace of a run of `scenario` to `out`. A run that `stop` ended gets no last line.
/// \pre `out`, `scenario` and `stop` outlive the run
[[nodiscard]] scenarios::RecorderFactory trace_to(std::ostream& out,
                                                  const scenarios::Scenario& scenario,
                                                  std::uint64_t seed,
                                                  const std::atomic<bool>* stop);

}  // namespace teacup::cli
