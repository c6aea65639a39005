/// \file
/// A runner that stands in for the real one: a small world, and a verdict that a test chooses.
#pragma once

#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <teacup/cli/command.hpp>
#include <teacup/scenarios/runner.hpp>
#include <teacup/sim/world.hpp>

namespace teacup::cli::testing {

/// Nodes that were booted, paused and resumed; `events` of them, drawn from the seed.
inline model::RunResult run_world(const scenarios::Scenario& scenario,
                                  const scenarios::RunOptions& options,
                                  std::uint64_t events = 3) {
    sim::WorldOptions world_options;
    world_options.seed = options.seed;
    sim::World world(world_options);
    const sim::NodeId first = world.add_node("n1");
    const sim::NodeId second = world.add_node("n2");
    std::unique_ptr<sim::TraceListener> recorder;
    if (options.make_recorder) {
        recorder = options.make_recorder(world);
        world.trace().record(*recorder);
    }
    world.boot(first);
    world.boot(second);
    for (std::uint64_t i = 0; i < events; ++i) {
        sim::Stream chance = world.stream("test/" + std::to_string(i));
        const sim::NodeId node = chance.below(2) == 0 ? first : second;
        world.pause(node);
        world.resume(node);
    }
    model::RunResult result;
    result.scenario = scenario.source.path;
    result.seed = options.seed;
    result.verdict = model::Verdict::passed;
    result.digest = to_string(world.trace().digest());
    result.events = world.trace().count();
    result.properties = {{.name = "calm", .verdict = model::Verdict::passed, .observed = 1}};
    recorder.reset();
    return result;
}

/// Streams and flags of a command line under test.
struct Terminal {
    std::ostringstream out;
    std::ostringstream err;
    std::atomic<bool> stop{false};
    Environment environment{
        .out = out,
        .err = err,
        .program = "/opt/bin/teacup",
        .stop = &stop,
        .runner = [](const scenarios::Scenario& scenario, const scenarios::RunOptions& options) {
            return run_world(scenario, options);
        }};

    int call(const std::vector<std::string>& args) {
        return static_cast<int>(execute(args, environment));
    }
};

}  // namespace teacup::cli::testing
