/// \file
/// What the command line needs of the world around it, so that a test can stand in for it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include <teacup/scenarios/scenario.hpp>
#include <teacup/scenarios/sweep.hpp>

namespace teacup::cli {

struct Environment {
    std::ostream& out;
    std::ostream& err;
    bool is_out_terminal = false;
    bool is_err_terminal = false;
    /// Absolute path of the program, for the commands that reproduce a run.
    std::string program = "teacup";
    /// Set by Ctrl-C. May be nullptr.
    const std::atomic<bool>* stop = nullptr;
    scenarios::Runner runner = {};
    /// Draws the chaos of a scenario for a seed and writes it out as faults: scenarios::plan_of.
    std::function<scenarios::Scenario(const scenarios::Scenario&, std::uint64_t seed)> planner = {};
};

}  // namespace teacup::cli
