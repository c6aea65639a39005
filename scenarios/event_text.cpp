#include <teacup/scenarios/event_text.hpp>

#include <fmt/format.h>

namespace teacup::scenarios {

namespace {

std::string value_text(const sim::TraceEvent& event,
                       std::size_t word,
                       sim::FieldType type,
                       const sim::World& world,
                       const model::ProcessNames& names) {
    const std::uint64_t raw = event.words[word];
    switch (type) {
        case sim::FieldType::duration:
            return to_string(sim::Duration::nanoseconds(static_cast<std::int64_t>(raw)));
        case sim::FieldType::node:
            return std::string(world.node_name(sim::NodeId{static_cast<std::uint16_t>(raw)}));
        case sim::FieldType::symbol:
            return std::string(world.trace().symbols().text(event.symbol(word)));
        case sim::FieldType::task:
            return event.task(word).is_none() ? "nobody" : names.describe(event.task(word));
        case sim::FieldType::flag: return raw == 0 ? "false" : "true";
        case sim::FieldType::integer:
        case sim::FieldType::hash:
        case sim::FieldType::none: break;
    }
    return fmt::format("{}", raw);
}

}  // namespace

model::EventLine to_line(const sim::TraceEvent& event,
                         const sim::World& world,
                         const model::ProcessNames& names) {
    model::EventLine line{.time = event.at, .node = {}, .process = {}};
    if (event.node != sim::no_node) {
        line.node = world.node_name(event.node);
    }
    const sim::EventKind* const kind = world.trace().kind(event.kind);
    TEACUP_ASSERT(kind != nullptr);
    line.what = kind->name;
    for (std::size_t i = 0; i < kind->field_count(); ++i) {
        const sim::Field& field = kind->fields[i];
        if (field.type == sim::FieldType::hash) {
            continue;  // Says nothing to people.
        }
        std::string value = value_text(event, i, field.type, world, names);
        // The first process is the one it happened to.
        if (field.type == sim::FieldType::task && line.process.empty()) {
            line.process = std::move(value);
        } else if (!value.empty()) {
            line.what += fmt::format(" {}={}", field.name, value);
        }
    }
    return line;
}

}  // namespace teacup::scenarios
