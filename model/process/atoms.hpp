/// \file
/// Atoms and exit reasons: interned texts, spelled as Erlang prints them with ~w.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <teacup/sim/ids.hpp>
#include <teacup/sim/symbols.hpp>

namespace teacup::model {

/// An atom, or any small term that only matters by its text, such as an exit reason.
using Atom = sim::Symbol;

/// Atoms that every world knows, by number: Processes interns them first, in this order.
namespace atoms {
// clang-format off
inline constexpr std::string_view names[] = {
    "",         "normal",    "shutdown",     "kill",       "killed",      "noproc",
    "badarg",   "timeout",   "noconnection", "undefined",  "calling_self", "infinity",
    "ok",       "error",     "ignore",       "restarting", "not_found",    "running",
    "simple_one_for_one", "already_present", "already_started", "true", "false",
};
// clang-format on
inline constexpr Atom none{0};
inline constexpr Atom normal{1};
inline constexpr Atom shutdown{2};
inline constexpr Atom kill{3};
inline constexpr Atom killed{4};
inline constexpr Atom noproc{5};
inline constexpr Atom badarg{6};
inline constexpr Atom timeout{7};
inline constexpr Atom noconnection{8};
inline constexpr Atom undefined{9};
inline constexpr Atom calling_self{10};
inline constexpr Atom infinity{11};
inline constexpr Atom ok{12};
inline constexpr Atom error{13};
inline constexpr Atom ignore{14};
inline constexpr Atom restarting{15};
inline constexpr Atom not_found{16};
inline constexpr Atom running{17};
inline constexpr Atom simple_one_for_one{18};
inline constexpr Atom already_present{19};
inline constexpr Atom already_started{20};
inline constexpr Atom yes{21};
inline constexpr Atom no{22};
}  // namespace atoms

/// Whether the reason is `normal`, `shutdown` or `{shutdown,_}`: an end that is no failure.
[[nodiscard]] inline bool is_clean(const sim::SymbolTable& symbols, Atom reason) {
    return reason == atoms::normal || reason == atoms::shutdown ||
           symbols.text(reason).starts_with("{shutdown,");
}

}  // namespace teacup::model
