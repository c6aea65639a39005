/// \file
/// The report of one checked history as a page to look at: timeline, findings, the partial
/// linearisation step by step, cycles drawn.
#pragma once

#include <string>

#include <teacup/model/result/history_result.hpp>

namespace teacup::reports {

/// One HTML file that needs nothing else: style, script and data are in it, and its content
/// security policy lets it load and send nothing. Texts of the result, which come from files, are
/// data to it and never markup or script; they are cut where they are longer than a reader could
/// use. The same result gives the same bytes.
[[nodiscard]] std::string history_page(const model::HistoryResult& result);

}  // namespace teacup::reports
