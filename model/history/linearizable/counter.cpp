// linearizable_counter: a number that is added to and read, 0 at first.
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <teacup/model/history/generate/objects.hpp>
#include <teacup/model/history/linearizable/linearizable.hpp>
#include <teacup/model/history/linearizable/sequential_model.hpp>

namespace teacup::model::history {

namespace {

struct Counter {
    using State = std::int64_t;

    State initial() const { return 0; }
    std::optional<State> step(const State& count, const Call& call) const {
        if (call.function == "add") {
            // Wraps round rather than overflows, as a machine's counter does.
            return static_cast<State>(
                static_cast<std::uint64_t>(count) +
                static_cast<std::uint64_t>(call.values.as_integer(call.argument)));
        }
        if (call.is_known() && call.values.as_integer(call.result) != count) {
            return std::nullopt;
        }
        return count;
    }
    bool only_looks(const Call& call) const { return call.function == "read"; }
    std::uint64_t hash(const State& count) const {
        return mix(0, static_cast<std::uint64_t>(count));
    }
    std::string print(const State& count, const ValueTable&) const { return std::to_string(count); }
    std::string needs(const Call& call) const {
        return call.function == "read" ? fmt::format("the count {}", call.values.print(call.result))
                                       : "nothing";
    }
};

/// Where nothing is subtracted and the open ones are few, or of few different amounts, an open add
/// comes only just before a read that lacks it: adds can wait, and what no read sees can be left
/// out.
class CounterAutomaton : public detail::SequentialAutomaton<Counter> {
public:
    CounterAutomaton(const Counter& model,
                     const History& history,
                     std::span<const PartOperation> operations)
        : SequentialAutomaton(model, history, operations), operations_(operations) {
        const ValueTable& values = history.values();
        std::int64_t total = 0;
        for (std::uint32_t i = 0; i < operations.size(); ++i) {
            const OperationIndex index = operations[i].index;
            const bool adds = history.function_name(history.function(index)) == "add";
            amounts_.push_back(adds ? values.as_integer(history.argument(index))
                               : operations[i].is_required()
                                   ? values.as_integer(history.result(index))
                                   : 0);
            if (!adds) {
                continue;
            }
            never_falls_ = never_falls_ && amounts_[i] >= 0;
            is_small_ = is_small_ && never_falls_ &&
                        amounts_[i] <= std::numeric_limits<std::int64_t>::max() - total;
            total += is_small_ ? amounts_[i] : 0;
            if (!operations[i].is_required() && amounts_[i] != 0) {
                open_[amounts_[i]].push_back(i);
            }
        }
        for (auto amount = open_.begin(); amount != open_.end() && ways_ <= ways_max; ++amount) {
            // How often the last amount comes follows from the others.
            ways_ *= std::next(amount) == open_.end() ? 1 : amount->second.size() + 1;
        }
    }
    bool tells_what_it_lacks() const override { return is_small_ && ways_ <= ways_max; }
    std::vector<std::vector<std::uint32_t>> what_it_lacks(
        StateId state, std::uint32_t place, std::span<const std::uint8_t> is_done) const override {
        std::vector<std::vector<std::uint32_t>> ways;
        std::vector<std::uint32_t> way;
        if (amounts_[place] > this->state(state)) {
            add_ways(open_.begin(),
                     {amounts_[place] - this->state(state), operations_[place].completed, is_done},
                     way,
                     ways);
        }
        return ways;
    }
    bool may_still_come(StateId state,
                        std::uint32_t place,
                        std::span<const std::uint8_t> /*is_done*/) const override {
        return !is_small_ || this->state(state) <= amounts_[place];
    }

private:
    static constexpr std::size_t ways_max = 1 << 15;
    using Open = std::map<std::int64_t, std::vector<std::uint32_t>>;
    struct Lack {
        std::int64_t amount;
        Moment before;
        std::span<const std::uint8_t> is_done;
    };
    /// All ways to make up for what lacks by adds of this amount and those after it.
    void add_ways(Open::const_iterator amount,
                  const Lack& lack,
                  std::vector<std::uint32_t>& way,
                  std::vector<std::vector<std::uint32_t>>& ways) const {
        if (lack.amount == 0) {
            ways.push_back(way);
            return;
        }
        if (amount == open_.end()) {
            return;
        }
        const auto& [each, places] = *amount;
        const auto next = std::next(amount);
        const std::size_t size = way.size();
        std::int64_t rest = lack.amount;
        // The last amount must make up for all of the rest.
        for (auto place = places.begin();; ++place) {
            if (next != open_.end() || rest == 0) {
                add_ways(next, {rest, lack.before, lack.is_done}, way, ways);
            }
            while (place != places.end() && lack.is_done[*place] != 0) {
                ++place;
            }
            if (place == places.end() || operations_[*place].invoked > lack.before || rest < each) {
                break;
            }
            rest -= each;
            way.push_back(*place);
        }
        way.resize(size);
    }

    std::span<const PartOperation> operations_;
    std::vector<std::int64_t> amounts_;  ///< What is added or read.
    Open open_;                          ///< Open adds, by amount.
    bool never_falls_ = true;
    std::size_t ways_ = 1;  ///< That a read may lack, at most.
    bool is_small_ = true;  ///< Nor does any sum wrap round.
};

class CounterType : public SequentialType<Counter> {
public:
    std::unique_ptr<Automaton> start(const History& history,
                                     std::span<const PartOperation> operations) const override {
        return std::make_unique<CounterAutomaton>(model(), history, operations);
    }
};

std::string wrong_add(const History& history, const Operation& operation) {
    return history.values().is_integer(operation.argument)
               ? ""
               : fmt::format("the argument of add is an integer, not {}",
                             history.print(operation.argument));
}

std::string wrong_read(const History& history, const Operation& operation) {
    return !operation.is_ok() || history.values().is_integer(operation.result)
               ? ""
               : fmt::format("the result of read is an integer, not {}",
                             history.print(operation.result));
}

Judgement check_counter(const History& history, const CheckContext& context) {
    return check_linearizable(history, CounterType(), context);
}

const ModelRegistrar registrar{{
    .name = "linearizable_counter",
    .meaning = "linearizable: a counter, each read of which is exact",
    .functions = {{"add", "an integer", "nothing", &wrong_add},
                  {"read", "nothing", "an integer", &wrong_read}},
    .check = &check_counter,
    .anomalies = {"lost_add"},
    .generate = &generate::generate_linearizable_counter,
}};

}  // namespace

}  // namespace teacup::model::history
