/// \file
/// Transactions that write registers and read them, every write of a key with a value of its own:
/// what their values tell, after Elle.
#pragma once

#include <string>
#include <vector>

#include <teacup/model/history/transactions/register_versions.hpp>

namespace teacup::model::history::transactions {

class RwRegister : public Explainer {
public:
    /// \pre all of it outlives this
    RwRegister(const History& history,
               const TransactionTable& table,
               const Writes& writes,
               const RegisterVersions& versions)
        : history_(history), table_(table), writes_(writes), versions_(versions) {}

    /// Finds what is wrong without a cycle, and all ww, wr and rw edges. False: the budget ran out.
    [[nodiscard]] bool infer(Findings& findings, Dependencies& dependencies, Budget& budget);

    [[nodiscard]] std::vector<Reason> explain(const Dependency& edge) const override;

private:
    void judge(OperationIndex operation, Findings& findings, Dependencies& dependencies);
    void judge_read(OperationIndex operation,
                    MopIndex read,
                    Findings& findings,
                    Dependencies& dependencies);
    void judge_source(OperationIndex operation,
                      MopIndex read,
                      WriteIndex write,
                      Findings& findings) const;
    void judge_update(OperationIndex operation, MopIndex read, MopIndex write, Findings& findings);
    void index_readers();
    [[nodiscard]] bool add_version_edges(Dependencies& dependencies, Budget& budget) const;
    void explain_order(const Dependency& edge, MopIndex from, std::vector<Reason>& reasons) const;

    /// Whether the mop is a read whose value came from outside.
    [[nodiscard]] bool is_outer_read(MopIndex mop) const {
        return !table_.has(mop, is_write) && table_.has(mop, is_known) &&
               table_.has(mop, is_first_of_key);
    }
    /// Whether the order of nil and this version follows from that of other versions.
    [[nodiscard]] std::vector<bool> has_predecessor() const;
    [[nodiscard]] std::string key_name(MopIndex mop) const {
        return plain(history_, table_.key_names[table_.key[mop]]);
    }
    [[nodiscard]] std::string value_text(MopIndex mop) const {
        return plain(history_, table_.value[mop]);
    }
    [[nodiscard]] std::string name(OperationIndex transaction) const {
        return name_of(history_, transaction);
    }

    const History& history_;
    const TransactionTable& table_;
    const Writes& writes_;
    const RegisterVersions& versions_;
    std::vector<MopIndex> first_of_key_;
    std::vector<OperationIndex> updated_;  ///< By version: who first read it and wrote the next.
    std::vector<OperationIndex> readers_;  ///< Those of one version together.
    std::vector<std::size_t> readers_begin_;
};

}  // namespace teacup::model::history::transactions
