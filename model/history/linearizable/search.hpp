/// \file
/// The search for a linearisation: after Wing and Gong (1993), with Lowe's memory of the
/// configurations that were seen (2017).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <teacup/model/history/budget.hpp>
#include <teacup/model/history/linearizable/automaton.hpp>

namespace teacup::model::history {

struct SearchResult {
    enum class End : std::uint8_t { found, none, stopped } end = End::stopped;
    /// A linearisation, or the one that came furthest before it got stuck; places in the list.
    std::vector<std::uint32_t> order = {};
    /// No way leads past the completion of this operation, if the end is `none`.
    std::uint32_t stuck_at = 0;
    std::uint64_t configurations = 0;
};

/// \param operations in order of invocation
/// \param automaton  started for these operations
[[nodiscard]] SearchResult search_linearization(const History& history,
                                                std::span<const PartOperation> operations,
                                                Automaton& automaton,
                                                Budget& budget);

}  // namespace teacup::model::history
