#include <teacup/model/properties/event_pattern.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include <teacup/model/distribution/trace_kinds.hpp>
#include <teacup/model/otp/trace_kinds.hpp>
#include <teacup/model/process/trace_kinds.hpp>
#include <teacup/model/systems/trace_kinds.hpp>
#include <teacup/sim/trace_kinds.hpp>

namespace teacup::model {

namespace {

/// Registers a whole table of kinds.
template <std::size_t Count>
std::vector<Registrar<EventKindEntry>> register_all(const sim::EventKind* const (&kinds)[Count]) {
    std::vector<Registrar<EventKindEntry>> made;
    for (const sim::EventKind* const kind : kinds) {
        made.emplace_back(EventKindEntry{.name = std::string(kind->name), .kind = kind});
    }
    return made;
}

const auto machine_registrars = register_all(sim::kinds::machine);
const auto process_registrars = register_all(kinds::process);
const auto otp_registrars = register_all(kinds::otp);
const auto distribution_registrars = register_all(kinds::distribution);
const auto workload_registrars = register_all(kinds::workload);

std::string all_kinds() {
    std::string names;
    for (const EventKindEntry& entry : Registry<EventKindEntry>::instance().entries()) {
        names += (names.empty() ? "" : ", ") + entry.name;
    }
    return names;
}

std::string all_fields(const sim::EventKind& kind) {
    std::string names = "node";
    for (std::size_t i = 0; i < kind.field_count(); ++i) {
        names += fmt::format(", {}", kind.fields[i].name);
    }
    return names;
}

bool is_node_among(std::string_view name, std::int64_t nodes) {
    std::int64_t number = 0;
    if (name.size() > 1) {
        std::from_chars(name.data() + 1, name.data() + name.size(), number);
    }
    return number >= 1 && number <= nodes && name == fmt::format("n{}", number);
}

std::string value_text(const sim::TraceEvent& event,
                       std::size_t word,
                       sim::FieldType type,
                       const sim::World& world) {
    const std::uint64_t raw = event.words[word];
    switch (type) {
        case sim::FieldType::node:
            return std::string(world.node_name(sim::NodeId{static_cast<std::uint16_t>(raw)}));
        case sim::FieldType::duration:
            return to_string(sim::Duration::nanoseconds(static_cast<std::int64_t>(raw)));
        case sim::FieldType::flag: return raw == 0 ? "false" : "true";
        default: return fmt::format("{}", raw);
    }
}

}  // namespace

std::vector<Option> EventPattern::options() {
    return {{.name = "event",
             .type = OptionType::text,
             .meaning = "The kind of event, as a trace spells it.",
             .example = "\"call_end\"",
             .is_required = true},
            {.name = "where",
             .type = OptionType::text_list,
             .default_value = std::vector<std::string>{},
             .meaning = "What its fields must be, each as field=text or field=text*.",
             .example = "[\"outcome=timeout\", \"node=n1\"]"}};
}

sim::Result<EventPattern, OptionFault> EventPattern::parse(const OptionValues& values) {
    const std::string& name = values.text("event");
    const EventKindEntry* const entry = Registry<EventKindEntry>::instance().find(name);
    if (entry == nullptr) {
        return sim::Unexpected(OptionFault{
            .option = "event",
            .message = fmt::format("no event is called \"{}\"; there are: {}", name, all_kinds())});
    }
    EventPattern pattern;
    pattern.kind_ = entry->kind;
    pattern.text_ = name;
    for (const std::string& where : values.texts("where")) {
        const std::size_t equals = std::min(where.find('='), where.size());
        const std::string_view field = std::string_view(where).substr(0, equals);
        Condition condition;
        if (field != "node") {
            const auto& fields = entry->kind->fields;
            condition.word = static_cast<std::size_t>(
                std::distance(fields.begin(), std::ranges::find(fields, field, &sim::Field::name)));
        }
        if (equals == where.size() || field.empty() ||
            (field != "node" && condition.word == of_node)) {
            return sim::Unexpected(OptionFault{
                .option = "where",
                .message =
                    fmt::format("\"{}\" is no condition on {}; write field=text with one of: {}",
                                where,
                                name,
                                all_fields(*entry->kind))});
        }
        condition.wanted = where.substr(equals + 1);
        condition.is_prefix = condition.wanted.ends_with('*');
        if (condition.is_prefix) {
            condition.wanted.pop_back();
        }
        pattern.text_ += " " + where;
        pattern.conditions_.push_back(std::move(condition));
    }
    return pattern;
}

OptionFault EventPattern::check(const OptionValues& values) {
    const auto parsed = parse(values);
    if (!parsed) {
        return parsed.error();
    }
    const auto given = std::ranges::find(values.items(), "nodes", &OptionValues::Item::name);
    const std::int64_t nodes =
        given == values.items().end() ? 0 : std::get<std::int64_t>(given->value);
    for (const Condition& condition : parsed->conditions_) {
        const bool is_of_node = condition.word == of_node ||
                                parsed->kind_->fields[condition.word].type == sim::FieldType::node;
        if (nodes > 0 && is_of_node && !condition.is_prefix &&
            !is_node_among(condition.wanted, nodes)) {
            return {
                .option = "where",
                .message = fmt::format(
                    "there is no node \"{}\"; this system has n1 to n{}", condition.wanted, nodes)};
        }
    }
    return {};
}

bool EventPattern::matches(const sim::TraceEvent& event,
                           const sim::World& world,
                           const ProcessNames& names) const {
    const auto fits = [&](const Condition& condition) {
        const auto is_wanted = [&](std::string_view text) {
            return condition.is_prefix ? text.starts_with(condition.wanted)
                                       : text == condition.wanted;
        };
        if (condition.word == of_node) {
            return event.node != sim::no_node && is_wanted(world.node_name(event.node));
        }
        const sim::FieldType type = kind_->fields[condition.word].type;
        if (type == sim::FieldType::symbol) {
            return is_wanted(world.symbols().text(event.symbol(condition.word)));
        }
        if (type == sim::FieldType::task) {
            return is_wanted(names.label(event.task(condition.word)));
        }
        return is_wanted(value_text(event, condition.word, type, world));
    };
    return std::ranges::all_of(conditions_, fits);
}

Pid EventPattern::process_of(const sim::TraceEvent& event) const {
    for (std::size_t i = 0; i < kind_->field_count(); ++i) {
        if (kind_->fields[i].type == sim::FieldType::task) {
            return event.task(i);
        }
    }
    return {};
}

}  // namespace teacup::model
