/// \file
/// The queue of what will happen: a monotone radix heap with a sorted front, and a plain binary
/// heap as its oracle.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
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
/// JACM 1990): an entry lies in the bucket of the highest bit in which its time differs from a base
/// time. Buckets are vectors that keep the order of pushing, so equal times come out first in,
/// first out, without a sequence number. The few earliest entries lie sorted in a small front: that
/// spares them the last rounds through the buckets, and shows what comes next while there is time
/// to fetch it. See docs/adr for the measurements.
class EventQueue {
public:
    enum class Kind { radix, reference };

    explicit EventQueue(Kind kind = Kind::radix) : kind_(kind) {}

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// \pre entry.at is not before the time last popped
    void push(QueueEntry entry) {
        const std::int64_t at = entry.at.ns();
        TEACUP_ASSERT(at >= now_);
        ++size_;
        next_ = std::min(next_, at);
        if (static_cast<std::uint64_t>(at) < limit_) {
            push_front(entry);
        } else if (kind_ == Kind::radix) {
            put(entry);
        } else {
            push_reference(entry);
        }
    }

    /// The time of the earliest entry, never() when there is none.
    [[nodiscard]] Time next_time() const noexcept { return Time::nanoseconds(next_); }

    /// Takes the earliest entry. \pre !empty()
    [[nodiscard]] QueueEntry pop() {
        if (front_size_ == 0) [[unlikely]] {
            return pop_behind_front();
        }
        const QueueEntry entry = front_[--front_size_];
        --size_;
        now_ = entry.at.ns();
        if (front_size_ > 0) [[likely]] {
            next_ = front_[front_size_ - 1].at.ns();
        } else {
            look_ahead();
        }
        return entry;
    }

    /// The entry that `ahead` others precede, if it is known already: for prefetching.
    [[nodiscard]] const QueueEntry* upcoming(std::size_t ahead) const noexcept {
        return ahead < front_size_ ? &front_[front_size_ - 1 - ahead] : nullptr;
    }

    /// Whether upcoming() shows another lot of entries than at the last call.
    [[nodiscard]] bool shows_new_lot() noexcept { return std::exchange(has_new_lot_, false); }

    /// Drops every entry for which `is_dead(entry)`; the order of the others stays.
    template <class Predicate>
    void drop_if(Predicate is_dead);

    /// What the queue holds on to, in bytes.
    [[nodiscard]] std::size_t capacity_bytes() const noexcept;

private:
    static constexpr std::size_t buckets_max = 65;
    static constexpr std::size_t front_max = 64;
    static constexpr std::size_t gather_max = 40;  // Leaves room for what comes in between.

    struct Sequenced {
        QueueEntry entry;
        std::uint64_t sequence;
    };

    [[nodiscard]] std::size_t bucket_of(std::int64_t at) const noexcept {
        return static_cast<std::size_t>(64 -
                                        std::countl_zero(static_cast<std::uint64_t>(at ^ base_)));
    }
    void put(QueueEntry entry) {
        const std::size_t bucket = bucket_of(entry.at.ns());
        buckets_[bucket].push_back(entry);
        occupied_ |= std::uint64_t{1} << bucket;
    }
    /// Nearly always shifts nothing, or the few entries before a node's next step.
    void push_front(QueueEntry entry) {
        if (front_size_ == front_max) [[unlikely]] {
            spill();
            if (static_cast<std::uint64_t>(entry.at.ns()) >= limit_) {
                put(entry);
                return;
            }
        }
        std::size_t place = front_size_++;
        for (; place > 0 && front_[place - 1].at <= entry.at; --place) {
            front_[place] = front_[place - 1];
        }
        front_[place] = entry;
    }
    [[nodiscard]] QueueEntry pop_behind_front();
    void look_ahead();
    void spill();
    bool gather();
    void sort_into(std::size_t bucket,
                   std::array<QueueEntry, gather_max>& sorted,
                   std::size_t from);
    void split_lowest();
    [[nodiscard]] std::size_t lowest_bucket() noexcept;
    void push_reference(QueueEntry entry);
    void rebuild_reference();
    [[nodiscard]] QueueEntry pop_reference();

    Kind kind_;
    bool has_new_lot_ = false;
    std::int64_t now_ = 0;     // The time last popped.
    std::int64_t base_ = 0;    // Buckets are relative to it. Not after any entry or push to come.
    std::uint64_t limit_ = 0;  // Entries before it lie in the front, all others in buckets.
    std::int64_t next_ = Time::never().ns();
    std::size_t size_ = 0;
    std::size_t front_size_ = 0;
    std::size_t cursor_ = 0;      // Into bucket 0: what was popped of it already.
    std::uint64_t occupied_ = 0;  // Bit b: bucket b may hold entries. Times are below 2^63.
    std::array<QueueEntry, front_max> front_;  // The earliest last.
    std::array<std::vector<QueueEntry>, buckets_max> buckets_;
    std::vector<Sequenced> heap_;
    std::uint64_t sequence_ = 0;
};

template <class Predicate>
void EventQueue::drop_if(Predicate is_dead) {
    const auto filter = [&](auto& entries, auto entry_of) {
        std::erase_if(entries, [&](const auto& item) { return is_dead(entry_of(item)); });
        size_ += entries.size();
    };
    auto* const front_end = std::remove_if(front_.data(), front_.data() + front_size_, is_dead);
    front_size_ = static_cast<std::size_t>(front_end - front_.data());
    buckets_[0].erase(buckets_[0].begin(),
                      buckets_[0].begin() + static_cast<std::ptrdiff_t>(cursor_));
    cursor_ = 0;
    size_ = front_size_;
    for (auto& bucket : buckets_) {
        // Entries of the bucket itself are passed, never a temporary.
        // NOLINTNEXTLINE(bugprone-return-const-ref-from-parameter)
        filter(bucket, [](const QueueEntry& entry) -> const QueueEntry& { return entry; });
    }
    // Filtering keeps the pairs of time and sequence, but not the shape of the heap.
    filter(heap_, [](const Sequenced& item) -> const QueueEntry& { return item.entry; });
    rebuild_reference();
    look_ahead();
}

}  // namespace teacup::sim
