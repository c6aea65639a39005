// Between the end of its push and the beginning of its pop an item surely is in. If some moment is
// spanned by no item and parts them, the stack may be empty then, and what comes before and after
// is judged alone. Otherwise one item lies at the bottom all the time: one whose push may be the
// first and whose pop the last of all. It can be taken away (any such item: below the others it is
// in nobody's way), and the rest is judged alone; if there is none, there is no linearisation. (So
// do Abdulla et al. and Lee and Mathur 2025.) Pops that found nothing part the items at moments
// that no item spans, first of all.
//
// Items that are left go to the pops that nobody heard of by their deadlines: one must be out when
// another is popped that surely was below it. If all of them could have the first of these pops
// and there still is no linearisation, there is none. If only this choice fails, it is left to the
// search.
#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include <teacup/model/history/linearizable/open_takes.hpp>
#include <teacup/model/history/linearizable/range_sums.hpp>
#include <teacup/model/history/linearizable/unique_items.hpp>

namespace teacup::model::history {

namespace {

using End = QuickEnd;

/// Items that are judged together. Moments are ranks.
class Segment {
public:
    using Sorted = std::set<std::pair<std::size_t, std::uint32_t>>;
    struct Borders {
        std::size_t in_begin;
        std::size_t in_end;
        std::size_t out_begin;
        std::size_t out_end;
    };
    void add(std::uint32_t item, const Borders& borders) {
        in_end_.emplace(borders.in_end, item);
        out_begin_.emplace(borders.out_begin, item);
        waiting_.emplace(borders.in_begin, item);
    }
    void remove(std::uint32_t item, const Borders& borders) {
        in_end_.erase({borders.in_end, item});
        out_begin_.erase({borders.out_begin, item});
        if (waiting_.erase({borders.in_begin, item}) == 0) {
            maybe_bottom_.erase({borders.out_end, item});
        }
    }
    [[nodiscard]] bool is_empty() const { return out_begin_.empty(); }
    [[nodiscard]] const Sorted& by_out_begin() const { return out_begin_; }
    /// An item that may come in first and leave last, or none. \pre not empty
    [[nodiscard]] std::uint32_t bottom(const std::vector<Borders>& borders) {
        while (!waiting_.empty() && waiting_.begin()->first <= in_end_.begin()->first) {
            const std::uint32_t item = waiting_.begin()->second;
            maybe_bottom_.emplace(borders[item].out_end, item);
            waiting_.erase(waiting_.begin());
        }
        return !maybe_bottom_.empty() && maybe_bottom_.rbegin()->first >= out_begin_.rbegin()->first
                   ? maybe_bottom_.rbegin()->second
                   : UniqueItem::none;
    }

private:
    Sorted in_end_;
    Sorted out_begin_;
    Sorted waiting_;       ///< By in_begin: they may not come in first yet.
    Sorted maybe_bottom_;  ///< By out_end: the others.
};

class Stack {
public:
    explicit Stack(const std::vector<UniqueItem>& items) : items_(items) {}

    /// Places, in order. False: there is no linearisation.
    [[nodiscard]] bool nest();
    /// Whether it is in order in time, too; drops what comes at the very end, and not at all.
    [[nodiscard]] bool put_in_order();
    [[nodiscard]] const std::vector<std::uint32_t>& order() const { return places_; }
    [[nodiscard]] std::uint32_t to_blame() const { return to_blame_; }

private:
    /// Still to do: an event to tell, or a segment to nest.
    struct Task {
        std::uint32_t item;
        enum class Kind : std::uint8_t { segment, take, nothing } kind;
        Segment segment = {};
    };
    struct Event {
        std::uint32_t place;  ///< none: an item that stays.
        Span span;
    };
    void rank_moments();
    void part_at_nothing();
    [[nodiscard]] bool nest(Segment&& segment);
    void part(Segment&& segment, std::size_t at);

