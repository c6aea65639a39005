/// \file
/// Values of operations as 32-bit handles, so that a history is columns of small integers.
///
///     ValueTable values;
///     const ValueId four = values.integer(4);
///     const ValueId pair = values.list({{four, values.text("x")}});
///     values.print(pair);  // [4 "x"]
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/history/handle_index.hpp>

namespace teacup::model::history {

inline constexpr ValueId nil{0};
inline constexpr ValueId value_false{1};
inline constexpr ValueId value_true{2};

enum class ValueKind : std::uint8_t {
    nothing,
    boolean,
    integer,
    real,     ///< Kept as its text: nothing here computes with it.
    text,     ///< A string.
    keyword,  ///< EDN's `:x`, and its symbols, without the colon.
    list,     ///< JSON's arrays, EDN's vectors and lists.
    set,      ///< Its items are in compare() order, each once.
    map,      ///< Key, value, key, value ..., keys in compare() order.
};

/// Owns values. Two handles of scalars are equal exactly when the values are; of compounds (list,
/// set, map) only after canonical(), which costs a look-up and so is left out where only the items
/// matter.
class ValueTable {
public:
    /// Integers in this range are their own handle and cost nothing.
    static constexpr std::int64_t inline_limit = std::int64_t{1} << 29;

    ValueTable();

    [[nodiscard]] ValueId boolean(bool value) const noexcept {
        return value ? value_true : value_false;
    }
    [[nodiscard]] ValueId integer(std::int64_t value) {
        return value >= -inline_limit && value < inline_limit ? inlined(value) : big_integer(value);
    }
    /// `digits` as the file wrote it.
    [[nodiscard]] ValueId real(std::string_view digits) { return scalar(ValueKind::real, digits); }
    [[nodiscard]] ValueId text(std::string_view text) { return scalar(ValueKind::text, text); }
    /// Without its colon.
    [[nodiscard]] ValueId keyword(std::string_view name) {
        return scalar(ValueKind::keyword, name);
    }
    [[nodiscard]] ValueId list(std::span<const ValueId> items) {
        return compound(ValueKind::list, items);
    }
    /// Sorts and drops repeated items.
    [[nodiscard]] ValueId set(std::vector<ValueId> items);
    /// Sorts by key; of a repeated key the last one counts. \pre an even number of items
    [[nodiscard]] ValueId map(std::span<const ValueId> keys_and_values);

    /// The one handle of all values that equal this one.
    [[nodiscard]] ValueId canonical(ValueId value);

    [[nodiscard]] ValueKind kind(ValueId value) const noexcept;
    [[nodiscard]] bool is_integer(ValueId value) const noexcept {
        return is_inlined(value) || kind(value) == ValueKind::integer;
    }
    /// \pre kind is integer
    [[nodiscard]] std::int64_t as_integer(ValueId value) const;
    /// \pre kind is text, keyword or real. Valid as long as the table.
    [[nodiscard]] std::string_view as_text(ValueId value) const;
    /// The items of a list, set or map. Valid until the next compound is made.
    /// \pre kind is list, set or map
    [[nodiscard]] std::span<const ValueId> items(ValueId value) const;

    /// Deep equality, whether canonical or not.
    [[nodiscard]] bool equal(ValueId one, ValueId other) const;
    /// A total order that depends on contents alone: by kind, then by value. <0, 0, >0.
    [[nodiscard]] int compare(ValueId one, ValueId other) const;
    /// As EDN: `nil`, `4`, `"x"`, `:ok`, `[1 2]`, `#{1}`, `{:a 1}`. Control characters are escaped.
    [[nodiscard]] std::string print(ValueId value) const;
    /// The table will become so many sixteenths of what it is: makes room.
    void expect_growth(std::uint64_t sixteenths);
    /// Heap bytes, about.
    [[nodiscard]] std::size_t size_bytes() const noexcept;

private:
    struct Entry {
        ValueKind kind;
        std::uint32_t size;  ///< Characters or items.
        /// Block and place (text), place in items_ (compounds), or the number itself.
        std::uint64_t offset;
    };
    static constexpr std::uint32_t inline_bit = 0x8000'0000;

    [[nodiscard]] static ValueId inlined(std::int64_t value) noexcept {
        return ValueId{inline_bit | static_cast<std::uint32_t>(value + inline_limit)};
    }
    [[nodiscard]] static bool is_inlined(ValueId value) noexcept {
        return (static_cast<std::uint32_t>(value) & inline_bit) != 0;
    }
    [[nodiscard]] const Entry& entry(ValueId value) const {
        return entries_[static_cast<std::uint32_t>(value)];
    }
    [[nodiscard]] ValueId big_integer(std::int64_t value);
    [[nodiscard]] ValueId scalar(ValueKind kind, std::string_view text);
    [[nodiscard]] ValueId compound(ValueKind kind, std::span<const ValueId> items);
    [[nodiscard]] std::uint64_t hash(ValueId value) const;
    [[nodiscard]] ValueId add(Entry entry);
    [[nodiscard]] std::uint64_t store(std::string_view text);
    void print_to(std::string& out, ValueId value) const;

    std::vector<Entry> entries_;
    /// Characters of texts. A block never moves, so that views of it stay valid.
    std::vector<std::vector<char>> blocks_;
    std::size_t blocks_bytes_ = 0;
    std::vector<ValueId> items_;
    HandleIndex scalars_;    ///< Texts, keywords, reals and big integers.
    HandleIndex canonical_;  ///< Compounds.
};

}  // namespace teacup::model::history
