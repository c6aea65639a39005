// The cycles that have names of their own, and how cycles are put down.
#include <algorithm>
#include <utility>

#include <teacup/model/history/transactions/cycle_search.hpp>

namespace teacup::model::history::transactions {

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

void CycleSearch::record(const Cycle& cycle) {
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
