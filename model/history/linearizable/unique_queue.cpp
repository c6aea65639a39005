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
#include <limits>
#include <utility>

#include <teacup/model/history/linearizable/unique_items.hpp>

namespace teacup::model::history {

namespace {

constexpr std::uint32_t none = UniqueItem::none;

/// Numbers to each of which, up to some place, something may be added; tells the least from some
/// place on.
class LeastFrom {
public:
    explicit LeastFrom(std::size_t size) {
        while (leaves_ < size) {
            leaves_ *= 2;
        }
        least_.assign(2 * leaves_, 0);
        added_.assign(2 * leaves_, 0);
    }
    void add_below(std::size_t end, std::int64_t amount) { add_below(1, leaves_, end, amount); }
    [[nodiscard]] std::int64_t least_from(std::size_t begin) const {
        std::size_t node = leaves_ + begin;
        std::int64_t least = least_[node];
        for (; node > 1; node /= 2) {
            if (node % 2 == 0) {
                least = std::min(least, least_[node + 1]);
            }
            least += added_[node / 2];
        }
        return least;
    }

private:
    void add_below(std::size_t node, std::size_t size, std::size_t end, std::int64_t amount) {
        if (end >= size) {
            least_[node] += amount;
            added_[node] += amount;
            return;
        }
        const std::size_t half = size / 2;
        if (end != 0) {
            add_below(2 * node, half, std::min(end, half), amount);
        }
        if (end > half) {
            add_below(2 * node + 1, half, end - half, amount);
        }
        least_[node] = std::min(least_[2 * node], least_[2 * node + 1]) + added_[node];
    }

    std::size_t leaves_ = 1;
    std::vector<std::int64_t> least_;
    std::vector<std::int64_t> added_;
};

class Queue {
public:
    enum class End : std::uint8_t { ordered, impossible, unsure };

    Queue(std::span<const PartOperation> operations,
          std::span<const SequenceCall> calls,
          std::span<const Span> spans)
        : spans_(spans), matched_(match_items(operations, calls, spans)) {}

    [[nodiscard]] End decide(Decision& decision);

private:
    [[nodiscard]] std::size_t rank(Moment moment) const {
        return static_cast<std::size_t>(std::lower_bound(moments_.begin(), moments_.end(), moment) -
                                        moments_.begin());
    }
    void find_deadlines();
    [[nodiscard]] bool are_enough_by_deadlines();
    [[nodiscard]] std::vector<std::uint8_t> moments_when_others_may_be_out() const;
    void gather_moments();
    [[nodiscard]] bool find_moments_of_emptiness();
    [[nodiscard]] bool hand_out_open_takes();
    [[nodiscard]] End order_items();
    [[nodiscard]] bool merge(std::vector<std::uint32_t>& order) const;

