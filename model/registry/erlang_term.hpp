/// \file
/// Erlang terms as users write them: exit reasons in scenarios and trees.
#pragma once

#include <string>
#include <string_view>

#include <teacup/sim/result.hpp>

namespace teacup::model {

/// The term in the one form that the model compares: without white space outside quotes, and atoms
/// in quotes only where they need them. Takes what Erlang prints (numbers, atoms, strings, tuples,
/// lists, maps, binaries, pids and references), and no variables or expressions. The error says
/// what is wrong, as "it ends before \"}\"".
[[nodiscard]] sim::Result<std::string, std::string> canonical_term(std::string_view text);

}  // namespace teacup::model
