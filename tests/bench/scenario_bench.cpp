// The shipped broker scenario as a whole: how many times faster than real time it runs.
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <teacup/model/properties/property.hpp>
#include <teacup/model/systems/cluster.hpp>
#include <teacup/model/systems/system.hpp>
#include <teacup/scenarios/loader.hpp>
#include <teacup/scenarios/runner.hpp>

#include "meter.hpp"

namespace teacup::bench {
namespace {

/// As `./dev run scenarios/library/rabbitmq_broker.toml` loads it.
scenarios::Scenario broker() {
    auto loaded =
        scenarios::load_scenario(TEACUP_SOURCE_DIR "/scenarios/library/rabbitmq_broker.toml");
    TEACUP_ASSERT(loaded.has_value());
    return *std::move(loaded);
}

/// Runs seeds first..first+19 from the building of the world to the verdict; gives virtual seconds.
std::uint64_t run_seeds(const scenarios::Scenario& scenario, std::uint64_t first) {
    std::int64_t virtual_ns = 0;
    for (std::uint64_t seed = first; seed < first + 20; ++seed) {
        virtual_ns += scenarios::run(scenario, {.seed = seed}).virtual_time_ns;
    }
    return static_cast<std::uint64_t>(virtual_ns / 1'000'000'000);
}

/// With its load, its chaos and all its properties. The rate is virtual seconds a second.
void broker_with_load(benchmark::State& state) {
    const scenarios::Scenario scenario = broker();
    std::uint64_t first = 1;
    measure(state, 1'000, {.rate = 2'000}, [&] {
        const std::uint64_t seconds = run_seeds(scenario, first);
        first = first % 100 + 20;
        return seconds;
    });
}
BENCHMARK(broker_with_load)->Iterations(5)->UseManualTime();

/// What listening properties add to a run.
void broker_properties(benchmark::State& state) {
    const scenarios::Scenario with = broker();
    scenarios::Scenario without = with;
    without.properties.clear();
    double seconds_with = 0;
    double seconds_without = 0;
    run_seeds(with, 1);
    for (auto _ : state) {
        // Turn and turn about, as the machine drifts.
        for (std::uint64_t first = 1; first < 100; first += 20) {
            const double begin = cpu_seconds();
            run_seeds(with, first);
            const double middle = cpu_seconds();
            run_seeds(without, first);
            seconds_with += middle - begin;
            seconds_without += cpu_seconds() - middle;
        }
        state.SetIterationTime(seconds_with);
    }
    state.counters["cost_percent"] = (seconds_with / seconds_without - 1) * 100;
    state.counters["bar_percent"] = 30;
}
BENCHMARK(broker_properties)->Iterations(1)->UseManualTime();

/// The three brokers, connected and at rest: net_kernel's ticks, and the properties that wait for
/// something to judge. The rate is virtual seconds a second.
void broker_ticks(benchmark::State& state) {
    scenarios::Scenario scenario = broker();
    scenario.system.options.set("calls", std::vector<model::OptionValues>());
    model::Cluster cluster({.world = {.seed = 1, .limits = {.events = ~std::uint64_t{0}}},
                            .nodes = scenario.system.nodes},
                           model::Registry<model::SystemEntry>::instance()
                               .find(scenario.system.kind)
                               ->make(scenario.system.options));
    model::ProcessNames names(cluster.world().trace().symbols());
    cluster.world().trace().listen(names, model::ProcessNames::kinds());
    std::vector<std::unique_ptr<model::Property>> properties;
    for (const scenarios::PropertySpec& spec : scenario.properties) {
        properties.push_back(
            model::Registry<model::PropertyEntry>::instance().find(spec.kind)->make(spec.options));
        properties.back()->watch(cluster.processes(), names, spec.name);
    }
    cluster.boot_all();
    for (std::uint16_t i = 0; i < scenario.system.nodes; ++i) {
        for (std::uint16_t k = 0; k < i; ++k) {
            cluster.distribution().connect(sim::NodeId{i}, sim::NodeId{k});
        }
    }
    cluster.world().run_until(sim::Time() + sim::Duration::seconds(120), false);
    constexpr std::int64_t slice_seconds = 500'000;
    measure(state, 1'000, {.rate = 1e6}, [&] {
        cluster.world().run_until(cluster.world().now() + sim::Duration::seconds(1) * slice_seconds,
                                  false);
        return static_cast<std::uint64_t>(slice_seconds);
    });
    if (cluster.distribution().nodes(sim::NodeId{0}).size() + 1U != scenario.system.nodes) {
        state.SkipWithError("the brokers are not connected");
    }
}
BENCHMARK(broker_ticks)->Iterations(8)->UseManualTime();

}  // namespace
}  // namespace teacup::bench
