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
        : world(options),
          transport(
              world,
              {.owner = this,
               .accepted =
                   [](void* self, StreamEnd end) {
                       of(self).accepted = end;
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
                          std::uint32_t payload) { of(self).lost.push_back(payload); }}) {
        for (const auto* name : {"a", "b"}) {
            world.boot(world.add_node(name));
        }
        world.network().set_default_latency(Latency::constant(ms(10)));
    }

    static Pair& of(void* self) { return *static_cast<Pair*>(self); }
    void tell(StreamEnd end, const std::string& what) {
        log.push_back(std::string(world.node_name(transport.node(end))) + " " + what);
        last = world.now();
    }
    void run(Duration span) { world.run_until(world.now() + span, false); }
    /// Lets the world run for a second and says what the client was told meanwhile.
    std::vector<std::string> after(Duration span) {
        log.clear();
        run(span);
        return log;
    }
    /// A connection from a to b, open on both sides.
    void connect() {
        from_a = transport.connect(a, b);
        run(ms(20));
        from_b = accepted;
        log.clear();
    }
    void send_all(StreamEnd end, std::initializer_list<std::uint32_t> payloads) {
        for (const std::uint32_t payload : payloads) {
            transport.send(end, payload);
        }
    }
    void cut_both() {
        world.network().cut(a, b);
        world.network().cut(b, a);
    }
    void heal_both() {
        world.network().heal(a, b);
        world.network().heal(b, a);
    }

    using Log = std::vector<std::string>;
    static constexpr NodeId a{0};
    static constexpr NodeId b{1};
    World world;
    StreamTransport transport;
    StreamEnd accepted = no_stream_end;
    StreamEnd from_a = no_stream_end;
    StreamEnd from_b = no_stream_end;
    Log log;
    Time last;
    std::vector<std::uint32_t> lost;
};

class StreamTransportTest : public testing::Test, public Pair {};

// -- opening -------------------------------------------------------------------------------------

TEST_F(StreamTransportTest, OpensBothEndsWithinARoundTrip) {
    const StreamEnd end = transport.connect(a, b);
    EXPECT_EQ(after(ms(10)), Log({"b accepted"}));
    EXPECT_EQ(after(ms(10)), Log({"a connected"}));
    EXPECT_EQ(transport.peer(end), b);
    EXPECT_EQ(transport.node(accepted), b);
    EXPECT_EQ(transport.ends_of(a), std::vector<StreamEnd>({end}));
    EXPECT_EQ(transport.ends_of(b), std::vector<StreamEnd>({accepted}));
}

TEST_F(StreamTransportTest, IsRefusedWhereTheHostIsUpAndNobodyListens) {
    world.crash(b, CrashMode::process);
    static_cast<void>(transport.connect(a, b));
    EXPECT_EQ(after(ms(20)), Log({"a refused"}));
    EXPECT_TRUE(transport.ends_of(a).empty());
}

TEST_F(StreamTransportTest, HearsNothingFromAHostWithoutPower) {
    world.crash(b, CrashMode::power);
    const StreamEnd end = transport.connect(a, b);
    EXPECT_EQ(after(Duration::seconds(100)), Log());
    EXPECT_EQ(transport.ends_of(a), std::vector<StreamEnd>({end}));
    transport.close(end);
    EXPECT_TRUE(transport.ends_of(a).empty());
}

TEST_F(StreamTransportTest, ConnectsLateWhenTheLinkHealsInTime) {
    cut_both();
    static_cast<void>(transport.connect(a, b));
    EXPECT_EQ(after(ms(500)), Log());
    heal_both();
    EXPECT_EQ(after(ms(20)), Log({"b accepted", "a connected"}));
}

TEST_F(StreamTransportTest, AnAttemptThatWasGivenUpInACutLeavesNothing) {
    cut_both();
    const StreamEnd end = transport.connect(a, b);
    run(ms(100));
    transport.close(end);
    heal_both();
    EXPECT_EQ(after(ms(500)), Log());
}

