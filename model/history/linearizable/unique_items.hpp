/// \file
/// The quick tests for a queue or stack whose items are all different: which operation takes which
/// item is known, and only their intervals matter.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <teacup/model/history/linearizable/data_type.hpp>
#include <teacup/model/history/linearizable/spans.hpp>

namespace teacup::model::history {

/// What an operation of a queue or stack does.
struct SequenceCall {
    bool inserts = false;
    /// What it puts in, or is known to have taken out. nil: it found nothing, or nobody knows.
    ValueId item = nil;
};
[[nodiscard]] std::vector<SequenceCall> sequence_calls(const History& history,
                                                       std::span<const PartOperation> operations,
                                                       std::string_view insert);

/// Drops what was put in by operations of unknown answer and surely not taken out by any other: if
/// it came in, it came out by one of unknown answer, too, or never; without both the others still
/// find what they found.
void drop_items_nobody_saw(std::vector<PartOperation>& operations,
                           std::span<const SequenceCall> calls);

/// An item, or an operation that found nothing: both have their place in the order of a queue.
struct UniqueItem {
    static constexpr std::uint32_t none = no_operation;
    std::uint32_t insert = none;
    std::uint32_t take = none;  ///< none: nobody took it, as far as is known.
    Span in;
    Span out{never, never};

    [[nodiscard]] bool is_nothing() const noexcept { return insert == take; }
    [[nodiscard]] bool is_left() const noexcept { return out.end == never; }
};

struct UniqueItems {
    enum class Kind : std::uint8_t { items, impossible, ambiguous } kind = Kind::items;
    std::uint32_t to_blame = 0;  ///< If impossible: it took what it cannot have taken.
    std::vector<UniqueItem> items = {};
    std::vector<std::uint32_t> open_takes = {};  ///< In order of their beginnings.
};
/// Matches what was taken with what was put in, and narrows their intervals: what was taken was put
/// in before.
[[nodiscard]] UniqueItems match_items(std::span<const PartOperation> operations,
                                      std::span<const SequenceCall> calls,
                                      std::span<const Span> spans);

/// What a quick test came to. `ordered`: the decision has an order; `unsure`: it cannot tell.
enum class QuickEnd : std::uint8_t { ordered, impossible, unsure };
/// Asks `decide` with intervals that hold each process's order; where these are stronger than what
/// is known and it says impossible, with those that do not, too.
[[nodiscard]] std::optional<Decision> decide_by_spans(
    const History& history,
    std::span<const PartOperation> operations,
    const std::function<QuickEnd(std::span<const Span>, Decision&)>& decide);

/// Nothing where it cannot tell: an item is there twice, or a process's own order at one time
/// matters.
[[nodiscard]] std::optional<Decision> decide_unique_queue(const History& history,
                                                          std::span<const PartOperation> operations,
                                                          std::span<const SequenceCall> calls);
/// Likewise.
[[nodiscard]] std::optional<Decision> decide_unique_stack(const History& history,
                                                          std::span<const PartOperation> operations,
                                                          std::span<const SequenceCall> calls);

}  // namespace teacup::model::history
