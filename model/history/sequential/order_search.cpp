// A configuration is: how far each lane has come, which open operations have come, and the state of
// each object. What only looks, and sees what it needs, comes at once. A state that somebody still
// needs is not left when nobody can make it again.
#include <teacup/model/history/sequential/order_search.hpp>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include <teacup/model/history/linearizable/config_table.hpp>

namespace teacup::model::history {

Lanes::Lanes(const History& history, const DataType& type) {
    const Parts parts = split_into_parts(history, type);
    objects = parts.names;
    of_object_.resize(objects.size());
    std::vector<std::pair<std::uint32_t, std::uint32_t>> where(history.size());
    std::vector<std::uint8_t> is_kept(history.size(), 0);
    for (std::uint32_t object = 0; object < objects.size(); ++object) {
        of_object_[object] = operations_until(history, type, parts.operations[object]);
        for (std::uint32_t place = 0; place < of_object_[object].size(); ++place) {
            const OperationIndex index = of_object_[object][place].index;
            where[index] = {object, place};
            is_kept[index] = 1;
        }
        automata.push_back(type.start(history, of_object_[object]));
    }
    constexpr std::uint32_t no_lane = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> lane_of(history.processes(), no_lane);
    std::map<std::tuple<std::uint32_t, FunctionIndex, ValueId>, std::uint32_t> effects;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        std::uint32_t& lane = lane_of[static_cast<std::size_t>(history.process(i))];
        if (lane == no_lane) {
            lane = static_cast<std::uint32_t>(lanes.size());
            lanes.emplace_back();
        }
        const std::uint32_t own = lane;
        if (history.outcome(i) >= Outcome::info) {
            lane = no_lane;
        }
        if (is_kept[i] == 0) {
            continue;
        }
        const auto [object, place] = where[i];
        const PartOperation& operation = of_object_[object][place];
        const auto number = static_cast<std::uint32_t>(operations.size());
        const auto next_effect = static_cast<std::uint32_t>(effects.size());
        operations.push_back(
            {.operation = operation,
             .object = object,
             .place = place,
             .lane = own,
             .before = static_cast<std::uint32_t>(lanes[own].size()),
             .effect =
                 effects
                     .try_emplace({object, history.function(i), history.argument(i)}, next_effect)
                     .first->second});
        if (operation.is_required()) {
            lanes[own].push_back(number);
            ++required;
        } else {
            open.push_back(number);
        }
    }
}

namespace {

class OrderSearch {
public:
    OrderSearch(Lanes& lanes, Budget& budget)
        : lanes_(lanes),
          budget_(budget),
          done_(lanes.lanes.size(), 0),
          is_used_(lanes.open.size(), 0),
          needed_(lanes.objects.size()),
          can_be_lost_(lanes.objects.size(), 0),
          config_((lanes.lanes.size() + lanes.objects.size() + 1) / 2 +
                  (lanes.open.size() + 63) / 64 + 1),
          seen_(config_.size(), budget) {
        for (const auto& automaton : lanes.automata) {
            states_.push_back(automaton->initial());
        }
        count_needs();
    }
    OrderSearch(const OrderSearch&) = delete;
    OrderSearch& operator=(const OrderSearch&) = delete;
    ~OrderSearch() { budget_.give_back(charged_); }

    OrderResult run();

private:
    struct Step {
        std::uint32_t operation;
        StateId before;
        std::uint32_t open;  ///< Its number among the open ones, or none.
    };
    struct Candidate {
        Moment completed;
        std::uint32_t operation;
        StateId state;
        std::uint32_t open;
    };
    struct Frame {
        std::size_t steps;
        std::size_t candidates;
        std::size_t next_candidate;
    };
    enum class Entered : std::uint8_t { found, open, dead, stopped };
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    /// Of a state: operations to come that need it, and that can lead to it.
    struct Need {
        std::uint32_t needers = 0;
        std::uint32_t makers = 0;
    };

    void count_needs();
    void count(const LaneOperation& operation, int change);
    [[nodiscard]] StateId step(std::uint32_t operation) const {
        const LaneOperation& asked = lanes_.operations[operation];
        return lanes_.automata[asked.object]->step(states_[asked.object], asked.place);
    }
    void take(std::uint32_t operation, StateId after, std::uint32_t open);
    void undo_to(std::size_t steps);
    void take_what_only_looks();
    [[nodiscard]] bool loses_what_is_needed(std::uint32_t operation, StateId after) const;
    void add_candidate(std::uint32_t operation, std::uint32_t open);
    [[nodiscard]] bool make_room();
    void find_candidates();
    void remember_best();
    [[nodiscard]] Entered enter();
    void write_config();

