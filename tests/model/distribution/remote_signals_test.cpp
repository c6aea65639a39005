// Signals to another node: what arrives, and what fires when the connection goes.
#include "distribution_fixture.hpp"

namespace teacup::model {
namespace {

constexpr sim::NodeId n1 = Wired::n1;
constexpr sim::NodeId n2 = Wired::n2;

Task<> ends_on_note(Context& self, std::string_view reason) {
    static_cast<void>(co_await self.receive<Note>());
    Context::exit(self.atom(reason));
}

Task<> named_recorder(Context& self, Log* log, std::string_view name) {
    self.register_name(self.atom(name));
    co_await recorder(self, log);
}

Task<> answers(Context& self) {
    self.register_name(self.atom("server"));
    while (true) {
        const std::optional<Received> asked = co_await self.receive_any();
        if (asked->kind() == SignalKind::call) {
            self.processes().send(
                self.pid(), asked->from(), asked->get<Note>(), SignalKind::reply, asked->ref());
        }
    }
}

Task<> calls(Context& self, Log* log, sim::NodeId node) {
    const Atom name = self.atom("server");
    const Ref ref = self.monitor(name, node);
    self.processes().send_name(self.pid(), name, node, Note{.number = 5}, SignalKind::call, ref);
    const std::optional<Received> answer = co_await self.receive_any();
    log->push_back(answer->kind() == SignalKind::reply && answer->ref() == ref
                       ? fmt::format("reply {}", answer->get<Note>().number)
                       : fmt::format("down {}", self.text(answer->get<Down>().reason)));
}

class RemoteSignalTest : public DistributionTest {
protected:
    void SetUp() override {
        watcher = spawn(n1, &recorder, &log);
        target = spawn(n2, &ends_on_note, "boom");
        run_for(ms(1));
    }
    /// Until everything that is under way has arrived.
    void settle() { run_for(ms(100)); }
    void end_target() {
        processes.send(Pid(), target, Note{});
        settle();
    }
    Pid watcher;
    Pid target;
};

// -- while the connection is up ------------------------------------------------------------------

TEST_F(RemoteSignalTest, ALinkTellsTheOtherNode) {
    processes.link(watcher, target);
    settle();
    end_target();
    EXPECT_EQ(log, Log({"exit boom"}));
}

TEST_F(RemoteSignalTest, ALinkWorksFromTheOtherSideToo) {
    const Pid victim = spawn(n1, &ends_on_note, "bang");
    const Pid trapper = spawn(n2, &recorder, &log);
    processes.link(victim, trapper);
    settle();
    processes.send(Pid(), victim, Note{});
    settle();
    EXPECT_EQ(log, Log({"exit bang"}));
}

TEST_F(RemoteSignalTest, UnlinkTakesTheLinkAwayOnBothSides) {
    processes.link(watcher, target);
    settle();
    processes.unlink(watcher, target);
    settle();
    EXPECT_TRUE(processes.info(target).links.empty());
    end_target();
    EXPECT_TRUE(log.empty());
}

TEST_F(RemoteSignalTest, AMonitorFiresOnceWithTheReason) {
    static_cast<void>(processes.monitor(watcher, target));
    static_cast<void>(processes.monitor(watcher, target));
    settle();
    end_target();
    EXPECT_EQ(log, Log({"down boom", "down boom"}));
}

TEST_F(RemoteSignalTest, DemonitorStopsIt) {
    const Ref ref = processes.monitor(watcher, target);
    settle();
    processes.demonitor(watcher, ref, true);
    settle();
    end_target();
    EXPECT_TRUE(log.empty());
}

TEST_F(RemoteSignalTest, ExitSignalsArrive) {
    static_cast<void>(processes.monitor(watcher, target));
    processes.exit(watcher, target, processes.atom("wanted"));
    settle();
    EXPECT_EQ(log, Log({"down wanted"}));
}

TEST_F(RemoteSignalTest, TheDeadAnswerNoproc) {
    end_target();
    static_cast<void>(processes.monitor(watcher, target));
    processes.link(watcher, target);
    static_cast<void>(processes.monitor(watcher, processes.atom("nobody"), n2));
    settle();
    EXPECT_EQ(log, Log({"down noproc", "exit noproc", "down noproc"}));
}

TEST_F(RemoteSignalTest, NamesAreFoundOnTheOtherNode) {
    spawn(n2, &named_recorder, &log, "here");
    settle();
    processes.send_name(watcher, processes.atom("here"), n2, Note{.number = 3});
    processes.send_name(watcher, processes.atom("nowhere"), n2, Note{.number = 4});
    settle();
    EXPECT_EQ(log, Log({"note 3"}));
}

TEST_F(RemoteSignalTest, CallsAndRepliesPass) {
    spawn(n2, &answers);
    settle();
    spawn(n1, &calls, &log, n2);
    settle();
    EXPECT_EQ(log, Log({"reply 5"}));
}

TEST_F(RemoteSignalTest, ACallToADeadNodeEndsWithNoconnection) {
    world.crash(n2, sim::CrashMode::process);
    spawn(n1, &calls, &log, n2);
    settle();
    EXPECT_EQ(log, Log({"down noconnection"}));
}

// -- when the connection goes --------------------------------------------------------------------

// Goal: EXIT and DOWN come before nodedown, at both sides, whatever ends the connection.
TEST_F(RemoteSignalTest, LinksAndMonitorsFireBeforeNodedown) {
    distribution.monitor_nodes(watcher, true);
    connect(n1, n2);
    processes.link(watcher, target);
    static_cast<void>(processes.monitor(watcher, target));
    static_cast<void>(processes.monitor(watcher, processes.atom("net_kernel"), n2));
    settle();
    log.clear();
    world.crash(n2, sim::CrashMode::process);
    settle();
    EXPECT_EQ(log,
              Log({"exit noconnection",
                   "down noconnection",
                   "down noconnection",
                   "nodedown n2 connection_closed"}));
}

TEST_F(RemoteSignalTest, AMonitorThatIsWatchedFromALostNodeIsForgotten) {
    static_cast<void>(processes.monitor(watcher, target));
    processes.link(watcher, target);
    settle();
    EXPECT_TRUE(distribution.disconnect(n1, n2));
    settle();
    EXPECT_FALSE(processes.is_alive(target));  // It was linked and does not trap.
    EXPECT_EQ(log, Log({"down noconnection", "exit noconnection"}));
}

TEST_F(RemoteSignalTest, MessagesAfterAReconnectAreNotMixedWithOldRelations) {
    static_cast<void>(processes.monitor(watcher, target));
    settle();
    EXPECT_TRUE(distribution.disconnect(n1, n2));
    settle();
    EXPECT_EQ(log, Log({"down noconnection"}));
    static_cast<void>(processes.monitor(watcher, target));
    settle();
    end_target();
    EXPECT_EQ(log, Log({"down noconnection", "down boom"}));
}

TEST_F(RemoteSignalTest, WhatOnlyEndsARelationConnectsNobody) {
    processes.link(watcher, target);
    const Ref ref = processes.monitor(watcher, target);
    settle();
    cut_both(n1, n2);
    run_for(seconds(80));
    forget();
    processes.demonitor(watcher, ref, true);
    processes.unlink(watcher, target);
    settle();
    EXPECT_TRUE(events.empty());
}

TEST_F(RemoteSignalTest, ASetupThatFailsFiresNoconnectionAndDropsMessages) {
    const Pid at_n2 = spawn(n2, &recorder, &log);
    cut_both(n1, n2);
    processes.send(watcher, at_n2, Note{.number = 1});
    processes.link(watcher, target);
    static_cast<void>(processes.monitor(watcher, target));
    static_cast<void>(processes.monitor(watcher, processes.atom("server"), n2));
    run_for(seconds(8));
    EXPECT_EQ(log, Log({"exit noconnection", "down noconnection", "down noconnection"}));
    EXPECT_TRUE(processes.info(watcher).links.empty());
    heal_both(n1, n2);
    run_for(seconds(100));
    EXPECT_EQ(log.size(), 3U);
    EXPECT_EQ(world.work(), 0);
}

// Goal: what was sent into a silent link is lost when the connection goes, as a suffix; after the
// reconnect the stream goes on with a gap, and never in another order.
TEST_F(RemoteSignalTest, AReconnectMayLeaveAGapAndNeverReorders) {
    const Pid at_n2 = spawn(n2, &recorder, &log);
    connect(n1, n2);
    std::uint32_t next = 0;
    const auto send_for = [&](std::int64_t count) {
        for (std::int64_t i = 0; i < count; ++i) {
            processes.send(watcher, at_n2, Note{.number = next++});
            run_for(seconds(1));
        }
    };
    send_for(10);
    cut_both(n1, n2);
    send_for(100);  // Given up by ticks after 45 to 75 of them.
    heal_both(n1, n2);
    send_for(10);
    ASSERT_GE(log.size(), 20U);
    EXPECT_LT(log.size(), 80U);
    Log expected;
    for (std::uint32_t i = 0; i < 10; ++i) {
        expected.push_back(fmt::format("note {}", i));
    }
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), log.begin()));
    std::uint32_t last = 9;
    for (std::size_t i = 10; i < log.size(); ++i) {
        const auto number = static_cast<std::uint32_t>(std::stoul(log[i].substr(5)));
        EXPECT_GT(number, last);
        last = number;
    }
    EXPECT_EQ(last, 119U);
}

