#include <teacup/model/history/checkers/kafka_cycles.hpp>

#include <utility>

#include <fmt/format.h>

#include <teacup/model/history/transactions/component_graph.hpp>
#include <teacup/model/history/transactions/cycle_search.hpp>
#include <teacup/model/history/transactions/dependency.hpp>
#include <teacup/model/history/transactions/findings.hpp>
#include <teacup/model/history/transactions/transaction_table.hpp>

namespace teacup::model::history::checkers {

namespace {

using transactions::Dependencies;
using transactions::Dependency;

class Edges : public transactions::Explainer {
public:
    Edges(const History& history, const KafkaLogs& logs) : history_(history), logs_(logs) {}

    /// False: there is no room for them.
    [[nodiscard]] bool infer(bool has_log_order, Budget& budget, Dependencies& dependencies) const;
    [[nodiscard]] std::vector<Reason> explain(const Dependency& edge) const override;

private:
    /// Who certainly sent it: the only one who may have; no_operation.
    [[nodiscard]] OperationIndex sender_of(std::uint32_t key, std::uint32_t value) const {
        const Sent& sent = logs_.log(key).values.at(value);
        return sent.attempts == 1 ? sent.send : no_operation;
    }
    /// Of an offset that holds one message for certain.
    [[nodiscard]] OperationIndex sender_at(std::uint32_t key, std::int64_t offset) const {
        const auto& there = logs_.log(key).offsets.at(offset);
        return there.size() == 1 ? sender_of(key, there.front().first) : no_operation;
    }
    [[nodiscard]] Reason reason(std::uint32_t key, const std::string& sentence) const {
        return {.key = key, .sentence = sentence};
    }

    const History& history_;
    const KafkaLogs& logs_;
};

bool Edges::infer(bool has_log_order, Budget& budget, Dependencies& dependencies) const {
    for (OperationIndex i = 0; i < history_.size(); ++i) {
        const std::vector<Message>& polls = logs_.exchange_of(i).polls;
        if (!budget.step() || !budget.take(polls.size() * Dependencies::bytes_per_edge)) {
            return false;
        }
        for (const Message& message : polls) {
            const OperationIndex sender = sender_of(message.key, message.value);
            if (history_.outcome(i) == Outcome::ok && sender != no_operation) {
                dependencies.add(sender, i, transactions::wr);
            }
        }
    }
    for (std::uint32_t key = 0; has_log_order && key < logs_.logs().size(); ++key) {
        const std::vector<std::int64_t>& order = logs_.log(key).order;
        if (!budget.take(order.size() * Dependencies::bytes_per_edge)) {
            return false;
        }
        for (std::size_t i = 1; i < order.size() && budget.step(); ++i) {
            const OperationIndex before = sender_at(key, order[i - 1]);
            const OperationIndex after = sender_at(key, order[i]);
            if (before != no_operation && after != no_operation) {
                dependencies.add(before, after, transactions::ww);
            }
        }
    }
    return true;
}

std::vector<Edges::Reason> Edges::explain(const Dependency& edge) const {
    std::vector<Reason> reasons;
    const std::string from = transactions::name_of(history_, edge.from);
    const std::string to = transactions::name_of(history_, edge.to);
    if (edge.kind == transactions::wr) {
        for (const Message& message : logs_.exchange_of(edge.to).polls) {
            if (sender_of(message.key, message.value) == edge.from) {
                reasons.push_back(reason(message.key,
                                         fmt::format("{} polled {} of {}, which {} had sent",
                                                     to,
                                                     history_.print(logs_.value(message.value)),
                                                     logs_.key_name(message.key),
                                                     from)));
            }
        }
        return reasons;
    }
    for (const Message& message : logs_.exchange_of(edge.to).sends) {
        const KafkaLog& log = logs_.log(message.key);
        const auto offset = log.offset_of(message);
        const std::size_t place = offset ? log.place_of(*offset) : 0;
        if (place > 0 && sender_at(message.key, log.order[place - 1]) == edge.from) {
            reasons.push_back(reason(message.key,
                                     fmt::format("{} sent to {} what lies at offset {}, right "
                                                 "after what {} had sent",
                                                 to,
                                                 logs_.key_name(message.key),
                                                 *offset,
                                                 from)));
        }
    }
    return reasons;
}

}  // namespace

void find_cycles(const History& history,
                 const KafkaLogs& logs,
                 bool has_log_order,
                 Budget& budget,
                 Findings& findings) {
    const Edges edges(history, logs);
    Dependencies dependencies;
    if (!edges.infer(has_log_order, budget, dependencies)) {
        return;
    }
    const auto graphs = transactions::ComponentGraphs::split(history, dependencies, budget);
    transactions::Findings found;
    for (std::size_t i = 0; graphs && i < graphs->size(); ++i) {
        auto local = graphs->edges(i, budget);
        if (!local) {
            break;
        }
        transactions::CycleSearch search(
            history, graphs->members(i), std::move(*local), edges, found, budget);
        if (!search.run()) {
            break;
        }
    }
    for (HistoryFinding& finding : found.tell(history, edges)) {
        const std::string anomaly = finding.anomaly;
        findings.add_many(anomaly, std::move(finding));
    }
}

}  // namespace teacup::model::history::checkers