// -- bytes ---------------------------------------------------------------------------------------

TEST_F(StreamTransportTest, CountsWhatWasSentAndReceived) {
    connect();
    send_all(from_a, {1, 2, 3});
    EXPECT_EQ(after(ms(10)), Log({"b 1", "b 2", "b 3"}));
    EXPECT_EQ(transport.sent(from_a), 3U);
    EXPECT_EQ(transport.received(from_b), 3U);
    EXPECT_EQ(transport.sent(from_b), 0U);
    EXPECT_EQ(transport.received(from_a), 0U);
}

TEST_F(StreamTransportTest, KeepsTheOrderWhateverLatencyIsDrawn) {
    connect();
    world.network().set_latency(a, b, {Latency::Kind::exponential, 0, ms(0), ms(50)});
    for (std::uint32_t i = 0; i < 1000; ++i) {
        transport.send(from_a, i);
        run(ms(1));
    }
    run(Duration::seconds(5));
    ASSERT_EQ(log.size(), 1000U);
    for (std::uint32_t i = 0; i < 1000; ++i) {
        EXPECT_EQ(log[i], "b " + std::to_string(i));
    }
}

TEST_F(StreamTransportTest, TakesANewLatencyOfAnOpenConnection) {
    connect();
    world.network().set_latency(a, b, Latency::constant(ms(70)));
    transport.send(from_a, 1);
    EXPECT_EQ(after(ms(69)), Log());
    EXPECT_EQ(after(ms(1)), Log({"b 1"}));
}

TEST_F(StreamTransportTest, AnAddedDelayDelaysAndItsEndReordersNothing) {
    connect();
    world.network().add_delay(a, b, 7, Latency::constant(ms(100)));
    transport.send(from_a, 1);
    world.network().remove_delay(a, b, 7);
    transport.send(from_a, 2);
    EXPECT_EQ(after(ms(109)), Log());
    EXPECT_EQ(after(ms(1)), Log({"b 1", "b 2"}));
}

// -- cuts ----------------------------------------------------------------------------------------

// Goal: a blip delivers late and loses nothing: what was sent before it and is under way when it
// begins, what is sent during it, and what is sent after it, arrive in this order.
TEST_F(StreamTransportTest, ABlipDeliversLateInOrderAndLosesNothing) {
    connect();
    send_all(from_a, {1, 2});
    run(ms(5));
    cut_both();
    send_all(from_a, {3, 4});
    EXPECT_EQ(after(Duration::seconds(30)), Log());
    heal_both();
    send_all(from_a, {5});
    EXPECT_EQ(after(ms(9)), Log());
    send_all(from_a, {6});
    EXPECT_EQ(after(ms(1)), Log({"b 1", "b 2", "b 3", "b 4", "b 5"}));
    EXPECT_EQ(after(ms(9)), Log({"b 6"}));
    EXPECT_TRUE(lost.empty());
}

TEST_F(StreamTransportTest, ABlipThatEndsBeforeTheBytesArriveIsNotNoticed) {
    connect();
    transport.send(from_a, 1);
    run(ms(2));
    cut_both();
    run(ms(2));
    heal_both();
    EXPECT_EQ(after(ms(6)), Log({"b 1"}));
}

TEST_F(StreamTransportTest, WhatACutHeldIsNotOvertakenByWhatItLetPass) {
    connect();
    transport.send(from_a, 1);
    run(ms(5));
    transport.send(from_a, 2);  // Arrives at 15.
    cut_both();
    run(ms(6));   // 1 was held at 10.
    heal_both();  // 1 goes again and arrives at 21, and 2 waits for it.
    EXPECT_EQ(after(ms(9)), Log());
    EXPECT_EQ(after(ms(1)), Log({"b 1", "b 2"}));
}

