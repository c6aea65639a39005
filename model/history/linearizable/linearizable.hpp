/// \file
/// Judges whether a history is linearizable: each part (key) alone, parts side by side.
#pragma once

#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/linearizable/data_type.hpp>

namespace teacup::model::history {

/// The same judgement whatever the number of threads, unless the budget ends the check.
[[nodiscard]] Judgement check_linearizable(const History& history,
                                           const DataType& type,
                                           const CheckContext& context);

/// All operations, sorted into parts: parts in order of their first operation.
struct Parts {
    std::vector<ValueId> names;
    std::vector<std::vector<OperationIndex>> operations;
};
[[nodiscard]] Parts split_into_parts(const History& history, const DataType& type);

}  // namespace teacup::model::history
