#include <teacup/faults/resolve.hpp>

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace teacup::faults {

namespace {

using Node = sim::NodeId;

std::string name_of(Node node) {
    return fmt::format("n{}", sim::index_of(node) + 1);
}

Node node_at(std::uint64_t index) {
    return Node{static_cast<std::uint16_t>(index)};
}

/// The nodes that one end of a link selector means. \pre end is not any_node
std::vector<Node> ends(const std::string& end, std::uint16_t nodes) {
    if (end != all_nodes) {
        return {node_of(end)};
    }
    std::vector<Node> all;
    for (std::uint16_t i = 0; i < nodes; ++i) {
        all.push_back(Node{i});
    }
    return all;
}

/// Two groups, neither empty; every split of the nodes is as likely as its mirror image.
std::vector<std::vector<Node>> draw_split(std::uint64_t pick, std::uint16_t nodes) {
    std::vector<std::vector<Node>> groups(2);
    for (std::uint16_t i = 0; i < nodes; ++i) {
        groups[(pick >> (i % 63)) & 1U].push_back(Node{i});
    }
    for (std::size_t side = 0; side < 2; ++side) {
        if (groups[side].empty()) {
            // All on one side: one node, again by the pick, goes alone.
            auto& full = groups[1 - side];
            const auto lonely = full.begin() + static_cast<std::ptrdiff_t>(pick % full.size());
            groups[side].push_back(*lonely);
            full.erase(lonely);
        }
    }
    return groups;
}

Target between_groups(const std::vector<std::vector<Node>>& groups) {
    Target target;
    for (std::size_t a = 0; a < groups.size(); ++a) {
        std::string name;
        for (const Node from : groups[a]) {
            name += (name.empty() ? "" : ",") + name_of(from);
            for (std::size_t b = 0; b < groups.size(); ++b) {
                for (const Node to : groups[b]) {
                    if (a != b) {
                        target.links.emplace_back(from, to);
                    }
                }
            }
        }
        target.names.push_back(std::move(name));
    }
    const auto largest =
        std::max_element(groups.begin(), groups.end(), [](const auto& one, const auto& other) {
            return one.size() < other.size();
        });
    for (auto group = groups.begin(); group != groups.end(); ++group) {
        if (group != largest) {
            target.cut_off.insert(target.cut_off.end(), group->begin(), group->end());
        }
    }
    return target;
}

Target between_ends(const Selector& selector, std::uint64_t pick, std::uint16_t nodes) {
    Selector fixed = selector;
    if (fixed.node == any_node) {
        // The other end is not a candidate.
        const bool other_is_named = is_node_name(fixed.peer);
        std::uint64_t index = pick % (nodes - (other_is_named ? 1U : 0U));
        if (other_is_named && index >= sim::index_of(node_of(fixed.peer))) {
            ++index;
        }
        fixed.node = name_of(node_at(index));
        pick /= nodes;
    }
    if (fixed.peer == any_node) {
        const bool other_is_named = is_node_name(fixed.node);
        std::uint64_t index = pick % (nodes - (other_is_named ? 1U : 0U));
        if (other_is_named && index >= sim::index_of(node_of(fixed.node))) {
            ++index;
        }
        fixed.peer = name_of(node_at(index));
    }
    Target target;
    for (const Node from : ends(fixed.node, nodes)) {
        for (const Node to : ends(fixed.peer, nodes)) {
            if (from == to) {
                continue;
            }
            target.links.emplace_back(from, to);
            if (!fixed.is_one_way) {
                target.links.emplace_back(to, from);
            }
        }
    }
    std::sort(target.links.begin(), target.links.end());
    target.links.erase(std::unique(target.links.begin(), target.links.end()), target.links.end());
    target.names.push_back(to_string(fixed));
    // Cut off from everybody: the one end that stands against all.
    const bool from_all = fixed.node == all_nodes;
    const bool to_all = fixed.peer == all_nodes;
    if (from_all && to_all) {
        target.cut_off = ends(std::string(all_nodes), nodes);
    } else if (from_all) {
        target.cut_off = {node_of(fixed.peer)};
    } else if (to_all || nodes == 2) {  // The only link of two nodes is all that they have.
        target.cut_off = {node_of(fixed.node)};
    }
    return target;
}

bool fits(const Selector& selector, const model::ProcessInfo& process) {
    switch (selector.rule) {
        case ProcessRule::name: return process.name == selector.process;
        case ProcessRule::path: return process.label == selector.process;
        case ProcessRule::any_process: break;
        case ProcessRule::any_worker:
            if (process.role == model::ProcessRole::supervisor) {
                return false;
            }
            break;
        case ProcessRule::any_supervisor:
            if (process.role != model::ProcessRole::supervisor) {
                return false;
            }
            break;
    }
    // Only what the system put there has a path, or is below one.
    return process.role != model::ProcessRole::outside &&
           process.role != model::ProcessRole::kernel &&
           (selector.process.empty() || process.label.starts_with(selector.process + "/"));
}

std::string called(const model::ProcessInfo& process) {
    return fmt::format(
        "{}:{}", name_of(process.pid.node()), process.name.empty() ? process.label : process.name);
}

sim::Result<Target, std::string> resolve_process(const Selector& selector,
                                                 std::uint64_t pick,
                                                 model::Cluster& cluster) {
    std::vector<model::ProcessInfo> candidates;
    for (std::uint16_t i = 0; i < cluster.world().node_count(); ++i) {
        if (selector.node != any_node && node_of(selector.node) != Node{i}) {
            continue;
        }
        for (const model::Pid pid : cluster.processes().processes_of(Node{i})) {
            if (!cluster.processes().is_alive(pid)) {
                continue;
            }
            model::ProcessInfo info = cluster.processes().info(pid);
            if (fits(selector, info)) {
                candidates.push_back(std::move(info));
            }
        }
    }
    if (candidates.empty()) {
        return sim::Unexpected<std::string>(
            fmt::format("no process is {} now", to_string(selector)));
    }
    const model::ProcessInfo& chosen = candidates[pick % candidates.size()];
    Target target;
    target.nodes = {chosen.pid.node()};
    target.processes = {chosen.pid};
    target.names = {called(chosen)};
    return target;
}

sim::Result<Target, std::string> resolve_node(const Selector& selector,
                                              std::uint64_t pick,
                                              model::Cluster& cluster) {
    std::vector<Node> candidates;
    if (selector.node != any_node) {
        candidates.push_back(node_of(selector.node));
    } else {
        for (std::uint16_t i = 0; i < cluster.world().node_count(); ++i) {
            if (cluster.world().node_state(Node{i}) == sim::NodeState::up) {
                candidates.push_back(Node{i});
            }
        }
    }
    if (candidates.empty()) {
        return sim::Unexpected<std::string>("no node is up");
    }
    Target target;
    target.nodes = {candidates[pick % candidates.size()]};
    target.names = {name_of(target.nodes.front())};
    return target;
}

}  // namespace

sim::NodeId node_of(const std::string& name) {
    TEACUP_ASSERT(is_node_name(name));
    std::uint16_t number = 0;
    std::from_chars(name.data() + 1, name.data() + name.size(), number);
    TEACUP_ASSERT(number > 0);
    return Node{static_cast<std::uint16_t>(number - 1)};
}

Target resolve_links(const Selector& selector, std::uint64_t pick, std::uint16_t nodes) {
    if (selector.form == SelectorForm::link) {
        return between_ends(selector, pick, nodes);
    }
    if (selector.groups.empty()) {
        return between_groups(draw_split(pick, nodes));
    }
    std::vector<std::vector<Node>> groups;
    for (const auto& names : selector.groups) {
        std::vector<Node>& group = groups.emplace_back();
        for (const std::string& name : names) {
            group.push_back(node_of(name));
        }
    }
    return between_groups(groups);
}

sim::Result<Target, std::string> resolve(const Selector& selector,
                                         std::uint64_t pick,
                                         model::Cluster& cluster) {
    switch (selector.form) {
        case SelectorForm::process: return resolve_process(selector, pick, cluster);
        case SelectorForm::node: return resolve_node(selector, pick, cluster);
        case SelectorForm::link:
        case SelectorForm::groups:
            if (cluster.world().node_count() < 2) {
                return sim::Unexpected<std::string>("there is only one node");
            }
            return resolve_links(selector, pick, cluster.world().node_count());
    }
    return sim::Unexpected<std::string>("unknown form of target");
}

}  // namespace teacup::faults
