/// \file
/// Reads a recorded history, whatever format it is in, and tells everything that is wrong with it.
///
///     std::ifstream file("history.jsonl", std::ios::binary);
///     Budget budget;
///     const ReadResult read = read_history(file, {}, budget);
///     if (read.problems.empty()) { ... read.history ... }
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <vector>

#include <teacup/model/history/budget.hpp>
#include <teacup/model/history/formats/format.hpp>
#include <teacup/model/history/history.hpp>
#include <teacup/model/result/history_result.hpp>

namespace teacup::model::history {

struct ReadOptions {
    std::optional<Format> format = {};  ///< None: what the file looks like.
    /// Values are Jepsen's independent tuples [key value]; they are taken apart.
    bool is_independent = false;
    std::size_t problems_max = 100;  ///< Listed; the rest is counted.
    std::size_t event_bytes_max = std::size_t{1} << 28;
    std::size_t block_bytes = std::size_t{1} << 22;  ///< Read at once.
};

struct ReadResult {
    std::optional<Format> format = {};  ///< None when it could not be told.
    /// Whole only if there are no problems and the budget was enough.
    History history = {};
    std::vector<HistoryProblem> problems = {};  ///< By line.
    std::uint64_t problems_more = 0;            ///< Beside those listed.
    /// The budget ended before the file did, or Stop::none.
    Stop stopped = Stop::none;
    std::uint64_t bytes = 0;  ///< That were read.
    std::uint32_t lines = 0;
};

/// Reads to the end of `in`. What the history needs stays taken from the budget's memory.
/// After a line that cannot be read, only the form of the rest is looked at: what seems wrong with
/// the order of its events may come from what is missing.
/// Values nest at most `nesting_max` deep.
[[nodiscard]] ReadResult read_history(std::istream& in, const ReadOptions& options, Budget& budget);

inline constexpr int nesting_max = 256;

}  // namespace teacup::model::history
