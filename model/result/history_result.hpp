/// \file
/// What the check of one recorded history leaves behind: plain data, filled by `check`, read by
/// reports. Operations are told as text here, so that reports need not know histories.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <teacup/model/result/exit_code.hpp>
#include <teacup/model/result/judgement.hpp>

namespace teacup::model {

/// One operation as people read it. Texts come from files: reports escape them.
struct OperationRow {
    std::uint32_t index = 0;  ///< As in Judgement.
    std::string process = {};
    std::string function = {};
    std::string key = {};      ///< Empty: it names none.
    std::string asked = {};    ///< The value of the invocation; empty: none.
    std::string told = {};     ///< The value of the completion; empty: none.
    std::string error = {};    ///< The reason of a fail or info, as far as the file gives one.
    std::string outcome = {};  ///< "ok", "fail", "info" or "open".
    /// Begin and end in the order of the file's events; no end: it stays open for ever.
    std::uint32_t begin = 0;
    std::optional<std::uint32_t> end = {};
    /// None where the file tells no times. An info has an end time although it stays open.
    std::optional<std::int64_t> begin_ns = {};
    std::optional<std::int64_t> end_ns = {};
    std::uint32_t invoke_line = 0;      ///< From 1; 0: unknown.
    std::uint32_t completion_line = 0;  ///< 0: none.
};

/// Something that happened to the system, told beside its operations.
struct NoteRow {
    std::uint32_t at = 0;  ///< Comparable with begin and end of operations.
    std::optional<std::int64_t> time_ns = {};
    std::uint32_t line = 0;
    std::string process = {};
    std::string type = {};
    std::string function = {};
    std::string value = {};
};

/// How the operations of one function went.
struct FunctionStatistics {
    std::string function = {};
    std::uint64_t ok = 0;
    std::uint64_t fail = 0;
    std::uint64_t info = 0;  ///< Those without completion are here, too.
    /// Of the ok ones; none where the file tells no times, or none was ok.
    struct Latency {
        std::int64_t p50_ns = 0;
        std::int64_t p95_ns = 0;
        std::int64_t p99_ns = 0;
        std::int64_t max_ns = 0;
    };
    std::optional<Latency> latency = {};
};

/// A stretch in which operations were open and none succeeded.
struct AvailabilityGap {
    std::int64_t begin_ns = 0;
    std::int64_t end_ns = 0;
};

struct HistoryStatistics {
    std::vector<FunctionStatistics> functions = {};  ///< Sorted by name.
    std::vector<AvailabilityGap> gaps = {};          ///< The longest first; at most a few.
};

/// A place in the file, what is wrong there, and what to do.
struct HistoryProblem {
    std::uint32_t line = 0;    ///< From 1; 0: the whole file.
    std::uint32_t column = 0;  ///< From 1, in bytes; 0: the whole line.
    std::string message = {};
};

struct HistoryResult {
    std::string file = {};
    std::string format = {};  ///< "jsonl", "edn", "etcd" or "kv".
    std::string model = {};
    std::string build_id = {};

    /// The file is no history that the model can judge: there is no judgement then.
    std::vector<HistoryProblem> problems = {};
    std::uint64_t problems_more = 0;  ///< Beside those listed.

    Judgement judgement = {};
    bool is_interrupted = false;
    /// A bug in teacup; not empty means exit code 4.
    std::string internal_error = {};

    std::uint64_t operations_total = 0;
    std::uint64_t processes_total = 0;
    /// Sorted by index: all of them, or, of a large history, those that the judgement names and
    /// those around them.
    std::vector<OperationRow> operations = {};
    std::vector<NoteRow> notes = {};
    std::uint64_t notes_total = 0;
    HistoryStatistics statistics = {};

    std::uint64_t bytes = 0;    ///< Of the file.
    std::int64_t read_ns = 0;   ///< Wall time to read it.
    std::int64_t check_ns = 0;  ///< Wall time to judge it.
    std::int64_t cpu_ns = 0;    ///< CPU time of both, over all threads.
};

/// Draws the last conclusions, by one rule for all models: a function that was tried and never
/// succeeded is a hole, and a verdict that is not `violated` becomes unknown when nothing was
/// judged, or when there is a hole and holes count. The reason says which.
void conclude(Judgement& judgement, const HistoryStatistics& statistics, Strictness strictness);

/// Every operation that a judgement names, each once, in order.
[[nodiscard]] std::vector<std::uint32_t> named_operations(const Judgement& judgement);

/// The row of an operation, or nullptr when it is not among those told.
[[nodiscard]] const OperationRow* find_operation(const HistoryResult& result, std::uint32_t index);

/// The exit code of one file on its own.
[[nodiscard]] ExitCode exit_code_of(const HistoryResult& result, Strictness strictness);

}  // namespace teacup::model
