/// \file
/// Errors as values at the borders: a subset of std::expected, which GCC 12 has only in C++23 mode.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include <teacup/sim/assert.hpp>

namespace teacup::sim {

enum class ErrorCode { invalid_argument, unreadable, malformed, not_found, limit_exceeded };

/// Where an error was found; line and column count from 1, 0 means unknown.
struct SourcePlace {
    std::string file;
    int line = 0;
    int column = 0;
    bool operator==(const SourcePlace&) const = default;
};

/// One error of bad input: what is wrong, and what to do about it.
struct Error {
    ErrorCode code = ErrorCode::invalid_argument;
    std::string message;
    SourcePlace place = {};
};

/// Wraps an error for returning it, as std::unexpected does.
template <class E>
class Unexpected {
public:
    explicit Unexpected(E error) : error_(std::move(error)) {}
    [[nodiscard]] E&& take() && { return std::move(error_); }

private:
    E error_;
};

/// A value, or the reason why there is none.
template <class T, class E = Error>
class [[nodiscard]] Result {
public:
    using value_type = T;
    using error_type = E;

    // NOLINTNEXTLINE(google-explicit-constructor): as std::expected.
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    // NOLINTNEXTLINE(google-explicit-constructor): as std::expected.
    Result(Unexpected<E> error) : state_(std::in_place_index<1>, std::move(error).take()) {}

    [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
    [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }

    /// \pre has_value()
    [[nodiscard]] T& value() {
        TEACUP_ASSERT(has_value());
        return *std::get_if<0>(&state_);
    }
    /// \pre has_value()
    [[nodiscard]] const T& value() const {
        TEACUP_ASSERT(has_value());
        return *std::get_if<0>(&state_);
    }
    [[nodiscard]] T& operator*() { return value(); }
    [[nodiscard]] const T& operator*() const { return value(); }
    [[nodiscard]] T* operator->() { return &value(); }
    [[nodiscard]] const T* operator->() const { return &value(); }
    [[nodiscard]] T value_or(T fallback) const { return has_value() ? value() : fallback; }

    /// \pre !has_value()
    [[nodiscard]] const E& error() const {
        TEACUP_ASSERT(!has_value());
        return *std::get_if<1>(&state_);
    }

private:
    std::variant<T, E> state_;
};

}  // namespace teacup::sim
