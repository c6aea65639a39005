// Two or three nodes and a client that writes down what the transport tells it.
#include <teacup/sim/stream_transport.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/sim/chance.hpp>

namespace teacup::sim {
namespace {

constexpr Duration ms(std::int64_t count) {
    return Duration::milliseconds(count);
}

std::string text_of(StreamClosing why) {
    switch (why) {
        case StreamClosing::refused: return "refused";
        case StreamClosing::closed: return "closed";
        case StreamClosing::reset: return "reset";
        case StreamClosing::crashed: return "crashed";
    }
    return "?";
}

struct Pair {
    explicit Pair(const WorldOptions& options = {})
        : world_(options),
          transport_(
              world_,
              {.owner = this,
               .accepted =
                   [](void* self, StreamEnd end) {
                       of(self).accepted_ = end;
                       of(self).tell(end, "accepted");
                   },
               .connected = [](void* self, StreamEnd end) { of(self).tell(end, "connected"); },
               .received =
                   [](void* self, StreamEnd end, std::uint32_t payload) {
                       of(self).tell(end, std::to_string(payload));
                   },
               .closed = [](void* self,
                            StreamEnd end,
                            StreamClosing why) { of(self).tell(end, text_of(why)); },
               .lost = [](void* self,
                          std::uint32_t payload) { of(self).lost_.push_back(payload); }}) {
        for (const auto* name : {"a", "b"}) {
            world_.boot(world_.add_node(name));
        }
        world_.network().set_default_latency(Latency::constant(ms(10)));
    }

    static Pair& of(void* self) { return *static_cast<Pair*>(self); }
    void tell(StreamEnd end, const std::string& what) {
        log_.push_back(std::string(world_.node_name(transport_.node(end))) + " " + what);
        last_ = world_.now();
    }
    void run(Duration span) { world_.run_until(world_.now() + span, false); }
    /// Lets the world run for a second and says what the client was told meanwhile.
    std::vector<std::string> after(Duration span) {
        log_.clear();
        run(span);
        return log_;
    }
    /// A connection from a to b, open on both sides.
    void connect() {
        from_a_ = transport_.connect(a, b);
        run(ms(20));
        from_b_ = accepted_;
        log_.clear();
    }
    void send_all(StreamEnd end, std::initializer_list<std::uint32_t> payloads) {
        for (const std::uint32_t payload : payloads) {
            transport_.send(end, payload);
        }
    }
    void cut_both() {
        world_.network().cut(a, b);
        world_.network().cut(b, a);
    }
    void heal_both() {
        world_.network().heal(a, b);
        world_.network().heal(b, a);
    }