    const std::vector<UniqueItem>& items_;
    std::vector<Segment::Borders> borders_;
    RangeSums spanned_{0};  ///< How many items span each moment.
    std::vector<Task> tasks_;
    std::vector<Event> events_;
    std::vector<std::uint32_t> places_;
    std::uint32_t to_blame_ = 0;
};

void Stack::rank_moments() {
    std::vector<Moment> moments;
    for (const UniqueItem& item : items_) {
        moments.insert(moments.end(), {item.in.begin, item.in.end, item.out.begin, item.out.end});
    }
    std::sort(moments.begin(), moments.end());
    moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
    const auto rank = [&](Moment moment) {
        return static_cast<std::size_t>(std::lower_bound(moments.begin(), moments.end(), moment) -
                                        moments.begin());
    };
    spanned_ = RangeSums(moments.size());
    for (const UniqueItem& item : items_) {
        borders_.push_back(
            {rank(item.in.begin), rank(item.in.end), rank(item.out.begin), rank(item.out.end)});
        const Segment::Borders& own = borders_.back();
        if (!item.is_nothing()) {
            spanned_.add(own.in_end + 1, own.out_begin, 1);
        }
    }
}

void Stack::part_at_nothing() {
    std::map<std::size_t, std::vector<std::uint32_t>> nothings;
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
        if (items_[i].is_nothing()) {
            nothings[borders_[i].in_begin].push_back(i);
        }
    }
    std::map<std::size_t, Segment> segments;  // By the moment of emptiness at their end.
    constexpr std::size_t at_no_moment = std::numeric_limits<std::size_t>::max();
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
        if (!items_[i].is_nothing()) {
            const auto end = nothings.lower_bound(borders_[i].out_begin);
            segments[end == nothings.end() ? at_no_moment : end->first].add(i, borders_[i]);
        }
    }
    // The last task is done first.
    for (auto place = segments.rbegin(); place != segments.rend(); ++place) {
        if (place->first == at_no_moment) {
            tasks_.push_back({UniqueItem::none, Task::Kind::segment, std::move(place->second)});
        }
    }
    for (auto place = nothings.rbegin(); place != nothings.rend(); ++place) {
        for (const std::uint32_t item : place->second) {
            tasks_.push_back({item, Task::Kind::nothing});
        }
        const auto before = segments.find(place->first);
        if (before != segments.end()) {
            tasks_.push_back({UniqueItem::none, Task::Kind::segment, std::move(before->second)});
        }
    }
}

/// Items whose pop begins by then come before, the others after.
void Stack::part(Segment&& segment, std::size_t at) {
    const Segment::Sorted& sorted = segment.by_out_begin();
    auto first = sorted.begin();
    auto last = sorted.rbegin();
    while (first->first <= at && last->first > at) {
        ++first;
        ++last;
    }
    const bool is_first_smaller = first->first > at;
    std::vector<std::uint32_t> moved;
    if (is_first_smaller) {
        std::transform(sorted.begin(), first, std::back_inserter(moved), [](const auto& entry) {
            return entry.second;
        });
    } else {
        std::transform(sorted.rbegin(), last, std::back_inserter(moved), [](const auto& entry) {
            return entry.second;
        });
    }
    Segment other;
    for (const std::uint32_t item : moved) {
        segment.remove(item, borders_[item]);
        other.add(item, borders_[item]);
    }
    if (!is_first_smaller) {
        std::swap(segment, other);
    }
    tasks_.push_back({UniqueItem::none, Task::Kind::segment, std::move(segment)});
    tasks_.push_back({UniqueItem::none, Task::Kind::segment, std::move(other)});
}

bool Stack::nest(Segment&& segment) {
    if (segment.is_empty()) {
        return true;
    }
    const std::size_t end = segment.by_out_begin().rbegin()->first;
    const std::size_t at = spanned_.find(segment.by_out_begin().begin()->first, end, 0);
    if (at != end) {
        part(std::move(segment), at);
        return true;
    }
    const std::uint32_t bottom = segment.bottom(borders_);
    if (bottom == UniqueItem::none) {
        Moment first = never;
        for (const auto& [begin, item] : segment.by_out_begin()) {
            if (items_[item].out.end < first) {
                first = items_[item].out.end;
                to_blame_ = items_[item].take;
            }
        }
        return false;
    }
    const Segment::Borders& own = borders_[bottom];
    spanned_.add(own.in_end + 1, own.out_begin, -1);
    segment.remove(bottom, own);
    events_.push_back({items_[bottom].insert, items_[bottom].in});
    tasks_.push_back({bottom, Task::Kind::take});
    tasks_.push_back({UniqueItem::none, Task::Kind::segment, std::move(segment)});
    return true;
}

