// Supervised servers: what one costs while it is idle, and how fast dead ones come back.
#include <teacup/model/otp/otp.hpp>

#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <teacup/model/otp/gen_server.hpp>
#include <teacup/model/otp/supervisor.hpp>
#include <teacup/sim/world.hpp>

#include "meter.hpp"

namespace teacup::bench {

using model::Context;
using model::Pid;
using model::Task;

// Not in the unnamed namespace: GCC 12 warns of coroutine frames that hold types of it.
struct Get {
    TEACUP_MESSAGE(Get)
};
struct Total {
    std::uint64_t count = 0;
    TEACUP_MESSAGE(Total, count)
};

/// A generic server that counts calls, and says where it lives.
struct Counter {
    using Calls = model::Handles<Get>;
    std::vector<Pid>* pids = nullptr;
    std::uint32_t number = 0;
    std::uint64_t count = 0;
    void init(model::Server& self) const {
        if (pids != nullptr) {
            (*pids)[number] = self->pid();
        }
    }
    [[nodiscard]] Total handle_call(model::Server&, const Get&) { return {.count = ++count}; }
};

namespace {

/// One node, up, with OTP.
struct OneNode {
    sim::World world{{.seed = 1, .limits = {.events = ~std::uint64_t{0}}}};
    model::Processes processes{world};
    model::Otp& otp = model::Otp::install(processes);
    sim::NodeId node = world.add_node("n1");
    OneNode() { world.boot(node); }

    /// Until nobody is ready.
    void settle() { world.run_until(sim::Time::never(), false); }
    /// Of the world and all the heap.
    [[nodiscard]] std::size_t bytes() const {
        return processes.capacity_bytes() + world.capacity_bytes() + otp.capacity_bytes() +
               heap_bytes();
    }
};

/// Starts the supervisor, notes who it is, and stays for its links.
Task<> root(Context& self, model::ChildStart supervisor, Pid* started) {
    const model::Started result = co_await model::start_supervisor_link(self, supervisor);
    *started = result.pid;
    static_cast<void>(co_await self.receive<Get>());
}

Pid start_supervisor(OneNode& one, model::SupervisorInit init) {
    Pid started;
    one.processes.spawn(one.node,
                        {},
                        {.label = "root"},
                        &root,
                        model::supervisor_start({.label = "sup"}, std::move(init)),
                        &started);
    one.settle();
    return started;
}

/// Kills some children of a one_for_one supervisor at once, waits until all are back, and again.
void kill_and_restart(benchmark::State& state, std::uint64_t killed_at_once) {
    const auto count = static_cast<std::uint32_t>(state.range(0));
    OneNode one;
    std::vector<Pid> pids(count);
    model::SupervisorInit init{.flags = {.intensity = ~std::uint32_t{0}, .period_seconds = 1}};
    for (std::uint32_t i = 0; i < count; ++i) {
        init.children.push_back(
            {.id = "counter_" + std::to_string(i),
             .start = model::server_start({}, Counter{.pids = &pids, .number = i})});
    }
    start_supervisor(one, std::move(init));
    sim::Stream chance = one.world.stream("victims");
    measure(state, count, {.rate = 0.5e6}, [&] {
        std::uint64_t restarts = 0;
        while (restarts < 100'000) {
            const std::uint64_t first = chance.below(count);
            for (std::uint64_t i = first; i < first + killed_at_once; ++i) {
                one.processes.exit({}, pids[i % count], model::atoms::kill);
            }
            one.settle();
            restarts += killed_at_once;
        }
        return restarts;
    });
    for (const Pid pid : pids) {
        if (!one.processes.is_alive(pid)) {
            state.SkipWithError("a child was not started again");
        }
    }
}
void kill_restart(benchmark::State& state) {
    kill_and_restart(state, 10);
}
BENCHMARK(kill_restart)->Arg(1'000)->Iterations(8)->UseManualTime();

/// All of them die at one instant: the supervisor has a thousand exits in its mailbox while it
/// waits for each child that it starts.
void kill_restart_all(benchmark::State& state) {
    kill_and_restart(state, static_cast<std::uint64_t>(state.range(0)));
}
BENCHMARK(kill_restart_all)->Arg(1'000)->Iterations(8)->UseManualTime();

/// Adds children to a simple_one_for_one.
Task<> adder(Context& self, Pid supervisor, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
        static_cast<void>(co_await model::start_child(self, supervisor));
    }
}

/// From the growth of pools, tables and heap over 100,000 more: frame, link, child record and all.
void idle_gen_server_bytes(benchmark::State& state) {
    constexpr std::uint32_t count = 100'000;
    double bytes = 0;
    for (auto _ : state) {
        OneNode one;
        const Pid supervisor = start_supervisor(
            one,
            {.flags = {.strategy = model::Strategy::simple_one_for_one},
             .children = {{.id = "counter", .start = model::server_start({}, Counter{})}}});
        const auto add = [&] {
            one.processes.spawn(one.node, {}, {.label = "adder"}, &adder, supervisor, count);
            one.settle();
        };
        add();
        const std::size_t before = one.bytes();
        add();
        bytes = static_cast<double>(one.bytes() - before) / count;
        if (one.processes.count() < 2 * count) {
            state.SkipWithError("not all servers run");
        }
    }
    state.counters["bytes"] = bytes;
    state.counters["bar_bytes"] = 512;
}
BENCHMARK(idle_gen_server_bytes)->Iterations(1);

}  // namespace
}  // namespace teacup::bench
