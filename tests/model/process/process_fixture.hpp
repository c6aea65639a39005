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

/// Another one, for what a receive is not to take.
struct Other {
    std::uint32_t number = 0;
    TEACUP_MESSAGE(Other, number)
};

constexpr sim::Duration ms(std::int64_t count) {
    return sim::Duration::milliseconds(count);
}

/// "EXIT <0.1.0> kill", "DOWN <0.1.0> noproc server" or "Note{number=1}".
inline std::string spell(Context& self, const Received& received) {
    if (received.is<Exit>()) {
        const Exit exit = received.get<Exit>();
        return "EXIT " + to_string(exit.from) + " " + std::string(self.text(exit.reason));
    }
    if (received.is<Down>()) {
        const Down down = received.get<Down>();
        std::string line =
            "DOWN " + to_string(down.pid) + " " + std::string(self.text(down.reason));
        return down.name == atoms::none ? line : line + " " + std::string(self.text(down.name));
    }
    FieldPrinter printer(self.world().symbols());
    received.signal().type->print(received.signal().payload, printer);
    return printer.take();
}

/// Writes "NAME Note{number=1}" for every message it gets.
inline Task<> record(Context& self, Log* log, std::string name, bool trap) {
    self.trap_exit(trap);
    while (true) {
        const std::optional<Received> received = co_await self.receive_any();
        log->push_back(name + " " + spell(self, *received));
    }
}

/// Waits for a Note and does nothing else.
inline Task<> wait_for_note(Context& self) {
    static_cast<void>(co_await self.receive<Note>());
}

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
    /// A process that writes what it gets; see record().
    Pid recorder(std::string name, bool trap = true) {
        const Pid made = spawn(name, &record, &log, name, trap);
        run();
        return made;
    }
    /// Until nothing can happen any more.
    void run() { EXPECT_EQ(world.run_until(sim::Time::never(), false), sim::RunEnd::idle); }
    void run_for(sim::Duration span) { world.run_until(world.now() + span, false); }
    [[nodiscard]] std::string text(Atom atom) const { return std::string(processes.text(atom)); }
    [[nodiscard]] Log take_log() { return std::exchange(log, {}); }

    sim::World world;
    Processes processes;
    Log log;
    sim::NodeId home = world.add_node("n1");
    sim::NodeId away = world.add_node("n2");
};

}  // namespace teacup::model
