#include <teacup/model/history/linearizable/config_table.hpp>

#include <algorithm>
#include <utility>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history {

std::size_t ConfigTable::place_of(const std::uint64_t* config) const noexcept {
    __extension__ using Wide = unsigned __int128;
    std::uint64_t hash = 0x9E3779B97F4A7C15U;
    for (std::size_t i = 0; i < words_; ++i) {
        const Wide product = Wide{hash ^ config[i]} * 0xD6E8FEB86659FD93U;
        hash = static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    }
    const std::size_t mask = capacity_ - 1;
    for (std::size_t place = hash & mask;; place = (place + 1) & mask) {
        const std::uint64_t* slot = &slots_[place * words_];
        if (slot[0] == empty || std::equal(slot, slot + words_, config)) {
            return place;
        }
    }
}

bool ConfigTable::grow() {
    constexpr std::size_t capacity_first = 64;
    const std::size_t capacity = capacity_ == 0 ? capacity_first : 2 * capacity_;
    const std::size_t bytes = capacity * words_ * sizeof(std::uint64_t);
    if (!budget_->take(bytes)) {
        budget_->give_back(bytes);
        return false;
    }
    std::vector<std::uint64_t> old(capacity * words_, empty);
    old.swap(slots_);
    capacity_ = capacity;
    for (std::size_t i = 0; i < old.size(); i += words_) {
        if (old[i] != empty) {
            std::copy_n(&old[i], words_, &slots_[place_of(&old[i]) * words_]);
        }
    }
    budget_->give_back(std::exchange(taken_, bytes));
    return true;
}

ConfigTable::Added ConfigTable::add(std::span<const std::uint64_t> config) {
    TEACUP_ASSERT(config.size() == words_);
    TEACUP_ASSERT(config[0] != empty);
    if (2 * size_ >= capacity_ && !grow()) {
        return Added::no_memory;
    }
    std::uint64_t* slot = &slots_[place_of(config.data()) * words_];
    if (slot[0] != empty) {
        return Added::seen_before;
    }
    std::copy(config.begin(), config.end(), slot);
    ++size_;
    return Added::yes;
}

}  // namespace teacup::model::history
