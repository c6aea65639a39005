#include <teacup/model/history/linearizable/sequence_states.hpp>

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace teacup::model::history {

namespace {

constexpr std::uint64_t base = 0x9E3779B97F4A7C15U;

/// Spread, so that no small sums of items are alike.
std::uint64_t code_of(ValueId item) {
    std::uint64_t code = (static_cast<std::uint32_t>(item) + 1) * 0xD6E8FEB86659FD93U;
    return code ^ (code >> 32);
}

}  // namespace

SequenceStates::SequenceStates()
    : nodes_{{.item = nil, .depth = 0, .previous = 0, .jump = 0}}, powers_{1} {
    (void)id_of({.node = 0, .size = 0, .hash = 0});
}

StateId SequenceStates::insert(StateId state, ValueId item) {
    const State before = state_of(state);
    const std::uint64_t key = std::uint64_t{before.node} << 32 | static_cast<std::uint32_t>(item);
    const auto [place, is_new] = next_.try_emplace(key, static_cast<std::uint32_t>(nodes_.size()));
    if (is_new) {
        const Node& previous = nodes_[before.node];
        const Node& jump = nodes_[previous.jump];
        const bool is_far = previous.depth - jump.depth == jump.depth - nodes_[jump.jump].depth;
        nodes_.push_back({.item = item,
                          .depth = previous.depth + 1,
                          .previous = before.node,
                          .jump = is_far ? jump.jump : before.node});
    }
    return id_of({.node = place->second,
                  .size = before.size + 1,
                  .hash = before.hash * base + code_of(item)});
}

ValueId SequenceStates::front(StateId state) const {
    return item(state_of(state), 0);
}

ValueId SequenceStates::back(StateId state) const {
    return nodes_[state_of(state).node].item;
}

StateId SequenceStates::without_front(StateId state) {
    const State before = state_of(state);
    if (before.size == 1) {
        return empty();
    }
    return id_of({.node = before.node,
                  .size = before.size - 1,
                  .hash = before.hash - code_of(item(before, 0)) * power(before.size - 1)});
}

StateId SequenceStates::without_back(StateId state) {
    const State before = state_of(state);
    if (before.size == 1) {
        return empty();
    }
    const Node& last = nodes_[before.node];
    // Odd numbers have an inverse, so dividing by the base is multiplying.
    constexpr std::uint64_t inverse = [] {
        std::uint64_t found = base;
        for (int i = 0; i < 6; ++i) {
            found *= 2 - base * found;
        }
        return found;
    }();
    static_assert(base * inverse == 1);
    return id_of({.node = last.previous,
                  .size = before.size - 1,
                  .hash = (before.hash - code_of(last.item)) * inverse});
}

std::uint32_t SequenceStates::node_at_depth(std::uint32_t node, std::uint32_t depth) const {
    while (nodes_[node].depth > depth) {
        const Node& from = nodes_[node];
        node = nodes_[from.jump].depth >= depth ? from.jump : from.previous;
    }
    return node;
}

ValueId SequenceStates::item(const State& state, std::uint32_t place) const {
    const std::uint32_t before = nodes_[state.node].depth - state.size;
    return nodes_[node_at_depth(state.node, before + place + 1)].item;
}

bool SequenceStates::is_equal(const State& one, const State& other) const {
    if (one.size != other.size) {
        return false;
    }
    std::uint32_t node = one.node;
    std::uint32_t other_node = other.node;
    for (std::uint32_t left = one.size; left > 0 && node != other_node; --left) {
        if (nodes_[node].item != nodes_[other_node].item) {
            return false;
        }
        node = nodes_[node].previous;
        other_node = nodes_[other_node].previous;
    }
    return true;
}

StateId SequenceStates::id_of(const State& state) {
    const auto [first, last] = by_content_.equal_range(state.hash);
    for (auto place = first; place != last; ++place) {
        if (is_equal(state_of(place->second), state)) {
            return place->second;
        }
    }
    const StateId id{static_cast<std::uint32_t>(states_.size())};
    states_.push_back(state);
    by_content_.emplace(state.hash, id);
    return id;
}

std::uint64_t SequenceStates::power(std::uint32_t exponent) {
    while (powers_.size() <= exponent) {
        powers_.push_back(powers_.back() * base);
    }
    return powers_[exponent];
}

std::string SequenceStates::print(StateId state, const ValueTable& values) const {
    constexpr std::uint32_t told_max = 32;
    const State& printed = state_of(state);
    std::vector<std::string> words;
    for (std::uint32_t i = 0; i < std::min(printed.size, told_max); ++i) {
        words.push_back(values.print(item(printed, i)));
    }
    return fmt::format("[{}{}]", fmt::join(words, " "), printed.size > told_max ? " ..." : "");
}

std::size_t SequenceStates::size_bytes() const noexcept {
    constexpr std::size_t map_bytes = 6 * sizeof(void*);
    return nodes_.size() * (sizeof(Node) + map_bytes) + powers_.size() * sizeof(std::uint64_t) +
           states_.size() * (sizeof(State) + map_bytes);
}

}  // namespace teacup::model::history
