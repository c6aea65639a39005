/// \file
/// How benchmarks are measured: CPU time, beside a known loop of the same size in the same run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include <benchmark/benchmark.h>

#include <teacup/sim/chance.hpp>

namespace teacup::bench {

/// Seconds of CPU time that this process has used.
[[nodiscard]] double cpu_seconds();

/// The calibration: a std::priority_queue that holds `size` entries of 24 bytes; each turn takes
/// the earliest and puts it back 0.1 + Exp(0.9) seconds later. It drifts with the machine and its
/// neighbours as a simulation does, so a ratio to it holds where a plain rate does not.
class Hold {
public:
    explicit Hold(std::size_t size);

    /// Turns for a tenth of a second or so. Counts up turns() and seconds().
    void run();
    [[nodiscard]] double rate() const { return static_cast<double>(turns_) / seconds_; }

private:
    struct Entry {
        std::int64_t at;
        std::uint64_t sequence;
        std::uint64_t payload;
    };
    struct Later {
        bool operator()(const Entry& a, const Entry& b) const {
            return a.at != b.at ? a.at > b.at : a.sequence > b.sequence;
        }
    };

    std::vector<std::int64_t> delays_;
    std::vector<Entry> heap_;
    sim::Stream chance_;
    std::uint64_t sequence_ = 0;
    std::uint64_t turns_ = 0;
    double seconds_ = 0;
};

/// What a row promises: so many times the calibration, so many a second; 0 for no promise.
struct Bar {
    double ratio = 0;
    double rate = 0;
};

/// Measures `slice`, which does some work and returns how many things it did, turn and turn about
/// with a Hold of `hold_size`. Adds the counters rate, calibration, ratio, and the bars.
void measure(benchmark::State& state,
             std::size_t hold_size,
             Bar bar,
             const std::function<std::uint64_t()>& slice);

/// Bytes in use on the heap.
[[nodiscard]] std::size_t heap_bytes();

}  // namespace teacup::bench
