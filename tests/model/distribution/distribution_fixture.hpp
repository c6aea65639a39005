/// \file
/// A cluster for tests of distribution: nodes n1, n2, ..., and what happened to their connections.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <teacup/model/distribution/distribution.hpp>
#include <teacup/model/distribution/net_kernel.hpp>
#include <teacup/model/distribution/trace_kinds.hpp>
#include <teacup/model/process/actor.hpp>

namespace teacup::model {

using Log = std::vector<std::string>;

struct Note {
    std::uint32_t number = 0;
    TEACUP_MESSAGE(Note, number)
};

constexpr sim::Duration ms(std::int64_t count) {
    return sim::Duration::milliseconds(count);
}
constexpr sim::Duration seconds(std::int64_t count) {
    return sim::Duration::seconds(count);
}

struct WiredOptions {
    std::uint16_t nodes = 2;
    DistributionOptions distribution;
    sim::WorldOptions world;
};

/// Nodes that are up, 10 ms from each other.
class Wired : public sim::TraceListener {
public:
    explicit Wired(const WiredOptions& options = {})
        : world(options.world), processes(world), distribution(processes, options.distribution) {
        world.network().set_default_latency(sim::Latency::constant(ms(10)));
        for (std::uint16_t i = 1; i <= options.nodes; ++i) {
            world.boot(world.add_node(fmt::format("n{}", i)));
        }
        world.trace().listen(*this, {128, 129, 130, 131, 132});
    }

    /// Writes "n1 nodeup n2", "n2 connection_down n1 net_tick_timeout" and so on.
    void on_event(const sim::TraceEvent& event) override {
        std::string line =
            fmt::format("{} {} {}",
                        world.node_name(event.node),
                        world.trace().kind(event.kind)->name,
                        world.node_name(sim::NodeId{static_cast<std::uint16_t>(event.words[0])}));
        if (event.kind == kinds::connection_down.number || event.kind == kinds::nodedown.number) {
            line += fmt::format(" {}", processes.text(event.symbol(1)));
        }
        events.push_back(line);
        times.push_back(event.at);
    }

    void run_for(sim::Duration span) { world.run_until(world.now() + span, false); }
    template <class Body, class... Args>
    Pid spawn(sim::NodeId node, Body body, Args... args) {
        return processes.spawn(node, Pid(), {.label = "test"}, body, std::move(args)...);
    }
    /// Connects two nodes, and forgets how.
    void connect(sim::NodeId from, sim::NodeId to) {
        distribution.connect(from, to);
        run_for(ms(100));
        EXPECT_TRUE(distribution.is_connected(from, to));
        EXPECT_TRUE(distribution.is_connected(to, from));
        forget();
    }
    void forget() {
        events.clear();
        times.clear();
        log.clear();
    }
    void cut(sim::NodeId from, sim::NodeId to) { world.network().cut(from, to); }
    void heal(sim::NodeId from, sim::NodeId to) { world.network().heal(from, to); }
    void cut_both(sim::NodeId one, sim::NodeId other) {
        cut(one, other);
        cut(other, one);
    }
    void heal_both(sim::NodeId one, sim::NodeId other) {
        heal(one, other);
        heal(other, one);
    }
    /// How often an event happened.
    [[nodiscard]] std::size_t count(const std::string& event) const {
        return static_cast<std::size_t>(std::count(events.begin(), events.end(), event));
    }
    /// When it happened last; never() if it did not.
    [[nodiscard]] sim::Time time_of(const std::string& event) const {
        sim::Time found = sim::Time::never();
        for (std::size_t i = 0; i < events.size(); ++i) {
            found = events[i] == event ? times[i] : found;
        }
        return found;
    }

    static constexpr sim::NodeId n1{0};
    static constexpr sim::NodeId n2{1};
    static constexpr sim::NodeId n3{2};
    sim::World world;
    Processes processes;
    Distribution distribution;
    Log events;
    std::vector<sim::Time> times;
    Log log;  ///< what actors tell
};

class DistributionTest : public ::testing::Test, public Wired {};

// -- actors --------------------------------------------------------------------------------------

/// Writes down each Note, Exit, Down, NodeUp and NodeDown that it gets. Traps exits.
inline Task<> recorder(Context& self, Log* log) {
    self.trap_exit(true);
    while (true) {
        const std::optional<Received> got = co_await self.receive_any();
        sim::World& world = self.world();
        if (got->is<Note>()) {
            log->push_back(fmt::format("note {}", got->get<Note>().number));
        } else if (got->is<Exit>()) {
            log->push_back(fmt::format("exit {}", self.text(got->get<Exit>().reason)));
        } else if (got->is<Down>()) {
            log->push_back(fmt::format("down {}", self.text(got->get<Down>().reason)));
        } else if (got->is<NodeUp>()) {
            log->push_back(fmt::format("nodeup {}", world.node_name(got->get<NodeUp>().node)));
        } else if (got->is<NodeDown>()) {
            const auto& down = got->get<NodeDown>();
            log->push_back(
                fmt::format("nodedown {} {}", world.node_name(down.node), self.text(down.reason)));
        }
    }
}

/// Does what it is told at once, then waits for ever.
inline Task<> doer(Context& self, void (*deed)(Context& self, void* data), void* data) {
    self.trap_exit(true);
    deed(self, data);
    while (true) {
        static_cast<void>(co_await self.receive_any());
    }
}

}  // namespace teacup::model
