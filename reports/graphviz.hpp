/// \file
/// The cycles of a judgement as Graphviz text: transactions as boxes, dependencies as arrows.
#pragma once

#include <string>

#include <teacup/model/result/history_result.hpp>

namespace teacup::reports {

/// One digraph with a cluster for each finding that has a cycle; `dot -Tsvg` draws it. Edges are
/// labelled with their kind, and hold their sentence as a tooltip. Without any cycle it is an empty
/// graph that says so. The same result gives the same bytes.
[[nodiscard]] std::string graphviz(const model::HistoryResult& result);

}  // namespace teacup::reports
