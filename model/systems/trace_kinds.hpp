/// \file
/// Event kinds of the workloads of built-in systems: numbers 160 to 191.
#pragma once

#include <teacup/sim/trace.hpp>

namespace teacup::model::kinds {

using sim::EventKind;
using sim::FieldType;

/// A call of a worker failed. `cause` is timeout, noproc, {nodedown,Node}, or the callee's reason.
inline constexpr EventKind worker_call_failed{160,
                                              "worker_call_failed",
                                              {{{"pid", FieldType::task},
                                                {"to", FieldType::symbol},
                                                {"to_node", FieldType::node},
                                                {"cause", FieldType::symbol}}}};
/// A worker got a DOWN message for a process that it monitors.
inline constexpr EventKind worker_down{
    161,
    "worker_down",
    {{{"pid", FieldType::task}, {"peer", FieldType::task}, {"reason", FieldType::symbol}}}};
/// A worker that monitors nodes was told that one is down.
inline constexpr EventKind worker_nodedown{
    162,
    "worker_nodedown",
    {{{"pid", FieldType::task}, {"down", FieldType::node}, {"reason", FieldType::symbol}}}};

inline constexpr const EventKind* workload[] = {
    &worker_call_failed,
    &worker_down,
    &worker_nodedown,
};

}  // namespace teacup::model::kinds
