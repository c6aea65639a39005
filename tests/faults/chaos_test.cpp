#include <teacup/faults/chaos.hpp>

#include <algorithm>

#include <gtest/gtest.h>

#include <teacup/faults/fault_entry.hpp>
#include <teacup/faults/isolation.hpp>
#include <teacup/faults/resolve.hpp>
#include <teacup/model/registry/option.hpp>

namespace teacup::faults {
namespace {

using sim::NodeId;

ChaosSpec chaos(const std::string& id, const std::string& kind, std::int64_t count) {
    const FaultEntry* const entry = model::Registry<FaultEntry>::instance().find(kind);
    ChaosSpec spec{.id = id,
                   .kind = kind,
                   .amount = Range<std::int64_t>{count, count},
                   .from = sim::Time() + sim::Duration::seconds(10),
                   .until = sim::Time() + sim::Duration::seconds(100),
                   .targets = {*parse_selector("any_node")}};
    for (const model::Option& option : entry->options) {
        spec.options.push_back({.name = option.name, .values = {option.default_value}});
    }
    if (entry->lasting == Lasting::needs_lasts) {
        spec.lasts = {sim::Duration::seconds(1), sim::Duration::seconds(5)};
    }
    return spec;
}

TEST(Chaos, DrawsTheSamePlanForTheSameSeedAndAnotherForAnother) {
    const ChaosInput input{.seed = 7, .nodes = 3, .chaos = {chaos("crash", "crash_node", 3)}};
    ChaosInput other = input;
    other.seed = 8;
    EXPECT_EQ(draw_plan(input), draw_plan(input));
    EXPECT_NE(draw_plan(input), draw_plan(other));
}

TEST(Chaos, NamesFaultsInOrderOfTimeAndKeepsThemInTheWindow) {
    const auto plan = draw_plan({.seed = 3,
                                 .nodes = 5,
                                 .budget = {.nodes_down_max = 5},
                                 .chaos = {chaos("p", "pause_node", 9)}});
    ASSERT_EQ(plan.size(), 9U);
    for (std::size_t i = 0; i < plan.size(); ++i) {
        EXPECT_EQ(plan[i].id, "p-" + std::to_string(i + 1));
        EXPECT_GE(plan[i].at, sim::Time() + sim::Duration::seconds(10));
        EXPECT_LE(plan[i].at + *plan[i].lasts, sim::Time() + sim::Duration::seconds(100));
        EXPECT_TRUE(i == 0 || plan[i - 1].at <= plan[i].at);
        EXPECT_TRUE(plan[i].pick.has_value());
        EXPECT_EQ(plan[i].origin, model::FaultOrigin::drawn);
    }
}

// Goal: what one chaos draws does not hang on the others. Method: the same chaos alone and beside
// another that is drawn first, with a budget that never binds.
TEST(Chaos, DrawsFromAStreamOfItsOwn) {
    const ChaosInput alone{.seed = 5,
                           .nodes = 3,
                           .budget = {.nodes_down_max = 3},
                           .chaos = {chaos("crash", "crash_node", 4)}};
    ChaosInput both = alone;
    both.budget.nodes_down_max = 100;
    both.chaos.insert(both.chaos.begin(), chaos("pause", "pause_node", 4));
    ChaosInput wide = alone;
    wide.budget.nodes_down_max = 100;
    const auto plan = draw_plan(both);
    const std::vector<PlannedFault> crashes(plan.begin() + 4, plan.end());
    EXPECT_EQ(crashes, draw_plan(wide));
}

// Goal: a fault that can fit is drawn. Method: one that fits into a tenth of its window only, which
// most of the draws that the whole window gives miss.
TEST(Chaos, FindsTheNarrowPlaceThatALongFaultHas) {
    ChaosSpec spec = chaos("pause", "pause_node", 1);
    spec.lasts = {sim::Duration::seconds(89), sim::Duration::seconds(89)};
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        EXPECT_EQ(draw_plan({.seed = seed, .nodes = 3, .chaos = {spec}}).size(), 1U) << seed;
    }
}

TEST(Chaos, NeverPlansMoreNodesDownAtOnceThanTheBudgetAllows) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        const auto plan = draw_plan(
            {.seed = seed,
             .nodes = 5,
             .budget = {.nodes_down_max = 2},
             .chaos = {chaos("crash", "crash_node", 6), chaos("pause", "pause_node", 6)}});
        EXPECT_GT(plan.size(), 4U);
        for (const PlannedFault& one : plan) {
            const auto down_at_begin =
                std::count_if(plan.begin(), plan.end(), [&](const PlannedFault& other) {
                    const sim::Duration span =
                        other.lasts ? *other.lasts : other.options.duration("restart");
                    return other.at <= one.at && one.at <= other.at + span;
                });
            EXPECT_LE(down_at_begin, 2) << "seed " << seed;
        }
    }
}

