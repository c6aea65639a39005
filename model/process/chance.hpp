/// \file
/// A process's own chance: a stream that a dead process cannot draw from.
#pragma once

#include <cstdint>

#include <teacup/sim/chance.hpp>
#include <teacup/sim/latency.hpp>

namespace teacup::model {

class Processes;

/// A stream of chance of one process; see Context::stream and sim::Stream for what each verb draws.
/// Once the process was killed within its step, it draws from a stream of the dead: this one stays
/// where it was, and code that draws until it likes the number still ends.
class Chance {
public:
    Chance(Processes& processes, const sim::Stream& stream) noexcept
        : processes_(&processes), stream_(stream) {}

    [[nodiscard]] std::uint64_t draw() { return source().draw(); }
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return source().below(bound); }
    [[nodiscard]] sim::Duration uniform(sim::Duration first, sim::Duration last) {
        return source().uniform(first, last);
    }
    [[nodiscard]] sim::Duration exponential(sim::Duration mean) {
        return source().exponential(mean);
    }
    [[nodiscard]] sim::Duration long_tail(sim::Duration median, std::uint32_t spread_per_mille) {
        return source().long_tail(median, spread_per_mille);
    }
    [[nodiscard]] bool bernoulli(sim::Probability chance) { return source().bernoulli(chance); }
    [[nodiscard]] sim::Duration sample(const sim::Latency& latency) {
        return latency.sample(source());
    }
    /// How many numbers were drawn by the living.
    [[nodiscard]] std::uint64_t count() const noexcept { return stream_.count(); }

private:
    /// Asserts that no destructor draws.
    [[nodiscard]] sim::Stream& source();

    Processes* processes_;
    sim::Stream stream_;
};

}  // namespace teacup::model