TEST_F(StreamTransportTest, ASecondCutHoldsWhatTheFirstHeld) {
    connect();
    cut_both();
    transport.send(from_a, 1);
    heal_both();
    run(ms(5));
    cut_both();
    EXPECT_EQ(after(ms(100)), Log());
    heal_both();
    EXPECT_EQ(after(ms(10)), Log({"b 1"}));
}

TEST_F(StreamTransportTest, ACutOfOneDirectionLeavesTheOtherAlone) {
    connect();
    world.network().cut(a, b);
    transport.send(from_a, 1);
    transport.send(from_b, 2);
    EXPECT_EQ(after(ms(100)), Log({"a 2"}));
    world.network().heal(a, b);
    EXPECT_EQ(after(ms(10)), Log({"b 1"}));
}

// -- closing -------------------------------------------------------------------------------------

TEST_F(StreamTransportTest, ACloseComesAfterAllThatWasSent) {
    connect();
    send_all(from_a, {1, 2});
    transport.close(from_a);
    EXPECT_EQ(after(ms(10)), Log({"b 1", "b 2", "b closed"}));
    EXPECT_TRUE(lost.empty());
    EXPECT_TRUE(transport.ends_of(b).empty());
}

// Goal: of what was sent in a cut and never arrived, a close loses a suffix and nothing before it.
TEST_F(StreamTransportTest, ACloseInACutLosesTheSuffixThatTheCutHeld) {
    connect();
    send_all(from_a, {1, 2});
    run(ms(10));
    send_all(from_a, {3});
    run(ms(1));
    cut_both();
    send_all(from_a, {4, 5});
    run(ms(20));
    transport.close(from_a);
    EXPECT_EQ(lost, std::vector<std::uint32_t>({3, 4, 5}));
    heal_both();
    EXPECT_EQ(after(Duration::seconds(5)), Log());  // b does not know that its end is dead.
    EXPECT_EQ(transport.received(from_b), 2U);
}

TEST_F(StreamTransportTest, BytesUnderWayToACutAreLostWithTheirEnd) {
    connect();
    transport.send(from_a, 1);
    transport.close(from_a);
    cut_both();
    EXPECT_EQ(after(ms(100)), Log());
    EXPECT_EQ(lost, std::vector<std::uint32_t>({1}));
}

TEST_F(StreamTransportTest, AnEndThatIsGoneAnswersOldBytesWithAReset) {
    connect();
    cut_both();
    transport.close(from_a);
    run(ms(100));
    heal_both();
    transport.send(from_b, 7);
    EXPECT_EQ(after(ms(20)), Log({"b reset"}));
    EXPECT_EQ(lost, std::vector<std::uint32_t>({7}));
}

TEST_F(StreamTransportTest, HeldBytesMeetAResetWhenTheirPeerClosedInTheCut) {
    connect();
    cut_both();
    send_all(from_b, {7, 8});
    transport.close(from_a);
    run(ms(100));
    heal_both();
    EXPECT_EQ(after(ms(20)), Log({"b reset"}));
    EXPECT_EQ(lost, std::vector<std::uint32_t>({7, 8}));
}

TEST_F(StreamTransportTest, ClosingBothEndsAtOnceTellsNobody) {
    connect();
    transport.close(from_a);
    transport.close(from_b);
    EXPECT_EQ(after(ms(100)), Log());
}

// -- nodes ---------------------------------------------------------------------------------------

TEST_F(StreamTransportTest, ADyingProcessIsHeardOfAtOnceAfterAllThatItSent) {
    connect();
    transport.send(from_b, 1);
    world.crash(b, CrashMode::process);
    EXPECT_EQ(after(ms(10)), Log({"a 1", "a closed"}));
}

