#include <teacup/model/history/linearizable/part_judge.hpp>

#include <algorithm>
#include <optional>

#include <teacup/model/history/linearizable/search.hpp>
#include <teacup/model/history/linearizable/telling.hpp>

namespace teacup::model::history {

namespace {

/// What one test of the operations up to some moment says.
struct Trial {
    std::vector<PartOperation> operations;
    Verdict verdict = Verdict::unknown;
    std::vector<std::uint32_t> order;  ///< The furthest way, if violated and found by search.
    std::uint32_t to_blame = 0;
    bool is_decided = false;  ///< Without a search.
    std::uint64_t configurations = 0;

    /// A prefix that ends before this moment may be sound; one that ends at it is not shown to be.
    [[nodiscard]] Moment blame_moment() const { return operations[to_blame].completed; }
};

class PartJudge {
public:
    PartJudge(const History& history,
              const DataType& type,
              std::span<const OperationIndex> part,
              Budget& budget)
        : history_(history), type_(type), part_(part), budget_(budget) {}

    PartVerdict judge();

private:
    [[nodiscard]] Trial try_until(Moment end) const;
    [[nodiscard]] std::vector<Moment> completions() const;
    void shorten(Trial& trial, PartVerdict& verdict) const;
    void order_the_rest(Trial& trial, Moment prefix_end) const;
    [[nodiscard]] bool order_without(Trial& trial, std::vector<std::uint32_t>& removed) const;
    [[nodiscard]] bool order_before(Trial& trial, Moment prefix_end) const;

