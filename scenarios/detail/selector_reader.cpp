#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <teacup/scenarios/detail/fault_reader.hpp>

namespace teacup::scenarios::detail {

namespace {

using faults::Selector;
using faults::SelectorForm;

/// "n1 to n3"
std::string nodes_text(int nodes) {
    return nodes == 1 ? "n1" : fmt::format("n1 to n{}", nodes);
}

bool check_nodes(const Spot& spot, const Selector& selector, ReadContext& context) {
    bool is_good = true;
    for (const std::string& node : selector.named_nodes()) {
        if (context.nodes && std::stoi(node.substr(1)) > *context.nodes) {
            context.collector.add(spot,
                                  fmt::format("there is no node \"{}\"; this system has {}",
                                              node,
                                              nodes_text(*context.nodes)));
            is_good = false;
        }
    }
    const bool needs_two =
        selector.form == SelectorForm::link || selector.form == SelectorForm::groups;
    if (is_good && needs_two && context.nodes.value_or(2) < 2) {
        context.collector.add(spot, "a system of one node has no links; add nodes");
        is_good = false;
    }
    return is_good;
}

/// One group of names, added to those of the others.
std::optional<std::vector<std::string>> read_group(const Node& node,
                                                   std::string_view key,
                                                   std::set<std::string>& seen,
                                                   ReadContext& context) {
    std::vector<std::string> group;
    for (const Node& item : node.items) {
        if (item.kind != NodeKind::text || !faults::is_node_name(item.text)) {
            context.collector.add(item.spot,
                                  fmt::format("\"{}\" groups nodes, and this is none; write names "
                                              "as \"n1\"",
                                              key));
            return std::nullopt;
        }
        if (!seen.insert(item.text).second) {
            context.collector.add(
                item.spot, fmt::format("\"{}\" is in two groups; leave it in one", item.text));
            return std::nullopt;
        }
        group.push_back(item.text);
    }
    if (group.empty()) {
        context.collector.add(node.spot,
                              "an empty group separates nothing; remove it, or add nodes");
        return std::nullopt;
    }
    return group;
}

std::optional<Selector> read_groups(const Node& node, std::string_view key, ReadContext& context) {
    Selector selector{.form = SelectorForm::groups};
    std::set<std::string> seen;
    for (const Node& item : node.items) {
        if (item.kind != NodeKind::array) {
            context.collector.add(item.spot,
                                  fmt::format("\"{}\" must be a list of groups, as "
                                              "[[\"n1\"], [\"n2\", \"n3\"]]",
                                              key));
            return std::nullopt;
        }
        auto group = read_group(item, key, seen, context);
        if (!group) {
            return std::nullopt;
        }
        selector.groups.push_back(std::move(*group));
    }
    if (selector.groups.size() < 2) {
        context.collector.add(node.spot,
                              fmt::format("\"{}\" needs two groups at least, as "
                                          "[[\"n1\"], [\"n2\", \"n3\"]]",
                                          key));
        return std::nullopt;
    }
    return selector;
}

}  // namespace

std::optional<Selector> read_selector(const Node& node,
                                      std::string_view key,
                                      ReadContext& context) {
    std::optional<Selector> selector;
    if (node.kind == NodeKind::array) {
        selector = read_groups(node, key, context);
    } else if (node.kind == NodeKind::text) {
        auto parsed = faults::parse_selector(node.text);
        if (parsed) {
            selector = std::move(*parsed);
        } else {
            context.collector.add(
                node.spot, fmt::format("\"{}\" = \"{}\": {}", key, node.text, parsed.error()));
        }
    } else {
        context.collector.add(node.spot,
                              fmt::format("\"{}\" must be a text or groups of nodes, not "
                                          "{}; write it like {} = \"n1\"",
                                          key,
                                          name_of(node.kind),
                                          key));
    }
    if (!selector || !check_nodes(node.spot, *selector, context)) {
        return std::nullopt;
    }
    return selector;
}

bool check_id(const Spot& spot, const std::string& id, ReadContext& context) {
    const auto is_fine = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_';
    };
    const bool is_good = !id.empty() && id.size() <= 100 && id.front() != '-' &&
                         std::all_of(id.begin(), id.end(), is_fine);
    if (!is_good) {
        context.collector.add(spot,
                              fmt::format("\"{}\" cannot name anything; use letters, digits, "
                                          "- and _, at most 100",
                                          id));
    }
    return is_good;
}

}  // namespace teacup::scenarios::detail
