/// \file
/// When a supervisor restarted something: decides whether it did so too often.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace teacup::model {

/// Counts restarts as supervisor:add_restart/1 does: in whole seconds, both ends of the period
/// included, so that the window is between P and P + 1 seconds long. Amortised O(1), and never more
/// entries than seconds.
class RestartHistory {
public:
    /// Counts one restart at `second` and gives how many there are in [second - period, second].
    /// \pre seconds never decrease
    [[nodiscard]] std::uint64_t add(std::int64_t second, std::int64_t period);
    /// Forgets everything.
    void clear() noexcept;

private:
    struct Entry {
        std::int64_t second = 0;
        std::uint64_t count = 0;
    };
    std::vector<Entry> entries_;  // Oldest first, from first_ on.
    std::size_t first_ = 0;
    std::uint64_t total_ = 0;
};

}  // namespace teacup::model
