// Processes and the nodes they are on: crashes, pauses, datagrams between nodes.
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "process_fixture.hpp"

namespace teacup::model {
namespace {

using NodeTest = ProcessTest;

/// Too large to travel inline: under a leak checker, a lost one shows.
struct Parcel {
    std::string text;
    std::vector<std::uint64_t> numbers;
    TEACUP_MESSAGE(Parcel, text, numbers)
};

Parcel parcel() {
    return {.text = std::string(100, 'x'), .numbers = std::vector<std::uint64_t>(50, 7)};
}

Task<> hold_and_wait(Context& self, std::shared_ptr<int> held, Pid peer) {
    self.trap_exit(true);
    if (!peer.is_none()) {
        self.link(peer);
        static_cast<void>(self.monitor(peer));
    }
    self.send_after(ms(50), self.pid(), parcel());
    static_cast<void>(co_await self.receive<Note>(ms(100)));
    ADD_FAILURE() << "it outlived its node" << *held;
}

TEST_F(NodeTest, ACrashFreesAllThatTheNodeHeldAndTellsNobody) {
    const auto held = std::make_shared<int>(1);
    const Pid first = spawn("holder", &hold_and_wait, held, Pid());
    const Pid second = spawn("holder", &hold_and_wait, held, first);
    run_for(ms(1));
    ASSERT_TRUE(processes.register_name(first, processes.atom("server")));
    processes.send({}, first, parcel());  // In the mailbox.
    run_for(ms(1));
    processes.send({}, second, parcel());           // In the inbox.
    processes.send_datagram({}, second, parcel());  // Under way.
    EXPECT_EQ(processes.count(), 2U);
    world.crash(home, sim::CrashMode::process);
    EXPECT_EQ(processes.count(), 0U);
    EXPECT_EQ(held.use_count(), 1);
    EXPECT_TRUE(processes.whereis(home, processes.atom("server")).is_none());
    run();
    EXPECT_EQ(world.work(), 0);
    world.boot(home);
    const Pid later = recorder("r");
    EXPECT_NE(later, first);
    EXPECT_TRUE(processes.whereis(home, processes.atom("server")).is_none());
    EXPECT_EQ(processes.processes_of(home), std::vector<Pid>{later});
}

// Goal: a message outlives the process that it was meant for, and does not reach who came after.
TEST_F(NodeTest, AMessageToAnEarlierIncarnationIsLost) {
    const Pid first = processes.spawn(away, {}, {.label = "r"}, &record, &log, "first", true);
    const auto sender = [](Context& self, Pid to) -> Task<> {
        self.send_datagram(to, parcel());
        co_return;
    };
    world.network().set_latency(home, away, sim::Latency::constant(ms(7)));
    spawn("sender", sender, first);  // Arrives after the reboot.
    run_for(ms(1));
    world.crash(away, sim::CrashMode::process);
    world.boot(away);
    const Pid second = processes.spawn(away, {}, {.label = "r"}, &record, &log, "second", true);
    run_for(ms(1));
    EXPECT_EQ(second.slot(), first.slot()) << "a slot is used again, or this test shows nothing";
    EXPECT_EQ(world.incarnation(away), 2U);
    processes.send({}, first, Note{.number = 1});
    processes.send({}, second, Note{.number = 2});
    run();
    EXPECT_EQ(log, Log{"second Note{number=2}"});
    EXPECT_EQ(world.work(), 0);
}

TEST_F(NodeTest, NobodySpawnsOnANodeThatIsDown) {
    world.crash(away, sim::CrashMode::power);
    EXPECT_TRUE(processes.spawn(away, {}, {.label = "x"}, &wait_for_note).is_none());
}

TEST_F(NodeTest, APausedNodeTakesItsMailWhenItResumes) {
    const Pid there = processes.spawn(away, {}, {.label = "r"}, &record, &log, "r", true);
    run();
    world.pause(away);
    processes.send_datagram({}, there, Note{.number = 1});
    run_for(ms(10));
    EXPECT_TRUE(log.empty());
    world.resume(away);
    run();
    EXPECT_EQ(log, Log{"r Note{number=1}"});
}

TEST_F(NodeTest, ADatagramTakesTheLatencyOfItsLink) {
    world.network().set_latency(home, away, sim::Latency::constant(ms(7)));
    const auto receiver = [](Context& self, Log* told) -> Task<> {
        static_cast<void>(co_await self.receive<Note>());
        told->push_back(to_string(self.now()));
    };
    const Pid there = processes.spawn(away, {}, {.label = "r"}, receiver, &log);
    const auto sender = [](Context& self, Pid to) -> Task<> {
        self.send_datagram(to, Note{});
        co_return;
    };
    spawn("sender", sender, there);
    run();
    EXPECT_EQ(log, Log{"0.007s"});
}

TEST_F(NodeTest, ADatagramIntoACutIsLost) {
    const Pid there = processes.spawn(away, {}, {.label = "r"}, &record, &log, "r", true);
    const auto sender = [](Context& self, Pid to) -> Task<> {
        self.send_datagram(to, parcel());
        co_return;
    };
    world.network().cut(home, away);
    spawn("sender", sender, there);
    run();
    EXPECT_TRUE(log.empty());
    EXPECT_EQ(world.work(), 0);
}

Task<> send_parcels(Context& self, Pid to, int count) {
    for (int i = 0; i < count; ++i) {
        self.send_datagram(to, parcel());
    }
    co_return;
}

/// Counts what it gets, by name.
Task<> count_parcels(Context& self, std::map<std::string, int>* counts) {
    while (true) {
        const std::variant<Parcel, Corrupt> got = co_await self.receive<Parcel, Corrupt>();
        if (const auto* const garbage = std::get_if<Corrupt>(&got)) {
            EXPECT_EQ(self.text(garbage->sent_as), "Parcel");
            ++(*counts)["corrupt"];
        } else {
            EXPECT_EQ(std::get<Parcel>(got).text, parcel().text);
            ++(*counts)["whole"];
        }
    }
}

// Parcels are boxed, so that a leak checker sees each that is lost, shared or turned to garbage.
TEST_F(NodeTest, ADatagramMayBeLostComeTwiceOrArriveAsGarbage) {
    constexpr auto half = sim::Probability::ratio(1, 2);
    world.network().set_datagrams(
        home, away, {.loss = half, .duplication = half, .reordering = half, .corruption = half});
    std::map<std::string, int> counts;
    const Pid there = processes.spawn(away, {}, {.label = "r"}, &count_parcels, &counts);
    spawn("sender", &send_parcels, there, 1000);
    run();
    EXPECT_NEAR(counts["corrupt"], 250, 75) << "half of those that are not lost";
    EXPECT_NEAR(counts["whole"], 750, 75) << "the other half, and the copies of half of all";
    EXPECT_EQ(world.work(), 0);
}

TEST_F(NodeTest, ADatagramToNobodyIsLost) {
    spawn("sender", &send_parcels, Pid(), 1);
    run();
    EXPECT_EQ(world.work(), 0);
}

TEST_F(NodeTest, WithoutDistributionOtherNodesAreOutOfReach) {
    const Pid there = processes.spawn(away, {}, {.label = "r"}, &record, &log, "r", true);
    const auto reacher = [](Context& self, Pid to, Log* told) -> Task<> {
        self.trap_exit(true);
        self.send(to, parcel());
        self.link(to);
        static_cast<void>(self.monitor(to));
        for (int i = 0; i < 2; ++i) {
            const std::optional<Received> received = co_await self.receive_any();
            told->push_back(spell(self, *received));
        }
    };
    spawn("reacher", reacher, there, &log);
    run();
    EXPECT_EQ(log,
              (Log{"EXIT " + to_string(there) + " noconnection",
                   "DOWN " + to_string(there) + " noconnection"}));
}

/// Everybody sends to everybody by chance, for a while.
Task<> gossip(Context& self, const std::vector<Pid>* all) {
    Chance chance = self.stream("gossip");
    for (int i = 0; i < 200; ++i) {
        const std::uint64_t peer = chance.below(all->size());
        self.send_datagram((*all)[peer], Note{.number = static_cast<std::uint32_t>(i)});
        static_cast<void>(co_await self.receive<Note>(ms(2)));
    }
}

sim::Digest digest_of_gossip(const sim::WorldOptions& options) {
    sim::World world(options);
    Processes processes(world);
    world.network().set_default_latency({.kind = sim::Latency::Kind::exponential,
                                         .low = sim::Duration::microseconds(100),
                                         .high = ms(1)});
    std::vector<Pid> all;
    for (std::uint16_t i = 0; i < 20; ++i) {
        if (i < 4) {
            world.boot(world.add_node("n" + std::to_string(i)));
        }
    }
    for (std::uint16_t i = 0; i < 20; ++i) {
        const sim::NodeId node{static_cast<std::uint16_t>(i % 4)};
        all.push_back(processes.spawn(node, {}, {.label = "gossip"}, &gossip, &all));
    }
    world.run_until(sim::Time::never(), false);
    return world.trace().digest();
}

TEST(ProcessDigest, IsTheSameWithTheReferenceQueueAndAnotherForEachSeed) {
    using Kind = sim::EventQueue::Kind;
    for (const auto policy : {sim::SchedulingPolicy::fifo, sim::SchedulingPolicy::random}) {
        const auto of = [&](std::uint64_t seed, Kind kind) {
            return digest_of_gossip({.seed = seed, .policy = policy, .limits = {}, .queue = kind});
        };
        EXPECT_EQ(of(1, Kind::radix), of(1, Kind::radix));
        EXPECT_EQ(of(1, Kind::radix), of(1, Kind::reference));
        EXPECT_NE(of(1, Kind::radix), of(2, Kind::radix));
    }
}

}  // namespace
}  // namespace teacup::model