    using Log = std::vector<std::string>;
    static constexpr NodeId a{0};
    static constexpr NodeId b{1};
    World world_;
    StreamTransport transport_;
    StreamEnd accepted_ = no_stream_end;
    StreamEnd from_a_ = no_stream_end;
    StreamEnd from_b_ = no_stream_end;
    Log log_;
    Time last_;
    std::vector<std::uint32_t> lost_;
};

class StreamTransportTest : public testing::Test, public Pair {};

// -- opening -------------------------------------------------------------------------------------

TEST_F(StreamTransportTest, OpensBothEndsWithinARoundTrip) {
    const StreamEnd end = transport_.connect(a, b);
    EXPECT_EQ(after(ms(10)), Log({"b accepted"}));
    EXPECT_EQ(after(ms(10)), Log({"a connected"}));
    EXPECT_EQ(transport_.peer(end), b);
    EXPECT_EQ(transport_.node(accepted_), b);
    EXPECT_EQ(transport_.ends_of(a), std::vector<StreamEnd>({end}));
    EXPECT_EQ(transport_.ends_of(b), std::vector<StreamEnd>({accepted_}));
}

TEST_F(StreamTransportTest, IsRefusedWhereTheHostIsUpAndNobodyListens) {
    world_.crash(b, CrashMode::process);
    static_cast<void>(transport_.connect(a, b));
    EXPECT_EQ(after(ms(20)), Log({"a refused"}));
    EXPECT_TRUE(transport_.ends_of(a).empty());
}

TEST_F(StreamTransportTest, HearsNothingFromAHostWithoutPower) {
    world_.crash(b, CrashMode::power);
    const StreamEnd end = transport_.connect(a, b);
    EXPECT_EQ(after(Duration::seconds(100)), Log());
    EXPECT_EQ(transport_.ends_of(a), std::vector<StreamEnd>({end}));
    transport_.close(end);
    EXPECT_TRUE(transport_.ends_of(a).empty());
}

TEST_F(StreamTransportTest, ConnectsLateWhenTheLinkHealsInTime) {
    cut_both();
    static_cast<void>(transport_.connect(a, b));
    EXPECT_EQ(after(ms(500)), Log());
    heal_both();
    EXPECT_EQ(after(ms(20)), Log({"b accepted", "a connected"}));
}

TEST_F(StreamTransportTest, AnAttemptThatWasGivenUpInACutLeavesNothing) {
    cut_both();
    const StreamEnd end = transport_.connect(a, b);
    run(ms(100));
    transport_.close(end);
    heal_both();
    EXPECT_EQ(after(ms(500)), Log());
}

// -- bytes ---------------------------------------------------------------------------------------

TEST_F(StreamTransportTest, CountsWhatWasSentAndReceived) {
    connect();
    send_all(from_a_, {1, 2, 3});
    EXPECT_EQ(after(ms(10)), Log({"b 1", "b 2", "b 3"}));
    EXPECT_EQ(transport_.sent(from_a_), 3U);
    EXPECT_EQ(transport_.received(from_b_), 3U);
    EXPECT_EQ(transport_.sent(from_b_), 0U);
    EXPECT_EQ(transport_.received(from_a_), 0U);
}

TEST_F(StreamTransportTest, KeepsTheOrderWhateverLatencyIsDrawn) {
    connect();
    world_.network().set_latency(a, b, {Latency::Kind::exponential, 0, ms(0), ms(50)});
    for (std::uint32_t i = 0; i < 1000; ++i) {
        transport_.send(from_a_, i);
        run(ms(1));
    }
    run(Duration::seconds(5));
    ASSERT_EQ(log_.size(), 1000U);
    for (std::uint32_t i = 0; i < 1000; ++i) {
        EXPECT_EQ(log_[i], "b " + std::to_string(i));
    }
}

TEST_F(StreamTransportTest, TakesANewLatencyOfAnOpenConnection) {
    connect();
    world_.network().set_latency(a, b, Latency::constant(ms(70)));
    transport_.send(from_a_, 1);
    EXPECT_EQ(after(ms(69)), Log());
    EXPECT_EQ(after(ms(1)), Log({"b 1"}));
}

TEST_F(StreamTransportTest, AnAddedDelayDelaysAndItsEndReordersNothing) {
    connect();
    world_.network().add_delay(a, b, 7, Latency::constant(ms(100)));
    transport_.send(from_a_, 1);
    world_.network().remove_delay(a, b, 7);
    transport_.send(from_a_, 2);
    EXPECT_EQ(after(ms(109)), Log());
    EXPECT_EQ(after(ms(1)), Log({"b 1", "b 2"}));
}

// -- cuts ----------------------------------------------------------------------------------------

// Goal: a blip delivers late and loses nothing: what was sent before it and is under way when it
// begins, what is sent during it, and what is sent after it, arrive in this order.
TEST_F(StreamTransportTest, ABlipDeliversLateInOrderAndLosesNothing) {
    connect();
    send_all(from_a_, {1, 2});
    run(ms(5));
    cut_both();
    send_all(from_a_, {3, 4});
    EXPECT_EQ(after(Duration::seconds(30)), Log());
    heal_both();
    send_all(from_a_, {5});
    EXPECT_EQ(after(ms(9)), Log());
    send_all(from_a_, {6});
    EXPECT_EQ(after(ms(1)), Log({"b 1", "b 2", "b 3", "b 4", "b 5"}));
    EXPECT_EQ(after(ms(9)), Log({"b 6"}));
    EXPECT_TRUE(lost_.empty());
}

TEST_F(StreamTransportTest, ABlipThatEndsBeforeTheBytesArriveIsNotNoticed) {
    connect();
    transport_.send(from_a_, 1);
    run(ms(2));
    cut_both();
    run(ms(2));
    heal_both();
    EXPECT_EQ(after(ms(6)), Log({"b 1"}));
}

TEST_F(StreamTransportTest, WhatACutHeldIsNotOvertakenByWhatItLetPass) {
    connect();
    transport_.send(from_a_, 1);
    run(ms(5));
    transport_.send(from_a_, 2);  // Arrives at 15.
    cut_both();
    run(ms(6));   // 1 was held at 10.
    heal_both();  // 1 goes again and arrives at 21, and 2 waits for it.
    EXPECT_EQ(after(ms(9)), Log());
    EXPECT_EQ(after(ms(1)), Log({"b 1", "b 2"}));
}

TEST_F(StreamTransportTest, ASecondCutHoldsWhatTheFirstHeld) {
    connect();
    cut_both();
    transport_.send(from_a_, 1);
    heal_both();
    run(ms(5));
    cut_both();
    EXPECT_EQ(after(ms(100)), Log());
    heal_both();
    EXPECT_EQ(after(ms(10)), Log({"b 1"}));
}

TEST_F(StreamTransportTest, ACutOfOneDirectionLeavesTheOtherAlone) {
    connect();
    world_.network().cut(a, b);
    transport_.send(from_a_, 1);
    transport_.send(from_b_, 2);
    EXPECT_EQ(after(ms(100)), Log({"a 2"}));
    world_.network().heal(a, b);
    EXPECT_EQ(after(ms(10)), Log({"b 1"}));
}

// -- closing -------------------------------------------------------------------------------------

TEST_F(StreamTransportTest, ACloseComesAfterAllThatWasSent) {
    connect();
    send_all(from_a_, {1, 2});
    transport_.close(from_a_);
    EXPECT_EQ(after(ms(10)), Log({"b 1", "b 2", "b closed"}));
    EXPECT_TRUE(lost_.empty());
    EXPECT_TRUE(transport_.ends_of(b).empty());
}

// Goal: of what was sent in a cut and never arrived, a close loses a suffix and nothing before it.
TEST_F(StreamTransportTest, ACloseInACutLosesTheSuffixThatTheCutHeld) {
    connect();
    send_all(from_a_, {1, 2});
    run(ms(10));
    send_all(from_a_, {3});
    run(ms(1));
    cut_both();
    send_all(from_a_, {4, 5});
    run(ms(20));
    transport_.close(from_a_);
    EXPECT_EQ(lost_, std::vector<std::uint32_t>({3, 4, 5}));
    heal_both();
    EXPECT_EQ(after(Duration::seconds(5)), Log());  // b does not know that its end is dead.
    EXPECT_EQ(transport_.received(from_b_), 2U);
}

TEST_F(StreamTransportTest, BytesUnderWayToACutAreLostWithTheirEnd) {
    connect();
    transport_.send(from_a_, 1);
    transport_.close(from_a_);
    cut_both();
    EXPECT_EQ(after(ms(100)), Log());
    EXPECT_EQ(lost_, std::vector<std::uint32_t>({1}));
}

TEST_F(StreamTransportTest, AnEndThatIsGoneAnswersOldBytesWithAReset) {
    connect();
    cut_both();
    transport_.close(from_a_);
    run(ms(100));
    heal_both();
    transport_.send(from_b_, 7);
    EXPECT_EQ(after(ms(20)), Log({"b reset"}));
    EXPECT_EQ(lost_, std::vector<std::uint32_t>({7}));
}

TEST_F(StreamTransportTest, HeldBytesMeetAResetWhenTheirPeerClosedInTheCut) {
    connect();
    cut_both();
    send_all(from_b_, {7, 8});
    transport_.close(from_a_);
    run(ms(100));
    heal_both();
    EXPECT_EQ(after(ms(20)), Log({"b reset"}));
    EXPECT_EQ(lost_, std::vector<std::uint32_t>({7, 8}));
}

TEST_F(StreamTransportTest, ClosingBothEndsAtOnceTellsNobody) {
    connect();
    transport_.close(from_a_);
    transport_.close(from_b_);
    EXPECT_EQ(after(ms(100)), Log());
}

// -- nodes ---------------------------------------------------------------------------------------

TEST_F(StreamTransportTest, ADyingProcessIsHeardOfAtOnceAfterAllThatItSent) {
    connect();
    transport_.send(from_b_, 1);
    world_.crash(b, CrashMode::process);
    EXPECT_EQ(after(ms(10)), Log({"a 1", "a closed"}));
}

TEST_F(StreamTransportTest, LossOfPowerIsSilentUntilTheHostIsBackAndResets) {
    connect();
    world_.crash(b, CrashMode::power);
    transport_.send(from_a_, 1);
    EXPECT_EQ(after(Duration::seconds(60)), Log());
    EXPECT_EQ(lost_, std::vector<std::uint32_t>({1}));
    world_.boot(b);
    EXPECT_EQ(after(Duration::seconds(60)), Log());  // Nothing was sent, so nothing is answered.
    transport_.send(from_a_, 2);
    EXPECT_EQ(after(ms(20)), Log({"a reset"}));
}

TEST_F(StreamTransportTest, WhatALostHostHadSentStillArrives) {
    connect();
    transport_.send(from_b_, 1);
    world_.crash(b, CrashMode::power);
    EXPECT_EQ(after(ms(10)), Log({"a 1"}));
}

TEST_F(StreamTransportTest, ACrashTellsItsOwnEndsAndLosesWhatACutHeld) {
    connect();
    cut_both();
    transport_.send(from_b_, 1);
    run(ms(20));
    world_.crash(b, CrashMode::process);
    EXPECT_EQ(log_, Log({"b crashed"}));
    EXPECT_EQ(lost_, std::vector<std::uint32_t>({1}));
    EXPECT_TRUE(transport_.ends_of(b).empty());
}

TEST_F(StreamTransportTest, APausedNodeReadsNothingAndLosesNothing) {
    connect();
    world_.pause(b);
    send_all(from_a_, {1, 2});
    run(ms(50));
    transport_.close(from_a_);
    EXPECT_EQ(after(Duration::seconds(100)), Log());
    EXPECT_EQ(transport_.received(from_b_), 0U);
    world_.resume(b);
    EXPECT_EQ(log_, Log({"b 1", "b 2", "b closed"}));
    EXPECT_EQ(transport_.received(from_b_), 2U);
}

TEST_F(StreamTransportTest, ThePausedNodesKernelHasTheBytesSoALaterCutCannotHoldThem) {
    connect();
    world_.pause(b);
    transport_.send(from_a_, 1);
    run(ms(20));
    cut_both();
    world_.resume(b);
    EXPECT_EQ(log_, Log({"b 1"}));
}

TEST_F(StreamTransportTest, ThePausedNodesKernelTakesConnections) {
    world_.pause(b);
    static_cast<void>(transport_.connect(a, b));
    EXPECT_EQ(after(ms(20)), Log({"a connected"}));
    log_.clear();
    world_.resume(b);
    EXPECT_EQ(log_, Log({"b accepted"}));
}

TEST_F(StreamTransportTest, ACrashLosesWhatAPausedNodeHadNotRead) {
    connect();
    world_.pause(b);
    transport_.send(from_a_, 1);
    run(ms(20));
    world_.crash(b, CrashMode::power);
    EXPECT_EQ(log_, Log({"b crashed"}));
    EXPECT_EQ(lost_, std::vector<std::uint32_t>({1}));
}

// Goal: bytes that arrive at the very instant of the resume do not overtake those that waited.
TEST_F(StreamTransportTest, AResumeAtTheInstantOfAnArrivalKeepsTheOrder) {
    connect();
    world_.pause(b);
    transport_.send(from_a_, 1);
    run(ms(20));
    transport_.send(from_a_, 2);
    const HandlerId resumes = world_.add_handler(
        [](void* self, std::uint32_t, std::uint32_t) { of(self).world_.resume(b); },
        static_cast<Pair*>(this));
    world_.push(world_.now() + ms(10), resumes, 0);
    transport_.send(from_a_, 3);
    EXPECT_EQ(after(ms(10)), Log({"b 1", "b 2", "b 3"}));
}

// -- books ---------------------------------------------------------------------------------------

TEST_F(StreamTransportTest, TakesNoMoreRoomForTenThousandConnectionsThanForOne) {
    connect();
    transport_.close(from_a_);
    run(ms(20));
    const std::size_t before = transport_.capacity_bytes();
    for (int i = 0; i < 10'000; ++i) {
        connect();
        transport_.send(from_a_, 1);
        transport_.close(i % 2 == 0 ? from_a_ : from_b_);
        run(ms(20));
    }
    EXPECT_EQ(transport_.capacity_bytes(), before);
}

TEST_F(StreamTransportTest, AWordUnderWayKeepsTheWorldFromBeingAtRest) {
    connect();
    EXPECT_EQ(world_.work(), 0);
    transport_.close(from_a_);
    EXPECT_EQ(world_.work(), 1);
    run(ms(10));
    EXPECT_EQ(world_.work(), 0);
}

/// Does things at random to a pair whose payloads are numbered.
class Fuzz : public Pair {
public:
    explicit Fuzz(std::uint64_t seed) : chance_(seed, "fuzz") {
        world_.network().set_latency(a, b, {Latency::Kind::exponential, 0, ms(0), ms(30)});
        world_.network().set_latency(b, a, {Latency::Kind::uniform, 0, ms(0), ms(30)});
        from_a_ = transport_.connect(a, b);
        run(Duration::seconds(2));
        from_b_ = accepted_;
        log_.clear();
    }
    void deed() {
        Network& network = world_.network();
        const std::uint64_t die = chance_.below(100);
        const NodeId from = chance_.below(2) == 0 ? a : b;
        const NodeId to = from == a ? b : a;
        const NodeState state = world_.node_state(from);
        if (die < 3 && !network.is_cut(from, to)) {
            network.cut(from, to);
        } else if (die < 10 && network.is_cut(from, to)) {
            network.heal(from, to);
        } else if (die < 12 && state == NodeState::up) {
            world_.pause(from);
        } else if (die < 18 && state == NodeState::paused) {
            world_.resume(from);
        } else if (die < 90 && state == NodeState::up) {
            transport_.send(from == a ? from_a_ : from_b_, 2 * ++sent_ + (from == a ? 0 : 1));
        }
        run(ms(static_cast<std::int64_t>(chance_.below(20))));
    }
    /// Closes one end if its node can, and makes everything well again.
    void finish() {
        const StreamEnd closing = chance_.below(2) == 0 ? from_a_ : from_b_;
        if (world_.node_state(transport_.node(closing)) == NodeState::up) {
            transport_.close(closing);
        }
        for (const NodeId node : {a, b}) {
            const NodeId peer = node == a ? b : a;
            if (world_.node_state(node) == NodeState::paused) {
                world_.resume(node);
            }
            if (world_.network().is_cut(node, peer)) {
                world_.network().heal(node, peer);
            }
        }
        run(Duration::seconds(5));
    }
    /// The numbers that a node received.
    [[nodiscard]] std::vector<std::uint32_t> received_by(char node) const {
        std::vector<std::uint32_t> numbers;
        for (const std::string& line : log_) {
            if (line[0] == node && line[2] >= '0' && line[2] <= '9') {
                numbers.push_back(static_cast<std::uint32_t>(std::stoul(line.substr(2))));
            }
        }
        return numbers;
    }

