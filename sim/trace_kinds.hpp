/// \file
/// The machine's own event kinds: numbers 1 to 63.
#pragma once

#include <teacup/sim/trace.hpp>

namespace teacup::sim::kinds {

inline constexpr EventKind run_begin{1, "run_begin", {{{"seed", FieldType::integer}}}};
inline constexpr EventKind run_end{2, "run_end", {{{"reason", FieldType::symbol}}}};
inline constexpr EventKind node_up{3, "node_up", {{{"incarnation", FieldType::integer}}}};
/// `how` is "process" (the operating system closes what the node held open) or "power" (silence).
inline constexpr EventKind node_down{
    4, "node_down", {{{"incarnation", FieldType::integer}, {"how", FieldType::symbol}}}};
inline constexpr EventKind node_pause{5, "node_pause", {}};
inline constexpr EventKind node_resume{6, "node_resume", {}};
inline constexpr EventKind link_cut{7, "link_cut", {{{"to", FieldType::node}}}};
inline constexpr EventKind link_heal{8, "link_heal", {{{"to", FieldType::node}}}};
inline constexpr EventKind fault_begin{
    9,
    "fault_begin",
    {{{"id", FieldType::symbol}, {"fault", FieldType::symbol}, {"target", FieldType::symbol}}}};
inline constexpr EventKind fault_end{
    10, "fault_end", {{{"id", FieldType::symbol}, {"fault", FieldType::symbol}}}};
inline constexpr EventKind fault_skip{
    11,
    "fault_skip",
    {{{"id", FieldType::symbol}, {"fault", FieldType::symbol}, {"why", FieldType::symbol}}}};
/// What befell a datagram on its way: "lost", "duplicated", "held_back", "corrupted", or "cut" when
/// a cut link lost it.
inline constexpr EventKind datagram_fate{
    12, "datagram_fate", {{{"to", FieldType::node}, {"fate", FieldType::symbol}}}};

inline constexpr const EventKind* machine[] = {
    &run_begin,
    &run_end,
    &node_up,
    &node_down,
    &node_pause,
    &node_resume,
    &link_cut,
    &link_heal,
    &fault_begin,
    &fault_end,
    &fault_skip,
    &datagram_fate,
};

}  // namespace teacup::sim::kinds