TEST_F(StreamTransportTest, LossOfPowerIsSilentUntilTheHostIsBackAndResets) {
    connect();
    world.crash(b, CrashMode::power);
    transport.send(from_a, 1);
    EXPECT_EQ(after(Duration::seconds(60)), Log());
    EXPECT_EQ(lost, std::vector<std::uint32_t>({1}));
    world.boot(b);
    EXPECT_EQ(after(Duration::seconds(60)), Log());  // Nothing was sent, so nothing is answered.
    transport.send(from_a, 2);
    EXPECT_EQ(after(ms(20)), Log({"a reset"}));
}

TEST_F(StreamTransportTest, WhatALostHostHadSentStillArrives) {
    connect();
    transport.send(from_b, 1);
    world.crash(b, CrashMode::power);
    EXPECT_EQ(after(ms(10)), Log({"a 1"}));
}

TEST_F(StreamTransportTest, ACrashTellsItsOwnEndsAndLosesWhatACutHeld) {
    connect();
    cut_both();
    transport.send(from_b, 1);
    run(ms(20));
    world.crash(b, CrashMode::process);
    EXPECT_EQ(log, Log({"b crashed"}));
    EXPECT_EQ(lost, std::vector<std::uint32_t>({1}));
    EXPECT_TRUE(transport.ends_of(b).empty());
}

TEST_F(StreamTransportTest, APausedNodeReadsNothingAndLosesNothing) {
    connect();
    world.pause(b);
    send_all(from_a, {1, 2});
    run(ms(50));
    transport.close(from_a);
    EXPECT_EQ(after(Duration::seconds(100)), Log());
    EXPECT_EQ(transport.received(from_b), 0U);
    world.resume(b);
    EXPECT_EQ(log, Log({"b 1", "b 2", "b closed"}));
    EXPECT_EQ(transport.received(from_b), 2U);
}

TEST_F(StreamTransportTest, ThePausedNodesKernelHasTheBytesSoALaterCutCannotHoldThem) {
    connect();
    world.pause(b);
    transport.send(from_a, 1);
    run(ms(20));
    cut_both();
    world.resume(b);
    EXPECT_EQ(log, Log({"b 1"}));
}

TEST_F(StreamTransportTest, ThePausedNodesKernelTakesConnections) {
    world.pause(b);
    static_cast<void>(transport.connect(a, b));
    EXPECT_EQ(after(ms(20)), Log({"a connected"}));
    log.clear();
    world.resume(b);
    EXPECT_EQ(log, Log({"b accepted"}));
}

TEST_F(StreamTransportTest, ACrashLosesWhatAPausedNodeHadNotRead) {
    connect();
    world.pause(b);
    transport.send(from_a, 1);
    run(ms(20));
    world.crash(b, CrashMode::power);
    EXPECT_EQ(log, Log({"b crashed"}));
    EXPECT_EQ(lost, std::vector<std::uint32_t>({1}));
}

// Goal: bytes that arrive at the very instant of the resume do not overtake those that waited.
TEST_F(StreamTransportTest, AResumeAtTheInstantOfAnArrivalKeepsTheOrder) {
    connect();
    world.pause(b);
    transport.send(from_a, 1);
    run(ms(20));
    transport.send(from_a, 2);
    const HandlerId resumes = world.add_handler(
        [](void* self, std::uint32_t, std::uint32_t) { of(self).world.resume(b); },
        static_cast<Pair*>(this));
    world.push(world.now() + ms(10), resumes, 0);
    transport.send(from_a, 3);
    EXPECT_EQ(after(ms(10)), Log({"b 1", "b 2", "b 3"}));
}

// -- books ---------------------------------------------------------------------------------------

TEST_F(StreamTransportTest, TakesNoMoreRoomForTenThousandConnectionsThanForOne) {
    connect();
    transport.close(from_a);
    run(ms(20));
    const std::size_t before = transport.capacity_bytes();
    for (int i = 0; i < 10'000; ++i) {
        connect();
        transport.send(from_a, 1);
        transport.close(i % 2 == 0 ? from_a : from_b);
        run(ms(20));
    }
    EXPECT_EQ(transport.capacity_bytes(), before);
}

