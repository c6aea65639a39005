#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <teacup/model/process/trace_kinds.hpp>

#include "process_fixture.hpp"

namespace teacup::model {
namespace {

using MailboxTest = ProcessTest;

Task<> take_notes(Context& self, Log* log, int count) {
    for (int i = 0; i < count; ++i) {
        const Note note = co_await self.receive<Note>();
        log->push_back("note " + std::to_string(note.number));
    }
    const Other other = co_await self.receive<Other>();
    log->push_back("other " + std::to_string(other.number));
}

TEST_F(MailboxTest, ReceiveTakesTheFirstThatMatchesAndLeavesTheOthersInOrder) {
    const Pid pid = spawn("taker", &take_notes, &log, 2);
    processes.send({}, pid, Other{.number = 7});
    processes.send({}, pid, Note{.number = 1});
    processes.send({}, pid, Other{.number = 8});
    processes.send({}, pid, Note{.number = 2});
    run();
    EXPECT_EQ(log, (Log{"note 1", "note 2", "other 7"}));
}

Task<> take_either(Context& self, Log* log) {
    while (true) {
        const std::variant<Note, Other> taken = co_await self.receive<Note, Other>();
        log->push_back(std::holds_alternative<Note>(taken) ? "note" : "other");
    }
}

TEST_F(MailboxTest, ReceiveOfTwoTypesTakesWhicheverIsFirst) {
    const Pid pid = spawn("taker", &take_either, &log);
    processes.send({}, pid, Other{});
    processes.send({}, pid, Note{});
    processes.send({}, pid, Other{});
    run();
    EXPECT_EQ(log, (Log{"other", "note", "other"}));
}

Task<> count_up(Context& self, Pid to, std::uint32_t first) {
    for (std::uint32_t i = 0; i < 20; ++i) {
        self.send(to, Note{.number = first + i});
        if (i % 3 == 0) {
            co_await self.sleep(sim::Duration::microseconds(1));
        }
    }
}

Task<> check_order(Context& self, int* taken) {
    std::uint32_t low = 0;
    std::uint32_t high = 100;
    while (true) {
        const Note note = co_await self.receive<Note>();
        EXPECT_EQ(note.number, note.number < 100 ? low++ : high++);
        ++*taken;
    }
}

// Order is promised for each pair of processes, and for no more.
TEST(Mailbox, KeepsTheOrderOfEachSenderUnderEverySchedule) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        sim::World world({.seed = seed, .limits = {}});
        Processes processes(world);
        const sim::NodeId node = world.add_node("n1");
        world.boot(node);
        int taken = 0;
        const Pid to = processes.spawn(node, {}, {.label = "taker"}, &check_order, &taken);
        processes.spawn(node, {}, {.label = "counter"}, &count_up, to, 0U);
        processes.spawn(node, {}, {.label = "counter"}, &count_up, to, 100U);
        world.run_until(sim::Time::never(), false);
        EXPECT_EQ(taken, 40);
    }
}

Task<> wait_a_while(Context& self, Log* log, sim::Duration after) {
    const std::optional<Note> note = co_await self.receive<Note>(after);
    log->push_back((note ? "note " + std::to_string(note->number) : "timeout") + " at " +
                   to_string(self.now()));
}

TEST_F(MailboxTest, ATimeoutComesWhenNothingDidAndNotOtherwise) {
    const Pid lonely = spawn("waiter", &wait_a_while, &log, ms(5));
    const Pid lucky = spawn("waiter", &wait_a_while, &log, ms(5));
    run_for(ms(3));
    processes.send({}, lonely, Other{});
    processes.send({}, lucky, Note{.number = 1});
    run_for(ms(100));
    EXPECT_EQ(log, (Log{"note 1 at 0.003001s", "timeout at 0.005s"}));
    EXPECT_EQ(processes.count(), 0U);
    EXPECT_EQ(world.work(), 0) << "the timer of the lucky one is cancelled";
}

TEST_F(MailboxTest, AWaitOfNoTimeTakesWhatIsThereAndWaitsForNothing) {
    const Pid has_mail = spawn("waiter", &wait_a_while, &log, sim::Duration());
    processes.send({}, has_mail, Note{.number = 4});
    spawn("waiter", &wait_a_while, &log, sim::Duration());
    run();
    ASSERT_EQ(log.size(), 2U);
    EXPECT_EQ(log[0].substr(0, 6), "note 4");
    EXPECT_EQ(log[1].substr(0, 7), "timeout");
    EXPECT_LT(world.now(), sim::Time() + sim::Duration::microseconds(10));
}

