// A configuration is: how many deadlines (completions of required operations) have passed, which
// operations are linearised before their deadline, and the state. What keeps the search small:
//
// * An operation that only looks comes as soon as it may and sees what it needs: nothing is lost.
// * Of twins (operations that ask and are told the same) the one with the first deadline comes
//   first; an open operation only when no required one does the same. Exchanging the two in any
//   linearisation gives another one.
// * An open operation never comes where it changes nothing, nor right before one that does not need
//   it: without it the same state is reached, and it can still come later. Where the automaton
//   tells what an operation lacks, open ones come only together with it, just before it.
// * Where the automaton tells that one which only looks will never see what it needs, a way ends.
//
// A process's own order also holds where moments do not tell it (SearchPlan::tied_to).
#include <teacup/model/history/linearizable/search.hpp>

#include <algorithm>

#include <teacup/model/history/linearizable/config_table.hpp>
#include <teacup/model/history/linearizable/search_plan.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::model::history {

namespace {

class Search {
public:
    Search(const History& history,
           std::span<const PartOperation> operations,
           Automaton& automaton,
           Budget& budget)
        : operations_(operations),
          automaton_(automaton),
          budget_(budget),
          plan_(history, operations),
          config_(1 + (plan_.bits + 63) / 64),
          seen_(config_.size(), budget),
          is_linearized_(operations.size(), 0),
          next_(operations.size() + 1),
          previous_(operations.size() + 1),
          twin_seen_(plan_.twins, 0),
          effect_seen_(plan_.effects, 0) {
        std::uint32_t last = head();
        for (std::uint32_t i = 0; i < operations.size(); ++i) {
            if (operations[i].is_required()) {
                next_[last] = i;
                previous_[i] = last;
                last = i;
            }
        }
        next_[last] = head();
        previous_[head()] = last;
        groups_of_effect_.resize(plan_.effects);
        for (std::uint32_t group = 0; group < plan_.open_groups.size(); ++group) {
            const std::uint32_t member = plan_.open_groups[group].members.front();
            groups_of_effect_[plan_.effect[member]].push_back(group);
        }
    }

    Search(const Search&) = delete;
    Search& operator=(const Search&) = delete;
    ~Search() { budget_.give_back(taken_); }

    SearchResult run();

private:
    struct Candidate {
        Moment completed;
        std::uint32_t place;
        StateId state;  ///< After it.
        /// Open operations that come just before it, in lacked_.
        std::size_t lacked = 0;
        std::size_t lacked_end = 0;
    };
    /// An operation that was linearised, and what to go back to.
    struct Step {
        std::uint32_t place;
        std::uint32_t passed;
    };
    struct Frame {
        StateId state;
        std::size_t steps;       ///< Before this frame.
        std::size_t candidates;  ///< Of this frame: from here to the next frame's.
        std::size_t next_candidate;
        std::size_t lacked;  ///< Of this frame, likewise.
    };
    enum class Entered : std::uint8_t { found, open, dead, stopped };

    /// The ring of required operations that are not linearised begins and ends here.
    [[nodiscard]] std::uint32_t head() const {
        return static_cast<std::uint32_t>(operations_.size());
    }
    [[nodiscard]] Moment deadline() const {
        return operations_[plan_.deadlines[passed_]].completed;
    }
    [[nodiscard]] bool is_done() const { return passed_ == plan_.deadlines.size(); }
    void flip_bit(std::uint32_t place) {
        const std::uint32_t bit = plan_.bit[place];
        config_[1 + bit / 64] ^= std::uint64_t{1} << (bit % 64);
    }
    [[nodiscard]] bool may_come(std::uint32_t place) const {
        const std::uint32_t tie = plan_.tied_to[place];
        return tie == no_place || is_linearized_[tie] != 0;
    }

    void linearize(std::uint32_t place);
    void undo_to(std::size_t steps);
    /// \param before the state before the chosen one
    [[nodiscard]] Entered enter(const Candidate& chosen, StateId before);
    [[nodiscard]] std::uint32_t free_open(std::uint32_t effect, std::size_t skipped) const;
    void add_with_what_they_lack(StateId state);
    void add_with_what_it_lacks(StateId state,
                                std::uint32_t place,
                                std::span<const std::uint32_t> lacked);
    void take_what_only_looks(StateId state);
    void drop_twins();
    void add_open(StateId state);
    void drop_where_open_was_useless(StateId before_open);
    void remember_best();
    /// Asks for the memory of the states. False: stop.
    [[nodiscard]] bool pay();

