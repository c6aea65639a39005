/// \file
/// Options of a table from texts "key=value", as a command line gives them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/registry/option.hpp>
#include <teacup/scenarios/diagnostic.hpp>
#include <teacup/sim/result.hpp>

namespace teacup::scenarios {

/// All options of the table: those given, and the defaults of the others. A value is TOML, or else
/// a text as it is: `60s`. Everything that is wrong is told of the source "--set TEXT".
[[nodiscard]] sim::Result<model::OptionValues, Diagnostics> read_options(
    const std::vector<model::Option>& options,
    const std::vector<std::string>& texts,
    std::string_view heading);

/// "10ms", "1.5s", "2m": a number and a unit. An error's words follow the text.
[[nodiscard]] sim::Result<sim::Duration, std::string> parse_duration_text(std::string_view text);

}  // namespace teacup::scenarios