    std::span<const Span> spans_;
    UniqueItems matched_;
    std::vector<UniqueItem>& items_ = matched_.items;
    std::vector<Moment> moments_;         ///< All that matter, sorted.
    std::vector<std::uint32_t> left_;     ///< Items, in order of the ends of their enqueues.
    std::vector<Moment> deadline_;        ///< Of each of left_.
    std::vector<std::uint32_t> in_line_;  ///< Items in the order of the queue.
    std::uint32_t to_blame_ = 0;
};

/// One that came in later is out: the end of its dequeue.
void Queue::find_deadlines() {
    std::vector<std::uint32_t> by_begin;
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
        if (items_[i].take == none) {
            left_.push_back(i);
        } else if (!items_[i].is_nothing()) {
            by_begin.push_back(i);
        }
    }
    std::sort(by_begin.begin(), by_begin.end(), [&](std::uint32_t one, std::uint32_t other) {
        return items_[one].in.begin < items_[other].in.begin;
    });
    std::sort(left_.begin(), left_.end(), [&](std::uint32_t one, std::uint32_t other) {
        return std::pair(items_[one].in.end, one) < std::pair(items_[other].in.end, other);
    });
    deadline_.assign(left_.size(), never);
    Moment first = never;
    std::size_t next = by_begin.size();
    for (std::size_t i = left_.size(); i > 0; --i) {
        while (next > 0 && items_[by_begin[next - 1]].in.begin > items_[left_[i - 1]].in.end) {
            first = std::min(first, items_[by_begin[--next]].out.end);
        }
        deadline_[i - 1] = first;
    }
}

bool Queue::are_enough_by_deadlines() {
    std::vector<Moment> deadlines = deadline_;
    std::sort(deadlines.begin(), deadlines.end());
    for (std::size_t i = 0; i < deadlines.size() && deadlines[i] != never; ++i) {
        if (i >= matched_.open_takes.size() ||
            spans_[matched_.open_takes[i]].begin > deadlines[i]) {
            const auto out =
                std::find_if(items_.begin(), items_.end(), [&](const UniqueItem& item) {
                    return item.out.end == deadlines[i];
                });
            to_blame_ = out->take;
            return false;
        }
    }
    return true;
}

/// By rank. Between the end of its enqueue and the beginning of its dequeue an item is in.
std::vector<std::uint8_t> Queue::moments_when_others_may_be_out() const {
    std::vector<std::int32_t> change(moments_.size() + 1, 0);
    for (const UniqueItem& item : items_) {
        if (!item.is_left() && item.out.begin > item.in.end) {
            ++change[rank(item.in.end) + 1];
            --change[rank(item.out.begin)];
        }
    }
    std::vector<std::uint8_t> may_be(moments_.size());
    std::int32_t inside = 0;
    for (std::size_t i = 0; i < moments_.size(); ++i) {
        inside += change[i];
        may_be[i] = inside == 0 ? 1 : 0;
    }
    return may_be;
}

void Queue::gather_moments() {
    for (const UniqueItem& item : items_) {
        for (const Moment moment : {item.in.begin, item.in.end, item.out.begin, item.out.end}) {
            moments_.push_back(moment);
        }
    }
    for (const std::uint32_t take : matched_.open_takes) {
        moments_.push_back(spans_[take].begin);
    }
    std::sort(moments_.begin(), moments_.end());
    moments_.erase(std::unique(moments_.begin(), moments_.end()), moments_.end());
}

// If the queue is empty at some moment, what came in before must be out by then. Whether enough
// dequeues that nobody heard of can see to that depends on this moment alone, not on the others
// that are chosen: what an earlier one asks for, a later one asks for, too.
bool Queue::find_moments_of_emptiness() {
    gather_moments();
    std::vector<std::uint8_t> may_be_empty = moments_when_others_may_be_out();

    // Of each moment: dequeues that nobody heard of, less the items that must be out by then.
    LeastFrom spare(moments_.size());
    const auto add_from = [&](Moment moment, std::int64_t amount) {
        spare.add_below(moments_.size(), amount);
        spare.add_below(rank(moment), -amount);
    };
    for (const std::uint32_t take : matched_.open_takes) {
        add_from(spans_[take].begin, 1);
    }
    for (const Moment deadline : deadline_) {
        if (deadline != never) {
            add_from(deadline, -1);
        }
    }
    std::size_t in_before = 0;
    for (std::size_t at = 0; at < moments_.size(); ++at) {
        for (; in_before < left_.size() && items_[left_[in_before]].in.end < moments_[at];
             ++in_before) {
            // Now it must be out before its deadline, too.
            spare.add_below(rank(deadline_[in_before]), -1);
        }
        if (spare.least_from(at) < 0) {
            may_be_empty[at] = 0;
        }
    }

    std::vector<std::size_t> next_empty(moments_.size() + 1, moments_.size());
    for (std::size_t at = moments_.size(); at > 0; --at) {
        next_empty[at - 1] = may_be_empty[at - 1] != 0 ? at - 1 : next_empty[at];
    }
    std::vector<Moment> chosen;
    std::uint32_t blamed = none;
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
        if (items_[i].is_nothing()) {
            const std::size_t at = next_empty[rank(items_[i].in.begin)];
            if (at == moments_.size() || moments_[at] > items_[i].in.end) {
                blamed = blamed == none || items_[i].in.end < items_[blamed].in.end ? i : blamed;
            } else {
                chosen.push_back(moments_[at]);
                items_[i].in = items_[i].out = {moments_[at], moments_[at]};
            }
        }
    }
    if (blamed != none) {
        to_blame_ = items_[blamed].take;
        return false;
    }
    std::sort(chosen.begin(), chosen.end());
    for (std::size_t i = 0; i < left_.size(); ++i) {
        const auto next = std::upper_bound(chosen.begin(), chosen.end(), items_[left_[i]].in.end);
        if (next != chosen.end()) {
            deadline_[i] = std::min(deadline_[i], *next);
        }
    }
    return true;
}

bool Queue::hand_out_open_takes() {
    std::vector<std::size_t> by_deadline;
    for (std::size_t i = 0; i < left_.size(); ++i) {
        by_deadline.push_back(i);
    }
    std::stable_sort(by_deadline.begin(), by_deadline.end(), [&](std::size_t one, std::size_t two) {
        return deadline_[one] < deadline_[two];
    });
    for (std::size_t i = 0; i < by_deadline.size(); ++i) {
        const bool is_one = i < matched_.open_takes.size();
        const std::uint32_t take = is_one ? matched_.open_takes[i] : none;
        if (deadline_[by_deadline[i]] != never &&
            (!is_one || spans_[take].begin > deadline_[by_deadline[i]])) {
            return false;
        }
        UniqueItem& item = items_[left_[by_deadline[i]]];
        if (is_one) {
            item.take = take;
            item.out.begin = std::max(spans_[take].begin, item.in.begin);
        }
    }
    return true;
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
        if (out < in && items_[in_line_[out]].take != none &&
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
    if (are_enough_by_deadlines() && find_moments_of_emptiness()) {
        end = hand_out_open_takes() ? order_items() : End::unsure;
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
    Decision decision;
    const Spans strict = strict_spans(history, operations);
    switch (Queue(operations, calls, strict.spans).decide(decision)) {
        case Queue::End::ordered: return decision;
        case Queue::End::unsure: return std::nullopt;
        case Queue::End::impossible: break;
    }
    if (strict.is_exact) {
        return decision;
    }
    const Spans loose = loose_spans(history, operations);
    if (Queue(operations, calls, loose.spans).decide(decision) == Queue::End::impossible) {
        return decision;
    }
    return std::nullopt;
}

}  // namespace teacup::model::history
