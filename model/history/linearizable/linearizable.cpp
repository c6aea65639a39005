#include <teacup/model/history/linearizable/linearizable.hpp>

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include <teacup/model/history/linearizable/part_judge.hpp>
#include <teacup/model/history/linearizable/telling.hpp>

namespace teacup::model::history {

namespace {

constexpr std::size_t linearizations_max = 16;

std::string message_of(const History& history,
                       const PartialLinearization& furthest,
                       const PartVerdict& verdict) {
    std::string words =
        furthest.part.empty()
            ? "no order of the operations explains all answers"
            : fmt::format("no order of the operations of key {} explains all answers",
                          furthest.part);
    words += fmt::format(". The {} ends with {}",
                         verdict.is_shortest ? "shortest part of the history that already fails"
                                             : "part of the history that was seen to fail",
                         name_of(history, furthest.prefix_end));
    if (!furthest.stuck.empty()) {
        words += fmt::format(". In the longest order found, {}", furthest.stuck.front().second);
    }
    return words;
}

HistoryFinding finding_of(const History& history, const PartVerdict& verdict) {
    HistoryFinding finding{.anomaly = "nonlinearizable",
                           .message = message_of(history, verdict.furthest, verdict)};
    for (const auto& [operation, reason] : verdict.furthest.stuck) {
        finding.operations.push_back(operation);
    }
    if (std::find(finding.operations.begin(),
                  finding.operations.end(),
                  verdict.furthest.prefix_end) == finding.operations.end()) {
        finding.operations.push_back(verdict.furthest.prefix_end);
    }
    return finding;
}

}  // namespace

Parts split_into_parts(const History& history, const DataType& type) {
    Parts parts;
    std::unordered_map<std::uint32_t, std::size_t> number;  // Looked up only.
    for (OperationIndex i = 0; i < history.size(); ++i) {
        const ValueId name = type.part_of(history, i);
        const auto [place, is_new] =
            number.try_emplace(static_cast<std::uint32_t>(name), parts.names.size());
        if (is_new) {
            parts.names.push_back(name);
            parts.operations.emplace_back();
        }
        parts.operations[place->second].push_back(i);
    }
    return parts;
}

Judgement check_linearizable(const History& history,
                             const DataType& type,
                             const CheckContext& context) {
    const Parts parts = split_into_parts(history, type);
    std::vector<PartVerdict> verdicts(parts.names.size());
    context.workers.for_each(verdicts.size(), [&](std::size_t i) {
        if (context.budget.ask()) {
            verdicts[i] = judge_part(history, type, parts.operations[i], context.budget);
            verdicts[i].furthest.part = parts.names[i] == nil ? "" : history.print(parts.names[i]);
        }
    });

    Judgement judgement;
    std::size_t known = 0;
    std::uint64_t violated = 0;
    const PartVerdict* first = nullptr;
    for (PartVerdict& verdict : verdicts) {
        known += verdict.verdict == Verdict::unknown ? 0 : 1;
        judgement.judged += verdict.verdict == Verdict::unknown ? 0 : verdict.judged;
        if (verdict.verdict != Verdict::violated) {
            continue;
        }
        ++violated;
        if (first == nullptr || verdict.prefix_end < first->prefix_end) {
            first = &verdict;
        }
        if (judgement.linearizations.size() < linearizations_max) {
            judgement.linearizations.push_back(verdict.furthest);
        }
    }
    if (known < verdicts.size()) {
        judgement.covered = fmt::format("{} of {} keys", known, verdicts.size());
    }
    if (first != nullptr) {
        judgement.verdict = Verdict::violated;
        judgement.findings.push_back(finding_of(history, *first));
        judgement.findings.back().count = violated;
    } else if (known < verdicts.size()) {
        judgement.reason = std::string(to_string(context.budget.stopped()));
    } else if (judgement.judged == 0) {
        judgement.reason = "nothing was judged: no operation was answered";
    } else {
        judgement.verdict = Verdict::passed;
    }
    return judgement;
}

}  // namespace teacup::model::history
