// Processes that come and go, and what they cost while they stay.
#include <benchmark/benchmark.h>

#include <teacup/model/process/actor.hpp>
#include <teacup/sim/world.hpp>

#include "meter.hpp"

namespace teacup::bench {
namespace {

using model::Context;
using model::Pid;
using model::Task;

struct Stop {
    TEACUP_MESSAGE(Stop)
};

struct OneNode {
    sim::World world{{.seed = 1, .limits = {.events = ~std::uint64_t{0}}}};
    model::Processes processes{world};
    sim::NodeId node = world.add_node("n1");
    OneNode() { world.boot(node); }

    /// Until nobody is ready.
    void settle() { world.run_until(sim::Time::never(), false); }
    /// Of the world and all the heap.
    [[nodiscard]] std::size_t bytes() const { return processes.capacity_bytes() + heap_bytes(); }
};

Task<> idler(Context& self) {
    static_cast<void>(co_await self.receive<Stop>());
}

Task<> mayfly(Context&) {
    co_return;
}

Task<> breeder(Context& self, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
        self.spawn({.label = "idler"}, &idler);
    }
    co_return;
}

/// Spawns from inside and runs each to its first receive; every slice has a world of its own.
void spawn(benchmark::State& state) {
    constexpr std::uint32_t count = 100'000;
    measure(state, count, {.rate = 2e6}, [&] {
        OneNode one;
        one.processes.spawn(one.node, {}, {.label = "breeder"}, &breeder, count);
        one.settle();
        return std::uint64_t{one.processes.count()};
    });
}
BENCHMARK(spawn)->Iterations(8)->UseManualTime();

std::uint64_t spawn_and_end(OneNode& one, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; i += 1'000) {
        for (int k = 0; k < 1'000; ++k) {
            one.processes.spawn(one.node, {}, {.label = "mayfly"}, &mayfly);
        }
        one.settle();
    }
    return count;
}

/// Memory after 10 M spawns and exits equals that after 1 M.
void spawn_exit(benchmark::State& state) {
    OneNode one;
    measure(state, 1'000, {}, [&] { return spawn_and_end(one, 500'000); });
    const auto after_1m = static_cast<double>(one.bytes());
    spawn_and_end(one, 9'000'000);
    const auto after_10m = static_cast<double>(one.bytes());
    state.counters["bytes_after_1m"] = after_1m;
    state.counters["bytes_after_10m"] = after_10m;
    // The console shows small numbers with a suffix: 3.2m percent is 0.0032 percent.
    state.counters["growth_percent"] = (after_10m - after_1m) / after_1m * 100;
    state.counters["bar_percent"] = 1;
}
BENCHMARK(spawn_exit)->Iterations(1)->UseManualTime();

void idle_process_bytes(benchmark::State& state) {
    constexpr std::uint32_t count = 100'000;
    double bytes = 0;
    for (auto _ : state) {
        OneNode one;
        one.processes.spawn(one.node, {}, {.label = "breeder"}, &breeder, count);
        one.settle();
        const std::size_t before = one.bytes();
        one.processes.spawn(one.node, {}, {.label = "breeder"}, &breeder, count);
        one.settle();
        bytes = static_cast<double>(one.bytes() - before) / count;
    }
    state.counters["bytes"] = bytes;
    state.counters["bar_bytes"] = 320;
}
BENCHMARK(idle_process_bytes)->Iterations(1);

}  // namespace
}  // namespace teacup::bench
