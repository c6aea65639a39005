#include <teacup/model/history/transactions/cycle_search.hpp>

#include <algorithm>
#include <utility>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history::transactions {

namespace {

constexpr KindMask value_kinds = ww | wr;

/// The kinds of a base and their variants are consecutive in no order of the enumeration, so a
/// table tells them: by base, then by level.
constexpr Anomaly names[5][3] = {
    {Anomaly::g0, Anomaly::g0_process, Anomaly::g0_realtime},
    {Anomaly::g1c, Anomaly::g1c_process, Anomaly::g1c_realtime},
    {Anomaly::g_single, Anomaly::g_single_process, Anomaly::g_single_realtime},
    {Anomaly::g_nonadjacent, Anomaly::g_nonadjacent_process, Anomaly::g_nonadjacent_realtime},
    {Anomaly::g2_item, Anomaly::g2_item_process, Anomaly::g2_item_realtime},
};

bool has_adjacent_rw(std::span<const LocalEdge> cycle) {
    for (std::size_t i = 0; i < cycle.size(); ++i) {
        if (cycle[i].kind == rw && cycle[(i + 1) % cycle.size()].kind == rw) {
            return true;
        }
    }
    return false;
}

/// A closed walk may pass a transaction twice. Then one of its two loops is a closed walk without
/// two anti-dependencies in a row, too.
std::vector<LocalEdge> simple_part(std::vector<LocalEdge> walk) {
    for (std::size_t i = 0; i < walk.size(); ++i) {
        for (std::size_t j = i + 1; j < walk.size(); ++j) {
            if (walk[i].from != walk[j].from) {
                continue;
            }
            const auto begin = walk.begin() + static_cast<std::ptrdiff_t>(i);
            const auto end = walk.begin() + static_cast<std::ptrdiff_t>(j);
            std::vector<LocalEdge> inner(begin, end);
            if (!has_adjacent_rw(inner)) {
                return simple_part(std::move(inner));
            }
            walk.erase(begin, end);
            return simple_part(std::move(walk));
        }
    }
    return walk;
}

}  // namespace

Anomaly kind_of_cycle(std::span<const LocalEdge> cycle) {
    const auto count = [&](DependencyKind kind) {
        return std::count_if(cycle.begin(), cycle.end(), [kind](const LocalEdge& edge) {
            return edge.kind == kind;
        });
    };
    const std::size_t level = count(realtime) > 0 ? 2 : count(process) > 0 ? 1 : 0;
    const auto anti = count(rw);
    std::size_t base = 0;
    if (anti > 0) {
        base = anti == 1 ? 2 : has_adjacent_rw(cycle) ? 4 : 3;
    } else {
        base = count(wr) > 0 ? 1 : 0;
    }
    return names[base][level];
}

CycleSearch::CycleSearch(const History& history,
                         std::span<const OperationIndex> members,
                         std::vector<LocalEdge> edges,
                         const Explainer& explainer,
                         Findings& findings,
                         Budget& budget)
    : history_(history),
      members_(members),
      edges_(std::move(edges)),
      edge_begin_(members.size() + 1, 0),
      explainer_(explainer),
      findings_(findings),
      budget_(budget),
      finder_(static_cast<std::uint32_t>(members.size()), edges_, budget) {
    for (const LocalEdge& edge : edges_) {
        ++edge_begin_[edge.from + 1];
        kinds_ |= edge.kind;
        if (edge.kind == rw) {
            rw_edges_.push_back(edge);
            rw_reversed_.push_back({edge.to, edge.from, rw});
        }
    }
    for (std::size_t i = 1; i < edge_begin_.size(); ++i) {
        edge_begin_[i] += edge_begin_[i - 1];
    }
    std::sort(rw_reversed_.begin(), rw_reversed_.end());
}

KindMask CycleSearch::order_kinds(Level level) {
    return level == Level::plain     ? KindMask{0}
           : level == Level::process ? KindMask{process}
                                     : KindMask{process | realtime};
}

