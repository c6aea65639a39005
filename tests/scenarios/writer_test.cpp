#include <teacup/scenarios/writer.hpp>

#include <filesystem>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include <teacup/scenarios/loader.hpp>

#include "test_kinds.hpp"

namespace teacup::scenarios {
namespace {

Scenario good(const std::string& text) {
    const LoadResult loaded = parse_scenario(text, "x.toml");
    EXPECT_TRUE(loaded.has_value()) << (loaded ? "" : to_string(loaded.error().front())) << text;
    return loaded ? *loaded : Scenario{};
}

std::string written(const Scenario& scenario, const WriteOptions& options = {}) {
    std::ostringstream out;
    write_scenario(scenario, options, out);
    return out.str();
}

const std::string everything = R"(schema = 1
about = "Says \"all\" of it, in C:\\temp."
settle = "30s"
mutant = "test_mutant"
limits = { virtual_time = "121500ms", events = 1_000_000, events_at_one_instant = 1000 }
cpu = { step = "2us" }
scheduling = { policy = "fifo" }
distribution = { net_ticktime = "8s", net_tickintensity = 8, net_setuptime = "1s" }
budget = { nodes_down_max = 2, quiet_end = "20s" }
expect = { property = "rule-2", seeds = "some" }

[system]
kind = "test_service"
nodes = 4
eager = false
copies = 9
pause = "never"
loss = 0.123456789
speed = 2.5
arrivals = "7/10m"
greeting = "it's \"so\"\n"
mode = "hard"
peers = ["a", "b"]
sizes = [4, 5]
delay = { kind = "long_tail", min = "1ms", median = "5ms", spread = 1.25 }
stop = "brutal_kill"
clients = [{ name = "c1" }, { name = "c2", period = "2s" }]

[network]
latency = { kind = "uniform", min = "1ms", max = "2ms" }
[[network.link]]
between = "n1>n3"
latency = { kind = "exponential", min = "1ms", mean = "3ms" }
[[network.link]]
between = "n1-n2"
latency = "7ms"

[[fault]]
id = "cut"
kind = "test_outage"
at = "1.000000001s"
lasts = "90s"
target = [["n1"], ["n2", "n3"]]
power = 7
[[fault]]
id = "sting"
kind = "test_sting"
at = "0s"
target = "any_node:shop/any_worker"
pick = 9223372036854775807
drawn = true
reason = "boom"

[[chaos]]
id = "storm"
kind = "test_outage"
count = { min = 2, max = 5 }
lasts = { min = "1s", max = "20s" }
target = ["any_node", "n1-n2", "n1>all"]
power = { min = 2, max = 4 }
mode = ["soft", "hard"]
extra = "3ms"
[[chaos]]
id = "split"
kind = "test_outage"
rate = "1/20s"
from = "3s"
until = "90s"
lasts = "1s"
target = [["n1", "n4"], ["n2"]]

[[property]]
kind = "test_rule"
[[property]]
kind = "test_rule"
name = "rule-2"
within = "3s"
[[property]]
kind = "test_strict_rule"
limit = 3
)";

TEST(WriteScenario, GivesAnEqualScenario) {
    const Scenario scenario = good(everything);
    EXPECT_EQ(good(written(scenario)), scenario) << written(scenario);
}

TEST(WriteScenario, LeavesDefaultsOut) {
    EXPECT_EQ(written(good(scenario_head), {.comment = "A plan.\n\nOf seed 7."}), R"(# A plan.
#
# Of seed 7.

schema = 1

[system]
kind = "test_service"
nodes = 3

[[property]]
kind = "test_rule"
)");
}

TEST(WriteScenario, IsAFixedPoint) {
    const std::string once = written(good(everything));
    EXPECT_EQ(written(good(once)), once);
}

TEST(WriteScenario, WritesPlansOfDrawnFaults) {
    Scenario scenario = good(scenario_head);
    scenario.faults.push_back(
        {.id = "storm-1",
         .kind = "test_outage",
         .at = sim::Time::nanoseconds(12'345'678'901),
         .lasts = sim::Duration::nanoseconds(987'654'321),
         .target = *faults::parse_selector("any_node"),
         .pick = 42,
         .origin = model::FaultOrigin::drawn,
         .options = {{"power", std::int64_t{4}}, {"mode", "hard"}, {"extra", sim::Duration{}}}});
    const std::string text = written(scenario);
    EXPECT_NE(text.find(R"(
[[fault]]
id = "storm-1"
kind = "test_outage"
at = "12345678901ns"
lasts = "987654321ns"
target = "any_node"
pick = 42
drawn = true
power = 4
mode = "hard"
)"),
              std::string::npos)
        << text;
    EXPECT_EQ(good(text), scenario);
}

TEST(WriteScenario, KeepsTreesWhereverItIsWritten) {
    namespace fs = std::filesystem;
    const std::string library = std::string(TEACUP_SOURCE_DIR) + "/scenarios/library";
    const std::string text = R"(schema = 1
system = { kind = "test_forest", nodes = 3, tree = "trees/rabbitmq.tree.toml" }
property = [{ kind = "test_rule" }]
)";
    const LoadResult loaded = parse_scenario(text, library + "/broker.toml");
    ASSERT_TRUE(loaded.has_value()) << to_string(loaded.error().front());
    const std::string elsewhere = std::string(TEACUP_SOURCE_DIR) + "/tests";
    const std::string moved = written(*loaded, {.directory = elsewhere});
    EXPECT_NE(moved.find("tree = \"../scenarios/library/trees/rabbitmq.tree.toml\""),
              std::string::npos)
        << moved;
    const LoadResult again = parse_scenario(moved, elsewhere + "/plan.toml");
    ASSERT_TRUE(again.has_value()) << to_string(again.error().front());
    EXPECT_EQ(*again, *loaded);
}

TEST(WriteScenario, WritesTreesThatStoodInTheScenario) {
    const Scenario scenario = good(R"(schema = 1
property = [{ kind = "test_rule" }]
[system]
kind = "test_forest"
[system.tree]
about = "Small."
application = [{ name = "shop" }]
process = [{ path = "shop/sup", strategy = "one_for_all" }, { path = "shop/sup/a" }]
)");
    EXPECT_EQ(good(written(scenario)), scenario) << written(scenario);
}

}  // namespace
}  // namespace teacup::scenarios
