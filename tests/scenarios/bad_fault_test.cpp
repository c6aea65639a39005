#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bad_input.hpp"
#include "test_kinds.hpp"

namespace teacup::scenarios {
namespace {

const std::string fault_head = R"([[fault]]
id = "f"
kind = "test_outage"
at = "5s"
lasts = "9s"
)";

const std::string chaos_head = R"([[chaos]]
id = "c"
kind = "test_outage"
lasts = "9s"
target = "n1"
)";

const std::vector<BadInput> scripted{
    {"fault is a table",
     scenario_head + R"([fault]
id = "f"
)",
     {"4:1: [[fault]] must be an array of tables; double the brackets"}},
    {"fault lacks everything",
     scenario_head + "[[fault]]\n",
     {"4:1: [[fault]] lacks the key \"id\"; add it, as id = \"cut-db\"",
      "4:1: [[fault]] lacks the key \"kind\"; add it, as kind = \"partition\"",
      "4:1: [[fault]] lacks the key \"at\"; add it, as at = \"5s\"",
      "4:1: [[fault]] lacks the key \"target\"; add it, as target = \"n1\""}},
    {"unknown fault",
     scenario_head + R"([[fault]]
id = "f"
kind = "test_outige"
at = "5s"
lasts = "9s"
target = "n1"
)",
     {"6:8: \"kind\" = \"test_outige\" is unknown; did you mean \"test_outage\"?"}},
    {"unknown fault option",
     scenario_head + fault_head + R"(target = "n1"
powr = 5
)",
     {"10:1: unknown key \"powr\" in [[fault]]; did you mean \"power\"?"}},
    {"fault option out of range",
     scenario_head + fault_head + R"(target = "n1"
power = 11
)",
     {"10:9: \"power\" = 11 is out of range; allowed is 1 to 10"}},
    {"fault id twice",
     scenario_head + fault_head + R"(target = "n1"
)" + fault_head +
         R"(target = "n2"
)",
     {"11:6: the id \"f\" is taken by line 5; choose another"}},
    {"fault id with blank",
     scenario_head + R"([[fault]]
id = "my fault"
kind = "test_outage"
at = "5s"
lasts = "9s"
target = "n1"
)",
     {"5:6: \"my fault\" cannot name anything; use letters, digits, - and _, at most 100"}},
    {"unknown node",
     scenario_head + fault_head + R"(target = "n4"
)",
     {"9:10: there is no node \"n4\"; this system has n1 to n3"}},
    {"target names no node",
     scenario_head + fault_head + R"(target = "db"
)",
     {"9:10: \"target\" = \"db\": names no node; write \"n1\", \"any_node\", or \"n1:db\" for a "
      "process"}},
    {"target of wrong form",
     scenario_head + fault_head + R"(target = "n1:db"
)",
     {"9:10: \"test_outage\" cannot hit n1:db; name a node, as \"n1\", or a link, as \"n1-n2\", or "
      "groups, as [[\"n1\"], [\"n2\"]]"}},
    {"target of wrong type",
     scenario_head + fault_head + "target = 1\n",
     {"9:10: \"target\" must be a text or groups of nodes, not an integer; write it like target = "
      "\"n1\""}},
    {"one group",
     scenario_head + fault_head + R"(target = [["n1", "n2"]]
)",
     {"9:10: \"target\" needs two groups at least, as [[\"n1\"], [\"n2\", \"n3\"]]"}},
    {"node in two groups",
     scenario_head + fault_head + R"(target = [["n1"], ["n1", "n2"]]
)",
     {"9:20: \"n1\" is in two groups; leave it in one"}},
    {"empty group",
     scenario_head + fault_head + R"(target = [[], ["n1"]]
)",
     {"9:11: an empty group separates nothing; remove it, or add nodes"}},
    {"group of unknown node",
     scenario_head + fault_head + R"(target = [["n1"], ["n9"]]
)",
     {"9:10: there is no node \"n9\"; this system has n1 to n3"}},
    {"lacks lasts",
     scenario_head + R"([[fault]]
id = "f"
kind = "test_outage"
at = "5s"
target = "n1"
)",
     {"4:1: [[fault]] of kind \"test_outage\" lacks the key \"lasts\"; add it, as lasts = "
      "\"10s\""}},
    {"needs no lasts",
     scenario_head + R"([[fault]]
id = "f"
kind = "test_sting"
at = "5s"
lasts = "1s"
target = "n1:db"
)",
     {"8:9: \"test_sting\" is over as soon as it has begun; remove \"lasts\""}},
    {"begins after the end",
     scenario_head + R"([[fault]]
id = "f"
kind = "test_outage"
at = "600s"
lasts = "9s"
target = "n1"
)",
     {"7:6: \"at\" is not before limits.virtual_time, 10m, so it would never begin; make one "
      "earlier or the other later"}},
    {"ends after the end",
     scenario_head + R"([[fault]]
id = "f"
kind = "test_outage"
at = "5s"
lasts = "600s"
target = "n1"
)",
     {"8:9: \"lasts\" goes on to limits.virtual_time, 10m, or beyond; make one shorter or the "
      "other longer"}},
    {"pick without choice",
     scenario_head + fault_head + R"(target = "n1"
pick = 3
)",
     {"10:8: the target n1 leaves nothing to pick; remove \"pick\""}},
    {"negative pick",
     scenario_head + fault_head + R"(target = "any_node"
pick = -3
)",
     {"10:8: \"pick\" = -3 is out of range; allowed is 0 or more"}},
};

