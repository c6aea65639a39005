/// \file
/// The bans that keep a run the same everywhere: what sim, model and faults may not touch.
#pragma once

#include <vector>

#include "source_file.hpp"

namespace teacup::style {

/// Headers and calls that differ between runs, compilers or machines.
[[nodiscard]] std::vector<Finding> check_banned(const SourceFile& file);

/// Walks over the unordered containers that a file declares, wherever they were allowed.
[[nodiscard]] std::vector<Finding> check_unordered(const SourceFile& file);

}  // namespace teacup::style