bool CycleSearch::run() {
    search(Level::plain);
    find_write_skews();
    find_long_fork();
    if ((kinds_ & process) != 0) {
        search(Level::process);
    }
    if ((kinds_ & realtime) != 0) {
        find_realtime_pairs();
        search(Level::realtime);
    }
    return budget_.stopped() == Stop::none;
}

void CycleSearch::search(Level level) {
    for (const Base base :
         {Base::g0, Base::g1c, Base::g_single, Base::g_nonadjacent, Base::g2_item}) {
        if (is_wanted(base, level) && budget_.stopped() == Stop::none) {
            search_base(base, level);
        }
    }
    if (is_cut_short_ && budget_.stopped() == Stop::none) {
        search_anything(level);
    }
}

/// Not when a cycle is known here that is the same with less, or worse in the same way.
bool CycleSearch::is_wanted(Base base, Level level) const {
    const auto is_found = [&](Base wanted) {
        for (std::size_t i = 0; i <= static_cast<std::size_t>(level); ++i) {
            if (found_.has(names[static_cast<std::size_t>(wanted)][i])) {
                return true;
            }
        }
        return false;
    };
    return !is_found(base) && !(base == Base::g_nonadjacent && is_found(Base::g_single));
}

void CycleSearch::search_base(Base base, Level level) {
    const KindMask order = order_kinds(level);
    const KindMask forward = value_kinds | order;
    allow_effort(finder_);
    Cycle cycle;
    switch (base) {
        case Base::g0: cycle = through_edge(ww, ww | order); break;
        case Base::g1c: cycle = through_edge(wr, forward); break;
        case Base::g_single: cycle = through_edge(rw, forward); break;
        case Base::g_nonadjacent: cycle = through_nonadjacent(forward); break;
        case Base::g2_item: cycle = through_adjacent(forward | rw); break;
    }
    is_cut_short_ = is_cut_short_ || finder_.is_effort_spent();
    if (!cycle.empty()) {
        record(std::move(cycle));
    }
}

/// When the effort was not enough to name a cycle with anti-dependencies: any of them, to know at
/// least that there is one.
void CycleSearch::search_anything(Level level) {
    const auto any = [&](Base base) { return !is_wanted(base, level); };
    if (rw_edges_.empty() || any(Base::g_single) || any(Base::g_nonadjacent) ||
        any(Base::g2_item)) {
        return;
    }
    const KindMask kinds = value_kinds | rw | order_kinds(level);
    const auto& component = components(kinds);
    for (const LocalEdge& edge : rw_edges_) {
        if (component.empty() || component[edge.from] != component[edge.to]) {
            continue;
        }
        finder_.allow_effort(~std::uint64_t{0});
        Cycle cycle = finder_.shortest({.sources = {&edge.to, 1},
                                        .targets = {&edge.from, 1},
                                        .kinds = kinds,
                                        .length_max = members_.size()});
        if (!cycle.empty()) {
            cycle.insert(cycle.begin(), edge);
            record(std::move(cycle));
        }
        return;
    }
}

CycleSearch::Cycle CycleSearch::through_edge(DependencyKind through, KindMask kinds) {
    Cycle best;
    if ((kinds_ & through) == 0) {
        return best;
    }
    const auto& component = components(kinds);
    for (const LocalEdge& edge : edges_) {
        if (component.empty() || best.size() == 2 || finder_.is_effort_spent()) {
            break;
        }
        // Whatever reaches something else has a greater number, or the same.
        if (edge.kind != through || component[edge.to] < component[edge.from]) {
            continue;
        }
        Cycle path =
            finder_.shortest({.sources = {&edge.to, 1},
                              .targets = {&edge.from, 1},
                              .kinds = kinds,
                              .length_max = best.empty() ? members_.size() : best.size() - 2});
        if (!path.empty()) {
            path.insert(path.begin(), edge);
            best = std::move(path);
        }
    }
    return best;
}

