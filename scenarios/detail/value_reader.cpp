#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include <teacup/model/registry/erlang_term.hpp>
#include <teacup/model/registry/toml_text.hpp>
#include <teacup/scenarios/detail/latency_reader.hpp>
#include <teacup/scenarios/detail/quantity_text.hpp>
#include <teacup/scenarios/detail/table_reader.hpp>
#include <teacup/scenarios/detail/tree_reader.hpp>
#include <teacup/scenarios/spelling.hpp>

namespace teacup::scenarios::detail {

namespace {

using model::Option;
using model::OptionType;
using model::OptionValue;
using sim::Duration;
using Read = std::optional<OptionValue>;

std::string_view wanted(OptionType type) {
    // In the order of the enumeration.
    constexpr std::array<std::string_view, 18> names{
        "true or false",
        "an integer",
        "a duration",
        "a number from 0 to 1",
        "a number",
        "a rate",
        "a text",
        "a text",
        "a text",
        "an array of texts",
        "an array of integers",
        "a duration or a table",
        "a duration, \"infinity\" or \"brutal_kill\"",
        "the path of a tree file, or a table",
        "an array of tables",
        "an integer or a table of min and max",
        "a duration or a table of min and max",
        "a text or an array",
    };
    return names.at(static_cast<std::size_t>(type));
}

/// Reads one value of one option.
class ValueReader {
public:
    ValueReader(const Option& option, ReadContext& context) : option_(option), context_(context) {}

    Read read(const Node& node);

private:
    Read fail(const Node& node, const std::string& what) {
        context_.collector.add(node.spot, fmt::format("\"{}\" {}", option_.name, what));
        return std::nullopt;
    }
    Read wrong_kind(const Node& node) {
        return fail(node,
                    fmt::format("must be {}, not {}; write it like {} = {}",
                                wanted(option_.type),
                                name_of(node.kind),
                                option_.name,
                                option_.example));
    }
    /// The same value in an option of another type, for values that are made of others.
    Read read_as(const Node& node, OptionType type) {
        Option part = option_;
        part.type = type;
        return ValueReader(part, context_).read(node);
    }

    bool in_range(const Node& node, std::int64_t steps, const OptionValue& value);
    std::string range_text(const OptionValue& like) const;
    Read integer(const Node& node);
    Read real(const Node& node);
    Read duration(const Node& node);
    Read rate(const Node& node);
    Read text(const Node& node);
    Read term(const Node& node);
    Read choice(const Node& node);
    template <class T>
    Read list(const Node& node, OptionType item_type);
    Read range(const Node& node, OptionType end_type);
    Read shutdown(const Node& node);
    Read tables(const Node& node);

