/// \file
/// From what a history of transactions tells to a verdict: the part that all such models share.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/transactions/findings.hpp>
#include <teacup/model/history/transactions/transaction_table.hpp>
#include <teacup/model/registry/option.hpp>

namespace teacup::model::history::transactions {

/// `consistency`: which model the history must not violate.
[[nodiscard]] Option consistency_option();
/// What `txn` takes and gives.
[[nodiscard]] FunctionShape transaction_shape(const Vocabulary& vocabulary,
                                              std::string (*wrong)(const History&,
                                                                   const Operation&));

class Judging {
public:
    /// \pre both outlive this
    Judging(const History& history, const CheckContext& context)
        : history_(history), context_(context) {}

    [[nodiscard]] Findings& findings() noexcept { return findings_; }

    /// One value was written twice to one key, so nobody can tell which write a read saw.
    [[nodiscard]] Judgement not_unique(const TransactionTable& table,
                                       const Writes& writes,
                                       const Vocabulary& vocabulary) const;
    /// The budget ran out; what was found until then still counts. `explainer` may be left out as
    /// long as no cycle was found.
    [[nodiscard]] Judgement stopped(std::string covered,
                                    const Explainer* explainer = nullptr) const;
    /// Searches the graph for cycles, and ends the check.
    [[nodiscard]] Judgement conclude(const TransactionTable& table,
                                     Dependencies& dependencies,
                                     const Explainer& explainer);

private:
    [[nodiscard]] Judgement sentence(const Explainer* explainer) const;
    void tell_group(std::span<const OperationIndex> members);
    void count(const TransactionTable& table, Judgement& judgement) const;

    const History& history_;
    const CheckContext& context_;
    Findings findings_;
};

}  // namespace teacup::model::history::transactions
