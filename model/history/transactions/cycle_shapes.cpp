// The cycles that have names of their own, and how cycles are put down.
#include <algorithm>
#include <utility>

#include <teacup/model/history/transactions/cycle_search.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::model::history::transactions {

/// The most telling ones: an edge against real time. The graph holds only those realtime edges that
/// no others imply, so a search would come by them on long ways.
void CycleSearch::find_realtime_pairs() {
    const auto base_of = [](DependencyKind kind) {
        return kind == ww ? Base::g0 : kind == wr ? Base::g1c : Base::g_single;
    };
    for (const LocalEdge& edge : edges_) {
        if ((edge.kind & (ww | wr | rw)) == 0 || !is_wanted(base_of(edge.kind), Level::realtime)) {
            continue;
        }
        if (history_.precedes(members_[edge.to], members_[edge.from])) {
            record({edge, {edge.to, edge.from, realtime}});
        }
        if (!budget_.step()) {
            return;
        }
    }
}

/// Each pair of transactions that read what the other one replaced, in different keys; in one key
/// it is a lost update.
void CycleSearch::find_write_skews() {
    for (const LocalEdge& edge : rw_edges_) {
        const LocalEdge back{edge.to, edge.from, rw};
        if (edge.from > edge.to || !has_edge(back)) {
            continue;
        }
        if (!budget_.step()) {
            return;
        }
        const auto there = keys_of(edge);
        const auto here = keys_of(back);
        if (there.size() > 1 || here.size() > 1 || there != here) {
            record(Anomaly::write_skew, {edge, back});
        }
    }
}

std::vector<KeyIndex> CycleSearch::keys_of(const LocalEdge& edge) const {
    std::vector<KeyIndex> keys;
    for (const Explainer::Reason& reason : explainer_.explain(global(edge))) {
        keys.push_back(reason.key);
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

/// Writer, reader that misses the other writer, that writer, and a reader that misses the first.
void CycleSearch::find_long_fork() {
    if (members_.size() < 4 || rw_edges_.size() < 2 || (kinds_ & wr) == 0) {
        return;
    }
    allow_effort(finder_);
    std::uint64_t effort = 1'000'000 + edges_.size();
    for (const LocalEdge& edge : rw_edges_) {
        effort -= std::min<std::uint64_t>(effort, 1 + edges_from(edge.to).size());
        if (effort == 0 || !budget_.step() || find_long_fork_from(edge)) {
            return;
        }
    }
}

bool CycleSearch::find_long_fork_from(const LocalEdge& first) {
    for (const LocalEdge& seen : edges_from(first.to)) {
        if (seen.kind != wr || seen.to == first.from) {
            continue;
        }
        for (const LocalEdge& missed : edges_from(seen.to)) {
            const LocalEdge last{missed.to, first.from, wr};
            if (missed.kind == rw && missed.to != first.to && missed.to != first.from &&
                has_edge(last)) {
                record(Anomaly::long_fork, {last, first, seen, missed});
                return true;
            }
        }
    }
    return false;
}

const std::vector<std::uint32_t>& CycleSearch::components(KindMask kinds) {
    kinds &= kinds_;
    const auto known = components_.find(kinds);
    return known != components_.end()
               ? known->second
               : components_.emplace(kinds, finder_.components(kinds)).first->second;
}

std::span<const LocalEdge> CycleSearch::edges_from(std::uint32_t vertex) const {
    return std::span(edges_).subspan(edge_begin_[vertex],
                                     edge_begin_[vertex + 1] - edge_begin_[vertex]);
}

bool CycleSearch::has_edge(const LocalEdge& edge) const {
    const auto edges = edges_from(edge.from);
    return std::binary_search(edges.begin(), edges.end(), edge);
}

/// Both orders are transitive: of edges of order in a row one is enough.
void CycleSearch::join_order_edges(Cycle& cycle) const {
    const auto is_order = [](const LocalEdge& edge) {
        return (edge.kind & (process | realtime)) != 0;
    };
    const auto other = std::find_if_not(cycle.begin(), cycle.end(), is_order);
    TEACUP_ASSERT(other != cycle.end());  // Order alone has no cycle.
    std::rotate(cycle.begin(), other, cycle.end());
    Cycle joined;
    for (const LocalEdge& edge : cycle) {
        if (!joined.empty() && is_order(edge) && is_order(joined.back())) {
            joined.back().to = edge.to;
            joined.back().kind = std::max(joined.back().kind, edge.kind);
        } else {
            joined.push_back(edge);
        }
    }
    cycle = std::move(joined);
}

void CycleSearch::record(Cycle cycle) {
    join_order_edges(cycle);
    record(kind_of_cycle(cycle), cycle);
}

/// It begins with its first transaction, so that it does not hang on where the search began.
void CycleSearch::record(Anomaly anomaly, const Cycle& cycle) {
    const auto first =
        std::min_element(cycle.begin(), cycle.end(), [](const auto& one, const auto& other) {
            return one.from < other.from;
        });
    std::vector<Dependency> dependencies;
    for (std::size_t i = 0; i < cycle.size(); ++i) {
        const auto place = static_cast<std::size_t>(first - cycle.begin());
        dependencies.push_back(global(cycle[(place + i) % cycle.size()]));
    }
    found_.add(anomaly);
    findings_.cycle(anomaly, dependencies);
}

void CycleSearch::allow_effort(PathFinder& finder) const {
    constexpr std::uint64_t effort_min = 1'000'000;
    finder.allow_effort(effort_min + edges_.size() * 4);
}

}  // namespace teacup::model::history::transactions
