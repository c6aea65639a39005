/// \file
/// Runs one case of an oracle in a world of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <teacup/sim/world.hpp>

namespace teacup::conformance {

struct RunSettings {
    sim::SchedulingPolicy policy = sim::SchedulingPolicy::fifo;
    std::uint64_t seed = 1;
};

/// The trace, as the oracle writes it. Throws std::runtime_error when the case is not to be read,
/// or does not come to rest.
[[nodiscard]] std::string run_supervisor_case(std::string_view text, const RunSettings& settings);
[[nodiscard]] std::string run_links_case(std::string_view text, const RunSettings& settings);

/// Either of them, by how the text begins.
[[nodiscard]] std::string run_case(std::string_view text, const RunSettings& settings);

}  // namespace teacup::conformance
