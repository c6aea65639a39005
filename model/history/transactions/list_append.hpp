/// \file
/// Transactions that append to lists and read them: what their values tell, after Elle (Kingsbury
/// and Alvaro, VLDB 2020).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <teacup/model/history/transactions/list_versions.hpp>

namespace teacup::model::history::transactions {

class ListAppend : public Explainer {
public:
    /// \pre all of it outlives this
    ListAppend(const History& history,
               const TransactionTable& table,
               const Writes& writes,
               const ListVersions& versions)
        : history_(history), table_(table), writes_(writes), versions_(versions) {}

    /// Finds what is wrong without a cycle, and all ww, wr and rw edges. False: the budget ran out;
    /// if it had no room for the edges, what is wrong without them was found all the same.
    [[nodiscard]] bool infer(Findings& findings, Dependencies& dependencies, Budget& budget);

    [[nodiscard]] std::vector<Reason> explain(const Dependency& edge) const override;

private:
    /// What one transaction did with a key so far; valid if the mop is of this transaction.
    struct KeyState {
        MopIndex last_read = none;
        MopIndex first = none;
    };

    [[nodiscard]] std::size_t edges_max() const;
    void key_orders(Findings& findings, Dependencies& dependencies);
    void own_orders(KeyIndex key, Findings& findings);
    void dirty_updates(KeyIndex key, Findings& findings);
    void judge(OperationIndex operation, Findings& findings, Dependencies& dependencies);
    void judge_read(OperationIndex operation,
                    MopIndex read,
                    Findings& findings,
                    Dependencies& dependencies);
    void judge_append(OperationIndex operation, MopIndex append, Findings& findings);
    void judge_elements(OperationIndex operation, MopIndex read, Findings& findings);
    void judge_intermediate(OperationIndex operation,
                            MopIndex read,
                            WriteIndex last,
                            Findings& findings);
    void judge_internal(OperationIndex operation, MopIndex read, Findings& findings);
    void judge_lost_update(OperationIndex operation,
                           KeyIndex key,
                           MopIndex read,
                           Findings& findings);
    void add_incompatible(OperationIndex operation, MopIndex read, Findings& findings);
    void add_reader_edges(OperationIndex operation,
                          KeyIndex key,
                          std::uint32_t place,
                          Dependencies& dependencies);

    [[nodiscard]] bool contains(MopIndex read, WriteIndex write) const;
    [[nodiscard]] OperationIndex operation_of(MopIndex mop) const;
    [[nodiscard]] bool is_unread(WriteIndex write) const {
        return versions_.place_of_write[write] == none &&
               is_alive(history_, writes_.operation[write]);
    }
    [[nodiscard]] std::string key_name(KeyIndex key) const {
        return plain(history_, table_.key_names[key]);
    }
    [[nodiscard]] std::string list_text(MopIndex read) const;
    [[nodiscard]] std::string name(OperationIndex transaction) const {
        return name_of(history_, transaction);
    }
    void explain_ww(const Dependency& edge, MopIndex append, std::vector<Reason>& reasons) const;
    void explain_wr(const Dependency& edge, MopIndex read, std::vector<Reason>& reasons) const;
    void explain_rw(const Dependency& edge, MopIndex read, std::vector<Reason>& reasons) const;

    const History& history_;
    const TransactionTable& table_;
    const Writes& writes_;
    const ListVersions& versions_;
    std::vector<KeyState> state_;        ///< By key.
    std::vector<std::uint32_t> unread_;  ///< By key: appends that nobody ever read.
    /// By version (place of its next element, one more for each key): the first transaction that
    /// read it and appended to it.
    std::vector<OperationIndex> appended_to_;
};

}  // namespace teacup::model::history::transactions
