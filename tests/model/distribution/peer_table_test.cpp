#include <teacup/model/distribution/peer_table.hpp>

#include <map>
#include <utility>

#include <gtest/gtest.h>

#include <teacup/sim/chance.hpp>

namespace teacup::model::detail {
namespace {

using Kind = PeerState::Kind;

sim::NodeId node_of(std::uint64_t index) {
    return sim::NodeId{static_cast<std::uint16_t>(index)};
}

/// What a table must be: a map.
struct Checked {
    PeerTable table;
    std::map<std::pair<std::uint64_t, std::uint64_t>, PeerState> known;

    void set(std::uint64_t local, std::uint64_t peer, PeerState state) {
        table.set(node_of(local), node_of(peer), state);
        known[{local, peer}] = state;
    }
    void expect_all() const {
        for (const auto& [pair, state] : known) {
            const PeerState found = table.find(node_of(pair.first), node_of(pair.second));
            ASSERT_EQ(found.kind, state.kind) << pair.first << " to " << pair.second;
            ASSERT_EQ(found.index, state.index) << pair.first << " to " << pair.second;
        }
    }
};

TEST(PeerTable, APairThatNobodySetIsDown) {
    PeerTable table;
    EXPECT_EQ(table.find(node_of(0), node_of(1)).kind, Kind::down);
    table.set(node_of(3), node_of(1), {.kind = Kind::up, .index = 7});
    EXPECT_EQ(table.find(node_of(1), node_of(3)).kind, Kind::down) << "pairs are ordered";
    EXPECT_EQ(table.find(node_of(2), node_of(1)).kind, Kind::down);
    EXPECT_EQ(table.find(node_of(3), node_of(16'000)).kind, Kind::down);
    EXPECT_EQ(table.find(node_of(16'000), node_of(3)).kind, Kind::down);
}

TEST(PeerTable, KeepsAllPeersOfAllNodesOfAMesh) {
    Checked checked;
    for (std::uint64_t local = 0; local < 100; ++local) {
        for (std::uint64_t peer = 0; peer < 100; ++peer) {
            checked.set(
                local, peer, {.kind = Kind::up, .index = static_cast<std::uint32_t>(local + peer)});
        }
    }
    checked.expect_all();
}

class PeerTableOfNodes : public testing::TestWithParam<std::uint64_t> {};

TEST_P(PeerTableOfNodes, IsAMapWhateverIsSetInWhichOrder) {
    const std::uint64_t nodes = GetParam();
    sim::Stream chance(1, "peers");
    Checked checked;
    for (std::uint32_t i = 0; i < 20'000; ++i) {
        const std::uint64_t local = chance.below(8);
        // Few peers are asked for often, so that they go up and down again.
        const std::uint64_t peer = chance.below(chance.below(2) == 0 ? nodes : nodes / 50 + 1);
        checked.set(local, peer, {.kind = static_cast<Kind>(chance.below(4)), .index = i});
        if (i % 1000 == 0) {
            checked.expect_all();
        }
    }
    checked.expect_all();
}

INSTANTIATE_TEST_SUITE_P(Sizes, PeerTableOfNodes, testing::Values(4, 70, 1'000, 16'000));

TEST(PeerTable, TakesLittleRoomForFewPeersOfMany) {
    PeerTable table;
    sim::Stream chance(2, "peers");
    for (std::uint64_t local = 0; local < 1'000; ++local) {
        for (int i = 0; i < 32; ++i) {
            table.set(node_of(local), node_of(chance.below(4'000)), {.kind = Kind::up, .index = 1});
        }
    }
    EXPECT_LT(table.capacity_bytes(), 1'000U * 500);
}

TEST(PeerTable, DoesNotGrowWhileTheSamePeerComesAndGoes) {
    PeerTable table;
    for (std::uint16_t peer = 5'000; peer < 5'040; ++peer) {
        table.set(node_of(1), node_of(peer), {.kind = Kind::up});
    }
    const std::size_t before = table.capacity_bytes();
    for (int i = 0; i < 100'000; ++i) {
        table.set(node_of(1), node_of(5'000), {.kind = i % 2 == 0 ? Kind::down : Kind::up});
    }
    EXPECT_EQ(table.capacity_bytes(), before);
}

}  // namespace
}  // namespace teacup::model::detail
