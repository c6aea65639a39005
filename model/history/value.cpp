#include <teacup/model/history/value.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history {

namespace {

void print_text(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c == '\r') {
            out += "\\r";
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    out += '"';
}

template <class T>
int three_way(const T& one, const T& other) {
    return one < other ? -1 : (other < one ? 1 : 0);
}

}  // namespace

ValueTable::ValueTable() {
    entries_ = {{ValueKind::nothing, 0, 0}, {ValueKind::boolean, 0, 0}, {ValueKind::boolean, 0, 1}};
}

ValueId ValueTable::add(Entry entry) {
    TEACUP_ASSERT(entries_.size() < inline_bit);
    entries_.push_back(entry);
    return ValueId{static_cast<std::uint32_t>(entries_.size() - 1)};
}

ValueId ValueTable::big_integer(std::int64_t value) {
    const std::uint64_t key =
        XXH3_64bits_withSeed(&value, sizeof value, static_cast<XXH64_hash_t>(ValueKind::integer));
    const auto is_same = [&](ValueId other) {
        const Entry& one = entry(other);
        return one.kind == ValueKind::integer && one.offset == static_cast<std::uint64_t>(value);
    };
    if (const ValueId known = scalars_.find(key, is_same); known != nil) {
        return known;
    }
    const ValueId made = add({ValueKind::integer, 0, static_cast<std::uint64_t>(value)});
    scalars_.add(key, made);
    return made;
}

std::uint64_t ValueTable::store(std::string_view text) {
    constexpr std::size_t block_bytes_min = 4096;
    constexpr std::size_t block_bytes_max = std::size_t{1} << 20;
    if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < text.size()) {
        const std::size_t usual = std::clamp(blocks_bytes_, block_bytes_min, block_bytes_max);
        blocks_.emplace_back().reserve(std::max(usual, text.size()));
        blocks_bytes_ += blocks_.back().capacity();
    }
    std::vector<char>& block = blocks_.back();
    const std::uint64_t offset = (blocks_.size() - 1) << 32U | block.size();
    block.insert(block.end(), text.begin(), text.end());
    return offset;
}

ValueId ValueTable::scalar(ValueKind kind, std::string_view text) {
    const std::uint64_t key =
        XXH3_64bits_withSeed(text.data(), text.size(), static_cast<XXH64_hash_t>(kind));
    const auto is_same = [&](ValueId other) {
        return entry(other).kind == kind && as_text(other) == text;
    };
    if (const ValueId known = scalars_.find(key, is_same); known != nil) {
        return known;
    }
    TEACUP_ASSERT(text.size() < inline_bit);
    const ValueId made = add({kind, static_cast<std::uint32_t>(text.size()), store(text)});
    scalars_.add(key, made);
    return made;
}

ValueId ValueTable::compound(ValueKind kind, std::span<const ValueId> items) {
    const Entry entry{kind, static_cast<std::uint32_t>(items.size()), items_.size()};
    items_.insert(items_.end(), items.begin(), items.end());
    return add(entry);
}

ValueId ValueTable::set(std::vector<ValueId> items) {
    std::sort(items.begin(), items.end(), [this](ValueId one, ValueId other) {
        return compare(one, other) < 0;
    });
    const auto end = std::unique(items.begin(), items.end(), [this](ValueId one, ValueId other) {
        return equal(one, other);
    });
    items.erase(end, items.end());
    return compound(ValueKind::set, items);
}

ValueId ValueTable::map(std::span<const ValueId> keys_and_values) {
    TEACUP_ASSERT(keys_and_values.size() % 2 == 0);
    std::vector<std::pair<ValueId, ValueId>> pairs;
    for (std::size_t i = 0; i < keys_and_values.size(); i += 2) {
        pairs.emplace_back(keys_and_values[i], keys_and_values[i + 1]);
    }
    std::stable_sort(pairs.begin(), pairs.end(), [this](const auto& one, const auto& other) {
        return compare(one.first, other.first) < 0;
    });
    std::vector<ValueId> items;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (i + 1 < pairs.size() && equal(pairs[i].first, pairs[i + 1].first)) {
            continue;  // The last of a repeated key counts.
        }
        items.push_back(pairs[i].first);
        items.push_back(pairs[i].second);
    }
    return compound(ValueKind::map, items);
}

ValueId ValueTable::canonical(ValueId value) {
    if (kind(value) < ValueKind::list) {
        return value;
    }
    const std::uint64_t key = hash(value);
    const auto is_same = [&](ValueId other) { return equal(other, value); };
    if (const ValueId known = canonical_.find(key, is_same); known != nil) {
        return known;
    }
    canonical_.add(key, value);
    return value;
}

