/// \file
/// Operations as intervals of numbers, for quick tests that look at nothing else.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <teacup/model/history/linearizable/automaton.hpp>

namespace teacup::model::history {

/// One operation precedes another if it ends before the other begins.
struct Span {
    Moment begin = 0;
    Moment end = never;
};

/// Of all operations of a list.
struct Spans {
    std::vector<Span> spans;
    /// The operations have this order and no other. A process's own order at one time is more than
    /// moments can say: loose spans may leave out some of it, strict spans may add to it.
    bool is_exact = true;
};

/// The moments themselves. What breaks this order breaks the true one.
[[nodiscard]] Spans loose_spans(const History& history, std::span<const PartOperation> operations);
/// What keeps this order keeps the true one.
[[nodiscard]] Spans strict_spans(const History& history, std::span<const PartOperation> operations);

/// For each operation the required one of the same process that must come first although the
/// moments do not say so, because its completion and this invocation have one time; or
/// no_operation. Places in the list.
[[nodiscard]] std::vector<std::uint32_t> ties_of_processes(
    const History& history, std::span<const PartOperation> operations);

}  // namespace teacup::model::history
