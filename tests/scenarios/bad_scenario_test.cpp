#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bad_input.hpp"
#include "test_kinds.hpp"

namespace teacup::scenarios {
namespace {

const std::vector<BadInput> documents{
    {"empty", "", {"is empty; a first line may be: schema = 1"}},
    {"only blanks", "  \n\n", {"is empty; a first line may be: schema = 1"}},
    {"only a comment",
     "# nothing\n",
     {"1:1: the scenario lacks the key \"schema\"; add it, as schema = 1",
      "1:1: the scenario lacks the table [system]; add it, with a kind",
      "1:1: the scenario has no property, so it proves nothing; add a [[property]]"}},
    {"lacks schema",
     R"(system = { kind = "test_service", nodes = 3 }
property = [{ kind = "test_rule" }]
)",
     {"1:1: the scenario lacks the key \"schema\"; add it, as schema = 1"}},
    {"other schema",
     R"(schema = 2
system = { kind = "test_service", nodes = 3 }
property = [{ kind = "test_rule" }]
)",
     {"1:10: \"schema\" = 2 is out of range; allowed is 1"}},
    {"schema as text",
     R"(schema = "1"
system = { kind = "test_service", nodes = 3 }
property = [{ kind = "test_rule" }]
)",
     {"1:10: \"schema\" must be an integer, not a text; write it like schema = 1"}},
    {"lacks system",
     R"(schema = 1
property = [{ kind = "test_rule" }]
)",
     {"1:1: the scenario lacks the table [system]; add it, with a kind"}},
    {"lacks property",
     R"(schema = 1
system = { kind = "test_service" }
)",
     {"1:1: the scenario has no property, so it proves nothing; add a [[property]]"}},
    {"system is no table",
     R"(schema = 1
system = "test_service"
property = [{ kind = "test_rule" }]
)",
     {"2:10: [system] must be a table, not a text; write its keys below that heading"}},
    {"system lacks kind",
     R"(schema = 1
system = { nodes = 3 }
property = [{ kind = "test_rule" }]
)",
     {"2:10: [system] lacks the key \"kind\"; add it, as kind = \"supervised_tree\""}},
    {"unknown system",
     R"(schema = 1
system = { kind = "test_servise", nodes = 3 }
property = [{ kind = "test_rule" }]
)",
     {"2:19: \"kind\" = \"test_servise\" is unknown; did you mean \"test_service\"?"}},
    {"no nodes",
     R"(schema = 1
system = { kind = "test_service", nodes = 0 }
property = [{ kind = "test_rule" }]
)",
     {"2:43: \"nodes\" = 0 is out of range; allowed is 1 to 10000"}},
    {"absurdly many nodes",
     R"(schema = 1
system = { kind = "test_service", nodes = 1_000_000_000 }
property = [{ kind = "test_rule" }]
)",
     {"2:43: \"nodes\" = 1000000000 is out of range; allowed is 1 to 10000"}},
    {"truncated string",
     R"(schema = 1
about = "A node th)",
     {"2:19: is not TOML: in string: encountered end-of-file; correct it"}},
    {"truncated table",
     R"(schema = 1
limits = { virtual_time = "60s",)",
     {"2:33: is not TOML: in inline table: encountered end-of-file; correct it"}},
    {"truncated header",
     "schema = 1\n[syst",
     {"2:6: is not TOML: in table header: encountered end-of-file; correct it"}},
    {"key twice",
     "schema = 1\nschema = 1\n",
     {"2:10: is not TOML: in key-value pair: cannot redefine existing integer 'schema'; correct "
      "it"}},
    {"table twice",
     "schema = 1\n[limits]\n[limits]\n",
     {"3:1: is not TOML: in table header: cannot redefine existing table 'limits'; correct it"}},
    {"header is no key",
     "schema = 1\n[[=fault]]\n",
     {"2:3: is not TOML: in table header: this begins no key; correct it"}},
    {"brackets do not match",
     R"(schema = 1
property = [{ kind = "test_rule" ]
)",
     {"2:34: is not TOML: \"]\" closes a \"{\"; correct one of them"}},
    {"missing value",
     "schema =\n",
     {"1:9: is not TOML: in key-value pair: expected value, saw '\\n'; correct it"}},
};