// Method: at the begin of each cut, the cuts that last then must leave every node a way to another.
TEST(Chaos, NeverPlansSingleCutsThatIsolateMoreNodesThanTheBudgetAllows) {
    std::size_t together = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        ChaosSpec cuts = chaos("cut", "partition", 8);
        cuts.targets = {*parse_selector("any_node-any_node"), *parse_selector("any_node>any_node")};
        cuts.lasts = {sim::Duration::seconds(1), sim::Duration::seconds(30)};
        const auto plan =
            draw_plan({.seed = seed, .nodes = 3, .budget = {.nodes_down_max = 0}, .chaos = {cuts}});
        EXPECT_GT(plan.size(), 1U) << seed;
        for (const PlannedFault& one : plan) {
            Links links;
            for (const PlannedFault& other : plan) {
                if (other.at <= one.at && one.at <= other.at + *other.lasts) {
                    const Target target = resolve_links(other.target, *other.pick, 3);
                    links.insert(links.end(), target.links.begin(), target.links.end());
                    together += other.id == one.id ? 0U : 1U;
                }
            }
            EXPECT_TRUE(isolated(links, 3).empty()) << seed;
        }
    }
    EXPECT_GT(together, 50U);  // Or the budget had nothing to hold back.
}

TEST(Isolated, IsOutsideTheLargestGroupThatCanTalkBothWays) {
    const auto node = [](std::uint16_t number) {
        return NodeId{static_cast<std::uint16_t>(number - 1)};
    };
    using Nodes = std::vector<NodeId>;
    EXPECT_EQ(isolated({}, 3), Nodes());
    EXPECT_EQ(isolated({{node(1), node(2)}}, 3), Nodes());
    EXPECT_EQ(isolated({{node(1), node(2)}, {node(3), node(1)}}, 3), Nodes{node(1)});
    EXPECT_EQ(isolated({{node(1), node(2)}, {node(2), node(1)}}, 3), Nodes());
    EXPECT_EQ(isolated({{node(1), node(2)}}, 2), Nodes{node(2)});
    EXPECT_EQ(isolated({{node(1), node(2)}}, 3, {node(3)}), Nodes{node(2)});
    EXPECT_EQ(
        isolated({{node(1), node(3)}, {node(1), node(4)}, {node(2), node(3)}, {node(2), node(4)}},
                 5),
        Nodes());
    EXPECT_EQ(
        isolated({{node(1), node(3)}, {node(1), node(4)}, {node(2), node(3)}, {node(4), node(2)}},
                 4),
        (Nodes{node(3), node(4)}));
}

TEST(Chaos, KeepsScriptedFaultsAsTheyAre) {
    PlannedFault scripted{.id = "mine",
                          .kind = "pause_node",
                          .at = sim::Time() + sim::Duration::seconds(20),
                          .lasts = sim::Duration::seconds(80)};
    scripted.target = *parse_selector("n1");
    const auto plan = draw_plan({.seed = 1,
                                 .nodes = 3,
                                 .scripted = {scripted},
                                 .chaos = {chaos("crash", "crash_node", 3)}});
    ASSERT_FALSE(plan.empty());
    EXPECT_EQ(plan.front(), scripted);
    // The scripted pause fills the budget of one from second 20 to the end.
    for (std::size_t i = 1; i < plan.size(); ++i) {
        EXPECT_LT(plan[i].at, scripted.at);
    }
}

TEST(Chaos, ARateGivesAboutItsCountOfFaults) {
    ChaosSpec spec = chaos("kill", "kill_process", 0);
    spec.amount = model::Rate{.count = 2, .per = sim::Duration::seconds(1)};
    spec.targets = {*parse_selector("any_worker")};
    std::size_t total = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        total += draw_plan({.seed = seed, .nodes = 3, .chaos = {spec}}).size();
    }
    // 20 runs of 90 s at 2/s are 3600 in the mean; 5 standard deviations are 300.
    EXPECT_NEAR(static_cast<double>(total), 3600.0, 300.0);
}

TEST(Chaos, DrawsRangesAndChoicesOfOptions) {
    ChaosSpec spec = chaos("crash", "crash_node", 40);
    spec.options = {{.name = "mode",
                     .rule = DrawRule::one_of,
                     .values = {std::string("process"), std::string("power")}},
                    {.name = "restart",
                     .rule = DrawRule::between,
                     .values = {sim::Duration::seconds(1), sim::Duration::seconds(3)}}};
    const auto plan =
        draw_plan({.seed = 2, .nodes = 3, .budget = {.nodes_down_max = 100}, .chaos = {spec}});
    std::size_t power = 0;
    for (const PlannedFault& fault : plan) {
        power += fault.options.text("mode") == "power" ? 1U : 0U;
        EXPECT_GE(fault.options.duration("restart"), sim::Duration::seconds(1));
        EXPECT_LE(fault.options.duration("restart"), sim::Duration::seconds(3));
    }
    EXPECT_GT(power, 8U);
    EXPECT_LT(power, 32U);
}

}  // namespace
}  // namespace teacup::faults
