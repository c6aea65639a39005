/// \file
/// "Did you mean": the known word that is nearest to a misspelt one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace teacup::scenarios {

/// Insertions, deletions, replacements and swaps of neighbours that make `one` into `other`.
[[nodiscard]] std::size_t edit_distance(std::string_view one, std::string_view other);

/// The nearest of `known`, or empty when none is near. The first one wins among equals.
[[nodiscard]] std::string nearest(std::string_view word, const std::vector<std::string>& known);

/// The second half of an error: `did you mean "lasts"?`, or `WHAT: a, b, c`, or, when nothing is
/// known at all, `there are none at all`. Long lists are cut short.
[[nodiscard]] std::string advice(std::string_view word,
                                 const std::vector<std::string>& known,
                                 std::string_view what);

}  // namespace teacup::scenarios
