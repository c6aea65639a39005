/// \file
/// What must come before what, and why; and the cycles in it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <teacup/model/history/sessions/accesses.hpp>
#include <teacup/model/result/judgement.hpp>

namespace teacup::model::history::sessions {

/// Why one access comes before another; `witness` is the access that shows it.
enum class Why : std::uint8_t {
    session,         ///< One session did both, in this order.
    read_from,       ///< `to` read what `from` wrote.
    read_before,     ///< A session saw `from`, then wrote `to`: the witness is its read.
    own_write,       ///< A session wrote `from`, then read `to`: the witness is the read.
    read_later,      ///< A session read `from`, then `to`: the witness is the second read.
    came_with,       ///< A session saw a later write of the session of `from`, then read `to`.
    came_with_read,  ///< A session saw a write whose session had read `from`, then read `to`.
    overwritten,     ///< `from` was known to a read (the witness) that returned `to`.
    bundle,          ///< Only ties others together.
};

struct OrderEdge {
    std::uint32_t from;  ///< Accesses; or bundles, numbered after them.
    std::uint32_t to;
    Why why;
    bool is_guaranteed;  ///< By what is judged; the others are taken as given.
    std::uint32_t witness = none;
};

class OrderGraph {
public:
    explicit OrderGraph(std::uint32_t accesses) : nodes_(accesses) {}

    void add(const OrderEdge& edge) { edges_.push_back(edge); }
    [[nodiscard]] std::uint32_t add_bundle() { return nodes_++; }
    [[nodiscard]] std::size_t size_bytes() const noexcept {
        return edges_.capacity() * sizeof(OrderEdge);
    }

    /// A short cycle with a guaranteed edge, which comes first in it; empty when there is none.
    /// `count` becomes the number of guaranteed edges that lie on cycles.
    [[nodiscard]] std::vector<OrderEdge> find_cycle(std::uint64_t& count);

private:
    void index();
    [[nodiscard]] std::vector<std::uint32_t> components() const;
    [[nodiscard]] std::vector<OrderEdge> way(std::uint32_t from,
                                             std::uint32_t to,
                                             const std::vector<std::uint32_t>& component) const;

    std::uint32_t nodes_;
    std::vector<OrderEdge> edges_;
    std::vector<std::size_t> first_;  ///< Of each node, among the edges sorted by their origin.
};

/// The sentences of a cycle, bundles left out.
[[nodiscard]] std::vector<CycleEdge> tell_cycle(const History& history,
                                                const Accesses& accesses,
                                                const std::vector<OrderEdge>& cycle);

}  // namespace teacup::model::history::sessions
