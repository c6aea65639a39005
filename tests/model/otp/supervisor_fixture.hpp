/// \file
/// A supervisor, workers that do as they are told, and a process that asks the supervisor.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <teacup/model/otp/trace_kinds.hpp>
#include <teacup/model/process/trace_kinds.hpp>

#include "otp_fixture.hpp"

namespace teacup::model {

/// How the next starts of children go, by id: popped from the front; ok when there is none.
using StartPlan = std::map<std::string, std::vector<Started::Kind>>;

struct EndNow {
    Atom reason = atoms::none;
    TEACUP_MESSAGE(EndNow, reason)
};

/// Ends with the reason it is told.
struct Obedient {
    using Infos = Handles<EndNow>;
    bool traps_exit = false;
    void init(Server& self) { self->trap_exit(traps_exit); }
    void handle_info(Server& self, const EndNow& end) { self.stop(end.reason); }
};

/// Starts an Obedient, unless the plan says otherwise.
[[nodiscard]] inline Task<Started> start_planned(Context& supervisor,
                                                 std::string id,
                                                 StartPlan* plan,
                                                 bool traps_exit) {
    auto& planned = (*plan)[id];
    if (!planned.empty()) {
        const Started::Kind kind = planned.front();
        planned.erase(planned.begin());
        if (kind == Started::Kind::ignore) {
            co_return Started::ignore();
        }
        if (kind == Started::Kind::error) {
            co_return Started::error(supervisor.atom("boom"));
        }
    }
    const StartOptions options{.label = id, .name = id};
    co_return co_await start_link(supervisor, options, Obedient{traps_exit});
}

class SupervisorTest : public OtpTest {
public:
    explicit SupervisorTest(OtpMutant mutant = OtpMutant::none)
        : OtpTest(mutant),
          events(processes,
                 {&kinds::child_start,
                  &kinds::child_start_error,
                  &kinds::child_start_ignore,
                  &kinds::child_stop_end,
                  &kinds::supervisor_report,
                  &kinds::supervisor_stop}) {}

    [[nodiscard]] ChildSpec child(std::string id, Restart restart = Restart::permanent) {
        return {.id = id,
                .start = ChildStart::calling(&start_planned, id, &plan, false),
                .restart = restart};
    }
    /// Starts a supervisor under a process that traps exits and runs `ask`, if given.
    void supervise(SupervisorInit init, Task<> (*ask)(Context&, Log*, Pid) = nullptr) {
        spawn("parent", &parent, &log, supervisor_start({.label = "sup"}, std::move(init)), ask);
        run();
    }
    /// Makes a child end, and waits until all is quiet.
    void end(std::string_view id, std::string_view reason) {
        processes.send({}, processes.whereis(home, atom(id)), EndNow{atom(reason)});
        run();
    }
    [[nodiscard]] bool is_up(std::string_view id) {
        return !processes.whereis(home, atom(id)).is_none();
    }
    [[nodiscard]] std::vector<std::string> take_events() { return std::exchange(events.lines, {}); }

    StartPlan plan;
    EventLog events;

private:
    static Task<> parent(Context& self,
                         Log* log,
                         ChildStart supervisor,
                         Task<> (*ask)(Context&, Log*, Pid)) {
        self.trap_exit(true);
        const Started started = co_await start_supervisor_link(self, supervisor);
        if (!started.is_ok()) {
            log->push_back(std::string(self.text(started.reason)));
            co_return;
        }
        if (ask != nullptr) {
            co_await ask(self, log, started.pid);
        }
        while (true) {  // Bounded by the test.
            const Exit exit = co_await self.receive<Exit>();
            log->push_back(fmt::format("EXIT {}", self.text(exit.reason)));
        }
    }
};

using Events = std::vector<std::string>;

}  // namespace teacup::model
