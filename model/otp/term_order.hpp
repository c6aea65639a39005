/// \file
/// Erlang's order of terms, over their ~w texts.
#pragma once

#include <string_view>

namespace teacup::model {

/// Negative, zero or positive as `a` comes before, with or after `b`: numbers (integers), atoms,
/// other things (pids, references: by text), tuples by size and then by element, [], lists.
/// Texts that are no terms compare as atoms.
[[nodiscard]] int compare_terms(std::string_view a, std::string_view b);

}  // namespace teacup::model
