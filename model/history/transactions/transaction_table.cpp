#include <teacup/model/history/transactions/transaction_table.hpp>

#include <algorithm>
#include <bit>

#include <fmt/format.h>

namespace teacup::model::history::transactions {

namespace {

[[nodiscard]] bool is_word(const ValueTable& values, ValueId value, std::string_view word) {
    const ValueKind kind = values.kind(value);
    return (kind == ValueKind::text || kind == ValueKind::keyword) && values.as_text(value) == word;
}

[[nodiscard]] bool is_scalar(const ValueTable& values, ValueId value) {
    return value != nil && values.kind(value) < ValueKind::list;
}

/// The list that tells the micro-operations: of an answered transaction its result.
[[nodiscard]] ValueId body_of(const History& history, OperationIndex operation) {
    return history.outcome(operation) == Outcome::ok ? history.result(operation)
                                                     : history.argument(operation);
}

std::string wrong_read(const ValueTable& values, ValueId value, const Vocabulary& vocabulary) {
    if (!vocabulary.is_list_read) {
        return value == nil || is_scalar(values, value)
                   ? std::string{}
                   : fmt::format("it reads {}, which is no number or text", values.print(value));
    }
    if (value == nil) {
        return {};
    }
    if (values.kind(value) != ValueKind::list) {
        return fmt::format("it reads {}, which is no list of elements", values.print(value));
    }
    for (const ValueId item : values.items(value)) {
        if (!is_scalar(values, item)) {
            return fmt::format("the element {} that it reads is no number or text",
                               values.print(item));
        }
    }
    return {};
}

std::string wrong_mop(const ValueTable& values, ValueId mop, const Vocabulary& vocabulary) {
    const auto form = [&] {
        return fmt::format(
            R"(a micro-operation is ["r", key, value] or ["{}", key, value], not {})",
            vocabulary.write,
            values.print(mop).substr(0, 200));
    };
    if (values.kind(mop) != ValueKind::list || values.items(mop).size() != 3) {
        return form();
    }
    const auto items = values.items(mop);
    if (!is_scalar(values, items[1])) {
        return fmt::format("a key is a number or a text, not {}",
                           values.print(items[1]).substr(0, 200));
    }
    if (is_word(values, items[0], "r")) {
        return wrong_read(values, items[2], vocabulary);
    }
    if (!is_word(values, items[0], vocabulary.write)) {
        return form();
    }
    return is_scalar(values, items[2])
               ? std::string{}
               : fmt::format("what is written is a number or a text, not {}",
                             values.print(items[2]).substr(0, 200));
}

std::string wrong_body(const ValueTable& values, ValueId body, const Vocabulary& vocabulary) {
    if (values.kind(body) != ValueKind::list) {
        return fmt::format("a transaction is a list of micro-operations, not {}",
                           values.print(body).substr(0, 200));
    }
    for (const ValueId mop : values.items(body)) {
        if (std::string wrong = wrong_mop(values, mop, vocabulary); !wrong.empty()) {
            return wrong;
        }
    }
    return {};
}

/// Key handles to indices, in the order of their first use: open addressing, never more than half
/// full.
class KeyNumbers {
public:
    [[nodiscard]] KeyIndex number(ValueId key, std::vector<ValueId>& names) {
        if ((names.size() + 1) * 2 > slots_.size()) {
            grow(names);
        }
        const std::size_t slot = place(key, names);
        if (slots_[slot] == none) {
            slots_[slot] = static_cast<KeyIndex>(names.size());
            names.push_back(key);
        }
        return slots_[slot];
    }

private:
    [[nodiscard]] std::size_t place(ValueId key, const std::vector<ValueId>& names) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t slot = (static_cast<std::uint64_t>(key) * 0x9E37'79B9'7F4A'7C15U >> 20U) & mask;
        while (slots_[slot] != none && names[slots_[slot]] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
    void grow(const std::vector<ValueId>& names) {
        slots_.assign(std::max<std::size_t>(slots_.size() * 2, 1024), none);
        for (KeyIndex i = 0; i < names.size(); ++i) {
            slots_[place(names[i], names)] = i;
        }
    }

    std::vector<KeyIndex> slots_;
};

/// Which handles mean "r": there are one or two in a history, a text and a keyword.
class Verbs {
public:
    explicit Verbs(const ValueTable& values) : values_(values) {}

    [[nodiscard]] bool is_read(ValueId verb) {
        if (verb == read_ || verb == write_) {
            return verb == read_;
        }
        const bool is_read = is_word(values_, verb, "r");
        (is_read ? read_ : write_) = verb;
        return is_read;
    }

private:
    const ValueTable& values_;
    ValueId read_ = nil;
    ValueId write_ = nil;
};

}  // namespace

std::string wrong_transaction(const History& history,
                              const Operation& operation,
                              const Vocabulary& vocabulary) {
    const ValueTable& values = history.values();
    if (operation.argument != nil) {
        if (std::string wrong = wrong_body(values, operation.argument, vocabulary);
            !wrong.empty()) {
            return wrong;
        }
    }
    return operation.is_ok() ? wrong_body(values, operation.result, vocabulary) : std::string{};
}

std::optional<TransactionTable> TransactionTable::decode(const History& history, Budget& budget) {
    const ValueTable& values = history.values();
    TransactionTable table;
    table.begin.reserve(history.size() + 1);
    std::size_t total = 0;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        table.begin.push_back(static_cast<MopIndex>(total));
        const ValueId body = body_of(history, i);
        total += body == nil ? 0 : values.items(body).size();
        if (!budget.step()) {
            return std::nullopt;
        }
    }
    table.begin.push_back(static_cast<MopIndex>(total));
    constexpr std::size_t bytes_per_mop = 13;
    if (total >= none || !budget.take(total * bytes_per_mop + history.size() * 4)) {
        return std::nullopt;
    }
    table.key.reserve(total);
    table.value.reserve(total);
    table.flags.reserve(total);
    table.previous.assign(total, none);
    KeyNumbers keys;
    Verbs verbs(values);
    std::vector<MopIndex> last_of_key;
    std::vector<MopIndex> last_write_of_key;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        const ValueId body = body_of(history, i);
        const bool is_ok = history.outcome(i) == Outcome::ok;
        if (body != nil) {
            for (const ValueId mop : values.items(body)) {
                const auto items = values.items(mop);
                const bool is_read = verbs.is_read(items[0]);
                table.key.push_back(keys.number(items[1], table.key_names));
                table.value.push_back(items[2]);
                table.flags.push_back(is_read ? (is_ok ? is_known : 0) : (is_write | is_known));
            }
        }
        last_of_key.resize(table.key_names.size(), none);
        last_write_of_key.resize(table.key_names.size(), none);
        table.link(i, last_of_key, last_write_of_key);
        if (!budget.step()) {
            return std::nullopt;
        }
    }
    return table;
}

void TransactionTable::link(OperationIndex operation,
                            std::vector<MopIndex>& last_of_key,
                            std::vector<MopIndex>& last_write_of_key) {
    const MopIndex first = begin[operation];
    const auto is_here = [first](MopIndex mop) { return mop != none && mop >= first; };
    for (MopIndex mop = first; mop < begin[operation + 1]; ++mop) {
        MopIndex& last = last_of_key[key[mop]];
        if (is_here(last)) {
            previous[mop] = last;
        } else {
            flags[mop] |= is_first_of_key;
        }
        last = mop;
        if (!has(mop, is_write)) {
            continue;
        }
        MopIndex& last_write = last_write_of_key[key[mop]];
        if (is_here(last_write)) {
            flags[last_write] |= is_intermediate;
        } else {
            flags[mop] |= is_first_write;
        }
        last_write = mop;
    }
}

std::size_t TransactionTable::size_bytes() const noexcept {
    return begin.capacity() * sizeof(MopIndex) + key.capacity() * sizeof(KeyIndex) +
           value.capacity() * sizeof(ValueId) + flags.capacity() +
           previous.capacity() * sizeof(MopIndex);
}

std::optional<Writes> Writes::index(const TransactionTable& table, Budget& budget) {
    const std::size_t mops = table.key.size();
    constexpr std::size_t bytes_per_mop = 40;
    if (!budget.take(mops * bytes_per_mop)) {
        return std::nullopt;
    }
    Writes writes;
    writes.begin.assign(table.key_names.size() + 1, 0);
    for (MopIndex mop = 0; mop < mops; ++mop) {
        writes.begin[table.key[mop] + 1] += table.has(mop, is_write) ? 1U : 0U;
    }
    for (std::size_t k = 1; k < writes.begin.size(); ++k) {
        writes.begin[k] += writes.begin[k - 1];
    }
    const std::size_t count = writes.begin.back();
    writes.mop.resize(count);
    writes.operation.resize(count);
    writes.value.resize(count);
    writes.of_mop.assign(mops, none);
    std::vector<WriteIndex> next(writes.begin.begin(), writes.begin.end() - 1);
    for (OperationIndex operation = 0; operation + 1 < table.begin.size(); ++operation) {
        for (MopIndex mop = table.begin[operation]; mop < table.begin[operation + 1]; ++mop) {
            if (table.has(mop, is_write)) {
                const WriteIndex write = next[table.key[mop]]++;
                writes.mop[write] = mop;
                writes.operation[write] = operation;
                writes.value[write] = table.value[mop];
                writes.of_mop[mop] = write;
            }
        }
    }
    if (!budget.ask()) {
        return std::nullopt;
    }
    writes.fill_slots();
    return writes;
}

void Writes::fill_slots() {
    slot_begin_.reserve(begin.size());
    slot_begin_.push_back(0);
    for (std::size_t k = 0; k + 1 < begin.size(); ++k) {
        const std::uint64_t count = begin[k + 1] - begin[k];
        slot_begin_.push_back(slot_begin_.back() + (count == 0 ? 0 : std::bit_ceil(count * 2)));
    }
    slots_.assign(slot_begin_.back(), none);
    for (KeyIndex k = 0; k + 1 < begin.size(); ++k) {
        const std::uint64_t mask = slot_begin_[k + 1] - slot_begin_[k] - 1;
        for (WriteIndex write = begin[k]; write < begin[k + 1]; ++write) {
            std::uint64_t slot = hash(value[write]) & mask;
            while (slots_[slot_begin_[k] + slot] != none &&
                   value[slots_[slot_begin_[k] + slot]] != value[write]) {
                slot = (slot + 1) & mask;
            }
            WriteIndex& place = slots_[slot_begin_[k] + slot];
            if (place == none) {
                place = write;
            } else if (twice.first == none) {
                twice = {mop[place], mop[write]};
            }
        }
    }
}

WriteIndex Writes::find(KeyIndex key, ValueId wanted) const noexcept {
    const std::uint64_t slots = slot_begin_[key + 1] - slot_begin_[key];
    if (slots == 0) {
        return none;
    }
    std::uint64_t slot = hash(wanted) & (slots - 1);
    while (true) {  // Ends: at least half of the slots are free.
        const WriteIndex write = slots_[slot_begin_[key] + slot];
        if (write == none || value[write] == wanted) {
            return write;
        }
        slot = (slot + 1) & (slots - 1);
    }
}

std::string plain(const History& history, ValueId value) {
    constexpr std::size_t length_max = 60;
    std::string text = history.print(value);
    if (text.size() >= 2 && text.front() == '"') {
        text = text.substr(1, text.size() - 2);
    }
    if (text.size() > length_max) {
        std::size_t end = length_max;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            --end;  // Never cut inside a character.
        }
        text = text.substr(0, end) + "...";
    }
    return text;
}

std::string name_of(const History& history, OperationIndex transaction) {
    const std::uint32_t line = history[transaction].invoke_line;
    return line == 0 ? fmt::format("T{}", transaction)
                     : fmt::format("T{} (line {})", transaction, line);
}

}  // namespace teacup::model::history::transactions
