/// \file
/// Small histories of transactions as text: what generated anomalies and tests are written in.
///
///     append x 1, r y []; append y 1, r x []
///     p0: r x [1], r y [1]
///
/// Transactions of one line overlap, and are answered in their order; lines come one after the
/// other. A transaction runs in the process of its place in the line, or in the one it names, and
/// may end with `-> fail`, `-> info` or `-> open`. `begin a: append x 1` and, lines later, `end a`
/// frame a transaction that overlaps all between, in a process of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <teacup/model/history/history_builder.hpp>

namespace teacup::model::history::transactions {

struct ScriptStage {
    std::int64_t time_ns = no_time;  ///< Of the first event; each other one is a microsecond later.
    std::int64_t first_process = 0;
    std::string_view key_prefix = {};
    std::uint32_t line = 0;  ///< Of the first event; 0: from no file.
};

/// Adds the events. \pre the text is well-formed; it never comes from a user
void play(std::string_view script, HistoryBuilder& builder, ScriptStage stage = {});

/// How many transactions play() adds.
[[nodiscard]] std::size_t count_transactions(std::string_view script);

}  // namespace teacup::model::history::transactions
