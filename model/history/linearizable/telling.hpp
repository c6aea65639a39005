/// \file
/// Says in words why operations cannot be placed.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <teacup/model/history/linearizable/data_type.hpp>
#include <teacup/model/result/judgement.hpp>

namespace teacup::model::history {

struct Told {
    const History& history;
    const DataType& type;
    Automaton& automaton;
    std::span<const PartOperation> operations;
};

/// At most 200 characters of it.
[[nodiscard]] std::string shortened(std::string text);

/// "process 4: read -> ok 3 (line 17)".
[[nodiscard]] std::string name_of(const History& history, OperationIndex index);

/// A partial linearisation, step by step, and the required operations that it leaves out.
/// \param order places in the list of operations
/// \param to_blame the place to name first
[[nodiscard]] PartialLinearization tell_furthest(const Told& told,
                                                 std::span<const std::uint32_t> order,
                                                 std::uint32_t to_blame);

}  // namespace teacup::model::history
