/// \file
/// Texts that grow by appending, as states: a new one costs the same however long it is.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <teacup/model/history/linearizable/automaton.hpp>

namespace teacup::model::history {

/// Equal contents have one StateId. What is no text is a state of its own.
class TextStates {
public:
    explicit TextStates(const ValueTable& values);

    /// The empty text; nil is the same.
    [[nodiscard]] StateId empty() const noexcept { return StateId{0}; }
    [[nodiscard]] StateId value(ValueId value);
    /// no_state when nothing can be appended to it. \pre `piece` is a text
    [[nodiscard]] StateId append(StateId state, ValueId piece);

    [[nodiscard]] std::string print(StateId state) const;
    [[nodiscard]] std::size_t size_bytes() const noexcept;

private:
    struct State {
        StateId before;  ///< This state is that one and the piece; no_state: the piece alone.
        ValueId piece;
        std::uint64_t length;
        std::uint64_t hash;  ///< Of the characters.
        bool is_text;
    };
    struct Piece {
        std::uint64_t hash;
        std::uint64_t shift;  ///< What the hash of the text before it is multiplied by.
    };
    [[nodiscard]] Piece piece_of(ValueId text);
    [[nodiscard]] std::string characters(const State& state) const;
    [[nodiscard]] StateId id_of(const State& state);

    const ValueTable& values_;
    std::vector<State> states_;
    std::unordered_map<std::uint32_t, Piece> pieces_;
    std::unordered_map<std::uint32_t, StateId> by_value_;
    std::unordered_map<std::uint64_t, StateId> appended_;         ///< By state and piece.
    std::unordered_multimap<std::uint64_t, StateId> by_content_;  ///< By hash; looked up only.
};

/// Which of some values may be part of others, and which surely are not.
class Substrings {
public:
    void add(const ValueTable& values, ValueId sought);
    [[nodiscard]] bool is_empty() const noexcept { return lengths_.empty() && others_.empty(); }
    void look_into(const ValueTable& values, ValueId text);
    /// False: it is no part of anything that was looked into.
    [[nodiscard]] bool may_be_found(const ValueTable& values, ValueId sought) const;

private:
    struct Length {
        std::size_t length;
        std::unordered_set<std::uint64_t> sought;  ///< Hashes.
        std::unordered_set<std::uint64_t> found;
    };
    std::vector<Length> lengths_;
    std::unordered_set<std::uint32_t> others_;  ///< Sought values that are no texts.
    std::unordered_set<std::uint32_t> others_found_;
};

}  // namespace teacup::model::history
