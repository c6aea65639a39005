#include <teacup/reports/trace_fields.hpp>

#include <array>
#include <utility>

namespace teacup::reports {

namespace {

constexpr std::array<std::pair<sim::FieldType, std::string_view>, 7> names{{
    {sim::FieldType::integer, "integer"},
    {sim::FieldType::duration, "duration"},
    {sim::FieldType::node, "node"},
    {sim::FieldType::symbol, "symbol"},
    {sim::FieldType::task, "task"},
    {sim::FieldType::hash, "hash"},
    {sim::FieldType::flag, "flag"},
}};

}  // namespace

std::string_view name_of(sim::FieldType type) noexcept {
    for (const auto& [candidate, name] : names) {
        if (candidate == type) {
            return name;
        }
    }
    return "none";
}

std::optional<sim::FieldType> field_type(std::string_view name) noexcept {
    for (const auto& [type, candidate] : names) {
        if (candidate == name) {
            return type;
        }
    }
    return std::nullopt;
}

}  // namespace teacup::reports
