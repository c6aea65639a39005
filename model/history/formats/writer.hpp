/// \file
/// Writes a history so that reading it gives the same history again.
#pragma once

#include <ostream>

#include <teacup/model/history/formats/format.hpp>
#include <teacup/model/history/history.hpp>

namespace teacup::model::history {

/// One event a line, in the order in which they happened; notes are left out. JSON Lines write
/// keywords as text, sets as arrays, and the keys of maps as text.
/// \pre format is json_lines or edn
void write_history(std::ostream& out, const History& history, Format format);

}  // namespace teacup::model::history
