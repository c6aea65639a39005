#include <teacup/model/history/linearizable/spans.hpp>

#include <algorithm>
#include <utility>

namespace teacup::model::history {

namespace {

/// A stretch of moments of one time, from the first invocation to the last completion of two
/// operations that are tied.
struct Stretch {
    Moment first;
    Moment last;
};

/// One event of a stretch, with its moment.
struct Event {
    std::uint32_t place;
    bool is_end;
};

class Tightening {
public:
    Tightening(const History& history,
               std::span<const PartOperation> operations,
               const std::vector<std::uint32_t>& tied_to)
        : history_(history),
          operations_(operations),
          tied_to_(tied_to),
          is_tied_to_(operations.size(), 0) {
        for (const std::uint32_t before : tied_to) {
            if (before != no_operation) {
                is_tied_to_[before] = 1;
            }
        }
    }

    void tighten(Spans& result);

private:
    [[nodiscard]] std::vector<Stretch> stretches() const;
    void tighten(const std::vector<Event>& events, Spans& result) const;
    [[nodiscard]] ProcessIndex process(std::uint32_t place) const {
        return history_.process(operations_[place].index);
    }

    const History& history_;
    std::span<const PartOperation> operations_;
    const std::vector<std::uint32_t>& tied_to_;
    std::vector<std::uint8_t> is_tied_to_;
};

std::vector<Stretch> Tightening::stretches() const {
    std::vector<Stretch> all;
    for (std::uint32_t i = 0; i < operations_.size(); ++i) {
        if (tied_to_[i] != no_operation) {
            all.push_back({operations_[i].invoked, operations_[tied_to_[i]].completed});
        }
    }
    std::sort(all.begin(), all.end(), [](const Stretch& one, const Stretch& other) {
        return one.first < other.first;
    });
    std::vector<Stretch> merged;
    for (const Stretch& stretch : all) {
        if (!merged.empty() && stretch.first <= merged.back().last) {
            merged.back().last = std::max(merged.back().last, stretch.last);
        } else {
            merged.push_back(stretch);
        }
    }
    return merged;
}

// Within a stretch all invocations come before all completions. Now what is tied comes between
// them, process by process, each in its own order.
void Tightening::tighten(const std::vector<Event>& events, Spans& result) const {
    std::vector<Moment> moments;
    std::vector<Event> first;
    std::vector<Event> last;
    std::vector<std::uint32_t> tied;
    for (const Event& event : events) {
        const PartOperation& operation = operations_[event.place];
        moments.push_back(event.is_end ? operation.completed : operation.invoked);
        if (event.is_end) {
            if (is_tied_to_[event.place] == 0) {
                last.push_back(event);
            }
        } else if (tied_to_[event.place] == no_operation) {
            first.push_back(event);
        } else {
            tied.push_back(event.place);
        }
    }
    std::sort(tied.begin(), tied.end(), [&](std::uint32_t one, std::uint32_t other) {
        return std::pair(process(one), one) < std::pair(process(other), other);
    });
    for (std::size_t i = 0; i < tied.size(); ++i) {
        const std::uint32_t before = tied_to_[tied[i]];
        if (i == 0 || tied_to_[tied[i - 1]] != before) {
            first.push_back({before, true});
        }
        first.push_back({tied[i], false});
        result.is_exact = result.is_exact && (i == 0 || process(tied[i]) == process(tied[i - 1]));
    }
    first.insert(first.end(), last.begin(), last.end());
    std::sort(moments.begin(), moments.end());
    for (std::size_t i = 0; i < first.size(); ++i) {
        Span& span = result.spans[first[i].place];
        (first[i].is_end ? span.end : span.begin) = moments[i];
    }
}

void Tightening::tighten(Spans& result) {
    const std::vector<Stretch> all = stretches();
    std::vector<std::vector<Event>> events(all.size());
    const auto add = [&](Moment moment, const Event& event) {
        const auto next =
            std::upper_bound(all.begin(), all.end(), moment, [](Moment at, const Stretch& stretch) {
                return at < stretch.first;
            });
        if (next != all.begin() && moment <= (next - 1)->last) {
            events[static_cast<std::size_t>(next - all.begin()) - 1].push_back(event);
        }
    };
    for (std::uint32_t i = 0; i < operations_.size(); ++i) {
        add(operations_[i].invoked, {i, false});
        if (operations_[i].is_required()) {
            add(operations_[i].completed, {i, true});
        }
    }
    for (const std::vector<Event>& of_stretch : events) {
        tighten(of_stretch, result);
    }
}

}  // namespace

std::vector<std::uint32_t> ties_of_processes(const History& history,
                                             std::span<const PartOperation> operations) {
    std::vector<std::uint32_t> tied_to(operations.size(), no_operation);
    std::vector<std::uint32_t> last(history.processes(), no_operation);
    for (std::uint32_t i = 0; i < operations.size(); ++i) {
        std::uint32_t& before =
            last[static_cast<std::size_t>(history.process(operations[i].index))];
        if (before != no_operation && operations[before].completed > operations[i].invoked) {
            tied_to[i] = before;
        }
        if (operations[i].is_required()) {
            before = i;
        }
    }
    return tied_to;
}

Spans loose_spans(const History& history, std::span<const PartOperation> operations) {
    Spans result;
    result.spans.reserve(operations.size());
    for (const PartOperation& operation : operations) {
        result.spans.push_back({operation.invoked, operation.completed});
    }
    for (const std::uint32_t before : ties_of_processes(history, operations)) {
        result.is_exact = result.is_exact && before == no_operation;
    }
    return result;
}

Spans strict_spans(const History& history, std::span<const PartOperation> operations) {
    Spans result = loose_spans(history, operations);
    if (!result.is_exact) {
        result.is_exact = true;
        Tightening(history, operations, ties_of_processes(history, operations)).tighten(result);
    }
    return result;
}

}  // namespace teacup::model::history
