/// \file
/// Lists of queue entries in small chunks: what one list gives back, the next one takes, still
/// warm.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <teacup/sim/slab.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::sim {

/// One thing to happen: what it means is the business of the handler that `tag` names.
struct QueueEntry {
    Time at;
    std::uint32_t index = 0;
    std::uint32_t tag = 0;
};
static_assert(sizeof(QueueEntry) == 16);

namespace detail {

struct alignas(64) EntryChunk {
    static constexpr std::size_t room = 63;
    EntryChunk* next = nullptr;
    std::uint64_t padding = 0;
    std::array<QueueEntry, room> entries;
};
static_assert(sizeof(EntryChunk) == 1024, "a chunk is sixteen cache lines");

/// The chunks of one queue.
class ChunkPool {
public:
    [[nodiscard]] EntryChunk* take() {
        if (free_ == nullptr) [[unlikely]] {
            return take_fresh();
        }
        return std::exchange(free_, free_->next);
    }
    void give(EntryChunk* chunk) noexcept {
        chunk->next = free_;
        free_ = chunk;
    }
    /// What was ever touched.
    [[nodiscard]] std::size_t capacity_bytes() const noexcept { return made_ * sizeof(EntryChunk); }

private:
    static constexpr std::size_t slab_chunks = Slab::size_bytes / sizeof(EntryChunk);
    [[nodiscard]] EntryChunk* take_fresh();

    EntryChunk* free_ = nullptr;
    std::vector<Slab> slabs_;
    std::size_t made_ = 0;
};

/// A list of entries in order of pushing. All chains of a queue share its pool.
class EntryChain {
public:
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    void push(ChunkPool& pool, const QueueEntry& entry) {
        if (place_ == end_) [[unlikely]] {
            grow(pool);
        }
        *place_++ = entry;
        ++size_;
    }
    /// \pre !empty()
    [[nodiscard]] const QueueEntry& front() const noexcept { return first_->entries[taken_]; }
    /// \pre !empty()
    [[nodiscard]] QueueEntry pop(ChunkPool& pool);

    template <class Visit>
    void for_each(Visit visit) const {
        const EntryChunk* chunk = first_;
        std::size_t at = taken_;
        for (std::size_t left = size_; left > 0; --left) {
            if (at == EntryChunk::room) {
                chunk = chunk->next;
                at = 0;
            }
            visit(chunk->entries[at++]);
        }
    }
    /// Takes all entries out, in order. `visit` may push to this chain and to others of the pool.
    template <class Visit>
    void drain(ChunkPool& pool, Visit visit) {
        EntryChain drained = std::exchange(*this, EntryChain());
        std::size_t begin = drained.taken_;
        while (drained.size_ > 0) {
            EntryChunk* const chunk = drained.first_;
            const std::size_t end = std::min(begin + drained.size_, EntryChunk::room);
            drained.first_ = chunk->next;
            fetch(drained.first_);
            for (std::size_t at = begin; at < end; ++at) {
                visit(chunk->entries[at]);
            }
            drained.size_ -= static_cast<std::uint32_t>(end - begin);
            begin = 0;
            pool.give(chunk);
        }
    }

private:
    void grow(ChunkPool& pool);
    [[gnu::always_inline]] static void fetch(const EntryChunk* chunk) noexcept {
        const auto* const bytes = reinterpret_cast<const std::byte*>(chunk);
        for (std::size_t offset = 0; offset < sizeof(EntryChunk); offset += 64) {
            __builtin_prefetch(bytes + offset);
        }
    }

    EntryChunk* first_ = nullptr;
    EntryChunk* last_ = nullptr;
    QueueEntry* place_ = nullptr;  // Where the next one goes, in the last chunk.
    QueueEntry* end_ = nullptr;    // Of the last chunk.
    std::uint32_t size_ = 0;
    std::uint32_t taken_ = 0;  // Of the first chunk's entries.
};

}  // namespace detail
}  // namespace teacup::sim
