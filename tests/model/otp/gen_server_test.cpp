#include <teacup/model/otp/gen_server.hpp>

#include <stdexcept>

#include "otp_fixture.hpp"

namespace teacup::model {

namespace {

struct Get {
    TEACUP_MESSAGE(Get)
};
struct Total {
    std::uint64_t value = 0;
    TEACUP_MESSAGE(Total, value)
};
struct Ask {
    Pid whom;
    TEACUP_MESSAGE(Ask, whom)
};
struct Later {
    TEACUP_MESSAGE(Later)
};
struct Fail {
    TEACUP_MESSAGE(Fail)
};
struct Stop {
    Atom reason = atoms::none;
    TEACUP_MESSAGE(Stop, reason)
};

// Counts Notes; tells the log how it ends.
struct Counter {
    using Calls = Handles<Get, Ask, Later, Fail, Stop>;
    using Casts = Handles<Note>;
    using Infos = Handles<Note, Down>;

    Log* log = nullptr;
    bool traps_exit = false;
    std::uint64_t total = 0;
    From waiting = {};

    void init(Server& self) { self->trap_exit(traps_exit); }
    Total handle_call(Server&, const Get&) { return {total}; }
    // A call made within a call.
    Task<Total> handle_call(Server& self, const Ask& ask) {
        const Total theirs = co_await call<Total>(self.context(), ask.whom, Get{});
        co_return Total{total + theirs.value};
    }
    void handle_call(Server& self, const Later&) { waiting = self.from(); }
    Total handle_call(Server&, const Fail&) { throw std::runtime_error("oops"); }
    Total handle_call(Server& self, const Stop& stop) {
        self.stop(stop.reason);
        return {total};
    }
    void handle_cast(Server&, const Note& note) { total += note.number; }
    void handle_info(Server& self, const Note& note) {
        total += 100 * std::uint64_t{note.number};
        if (!waiting.pid.is_none()) {
            self.reply(waiting, Total{total});
        }
    }
    void handle_info(Server&, const Down&) {}
    void terminate(Server& self, Atom reason) {
        log->push_back(fmt::format("terminate {}", self->text(reason)));
    }
};

// Starts a Counter and hands it to `then`, as its parent.
template <class Then>
Task<> parent(Context& self, Log* log, bool traps_exit, Then then) {
    self.trap_exit(true);
    const StartOptions options{.name = "counter"};
    Counter counter{.log = log, .traps_exit = traps_exit};
    const Started started = co_await start_link(self, options, counter);
    EXPECT_TRUE(started.is_ok());
    co_await then(self, log, started.pid);
    const auto exit = co_await self.receive<Exit>(sim::Duration::seconds(10));
    log->push_back(exit ? fmt::format("EXIT {}", self.text(exit->reason)) : "alive");
}

class GenServerTest : public OtpTest {
protected:
    void with_counter(bool traps_exit, Task<> (*then)(Context&, Log*, Pid)) {
        spawn("parent", &parent<Task<> (*)(Context&, Log*, Pid)>, &log, traps_exit, then);
        run();
    }
};

Task<> get(Context& self, Log* log, Pid counter) {
    const Total total = co_await call<Total>(self, counter, Get{});
    log->push_back(fmt::format("total {}", total.value));
}

}  // namespace

TEST_F(GenServerTest, TellsCallsCastsAndMessagesApart) {
    with_counter(
        false, +[](Context& self, Log* told, Pid counter) -> Task<> {
            cast(self, counter, Note{1});
            self.send(counter, Note{2});
            co_await get(self, told, counter);
        });
    EXPECT_EQ(log, (Log{"total 201", "alive"}));
}

TEST_F(GenServerTest, MayCallOthersWhileItServesACall) {
    with_counter(
        false, +[](Context& self, Log* told, Pid counter) -> Task<> {
            const StartOptions options{.label = "other"};
            Counter other{.log = told, .total = 5};
            const Started started = co_await start_link(self, options, other);
            cast(self, counter, Note{1});
            const Total total = co_await call<Total>(self, counter, Ask{started.pid});
            told->push_back(fmt::format("total {}", total.value));
        });
    EXPECT_EQ(log, (Log{"total 6", "alive"}));
}

TEST_F(GenServerTest, MayReplyLater) {
    with_counter(
        false, +[](Context& self, Log* told, Pid counter) -> Task<> {
            static_cast<void>(self.send_after(sim::Duration::seconds(1), counter, Note{3}));
            const Total total = co_await call<Total>(self, counter, Later{});
            told->push_back(fmt::format("total {} at {}", total.value, sim::to_string(self.now())));
        });
    EXPECT_EQ(log[0].substr(0, 14), "total 300 at 1");
}

TEST_F(GenServerTest, TerminatesAndExitsWithTheReasonOfStop) {
    with_counter(
        false, +[](Context& self, Log* told, Pid counter) -> Task<> {
            const Total total = co_await call<Total>(self, counter, Stop{self.atom("enough")});
            told->push_back(fmt::format("total {}", total.value));
        });
    EXPECT_EQ(log, (Log{"terminate enough", "total 0", "EXIT enough"}));
}

TEST_F(GenServerTest, TerminatesWhenACallbackThrows) {
    with_counter(
        false, +[](Context& self, Log* told, Pid counter) -> Task<> {
            try {
                static_cast<void>(co_await call<Total>(self, counter, Fail{}));
            } catch (const CallExit& exit) {
                told->push_back(std::string(self.text(exit.cause())));
            }
        });
    EXPECT_EQ(log, (Log{"terminate {oops,stack}", "{oops,stack}", "EXIT {oops,stack}"}));
}

TEST_F(GenServerTest, CrashesOnACallThatItDoesNotKnow) {
    with_counter(
        false, +[](Context& self, Log* told, Pid counter) -> Task<> {
            try {
                static_cast<void>(co_await call<Total>(self, counter, Total{1}));
            } catch (const CallExit& exit) {
                told->push_back(std::string(self.text(exit.cause())));
            }
        });
    EXPECT_EQ(log[1], "{function_clause,stack}");
}

TEST_F(GenServerTest, DropsAMessageThatItDoesNotKnow) {
    with_counter(
        false, +[](Context& self, Log* told, Pid counter) -> Task<> {
            self.send(counter, Total{1});
            co_await get(self, told, counter);
        });
    EXPECT_EQ(log, (Log{"total 0", "alive"}));
}

// Goal: only a server that traps exits hears of its parent's end before its own.
TEST_F(GenServerTest, TerminatesWithItsParentOnlyWhenItTrapsExits) {
    const auto leave = +[](Context& self, Log*, Pid) -> Task<> {
        self.end(self.atom("gone"));
        co_return;
    };
    with_counter(true, leave);
    EXPECT_EQ(log, (Log{"terminate gone"}));
    log.clear();
    with_counter(false, leave);
    EXPECT_EQ(log, Log{});
    EXPECT_EQ(processes.count(), 0U);
}

TEST_F(GenServerTest, TakesOnlySystemMessagesWhileSuspended) {
    with_counter(
        false, +[](Context& self, Log* told, Pid counter) -> Task<> {
            static_cast<void>(co_await sys_suspend(self, counter));
            try {
                static_cast<void>(co_await call<Total>(self, counter, Get{}));
            } catch (const CallExit& exit) {
                told->push_back(std::string(self.text(exit.cause())));
            }
            static_cast<void>(co_await sys_resume(self, counter));
            co_await get(self, told, counter);
        });
    EXPECT_EQ(log, (Log{"timeout", "total 0", "alive"}));
}

// -- starts --------------------------------------------------------------------------------------

namespace {

struct Starter {
    enum class How : std::uint8_t { ok, ignore, stop, raise, never };
    How how = How::ok;
    Task<Init> init(Server& self) {
        co_await self->sleep(sim::Duration::milliseconds(1));
        if (how == How::ignore) {
            co_return init_ignore();
        }
        if (how == How::stop) {
            co_return init_stop(self->atom("sorry"));
        }
        if (how == How::raise) {
            throw std::runtime_error("oops");
        }
        if (how == How::never) {
            co_await self->sleep(sim::Duration::seconds(60));
        }
        co_return init_ok();
    }
};

Task<> start_twice(Context& self, Log* log, Starter::How how) {
    self.trap_exit(true);
    const StartOptions options{.name = "x", .timeout = sim::Duration::seconds(1)};
    for (int i = 0; i < 2; ++i) {
        const Started started = co_await start_link(self, options, Starter{how});
        log->push_back(started.is_ok()      ? "ok"
                       : started.is_error() ? std::string(self.text(started.reason))
                                            : "ignore");
    }
    log->push_back(self.whereis(self.atom("x")).is_none() ? "free" : "taken");
}

}  // namespace

TEST_F(GenServerTest, StartsAsItsInitSaysAndFreesItsNameWhenThatFails) {
    using How = Starter::How;
    const std::vector<std::pair<How, Log>> cases{
        {How::ignore, {"ignore", "ignore", "free"}},
        {How::stop, {"sorry", "sorry", "free"}},
        {How::raise, {"{oops,stack}", "{oops,stack}", "free"}},
    };
    for (const auto& [how, expected] : cases) {
        log.clear();
        spawn("starter", &start_twice, &log, how);
        run();
        EXPECT_EQ(log, expected);
    }
}

TEST_F(GenServerTest, StartsOnceUnderOneName) {
    spawn("starter", &start_twice, &log, Starter::How::ok);
    run();
    EXPECT_EQ(log[0], "ok");
    EXPECT_EQ(log[1].substr(0, 17), "{already_started,");
}

// Goal: a starter that does not trap exits dies with what it started.
TEST_F(GenServerTest, TakesAnUnprotectedStarterAlong) {
    const Pid starter = spawn(
        "starter", +[](Context& self) -> Task<> {
            const StartOptions options;
            static_cast<void>(co_await start_link(self, options, Starter{Starter::How::stop}));
            co_await self.sleep(sim::Duration::seconds(60));
        });
    run_for(sim::Duration::seconds(1));
    EXPECT_FALSE(processes.is_alive(starter));
}

}  // namespace teacup::model
