// Messages within a node: they never go through the time queue.
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

struct Ball {
    std::uint32_t round = 0;
    Pid reply_to;
    TEACUP_MESSAGE(Ball, round, reply_to)
};

struct Token {
    std::uint64_t hops = 0;
    TEACUP_MESSAGE(Token, hops)
};

/// One node, up, without limits to speak of.
struct OneNode {
    sim::World world{{.seed = 1, .limits = {.events = ~std::uint64_t{0}}}};
    model::Processes processes{world};
    sim::NodeId node = world.add_node("n1");
    OneNode() { world.boot(node); }

    /// Steps cost 1 us each and follow one another, so time counts messages.
    std::uint64_t run_for(sim::Duration span) {
        const std::uint64_t before = processes.messages();
        world.run_until(world.now() + span, false);
        return processes.messages() - before;
    }
};

Task<> player(Context& self, Pid first) {
    if (!first.is_none()) {
        self.send(first, Ball{.round = 0, .reply_to = self.pid()});
    }
    while (true) {
        const Ball ball = co_await self.receive<Ball>();
        self.send(ball.reply_to, Ball{.round = ball.round + 1, .reply_to = self.pid()});
    }
}

void ping_pong(benchmark::State& state) {
    OneNode one;
    const Pid ponger = one.processes.spawn(one.node, {}, {.label = "ponger"}, &player, Pid());
    one.processes.spawn(one.node, {}, {.label = "pinger"}, &player, ponger);
    measure(state, 1'000, {.rate = 20e6}, [&] { return one.run_for(sim::Duration::seconds(2)); });
}
BENCHMARK(ping_pong)->Iterations(12)->UseManualTime();

Task<> link_of_ring(Context& self, const std::vector<Pid>* next, std::size_t place) {
    while (true) {
        const Token token = co_await self.receive<Token>();
        self.send((*next)[place], Token{.hops = token.hops + 1});
    }
}

void ring(benchmark::State& state) {
    OneNode one;
    const auto size = static_cast<std::size_t>(state.range(0));
    std::vector<Pid> next(size);
    for (std::size_t i = 0; i < size; ++i) {
        const Pid made =
            one.processes.spawn(one.node, {}, {.label = "link"}, &link_of_ring, &next, i);
        next[(i + size - 1) % size] = made;
    }
    one.processes.send({}, next[0], Token{});
    measure(state, size, {.rate = 8e6}, [&] { return one.run_for(sim::Duration::seconds(1)); });
}
BENCHMARK(ring)->Arg(1'000)->Arg(100'000)->Iterations(12)->UseManualTime();

}  // namespace
}  // namespace teacup::bench
