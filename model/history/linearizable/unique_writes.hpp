/// \file
/// The quick test for a register whose writes all write different values, by zones: after Gibbons
/// and Korach, Testing shared memories (1997).
#pragma once

#include <optional>
#include <span>

#include <teacup/model/history/linearizable/data_type.hpp>
#include <teacup/model/history/linearizable/register.hpp>

namespace teacup::model::history {

/// Nothing when two writes write the same, or nil, or when there is a cas.
/// \param calls of these operations, one by one
[[nodiscard]] std::optional<Decision> decide_unique_writes(
    const History& history,
    std::span<const PartOperation> operations,
    std::span<const RegisterCall> calls);

}  // namespace teacup::model::history
