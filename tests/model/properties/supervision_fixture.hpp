/// \file
/// Supervisors whose events a test writes by hand, one at a time.
#pragma once

#include <string_view>

#include <teacup/model/otp/trace_kinds.hpp>

#include "property_fixture.hpp"

namespace teacup::model::testing {

struct Flags {
    std::string_view strategy = "one_for_one";
    std::uint64_t intensity = 1;
    std::uint64_t period_seconds = 5;
    std::string_view auto_shutdown = "never";
};

struct Spec {
    std::string_view restart = "permanent";
    std::string_view type = "worker";
    std::string_view shutdown = "5000";
    bool is_significant = false;
};

class HandWrittenSupervision : public HandWrittenTrace {
protected:
    // -- what a supervisor does, in single events ------------------------------------------------
    Pid begin(std::string_view label, const Flags& flags = {}, Pid parent = {}) {
        const Pid pid = spawn(label, parent);
        emit<kinds::supervisor_begin>(pid,
                                      symbol(flags.strategy),
                                      flags.intensity,
                                      flags.period_seconds,
                                      symbol(flags.auto_shutdown));
        return pid;
    }
    void spec(Pid supervisor, std::string_view id, const Spec& spec = {}) {
        emit<kinds::child_spec>(supervisor,
                                symbol(id),
                                symbol(spec.restart),
                                symbol(spec.type),
                                symbol(spec.shutdown),
                                spec.is_significant);
    }
    void start_begin(Pid supervisor, std::string_view id) {
        emit<kinds::child_start_begin>(supervisor, symbol(id));
    }
    void started(Pid supervisor, std::string_view id, Pid pid) {
        emit<kinds::child_start>(supervisor, symbol(id), pid);
    }
    void start_error(Pid supervisor, std::string_view id) {
        start_begin(supervisor, id);
        emit<kinds::child_start_error>(supervisor, symbol(id), symbol("boom"));
    }
    void start_ignore(Pid supervisor, std::string_view id) {
        start_begin(supervisor, id);
        emit<kinds::child_start_ignore>(supervisor, symbol(id));
    }
    void ready(Pid supervisor) { emit<kinds::supervisor_ready>(supervisor); }
    void child_exit(Pid supervisor, std::string_view id, Pid pid, std::string_view reason) {
        emit<kinds::child_exit>(supervisor, symbol(id), pid, symbol(reason));
    }
    void restart_begin(Pid supervisor, std::string_view id, Pid pid, bool is_retry = false) {
        emit<kinds::restart_begin>(supervisor, symbol(id), pid, is_retry);
    }
    void restart_end(Pid supervisor, std::string_view id, bool is_ok = true) {
        emit<kinds::restart_end>(supervisor, symbol(id), is_ok);
    }
    void stop_begin(Pid supervisor,
                    std::string_view id,
                    Pid pid,
                    std::string_view by = "shutdown") {
        emit<kinds::child_stop_begin>(supervisor, symbol(id), pid, symbol(by));
    }
    void stop_end(Pid supervisor, std::string_view id, Pid pid) {
        emit<kinds::child_stop_end>(supervisor, symbol(id), pid, symbol("shutdown"));
    }
    void deleted(Pid supervisor, std::string_view id) {
        emit<kinds::child_delete>(supervisor, symbol(id));
    }
    void give_up(Pid supervisor, std::string_view id, Pid pid) {
        emit<kinds::supervisor_report>(supervisor,
                                       symbol("shutdown"),
                                       symbol(id),
                                       symbol("reached_max_restart_intensity"),
                                       std::uint64_t{0},
                                       pid);
        stop_all(supervisor, "shutdown");
    }
    void stop_all(Pid supervisor, std::string_view reason) {
        emit<kinds::supervisor_stop>(supervisor, symbol(reason));
    }
    void reply(Pid supervisor, std::string_view request, std::string_view id) {
        emit<kinds::supervisor_reply>(
            supervisor, Pid(), symbol(request), symbol(id), true, symbol("ok"));
    }

    // -- the usual courses -----------------------------------------------------------------------
    Pid start(Pid supervisor, std::string_view id) {
        start_begin(supervisor, id);
        const Pid pid = spawn(id, supervisor);
        started(supervisor, id, pid);
        return pid;
    }
    /// The child ends by itself, and its supervisor sees it.
    void end(Pid supervisor, std::string_view id, Pid pid, std::string_view reason) {
        exit(pid, reason);
        child_exit(supervisor, id, pid, reason);
    }
    void stop(Pid supervisor, std::string_view id, Pid pid) {
        stop_begin(supervisor, id, pid);
        exit(pid, "shutdown");
        stop_end(supervisor, id, pid);
    }
    /// Alone, as under one_for_one.
    Pid restart(Pid supervisor, std::string_view id, Pid pid) {
        restart_begin(supervisor, id, pid);
        const Pid again = start(supervisor, id);
        restart_end(supervisor, id);
        return again;
    }
};

}  // namespace teacup::model::testing