    std::span<const PartOperation> operations_;
    Automaton& automaton_;
    Budget& budget_;
    SearchPlan plan_;
    std::vector<std::uint64_t> config_;
    ConfigTable seen_;
    std::vector<std::uint8_t> is_linearized_;
    std::vector<std::uint32_t> next_;
    std::vector<std::uint32_t> previous_;
    std::vector<std::uint64_t> twin_seen_;  ///< In which visit.
    std::vector<std::uint64_t> effect_seen_;
    std::uint64_t visit_ = 0;
    std::uint32_t passed_ = 0;
    std::vector<Step> steps_;
    std::vector<Frame> frames_;
    std::vector<Candidate> candidates_;
    std::vector<std::uint32_t> waiting_;  ///< They only look, and do not see what they need.
    std::vector<std::uint32_t> lacked_;
    std::vector<std::vector<std::uint32_t>> groups_of_effect_;  ///< Open ones.

    std::vector<std::uint32_t> best_;
    std::uint32_t best_passed_ = 0;
    std::size_t common_ = 0;  ///< So far do best_ and steps_ agree.
    std::size_t taken_ = 0;   ///< From the budget.
};

bool Search::pay() {
    const std::size_t bytes = automaton_.size_bytes();
    constexpr std::size_t step_bytes = 1 << 16;
    if (bytes < taken_ + step_bytes) {
        return true;
    }
    const std::size_t more = bytes - taken_;
    taken_ = bytes;
    return budget_.take(more);
}

void Search::linearize(std::uint32_t place) {
    steps_.push_back({place, passed_});
    is_linearized_[place] = 1;
    flip_bit(place);
    if (!operations_[place].is_required()) {
        ++plan_.open_groups[plan_.open_group[place]].used;
        return;
    }
    next_[previous_[place]] = next_[place];
    previous_[next_[place]] = previous_[place];
    while (!is_done() && is_linearized_[plan_.deadlines[passed_]] != 0) {
        flip_bit(plan_.deadlines[passed_]);
        ++passed_;
    }
}

void Search::undo_to(std::size_t steps) {
    while (steps_.size() > steps) {
        const auto [place, passed] = steps_.back();
        steps_.pop_back();
        while (passed_ > passed) {
            --passed_;
            flip_bit(plan_.deadlines[passed_]);
        }
        is_linearized_[place] = 0;
        flip_bit(place);
        if (operations_[place].is_required()) {
            next_[previous_[place]] = place;
            previous_[next_[place]] = place;
        } else {
            --plan_.open_groups[plan_.open_group[place]].used;
        }
    }
    common_ = std::min(common_, steps);
}

// Leaves the other required operations that may come now in candidates_.
void Search::take_what_only_looks(StateId state) {
    waiting_.clear();
    std::uint32_t place = next_[head()];
    while (place != head() && !is_done() && operations_[place].invoked < deadline()) {
        const std::uint32_t next = next_[place];
        if (may_come(place)) {
            const StateId after = automaton_.step(state, place);
            if (after == state && automaton_.only_looks(place)) {
                linearize(place);
            } else if (after != no_state) {
                candidates_.push_back({operations_[place].completed, place, after});
            } else if (automaton_.only_looks(place)) {
                waiting_.push_back(place);
            }
        }
        place = next;
    }
}

void Search::drop_twins() {
    const auto begin = candidates_.begin() + static_cast<std::ptrdiff_t>(frames_.back().candidates);
    std::sort(begin, candidates_.end(), [](const Candidate& one, const Candidate& other) {
        return one.completed < other.completed;
    });
    ++visit_;
    const auto is_dropped = [&](const Candidate& candidate) {
        const bool has_twin = twin_seen_[plan_.twin[candidate.place]] == visit_;
        twin_seen_[plan_.twin[candidate.place]] = visit_;
        effect_seen_[plan_.effect[candidate.place]] = visit_;
        return has_twin && plan_.is_tied_to[candidate.place] == 0;
    };
    candidates_.erase(std::remove_if(begin, candidates_.end(), is_dropped), candidates_.end());
}

void Search::add_open(StateId state) {
    for (const SearchPlan::OpenGroup& group : plan_.open_groups) {
        if (operations_[group.members.front()].invoked >= deadline()) {
            break;
        }
        if (group.used == group.members.size()) {
            continue;
        }
        const std::uint32_t place = group.members[group.used];
        if (operations_[place].invoked >= deadline() || !may_come(place) ||
            effect_seen_[plan_.effect[place]] == visit_) {
            continue;
        }
        const StateId after = automaton_.step(state, place);
        if (after != state && after != no_state) {
            candidates_.push_back({never, place, after});
        }
    }
}

/// One that may come now, after so many others of them, or no_place.
std::uint32_t Search::free_open(std::uint32_t effect, std::size_t skipped) const {
    for (const std::uint32_t group : groups_of_effect_[effect]) {
        const auto& [members, used] = plan_.open_groups[group];
        for (std::size_t i = used; i < members.size(); ++i) {
            if (operations_[members[i]].invoked >= deadline()) {
                break;
            }
            if (may_come(members[i]) && skipped-- == 0) {
                return members[i];
            }
        }
    }
    return no_place;
}

void Search::add_with_what_it_lacks(StateId state,
                                    std::uint32_t place,
                                    std::span<const std::uint32_t> lacked) {
    const std::size_t first = lacked_.size();
    StateId after = state;
    for (std::size_t i = 0; i < lacked.size(); ++i) {
        const std::uint32_t effect = plan_.effect[lacked[i]];
        const auto others =
            std::count_if(lacked.begin(),
                          lacked.begin() + static_cast<std::ptrdiff_t>(i),
                          [&](std::uint32_t other) { return plan_.effect[other] == effect; });
        // What a required one does that may come now, no open one needs to do.
        const std::uint32_t open = effect_seen_[effect] == visit_
                                       ? no_place
                                       : free_open(effect, static_cast<std::size_t>(others));
        if (open == no_place) {
            lacked_.resize(first);
            return;
        }
        lacked_.push_back(open);
        after = automaton_.step(after, open);
    }
    candidates_.push_back({operations_[place].completed, place, after, first, lacked_.size()});
}

void Search::add_with_what_they_lack(StateId state) {
    for (const std::uint32_t place : waiting_) {
        for (const auto& lacked : automaton_.what_it_lacks(state, place, is_linearized_)) {
            add_with_what_it_lacks(state, place, lacked);
        }
    }
    std::stable_sort(candidates_.begin() + static_cast<std::ptrdiff_t>(frames_.back().candidates),
                     candidates_.end(),
                     [](const Candidate& one, const Candidate& other) {
                         return one.completed < other.completed;
                     });
}

void Search::drop_where_open_was_useless(StateId before_open) {
    const auto begin = candidates_.begin() + static_cast<std::ptrdiff_t>(frames_.back().candidates);
    const auto is_dropped = [&](const Candidate& candidate) {
        return automaton_.step(before_open, candidate.place) == candidate.state;
    };
    candidates_.erase(std::remove_if(begin, candidates_.end(), is_dropped), candidates_.end());
}

void Search::remember_best() {
    if (passed_ < best_passed_ || (passed_ == best_passed_ && steps_.size() <= best_.size())) {
        return;
    }
    best_passed_ = passed_;
    best_.resize(common_);
    for (std::size_t i = common_; i < steps_.size(); ++i) {
        best_.push_back(steps_[i].place);
    }
    common_ = steps_.size();
}

Search::Entered Search::enter(const Candidate& chosen, StateId before) {
    const StateId state = chosen.state;
    frames_.push_back(
        {state, steps_.size(), candidates_.size(), candidates_.size(), lacked_.size()});
    if (!budget_.step() || !pay()) {
        return Entered::stopped;
    }
    for (std::size_t i = chosen.lacked; i < chosen.lacked_end; ++i) {
        linearize(lacked_[i]);
    }
    if (chosen.place != no_place) {
        linearize(chosen.place);
    }
    const std::size_t steps = steps_.size();
    take_what_only_looks(state);
    if (is_done()) {
        return Entered::found;
    }
    for (const std::uint32_t place : waiting_) {
        if (!automaton_.may_still_come(state, place, is_linearized_)) {
            return Entered::dead;
        }
    }
    config_[0] = std::uint64_t{passed_} << 32 | static_cast<std::uint32_t>(state);
    switch (seen_.add(config_)) {
        case ConfigTable::Added::yes: break;
        case ConfigTable::Added::seen_before: return Entered::dead;
        case ConfigTable::Added::no_memory: return Entered::stopped;
    }
    drop_twins();
    if (automaton_.tells_what_it_lacks()) {
        add_with_what_they_lack(state);
        return Entered::open;
    }
    add_open(state);
    if (chosen.place != no_place && !operations_[chosen.place].is_required() &&
        steps == steps_.size()) {
        drop_where_open_was_useless(before);
    }
    return Entered::open;
}

SearchResult Search::run() {
    Entered entered = enter({0, no_place, automaton_.initial()}, no_state);
    while (entered != Entered::found && entered != Entered::stopped) {
        Frame& frame = frames_.back();
        if (entered == Entered::open && frame.next_candidate < candidates_.size()) {
            const Candidate candidate = candidates_[frame.next_candidate++];
            entered = enter(candidate, frame.state);
            continue;
        }
        remember_best();
        undo_to(frame.steps);
        candidates_.resize(frame.candidates);
        lacked_.resize(frame.lacked);
        frames_.pop_back();
        if (frames_.empty()) {
            break;
        }
        entered = Entered::open;
    }
    SearchResult result;
    result.configurations = seen_.size();
    if (entered == Entered::found) {
        result.end = SearchResult::End::found;
        for (const Step& step : steps_) {
            result.order.push_back(step.place);
        }
    } else if (entered != Entered::stopped) {
        result.end = SearchResult::End::none;
        result.order = std::move(best_);
        result.stuck_at = plan_.deadlines[best_passed_];
    }
    return result;
}

}  // namespace

SearchResult search_linearization(const History& history,
                                  std::span<const PartOperation> operations,
                                  Automaton& automaton,
                                  Budget& budget) {
    return Search(history, operations, automaton, budget).run();
}

}  // namespace teacup::model::history
