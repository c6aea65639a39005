#include <teacup/sim/network.hpp>

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/sim/world.hpp>

namespace teacup::sim {
namespace {

constexpr Duration ms(std::int64_t count) {
    return Duration::milliseconds(count);
}

constexpr Latency drawn{.kind = Latency::Kind::exponential, .low = ms(1), .high = ms(10)};

/// A world with these nodes, in this order.
struct Net {
    World world{{.seed = 5, .limits = {}}};
    explicit Net(const std::vector<std::string>& nodes) {
        world.network().set_default_latency(drawn);
        for (const std::string& name : nodes) {
            world.boot(world.add_node(name));
        }
    }
    [[nodiscard]] NodeId node(std::string_view name) {
        for (std::uint16_t i = 0; i < world.node_count(); ++i) {
            if (world.node_name(NodeId{i}) == name) {
                return NodeId{i};
            }
        }
        return no_node;
    }
    Link& link(std::string_view from, std::string_view to) {
        return world.network().link(node(from), node(to));
    }
    std::vector<Duration> latencies(std::string_view from, std::string_view to) {
        std::vector<Duration> sample;
        for (int i = 0; i < 1000; ++i) {
            sample.push_back(link(from, to).sample());
        }
        return sample;
    }
};

TEST(Network, AddingANodeLeavesTheLatenciesOfOtherLinksAsTheyWere) {
    Net small({"n1", "n2"});
    Net large({"n0", "n2", "n9", "n1"});  // Other numbers for the same names, too.
    static_cast<void>(large.latencies("n0", "n2"));
    static_cast<void>(large.latencies("n1", "n9"));
    EXPECT_EQ(small.latencies("n1", "n2"), large.latencies("n1", "n2"));
    EXPECT_EQ(small.latencies("n2", "n1"), large.latencies("n2", "n1"));
}

TEST(Network, FaultsOnOneLinkLeaveTheLatenciesOfOthersAsTheyWere) {
    Net calm({"n1", "n2", "n3"});
    Net disturbed({"n1", "n2", "n3"});
    Network& network = disturbed.world.network();
    network.cut(disturbed.node("n1"), disturbed.node("n3"));
    network.add_delay(disturbed.node("n3"), disturbed.node("n2"), 1, drawn);
    static_cast<void>(disturbed.latencies("n3", "n2"));
    EXPECT_EQ(calm.latencies("n1", "n2"), disturbed.latencies("n1", "n2"));
}

TEST(Network, TheTwoDirectionsOfAPairAreTwoLinks) {
    Net net({"n1", "n2"});
    EXPECT_NE(net.latencies("n1", "n2"), net.latencies("n2", "n1"));
    net.world.network().cut(net.node("n1"), net.node("n2"));
    EXPECT_TRUE(net.world.network().is_cut(net.node("n1"), net.node("n2")));
    EXPECT_FALSE(net.world.network().is_cut(net.node("n2"), net.node("n1")));
}

TEST(Network, ALinkIsOpenAgainWhenEachOfItsCutsIsHealed) {
    Net net({"n1", "n2"});
    Network& network = net.world.network();
    const NodeId from = net.node("n1");
    const NodeId to = net.node("n2");
    std::vector<LinkChange> told;
    network.on_link_change(
        [](void* log, NodeId, NodeId, LinkChange change) {
            static_cast<std::vector<LinkChange>*>(log)->push_back(change);
        },
        &told);
    network.cut(from, to);
    network.cut(from, to);
    network.heal(from, to);
    EXPECT_TRUE(network.is_cut(from, to));
    EXPECT_FALSE(network.is_calm());
    network.heal(from, to);
    EXPECT_FALSE(network.is_cut(from, to));
    EXPECT_TRUE(network.is_calm());
    EXPECT_EQ(told, (std::vector{LinkChange::cut, LinkChange::heal}));
    EXPECT_DEATH(network.heal(from, to), "assertion failed");
}

TEST(Network, DelaysAddUpAndGoByTheirKey) {
    Net net({"n1", "n2"});
    Network& network = net.world.network();
    const NodeId from = net.node("n1");
    const NodeId to = net.node("n2");
    network.set_latency(from, to, Latency::constant(ms(1)));
    network.add_delay(from, to, 7, Latency::constant(ms(10)));
    network.add_delay(from, to, 8, Latency::constant(ms(100)));
    EXPECT_EQ(network.link(from, to).sample(), ms(111));
    network.remove_delay(from, to, 7);
    EXPECT_EQ(network.link(from, to).sample(), ms(101));
    network.remove_delay(from, to, 8);
    EXPECT_EQ(network.link(from, to).sample(), ms(1));
    EXPECT_TRUE(network.is_calm());
}

TEST(Network, FindsEachOfManyLinks) {
    std::vector<std::string> names;
    for (int i = 0; i < 60; ++i) {
        names.push_back("n" + std::to_string(i));
    }
    Net net(names);
    for (std::uint16_t from = 0; from < 60; ++from) {
        for (std::uint16_t to = 0; to < 60; ++to) {
            net.world.network().set_latency(
                NodeId{from}, NodeId{to}, Latency::constant(ms(from * 60 + to)));
        }
    }
    for (std::uint16_t from = 0; from < 60; ++from) {
        for (std::uint16_t to = 0; to < 60; ++to) {
            EXPECT_EQ(net.world.network().link(NodeId{from}, NodeId{to}).sample(),
                      ms(from * 60 + to));
        }
    }
}

}  // namespace
}  // namespace teacup::sim
