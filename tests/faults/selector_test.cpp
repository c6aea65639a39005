#include <teacup/faults/selector.hpp>

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace teacup::faults {
namespace {

TEST(Selector, ReadsBackWhatItWrites) {
    for (const std::string text : {"n1",
                                   "any_node",
                                   "n12:db",
                                   "any_node:db",
                                   "n1:shop/sup/cart",
                                   "n1:any_process",
                                   "any_node:any_worker",
                                   "n2:shop/sup/any_supervisor",
                                   "n1>n2",
                                   "n1-n2",
                                   "n1>all",
                                   "all>n1",
                                   "all-all",
                                   "any_node-any_node",
                                   "any_split",
                                   "n1:rabbit/{acceptor,{127,0,0,1},5672}/x-y>z"}) {
        const auto parsed = parse_selector(text);
        ASSERT_TRUE(parsed.has_value()) << text << ": " << parsed.error();
        EXPECT_EQ(to_string(*parsed), text);
    }
}

TEST(Selector, UnderstandsWhatTheTextSays) {
    const auto below = parse_selector("n1:shop/sup/any_worker");
    ASSERT_TRUE(below.has_value());
    EXPECT_EQ(below->form, SelectorForm::process);
    EXPECT_EQ(below->rule, ProcessRule::any_worker);
    EXPECT_EQ(below->process, "shop/sup");
    EXPECT_TRUE(below->needs_pick());

    const auto one_way = parse_selector("n1>n2");
    ASSERT_TRUE(one_way.has_value());
    EXPECT_TRUE(one_way->is_one_way);
    EXPECT_FALSE(one_way->needs_pick());
    EXPECT_EQ(one_way->named_nodes(), (std::vector<std::string>{"n1", "n2"}));

    const auto short_form = parse_selector("any_worker");
    ASSERT_TRUE(short_form.has_value());
    EXPECT_EQ(to_string(*short_form), "any_node:any_worker");
}

TEST(Selector, WritesGroupsAsAnArray) {
    const Selector groups{.form = SelectorForm::groups, .groups = {{"n1"}, {"n2", "n3"}}};
    EXPECT_EQ(to_string(groups), R"([["n1"], ["n2", "n3"]])");
    EXPECT_FALSE(groups.needs_pick());
    EXPECT_EQ(groups.named_nodes(), (std::vector<std::string>{"n1", "n2", "n3"}));
}

TEST(Selector, TellsWhatIsWrongWithAText) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "names nothing; write a node, a process or a link"},
        {"db", R"(names no node; write "n1", "any_node", or "n1:db" for a process)"},
        {"n0", R"(names no node; write "n1", "any_node", or "n1:n0" for a process)"},
        {"n1:", "names no process after the colon; write a name, a path or any_process"},
        {"node1:db", R"("node1" is no node; nodes are n1, n2, ... or any_node)"},
        {"n1>n1", "links a node with itself; name two nodes"},
        {"n1>db", R"("db" is no node; nodes are n1, n2, ... or any_node, and in a link also all)"},
        {"n1-", R"("" is no node; nodes are n1, n2, ... or any_node, and in a link also all)"},
    };
    for (const auto& [text, message] : cases) {
        const auto parsed = parse_selector(text);
        ASSERT_FALSE(parsed.has_value()) << text;
        EXPECT_EQ(parsed.error(), message) << text;
    }
}

}  // namespace
}  // namespace teacup::faults
