#include <teacup/faults/selector.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

namespace teacup::faults {

namespace {

using Parsed = sim::Result<Selector, std::string>;

constexpr std::string_view any_split = "any_split";
constexpr std::array<std::pair<std::string_view, ProcessRule>, 3> any_rules{{
    {"any_process", ProcessRule::any_process},
    {"any_worker", ProcessRule::any_worker},
    {"any_supervisor", ProcessRule::any_supervisor},
}};

sim::Unexpected<std::string> error(std::string what) {
    return sim::Unexpected<std::string>(std::move(what));
}

bool is_node(std::string_view text) {
    return text == any_node || is_node_name(text);
}

std::string not_a_node(std::string_view text) {
    return fmt::format("\"{}\" is no node; nodes are n1, n2, ... or any_node", text);
}

Parsed parse_process(std::string_view node, std::string_view process) {
    if (!is_node(node)) {
        return error(not_a_node(node));
    }
    if (process.empty()) {
        return error("names no process after the colon; write a name, a path or any_process");
    }
    Selector selector{.form = SelectorForm::process, .node = std::string(node)};
    const std::size_t slash = process.rfind('/');
    const std::string_view last =
        slash == std::string_view::npos ? process : process.substr(slash + 1);
    for (const auto& [word, rule] : any_rules) {
        if (last == word) {
            selector.rule = rule;
            selector.process = slash == std::string_view::npos ? "" : process.substr(0, slash);
            return selector;
        }
    }
    selector.rule = slash == std::string_view::npos ? ProcessRule::name : ProcessRule::path;
    selector.process = process;
    return selector;
}

Parsed parse_link(std::string_view from, std::string_view to, bool is_one_way) {
    for (const std::string_view end : {from, to}) {
        if (!is_node(end) && end != all_nodes) {
            return error(not_a_node(end) + ", and in a link also all");
        }
    }
    if (from == to && is_node_name(from)) {
        return error("links a node with itself; name two nodes");
    }
    return Selector{.form = SelectorForm::link,
                    .node = std::string(from),
                    .peer = std::string(to),
                    .is_one_way = is_one_way};
}

std::string process_text(const Selector& selector) {
    for (const auto& [word, rule] : any_rules) {
        if (selector.rule == rule) {
            return fmt::format(
                "{}{}{}", selector.process, selector.process.empty() ? "" : "/", word);
        }
    }
    return selector.process;
}

std::string groups_text(const std::vector<std::vector<std::string>>& groups) {
    std::string text;
    for (const auto& group : groups) {
        text += fmt::format("{}[\"{}\"]", text.empty() ? "" : ", ", fmt::join(group, "\", \""));
    }
    return "[" + text + "]";
}

}  // namespace

bool is_node_name(std::string_view text) noexcept {
    return text.size() >= 2 && text.size() <= 6 && text[0] == 'n' && text[1] != '0' &&
           std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool Selector::needs_pick() const noexcept {
    switch (form) {
        case SelectorForm::node: return node == any_node;
        case SelectorForm::process:
            return node == any_node || (rule != ProcessRule::name && rule != ProcessRule::path);
        case SelectorForm::link: return node == any_node || peer == any_node;
        case SelectorForm::groups: return groups.empty();
    }
    return false;
}

std::vector<std::string> Selector::named_nodes() const {
    std::vector<std::string> named;
    const auto add = [&](const std::string& name) {
        if (is_node_name(name) && std::find(named.begin(), named.end(), name) == named.end()) {
            named.push_back(name);
        }
    };
    add(node);
    add(peer);
    for (const auto& group : groups) {
        std::for_each(group.begin(), group.end(), add);
    }
    return named;
}

Parsed parse_selector(std::string_view text) {
    if (text.empty()) {
        return error("names nothing; write a node, a process or a link");
    }
    if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        return parse_process(text.substr(0, colon), text.substr(colon + 1));
    }
    if (text == any_split) {
        return Selector{.form = SelectorForm::groups};
    }
    if (is_node(text)) {
        return Selector{.form = SelectorForm::node, .node = std::string(text)};
    }
    if (const std::size_t sign = text.find_first_of(">-"); sign != std::string_view::npos) {
        return parse_link(text.substr(0, sign), text.substr(sign + 1), text[sign] == '>');
    }
    for (const auto& [word, rule] : any_rules) {
        if (text == word) {
            return parse_process(any_node, text);
        }
    }
    return error(
        fmt::format("names no node; write \"n1\", \"any_node\", or \"n1:{}\" for a process", text));
}

std::string to_string(const Selector& selector) {
    switch (selector.form) {
        case SelectorForm::node: return selector.node;
        case SelectorForm::process:
            return fmt::format("{}:{}", selector.node, process_text(selector));
        case SelectorForm::link:
            return fmt::format(
                "{}{}{}", selector.node, selector.is_one_way ? '>' : '-', selector.peer);
        case SelectorForm::groups: break;
    }
    return selector.groups.empty() ? std::string(any_split) : groups_text(selector.groups);
}

}  // namespace teacup::faults
