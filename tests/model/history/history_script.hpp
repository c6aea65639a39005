/// \file
/// Histories in a few words, for tests:
///
///     HistoryScript script;
///     script.invoke(0, "add", 1).ok(0).invoke(1, "read").ok(1, {1, 2});
///     const History history = script.build();
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/history/history_builder.hpp>

namespace teacup::model::history {

/// A value as C++ literals write it; "a text", 4, nullptr, {1, 2}.
class Literal {
public:
    // A literal converts on purpose: that is all it is for.
    // NOLINTBEGIN(google-explicit-constructor): scripts read as literals.
    Literal(std::nullptr_t = nullptr) {}
    Literal(std::int64_t number) : value_(number) {}
    Literal(int number) : value_(std::int64_t{number}) {}
    Literal(const char* text) : value_(std::string(text)) {}
    Literal(std::initializer_list<Literal> items) : value_(std::vector<Literal>(items)) {}
    Literal(std::vector<Literal> items) : value_(std::move(items)) {}
    // NOLINTEND(google-explicit-constructor)

    [[nodiscard]] ValueId in(ValueTable& values) const {
        if (const auto* number = std::get_if<std::int64_t>(&value_)) {
            return values.integer(*number);
        }
        if (const auto* text = std::get_if<std::string>(&value_)) {
            return values.text(*text);
        }
        if (const auto* items = std::get_if<std::vector<Literal>>(&value_)) {
            std::vector<ValueId> ids;
            for (const Literal& item : *items) {
                ids.push_back(item.in(values));
            }
            return values.list(ids);
        }
        return nil;
    }

private:
    std::variant<std::monostate, std::int64_t, std::string, std::vector<Literal>> value_;
};

class HistoryScript {
public:
    /// The time of the events that follow, in ns; all of them need one, or none.
    HistoryScript& at(std::int64_t time_ns) {
        time_ns_ = time_ns;
        return *this;
    }
    HistoryScript& invoke(int process, const std::string& function, const Literal& value = {}) {
        return invoke_key(process, function, {}, value);
    }
    HistoryScript& invoke_key(int process,
                              const std::string& function,
                              const Literal& key,
                              const Literal& value = {}) {
        open_[process] = {function, key};
        return add(EventType::invoke, process, value);
    }
    HistoryScript& ok(int process, const Literal& value = {}) {
        return add(EventType::ok, process, value);
    }
    HistoryScript& fail(int process, const Literal& value = {}) {
        return add(EventType::fail, process, value);
    }
    HistoryScript& info(int process) { return add(EventType::info, process, {}); }
    /// An operation that nothing overlaps: asked and told at once.
    HistoryScript& call(int process,
                        const std::string& function,
                        const Literal& asked,
                        const Literal& told) {
        return invoke(process, function, asked).ok(process, told);
    }
    [[nodiscard]] History build() { return std::move(builder_).build(); }

private:
    HistoryScript& add(EventType type, int process, const Literal& value) {
        ValueTable& values = builder_.values();
        const auto& [function, key] = open_[process];
        const std::string wrong = builder_.add({.type = type,
                                                .process = values.integer(process),
                                                .function = function,
                                                .key = key.in(values),
                                                .value = value.in(values),
                                                .time_ns = time_ns_,
                                                .line = ++line_});
        EXPECT_EQ(wrong, "");
        return *this;
    }

    HistoryBuilder builder_;
    std::map<int, std::pair<std::string, Literal>> open_;
    std::int64_t time_ns_ = no_time;
    std::uint32_t line_ = 0;
};

}  // namespace teacup::model::history
