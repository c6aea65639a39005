/// \file
/// Judging by an object of one's own: write down what it does when operations come one after the
/// other, and any history of it can be judged.
///
///     struct Turnstile {
///         using State = int;  // Who is inside.
///         int initial() const { return 0; }
///         std::optional<int> step(const int& inside, const Call& call) const {
///             if (call.function == "enter") { return inside + 1; }
///             return inside == 0 ? std::nullopt : std::optional(inside - 1);
///         }
///         std::uint64_t hash(const int& inside) const { return inside; }
///         std::string print(const int& inside, const ValueTable&) const {
///             return std::to_string(inside);
///         }
///     };
///     check_linearizable(history, SequentialType<Turnstile>(), context);
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <teacup/model/history/linearizable/data_type.hpp>

namespace teacup::model::history {

/// One operation, as a sequential object sees it: who asks, and when, makes no difference.
struct Call {
    std::string_view function;
    ValueId key = nil;
    ValueId argument = nil;
    ValueId result = nil;  ///< nil unless the answer is ok.
    Answer answer = Answer::unknown;
    const ValueTable& values;

    /// Its answer is known, and must be what the object answers.
    [[nodiscard]] bool is_known() const noexcept { return answer != Answer::unknown; }
};

/// `step`: the state after the call; nothing when in this state it could not have answered as it
/// did. When the answer is unknown there is always a next state, if need be the same one.
template <class Model>
concept SequentialModel = requires(const Model& model,
                                   const typename Model::State& state,
                                   const Call& call,
                                   const ValueTable& values) {
    requires std::copyable<typename Model::State>;
    { state == state } -> std::convertible_to<bool>;
    { model.initial() } -> std::same_as<typename Model::State>;
    { model.step(state, call) } -> std::same_as<std::optional<typename Model::State>>;
    { model.hash(state) } -> std::convertible_to<std::uint64_t>;
    { model.print(state, values) } -> std::convertible_to<std::string>;
};

// What a model may say besides, each quicker or clearer than what is assumed without it:
//   ValueId part(const Call&)         calls of different parts concern different objects (the key)
//   bool only_looks(const Call&)      it never changes a state in which it can answer so (false)
//   bool fail_is_answer(const Call&)  a failure that tells of the state (false: did not happen)
//   std::string needs(const Call&)    what it needs of the state: "the value 3"

namespace detail {

[[nodiscard]] inline Call call_of(const History& history, OperationIndex index, Answer answer) {
    return {.function = history.function_name(history.function(index)),
            .key = history.key(index),
            .argument = history.argument(index),
            .result = answer == Answer::ok ? history.result(index) : nil,
            .answer = answer,
            .values = history.values()};
}

template <SequentialModel Model>
class SequentialAutomaton : public Automaton {
public:
    SequentialAutomaton(const Model& model,
                        const History& history,
                        std::span<const PartOperation> operations)
        : model_(model), values_(history.values()) {
        calls_.reserve(operations.size());
        for (const PartOperation& operation : operations) {
            calls_.push_back(call_of(history, operation.index, operation.answer));
        }
    }
    StateId initial() override { return id_of(model_.initial()); }
    StateId step(StateId state, std::uint32_t place) override {
        auto next = model_.step(states_[static_cast<std::size_t>(state)], calls_[place]);
        return next ? id_of(std::move(*next)) : no_state;
    }
    bool only_looks(std::uint32_t place) const override {
        if constexpr (requires { model_.only_looks(calls_[place]); }) {
            return model_.only_looks(calls_[place]);
        }
        return false;
    }
    std::string print(StateId state) const override {
        return model_.print(states_[static_cast<std::size_t>(state)], values_);
    }
    [[nodiscard]] const typename Model::State& state(StateId id) const {
        return states_[static_cast<std::size_t>(id)];
    }
    std::size_t size_bytes() const noexcept override {
        std::size_t bytes = states_.size() * (sizeof(typename Model::State) + 6 * sizeof(void*));
        if constexpr (requires { states_.back().size(); }) {
            // The latest state tells how much its likes hold outside of themselves.
            bytes += states_.empty() ? 0 : states_.size() * states_.back().size() * sizeof(ValueId);
        }
        return bytes;
    }

private:
    [[nodiscard]] StateId id_of(typename Model::State&& state) {
        const std::uint64_t hash = model_.hash(state);
        const auto [first, last] = ids_.equal_range(hash);
        for (auto place = first; place != last; ++place) {
            if (states_[static_cast<std::size_t>(place->second)] == state) {
                return place->second;
            }
        }
        const StateId id{static_cast<std::uint32_t>(states_.size())};
        states_.push_back(std::move(state));
        ids_.emplace(hash, id);
        return id;
    }

    const Model& model_;
    const ValueTable& values_;
    std::vector<Call> calls_;
    std::vector<typename Model::State> states_;
    std::unordered_multimap<std::uint64_t, StateId> ids_;  ///< By hash; looked up only.
};

}  // namespace detail

/// A model as the checkers take it.
template <SequentialModel Model>
class SequentialType : public DataType {
public:
    explicit SequentialType(Model model = {}) : model_(std::move(model)) {}
    [[nodiscard]] const Model& model() const noexcept { return model_; }

    ValueId part_of(const History& history, OperationIndex operation) const override {
        if constexpr (requires(const Call& call) { model_.part(call); }) {
            return model_.part(detail::call_of(history, operation, Answer::unknown));
        }
        return history.key(operation);
    }
    bool is_answer(const History& history, OperationIndex failed) const override {
        if constexpr (requires(const Call& call) { model_.fail_is_answer(call); }) {
            return model_.fail_is_answer(detail::call_of(history, failed, Answer::fail));
        }
        return false;
    }
    bool may_change(const History& history, OperationIndex operation) const override {
        if constexpr (requires(const Call& call) { model_.only_looks(call); }) {
            return !model_.only_looks(detail::call_of(history, operation, Answer::unknown));
        }
        return true;
    }
    std::unique_ptr<Automaton> start(const History& history,
                                     std::span<const PartOperation> operations) const override {
        return std::make_unique<detail::SequentialAutomaton<Model>>(model_, history, operations);
    }
    std::string needs(const History& history, OperationIndex operation) const override {
        if constexpr (requires(const Call& call) { model_.needs(call); }) {
            return model_.needs(detail::call_of(
                history,
                operation,
                history.outcome(operation) == Outcome::ok ? Answer::ok : Answer::fail));
        }
        return DataType::needs(history, operation);
    }

private:
    Model model_;
};

/// For `hash`: takes one more number into a hash.
[[nodiscard]] inline std::uint64_t mix(std::uint64_t hash, std::uint64_t number) noexcept {
    hash = (hash ^ number) * 0x9E3779B97F4A7C15U;
    return hash ^ (hash >> 29);
}

}  // namespace teacup::model::history
