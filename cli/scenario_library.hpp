/// \file
/// The scenarios that ship with this program.
#pragma once

#include <string>
#include <vector>

namespace teacup::cli {

/// Their files, sorted: those installed beside `program`, or, for a program in a build folder of
/// the source tree, those of the tree. Empty when there are neither.
[[nodiscard]] std::vector<std::string> shipped_scenarios(const std::string& program);

}  // namespace teacup::cli
