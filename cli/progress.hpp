/// \file
/// One line on a terminal that tells how far a sweep is.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include <teacup/scenarios/sweep.hpp>

namespace teacup::cli {

/// "123/1,000 runs  45.2 runs/s  2 not passed  19s left", cut to `columns`.
[[nodiscard]] std::string progress_text(const scenarios::SweepProgress& progress,
                                        std::uint64_t failures,
                                        std::size_t columns);

/// Writes the line over and over in its place. Does nothing unless `is_shown`.
class ProgressLine {
public:
    ProgressLine(std::ostream& err, bool is_shown) : err_(err), is_shown_(is_shown) {}
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const scenarios::SweepProgress& progress, std::uint64_t failures);
    /// Takes the line away, so that something else can be written.
    void clear();

private:
    std::ostream& err_;
    bool is_shown_;
    bool is_there_ = false;
};

}  // namespace teacup::cli
