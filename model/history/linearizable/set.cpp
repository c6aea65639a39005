// linearizable_set: elements are added and removed; all of them are read, or one is asked for.
#include <algorithm>
#include <bit>
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <teacup/model/history/generate/objects.hpp>
#include <teacup/model/history/linearizable/linearizable.hpp>
#include <teacup/model/history/linearizable/sequential_model.hpp>

namespace teacup::model::history {

namespace {

using Bits = std::vector<std::uint64_t>;

struct SetCall {
    enum class Kind : std::uint8_t { add, remove, contains, read } kind;
    bool is_known;
    bool is_there;          ///< The answer of contains.
    std::uint32_t element;  ///< Of all but read.
    StateId result;         ///< Of read.
};

/// A state is one bit for each element that the operations name.
class SetAutomaton : public Automaton {
public:
    SetAutomaton(const History& history, std::span<const PartOperation> operations)
        : history_(history), operations_(operations) {
        for (const PartOperation& operation : operations) {
            number_elements(operation);
        }
        empty_ = id_of(Bits((elements_.size() + 63) / 64));
        changes_.resize(2 * elements_.size());
        for (const PartOperation& operation : operations) {
            calls_.push_back(call_of(operation));
            const SetCall& call = calls_.back();
            if (call.kind <= SetCall::Kind::remove) {
                changes(call.element, call.kind == SetCall::Kind::add)
                    .push_back(static_cast<std::uint32_t>(calls_.size() - 1));
            }
        }
    }
    StateId initial() override { return empty_; }
    StateId step(StateId state, std::uint32_t place) override {
        const SetCall& call = calls_[place];
        if (call.kind == SetCall::Kind::read) {
            return call.is_known && call.result != state ? no_state : state;
        }
        const std::uint64_t bit = std::uint64_t{1} << (call.element % 64);
        const Bits& bits = states_[static_cast<std::size_t>(state)];
        const bool is_in = (bits[call.element / 64] & bit) != 0;
        if (call.kind == SetCall::Kind::contains) {
            return call.is_known && is_in != call.is_there ? no_state : state;
        }
        if (is_in == (call.kind == SetCall::Kind::add)) {
            return state;
        }
        Bits next = bits;
        next[call.element / 64] ^= bit;
        return id_of(std::move(next));
    }
    bool only_looks(std::uint32_t place) const override {
        return calls_[place].kind >= SetCall::Kind::contains;
    }
    // An open add or remove whose effect nobody sees before the next one of its element can be left
    // out; all others can wait until just before they are seen.
    bool tells_what_it_lacks() const override { return true; }
    std::vector<std::vector<std::uint32_t>> what_it_lacks(
        StateId state,
        std::uint32_t place,
        std::span<const std::uint8_t> /*is_done*/) const override {
        std::vector<std::uint32_t> open;
        const bool is_all =
            all_that_differ(state, place, [&](const std::vector<std::uint32_t>& changes) {
                const auto found =
                    std::find_if(changes.begin(), changes.end(), [&](std::uint32_t i) {
                        return !calls_[i].is_known;
                    });
                if (found != changes.end()) {
                    open.push_back(*found);
                }
                return found != changes.end();
            });
        std::vector<std::vector<std::uint32_t>> ways;
        if (is_all) {
            ways.push_back(std::move(open));
        }
        return ways;
    }
    bool may_still_come(StateId state,
                        std::uint32_t place,
                        std::span<const std::uint8_t> is_done) const override {
        constexpr std::size_t looks_max = 64;  // Then it may.
        const Moment end = operations_[place].completed;
        return all_that_differ(state, place, [&](const std::vector<std::uint32_t>& changes) {
            auto last = std::upper_bound(
                changes.begin(), changes.end(), end, [&](Moment moment, std::uint32_t i) {
                    return moment < operations_[i].invoked;
                });
            const auto first = last - std::min<std::ptrdiff_t>(last - changes.begin(), looks_max);
            return first != changes.begin() ||
                   std::any_of(first, last, [&](std::uint32_t i) { return is_done[i] == 0; });
        });
    }
    std::string print(StateId state) const override {
        constexpr std::size_t told_max = 32;
        const Bits& bits = states_[static_cast<std::size_t>(state)];
        std::vector<std::string> words;
        for (std::size_t i = 0; i < elements_.size() && words.size() <= told_max; ++i) {
            if ((bits[i / 64] >> (i % 64) & 1) != 0) {
                words.push_back(words.size() == told_max ? "..." : history_.print(elements_[i]));
            }
        }
        return fmt::format("#{{{}}}", fmt::join(words, " "));
    }
    std::size_t size_bytes() const noexcept override {
        return states_.size() * (elements_.size() / 8 + 6 * sizeof(void*));
    }

private:
    /// The operations that make an element so.
    [[nodiscard]] std::vector<std::uint32_t>& changes(std::uint32_t element, bool is_in) {
        return changes_[2 * element + (is_in ? 1 : 0)];
    }
    /// Asks about each element that `place` needs to be otherwise, with the operations that would
    /// make it so, until the answer is false.
    template <class Question>
    [[nodiscard]] bool all_that_differ(StateId state,
                                       std::uint32_t place,
                                       const Question& question) const {
        const SetCall& call = calls_[place];
        if (call.kind == SetCall::Kind::contains) {
            return question(changes_[2 * call.element + (call.is_there ? 1 : 0)]);
        }
        const Bits& bits = states_[static_cast<std::size_t>(state)];
        const Bits& wanted = states_[static_cast<std::size_t>(call.result)];
        for (std::size_t word = 0; word < bits.size(); ++word) {
            for (std::uint64_t rest = bits[word] ^ wanted[word]; rest != 0; rest &= rest - 1) {
                const auto bit = static_cast<std::size_t>(std::countr_zero(rest));
                if (!question(changes_[2 * (64 * word + bit) + (wanted[word] >> bit & 1)])) {
                    return false;
                }
            }
        }
        return true;
    }
    void number_element(ValueId element) {
        const auto number = static_cast<std::uint32_t>(elements_.size());
        if (number_.try_emplace(static_cast<std::uint32_t>(element), number).second) {
            elements_.push_back(element);
        }
    }
    void number_elements(const PartOperation& operation) {
        if (history_.function_name(history_.function(operation.index)) != "read") {
            number_element(history_.argument(operation.index));
        } else if (operation.is_required()) {
            for (const ValueId element :
                 history_.values().items(history_.result(operation.index))) {
                number_element(element);
            }
        }
    }
    [[nodiscard]] SetCall call_of(const PartOperation& operation) {
        const std::string& function = history_.function_name(history_.function(operation.index));
        const ValueId result = history_.result(operation.index);
        SetCall call{.kind = SetCall::Kind::read,
                     .is_known = operation.is_required(),
                     .is_there = result == value_true,
                     .element = 0,
                     .result = empty_};
        if (function != "read") {
            call.kind = function == "add"      ? SetCall::Kind::add
                        : function == "remove" ? SetCall::Kind::remove
                                               : SetCall::Kind::contains;
            call.element =
                number_.at(static_cast<std::uint32_t>(history_.argument(operation.index)));
        } else if (call.is_known) {
            Bits bits((elements_.size() + 63) / 64);
            for (const ValueId element : history_.values().items(result)) {
                const std::uint32_t number = number_.at(static_cast<std::uint32_t>(element));
                bits[number / 64] |= std::uint64_t{1} << (number % 64);
            }
            call.result = id_of(std::move(bits));
        }
        return call;
    }
    [[nodiscard]] StateId id_of(Bits&& bits) {
        std::uint64_t hash = 0;
        for (const std::uint64_t word : bits) {
            hash = mix(hash, word);
        }
        const auto [first, last] = ids_.equal_range(hash);
        for (auto place = first; place != last; ++place) {
            if (states_[static_cast<std::size_t>(place->second)] == bits) {
                return place->second;
            }
        }
        const StateId id{static_cast<std::uint32_t>(states_.size())};
        states_.push_back(std::move(bits));
        ids_.emplace(hash, id);
        return id;
    }

