#include <teacup/model/history/rows.hpp>

#include <string>

#include <fmt/format.h>

#include <teacup/model/result/utf8.hpp>

namespace teacup::model::history {

namespace {

std::string text_of(const History& history, ValueId value) {
    std::string text = value == nil ? std::string{} : history.values().print(value);
    if (text.size() > row_text_max) {
        text = fmt::format("{}... ({} bytes)", utf8_prefix(text, row_text_max), text.size());
    }
    return text;
}

std::optional<std::int64_t> time_of(std::int64_t ns) {
    return ns == no_time ? std::nullopt : std::optional(ns);
}

}  // namespace

OperationRow row_of(const History& history, OperationIndex index) {
    const Operation operation = history[index];
    OperationRow row{.index = index,
                     .process = text_of(history, history.process_name(operation.process)),
                     .function = history.function_name(operation.function),
                     .key = text_of(history, operation.key),
                     .asked = text_of(history, operation.argument),
                     .told = text_of(history, operation.result),
                     .error = text_of(history, operation.error),
                     .outcome = std::string(to_string(operation.outcome)),
                     .begin = operation.invoked,
                     .begin_ns = time_of(operation.invoke_time_ns),
                     .end_ns = time_of(operation.completion_time_ns),
                     .invoke_line = operation.invoke_line,
                     .completion_line = operation.completion_line};
    if (operation.completed != never) {
        row.end = operation.completed;
    }
    if (operation.is_ok() && operation.result == nil) {
        row.told = "nil";  // An answer, and not the want of one.
    }
    return row;
}

NoteRow row_of(const History& history, const Note& note) {
    return {.at = note.at,
            .time_ns = time_of(note.time_ns),
            .line = note.line,
            .process = note.process,
            .type = note.type,
            .function = note.function,
            .value = text_of(history, note.value)};
}

}  // namespace teacup::model::history
