/// \file
/// Transactions as flat columns: each operation of the history is one, and its reads and writes
/// ("micro-operations") lie one after the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/history/budget.hpp>
#include <teacup/model/history/history.hpp>

namespace teacup::model::history::transactions {

/// A micro-operation, a key, or a write, by its place in the columns.
using MopIndex = std::uint32_t;
using KeyIndex = std::uint32_t;
using WriteIndex = std::uint32_t;
inline constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// How a model spells its transactions.
struct Vocabulary {
    std::string_view write;      ///< "append" or "w"; a read is "r".
    bool is_list_read = false;   ///< A read gives a list of elements, not one value.
    std::string_view past_verb;  ///< "appended", "wrote".
};

/// What is wrong with the values of a transaction, or empty.
[[nodiscard]] std::string wrong_transaction(const History& history,
                                            const Operation& operation,
                                            const Vocabulary& vocabulary);

/// Bits of TransactionTable::flags.
enum MopFlag : std::uint8_t {
    is_write = 1,
    is_known = 2,         ///< A read whose result is known; set for writes, too.
    is_first_of_key = 4,  ///< In its transaction.
    is_intermediate = 8,  ///< A write that the same transaction overwrote.
    is_first_write = 16,  ///< Of its key, in its transaction.
};

class TransactionTable {
public:
    /// Nothing when the budget ran out. \pre the history has the shape of the vocabulary
    [[nodiscard]] static std::optional<TransactionTable> decode(const History& history,
                                                                Budget& budget);

    /// Micro-operations of operation i are begin[i] ... begin[i + 1] - 1.
    std::vector<MopIndex> begin;
    std::vector<KeyIndex> key;
    /// Of a write: the element. Of a known read: the list, or the value.
    std::vector<ValueId> value;
    std::vector<std::uint8_t> flags;
    /// The one before it of the same key and transaction, or `none`.
    std::vector<MopIndex> previous;
    std::vector<ValueId> key_names;

    [[nodiscard]] bool has(MopIndex mop, MopFlag flag) const noexcept {
        return (flags[mop] & flag) != 0;
    }
    [[nodiscard]] std::size_t size_bytes() const noexcept;

private:
    void link(OperationIndex operation,
              std::vector<MopIndex>& last_of_key,
              std::vector<MopIndex>& last_write_of_key);
};

/// All writes, those of one key together, in the order of their micro-operations.
class Writes {
public:
    /// Two writes of one value to one key: such a history cannot be judged.
    struct Twice {
        MopIndex first = none;
        MopIndex second = none;
    };

    /// Nothing when the budget ran out.
    [[nodiscard]] static std::optional<Writes> index(const TransactionTable& table, Budget& budget);

    /// Writes of key k are begin[k] ... begin[k + 1] - 1.
    std::vector<WriteIndex> begin;
    std::vector<MopIndex> mop;
    std::vector<OperationIndex> operation;
    std::vector<ValueId> value;
    /// By micro-operation; `none` for reads.
    std::vector<WriteIndex> of_mop;
    Twice twice;

    /// `none` when nobody wrote it.
    [[nodiscard]] WriteIndex find(KeyIndex key, ValueId value) const noexcept;

private:
    [[nodiscard]] static std::uint64_t hash(ValueId value) noexcept {
        return static_cast<std::uint64_t>(value) * 0x9E37'79B9'7F4A'7C15U >> 32U;
    }
    void fill_slots();

    std::vector<std::uint64_t> slot_begin_;  ///< By key; each has a power of two of them.
    std::vector<WriteIndex> slots_;
};

/// "x", "4": as people write it, without quotes; long ones are cut.
[[nodiscard]] std::string plain(const History& history, ValueId value);
/// "T3 (line 12)".
[[nodiscard]] std::string name_of(const History& history, OperationIndex transaction);

}  // namespace teacup::model::history::transactions
