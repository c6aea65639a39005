#include <teacup/model/history/transactions/strong_components.hpp>

#include <utility>

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/iterator/transform_iterator.hpp>

namespace teacup::model::history::transactions {

namespace {

using Graph = boost::compressed_sparse_row_graph<boost::directedS,
                                                 boost::no_property,
                                                 boost::no_property,
                                                 boost::no_property,
                                                 std::uint32_t,
                                                 std::uint32_t>;

struct BudgetSpent {};

/// The times of discovery, each written once per vertex: where a long search can be stopped.
class DiscoverTimes {
public:
    // NOLINTBEGIN(readability-identifier-naming): the names that Boost's property maps have.
    using key_type = std::uint32_t;
    using value_type = std::uint32_t;
    using reference = std::uint32_t&;
    using category = boost::read_write_property_map_tag;
    // NOLINTEND(readability-identifier-naming)

    DiscoverTimes(std::vector<std::uint32_t>& times, Budget& budget)
        : times_(&times), budget_(&budget) {}

    friend std::uint32_t get(const DiscoverTimes& map, std::uint32_t vertex) {
        return (*map.times_)[vertex];
    }
    friend void put(const DiscoverTimes& map, std::uint32_t vertex, std::uint32_t time) {
        if (!map.budget_->step()) {
            throw BudgetSpent{};
        }
        (*map.times_)[vertex] = time;
    }

private:
    std::vector<std::uint32_t>* times_;
    Budget* budget_;
};

}  // namespace

std::optional<std::vector<std::uint32_t>> strong_components(std::uint32_t vertices,
                                                            std::span<const Dependencies::Arc> arcs,
                                                            Budget& budget) {
    constexpr std::size_t bytes_per_vertex = 4 * 5 + 1 + 48;  // With the search's own stack.
    const std::size_t bytes = vertices * bytes_per_vertex + arcs.size() * sizeof(std::uint32_t);
    if (!budget.take(bytes)) {
        return std::nullopt;
    }
    const auto pair = [](const Dependencies::Arc& arc) { return std::pair(arc.from, arc.to); };
    const Graph graph(boost::edges_are_unsorted_multi_pass,
                      boost::make_transform_iterator(arcs.begin(), pair),
                      boost::make_transform_iterator(arcs.end(), pair),
                      vertices);
    std::vector<std::uint32_t> components(vertices);
    std::vector<std::uint32_t> roots(vertices);
    std::vector<std::uint32_t> times(vertices);
    std::vector<boost::default_color_type> colors(vertices);
    const auto index = boost::get(boost::vertex_index, graph);
    try {
        boost::strong_components(
            graph,
            boost::make_iterator_property_map(components.begin(), index),
            boost::root_map(boost::make_iterator_property_map(roots.begin(), index))
                .discover_time_map(DiscoverTimes(times, budget))
                .color_map(boost::make_iterator_property_map(colors.begin(), index)));
    } catch (const BudgetSpent&) {
        return std::nullopt;
    }
    budget.give_back(bytes);
    return components;
}

}  // namespace teacup::model::history::transactions
