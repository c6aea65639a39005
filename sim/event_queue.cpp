#include <teacup/sim/event_queue.hpp>

namespace teacup::sim {

namespace {
// For std::push_heap, which keeps the greatest on top.
constexpr auto later = [](const auto& a, const auto& b) {
    return a.entry.at != b.entry.at ? a.entry.at > b.entry.at : a.sequence > b.sequence;
};
}  // namespace

std::uint64_t EventQueue::begin_of(Bucket bucket) const noexcept {
    const std::size_t shift = bucket.level * digit_bits;
    // In two steps: a shift by all 64 bits has no meaning.
    const std::uint64_t above = (static_cast<std::uint64_t>(base_) >> shift) >> digit_bits;
    return ((above << digit_bits) | bucket.digit) << shift;
}

void EventQueue::mark_empty(Bucket bucket) noexcept {
    std::uint16_t& level = occupied_[bucket.level];
    level = static_cast<std::uint16_t>(level & ~(1U << bucket.digit));
    if (level == 0) {
        occupied_levels_ &= ~(1U << bucket.level);
    }
}

void EventQueue::look_ahead() {
    if (kind_ == Kind::reference) {
        next_ = heap_.empty() ? Time::never().ns() : heap_.front().entry.at.ns();
        return;
    }
    if (front_size_ > 0 || gather()) {
        next_ = front_[front_size_ - 1].at.ns();
        return;
    }
    // Too many for the front, or none.
    next_ = Time::never().ns();
    if (occupied_levels_ == 0) {
        return;
    }
    const Bucket lowest = lowest_bucket();
    if (lowest.level == 0) {
        next_ = chain(lowest).front().at.ns();  // Of all of them.
        return;
    }
    std::int64_t earliest = next_;
    chain(lowest).for_each(
        [&](const QueueEntry& entry) { earliest = std::min(earliest, entry.at.ns()); });
    next_ = earliest;
}

bool EventQueue::gather() {
    std::array<QueueEntry, gather_max> drawn;
    std::array<QueueEntry, gather_max> sorted;
    std::size_t count = 0;
    while (occupied_levels_ != 0) {
        const Bucket lowest = lowest_bucket();
        detail::EntryChain& gathered = chain(lowest);
        const std::size_t more = gathered.size();
        if (count + more > gather_max) {
            break;
        }
        QueueEntry* place = drawn.data();
        gathered.drain(pool_, [&](const QueueEntry& entry) { *place++ = entry; });
        sort(drawn.data(), more, lowest.level, sorted.data() + count);
        count += more;
        mark_empty(lowest);
        limit_ = begin_of(lowest) + (std::uint64_t{1} << (lowest.level * digit_bits));
    }
    front_size_ = count;
    has_new_lot_ = true;
    std::reverse_copy(
        sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(count), front_.begin());
    return count > 0;
}

void EventQueue::sort(const QueueEntry* from,
                      std::size_t count,
                      std::size_t level,
                      QueueEntry* to) {
    constexpr std::size_t few = 6;
    if (level == 0 || count <= few) {
        std::copy(from, from + count, to);  // At level 0 all are for the same time.
    } else {
        sort_by_digit(from, count, level - 1, to);
    }
    if (level == 0) {
        return;
    }
    // By insertion, which is stable, as sorting by digit is.
    for (std::size_t i = 1; i < count; ++i) {
        const QueueEntry entry = to[i];
        std::size_t place = i;
        for (; place > 0 && to[place - 1].at > entry.at; --place) {
            to[place] = to[place - 1];
        }
        to[place] = entry;
    }
}

// Leaves little to do, with next to no branch that goes either way.
void EventQueue::sort_by_digit(const QueueEntry* from,
                               std::size_t count,
                               std::size_t level,
                               QueueEntry* to) {
    const auto digit_of = [shift = level * digit_bits](const QueueEntry& entry) {
        return (static_cast<std::uint64_t>(entry.at.ns()) >> shift) % digits;
    };
    static_assert(gather_max < 256);
    std::array<std::uint8_t, digits> places{};
    for (std::size_t i = 0; i < count; ++i) {
        ++places[digit_of(from[i])];
    }
    std::uint8_t before = 0;
    for (std::uint8_t& place : places) {
        before = static_cast<std::uint8_t>(before + std::exchange(place, before));
    }
    for (std::size_t i = 0; i < count; ++i) {
        to[places[digit_of(from[i])]++] = from[i];
    }
}

void EventQueue::split(Bucket bucket) {
    TEACUP_ASSERT(bucket.level > 0);
    limit_ = begin_of(bucket);
    base_ = static_cast<std::int64_t>(limit_);
    mark_empty(bucket);
    // Every entry has the new base's digits from this level up, so none comes back here.
    chain(bucket).drain(pool_, [this](const QueueEntry& entry) { put(entry); });
}

QueueEntry EventQueue::pop_behind_front() {
    if (kind_ == Kind::reference) {
        return pop_reference();
    }
    TEACUP_ASSERT(size_ > 0);
    Bucket lowest = lowest_bucket();
    while (lowest.level > 0) {
        split(lowest);
        if (gather()) {
            return pop();
        }
        lowest = lowest_bucket();
    }
    const QueueEntry entry = chain(lowest).pop(pool_);
    --size_;
    now_ = entry.at.ns();
    if (chain(lowest).empty()) {
        mark_empty(lowest);
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

void EventQueue::push_reference(const QueueEntry& entry) {
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
    return heap_.capacity() * sizeof(Sequenced) + pool_.capacity_bytes();
}

}  // namespace teacup::sim
