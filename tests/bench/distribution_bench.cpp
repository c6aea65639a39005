// Messages between nodes, over warm connections of Erlang distribution.
#include <teacup/model/distribution/distribution.hpp>

#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <teacup/model/process/actor.hpp>
#include <teacup/sim/world.hpp>

#include "meter.hpp"

namespace teacup::bench {
namespace {

using model::Context;
using model::Pid;
using model::Task;

struct Token {
    std::uint64_t hops = 0;
    TEACUP_MESSAGE(Token, hops)
};

sim::NodeId node_of(std::size_t index) {
    return sim::NodeId{static_cast<std::uint16_t>(index)};
}

/// Nodes with one process each, which passes on what it gets to one of its peers, drawn anew for
/// each message. As many tokens as nodes are under way.
struct Cloud {
    sim::World world{{.seed = 1, .limits = {.events = ~std::uint64_t{0}}}};
    model::Processes processes{world};
    model::Distribution distribution{processes};
    std::size_t nodes;
    std::size_t peers;                      // Of each node; nodes - 1: all others.
    std::vector<std::uint16_t> peer_table;  // Empty when the peers are all others.
    std::vector<Pid> members;

    Cloud(std::size_t node_count, std::size_t peer_count);
    [[nodiscard]] std::size_t peer_of(std::size_t node, std::size_t nth) const {
        if (peer_table.empty()) {
            return nth < node ? nth : nth + 1;
        }
        return peer_table[node * peers + nth];
    }
    void draw_peers();
    void connect();
    void run_for(sim::Duration span) { world.run_until(world.now() + span, false); }
};

Task<> member(Context& self, const Cloud* cloud, std::size_t number) {
    model::Chance chance = self.stream("peer");
    while (true) {
        const Token token = co_await self.receive<Token>();
        const std::uint64_t nth = chance.below(cloud->peers);
        self.send(cloud->members[cloud->peer_of(number, nth)], Token{.hops = token.hops + 1});
    }
}

void Cloud::draw_peers() {
    sim::Stream chance = world.stream("peers");
    for (std::size_t node = 0; node < nodes; ++node) {
        for (std::size_t i = 0; i < peers; ++i) {
            const std::uint64_t drawn = chance.below(nodes - 1);
            peer_table.push_back(static_cast<std::uint16_t>(drawn < node ? drawn : drawn + 1));
        }
    }
}

void Cloud::connect() {
    for (std::size_t node = 0; node < nodes; ++node) {
        // Both ways of a pair are one connection.
        const std::size_t count = peer_table.empty() ? node : peers;
        for (std::size_t i = 0; i < count; ++i) {
            distribution.connect(node_of(node), node_of(peer_of(node, i)));
        }
        run_for(sim::Duration::milliseconds(2));
    }
    run_for(sim::Duration::milliseconds(100));
}

Cloud::Cloud(std::size_t node_count, std::size_t peer_count)
    : nodes(node_count), peers(peer_count) {
    world.network().set_default_latency({.kind = sim::Latency::Kind::exponential,
                                         .low = sim::Duration::microseconds(100),
                                         .high = sim::Duration::microseconds(900)});
    for (std::size_t node = 0; node < nodes; ++node) {
        world.boot(world.add_node("n" + std::to_string(node)));
    }
    if (peers < nodes - 1) {
        draw_peers();
    }
    connect();
    for (std::size_t node = 0; node < nodes; ++node) {
        members.push_back(
            processes.spawn(node_of(node), {}, {.label = "member"}, &member, this, node));
    }
    run_for(sim::Duration::milliseconds(1));
    for (const Pid pid : members) {
        processes.send({}, pid, Token{});
    }
    run_for(sim::Duration::milliseconds(10));
}

void distribution(benchmark::State& state, Bar bar) {
    Cloud cloud(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
    // Each token hops about once a virtual millisecond.
    const sim::Duration span =
        sim::Duration::milliseconds(1) * 500'000 / static_cast<std::int64_t>(cloud.nodes);
    measure(state, cloud.nodes, bar, [&] {
        const std::uint64_t before = cloud.processes.messages();
        cloud.run_for(span);
        return cloud.processes.messages() - before;
    });
}

// Everybody is connected to everybody, and every pair may be next.
BENCHMARK_CAPTURE(distribution, mesh, Bar{})->Args({100, 99})->Iterations(12)->UseManualTime();
BENCHMARK_CAPTURE(distribution, mesh, Bar{.rate = 3e6})
    ->Args({1'000, 999})
    ->Iterations(12)
    ->UseManualTime();
// Pairs that were drawn once, 16 for each node.
BENCHMARK_CAPTURE(distribution, pairs, Bar{})
    ->Args({100, 16})
    ->Args({1'000, 16})
    ->Args({4'000, 16})
    ->Iterations(12)
    ->UseManualTime();

}  // namespace
}  // namespace teacup::bench
