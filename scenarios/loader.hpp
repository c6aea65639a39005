/// \file
/// From a TOML file to a scenario, or to everything that is wrong with it, all at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <teacup/scenarios/diagnostic.hpp>
#include <teacup/scenarios/scenario.hpp>

namespace teacup::scenarios {

struct LoadOptions {
    /// "key=value" of each --set, applied in this order before anything is checked.
    std::vector<std::string> overrides = {};
};

using LoadResult = sim::Result<Scenario, Diagnostics>;

[[nodiscard]] LoadResult load_scenario(const std::string& path, const LoadOptions& options = {});

/// The same for a text that was read already; `path` is told in errors, and files that the scenario
/// names are looked for beside it.
[[nodiscard]] LoadResult parse_scenario(std::string_view text,
                                        const std::string& path,
                                        const LoadOptions& options = {});

/// All errors of a file; none when it is good. Runs nothing.
[[nodiscard]] Diagnostics validate_scenario(const std::string& path,
                                            const LoadOptions& options = {});

}  // namespace teacup::scenarios