TEST_F(StreamTransportTest, AWordUnderWayKeepsTheWorldFromBeingAtRest) {
    connect();
    EXPECT_EQ(world.work(), 0);
    transport.close(from_a);
    EXPECT_EQ(world.work(), 1);
    run(ms(10));
    EXPECT_EQ(world.work(), 0);
}

/// Does things at random to a pair whose payloads are numbered.
class Fuzz : public Pair {
public:
    explicit Fuzz(std::uint64_t seed) : chance(seed, "fuzz") {
        world.network().set_latency(a, b, {Latency::Kind::exponential, 0, ms(0), ms(30)});
        world.network().set_latency(b, a, {Latency::Kind::uniform, 0, ms(0), ms(30)});
        from_a = transport.connect(a, b);
        run(Duration::seconds(2));
        from_b = accepted;
        log.clear();
    }
    void deed() {
        Network& network = world.network();
        const std::uint64_t die = chance.below(100);
        const NodeId from = chance.below(2) == 0 ? a : b;
        const NodeId to = from == a ? b : a;
        const NodeState state = world.node_state(from);
        if (die < 3 && !network.is_cut(from, to)) {
            network.cut(from, to);
        } else if (die < 10 && network.is_cut(from, to)) {
            network.heal(from, to);
        } else if (die < 12 && state == NodeState::up) {
            world.pause(from);
        } else if (die < 18 && state == NodeState::paused) {
            world.resume(from);
        } else if (die < 90 && state == NodeState::up) {
            transport.send(from == a ? from_a : from_b, 2 * ++sent + (from == a ? 0 : 1));
        }
        run(ms(static_cast<std::int64_t>(chance.below(20))));
    }
    /// Closes one end if its node can, and makes everything well again.
    void finish() {
        const StreamEnd closing = chance.below(2) == 0 ? from_a : from_b;
        if (world.node_state(transport.node(closing)) == NodeState::up) {
            transport.close(closing);
        }
        for (const NodeId node : {a, b}) {
            const NodeId peer = node == a ? b : a;
            if (world.node_state(node) == NodeState::paused) {
                world.resume(node);
            }
            if (world.network().is_cut(node, peer)) {
                world.network().heal(node, peer);
            }
        }
        run(Duration::seconds(5));
    }
    /// The numbers that a node received.
    [[nodiscard]] std::vector<std::uint32_t> received_by(char node) const {
        std::vector<std::uint32_t> numbers;
        for (const std::string& line : log) {
            if (line[0] == node && line[2] >= '0' && line[2] <= '9') {
                numbers.push_back(static_cast<std::uint32_t>(std::stoul(line.substr(2))));
            }
        }
        return numbers;
    }

    Stream chance;
    std::uint32_t sent = 0;
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
        EXPECT_EQ(at_a.size() + at_b.size() + pair.lost.size(), pair.sent);
        std::vector<std::uint32_t> all(pair.lost);
        all.insert(all.end(), at_a.begin(), at_a.end());
        all.insert(all.end(), at_b.begin(), at_b.end());
        std::sort(all.begin(), all.end());
        EXPECT_EQ(std::unique(all.begin(), all.end()), all.end());
        for (const std::uint32_t lost : pair.lost) {
            const auto& at_peer = lost % 2 == 0 ? at_b : at_a;
            EXPECT_TRUE(at_peer.empty() || at_peer.back() < lost) << "lost, but not a suffix";
        }
        seeds_with_loss += pair.lost.empty() ? 0U : 1U;
    }
    EXPECT_GT(seeds_with_loss, 20U);
    EXPECT_LT(seeds_with_loss, 180U);
}

// -- chance --------------------------------------------------------------------------------------

/// Sends one payload at a time from a to b, and says how long each was under way.
std::vector<Duration> travel_times(Pair& pair, int count) {
    std::vector<Duration> times;
    for (int i = 0; i < count; ++i) {
        const Time sent = pair.world.now();
        pair.transport.send(pair.from_a, 1);
        pair.run(Duration::seconds(100));
        times.push_back(pair.last - sent);
    }
    return times;
}

