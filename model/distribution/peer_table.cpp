#include <teacup/model/distribution/peer_table.hpp>

#include <algorithm>
#include <bit>
#include <utility>

namespace teacup::model::detail {

namespace {
/// An array may have this many times the places that a hash table would have, or this many in all.
constexpr std::size_t array_waste = 4;
constexpr std::size_t array_min = 64;
}  // namespace

void PeerTable::Row::set(std::uint16_t key, std::uint32_t word) {
    if (keys == nullptr) {
        if (key < size) {
            words[key] = word;
            return;
        }
        make_room_for(key);
    } else if (keys[place_of(key)] != key && (std::size_t{used} + 1) * 4 > std::size_t{size} * 3) {
        make_room_for(key);
    }
    if (keys == nullptr) {
        words[key] = word;
        return;
    }
    const std::size_t at = place_of(key);
    used += keys[at] == key ? 0U : 1U;
    keys[at] = key;
    words[at] = word;
}

void PeerTable::Row::make_room_for(std::uint16_t key) {
    std::vector<std::pair<std::uint16_t, std::uint32_t>> known;
    std::uint16_t greatest = key;
    for (std::uint32_t i = 0; i < size; ++i) {
        if (words[i] != 0) {
            known.emplace_back(keys == nullptr ? static_cast<std::uint16_t>(i) : keys[i], words[i]);
            greatest = std::max(greatest, known.back().first);
        }
    }
    const std::size_t as_array = std::bit_ceil(std::size_t{greatest} + 1);
    const std::size_t as_table = std::bit_ceil((known.size() + 1) * 2);
    const bool is_array = as_array <= std::max(array_min, as_table * array_waste);
    size = static_cast<std::uint32_t>(is_array ? as_array : as_table);
    words = std::make_unique<std::uint32_t[]>(size);
    keys.reset();
    used = 0;
    if (!is_array) {
        keys = std::make_unique<std::uint16_t[]>(size);
        std::fill_n(keys.get(), size, free_key);
    }
    for (const auto& [peer, word] : known) {
        set(peer, word);
    }
}

}  // namespace teacup::model::detail
