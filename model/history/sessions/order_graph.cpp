#include <teacup/model/history/sessions/order_graph.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace teacup::model::history::sessions {

void OrderGraph::index() {
    std::stable_sort(
        edges_.begin(), edges_.end(), [](const OrderEdge& one, const OrderEdge& other) {
            return one.from < other.from;
        });
    first_.assign(nodes_ + 1, 0);
    for (const OrderEdge& edge : edges_) {
        ++first_[edge.from + 1];
    }
    for (std::uint32_t i = 0; i < nodes_; ++i) {
        first_[i + 1] += first_[i];
    }
}

// Tarjan's strongly connected components (1972), without recursion.
std::vector<std::uint32_t> OrderGraph::components() const {
    std::vector<std::uint32_t> component(nodes_, none);
    std::vector<std::uint32_t> low(nodes_, none);  // none: not visited yet.
    std::vector<std::size_t> next(nodes_);
    std::vector<std::uint32_t> path;
    std::vector<std::uint32_t> open;
    std::uint32_t visited = 0;
    std::uint32_t found = 0;
    std::vector<std::uint32_t> number(nodes_);
    const auto visit = [&](std::uint32_t node) {
        number[node] = low[node] = visited++;
        next[node] = first_[node];
        path.push_back(node);
        open.push_back(node);
    };
    for (std::uint32_t root = 0; root < nodes_; ++root) {
        if (low[root] == none) {
            visit(root);
        }
        while (!path.empty()) {
            const std::uint32_t node = path.back();
            if (next[node] < first_[node + 1]) {
                const std::uint32_t to = edges_[next[node]++].to;
                if (low[to] == none) {
                    visit(to);
                } else if (component[to] == none) {
                    low[node] = std::min(low[node], number[to]);
                }
                continue;
            }
            path.pop_back();
            if (!path.empty()) {
                low[path.back()] = std::min(low[path.back()], low[node]);
            }
            if (low[node] == number[node]) {
                std::uint32_t member = none;
                do {
                    member = open.back();
                    open.pop_back();
                    component[member] = found;
                } while (member != node);
                ++found;
            }
        }
    }
    return component;
}

// Breadth first, so as short as can be.
std::vector<OrderEdge> OrderGraph::way(std::uint32_t from,
                                       std::uint32_t to,
                                       const std::vector<std::uint32_t>& component) const {
    std::vector<std::size_t> reached_by(nodes_, edges_.size());
    std::vector<std::uint32_t> queue{from};
    for (std::size_t i = 0; i < queue.size() && queue[i] != to; ++i) {
        for (std::size_t edge = first_[queue[i]]; edge < first_[queue[i] + 1]; ++edge) {
            const std::uint32_t next = edges_[edge].to;
            if (next != from && component[next] == component[from] &&
                reached_by[next] == edges_.size()) {
                reached_by[next] = edge;
                queue.push_back(next);
            }
        }
    }
    std::vector<OrderEdge> way;
    for (std::uint32_t node = to; node != from; node = way.back().from) {
        way.push_back(edges_[reached_by[node]]);
    }
    std::reverse(way.begin(), way.end());
    return way;
}

std::vector<OrderEdge> OrderGraph::find_cycle(std::uint64_t& count) {
    constexpr int tried_max = 32;
    index();
    const std::vector<std::uint32_t> component = components();
    count = 0;
    std::vector<OrderEdge> shortest;
    for (const OrderEdge& edge : edges_) {
        if (!edge.is_guaranteed || component[edge.from] != component[edge.to]) {
            continue;
        }
        if (++count > tried_max) {
            continue;
        }
        std::vector<OrderEdge> cycle = way(edge.to, edge.from, component);
        cycle.insert(cycle.begin(), edge);
        if (shortest.empty() || cycle.size() < shortest.size()) {
            shortest = std::move(cycle);
        }
    }
    return shortest;
}

namespace {

std::string sentence(const History& history, const Accesses& accesses, const OrderEdge& edge) {
    const auto name = [&](std::uint32_t access) {
        return access < accesses.all.size() ? name_of(history, accesses.all[access]) : "";
    };
    switch (edge.why) {
        case Why::session:
            return fmt::format(
                "{} comes before {}, in one session", name(edge.from), name(edge.to));
        case Why::read_from:
            return fmt::format("{} is what {} read", name(edge.from), name(edge.to));
        case Why::read_before:
            return fmt::format("{} was seen by {} before its session wrote {}",
                               name(edge.from),
                               name(edge.witness),
                               name(edge.to));
        case Why::own_write:
            return fmt::format("the session that wrote {} then read something else, so newer: {}",
                               name(edge.from),
                               name(edge.witness));
        case Why::read_later:
            return fmt::format("{} was read before {} in one session, so it is older",
                               name(edge.from),
                               name(edge.to));
        case Why::came_with:
            return fmt::format(
                "{} came with a later write of its session, which the session of {} had seen",
                name(edge.from),
                name(edge.witness));
        case Why::came_with_read:
            return fmt::format(
                "{} was read by a session whose later write the session of {} had seen",
                name(edge.from),
                name(edge.witness));
        case Why::overwritten:
            return fmt::format(
                "{} was known to {}, which did not return it, so it is older than {}",
                name(edge.from),
                name(edge.witness),
                name(edge.to));
        case Why::bundle: break;
    }
    return "";
}

std::string_view kind_of(Why why) {
    switch (why) {
        case Why::session: return "process";
        case Why::read_from: return "wr";
        case Why::read_before: return "wfr";
        default: return "ww";
    }
}

}  // namespace

std::vector<CycleEdge> tell_cycle(const History& history,
                                  const Accesses& accesses,
                                  const std::vector<OrderEdge>& cycle) {
    std::vector<CycleEdge> told;
    OrderEdge joined{none, none, Why::bundle, false};
    for (std::size_t i = 0; i < cycle.size(); ++i) {
        OrderEdge edge = cycle[i];
        if (edge.to >= accesses.all.size()) {  // Into a bundle: what leads out of it says why.
            joined.from = joined.from == none ? edge.from : joined.from;
            continue;
        }
        if (joined.from != none) {
            edge.from = std::exchange(joined.from, none);
        } else if (edge.from >= accesses.all.size()) {
            // The cycle begins in the middle of a bundle: its end says where from.
            edge.from = none;
            for (std::size_t last = cycle.size(); last > 0 && edge.from == none; --last) {
                edge.from =
                    cycle[last - 1].from < accesses.all.size() ? cycle[last - 1].from : none;
            }
        }
        told.push_back({accesses.all[edge.from].operation,
                        accesses.all[edge.to].operation,
                        std::string(kind_of(edge.why)),
                        sentence(history, accesses, edge)});
    }
    return told;
}

}  // namespace teacup::model::history::sessions
