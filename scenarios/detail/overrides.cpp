#include <teacup/scenarios/detail/overrides.hpp>

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <teacup/scenarios/detail/text_scan.hpp>
#include <teacup/scenarios/spelling.hpp>

namespace teacup::scenarios::detail {

namespace {

std::vector<std::string> split(std::string_view key) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t dot = key.find('.');
        parts.emplace_back(key.substr(0, dot));
        if (dot == std::string_view::npos) {
            return parts;
        }
        key.remove_prefix(dot + 1);
    }
}

/// What an item of an array of tables is called: the first of these keys that it has.
std::string name_of_item(const Node& item) {
    for (const std::string_view key : {"id", "name", "kind"}) {
        const Node* value = item.find(key);
        if (value != nullptr && value->kind == NodeKind::text) {
            return value->text;
        }
    }
    return {};
}

/// One override on its way to its place.
class Override {
public:
    Override(const std::string& text, Collector& collector)
        : collector_(collector), spot_{.source = collector.add_source("--set " + text, {})} {}

    void apply(Node& root, const std::string& text);

private:
    void tell(std::string message) { collector_.add(spot_, std::move(message)); }
    /// The table or item called `part`, made if it is a table that is not there; nullptr, told, if
    /// there is no way.
    Node* descend(Node& from, const std::string& part);
    Node* find_item(Node& array, const std::string& part);

    Collector& collector_;
    Spot spot_;
};

void Override::apply(Node& root, const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        tell("is not key=value; write it like limits.virtual_time=60s");
        return;
    }
    std::vector<std::string> parts = split(std::string_view(text).substr(0, equals));
    for (const std::string& part : parts) {
        if (part.empty()) {
            tell("has an empty part in its key; write it like limits.virtual_time=60s");
            return;
        }
    }
    if (parts.size() > static_cast<std::size_t>(nesting_max)) {
        tell(fmt::format("is nested too deeply; {} levels are allowed", nesting_max));
        return;
    }
    const std::string key = std::move(parts.back());
    parts.pop_back();
    Node* table = &root;
    for (const std::string& part : parts) {
        table = descend(*table, part);
        if (table == nullptr) {
            return;
        }
    }
    if (table->kind != NodeKind::table) {
        tell(fmt::format("must also say which one; write {}.NAME.KEY=VALUE", parts.back()));
        return;
    }
    Node value = parse_value(std::string_view(text).substr(equals + 1), spot_.source);
    if (Node* old = table->find(key)) {
        *old = std::move(value);
    } else {
        table->members.push_back({key, spot_, std::move(value)});
    }
}

Node* Override::descend(Node& from, const std::string& part) {
    if (from.kind == NodeKind::array) {
        return find_item(from, part);
    }
    Node* next = from.find(part);
    if (next == nullptr) {
        from.members.push_back({part, spot_, {.kind = NodeKind::table, .spot = spot_}});
        return &from.members.back().value;
    }
    if (next->kind != NodeKind::table && next->kind != NodeKind::array) {
        tell(fmt::format("goes through \"{}\", which is {}, not a table; shorten the key",
                         part,
                         name_of(next->kind)));
        return nullptr;
    }
    return next;
}

Node* Override::find_item(Node& array, const std::string& part) {
    std::vector<std::string> names;
    for (Node& item : array.items) {
        names.push_back(name_of_item(item));
        if (names.back() == part && item.kind == NodeKind::table) {
            return &item;
        }
    }
    tell(fmt::format(
        "names \"{}\", which is not there; {}", part, advice(part, names, "there are")));
    return nullptr;
}

}  // namespace

void apply_override(Node& root, const std::string& text, Collector& collector) {
    Override(text, collector).apply(root, text);
}

}  // namespace teacup::scenarios::detail
