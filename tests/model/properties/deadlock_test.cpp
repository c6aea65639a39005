#include <array>
#include <vector>

#include <teacup/model/process/actor.hpp>

#include "property_fixture.hpp"

namespace teacup::model {

namespace {

class Deadlock : public testing::HandWrittenTrace {
protected:
    Deadlock() { watch("deadlock"); }
    void wait(Pid pid, Pid awaited) { emit<kinds::wait_begin>(pid, awaited); }
    void end(Pid pid) { emit<kinds::wait_end>(pid); }
    const Pid a_ = spawn("a");
    const Pid b_ = spawn("b");
    const Pid c_ = spawn("c");
};

TEST_F(Deadlock, IsFoundWhenTheWaitThatClosesTheCircleBegins) {
    wait(a_, b_);
    wait(b_, c_);
    EXPECT_FALSE(is_violated());
    at(sim::Duration::seconds(3));
    wait(c_, a_);
    ASSERT_TRUE(is_violated());
    const Violation violation = *property_->violation();
    EXPECT_EQ(violation.time, now_);
    EXPECT_EQ(violation.node, "n1");
    EXPECT_EQ(violation.process, "c <0.3.0>");
    EXPECT_EQ(violation.message,
              "each waits for the next without timeout: "
              "c <0.3.0> -> a <0.1.0> -> b <0.2.0> -> c <0.3.0>");
    EXPECT_EQ(property_->finding()->relevant, (std::vector{c_, a_, b_}));
}

TEST_F(Deadlock, ReachesAcrossNodes) {
    on(1);
    const Pid far = spawn("far");
    wait(far, a_);
    on(0);
    wait(a_, far);
    EXPECT_TRUE(is_violated());
}

TEST_F(Deadlock, IsNotAChainNorWaitsThatEnded) {
    wait(a_, b_);
    wait(b_, c_);
    end(b_);
    end(a_);
    wait(c_, a_);
    wait(b_, c_);
    finish();
    EXPECT_EQ(verdict(), Verdict::passed);
    EXPECT_EQ(property_->result().observed, 4U);
}

TEST_F(Deadlock, LosesAProcessThatDies) {
    wait(a_, b_);
    wait(b_, c_);
    exit(b_, "killed");
    wait(c_, a_);
    EXPECT_FALSE(is_violated());
}

TEST_F(Deadlock, LosesAllProcessesOfANodeThatCrashes) {
    on(1);
    const Pid far = spawn("far");
    wait(far, a_);
    emit<sim::kinds::node_down>(1, symbol("power"));
    on(0);
    wait(a_, far);
    EXPECT_FALSE(is_violated());
}

TEST_F(Deadlock, DoesNotTakeANewProcessInAnOldSlotForTheOld) {
    wait(b_, a_);
    const Pid again(sim::NodeId{0}, b_.slot(), 1);
    wait(a_, again);
    EXPECT_FALSE(is_violated());
}

TEST_F(Deadlock, ThatNobodyCouldHaveIsUnknown) {
    finish();
    EXPECT_EQ(verdict(), Verdict::unknown);
}

// -- with processes behind the trace -------------------------------------------------------------

struct Word {
    Pid from;
    TEACUP_MESSAGE(Word, from)
};

constexpr auto is_word_of = [](const Waiter& waiter, const Signal& signal) {
    return signal.type == &message_type<Word> && signal.from.word() == waiter.data;
};

/// Waits, without timeout, for a word of `peer` and of nobody else.
[[nodiscard]] ReceiveSignal word_of(Context& self, Pid peer) {
    return self.receive_signal({.matches = is_word_of, .data = peer.word(), .waits_for = peer});
}

/// Awaits a word of each peer, in order, and says one to each after.
Task<> listener(Context& self, Pid* peer) {
    static_cast<void>(co_await word_of(self, *peer));
    self.send(*peer, Word{.from = self.pid()});
}

/// Says a word, then awaits one.
Task<> speaker(Context& self, Pid* peer) {
    self.send(*peer, Word{.from = self.pid()});
    static_cast<void>(co_await word_of(self, *peer));
}

class DeadlockOfProcesses : public ::testing::Test {
protected:
    DeadlockOfProcesses() {
        static_cast<void>(world_.add_node("n1"));
        world_.boot(sim::NodeId{0});
        world_.trace().listen(names_, ProcessNames::kinds());
        property_->watch(processes_, names_, "deadlock");
    }
    void run() {
        world_.run_until(sim::Time() + sim::Duration::seconds(1), true);
        property_->finish({.ending = Ending::quiescent, .at = world_.now()});
    }

    sim::World world_{{}};
    Processes processes_{world_};
    ProcessNames names_{world_.symbols()};
    std::unique_ptr<Property> property_ = testing::make_property("deadlock");
};

TEST_F(DeadlockOfProcesses, IsTwoThatBothListenFirst) {
    std::array<Pid, 2> pids;
    pids[0] = processes_.spawn(sim::NodeId{0}, {}, {.label = "one"}, &listener, &pids[1]);
    pids[1] = processes_.spawn(sim::NodeId{0}, {}, {.label = "two"}, &listener, &pids[0]);
    run();
    ASSERT_TRUE(property_->violation());
    EXPECT_EQ(property_->finding()->relevant.size(), 2U);
}

// Goal: whichever runs first, the word is in the listener's inbox when the speaker begins to wait,
// so that the waits form a circle that is none.
TEST_F(DeadlockOfProcesses, IsNotACircleWhoseAnswerIsUnderWay) {
    std::array<Pid, 2> pids;
    pids[0] = processes_.spawn(sim::NodeId{0}, {}, {.label = "one"}, &listener, &pids[1]);
    pids[1] = processes_.spawn(sim::NodeId{0}, {}, {.label = "two"}, &speaker, &pids[0]);
    run();
    EXPECT_EQ(property_->result().verdict, Verdict::passed) << property_->result().message;
    EXPECT_EQ(processes_.count(), 0U);
}

/// Handles a word of `peer`, holding on to it while it awaits the next one.
Task<> hoarder(Context& self, Pid* peer) {
    const auto first = co_await word_of(self, *peer);
    static_cast<void>(co_await word_of(self, *peer));
}

// Goal: a message that was taken, but is still held, is not taken for an answer under way.
TEST_F(DeadlockOfProcesses, IsFoundThoughAnOldMessageIsStillHeld) {
    std::array<Pid, 2> pids;
    pids[0] = processes_.spawn(sim::NodeId{0}, {}, {.label = "one"}, &hoarder, &pids[1]);
    pids[1] = processes_.spawn(sim::NodeId{0}, {}, {.label = "two"}, &speaker, &pids[0]);
    run();
    EXPECT_EQ(property_->result().verdict, Verdict::violated);
}

}  // namespace

}  // namespace teacup::model
