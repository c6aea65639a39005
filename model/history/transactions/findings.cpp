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

/// Its edges are told in words one by one; of a cycle of thousands only the first ones, in the
/// message.
void tell_cycle(HistoryFinding& finding,
                const std::vector<Dependency>& cycle,
                const History& history,
                const Explainer& explainer) {
    constexpr std::size_t told_max = 200;
    constexpr std::size_t begin_size = 12;
    const bool is_told = cycle.size() <= told_max;
    for (std::size_t i = 0; i < (is_told ? cycle.size() : begin_size); ++i) {
        const Dependency& edge = cycle[i];
        std::string sentence = sentence_of(history, explainer, edge);
        if (i < begin_size) {
            finding.operations.push_back(edge.from);
        }
        if (is_told) {
            finding.cycle.push_back({.from = edge.from,
                                     .to = edge.to,
                                     .kind = std::string(to_string(edge.kind)),
                                     .sentence = std::move(sentence)});
        } else {
            finding.message += (i == 0 ? " It begins: " : "; ") + sentence;
        }
    }
    finding.message += is_told ? "" : "; and so on.";
}

std::string begin_of_message(Anomaly anomaly, std::size_t size) {
    return fmt::format(
        "{}. Each of {} transactions must come before the next one, and the last "
        "before the first.",
        meaning_of(anomaly),
        size);
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
            finding.message = begin_of_message(static_cast<Anomaly>(i), entry.cycle.size());
            tell_cycle(finding, entry.cycle, history, explainer);
        }
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace teacup::model::history::transactions
