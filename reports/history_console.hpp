/// \file
/// Checked histories for the person at the terminal: what is wrong, who is to blame, and where in
/// the file that stands.
#pragma once

#include <string>

#include <teacup/model/result/history_result.hpp>

namespace teacup::reports {

struct HistoryConsoleOptions {
    bool is_coloured = false;
    model::Strictness strictness = model::Strictness::holes_pass;
};

/// One history as a block of aligned lines. For a file that is none: its problems, each as
/// "FILE:LINE:COLUMN: what is wrong".
[[nodiscard]] std::string history_block(const model::HistoryResult& result,
                                        const HistoryConsoleOptions& options);

}  // namespace teacup::reports