std::vector<Duration> drawn_times(Stream& stream, const std::vector<Latency>& parts, int count) {
    std::vector<Duration> times;
    for (int i = 0; i < count; ++i) {
        Duration total;
        for (const Latency& part : parts) {
            total += part.sample(stream);
        }
        times.push_back(total);
    }
    return times;
}

class StreamTransportChance : public testing::TestWithParam<Latency::Kind> {};

// A lane does not keep its stream's place while it follows from what has travelled: whatever
// happens to the link, no draw may come twice or be left out.
TEST_P(StreamTransportChance, DrawsOneNumberAfterTheOtherWhateverHappensToTheLink) {
    const Latency first{.kind = GetParam(), .spread_per_mille = 500, .low = ms(1), .high = ms(9)};
    const Latency second{.kind = Latency::Kind::exponential, .low = ms(2), .high = ms(20)};
    const Latency delay{.kind = Latency::Kind::uniform, .low = ms(0), .high = ms(50)};
    Pair pair;
    Network& network = pair.world.network();
    network.set_default_latency(first);
    pair.from_a = pair.transport.connect(Pair::a, Pair::b);
    pair.run(Duration::seconds(100));
    Stream stream = pair.world.stream("net/a>b/stream#1");
    static_cast<void>(first.sample(stream));  // The word that opened it.
    EXPECT_EQ(travel_times(pair, 5), drawn_times(stream, {first}, 5));
    network.cut(Pair::b, Pair::a);  // Not calm, but this direction is as before.
    EXPECT_EQ(travel_times(pair, 5), drawn_times(stream, {first}, 5));
    network.heal(Pair::b, Pair::a);
    network.add_delay(Pair::a, Pair::b, 1, delay);
    EXPECT_EQ(travel_times(pair, 5), drawn_times(stream, {first, delay}, 5));
    network.remove_delay(Pair::a, Pair::b, 1);
    EXPECT_EQ(travel_times(pair, 5), drawn_times(stream, {first}, 5));
    network.set_latency(Pair::a, Pair::b, second);
    EXPECT_EQ(travel_times(pair, 5), drawn_times(stream, {second}, 5));
    network.set_latency(Pair::a, Pair::b, first);
    EXPECT_EQ(travel_times(pair, 5), drawn_times(stream, {first}, 5));
}

INSTANTIATE_TEST_SUITE_P(Kinds,
                         StreamTransportChance,
                         testing::Values(Latency::Kind::constant,
                                         Latency::Kind::uniform,
                                         Latency::Kind::exponential,
                                         Latency::Kind::long_tail));

TEST_F(StreamTransportTest, CountsWhatWasDeliveredWhateverHappenedOnTheWay) {
    connect();
    send_all(from_a, {1, 2});
    EXPECT_EQ(transport.sent(from_a), 2U);
    EXPECT_EQ(transport.received(from_b), 0U) << "under way";
    run(ms(20));
    EXPECT_EQ(transport.received(from_b), 2U);
    cut_both();
    send_all(from_a, {3});
    run(ms(50));
    EXPECT_EQ(transport.sent(from_a), 3U);
    EXPECT_EQ(transport.received(from_b), 2U) << "held by the cut";
    heal_both();
    run(ms(50));
    EXPECT_EQ(transport.received(from_b), 3U);
    world.pause(b);
    send_all(from_a, {4, 5});
    run(ms(50));
    EXPECT_EQ(transport.received(from_b), 3U) << "not read";
    world.resume(b);
    EXPECT_EQ(transport.received(from_b), 5U);
    EXPECT_EQ(transport.received(from_a), 0U);
    EXPECT_EQ(transport.sent(from_b), 0U);
}

}  // namespace
}  // namespace teacup::sim
