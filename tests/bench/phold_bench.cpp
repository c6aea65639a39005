// PHOLD: every event makes one event, for a drawn receiver, 0.1 + Exp(0.9) virtual seconds later.
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <teacup/model/process/actor.hpp>
#include <teacup/sim/trace.hpp>
#include <teacup/sim/world.hpp>

#include "meter.hpp"

namespace teacup::bench {
namespace {

using model::Context;
using model::Pid;
using model::Task;

constexpr std::uint32_t nodes = 16;
constexpr std::uint64_t hops_a_slice = 500'000;

struct Hop {
    std::uint64_t count = 0;
    TEACUP_MESSAGE(Hop, count)
};

/// 16 nodes that are up, and links as PHOLD wants them.
void add_nodes(sim::World& world) {
    world.network().set_default_latency({.kind = sim::Latency::Kind::exponential,
                                         .low = sim::Duration::milliseconds(100),
                                         .high = sim::Duration::milliseconds(900)});
    for (std::uint32_t i = 0; i < nodes; ++i) {
        world.boot(world.add_node("n" + std::to_string(i)));
    }
}

sim::NodeId node_of(std::uint32_t member) {
    return sim::NodeId{static_cast<std::uint16_t>(member % nodes)};
}

/// What the members share. Members are spawned in turn into an empty world, so a pid follows from
/// its number, as ROSS's members have numbers.
struct Phold {
    std::uint32_t members = 0;
    std::uint64_t hops = 0;
    sim::Stream chance;
    [[nodiscard]] static Pid pid_of(std::uint32_t member) { return {node_of(member), member, 0}; }
};

/// By datagram: each has a delay of its own. A connection keeps order, so on one the delays of
/// messages would hang together.
Task<> member(Context& self, Phold* phold) {
    while (true) {
        const Hop hop = co_await self.receive<Hop>();
        ++phold->hops;
        const auto to = static_cast<std::uint32_t>(phold->chance.below(phold->members));
        self.send_datagram(Phold::pid_of(to), Hop{.count = hop.count + 1});
    }
}

void phold(benchmark::State& state, Bar bar) {
    sim::World world({.seed = 1, .limits = {.events = ~std::uint64_t{0}}});
    model::Processes processes(world);
    add_nodes(world);
    Phold shared{.members = static_cast<std::uint32_t>(state.range(0)),
                 .chance = world.stream("phold")};
    for (std::uint32_t i = 0; i < shared.members; ++i) {
        const Pid pid = processes.spawn(node_of(i), {}, {.label = "member"}, &member, &shared);
        if (pid != Phold::pid_of(i)) {
            state.SkipWithError("a member has another pid than its number says");
        }
    }
    world.run_until(sim::Time() + sim::Duration::milliseconds(1), false);
    for (std::uint32_t i = 0; i < shared.members; ++i) {
        processes.send_datagram({}, Phold::pid_of(i), Hop{});
    }
    // Virtual time for one slice: each member hops once a second.
    const sim::Duration span = sim::Duration::seconds(1) * hops_a_slice / shared.members;
    world.run_until(world.now() + sim::Duration::seconds(2), false);
    measure(state, shared.members, bar, [&] {
        const std::uint64_t before = shared.hops;
        world.run_until(world.now() + span, false);
        return shared.hops - before;
    });
}

BENCHMARK_CAPTURE(phold, processes, Bar{.ratio = 0.4, .rate = 10e6})
    ->Arg(1'000)
    ->Iterations(12)
    ->UseManualTime();
BENCHMARK_CAPTURE(phold, processes, Bar{.ratio = 0.65, .rate = 5e6})
    ->Arg(100'000)
    ->Iterations(12)
    ->UseManualTime();
BENCHMARK_CAPTURE(phold, processes, Bar{.ratio = 1.5, .rate = 3.5e6})
    ->Arg(1'000'000)
    ->Iterations(8)
    ->UseManualTime();

// -- the same without processes: entries of the machine's queue
// ------------------------------------

constexpr sim::EventKind raw_hop{
    192, "raw_hop", {{{"from", sim::FieldType::integer}, {"to", sim::FieldType::integer}}}};

struct RawPhold {
    sim::World& world;
    sim::HandlerId handler{};
    sim::Stream chance;
    std::uint64_t hops = 0;
    std::vector<std::uint64_t> visits;

    void send(std::uint32_t from, std::uint32_t to) {
        world.trace().emit<raw_hop>(world.now(), node_of(from), from, to);
        const sim::Duration delay = world.network().link(node_of(from), node_of(to)).sample();
        world.push(world.now() + delay, handler, to);
    }
    void arrive(std::uint32_t at) {
        ++hops;
        ++visits[at];
        const std::uint64_t to = chance.below(visits.size());
        send(at, static_cast<std::uint32_t>(to));
    }
};

void phold_raw(benchmark::State& state) {
    sim::World world({.seed = 1, .limits = {.events = ~std::uint64_t{0}}});
    add_nodes(world);
    const auto members = static_cast<std::uint32_t>(state.range(0));
    RawPhold raw{.world = world,
                 .chance = world.stream("phold"),
                 .visits = std::vector<std::uint64_t>(members)};
    raw.handler = world.add_handler(
        [](void* self, std::uint32_t at, std::uint32_t) {
            static_cast<RawPhold*>(self)->arrive(at);
        },
        &raw,
        [](const void* self, std::uint32_t at, std::uint32_t, sim::World::Fetch) {
            __builtin_prefetch(&static_cast<const RawPhold*>(self)->visits[at], 1);
        });
    for (std::uint32_t i = 0; i < members; ++i) {
        raw.send(i, i);
    }
    const sim::Duration span = sim::Duration::seconds(1) * (2 * hops_a_slice) / members;
    world.run_until(world.now() + sim::Duration::seconds(2), false);
    measure(state, members, {}, [&] {
        const std::uint64_t before = raw.hops;
        world.run_until(world.now() + span, false);
        return raw.hops - before;
    });
}
BENCHMARK(phold_raw)->Arg(1'000)->Arg(100'000)->Arg(1'000'000)->Iterations(8)->UseManualTime();

}  // namespace
}  // namespace teacup::bench
