#include <teacup/reports/json.hpp>

#include <optional>

#include <nlohmann/json.hpp>

namespace teacup::reports {

namespace {

// Ordered, so that a line reads like the page that documents it and compares byte by byte.
using Json = nlohmann::ordered_json;

Json ns_or_null(const std::optional<sim::Time>& at) {
    return at ? Json(at->ns()) : Json(nullptr);
}

Json to_json(const model::PropertyResult& property) {
    return {{"name", property.name},
            {"modality", to_string(property.modality)},
            {"verdict", to_string(property.verdict)},
            {"observed", property.observed},
            {"time_ns", ns_or_null(property.time)},
            {"message", property.message}};
}

Json to_json(const model::FaultResult& fault) {
    return {{"id", fault.id},
            {"kind", fault.kind},
            {"origin", to_string(fault.origin)},
            {"planned_ns", fault.planned_at.ns()},
            {"targets", fault.targets},
            {"outcome", to_string(fault.outcome)},
            {"fired_ns", ns_or_null(fault.fired_at)},
            {"why", fault.why}};
}

Json to_json(const model::EventLine& event) {
    return {{"time_ns", event.time.ns()},
            {"node", event.node},
            {"process", event.process},
            {"what", event.what}};
}

template <class Item>
Json array_of(const std::vector<Item>& items);

Json to_json(const model::Violation& violation) {
    return {{"property", violation.property},
            {"time_ns", violation.time.ns()},
            {"node", violation.node},
            {"process", violation.process},
            {"message", violation.message},
            {"last_events", array_of(violation.last_events)}};
}

Json to_json(const model::NodeStatistics& node) {
    return {{"node", node.node},
            {"boots", node.boots},
            {"processes_peak", node.processes_peak},
            {"processes_end", node.processes_end},
            {"mailbox_end", node.mailbox_end},
            {"memory_end_bytes", node.memory_end_bytes}};
}

template <class Item>
Json array_of(const std::vector<Item>& items) {
    Json array = Json::array();
    for (const Item& item : items) {
        array.push_back(to_json(item));
    }
    return array;
}

Json expectation_of(const model::RunResult& result) {
    if (!result.expectation) {
        return nullptr;
    }
    return {{"property", result.expectation->property},
            {"seeds", result.expectation->every_seed ? "every" : "some"},
            {"met", is_expected_violation(result)}};
}

Json holes_of(const model::RunResult& result) {
    Json holes = Json::array();
    for (const model::Hole& hole : result.holes) {
        holes.push_back(hole.what);
    }
    return holes;
}

}  // namespace

std::string to_json_line(const model::RunResult& result, model::Strictness strictness) {
    const Json line = {
        {"schema", json_schema},
        {"scenario", result.scenario},
        {"scenario_hash", result.scenario_hash},
        {"seed", result.seed},
        {"build_id", result.build_id},
        {"verdict", to_string(result.verdict)},
        {"reason", result.reason},
        {"exit_code", static_cast<int>(exit_code_of(result, strictness))},
        {"expect", expectation_of(result)},
        {"internal_error", result.internal_error},
        {"divergence", result.divergence},
        {"digest", result.digest},
        {"virtual_time_ns", result.virtual_time_ns},
        {"wall_ns", result.wall_ns},
        {"events", result.events},
        {"messages", result.messages},
        {"properties", array_of(result.properties)},
        {"faults", array_of(result.faults)},
        {"holes", holes_of(result)},
        {"violations", array_of(result.violations)},
        {"nodes", array_of(result.nodes)},
        {"reproduce", result.reproduce},
    };
    return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void JsonReport::add(const model::RunResult& result) {
    // Flushed run by run: a reader of a pipe sees a failure when it happens.
    out_ << to_json_line(result, strictness_) << '\n' << std::flush;
}

void JsonReport::finish(const model::Tally& /*tally*/) {
    out_ << std::flush;
}

}  // namespace teacup::reports
