/// \file
/// How much a checker may spend. Checkers are pure: clocks, signals and threads stay with the
/// caller, who answers the stop question.
#pragma once

// style: allow banned: no run looks at it; the parts of one check share it between threads.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string_view>

namespace teacup::model::history {

enum class Stop : std::uint8_t { none, time, memory, interrupted };

/// "the time limit was reached", ...; empty for none.
[[nodiscard]] std::string_view to_string(Stop stop) noexcept;

/// Shared by all threads of one check. Once it has stopped it stays so.
class Budget {
public:
    /// Asked now and then, from any thread; anything but Stop::none ends the check.
    using StopQuestion = std::function<Stop()>;

    Budget() = default;
    explicit Budget(StopQuestion question,
                    std::size_t bytes_max = std::numeric_limits<std::size_t>::max())
        : question_(std::move(question)), bytes_max_(bytes_max) {}

    /// Call it once a step of a search (a step costs under a microsecond or so); it asks the
    /// question every 1024th time of this thread's counter. False: stop as soon as possible.
    [[nodiscard]] bool step() noexcept {
        thread_local std::uint32_t steps = 0;
        return (++steps & 1023U) != 0 ? stopped() == Stop::none : ask();
    }
    /// Asks now: before and after a long stretch without steps.
    [[nodiscard]] bool ask() noexcept;

    /// Before memory grows by about so many bytes. False: stop, the limit is reached.
    [[nodiscard]] bool take(std::size_t bytes) noexcept;
    void give_back(std::size_t bytes) noexcept { used_.fetch_sub(bytes); }

    [[nodiscard]] Stop stopped() const noexcept { return stop_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::size_t used_bytes() const noexcept { return used_.load(); }
    [[nodiscard]] std::size_t bytes_left() const noexcept {
        const std::size_t used = used_.load();
        return used < bytes_max_ ? bytes_max_ - used : 0;
    }

private:
    StopQuestion question_;
    std::size_t bytes_max_ = std::numeric_limits<std::size_t>::max();
    std::atomic<std::size_t> used_ = 0;
    std::atomic<Stop> stop_ = Stop::none;
};

/// Runs independent parts of a check, side by side if the caller has threads to give.
class Workers {
public:
    virtual ~Workers() = default;
    /// Calls `part(0)` ... `part(count - 1)`, each once, in any order; returns when all have
    /// returned. The default does them one after the other.
    virtual void for_each(std::size_t count, const std::function<void(std::size_t)>& part);
};

}  // namespace teacup::model::history
