/// \file
/// Shortest ways and strong components in a small graph whose edges have kinds, by Boost.Graph.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <teacup/model/history/transactions/component_graph.hpp>

namespace teacup::model::history::transactions {

class PathFinder {
public:
    /// Takes its memory from the budget. \pre edges are sorted; they and the budget outlive this
    PathFinder(std::uint32_t vertices, std::span<const LocalEdge> edges, Budget& budget);
    PathFinder(const PathFinder&) = delete;
    PathFinder& operator=(const PathFinder&) = delete;
    ~PathFinder();

    struct Question {
        std::span<const std::uint32_t> sources;
        std::span<const std::uint32_t> targets;
        KindMask kinds = 0;
        std::size_t length_max = 0;
        std::uint32_t blocked = none;  ///< A vertex to keep away from.
    };
    /// A shortest way from one of the sources to one of the targets. Empty when there is none of
    /// this length, the effort is spent, or the budget is. \pre no source is a target
    [[nodiscard]] std::vector<LocalEdge> shortest(const Question& question);

    /// By vertex, in the graph of these kinds; a component that another one leads to has the
    /// smaller number. Empty when the budget ran out.
    [[nodiscard]] std::vector<std::uint32_t> components(KindMask kinds);

    /// How many edges shortest() may still look at.
    void allow_effort(std::uint64_t edges) noexcept { effort_ = edges; }
    [[nodiscard]] bool is_effort_spent() const noexcept { return effort_ == 0; }

private:
    struct Search;  // What Boost.Graph sees.
    std::unique_ptr<Search> search_;
    std::span<const LocalEdge> edges_;
    std::size_t bytes_ = 0;
    Budget& budget_;
    std::uint64_t effort_ = 0;
};

}  // namespace teacup::model::history::transactions