    const History& history_;
    std::span<const PartOperation> operations_;
    std::vector<ValueId> elements_;
    std::unordered_map<std::uint32_t, std::uint32_t> number_;  ///< Looked up only.
    std::vector<SetCall> calls_;
    std::vector<std::vector<std::uint32_t>> changes_;  ///< Of each element: removes, adds.
    std::vector<Bits> states_;
    std::unordered_multimap<std::uint64_t, StateId> ids_;  ///< By hash; looked up only.
    StateId empty_ = no_state;
};

class SetType : public DataType {
public:
    /// Elements are independent when nobody reads the whole set.
    explicit SetType(bool has_reads) : has_reads_(has_reads) {}

    ValueId part_of(const History& history, OperationIndex operation) const override {
        const ValueId key = history.key(operation);
        return key == nil && !has_reads_ ? history.argument(operation) : key;
    }
    bool may_change(const History& history, OperationIndex operation) const override {
        const std::string& function = history.function_name(history.function(operation));
        return function == "add" || function == "remove";
    }
    std::unique_ptr<Automaton> start(const History& history,
                                     std::span<const PartOperation> operations) const override {
        return std::make_unique<SetAutomaton>(history, operations);
    }
    std::string needs(const History& history, OperationIndex operation) const override {
        const std::string& function = history.function_name(history.function(operation));
        if (function == "read") {
            return fmt::format("the set to be {}", history.print(history.result(operation)));
        }
        return function == "contains"
                   ? fmt::format("{} to be {}",
                                 history.print(history.argument(operation)),
                                 history.result(operation) == value_true ? "in it" : "not in it")
                   : "nothing";
    }

private:
    bool has_reads_;
};

std::string wrong_read(const History& history, const Operation& operation) {
    const ValueKind kind = history.values().kind(operation.result);
    return !operation.is_ok() || kind == ValueKind::list || kind == ValueKind::set
               ? ""
               : fmt::format("the result of read is a list or a set, not {}",
                             history.print(operation.result));
}

std::string wrong_contains(const History& history, const Operation& operation) {
    return !operation.is_ok() || history.values().kind(operation.result) == ValueKind::boolean
               ? ""
               : fmt::format("the result of contains is true or false, not {}",
                             history.print(operation.result));
}

Judgement check_set(const History& history, const CheckContext& context) {
    return check_linearizable(history, SetType(history.find_function("read").has_value()), context);
}

const ModelRegistrar registrar{{
    .name = "linearizable_set",
    .meaning = "linearizable: a set whose elements are added, removed, asked for or all read",
    .functions = {{"add", "an element", "nothing"},
                  {"remove", "an element", "nothing"},
                  {"contains", "an element", "true or false", &wrong_contains},
                  {"read", "nothing", "a list or set of elements", &wrong_read}},
    .check = &check_set,
    .anomalies = {"lost_add"},
    .generate = &generate::generate_linearizable_set,
}};

}  // namespace

}  // namespace teacup::model::history
