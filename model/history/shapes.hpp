/// \file
/// Shapes of values that several models share.
#pragma once

#include <string>

#include <teacup/model/history/history.hpp>

namespace teacup::model::history {

/// A failed operation whose error says that it timed out or was refused: it did not happen.
[[nodiscard]] bool was_refused(const History& history, OperationIndex failed);

/// What is wrong with the argument of a cas, which is [from to]; or empty.
[[nodiscard]] std::string wrong_cas(const History& history, const Operation& operation);

}  // namespace teacup::model::history
