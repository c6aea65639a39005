/// \file
/// Judges one part: a verdict, and for a violation its shortest prefix and the way that comes
/// furthest.
#pragma once

#include <cstdint>
#include <span>

#include <teacup/model/history/budget.hpp>
#include <teacup/model/history/linearizable/data_type.hpp>
#include <teacup/model/result/judgement.hpp>

namespace teacup::model::history {

struct PartVerdict {
    Verdict verdict = Verdict::unknown;
    std::uint64_t judged = 0;  ///< Required operations.
    std::uint64_t configurations = 0;
    /// Of a violation.
    PartialLinearization furthest = {};
    /// When the shortest failing prefix ends.
    Moment prefix_end = never;
    /// False: the budget ended before the prefix was shown to be the shortest.
    bool is_shortest = true;
};

/// \param part operations of one part, in order of invocation
[[nodiscard]] PartVerdict judge_part(const History& history,
                                     const DataType& type,
                                     std::span<const OperationIndex> part,
                                     Budget& budget);

}  // namespace teacup::model::history