    const Option& option_;
    ReadContext& context_;
};

Read ValueReader::read(const Node& node) {
    switch (option_.type) {
        case OptionType::boolean:
            return node.kind == NodeKind::boolean ? Read(node.boolean) : wrong_kind(node);
        case OptionType::integer: return integer(node);
        case OptionType::duration: return duration(node);
        case OptionType::probability:
        case OptionType::factor: return real(node);
        case OptionType::rate: return rate(node);
        case OptionType::text: return text(node);
        case OptionType::term: return term(node);
        case OptionType::choice: return choice(node);
        case OptionType::text_list: return list<std::string>(node, OptionType::text);
        case OptionType::integer_list: return list<std::int64_t>(node, OptionType::integer);
        case OptionType::latency: {
            const auto latency = read_latency(node, option_, context_);
            return latency ? Read(*latency) : std::nullopt;
        }
        case OptionType::shutdown: return shutdown(node);
        case OptionType::tree: {
            if (node.kind != NodeKind::text && node.kind != NodeKind::table) {
                return wrong_kind(node);
            }
            auto tree = read_tree_value(node, context_);
            return tree ? Read(std::move(*tree)) : std::nullopt;
        }
        case OptionType::table_list: return tables(node);
        case OptionType::integer_range: return range(node, OptionType::integer);
        case OptionType::duration_range: return range(node, OptionType::duration);
        case OptionType::selector: return std::nullopt;
    }
    return std::nullopt;
}

/// "1 to 10", "1 or more", in the words of the value's type.
std::string ValueReader::range_text(const OptionValue& like) const {
    const auto end = [&](std::int64_t steps) {
        if (std::holds_alternative<Duration>(like)) {
            return to_toml(option_, Duration::nanoseconds(steps));
        }
        if (std::holds_alternative<model::PartsPerBillion>(like)) {
            return to_toml(option_, model::PartsPerBillion{steps});
        }
        if (std::holds_alternative<model::Millionths>(like)) {
            return to_toml(option_, model::Millionths{steps});
        }
        return fmt::format("{}", steps);
    };
    if (option_.range.minimum == option_.range.maximum) {
        return end(option_.range.minimum);
    }
    if (option_.range.maximum == std::numeric_limits<std::int64_t>::max()) {
        return fmt::format("{} or more", end(option_.range.minimum));
    }
    return fmt::format("{} to {}", end(option_.range.minimum), end(option_.range.maximum));
}

bool ValueReader::in_range(const Node& node, std::int64_t steps, const OptionValue& value) {
    if (steps >= option_.range.minimum && steps <= option_.range.maximum) {
        return true;
    }
    fail(node,
         fmt::format(
             "= {} is out of range; allowed is {}", to_toml(option_, value), range_text(value)));
    return false;
}

Read ValueReader::integer(const Node& node) {
    if (node.kind != NodeKind::integer) {
        return wrong_kind(node);
    }
    return in_range(node, node.integer, node.integer) ? Read(node.integer) : std::nullopt;
}

Read ValueReader::real(const Node& node) {
    if (node.kind != NodeKind::integer && node.kind != NodeKind::real) {
        return wrong_kind(node);
    }
    const double given =
        node.kind == NodeKind::real ? node.real : static_cast<double>(node.integer);
    const bool is_probability = option_.type == OptionType::probability;
    const std::int64_t whole =
        is_probability ? model::PartsPerBillion::whole : model::Millionths::whole;
    if (is_probability && !(given >= 0 && given <= 1)) {
        return fail(node, fmt::format("= {} is no probability; write a number from 0 to 1", given));
    }
    const std::optional<std::int64_t> steps = in_steps(given, whole);
    if (!steps) {
        return fail(node, fmt::format("= {} is too large; write a smaller number", given));
    }
    if (*steps == 0 && given != 0) {
        return fail(node,
                    fmt::format("= {} is finer than the least step, {}; round it",
                                given,
                                model::decimal(1, whole)));
    }
    const OptionValue value = is_probability ? OptionValue(model::PartsPerBillion{*steps})
                                             : OptionValue(model::Millionths{*steps});
    // Whoever leaves the range at its default means all probabilities, and all positive factors.
    return is_probability || in_range(node, *steps, value) ? Read(value) : std::nullopt;
}

Read ValueReader::duration(const Node& node) {
    if (node.kind == NodeKind::integer || node.kind == NodeKind::real) {
        return fail(node,
                    fmt::format("must be a text with a unit, not a number; write it as {}",
                                option_.example));
    }
    if (node.kind != NodeKind::text) {
        return wrong_kind(node);
    }
    if (std::find(option_.words.begin(), option_.words.end(), node.text) != option_.words.end()) {
        return Duration::infinity();
    }
    const auto span = parse_duration(node.text);
    if (!span) {
        std::string words;
        for (const std::string& word : option_.words) {
            words += fmt::format(", or \"{}\"", word);
        }
        return fail(node, fmt::format("= {}{}", span.error(), words));
    }
    return in_range(node, span->ns(), *span) ? Read(*span) : std::nullopt;
}

Read ValueReader::rate(const Node& node) {
    if (node.kind != NodeKind::text) {
        return wrong_kind(node);
    }
    const auto parsed = parse_rate(node.text);
    return parsed ? Read(*parsed) : fail(node, fmt::format("= {}", parsed.error()));
}

Read ValueReader::text(const Node& node) {
    if (node.kind != NodeKind::text) {
        return wrong_kind(node);
    }
    return node.text.empty() ? fail(node, "is an empty text; write something, or leave the key out")
                             : Read(node.text);
}

Read ValueReader::term(const Node& node) {
    const Read given = text(node);
    if (!given) {
        return std::nullopt;
    }
    auto canonical = model::canonical_term(node.text);
    return canonical ? Read(std::move(*canonical))
                     : fail(node,
                            fmt::format("= {} is no Erlang term: {}; write one, as {}",
                                        model::quote(node.text),
                                        canonical.error(),
                                        option_.example));
}

Read ValueReader::choice(const Node& node) {
    if (node.kind != NodeKind::text) {
        return wrong_kind(node);
    }
    if (std::find(option_.words.begin(), option_.words.end(), node.text) == option_.words.end()) {
        return fail(node,
                    fmt::format("= \"{}\" is unknown; {}",
                                node.text,
                                advice(node.text, option_.words, "known are")));
    }
    return node.text;
}

template <class T>
Read ValueReader::list(const Node& node, OptionType item_type) {
    if (node.kind != NodeKind::array) {
        return wrong_kind(node);
    }
    const NodeKind kind = item_type == OptionType::text ? NodeKind::text : NodeKind::integer;
    std::vector<T> items;
    for (const Node& item : node.items) {
        if (item.kind != kind) {
            fail(item,
                 fmt::format("must be {}, and this is {}; write it like {} = {}",
                             wanted(option_.type),
                             name_of(item.kind),
                             option_.name,
                             option_.example));
        } else if (const Read read = read_as(item, item_type)) {
            items.push_back(std::get<T>(*read));
        }
    }
    return items.size() == node.items.size() ? Read(std::move(items)) : std::nullopt;
}

Read ValueReader::range(const Node& node, OptionType end_type) {
    const auto steps = [](const OptionValue& value) {
        const auto* span = std::get_if<Duration>(&value);
        return span != nullptr ? span->ns() : std::get<std::int64_t>(value);
    };
    if (node.kind != NodeKind::table) {
        const Read one = read_as(node, end_type);
        return one ? Read(std::vector<std::int64_t>{steps(*one), steps(*one)}) : std::nullopt;
    }
    const Node* least = node.find("min");
    const Node* most = node.find("max");
    if (least == nullptr || most == nullptr || node.members.size() != 2) {
        return fail(node, "must have the keys min and max, and no others");
    }
    const Read from = read_as(*least, end_type);
    const Read to = read_as(*most, end_type);
    if (!from || !to) {
        return std::nullopt;
    }
    if (steps(*from) > steps(*to)) {
        return fail(node, "has a min above its max; swap them");
    }
    return std::vector<std::int64_t>{steps(*from), steps(*to)};
}

Read ValueReader::shutdown(const Node& node) {
    if (node.kind == NodeKind::text && node.text == "brutal_kill") {
        return model::Shutdown::brutal_kill();
    }
    Option span = option_;
    span.words = {"infinity"};
    const Read read = ValueReader(span, context_).read_as(node, OptionType::duration);
    return read ? Read(model::Shutdown::after(std::get<Duration>(*read))) : std::nullopt;
}

Read ValueReader::tables(const Node& node) {
    if (node.kind != NodeKind::array) {
        return wrong_kind(node);
    }
    std::vector<model::OptionValues> tables;
    const std::string heading = fmt::format("\"{}\"", option_.name);
    for (const Node& item : node.items) {
        if (item.kind != NodeKind::table) {
            return wrong_kind(item);
        }
        tables.push_back(
            read_table(item, {.heading = heading, .options = {&option_.fields}}, context_));
    }
    return tables;
}

}  // namespace

Read read_value(const Node& node, const Option& option, ReadContext& context) {
    return ValueReader(option, context).read(node);
}

}  // namespace teacup::scenarios::detail
