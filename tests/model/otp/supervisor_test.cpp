// What the conformance cases do not reach: errors of specifications and requests, sizes, mutants.
#include <teacup/model/otp/supervisor.hpp>

#include "supervisor_fixture.hpp"

namespace teacup::model {

// -- specifications ------------------------------------------------------------------------------

TEST_F(SupervisorTest, RefusesWhatOtpRefuses) {
    const auto with = [&](ChildSpec spec, bool is_significant) {
        spec.is_significant = is_significant;
        return spec;
    };
    const std::vector<std::pair<SupervisorInit, std::string>> cases{
        {{.flags = {.period_seconds = 0}}, "{supervisor_data,{invalid_period,0}}"},
        {{.children = {child("a"), child("a")}}, "{start_spec,{duplicate_child_name,a}}"},
        {{.children = {ChildSpec{.id = "a"}}}, "{start_spec,missing_start}"},
        {{.children = {with(child("a", Restart::transient), true)}},
         "{start_spec,{bad_combination,[{auto_shutdown,never},{significant,true}]}}"},
        {{.flags = {.auto_shutdown = AutoShutdown::any_significant},
          .children = {with(child("a"), true)}},
         "{start_spec,{bad_combination,[{restart,permanent},{significant,true}]}}"},
        {{.flags = {.strategy = Strategy::simple_one_for_one}}, "{bad_start_spec,[]}"},
        {{.flags = {.strategy = Strategy::simple_one_for_one},
          .children = {child("a"), child("b")}},
         "{bad_start_spec,[a,b]}"},
    };
    for (const auto& [init, reason] : cases) {
        log.clear();
        supervise(init);
        EXPECT_EQ(log, Log{reason});
        EXPECT_EQ(processes.count(), 0U) << reason;
    }
}

TEST_F(SupervisorTest, TellsWhatItsStartFunctionThrew) {
    const auto thrower = +[](Context& self) -> Task<Started> {
        self.exit(self.atom("no"));
        co_return Started::ignore();
    };
    supervise({.children = {{.id = "a", .start = ChildStart::calling(thrower)}}});
    EXPECT_EQ(log, Log{"{shutdown,{failed_to_start_child,a,{'EXIT',no}}}"});
}

// -- requests ------------------------------------------------------------------------------------

namespace {

void note(Context& self, Log* log, const ChildResult& result) {
    log->push_back(result.is_ok ? (result.pid.is_none() ? "ok" : "ok pid")
                                : std::string(self.text(result.error)));
}

}  // namespace

TEST_F(SupervisorTest, AnswersRequestsAboutChildrenThatItHasNot) {
    supervise(
        {}, +[](Context& self, Log* told, Pid sup) -> Task<> {
            const Atom id = self.atom("x");
            note(self, told, co_await terminate_child(self, sup, id));
            note(self, told, co_await terminate_child(self, sup, self.pid()));
            note(self, told, co_await restart_child(self, sup, id));
            note(self, told, co_await delete_child(self, sup, id));
            note(self, told, co_await start_child(self, sup));
            const ChildSpecInfo info = co_await get_childspec(self, sup, id);
            told->push_back(info.is_found ? "found" : "not found");
        });
    EXPECT_EQ(log,
              (Log{"not_found",
                   "not_found",
                   "not_found",
                   "not_found",
                   "{invalid_child_spec,[]}",
                   "not found"}));
}

TEST_F(SupervisorTest, ServesEveryRequestInTheLifeOfAChild) {
    supervise(
        {.children = {child("a")}}, +[](Context& self, Log* told, Pid sup) -> Task<> {
            const Atom id = self.atom("a");
            note(self, told, co_await restart_child(self, sup, id));
            note(self, told, co_await delete_child(self, sup, id));
            note(self, told, co_await terminate_child(self, sup, id));
            note(self, told, co_await terminate_child(self, sup, id));
            note(self, told, co_await restart_child(self, sup, id));
            const ChildCounts counts = co_await count_children(self, sup);
            told->push_back(fmt::format("{} {}", counts.specs, counts.active));
            const ChildSpecInfo info = co_await get_childspec(self, sup, id);
            told->push_back(std::string(self.text(info.shutdown)));
            note(self, told, co_await terminate_child(self, sup, id));
            note(self, told, co_await delete_child(self, sup, id));
            const std::vector<ChildInfo> children = co_await which_children(self, sup);
            told->push_back(fmt::format("{}", children.size()));
        });
    EXPECT_EQ(log,
              (Log{"running", "running", "ok", "ok", "ok pid", "1 1", "5000", "ok", "ok", "0"}));
}

TEST_F(SupervisorTest, CrashesOnACallThatItDoesNotKnow) {
    supervise(
        {.children = {child("a")}}, +[](Context& self, Log* told, Pid sup) -> Task<> {
            try {
                static_cast<void>(co_await call<Note>(self, sup, Note{1}));
            } catch (const CallExit& exit) {
                told->push_back(std::string(self.text(exit.cause())));
            }
        });
    EXPECT_EQ(log, (Log{"{function_clause,stack}", "EXIT {function_clause,stack}"}));
    EXPECT_FALSE(is_up("a"));
}

// -- simple_one_for_one
// ----------------------------------------------------------------------------

namespace {

// A dynamic child whose argument says how it ends: Note 0 traps exits and stays.
Task<> dynamic_child(Context& self, StartedBy by, Term argument) {
    if (!begin_start(self, by)) {
        co_return;
    }
    const bool is_stubborn = argument.is<Note>() && argument.get<Note>().number == 0;
    self.trap_exit(is_stubborn);
    finish_start(self, Started::ok(self.pid()));
    while (true) {  // Bounded by its supervisor.
        static_cast<void>(co_await self.receive_any());
    }
}

[[nodiscard]] SupervisorInit dynamic(Shutdown shutdown) {
    return {.flags = {.strategy = Strategy::simple_one_for_one},
            .children = {{.id = "dynamic",
                          .start = ChildStart::process({.label = "dynamic"}, &dynamic_child),
                          .restart = Restart::temporary,
                          .shutdown = shutdown}}};
}

Task<> start_many(Context& self, Log*, Pid sup) {
    for (std::uint32_t i = 0; i < 1000; ++i) {
        Term argument(Note{i % 100});
        static_cast<void>(co_await start_child(self, sup, std::move(argument)));
    }
    self.exit(sup, atoms::shutdown);
}

}  // namespace

TEST_F(SupervisorTest, TellsTheTemplateOfADynamicChild) {
    supervise(
        dynamic(Shutdown::after(sim::Duration::seconds(2))),
        +[](Context& self, Log* told, Pid sup) -> Task<> {
            const auto tell = [told](const ChildSpecInfo& info) {
                told->push_back(info.is_found ? "found" : "not found");
            };
            const ChildResult started = co_await start_child(self, sup, Term(Note{0}));
            tell(co_await get_childspec(self, sup, started.pid));
            tell(co_await get_childspec(self, sup, self.pid()));
            note(self, told, co_await terminate_child(self, sup, started.pid));
            tell(co_await get_childspec(self, sup, started.pid));
        });
    EXPECT_EQ(log, (Log{"found", "not found", "ok", "found"}));
}

// Goal: 990 end at once, 10 are killed after one common timeout, and there is one report.
TEST_F(SupervisorTest, StopsDynamicChildrenAllAtOnce) {
    supervise(dynamic(Shutdown::after(sim::Duration::seconds(2))), &start_many);
    EXPECT_EQ(log, (Log{"EXIT shutdown"}));
    EXPECT_EQ(processes.count(), 1U);
    EXPECT_GE(world.now(), sim::Time() + sim::Duration::seconds(2));
    EXPECT_LT(world.now(), sim::Time() + sim::Duration::seconds(3));
    EXPECT_EQ(take_events().back(), "supervisor_report shutdown_error dynamic killed");
}

// OTP 25 keeps a dynamic child that ignores its restart under the key `undefined`, counts it as
// active, and cannot stop after that.
TEST_F(SupervisorTest, KeepsTheDynamicChildThatIgnoresItsRestartLikeOtp25) {
    plan["a"] = {Started::Kind::ok, Started::Kind::ignore};
    supervise(
        {.flags = {.strategy = Strategy::simple_one_for_one}, .children = {child("a")}},
        +[](Context& self, Log* told, Pid sup) -> Task<> {
            note(self, told, co_await start_child(self, sup));
            self.send(self.whereis(self.atom("a")), EndNow{self.atom("crash")});
            co_await self.sleep(sim::Duration::seconds(1));
            const ChildCounts counts = co_await count_children(self, sup);
            told->push_back(fmt::format("{} {}", counts.active, counts.workers));
            self.exit(sup, atoms::shutdown);
        });
    EXPECT_EQ(log, (Log{"ok pid", "1 1", "EXIT {function_clause,stack}"}));
}

// What a real stdlib-4.2 answers to the same requests, one by one.
TEST_F(SupervisorTest, AnswersForChildrenThatAreNotThereLikeOtp25) {
    supervise(
        {.flags = {.intensity = 5},
         .children = {child("a"), child("t", Restart::transient), child("m", Restart::temporary)}},
        +[](Context& self, Log* told, Pid sup) -> Task<> {
            const Atom a = self.atom("a");
            const Atom t = self.atom("t");
            const Atom m = self.atom("m");
            note(self, told, co_await terminate_child(self, sup, self.whereis(a)));
            note(self, told, co_await terminate_child(self, sup, a));
            note(self, told, co_await terminate_child(self, sup, a));
            note(self, told, co_await terminate_child(self, sup, m));
            note(self, told, co_await terminate_child(self, sup, m));
            self.send(self.whereis(t), EndNow{self.atom("normal")});
            co_await self.sleep(sim::Duration::seconds(1));
            note(self, told, co_await terminate_child(self, sup, t));
            note(self, told, co_await restart_child(self, sup, t));
        });
    EXPECT_EQ(log, (Log{"not_found", "ok", "ok", "ok", "not_found", "ok", "ok pid"}));
}

TEST_F(SupervisorTest, AnswersForDynamicChildrenThatAreNotThereLikeOtp25) {
    supervise(
        {.flags = {.strategy = Strategy::simple_one_for_one}, .children = {child("a")}},
        +[](Context& self, Log* told, Pid sup) -> Task<> {
            const ChildResult started = co_await start_child(self, sup);
            note(self, told, co_await terminate_child(self, sup, self.atom("a")));
            note(self, told, co_await terminate_child(self, sup, self.pid()));
            note(self, told, co_await restart_child(self, sup, self.atom("undefined")));
            note(self, told, co_await delete_child(self, sup, self.atom("undefined")));
            note(self, told, co_await terminate_child(self, sup, started.pid));
            note(self, told, co_await terminate_child(self, sup, started.pid));
        });
    EXPECT_EQ(log,
              (Log{"simple_one_for_one",
                   "not_found",
                   "simple_one_for_one",
                   "simple_one_for_one",
                   "ok",
                   "ok"}));
}

// -- sizes ---------------------------------------------------------------------------------------

TEST_F(SupervisorTest, KeepsTenThousandChildrenInOrder) {
    constexpr std::uint32_t count = 10'000;
    SupervisorInit init{.flags = {.intensity = 10}};
    for (std::uint32_t i = 0; i < count; ++i) {
        init.children.push_back(child(fmt::format("c{}", i)));
    }
    supervise(std::move(init));
    EXPECT_EQ(processes.count(), count + 2);
    const Pid before = processes.whereis(home, atom("c5000"));
    static_cast<void>(take_events());
    end("c5000", "crash");
    EXPECT_EQ(take_events(),
              (Events{"supervisor_report child_terminated c5000 crash", "child_start c5000"}));
    EXPECT_NE(processes.whereis(home, atom("c5000")), before);
}

namespace {

[[nodiscard]] SupervisorInit nested(std::uint32_t depth, const ChildSpec& leaf) {
    if (depth == 0) {
        return {.children = {leaf}};
    }
    return {.children = {{.id = "sup",
                          .start = supervisor_start({.label = fmt::format("sup{}", depth)},
                                                    nested(depth - 1, leaf)),
                          .type = ChildType::supervisor}}};
}

}  // namespace

// Goal: a crash at the bottom of fifty supervisors climbs to the top, level by level, as each one
// exceeds its intensity of one restart.
TEST_F(SupervisorTest, EscalatesThroughADeepTree) {
    constexpr std::uint32_t depth = 8;
    supervise(nested(depth, child("leaf")));
    EXPECT_EQ(processes.count(), depth + 3);
    // Every level allows one restart, so 2^(depth+1) crashes are too many for the top one.
    std::uint32_t crashes = 0;
    while (is_up("leaf")) {
        end("leaf", "crash");
        ++crashes;
    }
    EXPECT_EQ(crashes, 1U << (depth + 1));
    EXPECT_EQ(log, (Log{"EXIT shutdown"}));
    EXPECT_EQ(processes.count(), 1U);
}

// Goal: a crash storm does not make the table of children grow, or lose one.
TEST_F(SupervisorTest, SurvivesManyCrashesAtOnce) {
    constexpr std::uint32_t count = 500;
    SupervisorInit init{.flags = {.intensity = 1'000'000}};
    for (std::uint32_t i = 0; i < count; ++i) {
        init.children.push_back(child(fmt::format("c{}", i)));
    }
    supervise(std::move(init));
    const std::size_t bytes = Otp::of(processes).capacity_bytes();
    for (int round = 0; round < 20; ++round) {
        for (std::uint32_t i = 0; i < count; ++i) {
            const Pid pid = processes.whereis(home, atom(fmt::format("c{}", i)));
            processes.exit({}, pid, atoms::kill);
        }
        run();
    }
    EXPECT_EQ(processes.count(), count + 2);
    EXPECT_EQ(Otp::of(processes).capacity_bytes(), bytes);
}

}  // namespace teacup::model
