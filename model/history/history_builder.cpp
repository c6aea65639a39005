#include <teacup/model/history/history_builder.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history {

namespace {

template <class Index>
[[nodiscard]] std::size_t number(Index index) {
    return static_cast<std::size_t>(index);
}

}  // namespace

ProcessIndex HistoryBuilder::add_process(ValueId name) {
    processes_.emplace_back();
    history_.process_names_.push_back(name);
    return ProcessIndex{static_cast<std::uint32_t>(processes_.size() - 1)};
}

ProcessIndex HistoryBuilder::process_of(ValueId name) {
    constexpr std::int64_t small_max = 4096;
    constexpr ProcessIndex none{no_operation};
    if (values().is_integer(name)) {
        const std::int64_t id = values().as_integer(name);
        if (id >= 0 && id < small_max) {  // The usual case, without hashing.
            const auto place = static_cast<std::size_t>(id);
            if (place >= small_processes_.size()) {
                small_processes_.resize(place + 1, none);
            }
            ProcessIndex& known = small_processes_[place];
            known = known == none ? add_process(name) : known;
            return known;
        }
    }
    const ValueId canonical = values().canonical(name);
    const auto [place, is_new] =
        process_index_.try_emplace(static_cast<std::uint32_t>(canonical), none);
    if (is_new) {
        place->second = add_process(canonical);
    }
    return place->second;
}

FunctionIndex HistoryBuilder::function_of(std::string_view name) {
    if (const auto known = history_.find_function(name)) {
        return *known;
    }
    history_.function_names_.emplace_back(name);
    return FunctionIndex{static_cast<std::uint16_t>(history_.function_names_.size() - 1)};
}

std::string HistoryBuilder::wrong_time(const Event& event) {
    const bool has_time = event.time_ns != no_time;
    if (has_times_ && *has_times_ != has_time) {
        return has_time ? "has a time although the events before it have none; give all of them a "
                          "time, or none"
                        : "has no time although the events before it have one; give all of them a "
                          "time, or none";
    }
    has_times_ = has_time;
    if (has_time && last_time_ != no_time && event.time_ns < last_time_) {
        return fmt::format(
            "its time {} goes back: the event before it is at {}; sort the events "
            "by time",
            event.time_ns,
            last_time_);
    }
    return {};
}

std::string HistoryBuilder::too_many(const Event& event) const {
    constexpr std::size_t functions_max = 4096;
    if (history_.size() >= of_note || events_.size() >= never - 1) {
        return "more operations than 31 bits can count; split the history";
    }
    if (history_.function_names_.size() >= functions_max &&
        !history_.find_function(event.function)) {
        return "more than 4096 different functions; is the function's field the right one?";
    }
    return {};
}

std::string HistoryBuilder::add(const Event& event) {
    if (std::string wrong = wrong_time(event); !wrong.empty()) {
        return wrong;
    }
    if (std::string wrong = too_many(event); !wrong.empty()) {
        return wrong;
    }
    const ProcessIndex process = process_of(event.process);
    std::string wrong =
        event.type == EventType::invoke ? invoke(event, process) : complete(event, process);
    if (wrong.empty()) {
        last_time_ = event.time_ns;
    }
    return wrong;
}

std::string HistoryBuilder::invoke(const Event& event, ProcessIndex process) {
    Process& state = processes_[number(process)];
    if (state.open != no_operation) {
        return fmt::format(
            "process {} invokes {} while its {} of line {} is open; a process does "
            "one operation at a time",
            values().print(event.process),
            event.function,
            history_.function_name(history_.function_[state.open]),
            history_.invoke_line_[state.open]);
    }
    if (has_answers_only_) {
        return "is an invocation, although the events before it are answers without invocations; a "
               "history has the invocations of all its operations, or of none";
    }
    state.open = begin_operation(event, process);
    events_.push_back({.operation = state.open & of_note, .is_completion = 0});
    return {};
}

