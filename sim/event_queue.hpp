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
#include <teacup/sim/entry_chain.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::sim {

/// Pending entries in order of (time, order of pushing).
///
/// A radix heap (Ahuja, Mehlhorn, Orlin, Tarjan: Faster algorithms for the shortest path problem,
/// JACM 1990) on hexadecimal digits: an entry lies in the bucket of the highest digit in which its
/// time differs from a base time, and of that digit's value. Buckets keep the order of pushing, so
/// equal times come out first in, first out, without a sequence number. The few earliest entries
/// lie sorted in a small front: that spares them the last rounds through the buckets, and shows
/// what comes next while there is time to fetch it. See docs/adr for the measurements.
class EventQueue {
public:
    enum class Kind { radix, reference };

    explicit EventQueue(Kind kind = Kind::radix) : kind_(kind) {}

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// \pre entry.at is not before the time last popped
    void push(const QueueEntry& entry) {
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
    static constexpr unsigned digit_bits = 4;
    static constexpr std::size_t digits = std::size_t{1} << digit_bits;
    static constexpr std::size_t levels = 64 / digit_bits;
    static constexpr std::size_t front_max = 64;
    static constexpr std::size_t gather_max = 40;  // Leaves room for what comes in between.

    struct Sequenced {
        QueueEntry entry;
        std::uint64_t sequence;
    };
    /// The value `digit` at `level`, which counts digits from the lowest.
    struct Bucket {
        std::size_t level;
        std::size_t digit;
    };

    [[nodiscard]] detail::EntryChain& chain(Bucket bucket) noexcept {
        return chains_[bucket.level * digits + bucket.digit];
    }
    void put(const QueueEntry& entry) {
        const auto at = static_cast<std::uint64_t>(entry.at.ns());
        const std::uint64_t differing = (at ^ static_cast<std::uint64_t>(base_)) | 1U;
        const auto level = static_cast<std::size_t>(63 - std::countl_zero(differing)) / digit_bits;
        const std::size_t digit = (at >> (level * digit_bits)) % digits;
        chain({level, digit}).push(pool_, entry);
        occupied_levels_ |= 1U << level;
        occupied_[level] |= static_cast<std::uint16_t>(1U << digit);
    }
    /// Nearly always shifts nothing, or the few entries before a node's next step.
    void push_front(const QueueEntry& entry) {
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
    /// \pre something lies in a bucket
    [[nodiscard]] Bucket lowest_bucket() const noexcept {
        const auto level = static_cast<std::size_t>(std::countr_zero(occupied_levels_));
        return {level, static_cast<std::size_t>(std::countr_zero(occupied_[level]))};
    }
    void mark_empty(Bucket bucket) noexcept;
    [[nodiscard]] std::uint64_t begin_of(Bucket bucket) const noexcept;
    [[nodiscard]] QueueEntry pop_behind_front();
    void look_ahead();
    void spill();
    bool gather();
    /// Sorts what lay in one bucket of that level.
    static void sort(const QueueEntry* from, std::size_t count, std::size_t level, QueueEntry* to);
    static void sort_by_digit(const QueueEntry* from,
                              std::size_t count,
                              std::size_t level,
                              QueueEntry* to);
    void split(Bucket bucket);
    void push_reference(const QueueEntry& entry);
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
    std::uint32_t occupied_levels_ = 0;  // Bit L: something lies at level L.
    std::array<std::uint16_t, levels> occupied_{};
    std::array<QueueEntry, front_max> front_;  // The earliest last.
    std::array<detail::EntryChain, levels * digits> chains_;
    detail::ChunkPool pool_;
    std::vector<Sequenced> heap_;
    std::uint64_t sequence_ = 0;
};

template <class Predicate>
void EventQueue::drop_if(Predicate is_dead) {
    QueueEntry* const front_end =
        std::remove_if(front_.data(), front_.data() + front_size_, is_dead);
    front_size_ = static_cast<std::size_t>(front_end - front_.data());
    std::vector<QueueEntry> kept;
    for (detail::EntryChain& chain : chains_) {
        chain.drain(pool_, [&](const QueueEntry& entry) {
            if (!is_dead(entry)) {
                kept.push_back(entry);
            }
        });
    }
    occupied_levels_ = 0;
    occupied_.fill(0);
    for (const QueueEntry& entry : kept) {
        put(entry);
    }
    // Filtering keeps the pairs of time and sequence, but not the shape of the heap.
    std::erase_if(heap_, [&](const Sequenced& item) { return is_dead(item.entry); });
    rebuild_reference();
    size_ = front_size_ + kept.size() + heap_.size();
    look_ahead();
}

}  // namespace teacup::sim
