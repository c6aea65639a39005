/// \file
/// One event of a trace in words, for the last events before a violation.
#pragma once

#include <teacup/model/properties/process_names.hpp>
#include <teacup/model/result/run_result.hpp>
#include <teacup/sim/world.hpp>

namespace teacup::scenarios {

/// "exit reason=killed", with the process and node it happened to beside it.
[[nodiscard]] model::EventLine to_line(const sim::TraceEvent& event,
                                       const sim::World& world,
                                       const model::ProcessNames& names);

}  // namespace teacup::scenarios
