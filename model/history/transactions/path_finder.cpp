#include <teacup/model/history/transactions/path_finder.hpp>

#include <algorithm>
#include <utility>

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/filtered_graph.hpp>
#include <boost/iterator/transform_iterator.hpp>
#include <boost/pending/queue.hpp>

#include <teacup/model/history/transactions/strong_components.hpp>

namespace teacup::model::history::transactions {

namespace {

struct EdgeKind {
    std::uint8_t kind = 0;
};
using Graph = boost::compressed_sparse_row_graph<boost::directedS,
                                                 boost::no_property,
                                                 EdgeKind,
                                                 boost::no_property,
                                                 std::uint32_t,
                                                 std::uint32_t>;
using EdgeOfGraph = boost::graph_traits<Graph>::edge_descriptor;

struct IsOfKind {
    const Graph* graph = nullptr;
    KindMask kinds = 0;
    bool operator()(const EdgeOfGraph& edge) const { return ((*graph)[edge].kind & kinds) != 0; }
};
using Filtered = boost::filtered_graph<Graph, IsOfKind>;

/// Colours that a new round makes white again without touching them.
struct Colors {
    // NOLINTBEGIN(readability-identifier-naming): the names that Boost's property maps have.
    using key_type = std::uint32_t;
    using value_type = boost::default_color_type;
    using reference = boost::default_color_type;
    using category = boost::read_write_property_map_tag;
    // NOLINTEND(readability-identifier-naming)

    std::vector<std::uint32_t>* stamps;
    std::uint32_t round;

    friend value_type get(const Colors& map, std::uint32_t vertex) {
        return (*map.stamps)[vertex] == map.round ? boost::black_color : boost::white_color;
    }
    friend void put(const Colors& map, std::uint32_t vertex, value_type /*gray, then black*/) {
        (*map.stamps)[vertex] = map.round;
    }
};

/// Thrown to end a search: Boost.Graph has no other way.
struct Ended {
    std::uint32_t found = none;
};

}  // namespace

struct PathFinder::Search {
    explicit Search(Graph made)
        : graph(std::move(made)),
          stamps(boost::num_vertices(graph), 0),
          target_stamps(stamps),
          depth(stamps),
          parent(stamps),
          parent_kind(stamps.size(), 0) {}

    Graph graph;
    std::uint32_t round = 0;
    std::vector<std::uint32_t> stamps;
    std::vector<std::uint32_t> target_stamps;
    std::vector<std::uint32_t> depth;
    std::vector<std::uint32_t> parent;
    std::vector<std::uint8_t> parent_kind;
};

namespace {

template <class Search>
class Visitor : public boost::default_bfs_visitor {
public:
    Visitor(Search& search, std::size_t length_max, std::uint64_t& effort, Budget& budget)
        : search_(&search), length_max_(length_max), effort_(&effort), budget_(&budget) {}

    template <class AnyGraph>
    void examine_vertex(std::uint32_t vertex, const AnyGraph& /*graph*/) {
        if (search_->depth[vertex] >= length_max_) {
            throw Ended{};
        }
    }
    template <class AnyGraph>
    void examine_edge(const EdgeOfGraph& /*edge*/, const AnyGraph& /*graph*/) {
        if (*effort_ == 0 || !budget_->step()) {
            throw Ended{};
        }
        --*effort_;
    }
    template <class AnyGraph>
    void tree_edge(const EdgeOfGraph& edge, const AnyGraph& graph) {
        const std::uint32_t from = boost::source(edge, graph);
        const std::uint32_t to = boost::target(edge, graph);
        search_->depth[to] = search_->depth[from] + 1;
        search_->parent[to] = from;
        search_->parent_kind[to] = search_->graph[edge].kind;
        if (search_->target_stamps[to] == search_->round) {
            throw Ended{to};
        }
    }

private:
    Search* search_;
    std::size_t length_max_;
    std::uint64_t* effort_;
    Budget* budget_;
};

}  // namespace

PathFinder::PathFinder(std::uint32_t vertices, std::span<const LocalEdge> edges, Budget& budget)
    : edges_(edges), budget_(budget) {
    constexpr std::size_t bytes_per_vertex = 6 * sizeof(std::uint32_t);
    constexpr std::size_t bytes_per_edge = sizeof(std::uint32_t) + 1;
    bytes_ = vertices * bytes_per_vertex + edges.size() * bytes_per_edge;
    if (!budget.take(bytes_)) {
        bytes_ = 0;  // The budget has stopped: nothing will be searched.
        edges = edges_ = {};
        vertices = 0;
    }
    const auto pair = [](const LocalEdge& edge) { return std::pair(edge.from, edge.to); };
    const auto kind = [](const LocalEdge& edge) { return EdgeKind{edge.kind}; };
    search_ = std::make_unique<Search>(Graph(boost::edges_are_sorted,
                                             boost::make_transform_iterator(edges.begin(), pair),
                                             boost::make_transform_iterator(edges.end(), pair),
                                             boost::make_transform_iterator(edges.begin(), kind),
                                             vertices,
                                             static_cast<std::uint32_t>(edges.size())));
}

PathFinder::~PathFinder() {
    budget_.give_back(bytes_);
}

std::vector<LocalEdge> PathFinder::shortest(const Question& question) {
    Search& search = *search_;
    if (search.stamps.empty()) {
        return {};
    }
    const std::uint32_t round = ++search.round;
    for (const std::uint32_t target : question.targets) {
        search.target_stamps[target] = round;
    }
    for (const std::uint32_t source : question.sources) {
        search.depth[source] = 0;
    }
    if (question.blocked != none) {
        search.stamps[question.blocked] = round;  // As if it had been seen.
    }
    std::uint32_t reached = none;
    try {
        boost::queue<std::uint32_t> queue;
        const Filtered filtered(search.graph, {&search.graph, question.kinds});
        boost::breadth_first_visit(filtered,
                                   question.sources.begin(),
                                   question.sources.end(),
                                   queue,
                                   Visitor(search, question.length_max, effort_, budget_),
                                   Colors{&search.stamps, round});
    } catch (const Ended& ended) {
        reached = ended.found;
    }
    std::vector<LocalEdge> path;
    if (reached == none) {
        return path;
    }
    for (std::uint32_t vertex = reached; search.depth[vertex] != 0;) {
        const std::uint32_t parent = search.parent[vertex];
        path.push_back({parent, vertex, static_cast<DependencyKind>(search.parent_kind[vertex])});
        vertex = parent;
    }
    std::reverse(path.begin(), path.end());
    return path;
}

std::vector<std::uint32_t> PathFinder::components(KindMask kinds) {
    const std::size_t bytes = edges_.size() * sizeof(Dependencies::Arc);
    if (search_->stamps.empty() || !budget_.take(bytes)) {
        return {};
    }
    std::vector<Dependencies::Arc> arcs;
    for (const LocalEdge& edge : edges_) {
        if ((edge.kind & kinds) != 0) {
            arcs.push_back({edge.from, edge.to});
        }
    }
    const auto vertices = static_cast<std::uint32_t>(boost::num_vertices(search_->graph));
    auto components = strong_components(vertices, arcs, budget_);
    budget_.give_back(bytes);
    return std::move(components).value_or(std::vector<std::uint32_t>{});
}

}  // namespace teacup::model::history::transactions
