/// \file
/// Makes a history from events, and says what is wrong with them. Every reader, generator and
/// recorder goes through it.
///
///     HistoryBuilder builder;
///     const ValueId p0 = builder.values().integer(0);
///     builder.add({.type = EventType::invoke, .process = p0, .function = "read"});
///     builder.add({.type = EventType::ok, .process = p0, .function = "read", .value = four});
///     const History history = std::move(builder).build();
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <teacup/model/history/history.hpp>

namespace teacup::model::history {

struct Event {
    EventType type = EventType::invoke;
    ValueId process = nil;
    std::string_view function;  ///< Copied when it is new.
    ValueId key = nil;
    ValueId value = nil;
    ValueId error = nil;
    ValueId rebalanced = nil;
    std::int64_t time_ns = no_time;
    std::uint32_t line = 0;
};

class HistoryBuilder {
public:
    /// The values of the history to be: events refer to it.
    [[nodiscard]] ValueTable& values() noexcept { return history_.values_; }

    /// Takes the next event in the order of the file. What is wrong with it and what to do, or
    /// empty: a second invocation while one is open, a completion without invocation, a completion
    /// of another function or key, a time that goes back, a time on some events only. An event with
    /// something wrong is left out.
    [[nodiscard]] std::string add(const Event& event);

    /// Takes the completion of an operation whose invocation nobody recorded. Such a history has
    /// completions only, in their order; when its operations were asked is not known, so all of
    /// them overlap, but for the order of each process. Without a process it is one of its own,
    /// as "#7". What is wrong, or empty. \pre may_lack_invocations(), and it is no invocation
    [[nodiscard]] std::string add_answer(const Event& event);
    /// No event but answers was added so far.
    [[nodiscard]] bool may_lack_invocations() const noexcept {
        return history_.empty() || has_answers_only_;
    }

    /// Keeps a nemesis event where it happened.
    void add_note(Note note);

    /// Compound keys, arguments and results become canonical here, except of functions named
    /// "txn", whose values are lists of micro-operations that no two transactions share.
    [[nodiscard]] History build() &&;

    [[nodiscard]] std::size_t events() const noexcept { return events_.size(); }
    /// The history will become so many sixteenths of what it is. Makes room, which costs nothing
    /// until it is used.
    void expect_growth(std::uint64_t sixteenths);
    /// Heap bytes, about.
    [[nodiscard]] std::size_t size_bytes() const noexcept;

private:
    struct Process {
        OperationIndex open = no_operation;
        OperationIndex last_completed = no_operation;
    };
    /// What the order of moments is made from: four bytes, for there are many of them.
    struct Occurrence {
        std::uint32_t operation : 31;  ///< 2^31 - 1: a note.
        std::uint32_t is_completion : 1;
    };
    static constexpr OperationIndex of_note = 0x7fff'ffff;

    [[nodiscard]] ProcessIndex process_of(ValueId name);
    [[nodiscard]] ProcessIndex add_process(ValueId name);
    [[nodiscard]] FunctionIndex function_of(std::string_view name);
    [[nodiscard]] std::string wrong_time(const Event& event);
    [[nodiscard]] std::string too_many(const Event& event) const;
    [[nodiscard]] std::string invoke(const Event& event, ProcessIndex process);
    [[nodiscard]] std::string complete(const Event& event, ProcessIndex process);
    [[nodiscard]] std::int64_t time_of(const Occurrence& event) const;
    [[nodiscard]] std::size_t end_of_instant(std::size_t begin) const;
    [[nodiscard]] OperationIndex begin_operation(const Event& event, ProcessIndex process);
    void end_operation(const Event& event, OperationIndex index, Process& state);
    void assign_moments();
    void assign_moments_of_answers();
    void make_canonical();

    History history_;
    std::vector<Process> processes_;
    std::vector<Occurrence> events_;
    std::vector<std::uint32_t> note_events_;
    std::vector<ProcessIndex> small_processes_;                      ///< Of the integers 0, 1, ...
    std::unordered_map<std::uint32_t, ProcessIndex> process_index_;  ///< By handle; order unseen.
    std::int64_t last_time_ = no_time;
    std::optional<bool> has_times_;
    bool has_answers_only_ = false;
};

}  // namespace teacup::model::history
