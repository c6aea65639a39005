#include <teacup/model/otp/restart_history.hpp>

#include <teacup/sim/assert.hpp>

namespace teacup::model {

std::uint64_t RestartHistory::add(std::int64_t second, std::int64_t period) {
    TEACUP_ASSERT(entries_.empty() || entries_.back().second <= second);
    while (first_ < entries_.size() && entries_[first_].second < second - period) {
        total_ -= entries_[first_++].count;
    }
    if (first_ == entries_.size()) {
        entries_.clear();
        first_ = 0;
    } else if (first_ * 2 > entries_.size()) {
        entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }
    if (entries_.empty() || entries_.back().second != second) {
        entries_.push_back({.second = second});
    }
    ++entries_.back().count;
    return ++total_;
}

void RestartHistory::clear() noexcept {
    entries_.clear();
    first_ = 0;
    total_ = 0;
}

}  // namespace teacup::model
