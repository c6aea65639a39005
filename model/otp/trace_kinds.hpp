/// \file
/// Event kinds of supervisors, generic calls and applications: numbers 96 to 127. They tell what
/// was done, by a sound supervisor or by a mutated one, and never what should have been.
#pragma once

#include <teacup/sim/trace.hpp>

namespace teacup::model::kinds {

using sim::EventKind;
using sim::FieldType;

// -- a supervisor and what it looks after
// ----------------------------------------------------------

/// A supervisor begins its init. Its child_spec events come next, in start order.
inline constexpr EventKind supervisor_begin{96,
                                            "supervisor_begin",
                                            {{{"supervisor", FieldType::task},
                                              {"strategy", FieldType::symbol},
                                              {"intensity", FieldType::integer},
                                              {"period_seconds", FieldType::integer},
                                              {"auto_shutdown", FieldType::symbol}}}};
/// A specification was added at the end of the start order, or is a simple_one_for_one's template.
/// `shutdown` is brutal_kill, infinity or milliseconds.
inline constexpr EventKind child_spec{97,
                                      "child_spec",
                                      {{{"supervisor", FieldType::task},
                                        {"id", FieldType::symbol},
                                        {"restart", FieldType::symbol},
                                        {"type", FieldType::symbol},
                                        {"shutdown", FieldType::symbol},
                                        {"significant", FieldType::flag}}}};
/// Its init is over, and it answers from now on. One that fails exits without this.
inline constexpr EventKind supervisor_ready{
    98, "supervisor_ready", {{{"supervisor", FieldType::task}}}};
/// It begins to stop its children, to exit with this reason when they are gone.
inline constexpr EventKind supervisor_stop{
    99, "supervisor_stop", {{{"supervisor", FieldType::task}, {"reason", FieldType::symbol}}}};

// -- one child: starts ---------------------------------------------------------------------------

/// A child's start function is about to run; child_start, _ignore or _error tells what it gave.
inline constexpr EventKind child_start_begin{
    100, "child_start_begin", {{{"supervisor", FieldType::task}, {"id", FieldType::symbol}}}};
inline constexpr EventKind child_start{
    101,
    "child_start",
    {{{"supervisor", FieldType::task}, {"id", FieldType::symbol}, {"pid", FieldType::task}}}};
inline constexpr EventKind child_start_ignore{
    102, "child_start_ignore", {{{"supervisor", FieldType::task}, {"id", FieldType::symbol}}}};
inline constexpr EventKind child_start_error{
    103,
    "child_start_error",
    {{{"supervisor", FieldType::task}, {"id", FieldType::symbol}, {"reason", FieldType::symbol}}}};

// -- one child: ends -----------------------------------------------------------------------------

/// The supervisor serves the death of a child that it had not stopped itself.
inline constexpr EventKind child_exit{104,
                                      "child_exit",
                                      {{{"supervisor", FieldType::task},
                                        {"id", FieldType::symbol},
                                        {"pid", FieldType::task},
                                        {"reason", FieldType::symbol}}}};
/// It counted a restart, within its intensity, and now carries it out. `pid` is who had died;
/// `is_retry`: an earlier attempt at it had failed to start the child.
inline constexpr EventKind restart_begin{105,
                                         "restart_begin",
                                         {{{"supervisor", FieldType::task},
                                           {"id", FieldType::symbol},
                                           {"pid", FieldType::task},
                                           {"is_retry", FieldType::flag}}}};
/// `id` is the child whose start failed when `is_ok` is false: that one will be tried again.
inline constexpr EventKind restart_end{
    106,
    "restart_end",
    {{{"supervisor", FieldType::task}, {"id", FieldType::symbol}, {"is_ok", FieldType::flag}}}};
/// It stops a child with the exit signal `signal`: shutdown or kill.
inline constexpr EventKind child_stop_begin{107,
                                            "child_stop_begin",
                                            {{{"supervisor", FieldType::task},
                                              {"id", FieldType::symbol},
                                              {"pid", FieldType::task},
                                              {"signal", FieldType::symbol}}}};
inline constexpr EventKind child_stop_end{108,
                                          "child_stop_end",
                                          {{{"supervisor", FieldType::task},
                                            {"id", FieldType::symbol},
                                            {"pid", FieldType::task},
                                            {"reason", FieldType::symbol}}}};
/// A specification is gone: a temporary child ended, or delete_child was asked for.
inline constexpr EventKind child_delete{
    109, "child_delete", {{{"supervisor", FieldType::task}, {"id", FieldType::symbol}}}};

// -- what a supervisor says ----------------------------------------------------------------------

/// An error report, on the child `pid`; or, when `count` is not 0, on so many children of a
/// simple_one_for_one that ended for this reason.
inline constexpr EventKind supervisor_report{110,
                                             "supervisor_report",
                                             {{{"supervisor", FieldType::task},
                                               {"context", FieldType::symbol},
                                               {"id", FieldType::symbol},
                                               {"reason", FieldType::symbol},
                                               {"count", FieldType::integer},
                                               {"pid", FieldType::task}}}};
/// It answers a request (start_child, terminate_child, ...): ok, ignore, or the error's reason.
inline constexpr EventKind supervisor_reply{111,
                                            "supervisor_reply",
                                            {{{"supervisor", FieldType::task},
                                              {"to", FieldType::task},
                                              {"request", FieldType::symbol},
                                              {"id", FieldType::symbol},
                                              {"is_ok", FieldType::flag},
                                              {"result", FieldType::symbol}}}};
/// One child in the answer to which_children. `state`: running, undefined or restarting.
inline constexpr EventKind which_child{112,
                                       "which_child",
                                       {{{"supervisor", FieldType::task},
                                         {"id", FieldType::symbol},
                                         {"pid", FieldType::task},
                                         {"state", FieldType::symbol},
                                         {"type", FieldType::symbol}}}};
/// The answer to count_children.
inline constexpr EventKind child_counts{113,
                                        "child_counts",
                                        {{{"supervisor", FieldType::task},
                                          {"specs", FieldType::integer},
                                          {"active", FieldType::integer},
                                          {"supervisors", FieldType::integer},
                                          {"workers", FieldType::integer}}}};
/// sys:suspend and sys:resume have been served.
inline constexpr EventKind suspend{114, "suspend", {{{"pid", FieldType::task}}}};
inline constexpr EventKind resume{115, "resume", {{{"pid", FieldType::task}}}};

// -- calls
// -----------------------------------------------------------------------------------------

/// A generic call begins, to a pid or to a name on a node. No timeout: an infinite one.
inline constexpr EventKind call_begin{116,
                                      "call_begin",
                                      {{{"from", FieldType::task},
                                        {"to", FieldType::task},
                                        {"name", FieldType::symbol},
                                        {"to_node", FieldType::node},
                                        {"request", FieldType::symbol},
                                        {"timeout", FieldType::duration}}}};
/// It is over. `outcome`: ok, or why the caller exits: timeout, noproc, {nodedown,n2}, ...
inline constexpr EventKind call_end{
    117, "call_end", {{{"from", FieldType::task}, {"outcome", FieldType::symbol}}}};

// -- applications
// ----------------------------------------------------------------------------------

inline constexpr EventKind application_start_begin{
    120,
    "application_start_begin",
    {{{"application", FieldType::symbol}, {"type", FieldType::symbol}}}};
inline constexpr EventKind application_start{
    121,
    "application_start",
    {{{"application", FieldType::symbol}, {"master", FieldType::task}, {"top", FieldType::task}}}};
inline constexpr EventKind application_start_error{
    122,
    "application_start_error",
    {{{"application", FieldType::symbol}, {"reason", FieldType::symbol}}}};
/// Somebody asked it to stop.
inline constexpr EventKind application_stop_begin{
    123, "application_stop_begin", {{{"application", FieldType::symbol}}}};
/// It has ended, by itself or because it was asked to.
inline constexpr EventKind application_end{124,
                                           "application_end",
                                           {{{"application", FieldType::symbol},
                                             {"type", FieldType::symbol},
                                             {"reason", FieldType::symbol}}}};
/// Its node begins to stop: an application that matters has ended, or somebody asked for it.
inline constexpr EventKind node_stop{
    125, "node_stop", {{{"application", FieldType::symbol}, {"reason", FieldType::symbol}}}};

inline constexpr const EventKind* otp[] = {
    &supervisor_begin,
    &child_spec,
    &supervisor_ready,
    &supervisor_stop,
    &child_start_begin,
    &child_start,
    &child_start_ignore,
    &child_start_error,
    &child_exit,
    &restart_begin,
    &restart_end,
    &child_stop_begin,
    &child_stop_end,
    &child_delete,
    &supervisor_report,
    &supervisor_reply,
    &which_child,
    &child_counts,
    &suspend,
    &resume,
    &call_begin,
    &call_end,
    &application_start,
    &application_start_begin,
    &application_start_error,
    &application_end,
    &application_stop_begin,
    &node_stop,
};

}  // namespace teacup::model::kinds
