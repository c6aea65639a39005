#include <teacup/model/history/transactions/findings.hpp>

#include <fmt/format.h>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history::transactions {

namespace {

std::string seconds_between(const History& history, OperationIndex one, OperationIndex other) {
    const std::int64_t from = history[one].completion_time_ns;
    const std::int64_t to = history[other].invoke_time_ns;
    if (from == no_time || to == no_time) {
        return {};
    }
    return fmt::format(" {:.6f} s", static_cast<double>(to - from) / 1e9);
}

std::string sentence_of(const History& history,
                        const Explainer& explainer,
                        const Dependency& edge) {
    const std::string from = name_of(history, edge.from);
    const std::string to = name_of(history, edge.to);
    if (edge.kind == process) {
        return fmt::format("process {} did {} after {}",
                           plain(history, history.process_name(history.process(edge.to))),
                           to,
                           from);
    }
    if (edge.kind == realtime) {
        return fmt::format("{} was invoked{} after {} was answered",
                           to,
                           seconds_between(history, edge.from, edge.to),
                           from);
    }
    const std::vector<Explainer::Reason> reasons = explainer.explain(edge);
    TEACUP_ASSERT(!reasons.empty());  // Whatever made the edge must know why.
    return reasons.front().sentence;
}

/// Of a cycle of thousands only the begin is told, and nothing is drawn.
void tell_cycle(HistoryFinding& finding,
                const std::vector<Dependency>& cycle,
                const History& history,
                const Explainer& explainer) {
    constexpr std::size_t told_max = 12;
    constexpr std::size_t drawn_max = 200;
    finding.message =
        fmt::format("{} transactions form a cycle, so none of them can be first: ", cycle.size());
    for (std::size_t i = 0; i < cycle.size(); ++i) {
        const Dependency& edge = cycle[i];
        if (i >= told_max && cycle.size() > drawn_max) {
            break;
        }
        std::string sentence = sentence_of(history, explainer, edge);
        if (i < told_max) {
            finding.message += fmt::format("{}{}", i == 0 ? "" : "; ", sentence);
            finding.operations.push_back(edge.from);
        }
        if (cycle.size() <= drawn_max) {
            finding.cycle.push_back({.from = edge.from,
                                     .to = edge.to,
                                     .kind = std::string(to_string(edge.kind)),
                                     .sentence = std::move(sentence)});
        }
    }
    finding.message +=
        cycle.size() > told_max ? fmt::format("; and {} more.", cycle.size() - told_max) : ".";
}

}  // namespace

std::vector<HistoryFinding> Findings::tell(const History& history,
                                           const Explainer& explainer) const {
    std::vector<HistoryFinding> findings;
    for (std::size_t i = 0; i < anomalies; ++i) {
        const Entry& entry = entries_[i];
        if (entry.count == 0) {
            continue;
        }
        HistoryFinding finding{.anomaly = std::string(to_string(static_cast<Anomaly>(i))),
                               .message = entry.message};
        finding.operations = entry.operations;
        finding.count = entry.count;
        if (!entry.cycle.empty()) {
            tell_cycle(finding, entry.cycle, history, explainer);
        }
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace teacup::model::history::transactions
