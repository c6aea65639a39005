// When a node notices that another is silent. Default: net_ticktime 60 s, four ticks in it.
#include "distribution_fixture.hpp"

namespace teacup::model {
namespace {

constexpr sim::NodeId n1 = Wired::n1;
constexpr sim::NodeId n2 = Wired::n2;

Task<> send_note(Context& self, Pid to, std::uint32_t number) {
    self.send(to, Note{.number = number});
    co_return;
}

/// Both nodes tick, but not at the same moments: n2 boots `lag` later, and both have read.
class TickTest : public DistributionTest {
protected:
    void connect_with_lag(sim::Duration lag) {
        world.crash(n2, sim::CrashMode::process);
        run_for(lag);
        world.boot(n2);
        run_for(ms(10));
        connect(n1, n2);
        const Pid at_n1 = spawn(n1, &recorder, &log);
        const Pid at_n2 = spawn(n2, &recorder, &log);
        spawn(n1, &send_note, at_n2, 1U);
        spawn(n2, &send_note, at_n1, 2U);
        run_for(seconds(1));
        EXPECT_EQ(log.size(), 2U);
        forget();
    }
    static constexpr auto timeout_at_n1 = "n1 nodedown n2 net_tick_timeout";
    static constexpr auto timeout_at_n2 = "n2 nodedown n1 net_tick_timeout";
};

TEST_F(TickTest, AnIdleConnectionStaysUp) {
    connect_with_lag(seconds(4));
    run_for(seconds(100'000));
    EXPECT_TRUE(events.empty());
    EXPECT_TRUE(distribution.is_connected(n1, n2));
}

TEST_F(TickTest, ABusyConnectionStaysUp) {
    connect_with_lag(seconds(4));
    const Pid at_n2 = spawn(n2, &recorder, &log);
    for (std::uint32_t i = 0; i < 300; ++i) {
        spawn(n1, &send_note, at_n2, i);
        run_for(seconds(1));
    }
    EXPECT_TRUE(events.empty());
    EXPECT_EQ(log.size(), 300U);
}

TEST_F(TickTest, TicksAreBackgroundWork) {
    connect_with_lag(seconds(4));
    EXPECT_EQ(world.run_until(sim::Time::never(), true), sim::RunEnd::quiescent);
}

// Goal: T - T/I < DT < T + T/I, whatever the moment of the cut, and both ends of the window are
// nearly reached. Method: cuts at many moments of a tick interval, for several lags of the ticks.
TEST_F(TickTest, APartitionIsFoundOutWithinTheDocumentedWindow) {
    sim::Duration shortest = seconds(1000);
    sim::Duration longest;
    for (std::int64_t lag = 0; lag < 15'000; lag += 1490) {
        for (std::int64_t moment = 0; moment < 15'000; moment += 977) {
            Wired cluster;
            cluster.world.crash(n2, sim::CrashMode::process);
            cluster.run_for(ms(lag));
            cluster.world.boot(n2);
            cluster.run_for(ms(10));
            cluster.connect(n1, n2);
            const Pid at_n1 = cluster.spawn(n1, &recorder, &cluster.log);
            const Pid at_n2 = cluster.spawn(n2, &recorder, &cluster.log);
            cluster.spawn(n1, &send_note, at_n2, 1U);
            cluster.spawn(n2, &send_note, at_n1, 2U);
            cluster.run_for(seconds(30) + ms(moment));
            const sim::Time cut = cluster.world.now();
            cluster.cut_both(n1, n2);
            cluster.run_for(seconds(75));
            for (const auto* event : {timeout_at_n1, timeout_at_n2}) {
                ASSERT_EQ(cluster.count(event), 1U);
                const sim::Duration took = cluster.time_of(event) - cut;
                EXPECT_GT(took, seconds(45));
                EXPECT_LT(took, seconds(75));
                shortest = std::min(shortest, took);
                longest = std::max(longest, took);
            }
        }
    }
    EXPECT_LT(shortest, seconds(47));
    EXPECT_GT(longest, seconds(73));
}

TEST(TickOptionsTest, TheWindowFollowsTheOptions) {
    Wired cluster(
        {.distribution = {.net_ticktime = seconds(8), .net_tickintensity = 10}, .world = {}});
    EXPECT_EQ(cluster.distribution.tick_interval(), ms(800));
    cluster.connect(n1, n2);
    cluster.run_for(seconds(20));
    const sim::Time cut = cluster.world.now();
    cluster.cut_both(n1, n2);
    cluster.run_for(seconds(20));
    const sim::Duration took = cluster.time_of("n1 nodedown n2 net_tick_timeout") - cut;
    EXPECT_GT(took, ms(7200));
    EXPECT_LT(took, ms(8800));
}

TEST_F(TickTest, ABlipShorterThanTheTickLosesNothing) {
    connect_with_lag(seconds(4));
    const Pid at_n2 = spawn(n2, &recorder, &log);
    cut_both(n1, n2);
    for (std::uint32_t i = 0; i < 40; ++i) {
        spawn(n1, &send_note, at_n2, i);
        run_for(seconds(1));
    }
    EXPECT_TRUE(log.empty());
    heal_both(n1, n2);
    run_for(ms(11));
    ASSERT_EQ(log.size(), 40U);
    for (std::uint32_t i = 0; i < 40; ++i) {
        EXPECT_EQ(log[i], fmt::format("note {}", i));
    }
    run_for(seconds(200));
    EXPECT_TRUE(events.empty());
}

// Goal: power loss is silent: only the ticks find out, inside the window, and links and monitors
// wait for them.
TEST_F(TickTest, LossOfPowerIsFoundOutByTicksOnly) {
    connect_with_lag(seconds(4));
    const Pid at_n2 = spawn(n2, &recorder, &log);
    const Pid watcher = spawn(n1, &recorder, &log);
    static_cast<void>(processes.monitor(watcher, at_n2));
    run_for(seconds(1));
    const sim::Time crash = world.now();
    world.crash(n2, sim::CrashMode::power);
    run_for(seconds(45));
    EXPECT_TRUE(events.empty());
    EXPECT_TRUE(log.empty());
    run_for(seconds(30));
    EXPECT_GT(time_of(timeout_at_n1) - crash, seconds(45));
    EXPECT_EQ(log, Log({"down noconnection"}));
}

TEST_F(TickTest, APowerLossThatIsShorterThanTheTickIsFoundOutByTheResetAfterTheBoot) {
    connect_with_lag(seconds(4));
    world.crash(n2, sim::CrashMode::power);
    run_for(seconds(20));
    world.boot(n2);
    run_for(seconds(16));  // The next tick of n1 meets a host that knows nothing of it.
    EXPECT_EQ(events,
              Log({"n1 connection_down n2 connection_closed", "n1 nodedown n2 connection_closed"}));
}

// Goal: of a cut in one direction, the side that hears nothing notices by its ticks; the other
// hears the close.
TEST_F(TickTest, AOneWayCutIsNoticedByTheSideThatHearsNothing) {
    connect_with_lag(seconds(4));
    run_for(seconds(40));
    cut(n2, n1);
    run_for(seconds(76));
    EXPECT_EQ(events,
              Log({"n1 connection_down n2 net_tick_timeout",
                   timeout_at_n1,
                   "n2 connection_down n1 connection_closed",
                   "n2 nodedown n1 connection_closed"}));
}

TEST_F(TickTest, APauseShorterThanTheTickIsNotNoticed) {
    connect_with_lag(seconds(4));
    const Pid at_n2 = spawn(n2, &recorder, &log);
    world.pause(n2);
    spawn(n1, &send_note, at_n2, 1U);
    run_for(seconds(40));
    EXPECT_TRUE(log.empty());
    world.resume(n2);
    run_for(ms(1));
    EXPECT_EQ(log, Log({"note 1"}));
    run_for(seconds(300));
    EXPECT_TRUE(events.empty());
}

// Goal: a node that slept too long first reads what was sent to it before its peer gave it up, then
// learns that the connection is closed.
TEST_F(TickTest, APauseLongerThanTheTickIsFoundOutAndTheSleeperLearnsOfItWhenItWakes) {
    connect_with_lag(seconds(4));
    const Pid at_n2 = spawn(n2, &recorder, &log);
    distribution.monitor_nodes(at_n2, true);
    world.pause(n2);
    spawn(n1, &send_note, at_n2, 1U);
    run_for(seconds(76));
    EXPECT_EQ(events, Log({"n1 connection_down n2 net_tick_timeout", timeout_at_n1}));
    forget();
    world.resume(n2);
    run_for(seconds(1));
    EXPECT_EQ(events,
              Log({"n2 connection_down n1 connection_closed", "n2 nodedown n1 connection_closed"}));
    EXPECT_EQ(log, Log({"note 1", "nodedown n1 connection_closed"}));
}

// -- the first ticks -----------------------------------------------------------------------------

// As OTP 25.2.3 does over TCP: the packets of the hand-shake count as read at the first tick, so
// silence from the start is found out at the fifth.
TEST(FirstTicksTest, ALinkThatDeliversNothingAfterTheHandshakeIsFoundOut) {
    Wired cluster;
    cluster.connect(n1, n2);
    cluster.cut_both(n1, n2);
    cluster.run_for(seconds(76));
    EXPECT_EQ(cluster.count("n1 nodedown n2 net_tick_timeout"), 1U);
    EXPECT_EQ(cluster.count("n2 nodedown n1 net_tick_timeout"), 1U);
}

// The quirk of dist_util:send_tick/2: the initial `ticked` of 0 is no tick.
TEST(FirstTicksTest, ItNeverIsWhereTheHandshakeDoesNotCount) {
    Wired cluster({.distribution = {.counts_handshake = false}, .world = {}});
    cluster.connect(n1, n2);
    cluster.cut_both(n1, n2);
    cluster.run_for(seconds(10'000));
    EXPECT_TRUE(cluster.events.empty());
    cluster.heal_both(n1, n2);  // Once it has delivered, silence counts.
    cluster.run_for(seconds(20));
    cluster.cut_both(n1, n2);
    cluster.run_for(seconds(75));
    EXPECT_EQ(cluster.count("n1 nodedown n2 net_tick_timeout"), 1U);
}

}  // namespace
}  // namespace teacup::model
