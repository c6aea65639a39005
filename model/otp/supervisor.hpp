/// \file
/// Supervisors, as stdlib's: what they are made of, how they are started, and what they can be
/// asked. docs/architecture.md names what they share with OTP 25 and how that is tested.
#pragma once

#include <cstdint>
#include <vector>

#include <teacup/model/otp/child_spec.hpp>
#include <teacup/model/otp/gen.hpp>

namespace teacup::model {

/// Defaults are OTP's.
struct SupervisorFlags {
    Strategy strategy = Strategy::one_for_one;
    std::uint32_t intensity = 1;      ///< Restarts allowed within the period; 0: none at all.
    std::int64_t period_seconds = 5;  ///< At least 1. OTP counts in whole seconds.
    AutoShutdown auto_shutdown = AutoShutdown::never;
};

/// What a supervisor's init gives: its flags, and its children in start order. Under
/// simple_one_for_one there is one child, the template, and none is started.
struct SupervisorInit {
    SupervisorFlags flags = {};
    std::vector<ChildSpec> children = {};
};

/// A supervisor as a start function: for a parent's child specification, or an application.
[[nodiscard]] ChildStart supervisor_start(StartOptions options, SupervisorInit init);

/// supervisor:start_link. Fails with the reasons of OTP: {shutdown,{failed_to_start_child,Id,R}},
/// {start_spec,E}, {supervisor_data,E}, {bad_start_spec,Ids}.
[[nodiscard]] Task<Started> start_supervisor_link(Context& self, ChildStart supervisor);

/// What start_child, restart_child, terminate_child and delete_child answer.
struct ChildResult {
    bool is_ok = false;
    /// Of an error: already_present, already_started, not_found, running, restarting,
    /// simple_one_for_one, or why the child did not start.
    Atom error = atoms::none;
    Pid pid;  ///< The child, when it runs: also of already_started.
    TEACUP_MESSAGE(ChildResult, is_ok, error, pid)
};

enum class ChildState : std::uint8_t { undefined, running, restarting };

struct ChildInfo {
    Atom id = atoms::none;  ///< None for the children of a simple_one_for_one.
    Pid pid;
    ChildState state = ChildState::undefined;
    ChildType type = ChildType::worker;
    TEACUP_MESSAGE(ChildInfo, id, pid, state, type)
};

struct ChildCounts {
    std::uint32_t specs = 0;
    std::int32_t active =
        0;  ///< As OTP counts: can be wrong after terminate_child of a restarting one.
    std::uint32_t supervisors = 0;
    std::uint32_t workers = 0;
    TEACUP_MESSAGE(ChildCounts, specs, active, supervisors, workers)
};

/// What get_childspec answers. Everything but is_found is of the specification.
struct ChildSpecInfo {
    bool is_found = false;
    Restart restart = Restart::permanent;
    ChildType type = ChildType::worker;
    bool is_significant = false;
    Atom shutdown = atoms::none;  ///< brutal_kill, infinity or milliseconds
    TEACUP_MESSAGE(ChildSpecInfo, is_found, restart, type, is_significant, shutdown)
};

// -- requests: each awaits the answer without timeout, and throws CallExit
// -------------------------

/// Adds a child at the end of the start order, and starts it.
[[nodiscard]] Task<ChildResult> start_child(Context& self, ServerRef supervisor, ChildSpec spec);
/// Starts one more child of a simple_one_for_one.
[[nodiscard]] Task<ChildResult> start_child(Context& self,
                                            ServerRef supervisor,
                                            Term argument = {});
[[nodiscard]] Task<ChildResult> terminate_child(Context& self, ServerRef supervisor, Atom id);
/// Of a simple_one_for_one.
[[nodiscard]] Task<ChildResult> terminate_child(Context& self, ServerRef supervisor, Pid child);
[[nodiscard]] Task<ChildResult> restart_child(Context& self, ServerRef supervisor, Atom id);
[[nodiscard]] Task<ChildResult> delete_child(Context& self, ServerRef supervisor, Atom id);
/// In reverse start order; under simple_one_for_one, in the order of (re)starts.
[[nodiscard]] Task<std::vector<ChildInfo>> which_children(Context& self, ServerRef supervisor);
[[nodiscard]] Task<ChildCounts> count_children(Context& self, ServerRef supervisor);
[[nodiscard]] Task<ChildSpecInfo> get_childspec(Context& self, ServerRef supervisor, Atom id);
/// The template of simple_one_for_one, for any of its children and, as in OTP, for any dead pid.
[[nodiscard]] Task<ChildSpecInfo> get_childspec(Context& self, ServerRef supervisor, Pid child);

}  // namespace teacup::model
