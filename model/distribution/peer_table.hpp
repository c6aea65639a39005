/// \file
/// What each node knows of its connection to each other: one probe of a hash table for a message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <teacup/sim/ids.hpp>

namespace teacup::model::detail {

/// How a node stands to a peer.
struct PeerState {
    enum class Kind : std::uint8_t {
        down,
        pending,  ///< `index` is of the setup
        up,       ///< `index` is of the stream's end
        barred,   ///< down, and no signal may connect
    };
    Kind kind = Kind::down;
    std::uint32_t index = 0;
};

/// Ordered pairs of nodes that had to do with each other, and how they stand. Open addressing;
/// nothing iterates over it, so the order of its slots decides nothing.
class PeerTable {
public:
    PeerTable() : slots_(64) {}

    [[nodiscard]] PeerState find(sim::NodeId local, sim::NodeId peer) const noexcept {
        const std::uint32_t key = key_of(local, peer);
        std::size_t at = place_of(key);
        while (slots_[at].key != key) {
            if (slots_[at].key == free_key) {
                return {};
            }
            at = (at + 1) & (slots_.size() - 1);
        }
        const std::uint32_t word = slots_[at].word;
        return {static_cast<PeerState::Kind>(word >> index_bits), word & index_mask};
    }
    void set(sim::NodeId local, sim::NodeId peer, PeerState state) {
        const std::uint32_t key = key_of(local, peer);
        std::size_t at = place_of(key);
        while (slots_[at].key != key && slots_[at].key != free_key) {
            at = (at + 1) & (slots_.size() - 1);
        }
        const bool is_new = slots_[at].key == free_key;
        slots_[at] = {key, (static_cast<std::uint32_t>(state.kind) << index_bits) | state.index};
        if (is_new && ++used_ * 2 > slots_.size()) {
            grow();
        }
    }
    [[nodiscard]] std::size_t capacity_bytes() const noexcept {
        return slots_.capacity() * sizeof(Slot);
    }

private:
    static constexpr std::uint32_t free_key = 0xFFFF'FFFFU;
    static constexpr unsigned index_bits = 30;
    static constexpr std::uint32_t index_mask = (1U << index_bits) - 1;
    struct Slot {
        std::uint32_t key = free_key;
        std::uint32_t word = 0;
    };

    [[nodiscard]] static std::uint32_t key_of(sim::NodeId local, sim::NodeId peer) noexcept {
        return (std::uint32_t{sim::index_of(local)} << 16) | sim::index_of(peer);
    }
    [[nodiscard]] std::size_t place_of(std::uint32_t key) const noexcept {
        return static_cast<std::size_t>((key * 0x9E37'79B9'7F4A'7C15U) >> 32) & (slots_.size() - 1);
    }
    void grow() {
        std::vector<Slot> old(slots_.size() * 2);
        old.swap(slots_);
        for (const Slot& slot : old) {
            if (slot.key != free_key) {
                std::size_t at = place_of(slot.key);
                while (slots_[at].key != free_key) {
                    at = (at + 1) & (slots_.size() - 1);
                }
                slots_[at] = slot;
            }
        }
    }

    std::vector<Slot> slots_;
    std::size_t used_ = 0;
};

}  // namespace teacup::model::detail
