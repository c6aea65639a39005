/// \file
/// Loads the scenarios of a command line and tells what is wrong with them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <teacup/cli/environment.hpp>

namespace teacup::cli {

/// All of `files`, each with `overrides`; or nothing, after every error of every file was told.
[[nodiscard]] std::optional<std::vector<scenarios::Scenario>> load_all(
    const std::vector<std::string>& files,
    const std::vector<std::string>& overrides,
    Environment& environment);

}  // namespace teacup::cli
