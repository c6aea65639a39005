// A dequeue that found nothing needs a moment at which everything may be out: one that no item
// surely spans, from the end of its enqueue to the beginning of its dequeue. It is put there. Then
// items, and the dequeues that found nothing, are put into the order of the queue: one comes before
// another when its enqueue precedes the other's, or its dequeue the other's. These are two orders
// of intervals; there is a linearisation exactly when the two together have no cycle, and enqueues
// and dequeues then merge into one order. (Henzinger, Sezgin and Vafeiadis 2013 say the same by bad
// patterns, Abdulla et al. and Lee and Mathur 2025 by other quick algorithms.)
//
// Items that are left, and dequeues that nobody heard of: each such dequeue may take one of them.
// An item that is left must be out by some moment (its deadline) when one that was put in after it
// is out, or when the queue was found empty. For each deadline enough such dequeues must have been
// asked by then (Hall); the earliest deadline gets the earliest of them.
//
// Whatever is passed has its order; whatever is violated has a reason that needs no theorem but
// those of these two paragraphs. All else is left to the search.
#include <algorithm>
#include <utility>

#include <teacup/model/history/linearizable/open_takes.hpp>
#include <teacup/model/history/linearizable/unique_items.hpp>

namespace teacup::model::history {

namespace {

class Queue {
public:
    using End = QuickEnd;

    Queue(std::span<const PartOperation> operations,
          std::span<const SequenceCall> calls,
          std::span<const Span> spans)
        : matched_(match_items(operations, calls, spans)), takes_(spans, matched_) {}

    [[nodiscard]] End decide(Decision& decision);

private:
    void find_deadlines();
    [[nodiscard]] End order_items();
    [[nodiscard]] bool merge(std::vector<std::uint32_t>& order) const;

    UniqueItems matched_;
    std::vector<UniqueItem>& items_ = matched_.items;
    OpenTakes takes_;
    std::vector<std::uint32_t> in_line_;  ///< Items in the order of the queue.
    std::uint32_t to_blame_ = 0;
};

/// One that came in later is out: the end of its dequeue.
void Queue::find_deadlines() {
    std::vector<std::uint32_t> by_begin;
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
        if (items_[i].take != UniqueItem::none && !items_[i].is_nothing()) {
            by_begin.push_back(i);
        }
    }
    std::sort(by_begin.begin(), by_begin.end(), [&](std::uint32_t one, std::uint32_t other) {
        return items_[one].in.begin < items_[other].in.begin;
    });
    Moment first = never;
    std::size_t next = by_begin.size();
    for (std::size_t i = takes_.left().size(); i > 0; --i) {
        const Moment in_end = items_[takes_.left()[i - 1]].in.end;
        while (next > 0 && items_[by_begin[next - 1]].in.begin > in_end) {
            first = std::min(first, items_[by_begin[--next]].out.end);
        }
        takes_.set_deadline(i - 1, first);
    }
}

Queue::End Queue::order_items() {
    std::vector<std::uint32_t> all(items_.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        all[i] = i;
    }
    const auto sorted_by = [&](Span UniqueItem::* span, Moment Span::* border) {
        std::vector<std::uint32_t> sorted = all;
        std::stable_sort(sorted.begin(), sorted.end(), [&](std::uint32_t one, std::uint32_t other) {
            return items_[one].*span.*border < items_[other].*span.*border;
        });
        return sorted;
    };
    struct Side {
        Span UniqueItem::* span;
        std::vector<std::uint32_t> by_begin;
        std::vector<std::uint32_t> by_end;
        std::size_t next = 0;   ///< Those before may come next as far as this side says.
        std::size_t first = 0;  ///< Of by_end: the first that is not in line.
    };
    Side sides[] = {
        {&UniqueItem::in,
         sorted_by(&UniqueItem::in, &Span::begin),
         sorted_by(&UniqueItem::in, &Span::end)},
        {&UniqueItem::out,
         sorted_by(&UniqueItem::out, &Span::begin),
         sorted_by(&UniqueItem::out, &Span::end)},
    };
    std::vector<std::uint8_t> allowed(items_.size(), 0);
    std::vector<std::uint8_t> is_in_line(items_.size(), 0);
    std::vector<std::uint32_t> ready;
    while (in_line_.size() < items_.size()) {
        for (Side& side : sides) {
            while (is_in_line[side.by_end[side.first]] != 0) {
                ++side.first;
            }
            const Moment first_end = (items_[side.by_end[side.first]].*side.span).end;
            for (; side.next < all.size() &&
                   (items_[side.by_begin[side.next]].*side.span).begin <= first_end;
                 ++side.next) {
                if (++allowed[side.by_begin[side.next]] == 2) {
                    ready.push_back(side.by_begin[side.next]);
                }
            }
        }
        if (ready.empty()) {
            // The one whose enqueue ended first and the one whose dequeue ended first precede each
            // other.
            const UniqueItem& in_first = items_[sides[0].by_end[sides[0].first]];
            const UniqueItem& out_first = items_[sides[1].by_end[sides[1].first]];
            to_blame_ = out_first.take;
            const bool is_certain = !out_first.is_left() && !in_first.is_left();
            return is_certain ? End::impossible : End::unsure;
        }
        in_line_.push_back(ready.back());
        is_in_line[ready.back()] = 1;
        ready.pop_back();
    }
    return End::ordered;
}

bool Queue::merge(std::vector<std::uint32_t>& order) const {
    const std::size_t size = in_line_.size();
    std::vector<Moment> first_in(size + 1, never);  // The first end of those from here on.
    std::vector<Moment> first_out(size + 1, never);
    for (std::size_t i = size; i > 0; --i) {
        const UniqueItem& item = items_[in_line_[i - 1]];
        first_in[i - 1] = std::min(first_in[i], item.in.end);
        first_out[i - 1] = std::min(first_out[i], item.out.end);
    }
    std::size_t in = 0;
    std::size_t out = 0;
    while (true) {
        const Moment first_end = std::min(first_in[in], first_out[out]);
        if (out < in && items_[in_line_[out]].take != UniqueItem::none &&
            items_[in_line_[out]].out.begin <= first_end) {
            order.push_back(items_[in_line_[out++]].take);
        } else if (in == size) {
            return first_out[out] == never;
        } else {
            const UniqueItem& item = items_[in_line_[in]];
            if (item.in.begin > first_end || (item.is_nothing() && in != out)) {
                return false;
            }
            order.push_back(item.insert);
            out += item.is_nothing() ? 1U : 0U;
            ++in;
        }
    }
}

Queue::End Queue::decide(Decision& decision) {
    if (matched_.kind != UniqueItems::Kind::items) {
        decision.to_blame = matched_.to_blame;
        return matched_.kind == UniqueItems::Kind::impossible ? End::impossible : End::unsure;
    }
    find_deadlines();
    End end = End::impossible;
    if (takes_.may_do()) {
        end = takes_.hand_out() ? order_items() : End::unsure;
    } else {
        to_blame_ = takes_.to_blame();
    }
    if (end == End::ordered && !merge(decision.order)) {
        end = End::unsure;
    }
    decision.to_blame = to_blame_;
    decision.is_linearizable = end == End::ordered;
    if (end != End::ordered) {
        decision.order.clear();
    }
    return end;
}

}  // namespace

std::optional<Decision> decide_unique_queue(const History& history,
                                            std::span<const PartOperation> operations,
                                            std::span<const SequenceCall> calls) {
    return decide_by_spans(history, operations, [&](auto spans, Decision& decision) {
        return Queue(operations, calls, spans).decide(decision);
    });
}

}  // namespace teacup::model::history
