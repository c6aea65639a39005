#include <teacup/model/history/transactions/dependency.hpp>

namespace teacup::model::history::transactions {

std::string_view to_string(DependencyKind kind) noexcept {
    switch (kind) {
        case ww: return "ww";
        case wr: return "wr";
        case rw: return "rw";
        case process: return "process";
        case realtime: return "realtime";
    }
    return "";
}

namespace {

/// For each operation the last one before it of its process that did not fail.
void add_processes(const History& history, Dependencies& dependencies) {
    std::vector<OperationIndex> before(history.size(), no_operation);
    for (OperationIndex i = 0; i < history.size(); ++i) {
        const OperationIndex previous = history.previous_of_process(i);
        if (previous == no_operation) {
            continue;
        }
        before[i] = is_alive(history, previous) ? previous : before[previous];
        if (before[i] != no_operation && is_alive(history, i)) {
            dependencies.add(before[i], i, process);
        }
    }
}

/// By moment: the operation that was invoked or answered then; `none`.
std::vector<std::uint32_t> events_of(const History& history) {
    std::vector<std::uint32_t> events(history.moments(), none);
    for (OperationIndex i = 0; i < history.size(); ++i) {
        if (is_alive(history, i)) {
            events[history.invoked(i)] = i;
            if (history.completed(i) != never) {
                events[history.completed(i)] = i;
            }
        }
    }
    return events;
}

}  // namespace

std::optional<std::uint32_t> add_order(const History& history,
                                       Dependencies& dependencies,
                                       Budget& budget) {
    const std::size_t operations = history.size();
    if (!budget.take(operations * (4 * Dependencies::bytes_per_edge + 8))) {
        return std::nullopt;
    }
    dependencies.reserve(dependencies.size() + operations * 4);
    add_processes(history, dependencies);
    const auto first_instant = static_cast<std::uint32_t>(operations);
    std::uint32_t next = first_instant;  // The instant that comes if something is invoked.
    bool is_answered_since = false;      // Something, since the last instant.
    Moment now = 0;
    for (const std::uint32_t event : events_of(history)) {
        const Moment moment = now++;
        if (event == none) {
            continue;
        }
        if (history.invoked(event) != moment) {
            dependencies.add(event, next, realtime);
            is_answered_since = true;
            continue;
        }
        if (is_answered_since) {
            if (next > first_instant) {
                dependencies.add(next - 1, next, realtime);
            }
            ++next;
            is_answered_since = false;
        }
        if (next > first_instant) {
            dependencies.add(next - 1, event, realtime);
        }
        if (!budget.step()) {
            return std::nullopt;
        }
    }
    return next + 1;  // The last one may have no way out.
}

}  // namespace teacup::model::history::transactions
