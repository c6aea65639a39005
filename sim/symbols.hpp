/// \file
/// Interned texts: names, atoms and exit reasons as 32-bit numbers with their hashes at hand.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/sim/ids.hpp>

namespace teacup::sim {

/// The texts of one world. Numbers are given in order of first use.
class SymbolTable {
public:
    SymbolTable();

    /// The symbol of this text, made when it is new.
    [[nodiscard]] Symbol intern(std::string_view text);
    /// Valid as long as the table.
    [[nodiscard]] std::string_view text(Symbol symbol) const noexcept {
        return texts_[static_cast<std::uint32_t>(symbol)];
    }
    /// A hash of the text alone (XXH3, 64 bits), the same in every world.
    [[nodiscard]] std::uint64_t hash(Symbol symbol) const noexcept {
        return hashes_[static_cast<std::uint32_t>(symbol)];
    }
    [[nodiscard]] std::uint32_t size() const noexcept {
        return static_cast<std::uint32_t>(hashes_.size());
    }

private:
    void grow();

    std::deque<std::string> texts_;
    std::vector<std::uint64_t> hashes_;
    std::vector<std::uint32_t> slots_;  // Open addressing; 0 is free, else symbol + 1.
};

}  // namespace teacup::sim