    Lanes& lanes_;
    Budget& budget_;
    std::vector<std::uint32_t> done_;  ///< Of each lane.
    std::vector<std::uint8_t> is_used_;
    std::vector<StateId> states_;
    std::vector<std::map<StateId, Need>> needed_;
    std::vector<std::uint8_t> can_be_lost_;  ///< All that can make its states is known.
    std::size_t placed_ = 0;
    std::vector<std::uint64_t> config_;
    ConfigTable seen_;
    std::vector<Step> steps_;
    std::vector<Frame> frames_;
    std::vector<Candidate> candidates_;  ///< Of all frames: with many lanes, most of the memory.
    std::size_t charged_ = 0;            ///< Bytes of it that the budget knows of.
    std::vector<std::uint32_t> best_;
    std::size_t common_ = 0;  ///< So far do best_ and steps_ agree.
};

void OrderSearch::count(const LaneOperation& operation, int change) {
    if (can_be_lost_[operation.object] == 0) {
        return;
    }
    const Automaton& automaton = *lanes_.automata[operation.object];
    const auto add = [&](StateId state, std::uint32_t Need::* member) {
        if (state != no_state) {
            std::uint32_t& number = needed_[operation.object][state].*member;
            number += static_cast<std::uint32_t>(change);
        }
    };
    if (operation.operation.is_required()) {
        add(automaton.sole_state(operation.place), &Need::needers);
    }
    if (!automaton.only_looks(operation.place)) {
        add(automaton.leads_to(operation.place), &Need::makers);
    }
}

void OrderSearch::count_needs() {
    std::fill(can_be_lost_.begin(), can_be_lost_.end(), 1);
    for (const LaneOperation& operation : lanes_.operations) {
        const Automaton& automaton = *lanes_.automata[operation.object];
        if (!automaton.only_looks(operation.place) &&
            automaton.leads_to(operation.place) == no_state) {
            can_be_lost_[operation.object] = 0;
        }
    }
    for (const LaneOperation& operation : lanes_.operations) {
        count(operation, 1);
    }
}

void OrderSearch::take(std::uint32_t operation, StateId after, std::uint32_t open) {
    const LaneOperation& taken = lanes_.operations[operation];
    steps_.push_back({operation, states_[taken.object], open});
    states_[taken.object] = after;
    count(taken, -1);
    if (open == none) {
        ++done_[taken.lane];
        ++placed_;
    } else {
        is_used_[open] = 1;
    }
}

void OrderSearch::undo_to(std::size_t steps) {
    while (steps_.size() > steps) {
        const Step step = steps_.back();
        steps_.pop_back();
        const LaneOperation& taken = lanes_.operations[step.operation];
        states_[taken.object] = step.before;
        count(taken, 1);
        if (step.open == none) {
            --done_[taken.lane];
            --placed_;
        } else {
            is_used_[step.open] = 0;
        }
    }
    common_ = std::min(common_, steps);
}

void OrderSearch::take_what_only_looks() {
    for (bool has_moved = true; has_moved;) {
        has_moved = false;
        for (std::size_t lane = 0; lane < lanes_.lanes.size(); ++lane) {
            while (done_[lane] < lanes_.lanes[lane].size()) {
                const std::uint32_t next = lanes_.lanes[lane][done_[lane]];
                const LaneOperation& asked = lanes_.operations[next];
                if (!lanes_.automata[asked.object]->only_looks(asked.place) ||
                    step(next) == no_state) {
                    break;
                }
                take(next, states_[asked.object], none);
                has_moved = true;
            }
        }
    }
}

bool OrderSearch::loses_what_is_needed(std::uint32_t operation, StateId after) const {
    const LaneOperation& taken = lanes_.operations[operation];
    const StateId left = states_[taken.object];
    if (after == left || can_be_lost_[taken.object] == 0) {
        return false;
    }
    const auto need = needed_[taken.object].find(left);
    if (need == needed_[taken.object].end()) {
        return false;
    }
    const bool needs_it_itself = taken.operation.is_required() &&
                                 lanes_.automata[taken.object]->sole_state(taken.place) == left;
    return need->second.needers > (needs_it_itself ? 1U : 0U) && need->second.makers == 0;
}

void OrderSearch::add_candidate(std::uint32_t operation, std::uint32_t open) {
    const LaneOperation& asked = lanes_.operations[operation];
    const StateId after = step(operation);
    if (after == no_state || (open != none && after == states_[asked.object]) ||
        loses_what_is_needed(operation, after)) {
        return;
    }
    candidates_.push_back({asked.operation.completed, operation, after, open});
}

/// For another frame, and all that may be its candidates.
bool OrderSearch::make_room() {
    const std::size_t needed = candidates_.size() + lanes_.lanes.size() + lanes_.open.size();
    if (needed <= candidates_.capacity()) {
        return true;
    }
    const std::size_t room = std::max(needed, candidates_.capacity() * 2);
    const std::size_t bytes = room * sizeof(Candidate);
    if (!budget_.take(bytes)) {  // While it grows, the old room is still there.
        budget_.give_back(bytes);
        return false;
    }
    candidates_.reserve(room);
    budget_.give_back(charged_);
    charged_ = bytes;
    return true;
}

void OrderSearch::find_candidates() {
    const std::size_t begin = candidates_.size();
    for (std::size_t lane = 0; lane < lanes_.lanes.size(); ++lane) {
        if (done_[lane] < lanes_.lanes[lane].size()) {
            add_candidate(lanes_.lanes[lane][done_[lane]], none);
        }
    }
    // What was answered first most likely happened first.
    std::sort(candidates_.begin() + static_cast<std::ptrdiff_t>(begin),
              candidates_.end(),
              [](const Candidate& one, const Candidate& other) {
                  return one.completed < other.completed;
              });
    std::vector<std::uint32_t> effects;
    for (std::uint32_t i = 0; i < lanes_.open.size(); ++i) {
        const LaneOperation& asked = lanes_.operations[lanes_.open[i]];
        if (is_used_[i] != 0 || done_[asked.lane] < asked.before ||
            std::find(effects.begin(), effects.end(), asked.effect) != effects.end()) {
            continue;
        }
        effects.push_back(asked.effect);
        add_candidate(lanes_.open[i], i);
    }
}

void OrderSearch::write_config() {
    std::fill(config_.begin(), config_.end(), 0);
    std::size_t half = 0;
    const auto put = [&](std::uint32_t number) {
        config_[half / 2] |= std::uint64_t{number} << (half % 2 * 32);
        ++half;
    };
    for (const std::uint32_t done : done_) {
        put(done);
    }
    for (const StateId state : states_) {
        put(static_cast<std::uint32_t>(state));
    }
    const std::size_t first = (half + 1) / 2;
    for (std::size_t i = 0; i < is_used_.size(); ++i) {
        config_[first + i / 64] |= std::uint64_t{is_used_[i]} << (i % 64);
    }
}

void OrderSearch::remember_best() {
    if (steps_.size() <= best_.size()) {
        return;
    }
    best_.resize(common_);
    for (std::size_t i = common_; i < steps_.size(); ++i) {
        best_.push_back(steps_[i].operation);
    }
    common_ = steps_.size();
}

OrderSearch::Entered OrderSearch::enter() {
    if (!budget_.step()) {
        return Entered::stopped;
    }
    take_what_only_looks();
    if (placed_ == lanes_.required) {
        return Entered::found;
    }
    write_config();
    switch (seen_.add(config_)) {
        case ConfigTable::Added::yes: break;
        case ConfigTable::Added::seen_before: return Entered::dead;
        case ConfigTable::Added::no_memory: return Entered::stopped;
    }
    if (!make_room()) {
        return Entered::stopped;
    }
    find_candidates();
    return Entered::open;
}

OrderResult OrderSearch::run() {
    frames_.push_back({0, 0, 0});
    Entered entered = enter();
    while (entered != Entered::found && entered != Entered::stopped) {
        Frame& frame = frames_.back();
        if (entered == Entered::open && frame.next_candidate < candidates_.size()) {
            const Candidate candidate = candidates_[frame.next_candidate++];
            frames_.push_back({steps_.size(), candidates_.size(), candidates_.size()});
            take(candidate.operation, candidate.state, candidate.open);
            entered = enter();
            continue;
        }
        remember_best();
        undo_to(frame.steps);
        candidates_.resize(frame.candidates);
        frames_.pop_back();
        if (frames_.empty()) {
            return {OrderResult::End::none, std::move(best_)};
        }
        entered = Entered::open;
    }
    if (entered == Entered::stopped) {
        return {};
    }
    OrderResult result{OrderResult::End::found};
    for (const Step& step : steps_) {
        result.order.push_back(step.operation);
    }
    return result;
}

}  // namespace

OrderResult search_order(Lanes& lanes, Budget& budget) {
    return OrderSearch(lanes, budget).run();
}

}  // namespace teacup::model::history
