/// \file
/// Tables of bad input with the exact errors that they give.
#pragma once

#include <string>
#include <vector>

#include <teacup/scenarios/diagnostic.hpp>

namespace teacup::scenarios {

struct BadInput {
    std::string what;
    std::string text;
    std::vector<std::string> errors;  ///< "line:column: message", or "message" for the whole file
};

/// As in BadInput::errors.
[[nodiscard]] std::vector<std::string> short_errors(const Diagnostics& diagnostics);

void expect_scenario_errors(const std::vector<BadInput>& inputs);
void expect_tree_errors(const std::vector<BadInput>& inputs);

}  // namespace teacup::scenarios
