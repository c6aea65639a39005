/// \file
/// A history told again with some things changed, and nothing else.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/history/history_builder.hpp>

namespace teacup::model::history {

/// What is empty stays as it was.
struct Retelling {
    std::function<ValueId(ValueTable&, ValueId)> process = {};
    std::function<ValueId(ValueTable&, ValueId)> key = {};
    /// Of each integer and text within arguments and results.
    std::function<ValueId(ValueTable&, ValueId)> scalar = {};
    std::function<std::int64_t(std::int64_t)> time = {};
    std::function<bool(const Operation&)> drops = {};
};

/// The same value in another table, its scalars changed.
inline ValueId copied(const ValueTable& from,
                      ValueId value,
                      ValueTable& to,
                      const std::function<ValueId(ValueTable&, ValueId)>& change) {
    ValueId copy = nil;
    switch (from.kind(value)) {
        case ValueKind::nothing: return nil;
        case ValueKind::boolean: return value;
        case ValueKind::real: return to.real(from.as_text(value));
        case ValueKind::keyword: return to.keyword(from.as_text(value));
        case ValueKind::integer: copy = to.integer(from.as_integer(value)); break;
        case ValueKind::text: copy = to.text(from.as_text(value)); break;
        case ValueKind::list:
        case ValueKind::set:
        case ValueKind::map: {
            std::vector<ValueId> items;
            for (const ValueId item : from.items(value)) {
                items.push_back(copied(from, item, to, change));
            }
            return from.kind(value) == ValueKind::list  ? to.list(items)
                   : from.kind(value) == ValueKind::set ? to.set(items)
                                                        : to.map(items);
        }
    }
    return change ? change(to, copy) : copy;
}

/// \pre the history has times
inline History retold(const History& history, const Retelling& retelling) {
    // Where times are equal, the order of a process is that of its operations.
    std::vector<std::tuple<std::int64_t, OperationIndex, bool>> events;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        const Operation one = history[i];
        if (retelling.drops && retelling.drops(one)) {
            continue;
        }
        events.emplace_back(one.invoke_time_ns, i, false);
        if (one.outcome != Outcome::open) {
            events.emplace_back(one.completion_time_ns, i, true);
        }
    }
    std::sort(events.begin(), events.end());
    HistoryBuilder builder;
    ValueTable& values = builder.values();
    for (const auto& [time, i, is_completion] : events) {
        const Operation one = history[i];
        const EventType type = !is_completion                 ? EventType::invoke
                               : one.is_ok()                  ? EventType::ok
                               : one.outcome == Outcome::fail ? EventType::fail
                                                              : EventType::info;
        const ValueId value = is_completion ? one.result : one.argument;
        const bool has_key = one.key != nil;
        EXPECT_EQ(
            builder.add(
                {.type = type,
                 .process = copied(history.values(),
                                   history.process_name(one.process),
                                   values,
                                   retelling.process),
                 .function = history.function_name(one.function),
                 .key = has_key ? copied(history.values(), one.key, values, retelling.key) : nil,
                 .value = copied(history.values(), value, values, retelling.scalar),
                 .error = is_completion ? copied(history.values(), one.error, values, {}) : nil,
                 .time_ns = retelling.time ? retelling.time(time) : time}),
            "");
    }
    return std::move(builder).build();
}

}  // namespace teacup::model::history
