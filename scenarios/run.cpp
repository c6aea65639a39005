#include <teacup/scenarios/run.hpp>

#include <algorithm>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <teacup/faults/chaos.hpp>
#include <teacup/faults/resolve.hpp>
#include <teacup/sim/trace_kinds.hpp>

namespace teacup::scenarios {

namespace {

model::ClusterOptions cluster_options(const Scenario& scenario, std::uint64_t seed) {
    return {.world = {.seed = seed,
                      .policy = scenario.scheduling,
                      .cpu_step = scenario.cpu_step,
                      .limits = {.events = scenario.limits.events,
                                 .events_at_one_instant = scenario.limits.events_at_one_instant}},
            .nodes = scenario.system.nodes,
            .distribution = {.net_ticktime = scenario.distribution.net_ticktime,
                             .net_tickintensity = static_cast<std::uint32_t>(
                                 scenario.distribution.net_tickintensity),
                             .net_setuptime = scenario.distribution.net_setuptime},
            .mutant = scenario.mutant};
}

std::unique_ptr<model::System> make_system(const Scenario& scenario) {
    const model::SystemEntry* const entry =
        model::Registry<model::SystemEntry>::instance().find(scenario.system.kind);
    TEACUP_ASSERT(entry != nullptr);  // The loader has checked it.
    return entry->make(scenario.system.options);
}

std::string_view end_text(model::Ending ending) {
    switch (ending) {
        case model::Ending::quiescent: return "quiescent";
        case model::Ending::settled: return "settled";
        case model::Ending::cut_off: break;
    }
    return "cut_off";
}

/// Chaos that found no room for the faults that it was asked for: a run that meant to break things
/// and did not must say so.
void add_chaos_holes(const Scenario& scenario, model::RunResult& result) {
    for (const faults::ChaosSpec& chaos : scenario.chaos) {
        const auto planned = std::ranges::count_if(result.faults, [&](const auto& fault) {
            return fault.origin == model::FaultOrigin::drawn &&
                   fault.id.substr(0, fault.id.rfind('-')) == chaos.id;
        });
        const auto* const count = std::get_if<faults::Range<std::int64_t>>(&chaos.amount);
        const std::int64_t wanted = count != nullptr ? count->least : 1;
        if (planned < wanted) {
            result.holes.push_back(
                {fmt::format("chaos {} ({}) planned {} of {}: no room in its window and budget",
                             chaos.id,
                             chaos.kind,
                             planned,
                             count != nullptr ? fmt::format("{} faults", wanted) : "its rate")});
        }
    }
}

}  // namespace

std::vector<faults::PlannedFault> plan_faults(const Scenario& scenario, std::uint64_t seed) {
    return faults::draw_plan({.seed = seed,
                              .nodes = scenario.system.nodes,
                              .budget = scenario.budget,
                              .scripted = scenario.faults,
                              .chaos = scenario.chaos});
}

Run::Run(Watch& watch, const Repetition& repetition)
    : watch_(watch),
      scenario_(watch.scenario),
      options_(watch.options),
      cluster_(cluster_options(scenario_, options_.seed), make_system(scenario_)),
      names_(cluster_.world().trace().symbols()),
      nodes_(cluster_),
      plan_(cluster_, plan_faults(scenario_, options_.seed), scenario_.budget) {
    configure_network();
    sim::Trace& trace = cluster_.world().trace();
    trace.listen(names_, model::ProcessNames::kinds());
    nodes_.listen();
    for (const PropertySpec& spec : scenario_.properties) {
        const model::PropertyEntry* const entry =
            model::Registry<model::PropertyEntry>::instance().find(spec.kind);
        TEACUP_ASSERT(entry != nullptr);  // The loader has checked it.
        properties_.push_back(entry->make(spec.options));
        properties_.back()->watch(cluster_.processes(), names_, spec.name);
    }
    if (repetition.keeps_tail) {
        trace.record(tail_);
    } else if (repetition.explains != nullptr) {
        explain(*repetition.explains);
    } else if (options_.make_recorder) {
        recorder_ = options_.make_recorder(cluster_.world());
        trace.record(*recorder_);
    }
    watch_.run = this;
}

model::RunResult Run::result() {
    sim::World& world = cluster_.world();
    world.trace().emit<sim::kinds::run_begin>(world.now(), sim::no_node, options_.seed);
    cluster_.boot_all();
    plan_.arm();
    const model::EndOfRun end = run_to_end();
    world.trace().emit<sim::kinds::run_end>(
        world.now(), sim::no_node, world.symbols().intern(end_text(end.ending)));
    for (const auto& property : properties_) {
        property->finish(end);
    }
    return tell();
}

Findings Run::findings() const {
    Findings found;
    for (std::size_t i = 0; i < properties_.size(); ++i) {
        if (properties_[i]->violation()) {
            found.emplace_back(i, *properties_[i]->finding());
        }
    }
    return found;
}

std::vector<std::vector<model::EventLine>> Run::explanations() const {
    std::vector<std::vector<model::EventLine>> all;
    for (const LastEvents& last : explainer_.lasts) {
        all.push_back(last.lines());
    }
    return all;
}

std::string Run::whereabouts() {
    const sim::World& world = cluster_.world();
    const model::Pid pid = cluster_.processes().running();
    return fmt::format(
        "  when        {}, after {} events\n  where       {}\n",
        to_string(world.now()),
        world.events(),
        pid.is_none() ? "in no process"
                      : fmt::format("{}  {}", world.node_name(pid.node()), names_.describe(pid)));
}

std::string Run::tail_text() {
    std::string text;
    for (const model::EventLine& line : tail_.lines(cluster_.world(), names_)) {
        text += fmt::format("  {:<12}{:>14}  {}  {}  {}\n",
                            text.empty() ? "before it" : "",
                            to_string(line.time),
                            line.node,
                            line.process,
                            line.what);
    }
    return text;
}

void Run::configure_network() {
    sim::Network& network = cluster_.world().network();
    network.set_default_latency(scenario_.network.latency);
    for (const LinkSpec& link : scenario_.network.links) {
        const sim::NodeId from = faults::node_of(link.from);
        const sim::NodeId to = faults::node_of(link.to);
        network.set_latency(from, to, link.latency);
        if (!link.is_one_way) {
            network.set_latency(to, from, link.latency);
        }
    }
}

void Run::explain(const Findings& findings) {
    for (const auto& [property, finding] : findings) {
        explainer_.lasts.emplace_back(finding, cluster_.world(), names_);
    }
    cluster_.world().trace().record(explainer_);
}

sim::RunEnd Run::run_slices(sim::Time until, bool or_quiescent) {
    constexpr std::uint64_t few_events = 50'000;  // Some 10 ms of computing.
    constexpr auto slice_max = sim::Duration::seconds(10);
    sim::Duration slice = sim::Duration::milliseconds(100);
    sim::World& world = cluster_.world();
    while (true) {
        if (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed)) {
            is_interrupted_ = true;
            return sim::RunEnd::stopped;
        }
        const std::uint64_t events_before = world.events();
        const sim::Time next = std::min(until, world.now() + slice);
        const sim::RunEnd end = world.run_until(next, or_quiescent);
        if (end != sim::RunEnd::reached_time || next == until) {
            return end;
        }
        const std::uint64_t events = world.events() - events_before;
        slice = events < few_events ? std::min(slice * 2, slice_max)
                                    : std::max(slice / 2, sim::Duration::microseconds(1));
    }
}

