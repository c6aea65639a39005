#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bad_input.hpp"
#include "test_kinds.hpp"

namespace teacup::scenarios {
namespace {

const std::string shop_head = R"(process = [
  { path = "shop/sup", strategy = "one_for_one" },
)";

const std::vector<BadInput> trees{
    {"tree lacks processes", tree_head, {"1:1: the tree has no process; add a [[process]]"}},
    {"tree lacks applications",
     R"(schema = 1
process = [{ path = "shop/sup", strategy = "one_for_one" }]
)",
     {"1:1: the tree has no application; add an [[application]]",
      "2:21: there is no application \"shop\"; there are none at all"}},
    {"application twice",
     R"(schema = 1
application = [{ name = "shop" }, { name = "shop" }]
process = [{ path = "shop/sup", strategy = "one_for_one" }]
)",
     {"2:44: there are two applications \"shop\"; rename one"}},
    {"application depends on a later one",
     R"(schema = 1
application = [{ name = "shop", depends_on = ["kernel"] }, { name = "kernel" }]
process = [{ path = "shop/sup", strategy = "one_for_one" }]
)",
     {"2:46: no application \"kernel\" stands above this one; there are none at all"}},
    {"unknown application",
     tree_head + R"(process = [{ path = "shap/sup", strategy = "one_for_one" }]
)",
     {"3:21: there is no application \"shap\"; did you mean \"shop\"?"}},
    {"path without slash",
     tree_head + R"(process = [{ path = "shop", strategy = "one_for_one" }]
)",
     {"3:21: \"path\" = \"shop\" is no path; write the application, a slash and the ids, as "
      "\"shop/shop_sup/db\""}},
    {"top is a worker",
     tree_head + R"(process = [{ path = "shop/sup" }]
)",
     {"3:21: \"shop/sup\" stands at the top of its application, so it must be a supervisor; add a "
      "strategy"}},
    {"top has a restart",
     tree_head +
         R"(process = [{ path = "shop/sup", strategy = "one_for_one", restart = "permanent" }]
)",
     {"3:69: \"restart\" means nothing for a top supervisor; remove it"}},
    {"two tops",
     tree_head + shop_head + R"(  { path = "shop/sup2", strategy = "one_for_one" },
]
)",
     {"5:12: application \"shop\" has two top supervisors; put one below the other"}},
    {"unknown parent",
     tree_head + shop_head + R"(  { path = "shop/supp/db" },
]
)",
     {"5:12: no supervisor \"shop/supp\" stands above this process; did you mean \"shop/sup\"?"}},
    {"child before its parent",
     tree_head + shop_head + R"(  { path = "shop/sup/a/db" },
  { path = "shop/sup/a", strategy = "one_for_one" },
]
)",
     {"5:12: no supervisor \"shop/sup/a\" stands above this process; did you mean \"shop/sup\"?"}},
    {"parent is a worker",
     tree_head + shop_head + R"(  { path = "shop/sup/a" },
  { path = "shop/sup/a/db" },
]
)",
     {"6:12: its parent \"shop/sup/a\" is a worker; give that one a strategy"}},
    {"exit reason is no term",
     tree_head + shop_head +
         R"(  { path = "shop/sup/a", exit_after = "1s", exit_reason = "{boom" },
  { path = "shop/sup/b", exit_after = "1s", exit_reason = "Boom" },
]
)",
     {"5:59: \"exit_reason\" = \"{boom\" is no Erlang term: it ends before \"}\"; write one, as "
      "\"boom\"",
      "6:59: \"exit_reason\" = \"Boom\" is no Erlang term: \"Boom\" is a variable; an atom is "
      "'Boom'; write one, as \"boom\""}},
    {"a name of the node itself",
     tree_head + shop_head + R"(  { path = "shop/sup/a", name = "net_kernel" },
  { path = "shop/sup/b", name = "init" },
]
)",
     {"5:33: \"net_kernel\" is registered by every node itself; choose another name",
      "6:33: \"init\" is registered by every node itself; choose another name"}},
    {"path twice",
     tree_head + shop_head + R"(  { path = "shop/sup/db" },
  { path = "shop/sup/db" },
]
)",
     {"6:12: there are two processes \"shop/sup/db\"; give one another path"}},
    {"name twice",
     tree_head + shop_head + R"(  { path = "shop/sup/a", name = "db" },
  { path = "shop/sup/b", name = "db" },
]
)",
     {"6:33: two processes are registered as \"db\"; rename one"}},
    {"id twice",
     tree_head + shop_head + R"(  { path = "shop/sup/a", id = "x" },
  { path = "shop/sup/b", id = "x" },
]
)",
     {"6:31: \"shop/sup\" has two children \"x\"; give one another id"}},
    {"unknown strategy",
     tree_head + R"(process = [{ path = "shop/sup", strategy = "one_for_won" }]
)",
     {"3:44: \"strategy\" = \"one_for_won\" is unknown; did you mean \"one_for_one\"?"}},
    {"worker with intensity",
     tree_head + shop_head + R"(  { path = "shop/sup/a", intensity = 3 },
]
)",
     {"5:38: \"intensity\" belongs to supervisors; remove it, or add a strategy"}},
    {"supervisor with work",
     tree_head + R"(process = [{ path = "shop/sup", strategy = "one_for_one", work = "1ms" }]
)",
     {"3:66: \"work\" belongs to workers; remove it, or the strategy"}},
    {"period of half a second",
     tree_head + R"(process = [{ path = "shop/sup", strategy = "one_for_one", period = "1500ms" }]
)",
     {"3:68: \"period\" = \"1500ms\" is not a whole number of seconds, in which OTP counts; round "
      "it"}},
    {"significant permanent",
     tree_head + R"(process = [
  { path = "shop/sup", strategy = "one_for_one", auto_shutdown = "any_significant" },
  { path = "shop/sup/a", significant = true },
]
)",
     {"5:40: a permanent child cannot be significant; make it transient or temporary"}},
    {"significant for nobody",
     tree_head + shop_head +
         R"(  { path = "shop/sup/a", significant = true, restart = "transient" },
]
)",
     {"5:40: a significant child needs a parent that heeds it; give \"shop/sup\" an auto_shutdown "
      "other than never"}},
    {"two templates",
     tree_head + R"(process = [
  { path = "shop/sup", strategy = "simple_one_for_one" },
  { path = "shop/sup/1", restart = "temporary" },
  { path = "shop/sup/2" },
]
)",
     {"6:3: restart, shutdown, type and significant differ from its first sibling's; children of a "
      "simple_one_for_one have one template"}},
    {"reason without exit",
     tree_head + shop_head + R"(  { path = "shop/sup/a", exit_reason = "boom" },
]
)",
     {"5:40: \"exit_reason\" needs \"exit_after\"; add it, as exit_after = \"100ms\""}},
    {"calls nobody",
     tree_head + shop_head +
         R"(  { path = "shop/sup/a", name = "db", calls = [{ to = "dv", every = "1s" }] },
]
)",
     {"5:55: calls \"dv\", but no process is registered so; did you mean \"db\"?"}},
    {"calls itself",
     tree_head + shop_head +
         R"(  { path = "shop/sup/a", name = "db", calls = [{ to = "db", every = "1s" }] },
]
)",
     {"5:55: calls itself, which crashes a gen_server; call another"}},
    {"calls no node",
     tree_head + shop_head +
         R"(  { path = "shop/sup/a", name = "db", calls = [{ to = "remote:db", every = "1s" }] },
]
)",
     {"5:55: calls \"remote:db\", but \"remote\" is no node; write a name, n1:NAME or "
      "any_remote:NAME"}},
    {"calls too often",
     tree_head + shop_head +
         R"(  { path = "shop/sup/a", name = "db", calls = [{ to = "n1:db", every = "0s" }] },
]
)",
     {"5:72: \"every\" = \"0s\" is out of range; allowed is \"1us\" or more"}},
    {"depends on nobody",
     tree_head + shop_head + R"(  { path = "shop/sup/a", depends_on = ["db"] },
]
)",
     {"5:39: depends on \"db\", but no process is registered so; register one, or remove it"}},
    {"depends on a later one",
     tree_head + shop_head + R"(  { path = "shop/sup/a", depends_on = ["db"] },
  { path = "shop/sup/b", name = "db" },
]
)",
     {"5:39: depends on \"db\", which does not start before it; change the order"}},
};

