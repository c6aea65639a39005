/// \file
/// Memory of coroutine frames: size classes from slabs, so that a spawn costs no malloc.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <teacup/sim/slab.hpp>

namespace teacup::sim {

/// Frames of one world. Freed memory goes back to its size class and is used again first.
class FramePool {
public:
    FramePool() = default;
    FramePool(const FramePool&) = delete;
    FramePool& operator=(const FramePool&) = delete;

    [[nodiscard]] void* allocate(std::size_t size);
    void deallocate(void* frame, std::size_t size) noexcept;

    /// Where the bytes of frames made and destroyed from now on are counted; may be nullptr.
    void set_account(std::uint32_t* bytes) noexcept { account_ = bytes; }
    [[nodiscard]] std::uint32_t* account() const noexcept { return account_; }

    /// What was ever touched.
    [[nodiscard]] std::size_t capacity_bytes() const noexcept {
        const std::size_t before_last = slabs_.empty() ? 0 : slabs_.size() - 1;
        return before_last * Slab::size_bytes + slab_used_ + large_bytes_;
    }

    /// The pool that frames of this thread come from. \pre inside a Scope
    [[nodiscard]] static FramePool& current();

    /// Makes a pool the current one of this thread while it lives.
    class Scope {
    public:
        explicit Scope(FramePool& pool) noexcept;
        ~Scope();
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

    private:
        FramePool* before_;
    };

private:
    static constexpr std::size_t grain = 16;
    static constexpr std::size_t classes = 64;  // Up to 1 KiB; larger frames come from the heap.
    struct Free {
        Free* next;
    };

    std::array<Free*, classes + 1> free_{};
    std::vector<Slab> slabs_;
    std::size_t slab_used_ = 0;
    std::size_t large_bytes_ = 0;
    std::uint32_t* account_ = nullptr;
};

}  // namespace teacup::sim
