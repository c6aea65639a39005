#include <teacup/reports/history_page.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <teacup/reports/history_page/frame.hpp>

namespace teacup::reports {

namespace {

using Json = nlohmann::ordered_json;
using model::HistoryResult;
using model::OperationRow;

constexpr std::size_t text_bytes_max = 4'000;
/// All states of a linearisation together: a map as state repeats itself at every step.
constexpr std::size_t states_bytes_max = 4'000'000;

std::string cut(std::string_view text, std::size_t bytes_max = text_bytes_max) {
    if (text.size() <= bytes_max) {
        return std::string(text);
    }
    // A character cut in two becomes U+FFFD when the document is written.
    return fmt::format("{}... ({} bytes)", text.substr(0, bytes_max), text.size());
}

/// Texts that repeat themselves, by number; 0 is the empty one.
class Texts {
public:
    Texts() { number_of(""); }

    std::size_t number_of(std::string_view text, std::size_t bytes_max = text_bytes_max) {
        const auto [found, is_new] = numbers_.try_emplace(cut(text, bytes_max), numbers_.size());
        if (is_new) {
            json_.push_back(found->first);
        }
        return found->second;
    }
    [[nodiscard]] Json json() const { return json_; }

private:
    std::unordered_map<std::string, std::size_t> numbers_;
    Json json_ = Json::array();
};

/// Times are told from the first one on: JavaScript's numbers cannot hold nanoseconds since 1970.
class Clock {
public:
    explicit Clock(const HistoryResult& result) {
        for (const OperationRow& row : result.operations) {
            if (row.begin_ns && (!has_first_ || *row.begin_ns < first_ns_)) {
                first_ns_ = *row.begin_ns;
                has_first_ = true;
            }
        }
    }
    /// In doubles, as times of a hostile file may lie further apart than 64 bits tell.
    [[nodiscard]] double since_first(std::int64_t time_ns) const {
        const bool is_near = (time_ns < 0) == (first_ns_ < 0);
        return is_near ? static_cast<double>(time_ns - first_ns_)
                       : static_cast<double>(time_ns) - static_cast<double>(first_ns_);
    }
    [[nodiscard]] Json since_first(const std::optional<std::int64_t>& time_ns) const {
        return time_ns ? Json(since_first(*time_ns)) : Json();
    }

private:
    std::int64_t first_ns_ = 0;
    bool has_first_ = false;
};

int code_of(std::string_view outcome) {
    constexpr std::array<std::string_view, 4> outcomes{"ok", "fail", "info", "open"};
    const auto* const found = std::ranges::find(outcomes, outcome);
    return static_cast<int>(std::min<std::ptrdiff_t>(found - outcomes.begin(), 3));
}

template <class Rows, class Tell>
Json list_of(const Rows& rows, Tell tell) {
    Json list = Json::array();
    for (const auto& row : rows) {
        list.push_back(tell(row));
    }
    return list;
}

Json json_of(const std::vector<OperationRow>& rows, Texts& texts, const Clock& clock) {
    const auto column = [&](auto tell) { return list_of(rows, tell); };
    const auto text_column = [&](std::string OperationRow::* text) {
        return column([&](const OperationRow& row) { return texts.number_of(row.*text); });
    };
    Json columns;
    columns["index"] = column([](const OperationRow& row) { return row.index; });
    columns["process"] = text_column(&OperationRow::process);
    columns["function"] = text_column(&OperationRow::function);
    columns["key"] = text_column(&OperationRow::key);
    columns["asked"] = text_column(&OperationRow::asked);
    columns["told"] = text_column(&OperationRow::told);
    columns["error"] = text_column(&OperationRow::error);
    columns["outcome"] = column([](const OperationRow& row) { return code_of(row.outcome); });
    columns["begin"] = column([](const OperationRow& row) { return row.begin; });
    columns["end"] =
        column([](const OperationRow& row) { return row.end ? Json(*row.end) : Json(); });
    columns["begin_ns"] =
        column([&](const OperationRow& row) { return clock.since_first(row.begin_ns); });
    columns["end_ns"] =
        column([&](const OperationRow& row) { return clock.since_first(row.end_ns); });
    columns["line"] = column([](const OperationRow& row) { return row.invoke_line; });
    columns["end_line"] = column([](const OperationRow& row) { return row.completion_line; });
    return columns;
}

Json json_of(const model::HistoryFinding& finding) {
    return {{"anomaly", cut(finding.anomaly)},
            {"message", cut(finding.message)},
            {"count", finding.count},
            {"operations", finding.operations},
            {"cycle", list_of(finding.cycle, [](const model::CycleEdge& edge) {
                 return Json{{"from", edge.from},
                             {"to", edge.to},
                             {"kind", cut(edge.kind)},
                             {"sentence", cut(edge.sentence)}};
             })}};
}

Json json_of(const model::PartialLinearization& part, Texts& texts) {
    const std::size_t state_bytes_max =
        std::clamp<std::size_t>(states_bytes_max / (part.steps.size() + 1), 100, text_bytes_max);
    return {{"part", cut(part.part)},
            {"prefix_end", part.prefix_end},
            {"steps_before", part.steps_before},
            {"steps_after", part.steps_after},
            {"state_before", cut(part.state_before)},
            {"steps",
             list_of(part.steps,
                     [&](const auto& step) {
                         return Json::array(
                             {step.operation, texts.number_of(step.state, state_bytes_max)});
                     })},
            {"stuck", list_of(part.stuck, [](const auto& one) {
                 return Json::array({one.first, cut(one.second)});
             })}};
}

Json json_of(const model::NoteRow& note, const Clock& clock) {
    return {{"at", note.at},
            {"time_ns", clock.since_first(note.time_ns)},
            {"line", note.line},
            {"process", cut(note.process)},
            {"type", cut(note.type)},
            {"function", cut(note.function)},
            {"value", cut(note.value)}};
}

Json json_of(const model::HistoryStatistics& statistics, const Clock& clock) {
    return {{"functions",
             list_of(statistics.functions,
                     [](const auto& one) {
                         Json json{{"function", cut(one.function)},
                                   {"ok", one.ok},
                                   {"fail", one.fail},
                                   {"info", one.info}};
                         if (one.latency) {
                             json["latency"] = {{"p50_ns", one.latency->p50_ns},
                                                {"p99_ns", one.latency->p99_ns},
                                                {"max_ns", one.latency->max_ns}};
                         }
                         return json;
                     })},
            {"gaps", list_of(statistics.gaps, [&](const model::AvailabilityGap& gap) {
                 return Json{{"begin_ns", clock.since_first(gap.begin_ns)},
                             {"end_ns", clock.since_first(gap.end_ns)}};
             })}};
}

Json problems_of(const HistoryResult& result) {
    Json problems = list_of(result.problems, [](const model::HistoryProblem& problem) {
        return problem.line == 0 ? cut(problem.message)
                                 : fmt::format("Line {}: {}", problem.line, cut(problem.message));
    });
    if (result.problems_more > 0) {
        problems.push_back(fmt::format("... and {} more", result.problems_more));
    }
    return problems;
}

std::string reason_of(const HistoryResult& result) {
    if (!result.internal_error.empty()) {
        return "a bug in teacup: " + cut(result.internal_error);
    }
    return result.is_interrupted && result.judgement.reason.empty() ? "interrupted"
                                                                    : cut(result.judgement.reason);
}

void add_judgement(Json& json, const model::Judgement& judgement, Texts& texts) {
    const auto cut_text = [](const std::string& text) { return cut(text); };
    json["covered"] = cut(judgement.covered);
    json["judged"] = judgement.judged;
    json["figures"] = list_of(judgement.figures, [](const auto& figure) {
        return Json::array({cut(figure.first), cut(figure.second)});
    });
    json["violated_models"] = list_of(judgement.violated_models, cut_text);
    json["holding_models"] = list_of(judgement.holding_models, cut_text);
    json["holes"] = list_of(judgement.holes, [](const auto& hole) { return cut(hole.what); });
    json["findings"] =
        list_of(judgement.findings, [](const model::HistoryFinding& one) { return json_of(one); });
    json["linearizations"] =
        list_of(judgement.linearizations,
                [&](const model::PartialLinearization& part) { return json_of(part, texts); });
}

Json json_of(const HistoryResult& result) {
    Texts texts;
    const Clock clock(result);
    Json json;
    json["file"] = cut(result.file);
    json["model"] = cut(result.model);
    json["verdict"] = model::to_string(result.judgement.verdict);
    json["reason"] = reason_of(result);
    json["operations_total"] = result.operations_total;
    json["processes_total"] = result.processes_total;
    json["read_ns"] = result.read_ns;
    json["check_ns"] = result.check_ns;
    json["problems"] = problems_of(result);
    add_judgement(json, result.judgement, texts);
    json["statistics"] = json_of(result.statistics, clock);
    json["notes"] =
        list_of(result.notes, [&](const model::NoteRow& note) { return json_of(note, clock); });
    json["operations"] = json_of(result.operations, texts, clock);
    json["texts"] = texts.json();
    return json;
}

/// As text inside a script element: nothing in it can end the element or begin another. What is
/// escaped here stands in JSON only inside strings. Everything beyond ASCII is escaped, too.
std::string embeddable(const Json& json) {
    const std::string text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
    std::string safe;
    safe.reserve(text.size() + text.size() / 16);
    for (const char letter : text) {
        switch (letter) {
            case '<': safe += "\\u003c"; break;
            case '>': safe += "\\u003e"; break;
            case '&': safe += "\\u0026"; break;
            default: safe += letter;
        }
    }
    return safe;
}

}  // namespace

std::string history_page(const HistoryResult& result) {
    std::string page(history_page_before_data());
    page += embeddable(json_of(result));
    page += history_page_after_data();
    return page;
}

}  // namespace teacup::reports
