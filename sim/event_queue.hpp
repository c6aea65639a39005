/// \file
/// The queue of what will happen: a monotone radix heap, and a plain binary heap as its oracle.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <teacup/sim/assert.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::sim {

/// One thing to happen: what it means is the business of the handler that `tag` names.
struct QueueEntry {
    Time at;
    std::uint32_t index = 0;
    std::uint32_t tag = 0;
};
static_assert(sizeof(QueueEntry) == 16);

/// Pending entries in order of (time, order of pushing).
///
/// A radix heap (Ahuja, Mehlhorn, Orlin, Tarjan: Faster algorithms for the shortest path problem,
/// JACM 1990): an entry lies in the bucket of the highest bit in which its time differs from the
/// time last popped. Buckets are vectors that keep the order of pushing, so equal times come out
/// first in, first out, without a sequence number. See docs/adr for the measurements.
class EventQueue {
public:
    enum class Kind { radix, reference };

    explicit EventQueue(Kind kind = Kind::radix) : kind_(kind) {}

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// \pre entry.at is not before the time last popped
    void push(QueueEntry entry) {
        TEACUP_ASSERT(entry.at.ns() >= last_);
        ++size_;
        if (entry.at.ns() < next_) {
            next_ = entry.at.ns();
        }
        if (kind_ == Kind::radix) {
            put(entry);
        } else {
            push_reference(entry);
        }
    }

    /// The time of the earliest entry, never() when there is none.
    [[nodiscard]] Time next_time() const noexcept { return Time::nanoseconds(next_); }

    /// Takes the earliest entry. \pre !empty()
    [[nodiscard]] QueueEntry pop() {
        if (kind_ == Kind::reference) {
            return pop_reference();
        }
        if (cursor_ == buckets_[0].size()) {
            refill();
        }
        const QueueEntry entry = buckets_[0][cursor_++];
        --size_;
        if (cursor_ == buckets_[0].size()) {
            buckets_[0].clear();
            cursor_ = 0;
            next_ = earliest_above_bottom();
        }
        return entry;
    }

    /// Entries at the bottom that will be popped next, for prefetching.
    [[nodiscard]] const QueueEntry* upcoming(std::size_t ahead) const noexcept {
        const std::size_t at = cursor_ + ahead;
        return at < buckets_[0].size() ? &buckets_[0][at] : nullptr;
    }

    /// Drops every entry for which `is_dead(entry)`; the order of the others stays.
    template <class Predicate>
    void drop_if(Predicate is_dead);

    /// What the queue holds on to, in bytes.
    [[nodiscard]] std::size_t capacity_bytes() const noexcept;

private:
    struct Sequenced {
        QueueEntry entry;
        std::uint64_t sequence;
    };

    [[nodiscard]] std::size_t bucket_of(Time at) const noexcept {
        return static_cast<std::size_t>(
            64 - std::countl_zero(static_cast<std::uint64_t>(at.ns() ^ last_)));
    }
    void put(QueueEntry entry) {
        const std::size_t bucket = bucket_of(entry.at);
        buckets_[bucket].push_back(entry);
        occupied_ |= std::uint64_t{1} << bucket;
    }
    void refill();
    [[nodiscard]] std::int64_t earliest_above_bottom() noexcept;
    void push_reference(QueueEntry entry);
    void rebuild_reference();
    [[nodiscard]] QueueEntry pop_reference();

    Kind kind_;
    std::int64_t last_ = 0;
    std::int64_t next_ = Time::never().ns();
    std::size_t size_ = 0;
    std::size_t cursor_ = 0;      // Into bucket 0: what was popped of it already.
    std::uint64_t occupied_ = 0;  // Bit b: bucket b may hold entries.
    std::array<std::vector<QueueEntry>, 65> buckets_;
    std::vector<Sequenced> heap_;
    std::uint64_t sequence_ = 0;
};

template <class Predicate>
void EventQueue::drop_if(Predicate is_dead) {
    size_ = 0;
    next_ = Time::never().ns();
    const auto filter = [&](auto& entries, auto entry_of) {
        std::size_t kept = 0;
        for (auto& candidate : entries) {
            if (!is_dead(entry_of(candidate))) {
                next_ = std::min(next_, entry_of(candidate).at.ns());
                entries[kept++] = candidate;
            }
        }
        entries.resize(kept);
        size_ += kept;
    };
    buckets_[0].erase(buckets_[0].begin(),
                      buckets_[0].begin() + static_cast<std::ptrdiff_t>(cursor_));
    cursor_ = 0;
    for (auto& bucket : buckets_) {
        // NOLINTNEXTLINE(bugprone-return-const-ref-from-parameter): the entry outlives the call.
        filter(bucket, [](const QueueEntry& entry) -> const QueueEntry& { return entry; });
    }
    // Filtering keeps the pairs of time and sequence, but not the shape of the heap.
    filter(heap_, [](const Sequenced& item) -> const QueueEntry& { return item.entry; });
    rebuild_reference();
}

}  // namespace teacup::sim