TEST_F(MailboxTest, ASleepIsAsLongAsItSaysAndLeavesTheMailboxAlone) {
    const auto sleeper = [](Context& self, Log* told) -> Task<> {
        co_await self.sleep(ms(10));
        const Note note = co_await self.receive<Note>();
        told->push_back(std::to_string(note.number) + " at " + to_string(self.now()));
    };
    const Pid pid = spawn("sleeper", sleeper, &log);
    run_for(ms(2));
    processes.send({}, pid, Note{.number = 9});
    run();
    EXPECT_EQ(log, Log{"9 at 0.010001s"});
}

/// Notes each timeout that the trace tells.
class TimeoutListener final : public sim::TraceListener {
public:
    void on_event(const sim::TraceEvent& event) override { told.push_back(event.task(0)); }
    std::vector<Pid> told;
};

TEST_F(MailboxTest, OnlyAReceiveThatTimedOutIsATimeoutInTheTrace) {
    TimeoutListener timeouts;
    world.trace().listen(timeouts, {kinds::timeout.number});
    const auto sleep_and_go = [](Context& self) -> Task<> { co_await self.sleep(ms(5)); };
    spawn("sleeper", sleep_and_go);
    const Pid lonely = spawn("waiter", &wait_a_while, &log, ms(5));
    const Pid hasty = spawn("waiter", &wait_a_while, &log, sim::Duration());
    const Pid lucky = spawn("waiter", &wait_a_while, &log, ms(5));
    processes.send({}, lucky, Note{.number = 1});
    run();
    EXPECT_EQ(timeouts.told, (std::vector<Pid>{hasty, lonely}));
}

/// Keeps what actors log.
class LogKeeper final : public sim::TraceListener {
public:
    void on_event(const sim::TraceEvent&) override {}
    void on_log(const sim::LogLine& line) override {
        lines.push_back(to_string(line.at) + " " + to_string(line.task) + " " +
                        std::string(line.text));
    }
    Log lines;
};

Task<> say_things(Context& self, bool dies) {
    const std::string text = "a text";
    self.log(text, ", ", 3, ", ", -4, ", ", true, ", ", self.node(), ", ", self.pid());
    self.log(Note{.number = 5}, " after ", ms(7), self.atom(" an atom"));
    if (dies) {
        self.exit(self.pid(), self.atom("kill"));
        self.log("from beyond the grave");
    }
    co_return;
}

TEST_F(MailboxTest, WhatAnActorLogsReachesTheRecorderAndChangesNothing) {
    const auto say = [](sim::TraceListener* recorder) {
        sim::World other({.limits = {}});
        Processes others(other);
        const sim::NodeId node = other.add_node("n1");
        other.boot(node);
        if (recorder != nullptr) {
            other.trace().record(*recorder);
        }
        others.spawn(node, {}, {.label = "talker"}, &say_things, true);
        other.run_until(sim::Time::never(), false);
        return other.trace().digest();
    };
    LogKeeper keeper;
    const sim::Digest recorded = say(&keeper);
    EXPECT_EQ(keeper.lines,
              (Log{"0s <0.0.0> a text, 3, -4, true, n1, <0.0.0>",
                   "0s <0.0.0> Note{number=5} after 7ms an atom"}));
    EXPECT_EQ(recorded, say(nullptr));
}

TEST_F(MailboxTest, MessagesToNobodyAreLostAndLeaveNothingBehind) {
    const Pid gone = spawn("waiter", &wait_for_note);
    processes.send({}, gone, Note{});
    run();
    EXPECT_FALSE(processes.is_alive(gone));
    processes.send({}, gone, Note{});
    processes.send({}, Pid(), Note{});
    run();
    EXPECT_EQ(world.work(), 0);
}

TEST_F(MailboxTest, CountsMessagesAndMemory) {
    const Pid pid = spawn("sleeper", &wait_for_note);
    run();
    const ProcessInfo empty = processes.info(pid);
    EXPECT_EQ(empty.message_queue_len, 0U);
    EXPECT_EQ(empty.label, "sleeper");
    EXPECT_GT(empty.memory_bytes, sizeof(Process));
    EXPECT_LT(empty.memory_bytes, 512U);
    for (int i = 0; i < 10; ++i) {
        processes.send({}, pid, Other{});
    }
    run();
    const ProcessInfo full = processes.info(pid);
    EXPECT_EQ(full.message_queue_len, 10U);
    EXPECT_EQ(full.memory_bytes, empty.memory_bytes + 10 * sizeof(Signal));
}