const std::vector<BadInput> drawn{
    {"chaos lacks amount",
     scenario_head + chaos_head,
     {"4:1: [[chaos]] lacks the key \"count\" or \"rate\"; add one, as rate = \"2/m\""}},
    {"chaos has two amounts",
     scenario_head + chaos_head + R"(count = 2
rate = "2/m"
)",
     {"10:8: \"rate\" and \"count\" are both given; remove one"}},
    {"chaos range is upside down",
     scenario_head + chaos_head + "count = { min = 3, max = 2 }\n",
     {"9:9: \"count\" has a min above its max; swap them"}},
    {"chaos range lacks max",
     scenario_head + chaos_head + "count = { min = 3 }\n",
     {"9:9: \"count\" must have the keys min and max, and no others"}},
    {"chaos option range is upside down",
     scenario_head + chaos_head + "count = 1\npower = { min = 3, max = 2 }\n",
     {"10:9: \"power\" has a min above its max; swap them"}},
    {"chaos option range leaves its range",
     scenario_head + chaos_head + "count = 1\npower = { min = 3, max = 20 }\n",
     {"10:26: \"power\" = 20 is out of range; allowed is 1 to 10"}},
    {"chaos option without values",
     scenario_head + chaos_head + "count = 1\nmode = []\n",
     {"10:8: \"mode\" has no value to draw; add some"}},
    {"chaos option with unknown word",
     scenario_head + chaos_head + R"(count = 1
mode = ["soft", "hart"]
)",
     {"10:17: \"mode\" = \"hart\" is unknown; did you mean \"hard\"?"}},
    {"chaos reaches into the quiet end",
     scenario_head + chaos_head + R"(count = 1
until = "580s"
)",
     {"10:9: \"until\" reaches into the quiet end: after limits.virtual_time, 10m, less "
      "budget.quiet_end, 30s; make it earlier"}},
    {"chaos window is empty",
     scenario_head + chaos_head + R"(count = 1
from = "90s"
until = "60s"
)",
     {"10:8: no time is left from 90s until 60s; make the window longer"}},
    {"chaos window is too short",
     scenario_head + chaos_head + R"(count = 1
from = "90s"
until = "95s"
)",
     {"7:9: \"lasts\" is longer than the window, even at its shortest; shorten it, or make the "
      "window longer"}},
    {"chaos rate is absurd",
     scenario_head + chaos_head + R"(rate = "1000/ms"
from = "10s"
until = "100s"
)",
     {"9:8: \"rate\" makes about 90000000 faults in its window; 100000 are allowed; lower it, or "
      "shorten the window"}},
    {"chaos takes a faults id",
     scenario_head + R"([[chaos]]
id = "f"
kind = "test_outage"
lasts = "9s"
target = "n1"
count = 1
)" + fault_head +
         R"(target = "n1"
)",
     {"5:6: the id \"f\" is taken by line 11; choose another"}},
    {"fault takes a drawn id",
     scenario_head + chaos_head + R"(count = 1
[[fault]]
id = "c-1"
kind = "test_outage"
at = "5s"
lasts = "9s"
target = "n1"
)",
     {"11:6: the id \"c-1\" is one that chaos \"c\" gives to its faults; choose another"}},
    {"negative budget",
     scenario_head + "budget = { nodes_down_max = -1 }\n",
     {"4:29: \"nodes_down_max\" = -1 is out of range; allowed is 0 to 10000"}},
};

TEST(BadFault, TellsWhatIsWrongWhenScripted) {
    expect_scenario_errors(scripted);
}

TEST(BadFault, TellsWhatIsWrongWhenDrawn) {
    expect_scenario_errors(drawn);
}

}  // namespace
}  // namespace teacup::scenarios
