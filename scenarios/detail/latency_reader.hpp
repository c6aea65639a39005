/// \file
/// Latencies: `"2ms"`, or a table with `kind` and the parameters of that distribution.
#pragma once

#include <optional>
#include <vector>

#include <teacup/scenarios/detail/table_reader.hpp>
#include <teacup/sim/latency.hpp>

namespace teacup::scenarios::detail {

/// The keys of the table of this kind. \pre not constant, which is written without a table
[[nodiscard]] const std::vector<model::Option>& latency_keys(sim::Latency::Kind kind);

/// None if it is wrong, which is told.
[[nodiscard]] std::optional<sim::Latency> read_latency(const Node& node,
                                                       const model::Option& option,
                                                       ReadContext& context);

}  // namespace teacup::scenarios::detail
