/// \file
/// Slabs of equal objects that are named by 32-bit index: no address ever stands for a thing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include <teacup/sim/assert.hpp>

namespace teacup::sim {

/// Objects in chunks that never move. A freed slot is the next one given out (it is warm).
/// T must be default constructible and is reused without construction: clear it when you take it.
template <class T, unsigned ChunkBits = 10>
class Pool {
public:
    static constexpr std::uint32_t nothing = 0xFFFF'FFFFU;

    [[nodiscard]] T& operator[](std::uint32_t index) noexcept {
        return chunks_[index >> ChunkBits][index & (chunk_size - 1)];
    }
    [[nodiscard]] const T& operator[](std::uint32_t index) const noexcept {
        return chunks_[index >> ChunkBits][index & (chunk_size - 1)];
    }
    [[nodiscard]] std::uint32_t take() {
        if (free_.empty()) [[unlikely]] {
            if ((size_ & (chunk_size - 1)) == 0 && (size_ >> ChunkBits) == chunks_.size()) {
                chunks_.push_back(make_chunk());
            }
            return size_++;
        }
        const std::uint32_t index = free_.back();
        free_.pop_back();
        return index;
    }
    void give(std::uint32_t index) { free_.push_back(index); }

    /// Slots ever used at once.
    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
    /// Slots in use now.
    [[nodiscard]] std::uint32_t in_use() const noexcept {
        return size_ - static_cast<std::uint32_t>(free_.size());
    }
    [[nodiscard]] std::size_t capacity_bytes() const noexcept {
        return chunks_.size() * chunk_size * sizeof(T) + free_.capacity() * sizeof(std::uint32_t);
    }

private:
    static constexpr std::uint32_t chunk_size = 1U << ChunkBits;
    static constexpr std::size_t line = 64;

    struct Free {
        void operator()(T* chunk) const noexcept {
            for (std::uint32_t i = 0; i < chunk_size; ++i) {
                chunk[i].~T();
            }
            ::operator delete(static_cast<void*>(chunk), std::align_val_t{line});
        }
    };
    using Chunk = std::unique_ptr<T[], Free>;

    [[nodiscard]] static Chunk make_chunk() {
        void* raw = ::operator new(sizeof(T) * chunk_size, std::align_val_t{line});
        T* made = static_cast<T*>(raw);
        for (std::uint32_t i = 0; i < chunk_size; ++i) {
            new (static_cast<void*>(made + i)) T();
        }
        return Chunk(made);
    }

    std::vector<Chunk> chunks_;
    std::vector<std::uint32_t> free_;
    std::uint32_t size_ = 0;
};

}  // namespace teacup::sim
