/// \file
/// What is wrong with a file of the user's: told all at once, each with its place.
#pragma once

#include <string>
#include <vector>

#include <teacup/sim/result.hpp>

namespace teacup::scenarios {

/// One error of an input file, with the line that it is about.
struct Diagnostic {
    sim::Error error;            ///< Its place's file may be an override: "--set key=value".
    std::string line_text = {};  ///< Without its end; empty when there is no line to show.
};

using Diagnostics = std::vector<Diagnostic>;

/// "file:line:column: what is wrong; what to do", and below it the line and a caret under the
/// column. Of a long line only what is near the column. Ends with a line feed.
[[nodiscard]] std::string to_string(const Diagnostic& diagnostic);

}  // namespace teacup::scenarios
