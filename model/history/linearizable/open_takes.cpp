#include <teacup/model/history/linearizable/open_takes.hpp>

#include <algorithm>
#include <utility>

#include <teacup/model/history/linearizable/range_sums.hpp>

namespace teacup::model::history {

namespace {
constexpr std::uint32_t none = UniqueItem::none;
}  // namespace

OpenTakes::OpenTakes(std::span<const Span> spans, UniqueItems& matched)
    : spans_(spans), matched_(matched) {
    for (std::uint32_t i = 0; i < items_.size(); ++i) {
        if (items_[i].take == none) {
            left_.push_back(i);
        }
    }
    std::sort(left_.begin(), left_.end(), [&](std::uint32_t one, std::uint32_t other) {
        return std::pair(items_[one].in.end, one) < std::pair(items_[other].in.end, other);
    });
    deadline_.assign(left_.size(), never);
}

std::size_t OpenTakes::rank(Moment moment) const {
    return static_cast<std::size_t>(std::lower_bound(moments_.begin(), moments_.end(), moment) -
                                    moments_.begin());
}

bool OpenTakes::are_enough_by_deadlines() {
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
std::vector<std::uint8_t> OpenTakes::moments_when_others_may_be_out() const {
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

void OpenTakes::gather_moments() {
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

// If it is empty at some moment, what came in before must be out by then. Whether enough
// takes that nobody heard of can see to that depends on this moment alone, not on the others
// that are chosen: what an earlier one asks for, a later one asks for, too.
bool OpenTakes::find_moments_of_emptiness() {
    gather_moments();
    std::vector<std::uint8_t> may_be_empty = moments_when_others_may_be_out();

    // Of each moment: takes that nobody heard of, less the items that must be out by then.
    RangeSums spare(moments_.size());
    const auto add_from = [&](Moment moment, std::int64_t amount) {
        spare.add(rank(moment), moments_.size(), amount);
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
            spare.add(0, rank(deadline_[in_before]), -1);
        }
        if (spare.find(at, moments_.size(), -1) != moments_.size()) {
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

bool OpenTakes::hand_out() {
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

}  // namespace teacup::model::history
