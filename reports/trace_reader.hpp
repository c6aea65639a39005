/// \file
/// Reads trace files: recomputes the digest of one, and finds where two differ.
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>

#include <teacup/sim/result.hpp>
#include <teacup/sim/trace.hpp>

namespace teacup::reports {

struct TraceSummary {
    sim::Digest digest;              ///< Of the events in the file.
    std::uint64_t events = 0;        ///< How many there are.
    bool is_complete = false;        ///< The last line is there.
    std::string digest_at_end = {};  ///< What the run itself found, from the last line.
};

/// Reads a whole trace; `file` is its name for errors, which tell the line.
[[nodiscard]] sim::Result<TraceSummary> read_trace(std::istream& in, const std::string& file);

/// The first event in which two traces differ, told with both sides; none when all are the same.
/// Headers and notes do not count. Neither do last lines, if all events are the same.
[[nodiscard]] std::optional<std::string> first_difference(std::istream& first,
                                                          std::istream& repeated);

}  // namespace teacup::reports
