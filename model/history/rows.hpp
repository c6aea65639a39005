/// \file
/// Operations of a history as the text that reports tell.
#pragma once

#include <cstddef>

#include <teacup/model/history/history.hpp>
#include <teacup/model/result/history_result.hpp>

namespace teacup::model::history {

/// The longest text that a row holds of one value; what is longer is cut, and says so.
inline constexpr std::size_t row_text_max = 2000;

/// \pre index < history.size()
[[nodiscard]] OperationRow row_of(const History& history, OperationIndex index);
[[nodiscard]] NoteRow row_of(const History& history, const Note& note);

}  // namespace teacup::model::history
