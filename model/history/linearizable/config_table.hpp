/// \file
/// The configurations a search has seen, each a few words, compared word by word: no two different
/// ones are ever taken for the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <teacup/model/history/budget.hpp>

namespace teacup::model::history {

class ConfigTable {
public:
    /// \param words of each configuration
    ConfigTable(std::size_t words, Budget& budget) : words_(words), budget_(&budget) {}
    ConfigTable(const ConfigTable&) = delete;
    ConfigTable& operator=(const ConfigTable&) = delete;
    ~ConfigTable() { budget_->give_back(taken_); }

    enum class Added : std::uint8_t { yes, seen_before, no_memory };
    /// \pre config.size() == words, and its first word is not `empty`
    [[nodiscard]] Added add(std::span<const std::uint64_t> config);
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    static constexpr std::uint64_t empty = ~std::uint64_t{0};

private:
    [[nodiscard]] bool grow();
    [[nodiscard]] std::size_t place_of(const std::uint64_t* config) const noexcept;

    std::size_t words_;
    Budget* budget_;
    std::vector<std::uint64_t> slots_;
    std::size_t capacity_ = 0;  ///< In configurations: a power of two, or 0.
    std::size_t size_ = 0;
    std::size_t taken_ = 0;
};

}  // namespace teacup::model::history
