/// \file
/// `--check-determinism`: each run is repeated and its traces compared, event by event.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <teacup/cli/run_request.hpp>
#include <teacup/scenarios/sweep.hpp>

namespace teacup::cli {

/// Runs a scenario with a seed in a process of its own that writes its trace to a file. Returns why
/// there is no such trace, or nothing when it is there.
using FreshRun = std::function<std::optional<std::string>(
    const scenarios::Scenario& scenario, std::uint64_t seed, const std::string& trace_file)>;

/// Calls `program` as the user was called, with `request`'s overrides.
[[nodiscard]] FreshRun fresh_process(std::string program, RunRequest request);

/// A runner that runs three times: as asked, again in this process (which finds what a run leaves
/// behind for the next), and by `fresh` (which finds addresses, clocks and the like). A difference
/// is told in `divergence`; a repetition that fails, in `internal_error`. Traces are kept in files
/// of the system's temporary folder while two are compared.
[[nodiscard]] scenarios::Runner checking_determinism(scenarios::Runner runner, FreshRun fresh);

}  // namespace teacup::cli
