/// \file
/// What a search for a linearisation can know of the operations before it begins.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <teacup/model/history/linearizable/automaton.hpp>

namespace teacup::model::history {

inline constexpr std::uint32_t no_place = std::numeric_limits<std::uint32_t>::max();

/// Places are those of the list of operations.
struct SearchPlan {
    SearchPlan(const History& history, std::span<const PartOperation> operations);

    /// Required operations, in order of completion.
    std::vector<std::uint32_t> deadlines;
    /// The required operation of the same process that must come first although the moments do not
    /// say so, because its completion and this invocation have one time; or no_place.
    std::vector<std::uint32_t> tied_to;
    std::vector<std::uint8_t> is_tied_to;  ///< Of the first of such two.
    /// Operations with equal numbers ask the same ...
    std::vector<std::uint32_t> effect;
    /// ... and are also told the same: each may stand for the other.
    std::vector<std::uint32_t> twin;
    std::uint32_t effects = 0;
    std::uint32_t twins = 0;

    /// The bit of an operation among those that are linearised before their turn. Operations that
    /// never overlap share one.
    std::vector<std::uint32_t> bit;
    std::uint32_t bits = 0;

    /// Operations of unknown answer that ask the same, in order of invocation. One is as good as
    /// another, so they are used in this order.
    struct OpenGroup {
        std::vector<std::uint32_t> members;
        std::uint32_t used = 0;
    };
    /// In order of their first invocations.
    std::vector<OpenGroup> open_groups;
    std::vector<std::uint32_t> open_group;  ///< Of each operation, or no_place.

private:
    void find_ties(const History& history, std::span<const PartOperation> operations);
    void find_twins(const History& history, std::span<const PartOperation> operations);
    void give_bits(std::span<const PartOperation> operations);
    void group_open(std::span<const PartOperation> operations);
};

}  // namespace teacup::model::history
