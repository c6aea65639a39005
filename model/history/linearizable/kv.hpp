/// \file
/// Maps: what their operations mean, for all checkers that judge them.
#pragma once

#include <memory>
#include <vector>

#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/linearizable/data_type.hpp>

namespace teacup::model::history {

/// One value for each key: get, put, append. nil and "" are the same, and the value at first.
[[nodiscard]] std::unique_ptr<DataType> kv_type();

[[nodiscard]] std::vector<FunctionShape> kv_functions();

}  // namespace teacup::model::history
