/// \file
/// Reads histories that stand in a test.
#pragma once

#include <optional>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include <teacup/model/history/formats/reader.hpp>

namespace teacup::model::history {

inline ReadResult read_text(const std::string& text, const ReadOptions& options = {}) {
    std::istringstream in(text);
    Budget budget;
    return read_history(in, options, budget);
}

/// "2:14: what is wrong", a line each; "2: ..." without a column, "what" without a line.
inline std::string told(const ReadResult& read) {
    std::string text;
    for (const HistoryProblem& problem : read.problems) {
        text += text.empty() ? "" : "\n";
        text += problem.line == 0 ? "" : fmt::format("{}: ", problem.line);
        if (problem.column != 0) {
            text.insert(text.size() - 1, fmt::format("{}:", problem.column));
        }
        text += problem.message;
    }
    if (read.problems_more > 0) {
        text += fmt::format("\nand {} more", read.problems_more);
    }
    return text;
}

/// Every operation as `describe` tells it, a line each.
inline std::string operations_of(const History& history) {
    std::string text;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        text += history.describe(i) + "\n";
    }
    return text;
}

}  // namespace teacup::model::history
