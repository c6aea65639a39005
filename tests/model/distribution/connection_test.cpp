#include "distribution_fixture.hpp"

namespace teacup::model {
namespace {

using AutoConnect = DistributionOptions::AutoConnect;

Task<> send_note(Context& self, Pid to, std::uint32_t number) {
    self.send(to, Note{.number = number});
    co_return;
}

Task<> ping_once(Context& self, Wired* cluster, sim::NodeId node) {
    const bool is_pong = co_await ping(self, cluster->distribution, node);
    cluster->log.push_back(is_pong ? "pong" : "pang");
}

Task<> ask_names(Context& self, Log* log, sim::NodeId host) {
    const auto found = co_await names(self, host);
    if (!found) {
        log->push_back("no answer");
    } else {
        log->push_back(found->empty() ? "none" : std::string(self.text(found->front())));
    }
}

// -- up ------------------------------------------------------------------------------------------

TEST_F(DistributionTest, ASignalToAnotherNodeConnectsAndIsDelivered) {
    const Pid to = spawn(n2, &recorder, &log);
    spawn(n1, &send_note, to, 7U);
    run_for(ms(100));
    EXPECT_EQ(log, Log({"note 7"}));
    EXPECT_EQ(events,
              Log({"n1 connection_setup n2",
                   "n2 connection_setup n1",
                   "n2 connection_up n1",
                   "n2 nodeup n1",
                   "n1 connection_up n2",
                   "n1 nodeup n2"}));
    EXPECT_EQ(distribution.nodes(n1), std::vector<sim::NodeId>({n2}));
    EXPECT_EQ(distribution.nodes(n2), std::vector<sim::NodeId>({n1}));
}

TEST_F(DistributionTest, NothingConnectsByItself) {
    run_for(seconds(1000));
    EXPECT_TRUE(events.empty());
    EXPECT_TRUE(distribution.nodes(n1).empty());
}

TEST_F(DistributionTest, WaitsWithItsSignalsInOrderUntilTheConnectionIsUp) {
    const Pid to = spawn(n2, &recorder, &log);
    for (std::uint32_t i = 0; i < 5; ++i) {
        spawn(n1, &send_note, to, i);
    }
    run_for(ms(100));
    EXPECT_EQ(log.size(), 5U);
    EXPECT_EQ(count("n1 connection_setup n2"), 1U);
}

TEST_F(DistributionTest, NodeupComesBeforeAnyMessageOverTheNewConnection) {
    const Pid at_n1 = spawn(n1, &recorder, &log);
    const Pid at_n2 = spawn(n2, &recorder, &log);
    distribution.monitor_nodes(at_n2, true);
    spawn(n1, &send_note, at_n2, 1U);
    run_for(ms(100));
    EXPECT_EQ(log, Log({"nodeup n1", "note 1"}));
    log.clear();
    world.crash(n2, sim::CrashMode::process);
    world.boot(n2);
    run_for(ms(100));
    distribution.monitor_nodes(at_n1, true);
    distribution.monitor_nodes(at_n1, true);
    spawn(n2, &send_note, at_n1, 2U);
    run_for(ms(100));
    EXPECT_EQ(log, Log({"nodeup n2", "nodeup n2", "note 2"}));
}

TEST_F(DistributionTest, MonitorNodesTellsAsOftenAsItWasAsked) {
    const Pid watcher = spawn(n1, &recorder, &log);
    distribution.monitor_nodes(watcher, true);
    distribution.monitor_nodes(watcher, true);
    distribution.monitor_nodes(watcher, false);
    distribution.connect(n1, n2);
    run_for(ms(100));
    EXPECT_EQ(log, Log({"nodeup n2"}));
    distribution.monitor_nodes(watcher, false);
    EXPECT_TRUE(distribution.disconnect(n1, n2));
    run_for(ms(100));
    EXPECT_EQ(log, Log({"nodeup n2"}));
}

// Goal: whoever is first, one connection comes up, made by the node with the greater name, and no
// signal that waited is lost.
TEST_F(DistributionTest, OfTwoThatConnectAtOnceTheGreaterNameWins) {
    for (const std::int64_t head_start : {-45, -25, -15, -5, 0, 5, 15, 25, 45}) {
        SCOPED_TRACE(head_start);
        Wired cluster;
        const Pid at_n1 = cluster.spawn(n1, &recorder, &cluster.log);
        const Pid at_n2 = cluster.spawn(n2, &recorder, &cluster.log);
        cluster.run_for(ms(1));
        if (head_start >= 0) {
            cluster.spawn(n1, &send_note, at_n2, 1U);
            cluster.run_for(ms(head_start));
            cluster.spawn(n2, &send_note, at_n1, 2U);
        } else {
            cluster.spawn(n2, &send_note, at_n1, 2U);
            cluster.run_for(ms(-head_start));
            cluster.spawn(n1, &send_note, at_n2, 1U);
        }
        cluster.run_for(ms(200));
        std::sort(cluster.log.begin(), cluster.log.end());
        EXPECT_EQ(cluster.log, Log({"note 1", "note 2"}));
        EXPECT_EQ(cluster.count("n1 connection_up n2"), 1U);
        EXPECT_EQ(cluster.count("n2 connection_up n1"), 1U);
        EXPECT_EQ(cluster.events.size() - cluster.count("n1 connection_setup n2") -
                      cluster.count("n2 connection_setup n1"),
                  4U);
        cluster.run_for(seconds(600));
        EXPECT_TRUE(cluster.distribution.is_connected(n1, n2));
        EXPECT_TRUE(cluster.distribution.is_connected(n2, n1));
    }
}

// -- setups that fail ----------------------------------------------------------------------------

TEST_F(DistributionTest, ASetupToAHostWhereNobodyListensFailsAtOnce) {
    const Pid to = spawn(n2, &recorder, &log);
    world.crash(n2, sim::CrashMode::process);
    spawn(n1, &send_note, to, 1U);
    run_for(ms(21));
    EXPECT_EQ(events,
              Log({"n1 connection_setup n2", "n1 connection_down n2 connection_setup_failed"}));
}

TEST_F(DistributionTest, ASetupToAHostWithoutPowerFailsAfterNetSetuptime) {
    const Pid to = spawn(n2, &recorder, &log);
    world.crash(n2, sim::CrashMode::power);
    spawn(n1, &send_note, to, 1U);
    run_for(ms(6999));
    EXPECT_EQ(events, Log({"n1 connection_setup n2"}));
    run_for(ms(2));
    EXPECT_EQ(count("n1 connection_down n2 connection_setup_failed"), 1U);
    EXPECT_EQ(count("n1 nodedown n2 connection_setup_failed"), 0U);  // It never was up.
}

TEST_F(DistributionTest, ASetupThroughACutSucceedsWhenItHealsInTimeAndElseFailsOnBothSides) {
    const Pid to = spawn(n2, &recorder, &log);
    cut_both(n1, n2);
    spawn(n1, &send_note, to, 1U);
    run_for(seconds(6));
    heal_both(n1, n2);
    run_for(ms(100));
    EXPECT_EQ(log, Log({"note 1"}));

    Wired other;
    other.distribution.connect(n1, n2);
    other.run_for(ms(35));  // n2 has got the name, and waits for the reply.
    other.cut_both(n1, n2);
    other.run_for(seconds(8));
    EXPECT_EQ(other.count("n1 connection_down n2 connection_setup_failed"), 1U);
    EXPECT_EQ(other.count("n2 connection_down n1 connection_setup_failed"), 1U);
    other.heal_both(n1, n2);
    other.connect(n2, n1);
}

TEST_F(DistributionTest, ADeathInTheMiddleOfAHandshakeLeavesNothingBehind) {
    for (std::int64_t moment = 1; moment <= 70; moment += 3) {
        for (const sim::CrashMode mode : {sim::CrashMode::process, sim::CrashMode::power}) {
            SCOPED_TRACE(moment);
            Wired cluster;
            cluster.distribution.connect(n1, n2);
            cluster.distribution.connect(n2, n1);
            cluster.run_for(ms(moment));
            cluster.world.crash(n2, mode);
            cluster.run_for(seconds(80));
            EXPECT_TRUE(cluster.distribution.nodes(n1).empty());
            EXPECT_TRUE(cluster.distribution.nodes(n2).empty());
            cluster.world.boot(n2);
            cluster.connect(n1, n2);
        }
    }
}

// -- auto-connect --------------------------------------------------------------------------------

TEST(DistributionOptionsTest, WithAutoConnectNeverOnlyAnExplicitConnectConnects) {
    Wired cluster({.distribution = {.auto_connect = AutoConnect::never}, .world = {}});
    const Pid to = cluster.spawn(Wired::n2, &recorder, &cluster.log);
    cluster.spawn(Wired::n1, &send_note, to, 1U);
    cluster.run_for(seconds(10));
    EXPECT_TRUE(cluster.events.empty());
    cluster.connect(Wired::n1, Wired::n2);
    cluster.spawn(Wired::n1, &send_note, to, 2U);
    cluster.run_for(seconds(1));
    EXPECT_EQ(cluster.log, Log({"note 2"}));
}

TEST(DistributionOptionsTest, WithAutoConnectOnceALostConnectionIsNotMadeAgainBySignals) {
    Wired cluster({.distribution = {.auto_connect = AutoConnect::once}, .world = {}});
    const Pid to = cluster.spawn(Wired::n2, &recorder, &cluster.log);
    cluster.spawn(Wired::n1, &send_note, to, 1U);
    cluster.run_for(seconds(1));
    EXPECT_EQ(cluster.log, Log({"note 1"}));
    EXPECT_TRUE(cluster.distribution.disconnect(Wired::n1, Wired::n2));
    cluster.run_for(seconds(1));
    cluster.forget();
    cluster.spawn(Wired::n1, &send_note, to, 2U);
    cluster.run_for(seconds(1));
    EXPECT_TRUE(cluster.events.empty());
    cluster.connect(Wired::n1, Wired::n2);
    cluster.spawn(Wired::n1, &send_note, to, 3U);
    cluster.run_for(seconds(1));
    EXPECT_EQ(cluster.log, Log({"note 3"}));
}

// -- down ----------------------------------------------------------------------------------------

TEST_F(DistributionTest, DisconnectTellsEachSideItsReason) {
    connect(n1, n2);
    EXPECT_TRUE(distribution.disconnect(n1, n2));
    EXPECT_FALSE(distribution.disconnect(n1, n2));
    run_for(ms(10));
    EXPECT_EQ(events,
              Log({"n1 connection_down n2 disconnect",
                   "n1 nodedown n2 disconnect",
                   "n2 connection_down n1 connection_closed",
                   "n2 nodedown n1 connection_closed"}));
}

TEST_F(DistributionTest, ADyingNodeIsHeardOfAtOnce) {
    connect(n1, n2);
    world.crash(n2, sim::CrashMode::process);
    run_for(ms(9));
    EXPECT_TRUE(events.empty());
    run_for(ms(1));
    EXPECT_EQ(events,
              Log({"n1 connection_down n2 connection_closed", "n1 nodedown n2 connection_closed"}));
}

TEST_F(DistributionTest, NothingReconnectsUnlessSomebodySends) {
    connect(n1, n2);
    EXPECT_TRUE(distribution.disconnect(n1, n2));
    run_for(seconds(1));
    forget();
    run_for(seconds(1000));
    EXPECT_TRUE(events.empty());
    const Pid to = spawn(n1, &recorder, &log);
    spawn(n2, &send_note, to, 1U);
    run_for(seconds(1));
    EXPECT_EQ(log, Log({"note 1"}));
}

// Goal: a node that comes back while its peer still holds the old connection for up is let in; the
// old connection goes down first, and everything of it with it.
TEST_F(DistributionTest, ANodeThatComesBackUnnoticedReplacesItsOldConnection) {
    const Pid watcher = spawn(n1, &recorder, &log);
    distribution.monitor_nodes(watcher, true);
    connect(n1, n2);
    world.crash(n2, sim::CrashMode::power);
    run_for(seconds(5));
    world.boot(n2);
    run_for(seconds(1));
    EXPECT_TRUE(distribution.is_connected(n1, n2));
    spawn(n2, &send_note, watcher, 1U);
    run_for(ms(200));
    EXPECT_EQ(log, Log({"nodedown n2 wait_pending", "nodeup n2", "note 1"}));
    EXPECT_TRUE(distribution.is_connected(n1, n2));
    EXPECT_TRUE(distribution.is_connected(n2, n1));
    run_for(seconds(600));
    EXPECT_TRUE(distribution.is_connected(n1, n2));
}

// -- net_adm -------------------------------------------------------------------------------------

TEST_F(DistributionTest, PingConnectsOnDemandAndAnswersPong) {
    spawn(n1, &ping_once, static_cast<Wired*>(this), n2);
    run_for(ms(100));
    EXPECT_EQ(log, Log({"pong"}));
    EXPECT_TRUE(distribution.is_connected(n1, n2));
    spawn(n1, &ping_once, static_cast<Wired*>(this), n1);
    run_for(ms(1));
    EXPECT_EQ(log, Log({"pong", "pong"}));
}

TEST_F(DistributionTest, PingOfADeadNodeIsPangAndOfAHealedOneReconnects) {
    connect(n1, n2);
    cut_both(n1, n2);
    run_for(seconds(76));
    EXPECT_FALSE(distribution.is_connected(n1, n2));
    spawn(n1, &ping_once, static_cast<Wired*>(this), n2);
    run_for(seconds(8));
    EXPECT_EQ(log, Log({"pang"}));
    heal_both(n1, n2);
    run_for(seconds(100));
    EXPECT_FALSE(distribution.is_connected(n1, n2));  // A healed network stays apart,
    spawn(n1, &ping_once, static_cast<Wired*>(this), n2);
    run_for(seconds(1));
    EXPECT_EQ(log, Log({"pang", "pong"}));  // until somebody asks.
    EXPECT_TRUE(distribution.is_connected(n1, n2));
}

TEST_F(DistributionTest, NamesSaysWhichNodeAHostRuns) {
    spawn(n1, &ask_names, &log, n1);
    spawn(n1, &ask_names, &log, n2);
    run_for(ms(21));
    EXPECT_EQ(log, Log({"n1", "n2"}));
    log.clear();
    world.crash(n2, sim::CrashMode::process);
    spawn(n1, &ask_names, &log, n2);
    run_for(ms(21));
    EXPECT_EQ(log, Log({"none"}));
    log.clear();
    world.boot(n2);
    cut_both(n1, n2);
    spawn(n1, &ask_names, &log, n2);
    run_for(ms(6999));
    EXPECT_TRUE(log.empty());
    run_for(ms(2));
    EXPECT_EQ(log, Log({"no answer"}));
    EXPECT_TRUE(distribution.nodes(n1).empty());
}

// -- without net_kernel --------------------------------------------------------------------------

class NoNetKernel : public DistributionTest {
protected:
    NoNetKernel() : DistributionTest() {
        connect(n1, n2);
        watcher = spawn(n1, &recorder, &log);
        other = spawn(n2, &recorder, &log);
        distribution.monitor_nodes(watcher, true);
        run_for(ms(1));
    }
    void kill_net_kernel() {
        processes.exit({}, processes.whereis(n2, processes.atom("net_kernel")), atoms::kill);
        run_for(ms(100));
    }
    Pid watcher;
    Pid other;
};

// A real peer sees `noconnection` even of a monitor of net_kernel itself, and connection_closed.
TEST_F(NoNetKernel, ItsEndClosesAllConnectionsBeforeAnybodyHearsOfIt) {
    static_cast<void>(processes.monitor(watcher, processes.atom("net_kernel"), n2));
    run_for(ms(100));
    kill_net_kernel();
    EXPECT_EQ(log, Log({"down noconnection", "nodedown n2 connection_closed"}));
    EXPECT_EQ(count("n2 nodedown n1 net_kernel_terminated"), 1U);
    EXPECT_FALSE(distribution.is_connected(n1, n2));
    EXPECT_FALSE(distribution.is_connected(n2, n1));
}

TEST_F(NoNetKernel, NobodyConnectsAnyMoreEitherWay) {
    kill_net_kernel();
    forget();
    processes.send(watcher, other, Note{.number = 1});
    processes.send(other, watcher, Note{.number = 2});
    distribution.connect(n2, n1);
    run_for(seconds(10));
    EXPECT_EQ(log, Log());
    EXPECT_EQ(events,
              Log({"n1 connection_setup n2", "n1 connection_down n2 connection_setup_failed"}));
}

TEST_F(NoNetKernel, ConnectionsThatAreBeingMadeFail) {
    static_cast<void>(distribution.disconnect(n1, n2));
    run_for(ms(100));
    forget();
    processes.send(other, watcher, Note{.number = 1});
    run_for(ms(5));
    kill_net_kernel();
    EXPECT_EQ(log, Log());
    EXPECT_EQ(count("n2 connection_down n1 connection_setup_failed"), 1U);
    EXPECT_FALSE(distribution.is_connected(n1, n2));
}

TEST_F(NoNetKernel, ANodeThatBootsAgainConnects) {
    kill_net_kernel();
    world.crash(n2, sim::CrashMode::process);
    world.boot(n2);
    connect(n1, n2);
}

}  // namespace
}  // namespace teacup::model
