/// \file
/// Equal objects in slabs, named by 32-bit index: no address ever stands for a thing.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <vector>

#include <teacup/sim/slab.hpp>

namespace teacup::sim {

/// Objects that never move. A freed slot is the next one given out (it is warm).
/// T is made when its slot is first taken, and reused without construction: clear it when you take
/// it.
template <class T>
class Pool {
public:
    static constexpr std::uint32_t nothing = 0xFFFF'FFFFU;

    Pool() = default;
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;
    ~Pool() {
        if constexpr (!std::is_trivially_destructible_v<T>) {
            for (std::uint32_t i = 0; i < size_; ++i) {
                (*this)[i].~T();
            }
        }
    }

    [[nodiscard]] T& operator[](std::uint32_t index) noexcept { return *at(index); }
    [[nodiscard]] const T& operator[](std::uint32_t index) const noexcept { return *at(index); }
    /// Starts to fetch a slot into the cache. \pre index < size()
    // GCC 12 takes a function that only prefetches for one without effect, and drops calls of it,
    // unless it is inlined before it is looked at.
    [[gnu::always_inline]] void prefetch(std::uint32_t index) const noexcept {
        const auto* const first = reinterpret_cast<const std::byte*>(at(index));
        for (std::size_t offset = 0; offset < sizeof(T); offset += 64) {
            __builtin_prefetch(first + offset, 1);
        }
    }
    [[nodiscard]] std::uint32_t take() {
        if (!free_.empty()) [[likely]] {
            const std::uint32_t index = free_.back();
            free_.pop_back();
            return index;
        }
        return take_fresh();
    }
    void give(std::uint32_t index) { free_.push_back(index); }

    /// Slots ever used at once.
    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
    /// Slots in use now.
    [[nodiscard]] std::uint32_t in_use() const noexcept {
        return size_ - static_cast<std::uint32_t>(free_.size());
    }
    /// What was ever touched; the rest of the last slab is untouched.
    [[nodiscard]] std::size_t capacity_bytes() const noexcept {
        return std::size_t{size_} * sizeof(T) + free_.capacity() * sizeof(std::uint32_t);
    }

private:
    static_assert(alignof(T) <= 64);
    static constexpr std::uint32_t slab_slots =
        static_cast<std::uint32_t>(std::bit_floor(Slab::size_bytes / sizeof(T)));
    static constexpr unsigned slab_bits = static_cast<unsigned>(std::countr_zero(slab_slots));

    [[nodiscard]] T* at(std::uint32_t index) const noexcept {
        std::byte* const slab = slabs_[index >> slab_bits].data();
        return std::launder(reinterpret_cast<T*>(slab)) + (index & (slab_slots - 1));
    }
    [[nodiscard]] std::uint32_t take_fresh() {
        if ((size_ & (slab_slots - 1)) == 0) {
            slabs_.emplace_back(size_ == 0 ? Slab::Pages::small : Slab::Pages::huge);
        }
        ::new (static_cast<void*>(at(size_))) T();
        return size_++;
    }

    std::vector<Slab> slabs_;
    std::vector<std::uint32_t> free_;
    std::uint32_t size_ = 0;
};

}  // namespace teacup::sim
