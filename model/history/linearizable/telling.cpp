#include <teacup/model/history/linearizable/telling.hpp>

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history {

namespace {

constexpr std::size_t steps_max = 10'000;
constexpr std::size_t stuck_max = 16;

class Telling {
public:
    Telling(const Told& told, std::span<const std::uint32_t> order)
        : told_(told), order_(order), states_{told.automaton.initial()} {
        for (const std::uint32_t place : order) {
            states_.push_back(told_.automaton.step(states_.back(), place));
            TEACUP_ASSERT(states_.back() != no_state);
        }
    }

    [[nodiscard]] std::string print(std::size_t at) const {
        return shortened(told_.automaton.print(states_[at]));
    }
    [[nodiscard]] std::string reason(std::uint32_t stuck) const;

private:
    [[nodiscard]] std::string name(std::uint32_t place) const {
        return name_of(told_.history, told_.operations[place].index);
    }
    [[nodiscard]] bool accepts(std::size_t at, std::uint32_t place) const {
        return told_.automaton.step(states_[at], place) != no_state;
    }
    /// After so many steps everything is done that was answered before it was asked.
    [[nodiscard]] std::size_t earliest(std::uint32_t place) const;
    [[nodiscard]] std::string states_from(std::size_t first) const;
    [[nodiscard]] std::string what_it_breaks(std::uint32_t stuck, std::size_t at) const;
    [[nodiscard]] std::string when_last_possible(std::uint32_t stuck, std::size_t first) const;

    const Told& told_;
    std::span<const std::uint32_t> order_;
    std::vector<StateId> states_;  ///< Before the first step, and after each.
};

std::size_t Telling::earliest(std::uint32_t place) const {
    for (std::size_t i = order_.size(); i > 0; --i) {
        if (told_.history.precedes(told_.operations[order_[i - 1]].index,
                                   told_.operations[place].index)) {
            return i;
        }
    }
    return 0;
}

// "2 (since process 0: write 2 -> ok), then 4 (since ...)".
std::string Telling::states_from(std::size_t first) const {
    constexpr std::size_t told_max = 4;
    std::size_t cause = first;  // The step that made the state at `first`.
    while (cause > 0 && states_[cause - 1] == states_[first]) {
        --cause;
    }
    std::string words = cause == 0
                            ? fmt::format("{} (as at the start)", print(first))
                            : fmt::format("{} (since {})", print(first), name(order_[cause - 1]));
    std::size_t told = 1;
    for (std::size_t i = first + 1; i < states_.size(); ++i) {
        if (states_[i] == states_[i - 1]) {
            continue;
        }
        if (told++ == told_max) {
            return words + ", and so on";
        }
        words += fmt::format(", then {} (since {})", print(i), name(order_[i - 1]));
    }
    return words;
}

std::string Telling::what_it_breaks(std::uint32_t stuck, std::size_t at) const {
    StateId state = told_.automaton.step(states_[at], stuck);
    const std::string where =
        at == 0 ? "at the very start" : fmt::format("after {}", name(order_[at - 1]));
    for (std::size_t i = at; i < order_.size(); ++i) {
        const StateId next = told_.automaton.step(state, order_[i]);
        if (next == no_state) {
            return fmt::format(
                "it could take effect {}, but then {} would find {} where it needs {}",
                where,
                name(order_[i]),
                shortened(told_.automaton.print(state)),
                told_.type.needs(told_.history, told_.operations[order_[i]].index));
        }
        state = next;
    }
    return fmt::format("it could take effect {}, but other operations then have no place", where);
}

std::string Telling::when_last_possible(std::uint32_t stuck, std::size_t first) const {
    for (std::size_t i = first; i > 0; --i) {
        if (accepts(i - 1, stuck)) {
            return fmt::format(
                "it was so until {} took effect, and that was before this one was asked",
                name(order_[i - 1]));
        }
    }
    return "it was never so before, either";
}

std::string Telling::reason(std::uint32_t stuck) const {
    const OperationIndex index = told_.operations[stuck].index;
    const std::size_t first = earliest(stuck);
    for (std::size_t at = first; at < states_.size(); ++at) {
        if (accepts(at, stuck)) {
            return fmt::format("{}: {}", name(stuck), what_it_breaks(stuck, at));
        }
    }
    return fmt::format("{} needs {}, but while it was open the state was {}; {}",
                       name(stuck),
                       told_.type.needs(told_.history, index),
                       states_from(first),
                       when_last_possible(stuck, first));
}

}  // namespace

std::string shortened(std::string text) {
    constexpr std::size_t state_characters_max = 200;
    if (text.size() > state_characters_max) {
        std::size_t end = state_characters_max;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            --end;  // Not in the middle of a character.
        }
        text.resize(end);
        text += "...";
    }
    return text;
}

std::string name_of(const History& history, OperationIndex index) {
    const Operation operation = history[index];
    const std::uint32_t line =
        operation.completion_line != 0 ? operation.completion_line : operation.invoke_line;
    std::string words = shortened(history.describe(index));
    return line == 0 ? words : fmt::format("{} (line {})", words, line);
}

PartialLinearization tell_furthest(const Told& told,
                                   std::span<const std::uint32_t> order,
                                   std::uint32_t to_blame) {
    PartialLinearization furthest;
    const Telling telling(told, order);
    const std::size_t first = order.size() > steps_max ? order.size() - steps_max : 0;
    furthest.steps_before = first;
    furthest.state_before = telling.print(first);
    for (std::size_t i = first; i < order.size(); ++i) {
        furthest.steps.push_back({told.operations[order[i]].index, telling.print(i + 1)});
    }
    std::vector<std::uint8_t> is_placed(told.operations.size(), 0);
    for (const std::uint32_t place : order) {
        is_placed[place] = 1;
    }
    furthest.stuck.emplace_back(told.operations[to_blame].index, telling.reason(to_blame));
    for (std::uint32_t i = 0; i < told.operations.size() && furthest.stuck.size() < stuck_max;
         ++i) {
        if (i != to_blame && is_placed[i] == 0 && told.operations[i].is_required()) {
            furthest.stuck.emplace_back(told.operations[i].index, telling.reason(i));
        }
    }
    return furthest;
}

}  // namespace teacup::model::history
