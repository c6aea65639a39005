#include <teacup/scenarios/loader.hpp>

#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "test_kinds.hpp"

namespace teacup::scenarios {
namespace {

using sim::Duration;

std::string all_of(const Diagnostics& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        text += to_string(diagnostic);
    }
    return text;
}

Scenario good(const std::string& text, const LoadOptions& options = {}) {
    const LoadResult loaded = parse_scenario(text, "x.toml", options);
    EXPECT_TRUE(loaded.has_value()) << all_of(loaded.has_value() ? Diagnostics{} : loaded.error());
    return loaded.has_value() ? *loaded : Scenario{};
}

std::string bad(const std::string& text, const LoadOptions& options = {}) {
    const LoadResult loaded = parse_scenario(text, "x.toml", options);
    return loaded.has_value() ? "no error" : all_of(loaded.error());
}

TEST(Loader, FillsInEveryDefault) {
    const Scenario scenario = good(scenario_head);
    EXPECT_EQ(scenario.limits, Limits{});
    EXPECT_EQ(scenario.settle, std::nullopt);
    EXPECT_EQ(scenario.system.kind, "test_service");
    EXPECT_EQ(scenario.system.nodes, 3);
    EXPECT_EQ(scenario.network, NetworkSpec{});
    EXPECT_EQ(scenario.cpu_step, Duration::microseconds(1));
    EXPECT_EQ(scenario.scheduling, sim::SchedulingPolicy::random);
    EXPECT_EQ(scenario.distribution, DistributionSpec{});
    EXPECT_EQ(scenario.budget, faults::Budget{});
    EXPECT_EQ(scenario.properties.at(0).name, "test_rule");
    EXPECT_EQ(scenario.properties.at(0).options.duration("within"), Duration::seconds(10));
    EXPECT_EQ(scenario.expect, std::nullopt);
    EXPECT_TRUE(scenario.system.options.boolean("eager"));
    EXPECT_FALSE(scenario.system.options.has("greeting"));
}

TEST(Loader, ReadsEveryTypeOfOption) {
    const Scenario scenario = good(R"(schema = 1
[system]
kind = "test_service"
eager = false
copies = 9
pause = "never"
loss = 0.1
speed = 2
arrivals = "7/m"
greeting = "hi"
mode = "hard"
peers = ["a", "b"]
sizes = [4, 5]
delay = { kind = "long_tail", min = "1ms", median = "5ms", spread = 1.5 }
stop = "brutal_kill"
clients = [{ name = "c1" }, { name = "c2", period = "2s" }]
[[property]]
kind = "test_strict_rule"
name = "strict-1"
limit = 3
)");
    const model::OptionValues& options = scenario.system.options;
    EXPECT_FALSE(options.boolean("eager"));
    EXPECT_EQ(options.integer("copies"), 9);
    EXPECT_TRUE(options.duration("pause").is_infinite());
    EXPECT_EQ(options.probability("loss"), sim::Probability::ratio(1, 10));
    EXPECT_EQ(options.factor("speed").count, 2'000'000);
    EXPECT_EQ(options.rate("arrivals"), (model::Rate{7, Duration::seconds(60)}));
    EXPECT_EQ(options.text("greeting"), "hi");
    EXPECT_EQ(options.text("mode"), "hard");
    EXPECT_EQ(options.texts("peers"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(options.integers("sizes"), (std::vector<std::int64_t>{4, 5}));
    EXPECT_EQ(options.latency("delay"),
              (sim::Latency{.kind = sim::Latency::Kind::long_tail,
                            .spread_per_mille = 1500,
                            .low = Duration::milliseconds(1),
                            .high = Duration::milliseconds(5)}));
    EXPECT_EQ(options.shutdown("stop"), model::Shutdown::brutal_kill());
    ASSERT_EQ(options.tables("clients").size(), 2U);
    EXPECT_EQ(options.tables("clients")[0].duration("period"), Duration::seconds(1));
    EXPECT_EQ(options.tables("clients")[1].text("name"), "c2");
    EXPECT_EQ(scenario.properties.at(0).name, "strict-1");
    EXPECT_EQ(scenario.properties.at(0).options.integer("limit"), 3);
}

TEST(Loader, ReadsTheRestOfAScenario) {
    const Scenario scenario = good(R"(schema = 1
about = "All of it."
settle = "30s"
mutant = "test_mutant"
limits = { virtual_time = "120s", events = 1_000_000, events_at_one_instant = 1000 }
system = { kind = "test_service", nodes = 3 }
cpu = { step = "2us" }
scheduling = { policy = "fifo" }
distribution = { net_ticktime = "8s", net_tickintensity = 8, net_setuptime = "1s" }
budget = { nodes_down_max = 2, quiet_end = "40s" }
expect = { property = "test_rule", seeds = "some" }

[network]
latency = { kind = "uniform", min = "1ms", max = "2ms" }
[[network.link]]
between = "n1>n3"
latency = "40ms"

[[property]]
kind = "test_rule"
)");
    EXPECT_EQ(scenario.about, "All of it.");
    EXPECT_EQ(scenario.settle, Duration::seconds(30));
    EXPECT_EQ(scenario.mutant, "test_mutant");
    EXPECT_EQ(scenario.limits, (Limits{Duration::seconds(120), 1'000'000, 1000}));
    EXPECT_EQ(scenario.cpu_step, Duration::microseconds(2));
    EXPECT_EQ(scenario.scheduling, sim::SchedulingPolicy::fifo);
    EXPECT_EQ(scenario.distribution,
              (DistributionSpec{Duration::seconds(8), 8, Duration::seconds(1)}));
    EXPECT_EQ(scenario.budget, (faults::Budget{2, Duration::seconds(40)}));
    EXPECT_EQ(scenario.expect, (model::Expectation{.property = "test_rule", .every_seed = false}));
    EXPECT_EQ(scenario.network.latency.kind, sim::Latency::Kind::uniform);
    ASSERT_EQ(scenario.network.links.size(), 1U);
    EXPECT_EQ(scenario.network.links[0].from, "n1");
    EXPECT_TRUE(scenario.network.links[0].is_one_way);
    EXPECT_EQ(scenario.network.links[0].latency,
              sim::Latency::constant(Duration::milliseconds(40)));
}

TEST(Loader, ReadsScriptedFaults) {
    const Scenario scenario = good(scenario_head + R"(
[[fault]]
id = "cut"
kind = "test_outage"
at = "5s"
lasts = "90s"
target = [["n1"], ["n2", "n3"]]
power = 7

[[fault]]
id = "sting"
kind = "test_sting"
at = "1.5s"
target = "any_worker"
pick = 17
drawn = true
)");
    ASSERT_EQ(scenario.faults.size(), 2U);
    const faults::PlannedFault& cut = scenario.faults[0];
    EXPECT_EQ(cut.id, "cut");
    EXPECT_EQ(cut.kind, "test_outage");
    EXPECT_EQ(cut.at.ns(), 5'000'000'000);
    EXPECT_EQ(cut.lasts, Duration::seconds(90));
    EXPECT_EQ(to_string(cut.target), R"([["n1"], ["n2", "n3"]])");
    EXPECT_EQ(cut.pick, std::nullopt);
    EXPECT_EQ(cut.origin, model::FaultOrigin::scripted);
    EXPECT_EQ(cut.options.integer("power"), 7);
    EXPECT_EQ(cut.options.text("mode"), "soft");
    EXPECT_EQ(cut.place.line, 5);
    EXPECT_EQ(cut.place.file, "x.toml");
    const faults::PlannedFault& sting = scenario.faults[1];
    EXPECT_EQ(sting.pick, 17U);
    EXPECT_EQ(sting.origin, model::FaultOrigin::drawn);
    EXPECT_EQ(to_string(sting.target), "any_node:any_worker");
}

TEST(Loader, ReadsChaosWithRangesAndLists) {
    const Scenario scenario = good(scenario_head + R"(
[[chaos]]
id = "storm"
kind = "test_outage"
count = { min = 2, max = 5 }
from = "10s"
lasts = { min = "1s", max = "20s" }
target = ["any_node", "n1-n2"]
power = { min = 2, max = 4 }
mode = ["soft", "hard"]

[[chaos]]
id = "stings"
kind = "test_sting"
rate = "2/m"
until = "90s"
target = "n1:any_process"
reason = "boom"
)");
    ASSERT_EQ(scenario.chaos.size(), 2U);
    const faults::ChaosSpec& storm = scenario.chaos[0];
    EXPECT_EQ(std::get<faults::Range<std::int64_t>>(storm.amount),
              (faults::Range<std::int64_t>{2, 5}));
    EXPECT_EQ(storm.from.ns(), 10'000'000'000);
    EXPECT_EQ(storm.until.ns(), 570'000'000'000);  // 600 s less 30 s of quiet.
    EXPECT_EQ(storm.lasts, (faults::Range<Duration>{Duration::seconds(1), Duration::seconds(20)}));
    EXPECT_EQ(storm.targets.size(), 2U);
    ASSERT_EQ(storm.options.size(), 3U);
    EXPECT_EQ(storm.options[0].rule, faults::DrawRule::between);
    EXPECT_EQ(std::get<std::int64_t>(storm.options[0].values[1]), 4);
    EXPECT_EQ(storm.options[1].rule, faults::DrawRule::one_of);
    EXPECT_EQ(storm.options[1].values.size(), 2U);
    EXPECT_EQ(storm.options[2].rule, faults::DrawRule::fixed);
    const faults::ChaosSpec& stings = scenario.chaos[1];
    EXPECT_EQ(std::get<model::Rate>(stings.amount), (model::Rate{2, Duration::seconds(60)}));
    EXPECT_EQ(stings.lasts, std::nullopt);
    EXPECT_EQ(std::get<std::string>(stings.options[0].values[0]), "boom");
}

TEST(Loader, TellsAllErrorsOfAFileInTheOrderOfItsLines) {
    const std::string told = bad(R"(schema = 1
setle = "30s"
limits = { virtual_time = 60 }
system = { kind = "test_servic" }
[[fault]]
id = "a b"
kind = "test_sting"
at = "5 seconds"
target = "db"
[[property]]
kind = "test_rule"
within = "-1s"
)");
    EXPECT_EQ(told, R"(x.toml:2:1: unknown key "setle" in the scenario; did you mean "settle"?
    setle = "30s"
    ^
x.toml:3:27: "virtual_time" must be a text with a unit, not a number; write it as "120s"
    limits = { virtual_time = 60 }
                              ^
x.toml:4:19: "kind" = "test_servic" is unknown; did you mean "test_service"?
    system = { kind = "test_servic" }
                      ^
x.toml:6:6: "a b" cannot name anything; use letters, digits, - and _, at most 100
    id = "a b"
         ^
x.toml:8:6: "at" = "5 seconds" is no duration; write a number and ns, us, ms, s, m or h
    at = "5 seconds"
         ^
x.toml:9:10: "target" = "db": names no node; write "n1", "any_node", or "n1:db" for a process
    target = "db"
             ^
x.toml:12:10: "within" = "-1s" is negative; remove the minus
    within = "-1s"
             ^
)");
}

TEST(Loader, LetsAPropertyCheckWhatTypesCannotSay) {
    const std::string told = bad(R"(schema = 1
system = { kind = "test_service" }
[[property]]
kind = "sometimes_event"
event = "call_end"
where = ["outcome=timeout", "form=n1"]
)");
    EXPECT_EQ(told,
              "x.toml:6:9: \"form=n1\" is no condition on call_end; write field=text with one of: "
              "node, from, outcome\n"
              "    where = [\"outcome=timeout\", \"form=n1\"]\n"
              "            ^\n");
}

TEST(Loader, RefusesAnEventOfANodeThatIsNotThere) {
    const std::string scenario = R"(schema = 1
system = { kind = "test_service", nodes = 2 }
[[property]]
kind = "never_event"
event = "call_end"
where = ["outcome=timeout", "node=)";
    EXPECT_EQ(bad(scenario + "n3\"]\n"),
              "x.toml:6:9: there is no node \"n3\"; this system has n1 to n2\n"
              "    where = [\"outcome=timeout\", \"node=n3\"]\n"
              "            ^\n");
    EXPECT_EQ(good(scenario + "n2\"]\n").properties.size(), 1U);
    EXPECT_EQ(good(scenario + "n*\"]\n").properties.size(), 1U);
}

TEST(Loader, HashesTheFileAndItsOverrides) {
    const Scenario plain = good(scenario_head);
    EXPECT_EQ(plain.source.hash.size(), 32U);
    EXPECT_EQ(plain.source.path, "x.toml");
    EXPECT_EQ(good(scenario_head).source.hash, plain.source.hash);
    EXPECT_NE(good(scenario_head + "# more\n").source.hash, plain.source.hash);
    const Scenario changed = good(scenario_head, {.overrides = {"system.nodes=4"}});
    EXPECT_NE(changed.source.hash, plain.source.hash);
    EXPECT_EQ(changed.source.overrides, std::vector<std::string>{"system.nodes=4"});
}

TEST(Overrides, ChangeAddAndGoIntoArraysByName) {
    const std::string text = scenario_head + R"(
[[fault]]
id = "cut"
kind = "test_outage"
at = "5s"
lasts = "9s"
target = "n1"
)";
    const Scenario scenario =
        good(text,
             {.overrides = {"system.nodes=5",
                            "fault.cut.at=3s",
                            "fault.cut.target=n5",
                            "limits.virtual_time=60s",
                            "property.test_rule.within=\"7s\"",
                            "system.eager=false",
                            "scheduling.policy=fifo",
                            "settle=20s",
                            "network.latency={ kind = \"exponential\", mean = \"1ms\" }"}});
    EXPECT_EQ(scenario.system.nodes, 5);
    EXPECT_EQ(scenario.faults.at(0).at.ns(), 3'000'000'000);
    EXPECT_EQ(scenario.faults.at(0).target.node, "n5");
    EXPECT_EQ(scenario.limits.virtual_time, Duration::seconds(60));
    EXPECT_EQ(scenario.properties.at(0).options.duration("within"), Duration::seconds(7));
    EXPECT_FALSE(scenario.system.options.boolean("eager"));
    EXPECT_EQ(scenario.scheduling, sim::SchedulingPolicy::fifo);
    EXPECT_EQ(scenario.settle, Duration::seconds(20));
    EXPECT_EQ(scenario.network.latency.kind, sim::Latency::Kind::exponential);
}

TEST(Overrides, NameTheFlagInErrors) {
    const auto told = [](const std::string& text) {
        return bad(scenario_head, {.overrides = {text}});
    };
    EXPECT_EQ(told("system.nodes=none"),
              "--set system.nodes=none: \"nodes\" must be an integer, not a text; write it like "
              "nodes = 3\n");
    EXPECT_EQ(told("limits.virtual_tim=60s"),
              "--set limits.virtual_tim=60s: unknown key \"virtual_tim\" in [limits]; did you mean "
              "\"virtual_time\"?\n");
    EXPECT_EQ(told("limit.events=5"),
              "--set limit.events=5: unknown key \"limit\" in the scenario; did you mean "
              "\"limits\"?\n");
    EXPECT_EQ(told("system.nodes"),
              "--set system.nodes: is not key=value; write it like limits.virtual_time=60s\n");
    EXPECT_EQ(told("=5"), "--set =5: is not key=value; write it like limits.virtual_time=60s\n");
    EXPECT_EQ(told("a..b=5"),
              "--set a..b=5: has an empty part in its key; write it like "
              "limits.virtual_time=60s\n");
    EXPECT_EQ(
        told("schema.x=5"),
        "--set schema.x=5: goes through \"schema\", which is an integer, not a table; shorten "
        "the key\n");
    EXPECT_EQ(told("property.test_rul.within=5s"),
              "--set property.test_rul.within=5s: names \"test_rul\", which is not there; did you "
              "mean \"test_rule\"?\n");
    EXPECT_EQ(told("property.within=5s"),
              "--set property.within=5s: must also say which one; write property.NAME.KEY=VALUE\n");
}

}  // namespace
}  // namespace teacup::scenarios
