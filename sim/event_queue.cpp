#include <teacup/sim/event_queue.hpp>

namespace teacup::sim {

namespace {
// For std::push_heap, which keeps the greatest on top.
constexpr auto later = [](const auto& a, const auto& b) {
    return a.entry.at != b.entry.at ? a.entry.at > b.entry.at : a.sequence > b.sequence;
};
}  // namespace

std::int64_t EventQueue::earliest_above_bottom() noexcept {
    std::uint64_t candidates = occupied_ & ~std::uint64_t{1};
    while (candidates != 0) {
        const auto lowest = static_cast<std::size_t>(std::countr_zero(candidates));
        const auto& bucket = buckets_[lowest];
        if (!bucket.empty()) {
            std::int64_t earliest = bucket.front().at.ns();
            for (const QueueEntry& entry : bucket) {
                earliest = std::min(earliest, entry.at.ns());
            }
            return earliest;
        }
        occupied_ &= ~(std::uint64_t{1} << lowest);
        candidates &= candidates - 1;
    }
    return Time::never().ns();
}

void EventQueue::refill() {
    TEACUP_ASSERT(size_ > 0);
    last_ = next_;
    std::uint64_t candidates = occupied_ & ~std::uint64_t{1};
    TEACUP_ASSERT(candidates != 0);
    auto lowest = static_cast<std::size_t>(std::countr_zero(candidates));
    while (buckets_[lowest].empty()) {
        candidates &= candidates - 1;
        lowest = static_cast<std::size_t>(std::countr_zero(candidates));
    }
    // Every entry differs from the new time in a lower bit than before, so none stays here.
    std::vector<QueueEntry> moving;
    moving.swap(buckets_[lowest]);
    occupied_ &= ~(std::uint64_t{1} << lowest);
    for (const QueueEntry& entry : moving) {
        put(entry);
    }
    moving.clear();
    buckets_[lowest].swap(moving);  // Gives the capacity back.
}

void EventQueue::push_reference(QueueEntry entry) {
    heap_.push_back({entry, sequence_++});
    std::push_heap(heap_.begin(), heap_.end(), later);
}

QueueEntry EventQueue::pop_reference() {
    TEACUP_ASSERT(!heap_.empty());
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const QueueEntry entry = heap_.back().entry;
    heap_.pop_back();
    --size_;
    last_ = entry.at.ns();
    next_ = heap_.empty() ? Time::never().ns() : heap_.front().entry.at.ns();
    return entry;
}

void EventQueue::rebuild_reference() {
    std::make_heap(heap_.begin(), heap_.end(), later);
}

std::size_t EventQueue::capacity_bytes() const noexcept {
    std::size_t bytes = heap_.capacity() * sizeof(Sequenced);
    for (const auto& bucket : buckets_) {
        bytes += bucket.capacity() * sizeof(QueueEntry);
    }
    return bytes;
}

}  // namespace teacup::sim
