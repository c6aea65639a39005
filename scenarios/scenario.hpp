/// \file
/// Which run: a scenario as plain data, checked and complete, every default filled in.
/// The seed is not part of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <teacup/faults/planned_fault.hpp>
#include <teacup/model/registry/option_values.hpp>
#include <teacup/model/registry/place.hpp>
#include <teacup/model/result/run_result.hpp>
#include <teacup/sim/latency.hpp>
#include <teacup/sim/time.hpp>
#include <teacup/sim/world.hpp>

namespace teacup::scenarios {

/// Where a scenario came from. Like a Place no part of what it says: all are equal.
struct Source {
    std::string path;  ///< As the user gave it.
    /// XXH3-128 of the file, of the tree file it names, and of the overrides; 32 hex digits.
    /// Without the last two it is `xxh128sum FILE`.
    std::string hash;
    std::vector<std::string> overrides = {};  ///< "key=value" of each --set.
    bool operator==(const Source&) const noexcept { return true; }
};

/// Reaching one ends the run with the verdict `unknown`.
struct Limits {
    sim::Duration virtual_time = sim::Duration::seconds(600);
    std::uint64_t events = 1'000'000'000;
    std::uint64_t events_at_one_instant = 1'000'000;
    bool operator==(const Limits&) const = default;
};

struct SystemSpec {
    std::string kind;
    std::uint16_t nodes = 1;  ///< They are called n1, n2, ...
    model::OptionValues options = {};
    model::Place place = {};
    bool operator==(const SystemSpec&) const = default;
};

/// What is different on one link, or on one direction of it.
struct LinkSpec {
    std::string from;
    std::string to;
    bool is_one_way = false;
    sim::Latency latency = {};
    model::Place place = {};
    bool operator==(const LinkSpec&) const = default;
};

struct NetworkSpec {
    sim::Latency latency = sim::Latency::constant(sim::Duration::microseconds(500));
    std::vector<LinkSpec> links = {};
    bool operator==(const NetworkSpec&) const = default;
};

/// Erlang's distribution, by the names of its kernel parameters.
struct DistributionSpec {
    sim::Duration net_ticktime = sim::Duration::seconds(60);
    std::int64_t net_tickintensity = 4;
    sim::Duration net_setuptime = sim::Duration::seconds(7);
    bool operator==(const DistributionSpec&) const = default;
};

struct PropertySpec {
    std::string name;  ///< Unique; the kind when the scenario gives none.
    std::string kind;
    model::OptionValues options = {};
    model::Place place = {};
    bool operator==(const PropertySpec&) const = default;
};

struct Scenario {
    Source source = {};
    std::string about = {};
    Limits limits = {};
    /// Without it, a run is judged when it comes to rest.
    std::optional<sim::Duration> settle = {};
    SystemSpec system = {};
    NetworkSpec network = {};
    sim::Duration cpu_step = sim::Duration::microseconds(1);
    sim::SchedulingPolicy scheduling = sim::SchedulingPolicy::random;
    DistributionSpec distribution = {};
    std::vector<faults::PlannedFault> faults = {};
    std::vector<faults::ChaosSpec> chaos = {};
    faults::Budget budget = {};
    std::vector<PropertySpec> properties = {};
    std::optional<model::Expectation> expect = {};
    std::string mutant = {};  ///< Empty: none.
    bool operator==(const Scenario&) const = default;
};

}  // namespace teacup::scenarios
