/// \file
/// Event kinds of distribution: numbers 128 to 159.
#pragma once

#include <teacup/sim/trace.hpp>

namespace teacup::model::kinds {

using sim::EventKind;
using sim::FieldType;

/// A node begins to connect, or answers one that does.
inline constexpr EventKind connection_setup{
    128, "connection_setup", {{{"peer", FieldType::node}, {"accepts", FieldType::flag}}}};
inline constexpr EventKind connection_up{129, "connection_up", {{{"peer", FieldType::node}}}};
/// Also of a connection that never went up: the reason is connection_setup_failed then.
inline constexpr EventKind connection_down{
    130, "connection_down", {{{"peer", FieldType::node}, {"reason", FieldType::symbol}}}};
/// What subscribers of monitor_nodes are told, with or without subscribers.
inline constexpr EventKind nodeup{131, "nodeup", {{{"peer", FieldType::node}}}};
inline constexpr EventKind nodedown{
    132, "nodedown", {{{"peer", FieldType::node}, {"reason", FieldType::symbol}}}};
/// A signal that was on its way when its connection went down.
inline constexpr EventKind signal_lost{
    133, "signal_lost", {{{"from", FieldType::task}, {"to_node", FieldType::node}}}};

inline constexpr const EventKind* distribution[] = {
    &connection_setup,
    &connection_up,
    &connection_down,
    &nodeup,
    &nodedown,
    &signal_lost,
};

}  // namespace teacup::model::kinds
