#include <teacup/cli/event_log.hpp>

#include <sstream>

#include <gtest/gtest.h>

#include <teacup/sim/trace_kinds.hpp>

#include "fake_engine.hpp"

namespace teacup::cli {
namespace {

constexpr sim::EventKind spawned{
    64, "spawn", {{{"pid", sim::FieldType::task}, {"label", sim::FieldType::symbol}}}};
constexpr sim::EventKind sent{
    66, "send", {{{"from", sim::FieldType::task}, {"to", sim::FieldType::task}}}};
constexpr const sim::EventKind* kinds[] = {&spawned, &sent};

std::string logged(LogLevel level, std::string run) {
    std::ostringstream sink;
    EventLog log(level, &sink);
    sim::World world(sim::WorldOptions{});
    const sim::NodeId node = world.add_node("n1");
    world.trace().add_kinds(kinds, std::size(kinds));
    const auto recorder = log.recorder(world, std::move(run));
    world.trace().record(*recorder);
    world.boot(node);
    const sim::TaskId db(node, 0, 0);
    const sim::Time at = sim::Time() + sim::Duration::milliseconds(12'345);
    world.trace().emit<spawned>(at, node, db, world.symbols().intern("db"));
    world.trace().note("for people");
    world.trace().emit<sent>(at, node, db, sim::TaskId(node, 1, 0));
    world.crash(node, sim::CrashMode::power);
    return sink.str();
}

TEST(EventLog, TellsVirtualTimeNodeAndProcess) {
    EXPECT_EQ(logged(LogLevel::trace, ""),
              "info         0.000000s n1 - node_up incarnation=1\n"
              "debug       12.345000s n1 db spawn label=db\n"
              "trace       12.345000s n1 db send to=<0.1.0> (for people)\n"
              "warning      0.000000s n1 - node_down incarnation=1 how=power\n");
}

TEST(EventLog, TellsWhatActorsSay) {
    const auto said = [](LogLevel level) {
        std::ostringstream sink;
        EventLog log(level, &sink);
        sim::World world(sim::WorldOptions{});
        const sim::NodeId node = world.add_node("n1");
        world.trace().add_kinds(kinds, std::size(kinds));
        const auto recorder = log.recorder(world, "");
        world.trace().record(*recorder);
        const sim::TaskId db(node, 0, 0);
        world.trace().emit<spawned>(world.now(), node, db, world.symbols().intern("db"));
        world.trace().log({.at = world.now(), .task = db, .text = "two\nlines"});
        return sink.str();
    };
    EXPECT_EQ(said(LogLevel::info), "info         0.000000s n1 db: two\\x0alines\n");
    EXPECT_EQ(said(LogLevel::warn), "");
}

TEST(EventLog, LeavesOutWhatIsBelowItsLevel) {
    EXPECT_EQ(logged(LogLevel::warn, ""),
              "warning      0.000000s n1 - node_down incarnation=1 how=power\n");
    EXPECT_EQ(logged(LogLevel::error, ""), "");
}

TEST(EventLog, NamesTheRunWhenThereAreSeveral) {
    EXPECT_EQ(logged(LogLevel::warn, "seed 3").find("warning seed 3 "), 0U);
}

TEST(EventLog, TellsViolationsAsErrors) {
    std::ostringstream sink;
    EventLog log(LogLevel::error, &sink);
    model::RunResult result;
    result.seed = 3;
    result.violations = {{.property = "recovery", .node = "n2", .message = "db is not back"}};
    log.tell(result);
    EXPECT_EQ(sink.str(), "error   seed 3      0.000000s n2 - violates recovery: db is not back\n");
}

TEST(EventLog, KnowsItsLevelsByName) {
    EXPECT_EQ(log_level("off"), LogLevel::off);
    EXPECT_EQ(log_level("trace"), LogLevel::trace);
    EXPECT_EQ(log_level("loud"), std::nullopt);
}

}  // namespace
}  // namespace teacup::cli
