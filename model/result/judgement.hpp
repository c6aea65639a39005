/// \file
/// What a checker says of a history: plain data, filled by the checkers, read by reports.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <teacup/model/result/run_result.hpp>

namespace teacup::model {

/// One edge of a cycle of transactions: why `from` must come before `to`.
struct CycleEdge {
    std::uint32_t from = 0;  ///< Operations, by their index in the history.
    std::uint32_t to = 0;
    std::string kind;      ///< "ww", "wr", "rw", "process" or "realtime".
    std::string sentence;  ///< "T1 appended 3 to x after T2 appended 2 ..."
};

/// One thing that is wrong.
struct HistoryFinding {
    std::string anomaly;  ///< Its name: "nonlinearizable", "G1c", "lost-update".
    std::string message;  ///< Sentences for a tired engineer.
    /// To blame, by index in the history, most telling first; at most a few dozen.
    std::vector<std::uint32_t> operations = {};
    std::vector<CycleEdge> cycle = {};
    /// How many of this kind there are; this one is shown.
    std::uint64_t count = 1;
};

/// How far a correct system could have come: the longest partial linearisation of the part of the
/// history that fails.
struct PartialLinearization {
    struct Step {
        std::uint32_t operation = 0;
        std::string state;  ///< After the step.
    };
    std::string part = {};  ///< The key, if the history was judged by key; else empty.
    /// The shortest prefix that already fails ends with this operation's completion.
    std::uint32_t prefix_end = 0;
    std::vector<Step> steps = {};
    /// Of a very long one, what is not told: so many steps before those above, so many after them.
    std::uint64_t steps_before = 0;
    std::uint64_t steps_after = 0;
    std::string state_before = {};  ///< Before the first step that is told: mostly the initial one.
    /// Completed operations that no continuation can place, with the reason in words.
    std::vector<std::pair<std::uint32_t, std::string>> stuck = {};
};

struct Judgement {
    Verdict verdict = Verdict::unknown;
    /// Why the verdict is unknown; empty otherwise.
    std::string reason = {};
    /// What was covered, where not all of it was: "17 of 20 keys"; empty when all was.
    std::string covered = {};
    /// Operations that the verdict rests on. None: nothing was judged, the verdict is unknown.
    std::uint64_t judged = 0;
    std::vector<HistoryFinding> findings = {};
    std::vector<PartialLinearization> linearizations = {};
    /// Transactions: the weakest consistency models that the history violates, and the strongest
    /// that still hold.
    std::vector<std::string> violated_models = {};
    std::vector<std::string> holding_models = {};
    /// Numbers that belong to the model, name and value, as "lost" and "0".
    std::vector<std::pair<std::string, std::string>> figures = {};
    std::vector<Hole> holes = {};
};

}  // namespace teacup::model
