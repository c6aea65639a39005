#include <teacup/scenarios/tree.hpp>

#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include <teacup/scenarios/import/detail/tree_toml.hpp>
#include <teacup/scenarios/loader.hpp>

#include "bad_input.hpp"
#include "test_kinds.hpp"

namespace teacup::scenarios {
namespace {

using model::CallScope;
using model::CallSpec;
using model::ProcessSpec;
using model::TreeSpec;
using sim::Duration;

// The example of docs/scenario_format.md, with one of everything else.
const std::string shop = R"(schema = 1
about = "A shop."

[[application]]
name = "kernel"

[[application]]
name = "shop"
type = "transient"
depends_on = ["kernel"]

[[process]]
path = "shop/shop_sup"
name = "shop_sup"
strategy = "rest_for_one"
intensity = 3
period = "10s"
auto_shutdown = "any_significant"

[[process]]
path = "shop/shop_sup/db"
name = "db"
start_time = "20ms"
work = "1ms"
trap_exit = true
shutdown = "brutal_kill"

[[process]]
path = "shop/shop_sup/a/b"
id = "a/b"
type = "supervisor"
restart = "transient"
significant = true
exit_after = "3s"
exit_reason = "boom"

[[process]]
path = "shop/shop_sup/cart"
depends_on = ["db"]
calls = [
  { to = "db", every = "200ms" },
  { to = "n2:db", every = "1s", timeout = "infinity" },
  { to = "any_remote:db", every = "1s", timeout = "2s" },
]

[[process]]
path = "shop/shop_sup/pool"
strategy = "simple_one_for_one"

[[process]]
path = "shop/shop_sup/pool/<0.1.0>"
id = "undefined"
restart = "temporary"
start = "ignore"

[[process]]
path = "shop/shop_sup/pool/<0.2.0>"
id = "undefined"
restart = "temporary"
)";

TreeSpec good(const std::string& text) {
    const TreeResult tree = parse_tree(text, "x.toml");
    EXPECT_TRUE(tree.has_value()) << (tree ? "" : to_string(tree.error().front()));
    return tree ? *tree : TreeSpec{};
}

const ProcessSpec& process(const TreeSpec& tree, const std::string& path) {
    for (const ProcessSpec& one : tree.processes) {
        if (one.path == path) {
            return one;
        }
    }
    ADD_FAILURE() << "no " << path;
    return tree.processes.front();
}

TEST(Tree, ReadsApplications) {
    const TreeSpec tree = good(shop);
    EXPECT_EQ(tree.about, "A shop.");
    ASSERT_EQ(tree.applications.size(), 2U);
    EXPECT_EQ(tree.applications[0].type, model::ApplicationType::permanent);
    EXPECT_EQ(tree.applications[1].type, model::ApplicationType::transient);
    EXPECT_EQ(tree.applications[1].depends_on, std::vector<std::string>{"kernel"});
}

TEST(Tree, ReadsSupervisors) {
    const TreeSpec tree = good(shop);
    const ProcessSpec& top = process(tree, "shop/shop_sup");
    EXPECT_EQ(top.application, 1U);
    EXPECT_EQ(top.parent, std::nullopt);
    EXPECT_EQ(top.type, model::ChildType::supervisor);
    EXPECT_EQ(top.supervisor,
              (model::SupervisorSpec{.strategy = model::Strategy::rest_for_one,
                                     .intensity = 3,
                                     .period_seconds = 10,
                                     .auto_shutdown = model::AutoShutdown::any_significant}));
    const ProcessSpec& pool = process(tree, "shop/shop_sup/pool");
    EXPECT_EQ(pool.parent, 0U);
    EXPECT_EQ(pool.shutdown, model::Shutdown::infinity());
    EXPECT_EQ(pool.supervisor->intensity, 1U);
    EXPECT_EQ(pool.supervisor->period_seconds, 5);
}

TEST(Tree, ReadsWorkers) {
    const TreeSpec tree = good(shop);
    const ProcessSpec& db = process(tree, "shop/shop_sup/db");
    EXPECT_EQ(db.id, "db");
    EXPECT_EQ(db.name, "db");
    EXPECT_EQ(db.type, model::ChildType::worker);
    EXPECT_EQ(db.shutdown, model::Shutdown::brutal_kill());
    EXPECT_TRUE(db.worker.trap_exit);
    EXPECT_EQ(db.worker.start_time, Duration::milliseconds(20));
    EXPECT_EQ(db.worker.work, Duration::milliseconds(1));

    const ProcessSpec& odd = process(tree, "shop/shop_sup/a/b");
    EXPECT_EQ(odd.id, "a/b");
    EXPECT_EQ(odd.parent, 0U);
    EXPECT_EQ(odd.type, model::ChildType::supervisor);
    EXPECT_FALSE(odd.supervisor.has_value());
    EXPECT_EQ(odd.restart, model::Restart::transient);
    EXPECT_EQ(odd.shutdown, model::Shutdown::after(Duration::seconds(5)));
    EXPECT_TRUE(odd.is_significant);
    EXPECT_EQ(odd.worker.exit_after, Duration::seconds(3));
    EXPECT_EQ(odd.worker.exit_reason, "boom");

    const ProcessSpec& cart = process(tree, "shop/shop_sup/cart");
    EXPECT_EQ(cart.worker.depends_on, std::vector<std::string>{"db"});
    const std::vector<CallSpec> calls{{.to = "db", .every = Duration::milliseconds(200)},
                                      {.scope = CallScope::node,
                                       .node = "n2",
                                       .to = "db",
                                       .every = Duration::seconds(1),
                                       .timeout = Duration::infinity()},
                                      {.scope = CallScope::any_remote,
                                       .to = "db",
                                       .every = Duration::seconds(1),
                                       .timeout = Duration::seconds(2)}};
    EXPECT_EQ(cart.worker.calls, calls);
}

TEST(Tree, LetsDynamicChildrenShareAnId) {
    const TreeSpec tree = good(shop);
    const ProcessSpec& first = process(tree, "shop/shop_sup/pool/<0.1.0>");
    EXPECT_EQ(first.id, "undefined");
    EXPECT_EQ(tree.processes.at(*first.parent).path, "shop/shop_sup/pool");
    EXPECT_EQ(first.worker.start, model::StartResult::ignore);
    EXPECT_EQ(process(tree, "shop/shop_sup/pool/<0.2.0>").id, "undefined");
}

TEST(Tree, IsTheSameWrittenAndReadAgain) {
    const TreeSpec tree = good(shop);
    std::ostringstream written;
    detail::write_tree(tree, {}, written);
    EXPECT_EQ(good(written.str()), tree) << written.str();
}

TEST(Tree, OfALiveBrokerIsTheSameWrittenAndReadAgain) {
    const TreeResult tree =
        load_tree(std::string(TEACUP_SOURCE_DIR) + "/scenarios/library/trees/rabbitmq.tree.toml");
    ASSERT_TRUE(tree.has_value()) << to_string(tree.error().front());
    EXPECT_GT(tree->processes.size(), 200U);
    std::ostringstream written;
    detail::write_tree(*tree, {}, written);
    EXPECT_EQ(good(written.str()), *tree);
}

TEST(Tree, StandsInAScenarioAsInAFileOfItsOwn) {
    const std::string text = R"(schema = 1
property = [{ kind = "test_rule" }]
[system]
kind = "test_forest"
nodes = 2
[[system.tree.application]]
name = "shop"
[[system.tree.process]]
path = "shop/sup"
strategy = "one_for_all"
[[system.tree.process]]
path = "shop/sup/db"
name = "db"
)";
    const LoadResult scenario = parse_scenario(text, "x.toml");
    ASSERT_TRUE(scenario.has_value()) << to_string(scenario.error().front());
    EXPECT_EQ(scenario->system.options.tree("tree")->processes.at(1).name, "db");
}

