/// \file
/// What the types of trace fields are called in a trace file.
#pragma once

#include <optional>
#include <string_view>

#include <teacup/sim/trace.hpp>

namespace teacup::reports {

[[nodiscard]] std::string_view name_of(sim::FieldType type) noexcept;
[[nodiscard]] std::optional<sim::FieldType> field_type(std::string_view name) noexcept;

}  // namespace teacup::reports