// Goal: a pid of an earlier incarnation of a node is never reached, even where the new one uses the
// same slots.
TEST_F(RemoteSignalTest, APidOfAnEarlierIncarnationIsNeverReached) {
    connect(n1, n2);
    world.crash(n2, sim::CrashMode::process);
    settle();
    world.boot(n2);
    for (int i = 0; i < 10; ++i) {
        const Pid reborn = spawn(n2, &recorder, &log);
        EXPECT_NE(reborn, target);
    }
    processes.send(watcher, target, Note{.number = 1});
    processes.exit(watcher, target, atoms::kill);
    static_cast<void>(processes.monitor(watcher, target));
    settle();
    EXPECT_TRUE(distribution.is_connected(n1, n2));
    EXPECT_EQ(log, Log({"down noproc"}));
}

TEST_F(RemoteSignalTest, SignalsToANodeThatDiedMeanwhileLeaveNoWorkBehind) {
    connect(n1, n2);
    for (const sim::CrashMode mode : {sim::CrashMode::process, sim::CrashMode::power}) {
        processes.send(watcher, target, Note{.number = 1});
        world.crash(n2, mode);
        run_for(seconds(80));
        EXPECT_EQ(world.work(), 0);
        world.boot(n2);
        connect(n1, n2);
    }
}