OperationIndex HistoryBuilder::begin_operation(const Event& event, ProcessIndex process) {
    const auto index = static_cast<OperationIndex>(history_.size());
    history_.process_.push_back(process);
    history_.function_.push_back(function_of(event.function));
    history_.outcome_.push_back(Outcome::open);
    history_.key_.push_back(event.key);
    history_.argument_.push_back(event.value);
    history_.result_.push_back(nil);
    history_.error_.push_back(nil);
    history_.invoked_.push_back(0);
    history_.completed_.push_back(never);
    history_.previous_.push_back(processes_[number(process)].last_completed);
    history_.invoke_line_.push_back(event.line);
    history_.completion_line_.push_back(0);
    if (event.time_ns != no_time) {
        history_.invoke_time_.push_back(event.time_ns);
        history_.completion_time_.push_back(no_time);
    }
    return index;
}

std::string HistoryBuilder::complete(const Event& event, ProcessIndex process) {
    Process& state = processes_[number(process)];
    const OperationIndex index = state.open;
    if (index == no_operation) {
        return fmt::format(
            "process {} completes {} ({}), but has invoked nothing; is its "
            "invocation missing?",
            values().print(event.process),
            event.function,
            to_string(event.type));
    }
    const std::string& invoked = history_.function_name(history_.function_[index]);
    if (event.function != invoked) {
        return fmt::format("process {} completes {}, but what it invoked in line {} is {}",
                           values().print(event.process),
                           event.function,
                           history_.invoke_line_[index],
                           invoked);
    }
    if (event.key != nil && !values().equal(event.key, history_.key_[index])) {
        return fmt::format(
            "process {} completes {} of key {}, but what it invoked in line {} has "
            "key {}",
            values().print(event.process),
            event.function,
            values().print(event.key),
            history_.invoke_line_[index],
            values().print(history_.key_[index]));
    }
    history_.completion_line_[index] = event.line;
    end_operation(event, index, state);
    return {};
}

void HistoryBuilder::end_operation(const Event& event, OperationIndex index, Process& state) {
    history_.result_[index] = event.value;
    history_.error_[index] = event.error;
    if (event.rebalanced != nil) {
        history_.rebalances_.emplace_back(index, event.rebalanced);
    }
    if (event.time_ns != no_time) {
        history_.completion_time_[index] = event.time_ns;
    }
    history_.outcome_[index] = event.type == EventType::ok     ? Outcome::ok
                               : event.type == EventType::fail ? Outcome::fail
                                                               : Outcome::info;
    state.open = no_operation;
    // A process whose operation is left open starts anew: nothing orders what it does next.
    state.last_completed = event.type == EventType::info ? no_operation : index;
    events_.push_back({.operation = index & of_note, .is_completion = 1});
}

std::string HistoryBuilder::add_answer(const Event& event) {
    TEACUP_ASSERT(may_lack_invocations());
    TEACUP_ASSERT(event.type != EventType::invoke);
    if (std::string wrong = wrong_time(event); !wrong.empty()) {
        return wrong;
    }
    if (std::string wrong = too_many(event); !wrong.empty()) {
        return wrong;
    }
    has_answers_only_ = true;
    last_time_ = event.time_ns;
    const ProcessIndex process =
        event.process == nil ? add_process(values().text(fmt::format("#{}", history_.size())))
                             : process_of(event.process);
    Event untimed = event;
    untimed.time_ns = no_time;  // From when to when it took is not known.
    end_operation(untimed, begin_operation(untimed, process), processes_[number(process)]);
    return {};
}

void HistoryBuilder::add_note(Note note) {
    note_events_.push_back(static_cast<std::uint32_t>(events_.size()));
    history_.notes_.push_back(std::move(note));
    events_.push_back({.operation = of_note, .is_completion = 0});
}

void HistoryBuilder::expect_growth(std::uint64_t sixteenths) {
    const auto grown = [&](std::size_t size) { return size / 16 * sixteenths; };
    const auto reserve = [&](auto&... columns) { (columns.reserve(grown(columns.size())), ...); };
    History& history = history_;
    reserve(history.process_, history.function_, history.outcome_, history.key_);
    reserve(history.argument_, history.result_, history.error_, history.invoked_);
    reserve(history.completed_, history.previous_, history.invoke_time_, history.completion_time_);
    reserve(history.invoke_line_, history.completion_line_, events_);
    values().expect_growth(sixteenths);
}

