#include <teacup/scenarios/spelling.hpp>

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

namespace teacup::scenarios {

namespace {
constexpr std::size_t word_max = 64;  // A longer word is no typing error; keeps the cost low.
constexpr std::size_t candidates_max = 2000;
constexpr std::size_t listed_max = 24;
}  // namespace

std::size_t edit_distance(std::string_view one, std::string_view other) {
    const std::size_t width = other.size() + 1;
    std::vector<std::size_t> table((one.size() + 1) * width);
    const auto at = [&](std::size_t row, std::size_t column) -> std::size_t& {
        return table[row * width + column];
    };
    for (std::size_t row = 0; row <= one.size(); ++row) {
        for (std::size_t column = 0; column < width; ++column) {
            if (row == 0 || column == 0) {
                at(row, column) = row + column;
                continue;
            }
            const std::size_t replaced =
                at(row - 1, column - 1) + (one[row - 1] == other[column - 1] ? 0 : 1);
            at(row, column) =
                std::min({at(row - 1, column) + 1, at(row, column - 1) + 1, replaced});
            if (row > 1 && column > 1 && one[row - 1] == other[column - 2] &&
                one[row - 2] == other[column - 1]) {
                at(row, column) = std::min(at(row, column), at(row - 2, column - 2) + 1);
            }
        }
    }
    return table.back();
}

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
    if (word.size() > word_max) {
        return {};
    }
    std::string best;
    // A third of the word may be wrong, of a short one two letters at most.
    std::size_t best_distance = std::max<std::size_t>(word.size() / 3, word.size() > 2 ? 2 : 1) + 1;
    const std::size_t looked_at = std::min(known.size(), candidates_max);
    for (std::size_t at = 0; at < looked_at; ++at) {
        const std::string& candidate = known[at];
        if (candidate.size() > word_max) {
            continue;
        }
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best_distance && distance < std::max(word.size(), candidate.size())) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

std::string advice(std::string_view word,
                   const std::vector<std::string>& known,
                   std::string_view what) {
    if (known.empty()) {
        return "there are none at all";
    }
    if (const std::string best = nearest(word, known); !best.empty()) {
        return fmt::format("did you mean \"{}\"?", best);
    }
    std::vector<std::string> sorted = known;
    std::sort(sorted.begin(), sorted.end());
    if (sorted.size() <= listed_max) {
        return fmt::format("{}: {}", what, fmt::join(sorted, ", "));
    }
    const std::size_t rest = sorted.size() - listed_max;
    sorted.resize(listed_max);
    return fmt::format("{}: {} and {} more", what, fmt::join(sorted, ", "), rest);
}

}  // namespace teacup::scenarios