    Stream chance_;
    std::uint32_t sent_ = 0;
};

// Goal: whatever happens to the link and the nodes, each end receives in order, what is lost is a
// suffix, and each payload is received or lost, once. Method: random deeds over many seeds.
TEST(StreamTransportFuzz, EachEndReceivesInOrderAndLosesOnlyASuffix) {
    std::size_t seeds_with_loss = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SCOPED_TRACE(seed);
        Fuzz pair(seed);
        for (int i = 0; i < 300; ++i) {
            pair.deed();
        }
        pair.finish();
        const auto at_a = pair.received_by('a');
        const auto at_b = pair.received_by('b');
        EXPECT_TRUE(std::is_sorted(at_a.begin(), at_a.end()));
        EXPECT_TRUE(std::is_sorted(at_b.begin(), at_b.end()));
        EXPECT_EQ(at_a.size() + at_b.size() + pair.lost_.size(), pair.sent_);
        std::vector<std::uint32_t> all(pair.lost_);
        all.insert(all.end(), at_a.begin(), at_a.end());
        all.insert(all.end(), at_b.begin(), at_b.end());
        std::sort(all.begin(), all.end());
        EXPECT_EQ(std::unique(all.begin(), all.end()), all.end());
        for (const std::uint32_t lost : pair.lost_) {
            const auto& at_peer = lost % 2 == 0 ? at_b : at_a;
            EXPECT_TRUE(at_peer.empty() || at_peer.back() < lost) << "lost, but not a suffix";
        }
        seeds_with_loss += pair.lost_.empty() ? 0U : 1U;
    }
    EXPECT_GT(seeds_with_loss, 20U);
    EXPECT_LT(seeds_with_loss, 180U);
}

}  // namespace
}  // namespace teacup::sim