/// In a graph with each transaction twice: as reached by an anti-dependency, and otherwise.
CycleSearch::Cycle CycleSearch::through_nonadjacent(KindMask kinds) {
    Cycle best;
    if (rw_edges_.size() < 2 || !budget_.take(edges_.size() * 4 * sizeof(LocalEdge))) {
        return best;
    }
    Cycle doubled;
    for (const LocalEdge& edge : edges_) {
        if ((edge.kind & kinds) != 0) {
            doubled.push_back({edge.from * 2, edge.to * 2, edge.kind});
            doubled.push_back({edge.from * 2 + 1, edge.to * 2, edge.kind});
        } else if (edge.kind == rw) {
            doubled.push_back({edge.from * 2, edge.to * 2 + 1, rw});
        }
    }
    std::sort(doubled.begin(), doubled.end());
    PathFinder finder(static_cast<std::uint32_t>(members_.size() * 2), doubled, budget_);
    allow_effort(finder);
    const KindMask all = kinds | rw;
    const std::vector<std::uint32_t> component = finder.components(all);
    for (const LocalEdge& edge : rw_edges_) {
        const std::uint32_t from = edge.from * 2;
        const std::uint32_t to = edge.to * 2 + 1;
        if (component.empty() || finder.is_effort_spent()) {
            break;
        }
        if (component[from] != component[to]) {
            continue;
        }
        Cycle path =
            finder.shortest({.sources = {&to, 1},
                             .targets = {&from, 1},
                             .kinds = all,
                             .length_max = best.empty() ? members_.size() * 2 : best.size() - 2});
        if (!path.empty()) {
            path.insert(path.begin(), {from, to, rw});
            best = std::move(path);
        }
    }
    is_cut_short_ = is_cut_short_ || finder.is_effort_spent();
    budget_.give_back(edges_.size() * 4 * sizeof(LocalEdge));
    for (LocalEdge& edge : best) {
        edge.from /= 2;
        edge.to /= 2;
    }
    return simple_part(std::move(best));
}

/// Two anti-dependencies in a row meet in some transaction: the way back must not pass it.
CycleSearch::Cycle CycleSearch::through_adjacent(KindMask kinds) {
    Cycle best;
    for (std::uint32_t middle = 0; middle < members_.size(); ++middle) {
        if (best.size() == 2 || finder_.is_effort_spent() || !budget_.step()) {
            break;
        }
        close_at(middle, kinds, best);
    }
    return best;
}

void CycleSearch::close_at(std::uint32_t middle, KindMask kinds, Cycle& best) {
    const auto neighbours = [middle](const Cycle& sorted) {
        std::vector<std::uint32_t> found;
        auto edge = std::lower_bound(sorted.begin(), sorted.end(), LocalEdge{middle, 0, ww});
        for (; edge != sorted.end() && edge->from == middle; ++edge) {
            found.push_back(edge->to);
        }
        return found;
    };
    const std::vector<std::uint32_t> after = neighbours(rw_edges_);
    if (after.empty()) {
        return;
    }
    const std::vector<std::uint32_t> before = neighbours(rw_reversed_);
    if (before.empty()) {
        return;
    }
    for (const std::uint32_t one : after) {
        if (std::binary_search(before.begin(), before.end(), one)) {
            best = {{middle, one, rw}, {one, middle, rw}};
            return;
        }
    }
    if (best.size() == 3) {
        return;
    }
    Cycle path = finder_.shortest({.sources = after,
                                   .targets = before,
                                   .kinds = kinds,
                                   .length_max = best.empty() ? members_.size() : best.size() - 3,
                                   .blocked = middle});
    if (!path.empty()) {
        const std::uint32_t first = path.front().from;
        const std::uint32_t last = path.back().to;
        path.insert(path.begin(), {middle, first, rw});
        path.push_back({last, middle, rw});
        best = std::move(path);
    }
}

}  // namespace teacup::model::history::transactions