const std::vector<BadInput> sections{
    {"unknown key",
     scenario_head + R"(setle = "30s"
)",
     {"4:1: unknown key \"setle\" in the scenario; did you mean \"settle\"?"}},
    {"unknown key like no other",
     scenario_head + "xyzzy = 1\n",
     {"4:1: unknown key \"xyzzy\" in the scenario; known keys are: about, budget, chaos, cpu, "
      "distribution, expect, fault, limits, mutant, network, property, scheduling, schema, settle, "
      "system"}},
    {"unknown key in section",
     scenario_head + R"(limits = { time = "60s" }
)",
     {"4:12: unknown key \"time\" in [limits]; known keys are: events, events_at_one_instant, "
      "virtual_time"}},
    {"seed in the file",
     scenario_head + "seed = 7\n",
     {"4:1: a seed is no part of a scenario; give it to the run, as --seed 7"}},
    {"section is no table",
     scenario_head + R"(limits = "60s"
)",
     {"4:10: [limits] must be a table, not a text; write its keys below that heading"}},
    {"section is an array",
     scenario_head + "[[limits]]\nevents = 5\n",
     {"4:1: [limits] must be a table, not an array; write its keys below that heading"}},
    {"duration as number",
     scenario_head + "limits = { virtual_time = 60 }\n",
     {"4:27: \"virtual_time\" must be a text with a unit, not a number; write it as \"120s\""}},
    {"duration without unit",
     scenario_head + R"(limits = { virtual_time = "60" }
)",
     {"4:27: \"virtual_time\" = \"60\" lacks a unit; add ns, us, ms, s, m or h, as \"60s\""}},
    {"duration with unknown unit",
     scenario_head + R"(limits = { virtual_time = "60 sec" }
)",
     {"4:27: \"virtual_time\" = \"60 sec\" is no duration; write a number and ns, us, ms, s, m or "
      "h"}},
    {"negative duration",
     scenario_head + R"(limits = { virtual_time = "-60s" }
)",
     {"4:27: \"virtual_time\" = \"-60s\" is negative; remove the minus"}},
    {"zero duration",
     scenario_head + R"(limits = { virtual_time = "0s" }
)",
     {"4:27: \"virtual_time\" = \"0s\" is out of range; allowed is \"1ns\" or more"}},
    {"absurdly long duration",
     scenario_head + R"(limits = { virtual_time = "99999999999h" }
)",
     {"4:27: \"virtual_time\" = \"99999999999h\" is longer than 100 years; shorten it"}},
    {"too fine duration",
     scenario_head + R"(cpu = { step = "0.5ns" }
)",
     {"4:16: \"step\" = \"0.5ns\" is finer than a nanosecond; round it"}},
    {"duration above its range",
     scenario_head + R"(cpu = { step = "2s" }
)",
     {"4:16: \"step\" = \"2s\" is out of range; allowed is \"0s\" to \"1s\""}},
    {"negative count",
     scenario_head + "limits = { events = -1 }\n",
     {"4:21: \"events\" = -1 is out of range; allowed is 1 to 1000000000000000"}},
    {"real for an integer",
     scenario_head + "limits = { events = 1.5 }\n",
     {"4:21: \"events\" must be an integer, not a real number; write it like events = 1_000_000"}},
    {"date for a text",
     scenario_head + "about = 2024-01-01\n",
     {"4:9: \"about\" must be a text, not a date or time; write it like about = \"A node that is "
      "cut off is declared down.\""}},
    {"empty text",
     scenario_head + R"(about = ""
)",
     {"4:9: \"about\" is an empty text; write something, or leave the key out"}},
    {"unknown choice",
     scenario_head + R"(scheduling = { policy = "fife" }
)",
     {"4:25: \"policy\" = \"fife\" is unknown; did you mean \"fifo\"?"}},
    {"choice of another type",
     scenario_head + "scheduling = { policy = true }\n",
     {"4:25: \"policy\" must be a text, not a boolean; write it like policy = \"fifo\""}},
    {"intensity out of range",
     scenario_head + "distribution = { net_tickintensity = 3 }\n",
     {"4:38: \"net_tickintensity\" = 3 is out of range; allowed is 4 to 1000"}},
    {"unknown mutant",
     scenario_head + R"(mutant = "test_mutants"
)",
     {"4:10: \"mutant\" = \"test_mutants\" is unknown; did you mean \"test_mutant\"?"}},
    {"settle longer than the run",
     scenario_head + R"(settle = "20m"
)",
     {"4:10: \"settle\" is not shorter than limits.virtual_time, 10m; make one shorter or the "
      "other longer"}},
    {"unknown latency",
     scenario_head + R"(network = { latency = { kind = "normal", mean = "1ms" } }
)",
     {"4:32: \"kind\" = \"normal\" is unknown; known are: exponential, long_tail, uniform"}},
    {"latency lacks kind",
     scenario_head + R"(network = { latency = { mean = "1ms" } }
)",
     {"4:23: \"latency\" lacks the key \"kind\"; add it, as kind = \"uniform\""}},
    {"latency lacks parameter",
     scenario_head + R"(network = { latency = { kind = "exponential" } }
)",
     {"4:23: \"latency\" lacks the key \"mean\"; add it, as mean = \"900us\""}},
    {"latency with anothers parameter",
     scenario_head +
         R"(network = { latency = { kind = "exponential", mean = "1ms", median = "1ms" } }
)",
     {"4:61: unknown key \"median\" in \"latency\"; did you mean \"mean\"?"}},
    {"latency min above max",
     scenario_head + R"(network = { latency = { kind = "uniform", min = "2ms", max = "1ms" } }
)",
     {"4:23: \"latency\" has a min above its max; swap them"}},
    {"spread out of range",
     scenario_head + R"(network = { latency = { kind = "long_tail", median = "1ms", spread = 9 } }
)",
     {"4:70: \"spread\" = 9.0 is out of range; allowed is 0.0 to 4.0"}},
    {"link to an unknown node",
     scenario_head + R"(network = { link = [{ between = "n1-n4", latency = "1ms" }] }
)",
     {"4:33: there is no node \"n4\"; this system has n1 to n3"}},
    {"link is no link",
     scenario_head + R"(network = { link = [{ between = "n1", latency = "1ms" }] }
)",
     {"4:33: \"between\" must name two nodes; write it like between = \"n1-n3\""}},
    {"link to itself",
     scenario_head + R"(network = { link = [{ between = "n1-n1", latency = "1ms" }] }
)",
     {"4:33: \"between\" = \"n1-n1\": links a node with itself; name two nodes"}},
};

