/// \file
/// Handles of values, and a table that finds them by what they stand for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace teacup::model::history {

enum class ValueId : std::uint32_t {};

/// A hash table of handles with open addressing; the caller hashes and compares. Handle 0 is never
/// in it. It has no order that could show.
class HandleIndex {
public:
    /// The handle with this hash for which `is_same(handle)` holds, or ValueId{0}.
    template <class IsSame>
    [[nodiscard]] ValueId find(std::uint64_t hash, IsSame is_same) const {
        if (slots_.empty()) {
            return {};
        }
        for (std::size_t place = hash & mask();; place = (place + 1) & mask()) {
            const Slot& slot = slots_[place];
            if (slot.handle == ValueId{0}) {
                return {};
            }
            if (slot.hash == upper(hash) && is_same(slot.handle)) {
                return slot.handle;
            }
        }
    }

    /// \pre find() has not found it
    void add(std::uint64_t hash, ValueId handle) {
        if (2 * (count_ + 1) > slots_.size()) {
            grow();
        }
        ++count_;
        put({upper(hash), lower(hash), handle});
    }

    [[nodiscard]] std::size_t size_bytes() const noexcept {
        return slots_.capacity() * sizeof(Slot);
    }

private:
    struct Slot {
        std::uint32_t hash = 0;   ///< The upper half, to compare.
        std::uint32_t place = 0;  ///< The lower half: where it belongs.
        ValueId handle = {};
    };

    [[nodiscard]] static std::uint32_t upper(std::uint64_t hash) noexcept {
        return static_cast<std::uint32_t>(hash >> 32U);
    }
    [[nodiscard]] static std::uint32_t lower(std::uint64_t hash) noexcept {
        return static_cast<std::uint32_t>(hash);
    }
    /// Of a place; below 2^32, for no more than 2^31 handles fit.
    [[nodiscard]] std::size_t mask() const noexcept { return slots_.size() - 1; }

    void put(const Slot& slot) {
        std::size_t place = slot.place & mask();
        while (slots_[place].handle != ValueId{0}) {
            place = (place + 1) & mask();
        }
        slots_[place] = slot;
    }

    void grow() {
        constexpr std::size_t slots_min = 64;
        const std::vector<Slot> old = std::move(slots_);
        slots_.assign(old.empty() ? slots_min : 2 * old.size(), Slot{});
        for (const Slot& slot : old) {
            if (slot.handle != ValueId{0}) {
                put(slot);
            }
        }
    }

    std::vector<Slot> slots_;  ///< A power of two, at most half full.
    std::size_t count_ = 0;
};

}  // namespace teacup::model::history
