/// \file
/// The parts of the dependency graph in which cycles lie: groups of transactions that all reach
/// each other, each as a small graph of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <teacup/model/history/transactions/dependency.hpp>

namespace teacup::model::history::transactions {

/// An edge between members of a component, by their places in it.
struct LocalEdge {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    DependencyKind kind = ww;
    auto operator<=>(const LocalEdge&) const = default;
};

/// Components of two or more transactions, in the order of their first ones.
class ComponentGraphs {
public:
    /// Adds the orders of processes and of real time to the dependencies. Nothing when the budget
    /// ran out. \pre history outlives this
    [[nodiscard]] static std::optional<ComponentGraphs> split(const History& history,
                                                              Dependencies& dependencies,
                                                              Budget& budget);

    [[nodiscard]] std::size_t size() const noexcept { return member_begin_.size() - 1; }
    /// Sorted.
    [[nodiscard]] std::span<const OperationIndex> members(std::size_t component) const {
        return std::span(members_).subspan(member_begin_[component],
                                           member_begin_[component + 1] - member_begin_[component]);
    }
    /// Sorted, each once; realtime edges without those that others imply. Nothing when the budget
    /// ran out.
    [[nodiscard]] std::optional<std::vector<LocalEdge>> edges(std::size_t component,
                                                              Budget& budget) const;

private:
    void gather_members(const std::vector<std::uint32_t>& component_of);
    void gather_edges(const Dependencies& dependencies);
    [[nodiscard]] bool add_realtime(std::size_t component,
                                    std::vector<LocalEdge>& edges,
                                    Budget& budget) const;

    const History* history_ = nullptr;
    std::vector<std::uint32_t> group_;  ///< By operation: its component here, or `none`.
    std::vector<std::uint32_t> local_;  ///< By operation: its place in the component.
    std::vector<OperationIndex> members_;
    std::vector<std::size_t> member_begin_{0};
    std::vector<LocalEdge> edges_;
    std::vector<std::size_t> edge_begin_{0};
};

}  // namespace teacup::model::history::transactions
