/// \file
/// The versions of lists that transactions append to: the longest read of a key tells the order of
/// its appends, and every other read must be a beginning of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <teacup/model/history/transactions/findings.hpp>
#include <teacup/model/history/transactions/transaction_table.hpp>

namespace teacup::model::history::transactions {

/// A version of a key is a length of its list. Place p of the order is the element that makes
/// version p + 1 of version p.
class ListVersions {
public:
    /// Nothing when the budget ran out. \pre all of it outlives this
    [[nodiscard]] static std::optional<ListVersions> recover(const History& history,
                                                             const TransactionTable& table,
                                                             const Writes& writes,
                                                             Budget& budget);

    /// Places of key k are begin[k] ... begin[k + 1] - 1.
    std::vector<std::uint32_t> begin;
    /// By place: the write of the element; `none` for garbage and for a repeated element.
    std::vector<WriteIndex> write;
    /// By place: this one, or the next one of the key whose writer did not fail; `none` after all.
    std::vector<std::uint32_t> next_alive;
    /// By write: its place; `none` when nobody ever read it, `off_order` when only reads that do
    /// not fit have it.
    std::vector<std::uint32_t> place_of_write;
    static constexpr std::uint32_t off_order = none - 1;
    /// By key: the first place whose element is garbage, repeated, or of a failed transaction.
    std::vector<std::uint32_t> first_wrong;

    /// The elements that a known read gave.
    [[nodiscard]] std::span<const ValueId> items(MopIndex read) const {
        const ValueId list = table_->value[read];
        return list == nil ? std::span<const ValueId>{} : history_->values().items(list);
    }
    /// Whether the read fits the order; then its version is the number of its items.
    [[nodiscard]] bool fits(MopIndex read) const { return !is_misfit_[read]; }
    /// The longest read of a key, which makes its order; `none` if it was never read.
    [[nodiscard]] MopIndex longest(KeyIndex key) const { return longest_[key]; }
    /// The place of the last element before `place` whose writer did not fail; `none`.
    [[nodiscard]] std::uint32_t previous_alive(KeyIndex key, std::uint32_t place) const;
    [[nodiscard]] OperationIndex writer_at(std::uint32_t place) const {
        return write[place] == none ? no_operation : writes_->operation[write[place]];
    }

private:
    [[nodiscard]] bool find_longest(Budget& budget);
    [[nodiscard]] bool lay_out(Budget& budget);
    void lay_out_key(KeyIndex key);
    [[nodiscard]] bool find_misfits(Budget& budget);
    [[nodiscard]] bool is_beginning(MopIndex read) const;

    const History* history_ = nullptr;
    const TransactionTable* table_ = nullptr;
    const Writes* writes_ = nullptr;
    std::vector<MopIndex> longest_;
    std::vector<bool> is_misfit_;  ///< By micro-operation.
};

}  // namespace teacup::model::history::transactions
