/// \file
/// Collects what is wrong with transactions: how often, and one short example of each kind.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <teacup/model/history/transactions/anomaly.hpp>
#include <teacup/model/history/transactions/dependency.hpp>
#include <teacup/model/result/judgement.hpp>

namespace teacup::model::history::transactions {

class Findings {
public:
    /// Counts one. True: it is the first of its kind, and wants an example.
    [[nodiscard]] bool count(Anomaly anomaly) {
        return entries_[static_cast<std::size_t>(anomaly)].count++ == 0;
    }
    void example(Anomaly anomaly, std::string message, std::vector<OperationIndex> operations) {
        Entry& entry = entries_[static_cast<std::size_t>(anomaly)];
        entry.message = std::move(message);
        entry.operations = std::move(operations);
    }
    /// Counts one, and keeps the shortest; of equal ones the first.
    void cycle(Anomaly anomaly, const std::vector<Dependency>& cycle) {
        Entry& entry = entries_[static_cast<std::size_t>(anomaly)];
        if (entry.count++ == 0 || cycle.size() < entry.cycle.size()) {
            entry.cycle = cycle;
        }
    }

    [[nodiscard]] AnomalySet found() const {
        AnomalySet set;
        for (std::size_t i = 0; i < anomalies; ++i) {
            if (entries_[i].count > 0) {
                set.add(static_cast<Anomaly>(i));
            }
        }
        return set;
    }
    /// The worst first, cycles with the reason of every edge.
    [[nodiscard]] std::vector<HistoryFinding> tell(const History& history,
                                                   const Explainer& explainer) const;

private:
    struct Entry {
        std::uint64_t count = 0;
        std::string message;
        std::vector<OperationIndex> operations;
        std::vector<Dependency> cycle;
    };
    std::array<Entry, anomalies> entries_;
};

}  // namespace teacup::model::history::transactions