    const History& history_;
    const DataType& type_;
    std::span<const OperationIndex> part_;
    Budget& budget_;
};

Trial PartJudge::try_until(Moment end) const {
    Trial trial;
    trial.operations = operations_until(history_, type_, part_, end);
    if (const auto decision = type_.decide(history_, trial.operations)) {
        trial.is_decided = true;
        trial.verdict = decision->is_linearizable ? Verdict::passed : Verdict::violated;
        trial.to_blame = decision->to_blame;
        return trial;
    }
    const auto automaton = type_.start(history_, trial.operations);
    SearchResult result = search_linearization(history_, trial.operations, *automaton, budget_);
    trial.configurations = result.configurations;
    trial.to_blame = result.stuck_at;
    trial.order = std::move(result.order);
    switch (result.end) {
        case SearchResult::End::found: trial.verdict = Verdict::passed; break;
        case SearchResult::End::none: trial.verdict = Verdict::violated; break;
        case SearchResult::End::stopped: trial.verdict = Verdict::unknown; break;
    }
    return trial;
}

std::vector<Moment> PartJudge::completions() const {
    std::vector<Moment> moments;
    for (const OperationIndex index : part_) {
        if (history_.completed(index) != never) {
            moments.push_back(history_.completed(index));
        }
    }
    std::sort(moments.begin(), moments.end());
    return moments;
}

// Linearizability is prefix-closed, so failing prefixes are those from some completion on. Most
// often the search got stuck at that very one.
void PartJudge::shorten(Trial& trial, PartVerdict& verdict) const {
    const std::vector<Moment> moments = completions();
    const auto index_of = [&](Moment moment) {
        return static_cast<std::size_t>(std::lower_bound(moments.begin(), moments.end(), moment) -
                                        moments.begin());
    };
    std::size_t fails = moments.size() - 1;
    // A search shows that every shorter prefix than where it got stuck is sound; a decision only
    // guesses.
    std::size_t sound_below = trial.is_decided ? 0 : index_of(trial.blame_moment());
    std::size_t probe = index_of(trial.blame_moment());
    std::size_t stride = 1;
    while (sound_below < fails) {
        Trial shorter = try_until(moments[probe]);
        if (shorter.verdict == Verdict::unknown) {
            verdict.is_shortest = false;
            break;
        }
        if (shorter.verdict == Verdict::violated) {
            fails = probe;
            trial = std::move(shorter);
            const std::size_t blamed = index_of(trial.blame_moment());
            if (!trial.is_decided) {
                sound_below = std::max(sound_below, blamed);
            }
            probe = stride == 1 && probe > sound_below && trial.is_decided
                        ? std::max(sound_below, std::min(blamed, probe - 1))
                        : sound_below + (fails - sound_below) / 2;
        } else {
            sound_below = probe + 1;
            probe = std::min(sound_below + stride, sound_below + (fails - sound_below) / 2);
        }
        stride *= 2;
    }
    verdict.prefix_end = moments[fails];
}

/// A decision gives no way: finds one that leaves out what is to blame.
void PartJudge::order_the_rest(Trial& trial, Moment prefix_end) const {
    std::vector<std::uint32_t> without{trial.to_blame};
    if (order_without(trial, without) || order_before(trial, prefix_end)) {
        return;
    }
    constexpr std::size_t removed_max = 64;
    std::size_t removed = 0;
    while (removed < without.size() && without.size() < removed_max) {
        removed = without.size();
        if (order_without(trial, without)) {
            return;
        }
    }
}

/// False: the rest has no way either, and more of it is to blame, which is added.
bool PartJudge::order_without(Trial& trial, std::vector<std::uint32_t>& removed) const {
    std::vector<std::uint32_t> kept;
    std::vector<PartOperation> rest;
    for (std::uint32_t i = 0; i < trial.operations.size(); ++i) {
        if (std::find(removed.begin(), removed.end(), i) == removed.end()) {
            kept.push_back(i);
            rest.push_back(trial.operations[i]);
        }
    }
    const auto decision = type_.decide(history_, rest);
    if (decision && decision->is_linearizable) {
        for (const std::uint32_t place : decision->order) {
            trial.order.push_back(kept[place]);
        }
        return true;
    }
    if (decision) {
        removed.push_back(kept[decision->to_blame]);
    }
    return false;
}

/// The prefix that ends just before the shortest failing one has a way. Where what ends it took
/// effect before its answer was known, that way ends.
bool PartJudge::order_before(Trial& trial, Moment prefix_end) const {
    const auto last = std::find_if(
        trial.operations.begin(), trial.operations.end(), [&](const PartOperation& operation) {
            return operation.completed == prefix_end;
        });
    if (last == trial.operations.end()) {
        return false;
    }
    const auto to_blame = static_cast<std::uint32_t>(last - trial.operations.begin());
    std::vector<PartOperation> before = trial.operations;
    before[to_blame].completed = never;
    before[to_blame].answer = Answer::unknown;
    const auto decision = type_.decide(history_, before);
    if (!decision || !decision->is_linearizable) {
        return false;
    }
    trial.to_blame = to_blame;
    for (const std::uint32_t place : decision->order) {
        if (place == to_blame) {
            break;
        }
        trial.order.push_back(place);
    }
    return true;
}

PartVerdict PartJudge::judge() {
    PartVerdict verdict;
    Trial trial = try_until(never);
    verdict.verdict = trial.verdict;
    verdict.configurations = trial.configurations;
    verdict.judged = static_cast<std::uint64_t>(
        std::count_if(trial.operations.begin(), trial.operations.end(), [](const auto& operation) {
            return operation.is_required();
        }));
    if (verdict.verdict != Verdict::violated) {
        return verdict;
    }
    shorten(trial, verdict);
    if (trial.is_decided) {
        order_the_rest(trial, verdict.prefix_end);
    }
    const auto automaton = type_.start(history_, trial.operations);
    verdict.furthest =
        tell_furthest({history_, type_, *automaton, trial.operations}, trial.order, trial.to_blame);
    for (const OperationIndex index : part_) {
        if (history_.completed(index) == verdict.prefix_end) {
            verdict.furthest.prefix_end = index;
        }
    }
    return verdict;
}

}  // namespace

PartVerdict judge_part(const History& history,
                       const DataType& type,
                       std::span<const OperationIndex> part,
                       Budget& budget) {
    return PartJudge(history, type, part, budget).judge();
}

}  // namespace teacup::model::history
