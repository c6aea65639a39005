#include <teacup/sim/symbols.hpp>

#include <xxhash.h>

namespace teacup::sim {

SymbolTable::SymbolTable() : slots_(256, 0) {
    static_cast<void>(intern(""));
}

Symbol SymbolTable::intern(std::string_view text) {
    const std::uint64_t hash = XXH3_64bits(text.data(), text.size());
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
        const std::uint32_t slot = slots_[at];
        if (slot == 0) {
            slots_[at] = size() + 1;
            texts_.emplace_back(text);
            hashes_.push_back(hash);
            const Symbol made{size() - 1};
            if (std::size_t{size()} * 2 > slots_.size()) {
                grow();
            }
            return made;
        }
        if (hashes_[slot - 1] == hash && texts_[slot - 1] == text) {
            return Symbol{slot - 1};
        }
    }
}

void SymbolTable::grow() {
    slots_.assign(slots_.size() * 2, 0);
    const std::size_t mask = slots_.size() - 1;
    for (std::uint32_t i = 0; i < size(); ++i) {
        std::size_t at = hashes_[i] & mask;
        while (slots_[at] != 0) {
            at = (at + 1) & mask;
        }
        slots_[at] = i + 1;
    }
}

}  // namespace teacup::sim
