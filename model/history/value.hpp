/// \file
/// Values of operations as 32-bit handles, so that a history is columns of small integers.
///
///     ValueTable values;
///     const ValueId four = values.integer(4);
///     const ValueId pair = values.list({{four, values.text("x")}});
///     values.print(pair);  // [4 "x"]
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace teacup::model::history {

enum class ValueId : std::uint32_t {};

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
    /// Heap bytes, about.
    [[nodiscard]] std::size_t size_bytes() const noexcept;

private:
    struct Entry {
        ValueKind kind;
        std::uint32_t size;    ///< Characters or items.
        std::uint64_t offset;  ///< Into characters_ (text), items_ (compounds); the number itself.
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
    void print_to(std::string& out, ValueId value) const;

    std::vector<Entry> entries_;
    std::deque<std::string> texts_;  ///< A deque: string_views into it stay valid.
    std::vector<ValueId> items_;
    /// Scalars by kind and text.
    std::unordered_map<std::string_view, ValueId> scalars_[3];
    std::unordered_map<std::int64_t, ValueId> big_integers_;
    /// Canonical compounds by hash; order never shows.
    std::unordered_multimap<std::uint64_t, ValueId> canonical_;
};

}  // namespace teacup::model::history
