/// \file
/// Chaos never acts: it draws a plan of faults before the run, which anybody can read and change.
#pragma once

#include <cstdint>
#include <vector>

#include <teacup/faults/planned_fault.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::faults {

/// What chaos must know of the run that it draws for.
struct ChaosInput {
    std::uint64_t seed = 1;
    std::uint16_t nodes = 1;
    Budget budget = {};
    std::vector<PlannedFault> scripted = {};
    std::vector<ChaosSpec> chaos = {};
};

/// The scripted faults, then the drawn ones of each chaos in order of time. Each chaos draws from
/// its own stream, "chaos/ID". A fault that would break the budget together with those before it
/// is drawn anew some times, and then left out.
[[nodiscard]] std::vector<PlannedFault> draw_plan(const ChaosInput& input);

}  // namespace teacup::faults