const std::vector<BadInput> options{
    {"unknown option",
     R"(schema = 1
system = { kind = "test_service", eagre = true }
property = [{ kind = "test_rule" }]
)",
     {"2:35: unknown key \"eagre\" in [system]; did you mean \"eager\"?"}},
    {"boolean as text",
     R"(schema = 1
system = { kind = "test_service", eager = "true" }
property = [{ kind = "test_rule" }]
)",
     {"2:43: \"eager\" must be true or false, not a text; write it like eager = false"}},
    {"probability above one",
     R"(schema = 1
system = { kind = "test_service", loss = 1.5 }
property = [{ kind = "test_rule" }]
)",
     {"2:42: \"loss\" = 1.5 is no probability; write a number from 0 to 1"}},
    {"probability is no number",
     R"(schema = 1
system = { kind = "test_service", loss = nan }
property = [{ kind = "test_rule" }]
)",
     {"2:42: \"loss\" = nan is no probability; write a number from 0 to 1"}},
    {"too fine probability",
     R"(schema = 1
system = { kind = "test_service", loss = 1e-12 }
property = [{ kind = "test_rule" }]
)",
     {"2:42: \"loss\" = 1e-12 is finer than the least step, 0.000000001; round it"}},
    {"infinite factor",
     R"(schema = 1
system = { kind = "test_service", speed = inf }
property = [{ kind = "test_rule" }]
)",
     {"2:43: \"speed\" = inf is too large; write a smaller number"}},
    {"negative factor",
     R"(schema = 1
system = { kind = "test_service", speed = -2.0 }
property = [{ kind = "test_rule" }]
)",
     {"2:43: \"speed\" = -2.0 is out of range; allowed is 0.0 or more"}},
    {"rate without slash",
     R"(schema = 1
system = { kind = "test_service", arrivals = "2 a second" }
property = [{ kind = "test_rule" }]
)",
     {"2:46: \"arrivals\" = \"2 a second\" is not a rate; write a count, a slash and a duration, "
      "as \"2/s\" or \"1/10m\""}},
    {"rate of nothing",
     R"(schema = 1
system = { kind = "test_service", arrivals = "0/s" }
property = [{ kind = "test_rule" }]
)",
     {"2:46: \"arrivals\" = \"0/s\" is a rate of nothing; both numbers must be above 0"}},
    {"list of other type",
     R"(schema = 1
system = { kind = "test_service", peers = ["a", 1] }
property = [{ kind = "test_rule" }]
)",
     {"2:49: \"peers\" must be an array of texts, and this is an integer; write it like peers = "
      "[\"a\"]"}},
    {"list is no list",
     R"(schema = 1
system = { kind = "test_service", sizes = 3 }
property = [{ kind = "test_rule" }]
)",
     {"2:43: \"sizes\" must be an array of integers, not an integer; write it like sizes = [4]"}},
    {"negative in a list",
     R"(schema = 1
system = { kind = "test_service", sizes = [1, -1] }
property = [{ kind = "test_rule" }]
)",
     {"2:47: \"sizes\" = -1 is out of range; allowed is 0 or more"}},
    {"unknown shutdown",
     R"(schema = 1
system = { kind = "test_service", stop = "brutal" }
property = [{ kind = "test_rule" }]
)",
     {"2:42: \"stop\" = \"brutal\" is no duration; write a number and ns, us, ms, s, m or h, or "
      "\"infinity\""}},
    {"word or duration",
     R"(schema = 1
system = { kind = "test_service", pause = "sometime" }
property = [{ kind = "test_rule" }]
)",
     {"2:43: \"pause\" = \"sometime\" is no duration; write a number and ns, us, ms, s, m or h, or "
      "\"never\""}},
    {"table lacks key",
     R"(schema = 1
system = { kind = "test_service", clients = [{ period = "1s" }] }
property = [{ kind = "test_rule" }]
)",
     {"2:46: \"clients\" lacks the key \"name\"; add it, as name = \"c1\""}},
    {"unknown key in a table",
     R"(schema = 1
system = { kind = "test_service", clients = [{ name = "c", perod = "1s" }] }
property = [{ kind = "test_rule" }]
)",
     {"2:60: unknown key \"perod\" in \"clients\"; did you mean \"period\"?"}},
};

