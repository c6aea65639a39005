#include <teacup/sim/event_queue.hpp>

namespace teacup::sim {

namespace {
// For std::push_heap, which keeps the greatest on top.
constexpr auto later = [](const auto& a, const auto& b) {
    return a.entry.at != b.entry.at ? a.entry.at > b.entry.at : a.sequence > b.sequence;
};

/// The first time after the bucket's range, relative to `base`; up to 2^63, past all times.
std::uint64_t end_of(std::size_t bucket, std::int64_t base) {
    constexpr std::uint64_t past_all = std::uint64_t{1} << 63;
    if (bucket >= 63) {
        return past_all;
    }
    return std::min(past_all, ((static_cast<std::uint64_t>(base) >> bucket) + 1) << bucket);
}
}  // namespace

std::size_t EventQueue::lowest_bucket() noexcept {
    while (occupied_ != 0) {
        const auto lowest = static_cast<std::size_t>(std::countr_zero(occupied_));
        if (!buckets_[lowest].empty()) {
            return lowest;
        }
        occupied_ &= occupied_ - 1;
    }
    return buckets_max;
}

void EventQueue::look_ahead() {
    if (kind_ == Kind::reference) {
        next_ = heap_.empty() ? Time::never().ns() : heap_.front().entry.at.ns();
        return;
    }
    if (front_size_ == 0 && cursor_ == 0 && size_ > 0) {
        gather();
    }
    if (front_size_ > 0) {
        next_ = front_[front_size_ - 1].at.ns();
        return;
    }
    // Too many for the front, or none.
    next_ = Time::never().ns();
    if (const std::size_t lowest = lowest_bucket(); lowest < buckets_max) {
        for (std::size_t i = lowest == 0 ? cursor_ : 0; i < buckets_[lowest].size(); ++i) {
            next_ = std::min(next_, buckets_[lowest][i].at.ns());
        }
    }
}

bool EventQueue::gather() {
    std::array<QueueEntry, gather_max> sorted;
    std::size_t count = 0;
    for (std::size_t lowest = lowest_bucket(); lowest < buckets_max; lowest = lowest_bucket()) {
        std::vector<QueueEntry>& bucket = buckets_[lowest];
        if (count + bucket.size() > gather_max) {
            break;
        }
        sort_into(lowest, sorted, count);
        count += bucket.size();
        bucket.clear();
        limit_ = end_of(lowest, base_);
    }
    front_size_ = count;
    has_new_lot_ = true;
    std::reverse_copy(
        sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(count), front_.begin());
    return count > 0;
}

void EventQueue::sort_into(std::size_t bucket,
                           std::array<QueueEntry, gather_max>& sorted,
                           std::size_t from) {
    // By insertion: it is stable, and a bucket is short here.
    std::size_t end = from;
    for (const QueueEntry& entry : buckets_[bucket]) {
        std::size_t place = end++;
        for (; place > from && sorted[place - 1].at > entry.at; --place) {
            sorted[place] = sorted[place - 1];
        }
        sorted[place] = entry;
    }
}

void EventQueue::split_lowest() {
    const std::size_t lowest = lowest_bucket();
    TEACUP_ASSERT(lowest > 0 && lowest < buckets_max);
    base_ = next_;
    limit_ = static_cast<std::uint64_t>(next_);
    // Every entry differs from the new base in a lower bit than before, so none stays here.
    std::vector<QueueEntry> moving;
    moving.swap(buckets_[lowest]);
    for (const QueueEntry& entry : moving) {
        put(entry);
    }
    moving.clear();
    buckets_[lowest].swap(moving);  // Gives the capacity back.
}

QueueEntry EventQueue::pop_behind_front() {
    if (kind_ == Kind::reference) {
        return pop_reference();
    }
    TEACUP_ASSERT(size_ > 0);
    if (buckets_[0].empty()) {
        split_lowest();
        if (gather()) {
            return pop();
        }
    }
    const QueueEntry entry = buckets_[0][cursor_++];
    --size_;
    now_ = entry.at.ns();
    if (cursor_ == buckets_[0].size()) {
        buckets_[0].clear();
        cursor_ = 0;
        look_ahead();
    }
    return entry;
}

void EventQueue::spill() {
    // Never between two ties: what came later must not come back before what is kept.
    std::size_t spilled = front_max / 2;
    const Time first = front_[spilled - 1].at;
    limit_ = static_cast<std::uint64_t>(first.ns());
    while (spilled < front_size_ && front_[spilled].at == first) {
        ++spilled;
    }
    for (std::size_t i = spilled; i > 0; --i) {
        put(front_[i - 1]);
    }
    std::copy(front_.data() + spilled, front_.data() + front_size_, front_.data());
    front_size_ -= spilled;
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
    now_ = entry.at.ns();
    look_ahead();
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