model::EndOfRun Run::run_to_end() {
    sim::World& world = cluster_.world();
    const sim::Time limit = sim::Time() + scenario_.limits.virtual_time;
    const bool settles = scenario_.settle.has_value();
    sim::RunEnd end{};
    model::Ending ending = model::Ending::cut_off;
    if (!settles) {
        end = run_slices(limit, true);
        if (end == sim::RunEnd::quiescent || end == sim::RunEnd::idle) {
            ending = model::Ending::quiescent;
        }
    } else {
        plan_.stop_world_when_over();
        if (!plan_.is_over()) {
            end = run_slices(limit, false);
        }
        if (plan_.is_over() && !is_interrupted_) {
            const sim::Time settled = plan_.over_at() + *scenario_.settle;
            end = run_slices(std::min(settled, limit), false);
            if (end == sim::RunEnd::idle ||
                (end == sim::RunEnd::reached_time && settled <= limit)) {
                ending = model::Ending::settled;
            }
        }
    }
    if (ending == model::Ending::cut_off && !is_interrupted_) {
        reason_ = reason_of(end);
    }
    return {.ending = ending, .at = world.now(), .faults_ended_at = plan_.over_at()};
}

std::string Run::reason_of(sim::RunEnd end) {
    switch (end) {
        case sim::RunEnd::event_limit:
            return fmt::format("limits.events = {} was reached at {}",
                               scenario_.limits.events,
                               to_string(cluster_.world().now()));
        case sim::RunEnd::instant_limit: return livelock_text();
        case sim::RunEnd::reached_time:
        case sim::RunEnd::quiescent:
        case sim::RunEnd::idle:
        case sim::RunEnd::stopped: break;
    }
    return fmt::format("limits.virtual_time = {} was reached before the run {}",
                       to_string(scenario_.limits.virtual_time),
                       scenario_.settle ? "had settled" : "came to rest");
}

std::string Run::livelock_text() {
    std::vector<std::string> members;
    for (const std::uint32_t slot : cluster_.world().livelock()) {
        const model::Pid pid = cluster_.processes().pid_at(slot);
        members.push_back(
            fmt::format("{} {}", cluster_.world().node_name(pid.node()), names_.describe(pid)));
    }
    return fmt::format("time stands still at {}: {} events at one instant, by {}",
                       to_string(cluster_.world().now()),
                       scenario_.limits.events_at_one_instant,
                       members.empty() ? "timers and messages of the machine"
                                       : fmt::format("{}", fmt::join(members, ", ")));
}

model::RunResult Run::tell() {
    sim::World& world = cluster_.world();
    model::RunResult result{.scenario = scenario_.source.path,
                            .scenario_hash = scenario_.source.hash,
                            .seed = options_.seed,
                            .reason = reason_,
                            .expectation = scenario_.expect,
                            .is_interrupted = is_interrupted_};
    result.digest = to_string(world.trace().digest());
    result.virtual_time_ns = world.now().ns();
    result.events = world.events();
    result.messages = cluster_.processes().messages();
    for (const auto& property : properties_) {
        result.properties.push_back(property->result());
        if (auto violation = property->violation()) {
            result.violations.push_back(std::move(*violation));
        }
    }
    result.faults = plan_.results();
    result.nodes = nodes_.statistics();
    add_chaos_holes(scenario_, result);
    conclude(result);
    return result;
}

}  // namespace teacup::scenarios