TEST_F(MailboxTest, AProcessMaySendToItself) {
    const auto selfish = [](Context& self, Log* told) -> Task<> {
        self.send(self.pid(), Note{.number = 1});
        self.send(self.pid(), Note{.number = 2});
        const Note first = co_await self.receive<Note>();
        const Note second = co_await self.receive<Note>();
        told->push_back(std::to_string(first.number) + std::to_string(second.number));
    };
    spawn("selfish", selfish, &log);
    run();
    EXPECT_EQ(log, Log{"12"});
}

// -- send_after ----------------------------------------------------------------------------------

TEST_F(MailboxTest, SendAfterSendsThenUnlessCancelled) {
    const auto timed = [](Context& self, Pid to) -> Task<> {
        self.send_after(ms(10), to, Note{.number = 10});
        const SendTimer cancelled = self.send_after(ms(20), to, Note{.number = 20});
        const SendTimer fired = self.send_after(ms(1), to, Note{.number = 1});
        co_await self.sleep(ms(5));
        EXPECT_TRUE(self.cancel(cancelled));
        EXPECT_FALSE(self.cancel(cancelled));
        EXPECT_FALSE(self.cancel(fired));
    };
    const Pid to = recorder("r");
    spawn("timed", timed, to);
    run();
    EXPECT_EQ(log, (Log{"r Note{number=1}", "r Note{number=10}"}));
    EXPECT_EQ(world.work(), 0);
}

TEST_F(MailboxTest, BackgroundTimersAndWhatTheyCauseLetTheWorldRest) {
    const auto ticker = [](Context& self) -> Task<> {
        while (true) {
            co_await self.sleep(ms(10), Work::background);
            self.send(self.pid(), Note{});
            static_cast<void>(co_await self.receive<Note>());
        }
    };
    spawn("ticker", ticker);
    EXPECT_EQ(world.run_until(sim::Time::never(), true), sim::RunEnd::quiescent);
    EXPECT_EQ(world.work(), 0);
    run_for(ms(95));
    EXPECT_EQ(processes.messages(), 9U);
    EXPECT_EQ(world.work(), 0) << "what background work causes is background work";
}

// -- by name -------------------------------------------------------------------------------------

TEST_F(MailboxTest, ANameStandsForItsHolder) {
    const Pid holder = recorder("r");
    const Atom name = processes.atom("server");
    EXPECT_TRUE(processes.register_name(holder, name));
    EXPECT_EQ(processes.whereis(home, name), holder);
    EXPECT_TRUE(processes.whereis(away, name).is_none()) << "names are of a node";
    const auto sender = [](Context& self) -> Task<> {
        self.send(self.atom("server"), Note{.number = 1});
        self.send(self.atom("server"), self.node(), Note{.number = 2});
        self.send(self.atom("nobody"), self.node(), Note{.number = 3});  // Silent.
        co_return;
    };
    spawn("sender", sender);
    run();
    EXPECT_EQ(log, (Log{"r Note{number=1}", "r Note{number=2}"}));
}

TEST_F(MailboxTest, ANameHasOneHolderAndAHolderOneName) {
    const Pid first = recorder("a");
    const Pid second = recorder("b");
    const Atom name = processes.atom("server");
    EXPECT_TRUE(processes.register_name(first, name));
    EXPECT_FALSE(processes.register_name(second, name));
    EXPECT_FALSE(processes.register_name(first, processes.atom("other")));
    EXPECT_TRUE(processes.unregister_name(first, name));
    EXPECT_FALSE(processes.unregister_name(first, name));
    EXPECT_TRUE(processes.register_name(second, name));
    processes.exit({}, second, atoms::kill);
    run();
    EXPECT_TRUE(processes.whereis(home, name).is_none()) << "a name goes with its holder";
}

TEST_F(MailboxTest, SendingToANameOfNobodyIsBadarg) {
    const Pid watcher = recorder("w");
    const auto sender = [](Context& self) -> Task<> {
        self.send(self.atom("nobody"), Note{});
        co_return;
    };
    const Pid pid = spawn("sender", sender);
    static_cast<void>(processes.monitor(watcher, pid));
    run();
    EXPECT_EQ(log, Log{"w DOWN " + to_string(pid) + " {badarg,stack}"});
}

}  // namespace
}  // namespace teacup::model
