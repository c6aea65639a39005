/// \file
/// Which kinds of cycles a component of the dependency graph has, and a shortest one of each.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <teacup/model/history/transactions/findings.hpp>
#include <teacup/model/history/transactions/path_finder.hpp>

namespace teacup::model::history::transactions {

/// What a cycle is called by the kinds of its edges. \pre the edges form a simple cycle
[[nodiscard]] Anomaly kind_of_cycle(std::span<const LocalEdge> cycle);

/// Searches one component. Whether a model is ruled out is decided exactly, by strong components;
/// how short the examples are, and which of two names a cycle with anti-dependencies gets, is as
/// good as an effort in proportion to the component allows.
class CycleSearch {
public:
    /// \pre edges are sorted; all of it outlives this
    CycleSearch(const History& history,
                std::span<const OperationIndex> members,
                std::vector<LocalEdge> edges,
                const Explainer& explainer,
                Findings& findings,
                Budget& budget);

    /// False: the budget ran out.
    [[nodiscard]] bool run();
    /// The effort was not enough to look everywhere.
    [[nodiscard]] bool is_cut_short() const noexcept { return is_cut_short_; }

private:
    using Cycle = std::vector<LocalEdge>;
    /// Beside the kinds that the values tell: nothing, the order of processes, all order.
    enum class Level : std::uint8_t { plain, process, realtime };
    enum class Base : std::uint8_t { g0, g1c, g_single, g_nonadjacent, g2_item };
    static constexpr std::size_t levels = 3;

    void search(Level level);
    void search_base(Base base, Level level);
    void search_anything(Level level);
    [[nodiscard]] bool is_wanted(Base base, Level level) const;

    /// Through an edge of kind `through`, back by edges of `kinds`.
    [[nodiscard]] Cycle through_edge(DependencyKind through, KindMask kinds);
    [[nodiscard]] Cycle through_nonadjacent(KindMask kinds);
    [[nodiscard]] Cycle through_adjacent(KindMask kinds);
    void close_at(std::uint32_t middle, KindMask kinds, Cycle& best);
    void find_realtime_pairs();
    void find_write_skews();
    void find_long_fork();
    [[nodiscard]] bool find_long_fork_from(const LocalEdge& first);

    [[nodiscard]] const std::vector<std::uint32_t>& components(KindMask kinds);
    [[nodiscard]] std::span<const LocalEdge> edges_from(std::uint32_t vertex) const;
    [[nodiscard]] bool has_edge(const LocalEdge& edge) const;
    [[nodiscard]] std::vector<std::uint32_t> keys_of(const LocalEdge& edge) const;
    [[nodiscard]] Dependency global(const LocalEdge& edge) const {
        return {members_[edge.from], members_[edge.to], edge.kind};
    }
    void record(Cycle cycle);
    void join_order_edges(Cycle& cycle) const;
    void record(Anomaly anomaly, const Cycle& cycle);
    void allow_effort(PathFinder& finder) const;
    [[nodiscard]] static KindMask order_kinds(Level level);

    const History& history_;
    std::span<const OperationIndex> members_;
    std::vector<LocalEdge> edges_;
    std::vector<std::size_t> edge_begin_;
    std::vector<LocalEdge> rw_edges_;
    /// Members that read what a given one replaced: rw edges the other way round, sorted.
    std::vector<LocalEdge> rw_reversed_;
    KindMask kinds_ = 0;
    std::map<KindMask, std::vector<std::uint32_t>> components_;
    AnomalySet found_;
    bool is_cut_short_ = false;
    const Explainer& explainer_;
    Findings& findings_;
    Budget& budget_;
    PathFinder finder_;
};

}  // namespace teacup::model::history::transactions
