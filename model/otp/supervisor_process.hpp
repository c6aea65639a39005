/// \file
/// The supervisor itself: one process, driven by messages only. Follows stdlib's supervisor.erl of
/// OTP 25 clause by clause; the names of its functions stand beside ours.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <teacup/model/otp/child_list.hpp>
#include <teacup/model/otp/restart_history.hpp>
#include <teacup/model/otp/server.hpp>
#include <teacup/model/otp/supervisor_messages.hpp>

namespace teacup::model {

class SupervisorProcess {
public:
    /// \pre `init` outlives this
    SupervisorProcess(Context& self, const StartedBy& by, const SupervisorInit& init);
    /// Its whole life.
    [[nodiscard]] Task<> run();

private:
    static constexpr std::uint32_t nothing = ChildList::nothing;
    using State = Child::State;

    [[nodiscard]] bool is_simple() const noexcept {
        return flags_.strategy == Strategy::simple_one_for_one;
    }
    [[nodiscard]] bool has(OtpMutant mutant) const noexcept { return otp_.has(mutant); }

    // -- supervisor_process.cpp: init, requests, messages
    // ------------------------------------------
    [[nodiscard]] Task<Started> init();
    [[nodiscard]] std::string check_flags() const;
    [[nodiscard]] std::string check_childspecs() const;
    [[nodiscard]] std::string check_childspec(const ChildSpec& spec) const;
    std::uint32_t add_child(const ChildSpec& spec);
    void emit_child_spec(const ChildSpec& spec, Atom id);

    [[nodiscard]] Task<> serve(const Received& received);
    [[nodiscard]] Task<> serve_call(const Received& received);
    [[nodiscard]] Task<ChildResult> start_child(const ChildSpec& spec);
    [[nodiscard]] Task<ChildResult> start_dynamic_child(const Term& argument);
    [[nodiscard]] std::uint32_t find_dynamic(Pid pid);
    [[nodiscard]] Task<ChildResult> terminate_child(const TerminateChild& request);
    [[nodiscard]] Task<ChildResult> restart_child(Atom id);
    [[nodiscard]] ChildResult delete_child(Atom id);
    [[nodiscard]] Children which_children();
    [[nodiscard]] ChildCounts count_children();
    [[nodiscard]] ChildSpecInfo get_childspec(const GetChildspec& request);
    void answer(const Received& received, Atom id, const ChildResult& result);

    // -- supervisor_restart.cpp: starts and restarts
    // -------------------------------------------------
    [[nodiscard]] Task<Started> start(ChildStart starter, Atom id);
    [[nodiscard]] Task<std::uint32_t> start_children(std::uint32_t first, bool is_restart);
    [[nodiscard]] Task<bool> start_next(std::uint32_t child);
    [[nodiscard]] Task<> child_exited(Exit exit);
    [[nodiscard]] Task<> try_again_restart(TryAgainRestart what);
    [[nodiscard]] bool is_to_restart(const Child& child, bool is_clean_end) const;
    [[nodiscard]] Task<> restart(std::uint32_t child, bool is_retry);
    [[nodiscard]] bool add_restart();
    [[nodiscard]] Task<std::uint32_t> restart_by_strategy(std::uint32_t child);
    [[nodiscard]] Task<std::uint32_t> restart_dynamic(std::uint32_t child);
    [[nodiscard]] Task<std::uint32_t> restart_one(std::uint32_t child);
    [[nodiscard]] Task<std::uint32_t> restart_group(std::uint32_t child, bool is_rest_only);
    void keep_ignored(std::uint32_t child);
    void start_failed(std::uint32_t child, Atom reason);
    void auto_shutdown(bool is_significant);
    void del_child(std::uint32_t child);

    // -- supervisor_stop.cpp: stops and reports
    // ------------------------------------------------------
    [[nodiscard]] Task<> terminate();
    [[nodiscard]] Task<> terminate_children(std::uint32_t first, std::uint32_t kept);
    [[nodiscard]] Task<> terminate_dynamic_children();
    /// How children ended that should not have, and how many so.
    using BadEnds = std::vector<std::pair<Atom, std::uint32_t>>;
    [[nodiscard]] bool dynamic_child_ended(const Down& down, BadEnds& bad_ends);
    void report_bad_ends(BadEnds& bad_ends);
    [[nodiscard]] Task<> stop_child(std::uint32_t child);
    [[nodiscard]] Task<Atom> await_end(Pid child, Ref monitor, sim::Duration timeout);
    [[nodiscard]] Atom unlink_flush(Pid child, Atom reason);
    [[nodiscard]] bool is_expected_end(const Child& child, Atom reason);
    void leave_orphan();
    void report(Atom context, Atom id, Pid child, Atom reason, std::uint32_t count = 0);

    Context& self_;
    Otp& otp_;
    const SupervisorInit& init_;
    SupervisorFlags flags_;
    StartedBy by_;
    Server server_;
    ChildList children_;  // Under simple_one_for_one, those that were started.
    RestartHistory restarts_;
    Atom template_id_ = atoms::none;
    Atom failed_reason_ = atoms::none;   // Why the last start failed.
    std::int32_t dynamic_restarts_ = 0;  // As supervisor.erl counts them.
};

}  // namespace teacup::model
