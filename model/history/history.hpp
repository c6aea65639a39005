/// \file
/// What clients asked of a system and what they were told: operations as columns of small integers.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <teacup/model/history/value.hpp>

namespace teacup::model::history {

/// Of an operation: its place in the order of invocation, from 0.
using OperationIndex = std::uint32_t;
inline constexpr OperationIndex no_operation = std::numeric_limits<OperationIndex>::max();

/// A moment of the history. Events in order of time, or of the file where it tells no times.
/// Intervals are closed: among events of one time all invocations come before all completions, so
/// operations that only touch overlap.
using Moment = std::uint32_t;
/// The end of an operation that stays open for ever.
inline constexpr Moment never = std::numeric_limits<Moment>::max();

inline constexpr std::int64_t no_time = std::numeric_limits<std::int64_t>::min();

enum class EventType : std::uint8_t { invoke, ok, fail, info };

enum class Outcome : std::uint8_t {
    ok,
    fail,  ///< What that means says the model; by default it did not happen.
    info,  ///< Nobody knows: it may take effect at any time from its invocation on.
    open,  ///< No completion at all; judged as info.
};

[[nodiscard]] std::string_view to_string(EventType type) noexcept;
[[nodiscard]] std::string_view to_string(Outcome outcome) noexcept;

enum class ProcessIndex : std::uint32_t {};
enum class FunctionIndex : std::uint16_t {};

/// One operation, gathered from the columns.
struct Operation {
    OperationIndex index = no_operation;
    ProcessIndex process = {};
    FunctionIndex function = {};
    Outcome outcome = Outcome::open;
    ValueId key = nil;       ///< nil: the operation names no key.
    ValueId argument = nil;  ///< The value at its invocation.
    ValueId result = nil;    ///< The value at its completion; nil when it is open.
    ValueId error = nil;     ///< What a fail or info says of its reason, as far as it does.
    Moment invoked = 0;
    Moment completed = never;  ///< `never` for info and open.
    std::int64_t invoke_time_ns = no_time;
    std::int64_t completion_time_ns = no_time;  ///< Also of an info, which has a completion event.
    std::uint32_t invoke_line = 0;              ///< In its file, from 1; 0: from no file.
    std::uint32_t completion_line = 0;

    [[nodiscard]] bool is_ok() const noexcept { return outcome == Outcome::ok; }
    /// Nobody knows whether it took effect.
    [[nodiscard]] bool is_open() const noexcept { return outcome >= Outcome::info; }
};

/// Something that happened to the system rather than in it: a nemesis event. Never judged.
struct Note {
    Moment at = 0;
    std::int64_t time_ns = no_time;
    std::uint32_t line = 0;
    std::string process;
    std::string type;
    std::string function;
    ValueId value = nil;
};

/// Made by HistoryBuilder. Checkers only read it, from several threads if they like.
class History {
public:
    [[nodiscard]] std::size_t size() const noexcept { return process_.size(); }
    [[nodiscard]] bool empty() const noexcept { return process_.empty(); }
    /// \pre index < size()
    [[nodiscard]] Operation operator[](OperationIndex index) const;

    /// One column of it, for loops over millions. \pre index < size()
    [[nodiscard]] ProcessIndex process(OperationIndex index) const { return process_[index]; }
    [[nodiscard]] FunctionIndex function(OperationIndex index) const { return function_[index]; }
    [[nodiscard]] Outcome outcome(OperationIndex index) const { return outcome_[index]; }
    [[nodiscard]] ValueId key(OperationIndex index) const { return key_[index]; }
    [[nodiscard]] ValueId argument(OperationIndex index) const { return argument_[index]; }
    [[nodiscard]] ValueId result(OperationIndex index) const { return result_[index]; }
    [[nodiscard]] Moment invoked(OperationIndex index) const { return invoked_[index]; }
    [[nodiscard]] Moment completed(OperationIndex index) const { return completed_[index]; }
    /// \pre has_times()
    [[nodiscard]] std::int64_t invoke_time_ns(OperationIndex index) const {
        return invoke_time_[index];
    }
    /// no_time without completion. \pre has_times()
    [[nodiscard]] std::int64_t completion_time_ns(OperationIndex index) const {
        return completion_time_[index];
    }

    /// What its answer says of a rebalance of consumers meanwhile (`rebalance_log`); nil: nothing.
    [[nodiscard]] ValueId rebalanced(OperationIndex index) const;
    [[nodiscard]] bool has_rebalances() const noexcept { return !rebalances_.empty(); }

    /// Whether `one` was answered before `other` was asked. A process asks its next operation after
    /// the answer to its last, even when the file gives both the same time.
    [[nodiscard]] bool precedes(OperationIndex one, OperationIndex other) const;
    /// The operation that the process of this one completed before it; no_operation for the first
    /// one and after one that was left open.
    [[nodiscard]] OperationIndex previous_of_process(OperationIndex index) const {
        return previous_[index];
    }

    [[nodiscard]] std::size_t processes() const noexcept { return process_names_.size(); }
    [[nodiscard]] ValueId process_name(ProcessIndex process) const {
        return process_names_[static_cast<std::size_t>(process)];
    }
    [[nodiscard]] std::size_t functions() const noexcept { return function_names_.size(); }
    [[nodiscard]] const std::string& function_name(FunctionIndex function) const {
        return function_names_[static_cast<std::size_t>(function)];
    }
    /// Nothing when no operation has this function.
    [[nodiscard]] std::optional<FunctionIndex> find_function(std::string_view name) const;
    /// Moments are below this.
    [[nodiscard]] Moment moments() const noexcept { return moments_; }
    /// False: only completions were recorded. Then all operations count as asked before the first
    /// completion, and there are no times.
    [[nodiscard]] bool has_invocations() const noexcept { return has_invocations_; }
    [[nodiscard]] bool has_times() const noexcept { return !invoke_time_.empty(); }

    [[nodiscard]] const ValueTable& values() const noexcept { return values_; }
    /// For people: as values().print() tells it, the beginning of it if it is very long.
    [[nodiscard]] std::string print(ValueId value) const;
    [[nodiscard]] const std::vector<Note>& notes() const noexcept { return notes_; }
    /// "4: cas x [1 2] -> ok" : the process, what it asked, what it was told.
    [[nodiscard]] std::string describe(OperationIndex index) const;
    /// Heap bytes, about.
    [[nodiscard]] std::size_t size_bytes() const noexcept;

private:
    friend class HistoryBuilder;

    std::vector<ProcessIndex> process_;
    std::vector<FunctionIndex> function_;
    std::vector<Outcome> outcome_;
    std::vector<ValueId> key_;
    std::vector<ValueId> argument_;
    std::vector<ValueId> result_;
    std::vector<ValueId> error_;
    std::vector<Moment> invoked_;
    std::vector<Moment> completed_;
    std::vector<OperationIndex> previous_;
    std::vector<std::int64_t> invoke_time_;  ///< Empty when the history tells no times.
    std::vector<std::int64_t> completion_time_;
    std::vector<std::uint32_t> invoke_line_;
    std::vector<std::uint32_t> completion_line_;

    /// Few operations have one. Sorted.
    std::vector<std::pair<OperationIndex, ValueId>> rebalances_;
    std::vector<ValueId> process_names_;
    std::vector<std::string> function_names_;
    std::vector<Note> notes_;
    Moment moments_ = 0;
    bool has_invocations_ = true;
    ValueTable values_;
};

}  // namespace teacup::model::history
