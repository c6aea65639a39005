#include <teacup/reports/history_console.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <teacup/model/result/utf8.hpp>
#include <teacup/reports/block.hpp>
#include <teacup/reports/text.hpp>

namespace teacup::reports {

namespace {

using model::ExitCode;
using model::HistoryFinding;
using model::HistoryResult;
using model::OperationRow;

/// Findings told in full; the others in a line each.
constexpr std::size_t findings_max = 3;
constexpr std::size_t others_max = 10;
constexpr std::size_t operations_max = 12;
constexpr std::size_t value_bytes_max = 60;
constexpr std::size_t holes_max = 5;

std::string shortened(std::string_view text) {
    const std::string_view kept = model::utf8_prefix(text, value_bytes_max);
    return kept.size() == text.size() ? std::string(text) : std::string(kept) + "...";
}

std::string place_of(const HistoryResult& result, const OperationRow& row) {
    std::string place = fmt::format("{}:{}", result.file, row.invoke_line);
    if (row.completion_line != 0) {
        place += fmt::format("-{}", row.completion_line);
    }
    return place;
}

std::string words_of(const OperationRow& row) {
    std::string words = fmt::format("process {}: {}", shortened(row.process), row.function);
    for (const std::string* part : {&row.key, &row.asked}) {
        words += part->empty() ? std::string{} : " " + shortened(*part);
    }
    words += " -> " + row.outcome;
    if (row.outcome == "ok" && row.told != row.asked) {
        words += " " + shortened(row.told);
    }
    return row.error.empty() ? words : fmt::format("{} ({})", words, shortened(row.error));
}

void tell_operations(Block& block,
                     const HistoryResult& result,
                     const std::vector<std::uint32_t>& indices) {
    std::vector<const OperationRow*> rows;
    std::size_t width = 0;
    for (const std::uint32_t index : indices) {
        const OperationRow* row = find_operation(result, index);
        if (row != nullptr && rows.size() < operations_max) {
            rows.push_back(row);
            width = std::max(width, place_of(result, *row).size());
        }
    }
    for (const OperationRow* row : rows) {
        block.row("operations",
                  fmt::format("{:<{}}  {}", place_of(result, *row), width, words_of(*row)));
    }
    if (rows.size() < indices.size()) {
        block.row("operations", fmt::format("and {} more", grouped(indices.size() - rows.size())));
    }
}

std::string anomaly_of(const HistoryFinding& finding) {
    return finding.count > 1 ? fmt::format("{} ({} of this kind)", finding.anomaly, finding.count)
                             : finding.anomaly;
}

void tell_findings(Block& block, const HistoryResult& result) {
    const std::vector<HistoryFinding>& findings = result.judgement.findings;
    for (std::size_t i = 0; i < std::min(findings.size(), findings_max); ++i) {
        block.row(i == 0 ? "what" : "and", anomaly_of(findings[i]));
        block.row("why", findings[i].message);
        for (const model::CycleEdge& edge : findings[i].cycle) {
            block.row("cycle", fmt::format("{:<8}  {}", edge.kind, edge.sentence));
        }
        tell_operations(block, result, findings[i].operations);
    }
    const std::size_t told = std::min(findings.size(), findings_max + others_max);
    for (std::size_t i = findings_max; i < told; ++i) {
        block.row("also", fmt::format("{}: {}", anomaly_of(findings[i]), findings[i].message));
    }
    if (told < findings.size()) {
        block.row("also", fmt::format("and {} more findings", findings.size() - told));
    }
}

/// A finding has said it already.
bool is_told(const HistoryResult& result, const std::string& reason) {
    return std::ranges::any_of(result.judgement.findings, [&](const HistoryFinding& finding) {
        return finding.message.find(reason) != std::string::npos;
    });
}

void tell_linearizations(Block& block, const HistoryResult& result) {
    if (result.judgement.linearizations.empty()) {
        return;
    }
    const model::PartialLinearization& partial = result.judgement.linearizations.front();
    const std::string state =
        partial.steps.empty() ? partial.state_before : partial.steps.back().state;
    block.row("got as far",
              fmt::format("{} could be put in order{}, to the state {}",
                          counted(partial.steps_before + partial.steps.size() + partial.steps_after,
                                  "operation"),
                          partial.part.empty() ? "" : " for key " + shortened(partial.part),
                          shortened(state)));
    for (std::size_t i = 0; i < std::min(partial.stuck.size(), operations_max); ++i) {
        const auto& [operation, reason] = partial.stuck[i];
        if (is_told(result, reason)) {
            continue;
        }
        const OperationRow* row = find_operation(result, operation);
        block.row("no place",
                  row == nullptr
                      ? reason
                      : fmt::format("{}  {}: {}", place_of(result, *row), words_of(*row), reason));
    }
}

void tell_statistics(Block& block, const HistoryResult& result) {
    for (const model::FunctionStatistics& function : result.statistics.functions) {
        std::string text = fmt::format("{}: {} ok", function.function, grouped(function.ok));
        text += function.fail > 0 ? fmt::format(", {} failed", grouped(function.fail)) : "";
        text += function.info > 0 ? fmt::format(", {} never answered", grouped(function.info)) : "";
        if (function.latency) {
            text += fmt::format("; latency p50 {}, p99 {}, max {}",
                                short_time(function.latency->p50_ns),
                                short_time(function.latency->p99_ns),
                                short_time(function.latency->max_ns));
        }
        block.row("functions", text);
    }
    constexpr std::int64_t gap_told_min_ns = 1'000'000'000;
    for (const model::AvailabilityGap& gap : result.statistics.gaps) {
        if (gap.end_ns - gap.begin_ns < gap_told_min_ns) {
            continue;
        }
        block.row("nothing ok",
                  fmt::format("for {}, from {} on",
                              short_time(gap.end_ns - gap.begin_ns),
                              short_time(gap.begin_ns)));
    }
}

std::string size_of_check(const HistoryResult& result) {
    return fmt::format(
        "{} of {}, {} judged, in {} (read {}, CPU {})",
        counted(result.operations_total, "operation"),
        result.processes_total == 1 ? "1 process" : grouped(result.processes_total) + " processes",
        grouped(result.judgement.judged),
        short_time(result.read_ns + result.check_ns),
        short_time(result.read_ns),
        short_time(result.cpu_ns));
}

void tell_judgement(Block& block, const HistoryResult& result) {
    const model::Judgement& judgement = result.judgement;
    if (!judgement.reason.empty()) {
        block.row("why", judgement.reason);
    }
    if (!judgement.covered.empty()) {
        block.row("covered", judgement.covered);
    }
    tell_findings(block, result);
    tell_linearizations(block, result);
    if (!judgement.violated_models.empty()) {
        block.row("violates", fmt::format("{}", fmt::join(judgement.violated_models, ", ")));
    }
    if (!judgement.holding_models.empty()) {
        block.row("still holds", fmt::format("{}", fmt::join(judgement.holding_models, ", ")));
    }
    for (std::size_t i = 0; i < std::min(judgement.holes.size(), holes_max); ++i) {
        block.row("holes", judgement.holes[i].what);
    }
    if (judgement.holes.size() > holes_max) {
        block.row("holes", fmt::format("and {} more", judgement.holes.size() - holes_max));
    }
    std::vector<std::string> figures;
    for (const auto& [name, value] : judgement.figures) {
        figures.push_back(fmt::format("{} {}", name, value));
    }
    if (!figures.empty()) {
        block.row("figures", fmt::format("{}", fmt::join(figures, ", ")));
    }
    tell_statistics(block, result);
    block.row("checked", size_of_check(result));
}

std::string problems_of(const HistoryResult& result) {
    std::string text;
    for (const model::HistoryProblem& problem : result.problems) {
        text += printable(result.file);
        text += problem.line == 0 ? "" : fmt::format(":{}", problem.line);
        text += problem.column == 0 ? "" : fmt::format(":{}", problem.column);
        text += fmt::format(": {}\n", printable(problem.message));
    }
    if (result.problems_more > 0) {
        text += fmt::format(
            "{}: and {}\n", printable(result.file), counted(result.problems_more, "more problem"));
    }
    return text;
}

}  // namespace

std::string history_block(const HistoryResult& result, const HistoryConsoleOptions& options) {
    const ExitCode code = exit_code_of(result, options.strictness);
    if (code == ExitCode::bad_input) {
        return problems_of(result);
    }
    const std::string head =
        verdict_line(code,
                     options.is_coloured,
                     fmt::format("{}  {}", printable(result.file), printable(result.model)));
    Block block;
    if (!result.internal_error.empty()) {
        block.row("what", result.internal_error);
        return head + std::move(block).take();
    }
    tell_judgement(block, result);
    return head + std::move(block).take();
}

}  // namespace teacup::reports
