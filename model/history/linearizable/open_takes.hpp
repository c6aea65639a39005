/// \file
/// Operations of unknown answer that take an item out of a queue or stack, and the items that are
/// left for them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <teacup/model/history/linearizable/unique_items.hpp>

namespace teacup::model::history {

/// Each may take one item that nobody else took, which must be out by its deadline. For each
/// deadline enough of them must have been asked by then (Hall); the earliest deadline gets the
/// earliest of them. Also puts what found nothing at a moment at which everything may be out.
class OpenTakes {
public:
    OpenTakes(std::span<const Span> spans, UniqueItems& matched);

    /// Items that nobody is known to have taken, in order of the ends of their insertions.
    [[nodiscard]] const std::vector<std::uint32_t>& left() const noexcept { return left_; }
    /// Of left()[i]: that it must be out at `moment`. `never` by default.
    void set_deadline(std::size_t i, Moment moment) { deadline_[i] = moment; }

    /// False: there is no linearisation, to_blame() shows it.
    [[nodiscard]] bool may_do() { return are_enough_by_deadlines() && find_moments_of_emptiness(); }
    /// Gives items their takes. False: no way was found, which should not be. \pre may_do()
    [[nodiscard]] bool hand_out();
    [[nodiscard]] std::uint32_t to_blame() const noexcept { return to_blame_; }

private:
    [[nodiscard]] std::size_t rank(Moment moment) const;
    [[nodiscard]] bool are_enough_by_deadlines();
    [[nodiscard]] std::vector<std::uint8_t> moments_when_others_may_be_out() const;
    void gather_moments();
    [[nodiscard]] bool find_moments_of_emptiness();

    std::span<const Span> spans_;
    UniqueItems& matched_;
    std::vector<UniqueItem>& items_ = matched_.items;
    std::vector<Moment> moments_;  ///< All that matter, sorted.
    std::vector<std::uint32_t> left_;
    std::vector<Moment> deadline_;  ///< Of each of left_.
    std::uint32_t to_blame_ = 0;
};

}  // namespace teacup::model::history
