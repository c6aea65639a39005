#include <teacup/scenarios/detail/table_reader.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include <teacup/scenarios/spelling.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::scenarios::detail {

namespace {

using model::Option;
using model::OptionType;
using model::OptionValue;
using model::OptionValues;

std::vector<std::string> names_in(const TableFace& face) {
    std::vector<std::string> names = face.other_keys;
    for (const auto* options : face.options) {
        for (const Option& option : *options) {
            // One of a kind's own options has the name of a key of the format, or of another.
            TEACUP_ASSERT(std::find(names.begin(), names.end(), option.name) == names.end());
            names.push_back(option.name);
        }
    }
    return names;
}

void tell_unknown_keys(const Node& table, const TableFace& face, ReadContext& context) {
    const std::vector<std::string> names = names_in(face);
    for (const Member& member : table.members) {
        if (context.collector.is_full()) {
            return;
        }
        if (face.is_open || std::find(names.begin(), names.end(), member.key) != names.end()) {
            continue;
        }
        if (member.key == "seed") {  // The one key that many will look for, and not find.
            context.collector.add(member.spot,
                                  "a seed is no part of a scenario; give it to the run, "
                                  "as --seed 7");
            continue;
        }
        const std::string what = advice(member.key, names, "known keys are");
        context.collector.add(
            member.spot,
            fmt::format("unknown key \"{}\" in {}; {}", member.key, face.heading, what));
    }
}

OptionValue read_option(const Node& table,
                        const Option& option,
                        const TableFace& face,
                        ReadContext& context) {
    const Node* node = table.find(option.name);
    if (node != nullptr) {
        return read_value(*node, option, context).value_or(OptionValue{});
    }
    if (option.is_required) {
        context.collector.add(table.spot,
                              fmt::format("{} lacks the key \"{}\"; add it, as {} = {}",
                                          face.heading,
                                          option.name,
                                          option.name,
                                          option.example));
        return {};
    }
    return option.default_value;
}

}  // namespace

OptionValues read_table(const Node& table, const TableFace& face, ReadContext& context) {
    tell_unknown_keys(table, face, context);
    OptionValues values;
    for (const auto* options : face.options) {
        for (const Option& option : *options) {
            values.set(option.name, read_option(table, option, face, context));
        }
    }
    return values;
}

bool expect_table(const Node& node, std::string_view heading, ReadContext& context) {
    if (node.kind != NodeKind::table) {
        context.collector.add(node.spot,
                              fmt::format("{} must be a table, not {}; write its keys "
                                          "below that heading",
                                          heading,
                                          name_of(node.kind)));
    }
    return node.kind == NodeKind::table;
}

void for_each_table(const Node& node,
                    std::string_view heading,
                    ReadContext& context,
                    const std::function<void(const Node&)>& read) {
    if (node.kind == NodeKind::table) {
        context.collector.add(
            node.spot, fmt::format("{} must be an array of tables; double the brackets", heading));
        return;
    }
    if (node.kind != NodeKind::array) {
        context.collector.add(node.spot,
                              fmt::format("{} must be an array of tables, not {}; write each one "
                                          "below such a heading",
                                          heading,
                                          name_of(node.kind)));
        return;
    }
    if (node.items.size() > tables_max) {
        context.collector.add(
            node.spot,
            fmt::format(
                "there are {} of {}; {} are allowed", node.items.size(), heading, tables_max));
        return;
    }
    for (const Node& item : node.items) {
        if (!context.collector.is_full() && expect_table(item, heading, context)) {
            read(item);
        }
    }
}

OptionValues only(const OptionValues& values, const std::vector<Option>& options) {
    OptionValues kept;
    for (const Option& option : options) {
        kept.set(option.name, values.value(option.name));
    }
    return kept;
}

}  // namespace teacup::scenarios::detail
