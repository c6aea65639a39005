/// \file
/// Which teacup this is: a run is a function of build, scenario and seed.
#pragma once

#include <string_view>

namespace teacup::cli {

/// As `project(teacup VERSION ...)` has it: "0.1.0".
[[nodiscard]] std::string_view version() noexcept;

/// "COMMIT-HASH", or "HASH" outside of a git checkout. HASH is of teacup's sources alone, made
/// while building: the same for the same sources wherever they lie. A user's own sources are not in
/// it.
[[nodiscard]] std::string_view build_id() noexcept;

}  // namespace teacup::cli
