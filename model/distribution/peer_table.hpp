/// \file
/// What each node knows of its connection to each other: a small table for each node.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
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

/// Ordered pairs of nodes that had to do with each other, and how they stand.
///
/// A row for each node: an array by the peer's number while that wastes little, as it does in small
/// clusters and where all are connected to all; else a hash table by open addressing. Every message
/// asks, so with thousands of nodes it decides the speed whether the rows fit into the cache.
/// Nothing iterates over them, so the order of slots decides nothing.
class PeerTable {
public:
    [[nodiscard]] PeerState find(sim::NodeId local, sim::NodeId peer) const noexcept {
        const std::size_t home = sim::index_of(local);
        const std::uint32_t word =
            home < rows_.size() ? rows_[home].find(sim::index_of(peer)) : std::uint32_t{0};
        return {static_cast<PeerState::Kind>(word >> index_bits), word & index_mask};
    }
    void set(sim::NodeId local, sim::NodeId peer, PeerState state) {
        const std::size_t home = sim::index_of(local);
        if (home >= rows_.size()) {
            rows_.resize(home + 1);
        }
        rows_[home].set(sim::index_of(peer),
                        (static_cast<std::uint32_t>(state.kind) << index_bits) | state.index);
    }
    /// Starts to fetch the row of a node with few peers.
    // GCC 12 drops calls of functions that only prefetch, unless they are inlined; see Pool.
    [[gnu::always_inline]] void fetch(sim::NodeId local) const noexcept {
        const std::size_t home = sim::index_of(local);
        if (home >= rows_.size() || rows_[home].size > fetched_max) {
            return;
        }
        const Row& row = rows_[home];
        if (row.keys != nullptr) {
            for (std::size_t i = 0; i < row.size; i += 64 / sizeof(row.keys[0])) {
                __builtin_prefetch(&row.keys[i]);
            }
        }
        for (std::size_t i = 0; i < row.size; i += 64 / sizeof(row.words[0])) {
            __builtin_prefetch(&row.words[i]);
        }
    }
    [[nodiscard]] std::size_t capacity_bytes() const noexcept {
        std::size_t bytes = rows_.capacity() * sizeof(Row);
        for (const Row& row : rows_) {
            const std::size_t of_keys = row.keys == nullptr ? 0 : sizeof(row.keys[0]);
            bytes += row.size * (of_keys + sizeof(row.words[0]));
        }
        return bytes;
    }

private:
    static constexpr unsigned index_bits = 30;
    static constexpr std::uint32_t index_mask = (1U << index_bits) - 1;
    static constexpr std::uint32_t fetched_max = 64;
    static constexpr std::uint16_t free_key = sim::index_of(sim::no_node);
    static_assert(static_cast<std::uint32_t>(PeerState::Kind::down) == 0, "as a word that is 0");

    struct Row {
        std::unique_ptr<std::uint16_t[]> keys;  // None: a word's place is its key.
        std::unique_ptr<std::uint32_t[]> words;
        std::uint32_t size = 0;  // A power of two, or 0.
        std::uint32_t used = 0;  // Of the places of a hash table.

        [[nodiscard]] std::uint32_t find(std::uint16_t key) const noexcept {
            if (keys == nullptr) {
                return key < size ? words[key] : 0;
            }
            const std::size_t at = place_of(key);
            return keys[at] == key ? words[at] : 0;
        }
        void set(std::uint16_t key, std::uint32_t word);

    private:
        /// Where the key is, or would be.
        [[nodiscard]] std::size_t place_of(std::uint16_t key) const noexcept {
            std::size_t at = key & (size - 1);
            while (keys[at] != key && keys[at] != free_key) {
                at = (at + 1) & (size - 1);
            }
            return at;
        }
        void make_room_for(std::uint16_t key);
    };

    std::vector<Row> rows_;
};

}  // namespace teacup::model::detail
