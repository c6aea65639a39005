/// \file
/// Sequential consistency (Lamport 1979): some order of all operations explains all answers and
/// keeps the order of each process; time does not matter. To decide it is NP-hard, and keys cannot
/// be judged one by one.
#pragma once

#include <string_view>

#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/linearizable/data_type.hpp>

namespace teacup::model::history {

/// Objects are the parts of `type`, all judged together.
[[nodiscard]] Judgement check_sequential(const History& history,
                                         const DataType& type,
                                         const CheckContext& context);

}  // namespace teacup::model::history