TEST(Tree, KnowsTheNodesOfItsScenario) {
    const std::string text = R"(schema = 1
property = [{ kind = "test_rule" }]
[system]
kind = "test_forest"
nodes = 1
[system.tree]
application = [{ name = "shop" }]
process = [
  { path = "shop/sup", strategy = "one_for_all" },
  { path = "shop/sup/a", name = "a" },
  { path = "shop/sup/b", calls = [{ to = "n2:a", every = "1s" }] },
  { path = "shop/sup/c", calls = [{ to = "any_remote:a", every = "1s" }] },
]
)";
    const LoadResult scenario = parse_scenario(text, "x.toml");
    ASSERT_FALSE(scenario.has_value());
    EXPECT_EQ(short_errors(scenario.error()),
              (std::vector<std::string>{
                  "11:42: calls \"n2:a\", but the last node is n1; name another, or add nodes",
                  "12:42: calls \"any_remote:a\", but there is one node; add nodes"}));
}

TEST(Tree, HoldsWhatFaultsAimAt) {
    const std::string text = R"(schema = 1
property = [{ kind = "test_rule" }]
[system]
kind = "test_forest"
[system.tree]
application = [{ name = "shop" }]
process = [
  { path = "shop/sup", strategy = "one_for_all" },
  { path = "shop/sup/a", name = "cart" },
]
[[fault]]
id = "by-name"
kind = "test_sting"
at = "1s"
target = "n1:crat"
[[fault]]
id = "by-path"
kind = "test_sting"
at = "1s"
target = "n1:shop/sup/b"
[[fault]]
id = "below"
kind = "test_sting"
at = "1s"
target = "n1:shap/any_worker"
[[fault]]
id = "good"
kind = "test_sting"
at = "1s"
target = "n1:shop/any_worker"
[[fault]]
id = "of-the-node"
kind = "test_sting"
at = "1s"
target = "n1:net_kernel"
)";
    const LoadResult scenario = parse_scenario(text, "x.toml");
    ASSERT_FALSE(scenario.has_value());
    EXPECT_EQ(short_errors(scenario.error()),
              (std::vector<std::string>{
                  "15:10: the tree has no process registered as \"crat\"; did you mean \"cart\"?",
                  "20:10: the tree has no path \"shop/sup/b\"; did you mean \"shop/sup/a\"?",
                  "25:10: the tree has no path \"shap\"; did you mean \"shop\"?"}));
}

}  // namespace
}  // namespace teacup::scenarios
