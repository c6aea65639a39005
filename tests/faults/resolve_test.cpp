#include <teacup/faults/resolve.hpp>

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include <teacup/model/process/actor.hpp>

namespace teacup::faults {
namespace {

using model::Cluster;
using model::Context;
using model::Pid;
using model::ProcessRole;
using model::Task;
using sim::NodeId;

Task<> idle(Context& self) {
    co_await self.sleep(sim::Duration::infinity());
}

Task<> named(Context& self) {
    self.register_name(self.atom("db"));
    co_await self.sleep(sim::Duration::infinity());
}

/// A supervisor and two workers on each node, the second worker with the name db.
class ThreeOnEach final : public model::System {
public:
    void boot(Cluster& cluster, NodeId node) override {
        const auto spawn = [&](std::string_view label, ProcessRole role, auto body) {
            cluster.processes().spawn(node, Pid{}, {.label = label, .role = role}, body);
        };
        spawn("shop/sup", ProcessRole::supervisor, &idle);
        spawn("shop/sup/cart", ProcessRole::worker, &idle);
        spawn("shop/sup/db", ProcessRole::worker, &named);
        spawn("driver", ProcessRole::outside, &idle);
    }
};

class Resolve : public testing::Test {
protected:
    Resolve() : cluster_({.nodes = 3}, std::make_unique<ThreeOnEach>()) {
        cluster_.boot_all();
        cluster_.world().run_until(sim::Time() + sim::Duration::seconds(1), false);
    }
    Target target(std::string_view selector, std::uint64_t pick = 0) {
        auto resolved = resolve(*parse_selector(selector), pick, cluster_);
        EXPECT_TRUE(resolved.has_value()) << selector;
        return resolved ? *resolved : Target{};
    }
    std::string why_not(std::string_view selector) {
        auto resolved = resolve(*parse_selector(selector), 0, cluster_);
        return resolved ? "" : resolved.error();
    }
    Cluster cluster_;
};

TEST_F(Resolve, ANodeIsItself) {
    EXPECT_EQ(target("n2").nodes, std::vector{NodeId{1}});
    EXPECT_EQ(target("n2").names, std::vector<std::string>{"n2"});
}

TEST_F(Resolve, AnyNodeIsOneThatIsUp) {
    cluster_.world().crash(NodeId{0}, sim::CrashMode::process);
    std::set<NodeId> hit;
    for (std::uint64_t pick = 0; pick < 10; ++pick) {
        hit.insert(target("any_node", pick).nodes.front());
    }
    EXPECT_EQ(hit, (std::set{NodeId{1}, NodeId{2}}));
}

TEST_F(Resolve, APathAndANameFindTheSameProcess) {
    EXPECT_EQ(target("n2:db").processes, target("n2:shop/sup/db").processes);
    EXPECT_EQ(target("n2:db").names, std::vector<std::string>{"n2:db"});
}

TEST_F(Resolve, AnyWorkerIsNeitherSupervisorNorOutsideTheTree) {
    std::set<std::string> hit;
    for (std::uint64_t pick = 0; pick < 12; ++pick) {
        hit.insert(target("n1:any_worker", pick).names.front());
    }
    EXPECT_EQ(hit, (std::set<std::string>{"n1:shop/sup/cart", "n1:db"}));
    EXPECT_EQ(target("n1:any_supervisor").names, std::vector<std::string>{"n1:shop/sup"});
}

TEST_F(Resolve, ANodesOwnProcessesAreNamedAndNeverDrawn) {
    EXPECT_EQ(target("n1:net_kernel").names, std::vector<std::string>{"n1:net_kernel"});
    std::set<std::string> hit;
    for (std::uint64_t pick = 0; pick < 12; ++pick) {
        hit.insert(target("n1:any_process", pick).names.front());
    }
    EXPECT_EQ(hit, (std::set<std::string>{"n1:shop/sup", "n1:shop/sup/cart", "n1:db"}));
}

TEST_F(Resolve, ADeadProcessIsNoCandidateAndTheErrorSaysSo) {
    cluster_.world().crash(NodeId{1}, sim::CrashMode::power);
    EXPECT_EQ(why_not("n2:db"), "no process is n2:db now");
}

TEST_F(Resolve, AOneWayLinkIsOneDirectionAndCutsNobodyOff) {
    const Target cut = target("n1>n2");
    EXPECT_EQ(cut.links, (std::vector{std::pair(NodeId{0}, NodeId{1})}));
    EXPECT_TRUE(cut.cut_off.empty());
    EXPECT_EQ(target("n1-n2").links.size(), 2U);
}

TEST_F(Resolve, OneAgainstAllIsCutOff) {
    const Target cut = target("n1-all");
    EXPECT_EQ(cut.links.size(), 4U);
    EXPECT_EQ(cut.cut_off, std::vector{NodeId{0}});
    EXPECT_EQ(target("all-all").links.size(), 6U);
}

TEST(ResolveLinks, TheOnlyLinkOfTwoNodesCutsOneOff) {
    EXPECT_EQ(resolve_links(*parse_selector("n1-n2"), 0, 2).cut_off.size(), 1U);
    EXPECT_EQ(resolve_links(*parse_selector("any_node>n1"), 0, 2).cut_off.size(), 1U);
    EXPECT_TRUE(resolve_links(*parse_selector("n1-n2"), 0, 3).cut_off.empty());
}

TEST_F(Resolve, GroupsCutAllLinksBetweenThemAndTheSmallerOnesOff) {
    const Target cut =
        *resolve({.form = SelectorForm::groups, .groups = {{"n1"}, {"n2", "n3"}}}, 0, cluster_);
    EXPECT_EQ(cut.links.size(), 4U);
    EXPECT_EQ(cut.cut_off, std::vector{NodeId{0}});
}

TEST_F(Resolve, AnySplitAlwaysLeavesSomebodyOnBothSides) {
    for (std::uint64_t pick = 0; pick < 64; ++pick) {
        const Target cut = target("any_split", pick);
        EXPECT_EQ(cut.cut_off.size(), 1U) << pick;
        EXPECT_EQ(cut.links.size(), 4U) << pick;
    }
}

TEST_F(Resolve, AnEndDrawnForALinkIsNeverItsOtherEnd) {
    for (std::uint64_t pick = 0; pick < 30; ++pick) {
        for (const char* const selector : {"n2>any_node", "any_node>n2", "any_node-any_node"}) {
            const Target cut = target(selector, pick);
            ASSERT_FALSE(cut.links.empty()) << selector << " " << pick;
            EXPECT_NE(cut.links.front().first, cut.links.front().second);
        }
    }
}

}  // namespace
}  // namespace teacup::faults
