/// \file
/// Groups of vertices that all reach each other, by Boost.Graph on a compressed graph.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <teacup/model/history/budget.hpp>
#include <teacup/model/history/transactions/dependency.hpp>

namespace teacup::model::history::transactions {

/// For each vertex (0 ... vertices - 1) the number of its component. A component that another one
/// leads to has the smaller number. Nothing when the budget ran out.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> strong_components(
    std::uint32_t vertices, std::span<const Dependencies::Arc> arcs, Budget& budget);

}  // namespace teacup::model::history::transactions
