#include <teacup/sim/frame_pool.hpp>

#include <new>

#include <teacup/sim/assert.hpp>

namespace teacup::sim {

namespace {
// A coroutine's operator new is told a size and nothing else: the world's pool is found here. It
// decides where memory comes from, never what happens in a run.
thread_local FramePool* current_pool = nullptr;
}  // namespace

FramePool& FramePool::current() {
    TEACUP_ASSERT(current_pool != nullptr);
    return *current_pool;
}

FramePool::Scope::Scope(FramePool& pool) noexcept : before_(current_pool) {
    current_pool = &pool;
}

FramePool::Scope::~Scope() {
    current_pool = before_;
}

void* FramePool::allocate(std::size_t size) {
    const std::size_t index = (size + grain - 1) / grain;
    if (account_ != nullptr) {
        *account_ += static_cast<std::uint32_t>(size);
    }
    if (index > classes) [[unlikely]] {
        large_bytes_ += size;
        return ::operator new(size);
    }
    if (Free* const reused = free_[index]; reused != nullptr) {
        free_[index] = reused->next;
        return reused;
    }
    const std::size_t bytes = index * grain;
    if (slabs_.empty() || slab_used_ + bytes > Slab::size_bytes) [[unlikely]] {
        slabs_.emplace_back(slabs_.empty() ? Slab::Pages::small : Slab::Pages::huge);
        slab_used_ = 0;
    }
    std::byte* const fresh = slabs_.back().data() + slab_used_;
    slab_used_ += bytes;
    return fresh;
}

void FramePool::deallocate(void* frame, std::size_t size) noexcept {
    const std::size_t index = (size + grain - 1) / grain;
    if (account_ != nullptr) {
        *account_ -= static_cast<std::uint32_t>(size);
    }
    if (index > classes) [[unlikely]] {
        large_bytes_ -= size;
        ::operator delete(frame);
        return;
    }
    Free* const freed = static_cast<Free*>(frame);
    freed->next = free_[index];
    free_[index] = freed;
}

}  // namespace teacup::sim
