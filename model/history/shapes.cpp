#include <teacup/model/history/shapes.hpp>

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace teacup::model::history {

bool was_refused(const History& history, OperationIndex failed) {
    const ValueId error = history[failed].error;
    if (error == nil) {
        return false;
    }
    const std::string words = history.print(error);
    constexpr std::string_view telling[] = {
        "timed-out", "timed out", "timeout", "refused", "unavailable", "no-leader"};
    return std::any_of(std::begin(telling), std::end(telling), [&](std::string_view word) {
        return words.find(word) != std::string::npos;
    });
}

std::string wrong_cas(const History& history, const Operation& operation) {
    const ValueTable& values = history.values();
    if (values.kind(operation.argument) == ValueKind::list &&
        values.items(operation.argument).size() == 2) {
        return {};
    }
    return fmt::format("the argument of cas is [from to], not {}",
                       history.print(operation.argument));
}

}  // namespace teacup::model::history
