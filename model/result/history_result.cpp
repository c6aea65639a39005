#include <teacup/model/result/history_result.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace teacup::model {

void conclude(Judgement& judgement, const HistoryStatistics& statistics, Strictness strictness) {
    for (const FunctionStatistics& function : statistics.functions) {
        if (function.ok == 0 && function.fail + function.info > 0) {
            judgement.holes.push_back(
                {fmt::format("{} never succeeded: {} failed, {} never answered",
                             function.function,
                             function.fail,
                             function.info)});
        }
    }
    if (judgement.verdict == Verdict::violated) {
        return;
    }
    if (judgement.judged == 0) {
        judgement.verdict = Verdict::unknown;
        if (judgement.reason.empty()) {
            judgement.reason = "nothing was judged";
        }
    }
    if (judgement.verdict == Verdict::passed && !judgement.holes.empty() &&
        strictness == Strictness::holes_are_unknown) {
        judgement.verdict = Verdict::unknown;
        judgement.reason = judgement.holes.front().what;
    }
}

std::vector<std::uint32_t> named_operations(const Judgement& judgement) {
    std::vector<std::uint32_t> named;
    for (const HistoryFinding& finding : judgement.findings) {
        named.insert(named.end(), finding.operations.begin(), finding.operations.end());
        for (const CycleEdge& edge : finding.cycle) {
            named.push_back(edge.from);
            named.push_back(edge.to);
        }
    }
    for (const PartialLinearization& partial : judgement.linearizations) {
        named.push_back(partial.prefix_end);
        for (const PartialLinearization::Step& step : partial.steps) {
            named.push_back(step.operation);
        }
        for (const auto& [operation, reason] : partial.stuck) {
            named.push_back(operation);
        }
    }
    std::ranges::sort(named);
    const auto repeated = std::ranges::unique(named);
    named.erase(repeated.begin(), repeated.end());
    return named;
}

const OperationRow* find_operation(const HistoryResult& result, std::uint32_t index) {
    const auto place =
        std::ranges::lower_bound(result.operations, index, std::less{}, &OperationRow::index);
    return place != result.operations.end() && place->index == index ? &*place : nullptr;
}

ExitCode exit_code_of(const HistoryResult& result, Strictness strictness) {
    if (!result.internal_error.empty()) {
        return ExitCode::internal_error;
    }
    if (!result.problems.empty()) {
        return ExitCode::bad_input;
    }
    if (result.is_interrupted) {
        return ExitCode::interrupted;
    }
    if (result.judgement.verdict == Verdict::violated) {
        return ExitCode::violated;
    }
    const bool has_forbidden_hole =
        strictness == Strictness::holes_are_unknown && !result.judgement.holes.empty();
    return result.judgement.verdict == Verdict::unknown || has_forbidden_hole ? ExitCode::unknown
                                                                              : ExitCode::passed;
}

}  // namespace teacup::model