const std::vector<BadInput> properties{
    {"unknown property",
     R"(schema = 1
system = { kind = "test_service" }
property = [{ kind = "test_rul" }]
)",
     {"3:22: \"kind\" = \"test_rul\" is unknown; did you mean \"test_rule\"?"}},
    {"property is no array",
     R"(schema = 1
system = { kind = "test_service" }
property = { kind = "test_rule" }
)",
     {"3:12: [[property]] must be an array of tables; double the brackets"}},
    {"property twice",
     R"(schema = 1
system = { kind = "test_service" }
property = [{ kind = "test_rule" }, { kind = "test_rule" }]
)",
     {"3:46: there are two properties \"test_rule\"; give one another \"name\""}},
    {"property lacks option",
     R"(schema = 1
system = { kind = "test_service" }
property = [{ kind = "test_strict_rule" }]
)",
     {"3:13: [[property]] lacks the key \"limit\"; add it, as limit = 3"}},
    {"expects unknown property",
     scenario_head + R"(expect = { property = "recovery" }
)",
     {"4:23: this scenario has no property \"recovery\"; it has: test_rule"}},
    {"expects in unknown seeds",
     scenario_head + R"(expect = { property = "test_rule", seeds = "most" }
)",
     {"4:44: \"seeds\" = \"most\" is unknown; known are: every, some"}},
};

TEST(BadScenario, TellsWhatIsWrongWithADocument) {
    expect_scenario_errors(documents);
}

TEST(BadScenario, TellsWhatIsWrongInASection) {
    expect_scenario_errors(sections);
}

TEST(BadScenario, TellsWhatIsWrongWithAnOption) {
    expect_scenario_errors(options);
}

TEST(BadScenario, TellsWhatIsWrongWithAProperty) {
    expect_scenario_errors(properties);
}

}  // namespace
}  // namespace teacup::scenarios
