/// \file
/// Numbers in a row, added to by ranges and asked for their least.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace teacup::model::history {

/// As many numbers as it was made for, all 0 at first. A segment tree with sums at the nodes (lazy
/// propagation without pushing down): each call costs the logarithm of the size.
class RangeSums {
public:
    explicit RangeSums(std::size_t size);
    /// To the numbers from `begin` to before `end`, perhaps none. \pre end <= the size
    void add(std::size_t begin, std::size_t end, std::int64_t amount);
    /// The first place from `begin` to before `end` whose number is `most` or less; `end` if none.
    [[nodiscard]] std::size_t find(std::size_t begin, std::size_t end, std::int64_t most) const;

private:
    struct Range {
        std::size_t begin;
        std::size_t end;
    };
    void add(std::size_t node, Range own, Range range, std::int64_t amount);
    [[nodiscard]] std::size_t find(std::size_t node,
                                   Range own,
                                   Range range,
                                   std::int64_t most) const;

    std::size_t leaves_ = 1;
    std::vector<std::int64_t> least_;  ///< Of a node's numbers, without what is added above it.
    std::vector<std::int64_t> added_;  ///< To all numbers of a node.
};

}  // namespace teacup::model::history
