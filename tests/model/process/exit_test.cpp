// The rules of exit signals, links and monitors, as Erlang/OTP has them, one claim a rule.
#include <stdexcept>
#include <string>
#include <vector>

#include "process_fixture.hpp"

namespace teacup::model {
namespace {

using ExitTest = ProcessTest;

Task<> wait_linked(Context& self, Pid peer, bool trap) {
    self.trap_exit(trap);
    self.link(peer);
    static_cast<void>(co_await self.receive<Note>());
}

Task<> exit_on_note(Context& self, Atom reason) {
    static_cast<void>(co_await self.receive<Note>());
    self.exit(reason);
}

class ExitOf : public ProcessTest {
protected:
    /// A process that ends with this reason when it gets a Note.
    Pid ender(std::string_view reason) {
        return spawn("ender", &exit_on_note, processes.atom(reason));
    }
    void link(Pid one, Pid other) {
        processes.link(one, other);
        run();
    }
    void watch(Pid watcher, Pid target) {
        static_cast<void>(processes.monitor(watcher, target));
        run();
    }
    void end(Pid pid) {
        processes.send({}, pid, Note{});
        run();
    }
    void signal(Pid pid, std::string_view reason) {
        processes.exit({}, pid, processes.atom(reason));
        run();
    }
};

TEST_F(ExitOf, AnEndIsToldToLinksAndMonitorsAndFreesTheName) {
    const Pid watcher = recorder("w");
    const Pid linked = recorder("l");
    const Pid pid = ender("{shutdown,done}");
    EXPECT_TRUE(processes.register_name(pid, processes.atom("server")));
    watch(watcher, pid);
    link(linked, pid);
    end(pid);
    EXPECT_EQ(log,
              (Log{"l EXIT " + to_string(pid) + " {shutdown,done}",
                   "w DOWN " + to_string(pid) + " {shutdown,done}"}));
    EXPECT_TRUE(processes.whereis(home, processes.atom("server")).is_none());
    EXPECT_FALSE(processes.is_alive(pid));
}

TEST_F(ExitOf, ReturningFromTheBodyIsNormal) {
    const Pid watcher = recorder("w");
    const Pid pid = spawn("waiter", &wait_for_note);
    watch(watcher, pid);
    end(pid);
    EXPECT_EQ(log, Log{"w DOWN " + to_string(pid) + " normal"});
}

TEST_F(ExitOf, AnExceptionIsAnErrorWithItsText) {
    const Pid watcher = recorder("w");
    const auto crash = [](Context& self) -> Task<> {
        static_cast<void>(co_await self.receive<Note>());
        throw std::runtime_error("badmatch");
    };
    const auto odd = [](Context& self) -> Task<> {
        static_cast<void>(co_await self.receive<Note>());
        throw 7;
    };
    const Pid first = spawn("crash", crash);
    const Pid second = spawn("odd", odd);
    watch(watcher, first);
    watch(watcher, second);
    end(first);
    end(second);
    EXPECT_EQ(log,
              (Log{"w DOWN " + to_string(first) + " {badmatch,stack}",
                   "w DOWN " + to_string(second) + " {unknown,stack}"}));
}

TEST_F(ExitOf, AnErrorInANestedCoroutineEndsTheProcess) {
    const auto nested = [](Context& self, int depth, auto again) -> Task<> {
        if (depth == 0) {
            static_cast<void>(co_await self.receive<Note>());
            throw ActorCrash("deep");
        }
        co_await again(self, depth - 1, again);
    };
    const auto body = [](Context& self, decltype(nested) inner) -> Task<> {
        co_await inner(self, 3, inner);
    };
    const Pid watcher = recorder("w");
    const Pid pid = spawn("nested", body, nested);
    watch(watcher, pid);
    end(pid);
    EXPECT_EQ(log, Log{"w DOWN " + to_string(pid) + " {deep,stack}"});
}

// -- exit/2 --------------------------------------------------------------------------------------

TEST_F(ExitOf, KillByExitKillsEvenWhoTrapsAndIsSeenAsKilled) {
    const Pid watcher = recorder("w");
    const Pid linked = recorder("l");
    const Pid victim = recorder("v", true);
    watch(watcher, victim);
    link(linked, victim);
    signal(victim, "kill");
    EXPECT_EQ(log,
              (Log{"l EXIT " + to_string(victim) + " killed",
                   "w DOWN " + to_string(victim) + " killed"}));
}

TEST_F(ExitOf, NormalByExitIsIgnoredByWhoDoesNotTrap) {
    const Pid plain = recorder("p", false);
    const Pid trapper = recorder("t", true);
    signal(plain, "normal");
    signal(trapper, "normal");
    EXPECT_TRUE(processes.is_alive(plain));
    EXPECT_EQ(log, Log{"t EXIT <none> normal"});
}

TEST_F(ExitOf, AnyOtherReasonEndsWhoDoesNotTrapAndIsAMessageToWhoDoes) {
    const Pid watcher = recorder("w");
    const Pid plain = recorder("p", false);
    const Pid trapper = recorder("t", true);
    watch(watcher, plain);
    signal(plain, "oops");
    signal(trapper, "oops");
    EXPECT_EQ(log, (Log{"w DOWN " + to_string(plain) + " oops", "t EXIT <none> oops"}));
    EXPECT_TRUE(processes.is_alive(trapper));
}

TEST_F(ExitOf, ExitToOneselfActsAtOnceAlsoWithNormal) {
    const Pid watcher = recorder("w");
    const auto suicide = [](Context& self, Atom reason, bool trap, Log* told) -> Task<> {
        static_cast<void>(co_await self.receive<Note>());
        self.trap_exit(trap);
        self.exit(self.pid(), reason);
        if (trap) {
            const Exit exit = co_await self.receive<Exit>();
            told->push_back("trapped " + std::string(self.text(exit.reason)));
        } else {
            told->push_back("runs on to its next await");
            co_await self.sleep(ms(1));
            told->push_back("never");
        }
    };
    for (const auto& [reason, trap, expected] : {std::tuple{"normal", false, "normal"},
                                                 std::tuple{"oops", false, "oops"},
                                                 std::tuple{"kill", false, "killed"}}) {
        const Pid pid = spawn("suicide", suicide, processes.atom(reason), trap, &log);
        watch(watcher, pid);
        end(pid);
        EXPECT_EQ(take_log(),
                  (Log{"runs on to its next await",
                       "w DOWN " + to_string(pid) + " " + std::string(expected)}));
    }
    const Pid trapper = spawn("suicide", suicide, processes.atom("normal"), true, &log);
    end(trapper);
    EXPECT_EQ(log, Log{"trapped normal"});
}

// -- links ---------------------------------------------------------------------------------------

TEST_F(ExitOf, ALinkCarriesTheReasonToWhoDoesNotTrap) {
    const Pid watcher = recorder("w");
    const Pid plain = recorder("p", false);
    const Pid pid = ender("oops");
    link(plain, pid);
    watch(watcher, plain);
    end(pid);
    EXPECT_EQ(log, Log{"w DOWN " + to_string(plain) + " oops"});
}

TEST_F(ExitOf, ANormalEndDoesNotHarmLinkedProcesses) {
    const Pid plain = recorder("p", false);
    const Pid trapper = recorder("t", true);
    const Pid pid = ender("normal");
    link(plain, pid);
    link(trapper, pid);
    end(pid);
    EXPECT_TRUE(processes.is_alive(plain));
    EXPECT_EQ(log, Log{"t EXIT " + to_string(pid) + " normal"});
}

// Only exit/2 makes `kill` special: as the reason of an end it is like any other.
TEST_F(ExitOf, KillThroughALinkIsAReasonLikeOthers) {
    const Pid watcher = recorder("w");
    const Pid plain = recorder("p", false);
    const Pid trapper = recorder("t", true);
    const Pid pid = ender("kill");
    link(plain, pid);
    link(trapper, pid);
    watch(watcher, plain);
    end(pid);
    EXPECT_EQ(log,
              (Log{"t EXIT " + to_string(pid) + " kill", "w DOWN " + to_string(plain) + " kill"}));
}

TEST_F(ExitOf, ALinkIsOneHoweverOftenItIsMadeAndByWhom) {
    const Pid one = recorder("a");
    const Pid other = recorder("b");
    link(one, other);
    link(one, other);
    link(other, one);
    EXPECT_EQ(processes.info(one).links, std::vector<Pid>{other});
    EXPECT_EQ(processes.info(other).links, std::vector<Pid>{one});
    signal(one, "kill");
    EXPECT_EQ(log, Log{"b EXIT " + to_string(one) + " killed"});
    EXPECT_TRUE(processes.info(other).links.empty());
}

TEST_F(ExitOf, LinksMadeFromBothSidesAtOnceAreOne) {
    const Pid one = recorder("a");
    const Pid other = recorder("b");
    processes.link(one, other);
    processes.link(other, one);
    run();
    signal(one, "kill");
    EXPECT_EQ(log, Log{"b EXIT " + to_string(one) + " killed"});
}

TEST_F(ExitOf, AfterUnlinkNothingComes) {
    const Pid one = recorder("a");
    const Pid other = recorder("b", false);
    link(one, other);
    processes.unlink(one, other);
    run();
    EXPECT_TRUE(processes.info(one).links.empty());
    EXPECT_TRUE(processes.info(other).links.empty());
    signal(one, "kill");
    EXPECT_TRUE(processes.is_alive(other));
    EXPECT_TRUE(log.empty());
}

// The exit signal is on its way, not looked at, when the receiver unlinks: it must not be seen.
TEST_F(ExitOf, UnlinkKeepsOutWhatIsUnderWay) {
    const auto unlinker = [](Context& self, Pid peer, Log* told) -> Task<> {
        self.trap_exit(true);
        self.link(peer);
        static_cast<void>(co_await self.receive<Note>());
        self.send(peer, Note{});
        const sim::Time busy_until = self.now();
        EXPECT_EQ(busy_until, self.now());
        self.unlink(peer);
        const std::optional<Exit> exit = co_await self.receive<Exit>(ms(50));
        told->push_back(exit ? "EXIT" : "nothing");
    };
    const Pid pid = ender("oops");
    const Pid one = spawn("unlinker", unlinker, pid, &log);
    run_for(ms(1));
    processes.send({}, one, Note{});
    run();
    EXPECT_EQ(log, Log{"nothing"});
}

TEST_F(ExitOf, LinkToTheDeadIsAnErrorOrAMessage) {
    const Pid watcher = recorder("w");
    const Pid gone = ender("normal");
    end(gone);
    const auto late = [](Context& self, Pid peer) -> Task<> {
        static_cast<void>(co_await self.receive<Note>());
        self.link(peer);
    };
    const Pid plain = spawn("late", late, gone);
    watch(watcher, plain);
    end(plain);
    EXPECT_EQ(take_log(), Log{"w DOWN " + to_string(plain) + " {noproc,stack}"});
    const Pid trapper = recorder("t", true);
    link(trapper, gone);
    EXPECT_EQ(log, Log{"t EXIT " + to_string(gone) + " noproc"});
    EXPECT_TRUE(processes.is_alive(trapper));
}

TEST_F(ExitOf, ASpawnWithLinkIsLinkedFromItsFirstInstruction) {
    const Pid watcher = recorder("w");
    const auto parent = [](Context& self, bool trap, Log* told) -> Task<> {
        self.trap_exit(trap);
        static_cast<void>(co_await self.receive<Note>());
        const auto child = [](Context& inner) -> Task<> {
            EXPECT_FALSE(inner.parent().is_none());
            throw ActorCrash("stillborn");
            co_return;
        };
        const Pid made = self.spawn({.label = "child", .link = true}, child);
        const Exit exit = co_await self.receive<Exit>();
        EXPECT_EQ(exit.from, made);
        told->push_back("trapped " + std::string(self.text(exit.reason)));
    };
    const Pid plain = spawn("parent", parent, false, &log);
    watch(watcher, plain);
    end(plain);
    EXPECT_EQ(take_log(), Log{"w DOWN " + to_string(plain) + " {stillborn,stack}"});
    end(spawn("parent", parent, true, &log));
    EXPECT_EQ(log, Log{"trapped {stillborn,stack}"});
}

TEST_F(ExitOf, AnEndRunsThroughAChainOfLinks) {
    const Pid first = spawn("link", &wait_for_note);
    Pid last = first;
    for (int i = 0; i < 1000; ++i) {
        last = spawn("link", &wait_linked, last, false);
        run();
    }
    EXPECT_EQ(processes.count(), 1001U);
    signal(first, "oops");
    EXPECT_EQ(processes.count(), 0U);
    EXPECT_EQ(world.work(), 0);
}

// -- monitors ------------------------------------------------------------------------------------

TEST_F(ExitOf, MonitorsStack) {
    const Pid watcher = recorder("w");
    const Pid pid = ender("oops");
    watch(watcher, pid);
    watch(watcher, pid);
    EXPECT_EQ(processes.info(watcher).monitors, (std::vector<Pid>{pid, pid}));
    end(pid);
    EXPECT_EQ(log, Log(2, "w DOWN " + to_string(pid) + " oops"));
    EXPECT_TRUE(processes.info(watcher).monitors.empty());
}

TEST_F(ExitOf, AMonitorOfTheDeadOrOfNobodysNameFiresNoproc) {
    const Pid watcher = recorder("w");
    const Pid gone = ender("oops");
    end(gone);
    watch(watcher, gone);
    static_cast<void>(processes.monitor(watcher, processes.atom("nobody"), home));
    run();
    ASSERT_EQ(log.size(), 2U);
    EXPECT_EQ(log[0], "w DOWN " + to_string(gone) + " noproc");
    EXPECT_TRUE(log[1].ends_with(" noproc nobody")) << log[1];
}

TEST_F(ExitOf, AMonitorByNameTellsTheName) {
    const Pid watcher = recorder("w");
    const Pid pid = ender("oops");
    EXPECT_TRUE(processes.register_name(pid, processes.atom("server")));
    static_cast<void>(processes.monitor(watcher, processes.atom("server"), home));
    run();
    end(pid);
    EXPECT_EQ(log, Log{"w DOWN " + to_string(pid) + " oops server"});
}

TEST_F(ExitOf, DemonitorWithFlushTakesTheDownOutOfTheMailbox) {
    const auto watcher = [](Context& self, Pid target, bool flush, Log* told) -> Task<> {
        const Ref ref = self.monitor(target);
        static_cast<void>(co_await self.receive<Note>());  // The DOWN is in the mailbox by now.
        self.demonitor(ref, flush);
        const std::optional<Down> down = co_await self.receive<Down>(ms(50));
        told->push_back(down ? "DOWN" : "nothing");
    };
    for (const auto& [flush, expected] : {std::pair{true, "nothing"}, std::pair{false, "DOWN"}}) {
        const Pid target = ender("oops");
        const Pid pid = spawn("watcher", watcher, target, flush, &log);
        run_for(ms(1));
        end(target);
        end(pid);
        EXPECT_EQ(take_log(), Log{expected});
    }
}

TEST_F(ExitOf, DemonitorBeforeTheEndKeepsTheDownOut) {
    const Pid watcher = recorder("w");
    const Pid pid = ender("oops");
    const Ref ref = processes.monitor(watcher, pid);
    run();
    processes.demonitor(watcher, ref, false);
    end(pid);
    EXPECT_TRUE(log.empty());
}

TEST_F(ExitOf, TheEndOfAWatcherTakesItsMonitorsAlong) {
    const Pid watcher = recorder("w");
    const Pid pid = ender("oops");
    watch(watcher, pid);
    signal(watcher, "kill");
    end(pid);
    EXPECT_TRUE(log.empty());
    EXPECT_EQ(processes.count(), 0U);
}

// -- pids ----------------------------------------------------------------------------------------

TEST_F(ExitOf, APidNeverMeansALaterProcess) {
    const Pid first = ender("normal");
    end(first);
    const Pid second = recorder("r");
    EXPECT_EQ(second.slot(), first.slot()) << "the slot is used again";
    EXPECT_NE(second, first);
    EXPECT_EQ(second.generation(), first.generation() + 1);
    EXPECT_FALSE(processes.is_alive(first));
    processes.send({}, first, Note{});
    signal(first, "kill");
    EXPECT_TRUE(log.empty());
    EXPECT_TRUE(processes.is_alive(second));
}

}  // namespace
}  // namespace teacup::model
