#include <teacup/faults/isolation.hpp>

#include <algorithm>

namespace teacup::faults {

namespace {

/// By number, smaller first: a connection needs both directions, so one cut is enough.
Links undirected(const Links& cuts) {
    Links pairs;
    for (const auto& [from, to] : cuts) {
        pairs.emplace_back(std::min(from, to), std::max(from, to));
    }
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
}

}  // namespace

std::vector<sim::NodeId> isolated(const Links& cuts,
                                  std::uint16_t nodes,
                                  const std::vector<sim::NodeId>& down) {
    const Links pairs = undirected(cuts);
    std::vector<sim::NodeId> unreached;
    for (std::uint16_t i = 0; i < nodes; ++i) {
        if (std::find(down.begin(), down.end(), sim::NodeId{i}) == down.end()) {
            unreached.push_back(sim::NodeId{i});
        }
    }
    if (unreached.empty() || pairs.size() + 1 < unreached.size()) {
        return {};  // Too few cuts to part so many.
    }
    std::vector<std::vector<sim::NodeId>> groups;
    while (!unreached.empty()) {
        std::vector<sim::NodeId>& group = groups.emplace_back(1, unreached.front());
        unreached.erase(unreached.begin());
        for (std::size_t at = 0; at < group.size(); ++at) {
            const sim::NodeId here = group[at];
            const auto begin =
                std::stable_partition(unreached.begin(), unreached.end(), [&](sim::NodeId other) {
                    return std::binary_search(
                        pairs.begin(),
                        pairs.end(),
                        std::pair(std::min(here, other), std::max(here, other)));
                });
            group.insert(group.end(), begin, unreached.end());
            unreached.erase(begin, unreached.end());
        }
    }
    const auto largest =
        std::max_element(groups.begin(), groups.end(), [](const auto& one, const auto& other) {
            return one.size() < other.size();
        });
    std::vector<sim::NodeId> outside;
    for (auto group = groups.begin(); group != groups.end(); ++group) {
        if (group != largest) {
            outside.insert(outside.end(), group->begin(), group->end());
        }
    }
    std::sort(outside.begin(), outside.end());
    return outside;
}

}  // namespace teacup::faults
