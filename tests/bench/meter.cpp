#include "meter.hpp"

#include <algorithm>
#include <ctime>

#include <malloc.h>

namespace teacup::bench {

namespace {

sim::Duration phold_delay(sim::Stream& chance) {
    return sim::Duration::milliseconds(100) + chance.exponential(sim::Duration::milliseconds(900));
}

}  // namespace

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

Hold::Hold(std::size_t size) : delays_(std::size_t{1} << 16), chance_(1, "hold") {
    for (std::int64_t& delay : delays_) {
        delay = phold_delay(chance_).ns();
    }
    for (std::size_t i = 0; i < size; ++i) {
        heap_.push_back({delays_[i % delays_.size()], sequence_++, i});
    }
    std::make_heap(heap_.begin(), heap_.end(), Later{});
}

void Hold::run() {
    // What std::priority_queue does, on a vector that outlives the call.
    const double begin = cpu_seconds();
    double now = begin;
    do {
        for (int i = 0; i < 20'000; ++i) {
            std::pop_heap(heap_.begin(), heap_.end(), Later{});
            Entry& entry = heap_.back();
            entry.at += delays_[chance_.draw() % delays_.size()];
            entry.sequence = sequence_++;
            std::push_heap(heap_.begin(), heap_.end(), Later{});
        }
        turns_ += 20'000;
        now = cpu_seconds();
    } while (now - begin < 0.1);
    seconds_ += now - begin;
}

void measure(benchmark::State& state,
             std::size_t hold_size,
             Bar bar,
             const std::function<std::uint64_t()>& slice) {
    Hold hold(hold_size);
    hold.run();
    slice();  // Warms up what a first slice would pay for.
    std::uint64_t done = 0;
    double seconds = 0;
    for (auto _ : state) {
        const double begin = cpu_seconds();
        done += slice();
        const double spent = cpu_seconds() - begin;
        seconds += spent;
        state.SetIterationTime(spent);
        hold.run();
    }
    const double rate = static_cast<double>(done) / seconds;
    state.counters["rate"] = rate;
    state.counters["calibration"] = hold.rate();
    state.counters["ratio"] = rate / hold.rate();
    if (bar.ratio > 0) {
        state.counters["bar_ratio"] = bar.ratio;
    }
    if (bar.rate > 0) {
        state.counters["bar_rate"] = bar.rate;
    }
}

std::size_t heap_bytes() {
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

}  // namespace teacup::bench