/// A message that does not fit into an envelope, and knows how many of it there are.
struct Heavy {
    Heavy() { ++alive; }
    Heavy(const Heavy& other) : text(other.text) { ++alive; }
    Heavy& operator=(const Heavy&) = delete;
    ~Heavy() { --alive; }
    static inline int alive = 0;
    std::string text = "a text that is much too long for an envelope";
    TEACUP_MESSAGE(Heavy, text)
};

TEST(RemoteMessageTest, WhatIsUnderWayWhenTheWorldEndsIsFreed) {
    {
        Wired wired;
        const Pid from = wired.spawn(n1, &recorder, &wired.log);
        const Pid to = wired.spawn(n2, &recorder, &wired.log);
        wired.processes.send(from, to, Heavy());  // Waits for the connection.
        wired.run_for(ms(100));
        wired.processes.send(from, to, Heavy());  // On the wire.
        wired.cut_both(n1, n2);
        wired.processes.send_datagram(to, from, Heavy());
        wired.processes.send(from, to, Heavy());
        wired.run_for(ms(20));  // Held by the cut, all of them.
        wired.world.boot(wired.world.add_node("n3"));
        wired.processes.send(from, wired.spawn(Wired::n3, &recorder, &wired.log), Heavy());
        EXPECT_EQ(Heavy::alive, 3);
    }
    EXPECT_EQ(Heavy::alive, 0);
}

// -- numbers of names ----------------------------------------------------------------------------

/// Monitors by name that end in every way: nobody there, no connection, a connection that goes.
std::string digest_of_monitors(std::size_t texts_before) {
    Wired wired;
    for (std::size_t i = 0; i < texts_before; ++i) {
        static_cast<void>(wired.processes.atom(fmt::format("text {}", i)));
    }
    const Pid watcher = wired.spawn(n1, &recorder, &wired.log);
    wired.spawn(n2, &named_recorder, &wired.log, "server");
    wired.run_for(ms(1));
    const auto monitor = [&](std::string_view name) {
        static_cast<void>(wired.processes.monitor(watcher, wired.processes.atom(name), n2));
        wired.run_for(ms(100));
    };
    monitor("nobody");
    monitor("server");
    static_cast<void>(wired.distribution.disconnect(n1, n2));
    wired.run_for(ms(100));
    wired.world.crash(n2, sim::CrashMode::process);
    monitor("server");
    EXPECT_EQ(wired.log, Log({"down noproc", "down noconnection", "down noconnection"}));
    return to_string(wired.world.trace().digest());
}

// A digest is over contents and names. A monitor by name is addressed by the name's number, which
// depends on how many texts the world knew before.
TEST(Digest, DoesNotKnowTheNumbersOfNames) {
    EXPECT_EQ(digest_of_monitors(0), digest_of_monitors(100));
}

}  // namespace
}  // namespace teacup::model
