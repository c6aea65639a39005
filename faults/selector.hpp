/// \file
/// Names what a fault hits before it is known: a selector is written in the scenario, and resolved,
/// with an integer `pick`, against what exists when the fault fires.
///
///     n1                 a node                      any_node          one node
///     n1:db              a registered name           any_node:db       the same on some node
///     n1:shop/sup/cart   a path in the tree          any_worker        one on some node
///     n1:any_process     one of a node               n1:shop/any_worker   one below a path
///     n1>n2              a link, one way             n1-n2             a link, both ways
///     n1>all, all>n1     all that leaves, comes      n1-all, all-all   all links of one, all links
///     [["n1"], ["n2", "n3"]]   all links between     any_split         two groups, drawn
///                              groups
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/sim/result.hpp>

namespace teacup::faults {

enum class SelectorForm : std::uint8_t { node, process, link, groups };

/// How a process is found on its node.
enum class ProcessRule : std::uint8_t { name, path, any_process, any_worker, any_supervisor };

inline constexpr std::string_view any_node = "any_node";  ///< Also for ends of links.
inline constexpr std::string_view all_nodes = "all";      ///< Only for ends of links.

struct Selector {
    SelectorForm form = SelectorForm::node;
    /// node, process: "n1" or any_node. link: where it begins; may be all_nodes too.
    std::string node = std::string(any_node);
    ProcessRule rule = ProcessRule::any_process;  ///< Only process.
    /// Only process. name: the registered name. path: the path. any_...: the path below which it
    /// is looked for; empty for all of the node.
    std::string process = {};
    std::string peer = {};                              ///< Only link: where it ends.
    bool is_one_way = false;                            ///< Only link.
    std::vector<std::vector<std::string>> groups = {};  ///< Only groups; empty for any_split.
    bool operator==(const Selector&) const = default;

    /// Must something be drawn to resolve it?
    [[nodiscard]] bool needs_pick() const noexcept;
    /// The nodes that it names, each once, in the order of the text.
    [[nodiscard]] std::vector<std::string> named_nodes() const;
};

/// The words of the error do not repeat `text`: "names no node; ...".
[[nodiscard]] sim::Result<Selector, std::string> parse_selector(std::string_view text);

/// Is it n1, n2, ...?
[[nodiscard]] bool is_node_name(std::string_view text) noexcept;

/// As in a scenario, groups as "[["n1"], ["n2", "n3"]]".
[[nodiscard]] std::string to_string(const Selector& selector);

}  // namespace teacup::faults
