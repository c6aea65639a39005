#include <teacup/reports/history_json.hpp>

#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

namespace teacup::reports {

namespace {

// Ordered, so that a line reads like the page that documents it and compares byte by byte.
using Json = nlohmann::ordered_json;

template <class Number>
Json number_or_null(const std::optional<Number>& number) {
    return number ? Json(*number) : Json(nullptr);
}

Json to_json(const model::HistoryProblem& problem) {
    return {{"line", problem.line}, {"column", problem.column}, {"message", problem.message}};
}

Json to_json(const model::CycleEdge& edge) {
    return {{"from", edge.from}, {"to", edge.to}, {"kind", edge.kind}, {"sentence", edge.sentence}};
}

Json to_json(const model::PartialLinearization::Step& step) {
    return {{"operation", step.operation}, {"state", step.state}};
}

Json to_json(const std::pair<std::uint32_t, std::string>& stuck) {
    return {{"operation", stuck.first}, {"why", stuck.second}};
}

template <class Item>
Json array_of(const std::vector<Item>& items);

Json to_json(const model::HistoryFinding& finding) {
    return {{"anomaly", finding.anomaly},
            {"message", finding.message},
            {"count", finding.count},
            {"operations", finding.operations},
            {"cycle", array_of(finding.cycle)}};
}

Json to_json(const model::PartialLinearization& partial) {
    return {{"part", partial.part},
            {"prefix_end", partial.prefix_end},
            {"steps_before", partial.steps_before},
            {"steps_after", partial.steps_after},
            {"state_before", partial.state_before},
            {"steps", array_of(partial.steps)},
            {"stuck", array_of(partial.stuck)}};
}

Json to_json(const model::OperationRow& row) {
    return {{"index", row.index},
            {"process", row.process},
            {"function", row.function},
            {"key", row.key},
            {"asked", row.asked},
            {"told", row.told},
            {"outcome", row.outcome},
            {"error", row.error},
            {"begin", row.begin},
            {"end", number_or_null(row.end)},
            {"begin_ns", number_or_null(row.begin_ns)},
            {"end_ns", number_or_null(row.end_ns)},
            {"invoke_line", row.invoke_line},
            {"completion_line", row.completion_line}};
}

Json to_json(const model::FunctionStatistics& function) {
    Json latency = nullptr;
    if (function.latency) {
        latency = {{"p50_ns", function.latency->p50_ns},
                   {"p95_ns", function.latency->p95_ns},
                   {"p99_ns", function.latency->p99_ns},
                   {"max_ns", function.latency->max_ns}};
    }
    return {{"function", function.function},
            {"ok", function.ok},
            {"fail", function.fail},
            {"info", function.info},
            {"latency", latency}};
}

Json to_json(const model::AvailabilityGap& gap) {
    return {{"begin_ns", gap.begin_ns}, {"end_ns", gap.end_ns}};
}

template <class Item>
Json array_of(const std::vector<Item>& items) {
    Json array = Json::array();
    for (const Item& item : items) {
        array.push_back(to_json(item));
    }
    return array;
}

/// Those that the judgement names; a result may hold more of them, for pages.
Json operations_of(const model::HistoryResult& result) {
    Json array = Json::array();
    for (const std::uint32_t index : named_operations(result.judgement)) {
        if (const model::OperationRow* row = find_operation(result, index)) {
            array.push_back(to_json(*row));
        }
    }
    return array;
}

Json figures_of(const model::Judgement& judgement) {
    Json object = Json::object();
    for (const auto& [name, value] : judgement.figures) {
        object[name] = value;
    }
    return object;
}

Json holes_of(const model::Judgement& judgement) {
    Json holes = Json::array();
    for (const model::Hole& hole : judgement.holes) {
        holes.push_back(hole.what);
    }
    return holes;
}

}  // namespace

std::string to_json_line(const model::HistoryResult& result, model::Strictness strictness) {
    const model::Judgement& judgement = result.judgement;
    const Json line = {
        {"history_schema", history_json_schema},
        {"file", result.file},
        {"format", result.format},
        {"model", result.model},
        {"build_id", result.build_id},
        {"verdict", to_string(judgement.verdict)},
        {"reason", judgement.reason},
        {"covered", judgement.covered},
        {"exit_code", static_cast<int>(exit_code_of(result, strictness))},
        {"internal_error", result.internal_error},
        {"problems", array_of(result.problems)},
        {"problems_more", result.problems_more},
        {"operations_total", result.operations_total},
        {"processes_total", result.processes_total},
        {"notes_total", result.notes_total},
        {"judged", judgement.judged},
        {"findings", array_of(judgement.findings)},
        {"linearizations", array_of(judgement.linearizations)},
        {"violated_models", judgement.violated_models},
        {"holding_models", judgement.holding_models},
        {"figures", figures_of(judgement)},
        {"holes", holes_of(judgement)},
        {"operations", operations_of(result)},
        {"functions", array_of(result.statistics.functions)},
        {"gaps", array_of(result.statistics.gaps)},
        {"bytes", result.bytes},
        {"read_ns", result.read_ns},
        {"check_ns", result.check_ns},
        {"cpu_ns", result.cpu_ns},
    };
    return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace teacup::reports
