/// \file
/// Why one transaction must come before another: edges of the dependency graph, as flat columns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/history/budget.hpp>
#include <teacup/model/history/history.hpp>
#include <teacup/model/history/transactions/transaction_table.hpp>

namespace teacup::model::history::transactions {

/// Kinds of edges, as bits of a mask.
enum DependencyKind : std::uint8_t {
    ww = 1,        ///< The next version of a key is its write.
    wr = 2,        ///< It read the other one's write.
    rw = 4,        ///< It wrote the next version of what the other one read.
    process = 8,   ///< One process did both, this one later.
    realtime = 16  ///< It was invoked after the other one was answered.
};
using KindMask = std::uint8_t;

/// \pre one bit
[[nodiscard]] std::string_view to_string(DependencyKind kind) noexcept;

struct Dependency {
    OperationIndex from = no_operation;
    OperationIndex to = no_operation;
    DependencyKind kind = ww;
    bool operator==(const Dependency&) const = default;
};

/// Edges, in the order in which they were inferred.
class Dependencies {
public:
    /// `from` must come before `to`.
    struct Arc {
        std::uint32_t from;
        std::uint32_t to;
    };
    static constexpr std::size_t bytes_per_edge = sizeof(Arc) + 1;

    void reserve(std::size_t edges) {
        arcs_.reserve(edges);
        kinds_.reserve(edges);
    }
    /// Leaves out what a transaction would owe to itself.
    void add(std::uint32_t from, std::uint32_t to, DependencyKind kind) {
        if (from != to && !is_closed_) {
            arcs_.push_back({from, to});
            kinds_.push_back(kind);
        }
    }
    /// There is no room for them: from now on none is taken.
    void close() noexcept { is_closed_ = true; }
    [[nodiscard]] bool is_closed() const noexcept { return is_closed_; }
    [[nodiscard]] const std::vector<Arc>& arcs() const noexcept { return arcs_; }
    [[nodiscard]] DependencyKind kind(std::size_t edge) const noexcept {
        return static_cast<DependencyKind>(kinds_[edge]);
    }
    [[nodiscard]] std::size_t size() const noexcept { return arcs_.size(); }

private:
    std::vector<Arc> arcs_;
    std::vector<std::uint8_t> kinds_;
    bool is_closed_ = false;
};

/// Tells why an edge is there. Asked only for the few edges that are shown.
class Explainer {
public:
    virtual ~Explainer() = default;
    struct Reason {
        KeyIndex key = none;
        std::string sentence;
    };
    /// One reason for each key that ties the two. \pre the kind is ww, wr or rw, and the edge is
    /// one of those inferred
    [[nodiscard]] virtual std::vector<Reason> explain(const Dependency& edge) const = 0;
};

/// Transactions that did not fail take part in the graph.
[[nodiscard]] inline bool is_alive(const History& history, OperationIndex operation) {
    return history.outcome(operation) != Outcome::fail;
}

/// Adds the order of processes, and that of real time with O(operations) edges: besides the
/// operations (0 ... n - 1) there are instants (n, n + 1, ...). An operation leads to the first
/// instant after its answer, each instant to the next, and an instant to the operations invoked
/// after it and before the next one. So there is a way from one operation to another, by instants
/// alone, exactly when the one was answered before the other was asked. Failed transactions take
/// no part. Returns operations and instants together; nothing when the budget ran out.
[[nodiscard]] std::optional<std::uint32_t> add_order(const History& history,
                                                     Dependencies& dependencies,
                                                     Budget& budget);

}  // namespace teacup::model::history::transactions
