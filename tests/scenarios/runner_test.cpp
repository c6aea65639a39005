#include <teacup/scenarios/runner.hpp>

#include <stdexcept>

#include <gtest/gtest.h>

#include <teacup/faults/fault_entry.hpp>
#include <teacup/model/process/actor.hpp>
#include <teacup/model/process/trace_kinds.hpp>
#include <teacup/model/properties/property.hpp>
#include <teacup/model/systems/cluster.hpp>
#include <teacup/sim/trace_kinds.hpp>

namespace teacup::scenarios {
namespace {

using model::Cluster;
using model::Context;
using model::Task;
using model::Verdict;
using sim::Duration;
using sim::Time;

struct Tick {
    std::uint32_t count = 0;
    TEACUP_MESSAGE(Tick, count)
};

Task<> spinner(Context& self) {
    while (true) {
        self.send(self.pid(), Tick{});
        static_cast<void>(co_await self.receive<Tick>());
    }
}

Task<> idler(Context& self) {
    self.register_name(self.atom("idler"));
    static_cast<void>(co_await self.receive<Tick>());
}

/// Spins, idles or throws while it boots, as its only option says.
class Behaves final : public model::System {
public:
    explicit Behaves(std::string how) : how_(std::move(how)) {}
    void boot(Cluster& cluster, sim::NodeId node) override {
        if (how_ == "throw") {
            throw std::runtime_error("the system fell over");
        }
        cluster.processes().spawn(node,
                                  {},
                                  {.label = how_, .role = model::ProcessRole::worker},
                                  how_ == "spin" ? &spinner : &idler);
    }

private:
    std::string how_;
};

const model::Registrar<model::SystemEntry> behaves{
    {.name = "behaves",
     .meaning = "For tests of the runner.",
     .options = {{.name = "how",
                  .type = model::OptionType::text,
                  .default_value = std::string("idle"),
                  .meaning = "spin, idle or throw.",
                  .example = "\"idle\""}},
     .make = [](const model::OptionValues& values) -> std::unique_ptr<model::System> {
         return std::make_unique<Behaves>(values.text("how"));
     }}};

/// Violated when any process exits.
class NobodyExits final : public model::Property {
public:
    NobodyExits() : Property(model::Modality::always) {}
    void on_event(const sim::TraceEvent& event) override {
        observe();
        if (event.kind == model::kinds::exit.number) {
            violate({.time = event.at,
                     .node = event.node,
                     .process = event.task(0),
                     .message = "somebody exited"});
        }
    }

protected:
    std::vector<std::uint16_t> kinds() const override {
        return {model::kinds::exit.number, model::kinds::spawn.number};
    }
};

const model::Registrar<model::PropertyEntry> nobody_exits{
    {.name = "nobody_exits",
     .meaning = "For tests of the runner.",
     .make = [](const model::OptionValues&) -> std::unique_ptr<model::Property> {
         return std::make_unique<NobodyExits>();
     }}};

Scenario scenario(const std::string& kind, std::uint16_t nodes = 3) {
    const auto* const entry = model::Registry<model::SystemEntry>::instance().find(kind);
    Scenario made;
    made.system = {.kind = kind, .nodes = nodes, .options = model::default_values(entry->options)};
    return made;
}

Scenario pinging() {
    Scenario made = scenario("ping");
    made.settle = Duration::seconds(20);
    return made;
}

faults::PlannedFault fault(std::string id, std::string kind, std::string_view target, int at_s) {
    const auto* const entry = model::Registry<faults::FaultEntry>::instance().find(kind);
    return {.id = std::move(id),
            .kind = std::move(kind),
            .at = Time() + Duration::seconds(at_s),
            .target = *faults::parse_selector(target),
            .pick = 0,
            .options = model::default_values(entry->options)};
}

/// Every event up to a time, as words.
class Words final : public sim::TraceListener {
public:
    Words(std::vector<std::string>& lines, Time until) : lines_(lines), until_(until) {}
    void on_event(const sim::TraceEvent& event) override {
        if (event.at < until_ && event.kind != sim::kinds::run_begin.number) {
            std::string line = std::to_string(event.at.ns()) + " " + std::to_string(event.kind);
            for (const std::uint64_t word : event.words) {
                line += " " + std::to_string(word);
            }
            lines_.push_back(std::move(line));
        }
    }

private:
    std::vector<std::string>& lines_;
    Time until_;
};

std::vector<std::string> events_before(const Scenario& run_this, Time until) {
    std::vector<std::string> lines;
    RunOptions options{.seed = 3};
    options.make_recorder = [&](sim::World&) { return std::make_unique<Words>(lines, until); };
    static_cast<void>(run(run_this, options));
    return lines;
}

TEST(Runner, TheSameSeedGivesTheSameDigestAndAnotherAnother) {
    const Scenario ping = pinging();
    const model::RunResult one = run(ping, {.seed = 1});
    EXPECT_EQ(one.digest, run(ping, {.seed = 1}).digest);
    EXPECT_NE(one.digest, run(ping, {.seed = 2}).digest);
    EXPECT_GT(one.messages, 50U);
    EXPECT_EQ(one.virtual_time_ns, Duration::seconds(20).ns());
}

TEST(Runner, ARecorderHearsEverythingAndChangesNothing) {
    const Scenario ping = pinging();
    std::vector<std::string> lines;
    RunOptions options{.seed = 1};
    options.make_recorder = [&](sim::World&) {
        return std::make_unique<Words>(lines, Time::never());
    };
    EXPECT_EQ(run(ping, options).digest, run(ping, {.seed = 1}).digest);
    EXPECT_GT(lines.size(), 150U);
}

TEST(Runner, RemovingAFaultLeavesWhatWasBeforeItAsItWas) {
    Scenario with = pinging();
    with.faults = {fault("early", "crash_node", "n2", 3), fault("late", "crash_node", "n1", 8)};
    Scenario without = with;
    without.faults.pop_back();
    const Time until = Time() + Duration::seconds(8);
    const auto before = events_before(with, until);
    EXPECT_GT(before.size(), 50U);
    EXPECT_EQ(before, events_before(without, until));
}

TEST(Runner, EndsWhenTheLastFaultIsOverAndTheSettleTimeHasPassed) {
    Scenario ping = pinging();
    ping.faults = {fault("crash", "crash_node", "n2", 3)};  // Back after 10 s.
    const model::RunResult result = run(ping, {.seed = 1});
    EXPECT_EQ(result.virtual_time_ns, Duration::seconds(33).ns());
    ASSERT_EQ(result.nodes.size(), 3U);
    EXPECT_EQ(result.nodes[1].boots, 2U);
}

TEST(Runner, WithoutSettleEndsWhenTheWorldComesToRest) {
    Scenario idle = scenario("behaves");
    idle.faults = {fault("kill", "kill_process", "n1:idler", 5)};
    const model::RunResult result = run(idle, {.seed = 1});
    EXPECT_EQ(result.reason, "");
    EXPECT_EQ(Duration::nanoseconds(result.virtual_time_ns) / 1'000'000'000,
              Duration::nanoseconds(5));
    EXPECT_EQ(result.faults.front().outcome, model::FaultOutcome::fired);
}

TEST(Runner, AVirtualTimeThatIsNotEnoughIsUnknown) {
    Scenario ping = pinging();
    ping.limits.virtual_time = Duration::seconds(10);
    const model::RunResult result = run(ping, {.seed = 1});
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_EQ(result.reason, "limits.virtual_time = 10s was reached before the run had settled");
}

TEST(Runner, ALivelockNamesItsMembers) {
    Scenario spin = scenario("behaves", 1);
    spin.system.options.set("how", std::string("spin"));
    spin.cpu_step = {};
    spin.limits.events_at_one_instant = 10'000;
    const model::RunResult result = run(spin, {.seed = 1});
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_EQ(result.reason,
              "time stands still at 0s: 10000 events at one instant, by n1 spin <0.1.0>");
}

TEST(Runner, TooManyEventsAreUnknown) {
    Scenario spin = scenario("behaves", 1);
    spin.system.options.set("how", std::string("spin"));
    spin.limits.events = 5'000;
    const model::RunResult result = run(spin, {.seed = 1});
    EXPECT_EQ(result.verdict, Verdict::unknown);
    EXPECT_EQ(result.reason.substr(0, 38), "limits.events = 5000 was reached at 0.");
}

TEST(Runner, AnExceptionOfTheSystemIsAnInternalErrorAndNotACrash) {
    Scenario broken = scenario("behaves");
    broken.system.options.set("how", std::string("throw"));
    EXPECT_EQ(run(broken, {.seed = 1}).internal_error, "the system fell over");
}

TEST(Runner, AStoppedRunIsInterruptedAndHasNoVerdictOfItsOwn) {
    const std::atomic<bool> stop = true;
    const model::RunResult result = run(pinging(), {.seed = 1, .stop = &stop});
    EXPECT_TRUE(result.is_interrupted);
}

TEST(Runner, AViolationTellsWhatHappenedBeforeIt) {
    Scenario idle = scenario("behaves");
    idle.properties = {{.name = "nobody", .kind = "nobody_exits"}};
    idle.faults = {fault("kill", "kill_process", "n2:idler", 5)};
    const model::RunResult result = run(idle, {.seed = 1});
    EXPECT_EQ(result.verdict, Verdict::violated);
    ASSERT_EQ(result.violations.size(), 1U);
    EXPECT_EQ(result.violations.front().property, "nobody");
    EXPECT_EQ(result.violations.front().node, "n2");
    const auto& events = result.violations.front().last_events;
    ASSERT_GE(events.size(), 3U);
    EXPECT_EQ(events.back().what, "exit reason=killed label=idle");
    EXPECT_EQ(events[events.size() - 2].what.substr(0, 20), "exit_signal to=idle ");
    EXPECT_EQ(events[events.size() - 3].what,
              "fault_begin id=kill fault=kill_process target=n2:idler");
}

faults::ChaosSpec crashes(std::int64_t least, std::int64_t most, Duration until) {
    const auto* const entry = model::Registry<faults::FaultEntry>::instance().find("crash_node");
    faults::ChaosSpec spec{.id = "c",
                           .kind = "crash_node",
                           .amount = faults::Range<std::int64_t>{least, most},
                           .until = Time() + until,
                           .targets = {*faults::parse_selector("any_node")}};
    for (const model::Option& option : entry->options) {
        spec.options.push_back({.name = option.name, .values = {option.default_value}});
    }
    return spec;
}

// Goal: chaos that cannot do what it was asked for is no silent pass. Method: crashes of ten
// seconds in a window of nine, and in one that has room.
TEST(Runner, ChaosThatFindsNoRoomIsAHole) {
    Scenario cramped = pinging();
    cramped.properties = {{.name = "nobody", .kind = "nobody_exits"}};
    cramped.chaos = {crashes(3, 3, Duration::seconds(9))};
    const model::RunResult result = run(cramped, {.seed = 1});
    ASSERT_EQ(result.holes.size(), 1U);
    EXPECT_EQ(result.holes.front().what,
              "chaos c (crash_node) planned 0 of 3 faults: no room in its window and budget");
    cramped.chaos = {crashes(3, 6, Duration::seconds(300))};
    EXPECT_TRUE(run(cramped, {.seed = 1}).holes.empty());
}

TEST(Runner, APlanWrittenOutGivesTheSameDigest) {
    Scenario chaotic = pinging();
    chaotic.chaos = {crashes(3, 6, Duration::seconds(90))};
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const Scenario plan = plan_of(chaotic, seed);
        EXPECT_TRUE(plan.chaos.empty());
        EXPECT_GE(plan.faults.size(), 3U);
        EXPECT_EQ(run(plan, {.seed = seed}).digest, run(chaotic, {.seed = seed}).digest);
    }
}

}  // namespace
}  // namespace teacup::scenarios
