/// \file
/// Event kinds of processes: numbers 64 to 95.
#pragma once

#include <teacup/sim/trace.hpp>

namespace teacup::model::kinds {

using sim::EventKind;
using sim::FieldType;

inline constexpr EventKind spawn{
    64,
    "spawn",
    {{{"pid", FieldType::task}, {"parent", FieldType::task}, {"label", FieldType::symbol}}}};
inline constexpr EventKind exit{
    65,
    "exit",
    {{{"pid", FieldType::task}, {"reason", FieldType::symbol}, {"label", FieldType::symbol}}}};
inline constexpr EventKind send{66,
                                "send",
                                {{{"from", FieldType::task},
                                  {"to", FieldType::task},
                                  {"message", FieldType::symbol},
                                  {"content", FieldType::hash}}}};
inline constexpr EventKind send_name{67,
                                     "send_name",
                                     {{{"from", FieldType::task},
                                       {"to_node", FieldType::node},
                                       {"to", FieldType::symbol},
                                       {"message", FieldType::symbol},
                                       {"content", FieldType::hash}}}};
inline constexpr EventKind receive{
    68,
    "receive",
    {{{"pid", FieldType::task}, {"from", FieldType::task}, {"message", FieldType::symbol}}}};
inline constexpr EventKind exit_signal{
    69,
    "exit_signal",
    {{{"from", FieldType::task}, {"to", FieldType::task}, {"reason", FieldType::symbol}}}};
inline constexpr EventKind link{
    70, "link", {{{"pid", FieldType::task}, {"peer", FieldType::task}}}};
inline constexpr EventKind unlink{
    71, "unlink", {{{"pid", FieldType::task}, {"peer", FieldType::task}}}};
inline constexpr EventKind register_name{
    72, "register", {{{"pid", FieldType::task}, {"name", FieldType::symbol}}}};
inline constexpr EventKind unregister_name{
    73, "unregister", {{{"pid", FieldType::task}, {"name", FieldType::symbol}}}};
/// A process begins to wait, without timeout, for one other process.
inline constexpr EventKind wait_begin{
    74, "wait_begin", {{{"pid", FieldType::task}, {"for", FieldType::task}}}};
inline constexpr EventKind wait_end{75, "wait_end", {{{"pid", FieldType::task}}}};
/// A receive or a call came to nothing in its time. A sleep that is over is no timeout.
inline constexpr EventKind timeout{76, "timeout", {{{"pid", FieldType::task}}}};

inline constexpr const EventKind* process[] = {
    &spawn,
    &exit,
    &send,
    &send_name,
    &receive,
    &exit_signal,
    &link,
    &unlink,
    &register_name,
    &unregister_name,
    &wait_begin,
    &wait_end,
    &timeout,
};

}  // namespace teacup::model::kinds
