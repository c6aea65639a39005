#include <teacup/model/history/history.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <teacup/model/result/utf8.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::model::history {

std::string_view to_string(EventType type) noexcept {
    switch (type) {
        case EventType::invoke: return "invoke";
        case EventType::ok: return "ok";
        case EventType::fail: return "fail";
        case EventType::info: return "info";
    }
    return "?";
}

std::string_view to_string(Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::ok: return "ok";
        case Outcome::fail: return "fail";
        case Outcome::info: return "info";
        case Outcome::open: return "open";
    }
    return "?";
}

Operation History::operator[](OperationIndex index) const {
    TEACUP_ASSERT(index < size());
    const bool times = has_times();
    return {.index = index,
            .process = process_[index],
            .function = function_[index],
            .outcome = outcome_[index],
            .key = key_[index],
            .argument = argument_[index],
            .result = result_[index],
            .error = error_[index],
            .invoked = invoked_[index],
            .completed = completed_[index],
            .invoke_time_ns = times ? invoke_time_[index] : no_time,
            .completion_time_ns = times ? completion_time_[index] : no_time,
            .invoke_line = invoke_line_[index],
            .completion_line = completion_line_[index]};
}

bool History::precedes(OperationIndex one, OperationIndex other) const {
    if (completed_[one] == never) {
        return false;
    }
    return completed_[one] < invoked_[other] || (process_[one] == process_[other] && one < other);
}

ValueId History::rebalanced(OperationIndex index) const {
    const auto place = std::lower_bound(
        rebalances_.begin(), rebalances_.end(), index, [](const auto& one, OperationIndex wanted) {
            return one.first < wanted;
        });
    return place != rebalances_.end() && place->first == index ? place->second : nil;
}

std::optional<FunctionIndex> History::find_function(std::string_view name) const {
    for (std::size_t i = 0; i < function_names_.size(); ++i) {
        if (function_names_[i] == name) {
            return FunctionIndex{static_cast<std::uint16_t>(i)};
        }
    }
    return std::nullopt;
}

std::string History::print(ValueId value) const {
    constexpr std::size_t bytes_max = 1000;
    std::string text = values_.print(value);
    if (text.size() <= bytes_max) {
        return text;
    }
    return fmt::format("{}... ({} bytes)", utf8_prefix(text, bytes_max), text.size());
}

std::string History::describe(OperationIndex index) const {
    const Operation operation = (*this)[index];
    std::string words = fmt::format("process {}: {}",
                                    print(process_name(operation.process)),
                                    function_name(operation.function));
    if (operation.key != nil) {
        words += fmt::format(" key {}", print(operation.key));
    }
    if (operation.argument != nil) {
        words += fmt::format(" {}", print(operation.argument));
    }
    words += fmt::format(" -> {}", to_string(operation.outcome));
    if (operation.is_ok() && operation.result != operation.argument) {
        words += fmt::format(" {}", print(operation.result));
    }
    if (operation.error != nil) {
        words += fmt::format(" ({})", print(operation.error));
    }
    return words;
}

std::size_t History::size_bytes() const noexcept {
    const std::size_t per_operation = 8 * sizeof(std::uint32_t) + sizeof(FunctionIndex) +
                                      sizeof(Outcome) + 2 * sizeof(std::uint32_t) +
                                      (has_times() ? 2 * sizeof(std::int64_t) : 0);
    return process_.size() * per_operation + values_.size_bytes();
}

}  // namespace teacup::model::history
