/// \file
/// A small world with two nodes for tests of processes, and a log that its actors write.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/process/actor.hpp>
#include <teacup/sim/world.hpp>

namespace teacup::model {

/// What actors of a test tell, in order.
using Log = std::vector<std::string>;

/// A message with a number, for tests.
struct Note {
    std::uint32_t number = 0;
    TEACUP_MESSAGE(Note, number)
};

/// Two nodes that are up. Ready tasks run first in, first out, unless a test makes its own world.
class ProcessTest : public ::testing::Test {
protected:
    explicit ProcessTest(const sim::WorldOptions& options = {.policy = sim::SchedulingPolicy::fifo,
                                                             .limits = {}})
        : world(options), processes(world) {
        world.boot(home);
        world.boot(away);
    }

    template <class Body, class... Args>
    Pid spawn(std::string_view label, Body body, Args... args) {
        return processes.spawn(home, Pid(), {.label = label}, body, std::move(args)...);
    }
    /// Until nothing can happen any more.
    void run() { EXPECT_EQ(world.run_until(sim::Time::never(), false), sim::RunEnd::idle); }
    void run_for(sim::Duration span) { world.run_until(world.now() + span, false); }
    [[nodiscard]] std::string text(Atom atom) const { return std::string(processes.text(atom)); }

    sim::World world;
    Processes processes;
    Log log;
    sim::NodeId home = world.add_node("n1");
    sim::NodeId away = world.add_node("n2");
};

}  // namespace teacup::model