ValueKind ValueTable::kind(ValueId value) const noexcept {
    return is_inlined(value) ? ValueKind::integer : entry(value).kind;
}

std::int64_t ValueTable::as_integer(ValueId value) const {
    if (is_inlined(value)) {
        return static_cast<std::int64_t>(static_cast<std::uint32_t>(value) & ~inline_bit) -
               inline_limit;
    }
    TEACUP_ASSERT(entry(value).kind == ValueKind::integer);
    return static_cast<std::int64_t>(entry(value).offset);
}

std::string_view ValueTable::as_text(ValueId value) const {
    TEACUP_ASSERT(!is_inlined(value));
    const Entry& text = entry(value);
    TEACUP_ASSERT(text.kind >= ValueKind::real && text.kind <= ValueKind::keyword);
    const std::vector<char>& block = blocks_[text.offset >> 32U];
    return {block.data() + static_cast<std::uint32_t>(text.offset), text.size};
}

std::span<const ValueId> ValueTable::items(ValueId value) const {
    TEACUP_ASSERT(kind(value) >= ValueKind::list);
    return std::span(items_).subspan(entry(value).offset, entry(value).size);
}

bool ValueTable::equal(ValueId one, ValueId other) const {
    if (one == other) {
        return true;
    }
    if (kind(one) != kind(other) || kind(one) < ValueKind::list) {
        return false;  // Scalars are interned: other handles, other values.
    }
    const auto left = items(one);
    const auto right = items(other);
    return std::equal(
        left.begin(), left.end(), right.begin(), right.end(), [this](ValueId a, ValueId b) {
            return equal(a, b);
        });
}

int ValueTable::compare(ValueId one, ValueId other) const {
    if (one == other) {
        return 0;
    }
    const ValueKind kind_of_one = kind(one);
    if (kind_of_one != kind(other)) {
        return three_way(kind_of_one, kind(other));
    }
    switch (kind_of_one) {
        case ValueKind::nothing: return 0;
        case ValueKind::boolean: return three_way(one, other);
        case ValueKind::integer: return three_way(as_integer(one), as_integer(other));
        case ValueKind::real:
        case ValueKind::text:
        case ValueKind::keyword: return three_way(as_text(one), as_text(other));
        case ValueKind::list:
        case ValueKind::set:
        case ValueKind::map: break;
    }
    const auto left = items(one);
    const auto right = items(other);
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
        if (const int order = compare(left[i], right[i]); order != 0) {
            return order;
        }
    }
    return three_way(left.size(), right.size());
}

std::uint64_t ValueTable::hash(ValueId value) const {
    if (kind(value) < ValueKind::list) {
        return static_cast<std::uint64_t>(value);
    }
    std::uint64_t sum = static_cast<std::uint64_t>(kind(value)) + entry(value).size;
    for (const ValueId item : items(value)) {
        const std::array<std::uint64_t, 2> words{sum, hash(item)};
        sum = XXH3_64bits(words.data(), sizeof words);
    }
    return sum;
}

void ValueTable::print_to(std::string& out, ValueId value) const {
    switch (kind(value)) {
        case ValueKind::nothing: out += "nil"; return;
        case ValueKind::boolean: out += value == value_true ? "true" : "false"; return;
        case ValueKind::integer: out += fmt::format("{}", as_integer(value)); return;
        case ValueKind::real: out += as_text(value); return;
        case ValueKind::text: print_text(out, as_text(value)); return;
        case ValueKind::keyword: out += fmt::format(":{}", as_text(value)); return;
        case ValueKind::list: out += '['; break;
        case ValueKind::set: out += "#{"; break;
        case ValueKind::map: out += '{'; break;
    }
    const auto parts = items(value);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) {
            out += kind(value) == ValueKind::map && i % 2 == 0 ? ", " : " ";
        }
        print_to(out, parts[i]);
    }
    out += kind(value) == ValueKind::list ? ']' : '}';
}

std::string ValueTable::print(ValueId value) const {
    std::string out;
    print_to(out, value);
    return out;
}

void ValueTable::expect_growth(std::uint64_t sixteenths) {
    entries_.reserve(entries_.size() / 16 * sixteenths);
    items_.reserve(items_.size() / 16 * sixteenths);
}

std::size_t ValueTable::size_bytes() const noexcept {
    return entries_.size() * sizeof(Entry) + items_.size() * sizeof(ValueId) + blocks_bytes_ +
           scalars_.size_bytes() + canonical_.size_bytes();
}

}  // namespace teacup::model::history