bool Stack::nest() {
    rank_moments();
    part_at_nothing();
    while (!tasks_.empty()) {
        Task task = std::move(tasks_.back());
        tasks_.pop_back();
        if (task.kind == Task::Kind::segment) {
            if (!nest(std::move(task.segment))) {
                return false;
            }
        } else {
            events_.push_back({items_[task.item].take, items_[task.item].out});
        }
    }
    return true;
}

bool Stack::put_in_order() {
    Moment first_end = never;
    for (auto event = events_.rbegin(); event != events_.rend(); ++event) {
        if (event->span.begin > first_end) {
            return false;
        }
        first_end = std::min(first_end, event->span.end);
    }
    for (const Event& event : events_) {
        if (event.place == UniqueItem::none) {
            break;  // It stays, and so does all below it. All that follows is open.
        }
        places_.push_back(event.place);
    }
    return true;
}

/// One that surely was below it is popped: the end of that pop.
void find_deadlines(const std::vector<UniqueItem>& items, OpenTakes& takes) {
    std::vector<std::uint32_t> below;  // By the ends of their pushes.
    for (std::uint32_t i = 0; i < items.size(); ++i) {
        if (!items[i].is_left() && !items[i].is_nothing()) {
            below.push_back(i);
        }
    }
    std::sort(below.begin(), below.end(), [&](std::uint32_t one, std::uint32_t other) {
        return items[one].in.end < items[other].in.end;
    });
    std::vector<std::pair<Moment, std::size_t>> left;
    for (std::size_t i = 0; i < takes.left().size(); ++i) {
        left.emplace_back(items[takes.left()[i]].in.begin, i);
    }
    std::sort(left.begin(), left.end());
    // Those below with later beginnings of their pops have later ends: the others never come first.
    std::map<Moment, Moment> end_of_pop;
    std::size_t next = 0;
    for (const auto& [in_begin, i] : left) {
        for (; next < below.size() && items[below[next]].in.end < in_begin; ++next) {
            const Span& out = items[below[next]].out;
            auto place = end_of_pop.lower_bound(out.begin);
            if (place != end_of_pop.end() && place->second <= out.end) {
                continue;
            }
            place = end_of_pop.insert_or_assign(place, out.begin, out.end);
            while (place != end_of_pop.begin() && std::prev(place)->second >= out.end) {
                end_of_pop.erase(std::prev(place));
            }
        }
        const auto place = end_of_pop.upper_bound(items[takes.left()[i]].in.end);
        if (place != end_of_pop.end()) {
            takes.set_deadline(i, place->second);
        }
    }
}

End decide(std::span<const PartOperation> operations,
           std::span<const SequenceCall> calls,
           std::span<const Span> spans,
           Decision& decision) {
    UniqueItems matched = match_items(operations, calls, spans);
    if (matched.kind != UniqueItems::Kind::items) {
        decision.to_blame = matched.to_blame;
        return matched.kind == UniqueItems::Kind::impossible ? End::impossible : End::unsure;
    }
    OpenTakes takes(spans, matched);
    find_deadlines(matched.items, takes);
    if (!takes.may_do()) {
        decision.to_blame = takes.to_blame();
        return End::impossible;
    }
    std::vector<UniqueItem> relaxed = matched.items;
    if (!takes.hand_out()) {
        return End::unsure;
    }
    Stack stack(matched.items);
    if (stack.nest()) {
        if (!stack.put_in_order()) {
            return End::unsure;
        }
        decision.order = stack.order();
        decision.is_linearizable = true;
        return End::ordered;
    }
    decision.to_blame = stack.to_blame();
    if (takes.left().empty() || matched.open_takes.empty()) {
        return End::impossible;
    }
    for (const std::uint32_t item : takes.left()) {
        relaxed[item].out.begin =
            std::max(spans[matched.open_takes.front()].begin, relaxed[item].in.begin);
    }
    Stack free_stack(relaxed);
    if (free_stack.nest()) {
        return End::unsure;
    }
    decision.to_blame = free_stack.to_blame();
    return End::impossible;
}

}  // namespace

std::optional<Decision> decide_unique_stack(const History& history,
                                            std::span<const PartOperation> operations,
                                            std::span<const SequenceCall> calls) {
    return decide_by_spans(history, operations, [&](auto spans, Decision& decision) {
        return decide(operations, calls, spans, decision);
    });
}

}  // namespace teacup::model::history