std::string calling(const std::string& nodes_and_calls) {
    return R"(schema = 1
[[property]]
kind = "recovery"
[system.tree]
application = [{ name = "shop" }]
process = [
  { path = "shop/sup", strategy = "one_for_one" },
  { path = "shop/sup/a", name = "db" },
]
[system]
kind = "supervised_tree"
)" + nodes_and_calls;
}

const std::vector<BadInput> calls_of_scenarios{
    {"calls no node, and one that is not there",
     calling(R"(nodes = 2
calls = [{ from = ["db"], to = "n3:db" }, { from = ["db"], to = "remote:db" }]
)"),
     {"13:9: \"calls\" goes to \"n3:db\", but the nodes are n1 to n2; name one of them, or write "
      "any_remote:db",
      "13:9: \"calls\" goes to \"remote:db\", but the nodes are n1 to n2; name one of them, or "
      "write any_remote:db"}},
    {"calls another of one node",
     calling("calls = [{ from = [\"db\"], to = \"any_remote:db\" }]\n"),
     {"12:9: \"calls\" goes to \"any_remote:db\", but there is one node; add nodes"}},
};

TEST(BadTree, TellsWhatIsWrongWithTheCallsOfAScenario) {
    expect_scenario_errors(calls_of_scenarios);
}

TEST(BadTree, TellsWhatIsWrong) {
    expect_tree_errors(trees);
}

}  // namespace
}  // namespace teacup::scenarios
