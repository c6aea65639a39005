/// \file
/// Names of things inside the machine: small indices in strong types, never addresses.
#pragma once

#include <compare>
#include <cstdint>

namespace teacup::sim {

/// A virtual node, numbered from 0 in the order in which nodes were added. At most 16,383.
enum class NodeId : std::uint16_t {};

inline constexpr NodeId no_node{0x3FFF};

[[nodiscard]] constexpr std::uint16_t index_of(NodeId node) noexcept {
    return static_cast<std::uint16_t>(node);
}

/// One task (a process, in OTP terms) on one node. The generation tells apart tasks that used the
/// same slot one after the other, so that an id never means a later task.
class TaskId {
public:
    static constexpr unsigned node_bits = 14;
    static constexpr unsigned slot_bits = 24;
    static constexpr unsigned generation_bits = 26;
    static constexpr std::uint32_t slots_max = 1U << slot_bits;
    static constexpr std::uint32_t generations_max = 1U << generation_bits;

    /// Names no task.
    constexpr TaskId() noexcept = default;
    constexpr TaskId(NodeId node, std::uint32_t slot, std::uint32_t generation) noexcept
        : word_((std::uint64_t{index_of(node)} << (slot_bits + generation_bits)) |
                (std::uint64_t{generation} << slot_bits) | slot) {}
    [[nodiscard]] static constexpr TaskId from_word(std::uint64_t word) noexcept {
        TaskId id;
        id.word_ = word;
        return id;
    }

    [[nodiscard]] constexpr NodeId node() const noexcept {
        return NodeId{static_cast<std::uint16_t>(word_ >> (slot_bits + generation_bits))};
    }
    [[nodiscard]] constexpr std::uint32_t slot() const noexcept {
        return static_cast<std::uint32_t>(word_) & (slots_max - 1);
    }
    [[nodiscard]] constexpr std::uint32_t generation() const noexcept {
        return static_cast<std::uint32_t>(word_ >> slot_bits) & (generations_max - 1);
    }
    /// All of it, for tables, digests and traces.
    [[nodiscard]] constexpr std::uint64_t word() const noexcept { return word_; }
    [[nodiscard]] constexpr bool is_none() const noexcept { return word_ == none_word; }

    constexpr auto operator<=>(const TaskId&) const noexcept = default;

private:
    static constexpr std::uint64_t none_word = ~std::uint64_t{0};
    std::uint64_t word_ = none_word;
};

/// An interned text: a name, an atom, an exit reason. Its number is local to one world and never
/// leaves it; what leaves is the text, or a hash of the text.
enum class Symbol : std::uint32_t {};

/// The empty text, in every world.
inline constexpr Symbol no_symbol{0};

}  // namespace teacup::sim
