/// \file
/// How the operations of a history went, beside every verdict: outcomes, latencies, gaps.
#pragma once

#include <teacup/model/history/history.hpp>
#include <teacup/model/result/history_result.hpp>

namespace teacup::model::history {

/// By function: outcomes, and quantiles of latency (the smallest latency that so many per cent of
/// the ok operations did not exceed). And the three longest stretches in which operations that end
/// were open and none ended with ok; operations that nobody ever completed count for no stretch.
[[nodiscard]] HistoryStatistics statistics_of(const History& history);

}  // namespace teacup::model::history
