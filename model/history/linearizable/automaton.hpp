/// \file
/// A sequential object as the searches see it: a machine whose states are numbers.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <teacup/model/history/history.hpp>

namespace teacup::model::history {

/// A state of one automaton. Equal states have equal numbers.
enum class StateId : std::uint32_t {};
inline constexpr StateId no_state{std::numeric_limits<std::uint32_t>::max()};

/// What the search knows of an operation's answer.
enum class Answer : std::uint8_t {
    ok,
    fail,     ///< It took effect, and the object said no: a failed cas.
    unknown,  ///< It may take effect at any time after its invocation, or never.
};

/// One operation of one independent object.
struct PartOperation {
    OperationIndex index = no_operation;
    Moment invoked = 0;
    Moment completed = never;  ///< `never` exactly when the answer is unknown.
    Answer answer = Answer::unknown;

    /// It happened, and must have its place.
    [[nodiscard]] bool is_required() const noexcept { return answer != Answer::unknown; }
};

/// Deterministic: a state and an operation give at most one next state. Made for one list of
/// operations, which it knows by their place in that list; used by one thread.
class Automaton {
public:
    virtual ~Automaton() = default;
    [[nodiscard]] virtual StateId initial() = 0;
    /// The state after operation `place`; no_state when in `state` it could not have answered as it
    /// did. Of an unknown answer every state gives one.
    [[nodiscard]] virtual StateId step(StateId state, std::uint32_t place) = 0;
    /// Does it leave every state as it is in which it can answer so? A read, a failed cas.
    [[nodiscard]] virtual bool only_looks(std::uint32_t place) const {
        (void)place;
        return false;
    }
    /// The only state in which it can answer as it did; no_state: there are several, or none known.
    [[nodiscard]] virtual StateId sole_state(std::uint32_t place) const {
        (void)place;
        return no_state;
    }
    /// The state that it leads to if it changes anything; no_state: that depends.
    [[nodiscard]] virtual StateId leads_to(std::uint32_t place) const {
        (void)place;
        return no_state;
    }
    /// Whether what_it_lacks() can tell what it tells.
    [[nodiscard]] virtual bool tells_what_it_lacks() const { return false; }
    /// What operation `place`, which only looks, lacks to answer as it did in `state`, where it
    /// cannot: operations of unknown answer, all of which must come just before it, each given by
    /// the place of any that asks the same. All ways there are; none: nothing open would help.
    [[nodiscard]] virtual std::vector<std::vector<std::uint32_t>> what_it_lacks(
        StateId state, std::uint32_t place, std::span<const std::uint8_t> is_done) const {
        (void)state, (void)place, (void)is_done;
        return {};
    }
    /// False: operation `place` cannot answer as it did in `state`, and whichever of the operations
    /// that are not done come before it, it never will.
    [[nodiscard]] virtual bool may_still_come(StateId state,
                                              std::uint32_t place,
                                              std::span<const std::uint8_t> is_done) const {
        (void)state, (void)place, (void)is_done;
        return true;
    }
    [[nodiscard]] virtual std::string print(StateId state) const = 0;
    /// Heap bytes of the states so far, about.
    [[nodiscard]] virtual std::size_t size_bytes() const noexcept { return 0; }
};

}  // namespace teacup::model::history