std::size_t HistoryBuilder::size_bytes() const noexcept {
    return history_.size_bytes() + events_.size() * sizeof(Occurrence) +
           processes_.size() * sizeof(Process) + history_.notes_.size() * sizeof(Note);
}

/// \pre it is no note, and the history has times
std::int64_t HistoryBuilder::time_of(const Occurrence& event) const {
    return event.is_completion != 0 ? history_.completion_time_[event.operation]
                                    : history_.invoke_time_[event.operation];
}

/// Behind the last event that has the time of this one. Notes belong to what is before them.
std::size_t HistoryBuilder::end_of_instant(std::size_t begin) const {
    std::size_t end = begin + 1;
    if (!history_.has_times() || events_[begin].operation == of_note) {
        return end;
    }
    while (end < events_.size() && (events_[end].operation == of_note ||
                                    time_of(events_[end]) == time_of(events_[begin]))) {
        ++end;
    }
    return end;
}

void HistoryBuilder::assign_moments() {
    // Times never go back, so only events of one time are to be sorted: completions last.
    for (std::size_t begin = 0; begin < events_.size();) {
        const std::size_t end = end_of_instant(begin);
        Moment invocation = static_cast<Moment>(begin);
        const auto completions = static_cast<Moment>(
            std::count_if(events_.begin() + static_cast<std::ptrdiff_t>(begin),
                          events_.begin() + static_cast<std::ptrdiff_t>(end),
                          [](const Occurrence& event) { return event.is_completion != 0; }));
        Moment completion = static_cast<Moment>(end) - completions;
        for (std::size_t i = begin; i < end; ++i) {
            const Occurrence& event = events_[i];
            const Moment moment = event.is_completion != 0 ? completion++ : invocation++;
            if (event.operation == of_note) {
                continue;
            }
            if (event.is_completion == 0) {
                history_.invoked_[event.operation] = moment;
            } else if (history_.outcome_[event.operation] != Outcome::info) {
                history_.completed_[event.operation] = moment;
            }
        }
        begin = end;
    }
    for (std::size_t i = 0; i < note_events_.size(); ++i) {
        history_.notes_[i].at = note_events_[i];
    }
    history_.moments_ = static_cast<Moment>(events_.size());
    events_ = {};
}

/// All of them were asked before the first answer.
void HistoryBuilder::assign_moments_of_answers() {
    const auto asked = static_cast<Moment>(history_.size());
    for (std::size_t i = 0; i < events_.size(); ++i) {
        const OperationIndex operation = events_[i].operation;
        if (operation == of_note) {
            continue;
        }
        history_.invoked_[operation] = operation;
        if (history_.outcome_[operation] != Outcome::info) {
            history_.completed_[operation] = asked + static_cast<Moment>(i);
        }
    }
    for (std::size_t i = 0; i < note_events_.size(); ++i) {
        history_.notes_[i].at = asked + note_events_[i];
    }
    history_.moments_ = asked + static_cast<Moment>(events_.size());
    history_.has_invocations_ = false;
    events_ = {};
}

void HistoryBuilder::make_canonical() {
    const auto transactions = history_.find_function("txn");
    ValueTable& table = values();
    for (OperationIndex i = 0; i < history_.size(); ++i) {
        history_.key_[i] = table.canonical(history_.key_[i]);
        if (transactions && history_.function_[i] == *transactions) {
            continue;
        }
        history_.argument_[i] = table.canonical(history_.argument_[i]);
        history_.result_[i] = table.canonical(history_.result_[i]);
    }
}

History HistoryBuilder::build() && {
    if (has_answers_only_) {
        assign_moments_of_answers();
    } else {
        assign_moments();
    }
    make_canonical();
    std::sort(history_.rebalances_.begin(), history_.rebalances_.end());
    TEACUP_ASSERT(history_.notes_.size() == note_events_.size());
    return std::move(history_);
}

}  // namespace teacup::model::history
