/// \file
/// The search for one order of all operations that keeps the order of each process.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <teacup/model/history/budget.hpp>
#include <teacup/model/history/linearizable/data_type.hpp>
#include <teacup/model/history/linearizable/linearizable.hpp>

namespace teacup::model::history {

/// One operation of one object.
struct LaneOperation {
    PartOperation operation;
    std::uint32_t object = 0;
    std::uint32_t place = 0;  ///< In its object's automaton.
    std::uint32_t lane = 0;
    std::uint32_t before = 0;  ///< So many required operations of its lane come before it.
    /// Open operations with equal numbers are as good as each other.
    std::uint32_t effect = 0;
};

/// A history as lanes: the sessions of its processes. What stays open ends a lane, and need not
/// come at all.
struct Lanes {
    Lanes(const History& history, const DataType& type);

    std::vector<LaneOperation> operations;          ///< In order of invocation.
    std::vector<std::vector<std::uint32_t>> lanes;  ///< Required ones, by lane.
    std::vector<std::uint32_t> open;                ///< The others.
    std::vector<ValueId> objects;                   ///< Their names.
    std::vector<std::unique_ptr<Automaton>> automata;
    std::size_t required = 0;

private:
    std::vector<std::vector<PartOperation>> of_object_;
};

struct OrderResult {
    enum class End : std::uint8_t { found, none, stopped } end = End::stopped;
    /// An order, or the longest that was found before it got stuck.
    std::vector<std::uint32_t> order = {};
};
[[nodiscard]] OrderResult search_order(Lanes& lanes, Budget& budget);

}  // namespace teacup::model::history
