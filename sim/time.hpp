/// \file
/// Virtual time: integer nanoseconds in strong types, so that no unit is ever guessed.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>

namespace teacup::sim {

/// A span of virtual time, in nanoseconds; may be negative as a difference of two times.
class Duration {
public:
    constexpr Duration() noexcept = default;

    [[nodiscard]] static constexpr Duration nanoseconds(std::int64_t count) noexcept {
        return Duration(count);
    }
    [[nodiscard]] static constexpr Duration microseconds(std::int64_t count) noexcept {
        return Duration(count * 1'000);
    }
    [[nodiscard]] static constexpr Duration milliseconds(std::int64_t count) noexcept {
        return Duration(count * 1'000'000);
    }
    [[nodiscard]] static constexpr Duration seconds(std::int64_t count) noexcept {
        return Duration(count * 1'000'000'000);
    }
    /// Stands for "for ever": longer than any run.
    [[nodiscard]] static constexpr Duration infinity() noexcept {
        return Duration(std::numeric_limits<std::int64_t>::max());
    }

    [[nodiscard]] constexpr std::int64_t ns() const noexcept { return ns_; }
    [[nodiscard]] constexpr bool is_infinite() const noexcept { return *this == infinity(); }

    constexpr auto operator<=>(const Duration&) const noexcept = default;
    constexpr Duration& operator+=(Duration other) noexcept { return *this = *this + other; }
    [[nodiscard]] friend constexpr Duration operator+(Duration a, Duration b) noexcept {
        return Duration(a.ns_ + b.ns_);
    }
    [[nodiscard]] friend constexpr Duration operator-(Duration a, Duration b) noexcept {
        return Duration(a.ns_ - b.ns_);
    }
    [[nodiscard]] friend constexpr Duration operator*(Duration a, std::int64_t factor) noexcept {
        return Duration(a.ns_ * factor);
    }
    [[nodiscard]] friend constexpr Duration operator/(Duration a, std::int64_t divisor) noexcept {
        return Duration(a.ns_ / divisor);
    }

private:
    explicit constexpr Duration(std::int64_t ns) noexcept : ns_(ns) {}
    std::int64_t ns_ = 0;
};

/// An instant of virtual time, in nanoseconds since the run began; never negative in a run.
class Time {
public:
    constexpr Time() noexcept = default;

    [[nodiscard]] static constexpr Time nanoseconds(std::int64_t since_begin) noexcept {
        return Time(since_begin);
    }
    /// Later than every instant of a run.
    [[nodiscard]] static constexpr Time never() noexcept {
        return Time(std::numeric_limits<std::int64_t>::max());
    }

    [[nodiscard]] constexpr std::int64_t ns() const noexcept { return ns_; }

    constexpr auto operator<=>(const Time&) const noexcept = default;
    constexpr Time& operator+=(Duration span) noexcept { return *this = *this + span; }
    /// Saturates at never(), so that waiting for ever needs no special case.
    [[nodiscard]] friend constexpr Time operator+(Time at, Duration span) noexcept {
        if (span.ns() > 0 && at.ns_ > never().ns_ - span.ns()) {
            return never();
        }
        return Time(at.ns_ + span.ns());
    }
    [[nodiscard]] friend constexpr Time operator-(Time at, Duration span) noexcept {
        return Time(at.ns_ - span.ns());
    }
    [[nodiscard]] friend constexpr Duration operator-(Time a, Time b) noexcept {
        return Duration::nanoseconds(a.ns_ - b.ns_);
    }

private:
    explicit constexpr Time(std::int64_t ns) noexcept : ns_(ns) {}
    std::int64_t ns_ = 0;
};

/// The shortest exact spelling with one unit, as scenario files write it: "1500ms", "2s", "0s".
[[nodiscard]] std::string to_string(Duration span);

/// Seconds with as many digits as it takes, for people: "12.345678s".
[[nodiscard]] std::string to_string(Time at);

}  // namespace teacup::sim
