/// \file
/// Queues and stacks as states: one that differs by an item costs the same however long it is.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include <teacup/model/history/linearizable/automaton.hpp>

namespace teacup::model::history {

/// Items come in at the back. Equal contents have one StateId.
class SequenceStates {
public:
    SequenceStates();

    [[nodiscard]] StateId empty() const noexcept { return StateId{0}; }
    [[nodiscard]] bool is_empty(StateId state) const { return state_of(state).size == 0; }
    [[nodiscard]] StateId insert(StateId state, ValueId item);
    /// \pre not empty
    [[nodiscard]] ValueId front(StateId state) const;
    [[nodiscard]] ValueId back(StateId state) const;
    [[nodiscard]] StateId without_front(StateId state);
    [[nodiscard]] StateId without_back(StateId state);

    /// "[1 2 3 ...]", front first.
    [[nodiscard]] std::string print(StateId state, const ValueTable& values) const;
    [[nodiscard]] std::size_t size_bytes() const noexcept;

private:
    /// Everything that came in up to some item, since a beginning.
    struct Node {
        ValueId item;
        std::uint32_t depth;
        std::uint32_t previous;
        std::uint32_t
            jump;  ///< One further back, so that any is found in a few jumps (Myers 1983).
    };
    /// The last items up to a node.
    struct State {
        std::uint32_t node;
        std::uint32_t size;
        std::uint64_t hash;  ///< Of the items.
    };
    [[nodiscard]] const State& state_of(StateId state) const {
        return states_[static_cast<std::size_t>(state)];
    }
    [[nodiscard]] std::uint32_t node_at_depth(std::uint32_t node, std::uint32_t depth) const;
    /// The item at some place, from 0 at the front.
    [[nodiscard]] ValueId item(const State& state, std::uint32_t place) const;
    [[nodiscard]] bool is_equal(const State& one, const State& other) const;
    [[nodiscard]] StateId id_of(const State& state);
    [[nodiscard]] std::uint64_t power(std::uint32_t exponent);

    std::vector<Node> nodes_;
    std::vector<State> states_;
    std::vector<std::uint64_t> powers_;
    std::unordered_map<std::uint64_t, std::uint32_t>
        next_;  ///< Of a node, by item; looked up only.
    std::unordered_multimap<std::uint64_t, StateId> by_content_;  ///< By hash; looked up only.
};

}  // namespace teacup::model::history
