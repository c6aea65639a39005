#include <teacup/sim/entry_chain.hpp>

#include <new>

namespace teacup::sim::detail {

EntryChunk* ChunkPool::take_fresh() {
    const std::size_t place = made_ % slab_chunks;
    if (place == 0) {
        slabs_.emplace_back(made_ == 0 ? Slab::Pages::small : Slab::Pages::huge);
    }
    ++made_;
    return ::new (slabs_.back().data() + place * sizeof(EntryChunk)) EntryChunk;
}

void EntryChain::grow(ChunkPool& pool) {
    EntryChunk* const added = pool.take();
    added->next = nullptr;
    if (size_ == 0) {
        first_ = added;
        taken_ = 0;
    } else {
        last_->next = added;
    }
    last_ = added;
    place_ = added->entries.data();
    end_ = place_ + EntryChunk::room;
}

QueueEntry EntryChain::pop(ChunkPool& pool) {
    const QueueEntry popped = first_->entries[taken_++];
    if (--size_ == 0) {
        pool.give(first_);
        *this = EntryChain();
    } else if (taken_ == EntryChunk::room) {
        EntryChunk* const emptied = std::exchange(first_, first_->next);
        taken_ = 0;
        pool.give(emptied);
    }
    return popped;
}

}  // namespace teacup::sim::detail
