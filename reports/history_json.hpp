/// \file
/// Checked histories for programs: JSON Lines, one object a file. docs/histories.md lists every
/// field.
#pragma once

#include <string>

#include <teacup/model/result/history_result.hpp>

namespace teacup::reports {

/// Grows when a field changes its meaning or goes; a new field does not change it.
inline constexpr int history_json_schema = 1;

/// One history on one line, without the newline. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string to_json_line(const model::HistoryResult& result,
                                       model::Strictness strictness);

}  // namespace teacup::reports
