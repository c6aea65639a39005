#include <teacup/model/history/linearizable/unique_items.hpp>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace teacup::model::history {

namespace {

std::uint32_t number_of(ValueId value) {
    return static_cast<std::uint32_t>(value);
}

/// Of several operations that are to blame, the one that ended first.
class FirstToBlame {
public:
    explicit FirstToBlame(std::span<const PartOperation> operations) : operations_(operations) {}
    void add(std::uint32_t place) {
        if (first_ == UniqueItem::none ||
            operations_[place].completed < operations_[first_].completed) {
            first_ = place;
        }
    }
    [[nodiscard]] std::uint32_t first() const { return first_; }

private:
    std::span<const PartOperation> operations_;
    std::uint32_t first_ = UniqueItem::none;
};

}  // namespace

std::vector<SequenceCall> sequence_calls(const History& history,
                                         std::span<const PartOperation> operations,
                                         std::string_view insert) {
    std::vector<SequenceCall> calls;
    calls.reserve(operations.size());
    for (const PartOperation& operation : operations) {
        const bool inserts = history.function_name(history.function(operation.index)) == insert;
        calls.push_back({.inserts = inserts,
                         .item = inserts                   ? history.argument(operation.index)
                                 : operation.is_required() ? history.result(operation.index)
                                                           : nil});
    }
    return calls;
}

void drop_items_nobody_saw(std::vector<PartOperation>& operations,
                           std::span<const SequenceCall> calls) {
    std::unordered_set<std::uint32_t> taken;  // Looked up only.
    for (const SequenceCall& call : calls) {
        if (!call.inserts) {
            taken.insert(number_of(call.item));
        }
    }
    // One that puts in nil, which is also what finding nothing looks like, is left alone.
    taken.insert(number_of(nil));
    std::size_t kept = 0;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (operations[i].is_required() || !calls[i].inserts ||
            taken.count(number_of(calls[i].item)) != 0) {
            operations[kept++] = operations[i];
        }
    }
    operations.resize(kept);
}

UniqueItems match_items(std::span<const PartOperation> operations,
                        std::span<const SequenceCall> calls,
                        std::span<const Span> spans) {
    UniqueItems matched;
    FirstToBlame blamed(operations);
    std::unordered_map<std::uint32_t, std::uint32_t> item_of;  // Looked up only.
    std::unordered_set<std::uint32_t> repeated;                // Looked up only.
    for (std::uint32_t i = 0; i < operations.size(); ++i) {
        if (!calls[i].inserts) {
            continue;
        }
        const auto item = static_cast<std::uint32_t>(matched.items.size());
        if (calls[i].item == nil) {
            return {.kind = UniqueItems::Kind::ambiguous};
        }
        if (!item_of.try_emplace(number_of(calls[i].item), item).second) {
            repeated.insert(number_of(calls[i].item));
        }
        matched.items.push_back({.insert = i, .in = spans[i]});
    }
    for (std::uint32_t i = 0; i < operations.size(); ++i) {
        if (calls[i].inserts) {
            continue;
        }
        if (!operations[i].is_required()) {
            matched.open_takes.push_back(i);
        } else if (calls[i].item == nil) {
            matched.items.push_back({.insert = i, .take = i, .in = spans[i], .out = spans[i]});
        } else if (repeated.count(number_of(calls[i].item)) != 0) {
            return {.kind = UniqueItems::Kind::ambiguous};
        } else if (const auto place = item_of.find(number_of(calls[i].item));
                   place == item_of.end()) {
            blamed.add(i);
        } else {
            UniqueItem& item = matched.items[place->second];
            const std::uint32_t other = item.take;
            if (other != UniqueItem::none) {
                blamed.add(operations[other].completed < operations[i].completed ? i : other);
            } else if (spans[i].end < item.in.begin) {
                blamed.add(i);
            }
            item.take = i;
            item.out = {std::max(spans[i].begin, item.in.begin), spans[i].end};
            item.in.end = std::min(item.in.end, item.out.end);
        }
    }
    const auto is_unseen = [&](const UniqueItem& item) {
        return item.take == UniqueItem::none && !operations[item.insert].is_required();
    };
    matched.items.erase(std::remove_if(matched.items.begin(), matched.items.end(), is_unseen),
                        matched.items.end());
    std::sort(matched.open_takes.begin(),
              matched.open_takes.end(),
              [&](std::uint32_t one, std::uint32_t other) {
                  return spans[one].begin < spans[other].begin;
              });
    if (blamed.first() != UniqueItem::none) {
        matched.kind = UniqueItems::Kind::impossible;
        matched.to_blame = blamed.first();
    }
    return matched;
}

std::optional<Decision> decide_by_spans(
    const History& history,
    std::span<const PartOperation> operations,
    const std::function<QuickEnd(std::span<const Span>, Decision&)>& decide) {
    Decision decision;
    const Spans strict = strict_spans(history, operations);
    switch (decide(strict.spans, decision)) {
        case QuickEnd::ordered: return decision;
        case QuickEnd::unsure: return std::nullopt;
        case QuickEnd::impossible: break;
    }
    if (strict.is_exact) {
        return decision;
    }
    const Spans loose = loose_spans(history, operations);
    if (decide(loose.spans, decision) == QuickEnd::impossible) {
        return decision;
    }
    return std::nullopt;
}

}  // namespace teacup::model::history
