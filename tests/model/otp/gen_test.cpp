#include <teacup/model/otp/gen.hpp>

#include <teacup/model/otp/trace_kinds.hpp>
#include <teacup/model/process/trace_kinds.hpp>

#include "otp_fixture.hpp"

namespace teacup::model {

namespace {

using CallTest = OtpTest;

// Answers each Note after a while with a Note one greater.
Task<> slow_server(Context& self, sim::Duration work) {
    while (true) {  // Bounded by the test.
        const auto request = co_await self.receive_any();
        if (work.ns() > 0) {
            co_await self.sleep(work);
        }
        reply(self, {request->from(), request->ref()}, Note{request->get<Note>().number + 1});
    }
}

// Takes one request and ends with `reason` instead of answering.
Task<> dying_server(Context& self, Atom reason) {
    const auto request = co_await self.receive_any();
    EXPECT_EQ(request->kind(), SignalKind::call);
    self.exit(reason);
}

Task<> caller(Context& self, Log* log, ServerRef server, sim::Duration timeout) {
    try {
        const Note answer = co_await call<Note>(self, server, Note{1}, timeout);
        log->push_back(fmt::format("answer {}", answer.number));
    } catch (const CallExit& exit) {
        log->push_back(fmt::format("{} {}", self.text(exit.cause()), self.text(exit.reason())));
    }
    // What is left in the mailbox would be taken here.
    const auto late = co_await self.receive_any(sim::Duration::seconds(60));
    log->push_back(late ? "late" : "nothing more");
}

constexpr sim::Duration soon = sim::Duration::milliseconds(10);
constexpr sim::Duration later = sim::Duration::milliseconds(30);

}  // namespace

TEST_F(CallTest, GivesTheReply) {
    const Pid server = spawn("server", &slow_server, later);
    spawn("caller", &caller, &log, ServerRef(server), sim::Duration::seconds(5));
    run();
    EXPECT_EQ(log, (Log{"answer 2", "nothing more"}));
}

// Goal: the alias is gone with the timeout, so the reply that comes 20 ms later finds nobody.
TEST_F(CallTest, TimesOutAndLosesTheLateReply) {
    const Pid server = spawn("server", &slow_server, later);
    spawn("caller", &caller, &log, ServerRef(server), soon);
    run();
    EXPECT_EQ(log,
              (Log{fmt::format("timeout {{timeout,{{gen_server,call,[{},Note,10]}}}}",
                               sim::to_string(server)),
                   "nothing more"}));
}

TEST_F(CallTest, FailsAtOnceWithoutACallee) {
    const Pid gone = spawn("gone", +[](Context&) -> Task<> { co_return; });
    run();
    spawn("caller", &caller, &log, ServerRef(gone), soon);
    spawn("caller", &caller, &log, ServerRef(atom("nobody")), soon);
    run();
    EXPECT_EQ(log[0], "noproc {noproc,{gen_server,call,[nobody,Note,10]}}");
    EXPECT_EQ(log[1].substr(0, 7), "noproc ");
}

TEST_F(CallTest, OfOneselfFails) {
    spawn(
        "self",
        +[](Context& self, Log* told) -> Task<> {
            self.register_name(self.atom("me"));
            try {
                static_cast<void>(co_await call<Note>(self, self.atom("me"), Note{1}));
            } catch (const CallExit& exit) {
                told->push_back(std::string(self.text(exit.reason())));
            }
        },
        &log);
    run();
    EXPECT_EQ(log, (Log{"{calling_self,{gen_server,call,[me,Note,5000]}}"}));
}

TEST_F(CallTest, EndsWithItsCallee) {
    const Pid server = spawn("server", &dying_server, atom("boom"));
    processes.spawn(home, {}, {.label = "caller"}, &caller, &log, ServerRef(server), soon);
    run();
    EXPECT_EQ(log[0].substr(0, 11), "boom {boom,");
    EXPECT_EQ(log[1], "nothing more");
}

TEST_F(CallTest, ToANodeThatCannotBeReachedSaysNodedown) {
    spawn("caller", &caller, &log, ServerRef(atom("db"), away), soon);
    run();
    EXPECT_EQ(log[0], "{nodedown,n2} {{nodedown,n2},{gen_server,call,[{db,n2},Note,10]}}");
}

// Goal: who waits without timeout is known to the trace, and is pending work.
TEST_F(CallTest, WithoutTimeoutIsToldToTheTraceAndPending) {
    EventLog events(processes, {&kinds::wait_begin, &kinds::wait_end, &kinds::call_end});
    const Pid silent = spawn(
        "silent", +[](Context& self) -> Task<> {
            static_cast<void>(co_await self.receive_any());
            static_cast<void>(co_await self.receive_any());
        });
    const Pid waiting =
        spawn("caller", &caller, &log, ServerRef(silent), sim::Duration::infinity());
    EXPECT_EQ(world.run_until(sim::Time::never(), true), sim::RunEnd::idle);
    EXPECT_GT(world.work(), 0);
    EXPECT_EQ(events.lines, (std::vector<std::string>{"wait_begin"}));
    processes.exit({}, waiting, atoms::kill);
    EXPECT_EQ(world.run_until(sim::Time::never(), true), sim::RunEnd::quiescent);
    EXPECT_EQ(world.work(), 0);
}

TEST_F(CallTest, CastsNeverFail) {
    const Pid caster = spawn(
        "caster", +[](Context& self) -> Task<> {
            cast(self, self.atom("nobody"), Note{1});
            cast(self, self.pid(), Note{2});
            const auto received = co_await self.receive_any();
            EXPECT_EQ(received->kind(), SignalKind::cast);
            EXPECT_EQ(received->get<Note>().number, 2U);
        });
    run();
    EXPECT_FALSE(processes.is_alive(caster));
}

class CallMutantTest : public OtpTest {
protected:
    CallMutantTest() : OtpTest(OtpMutant::call_without_timeout) {}
};

TEST_F(CallMutantTest, ForgetsTheTimeout) {
    const Pid server = spawn("server", &slow_server, later);
    spawn("caller", &caller, &log, ServerRef(server), soon);
    run();
    EXPECT_EQ(log, (Log{"answer 2", "nothing more"}));
}

}  // namespace teacup::model
