#include <teacup/model/history/checkers/support.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace teacup::model::history::checkers {

void Findings::add_many(std::string_view anomaly, HistoryFinding finding) {
    for (HistoryFinding& known : findings_) {
        if (known.anomaly == anomaly) {
            known.count += finding.count;
            return;
        }
    }
    findings_.push_back(std::move(finding));
    findings_.back().anomaly = anomaly;
}

std::uint64_t Findings::count(std::string_view anomaly) const {
    for (const HistoryFinding& finding : findings_) {
        if (finding.anomaly == anomaly) {
            return finding.count;
        }
    }
    return 0;
}

Judgement Findings::judgement(std::uint64_t judged,
                              std::string_view why_nothing,
                              const Budget& budget) && {
    Judgement judgement{.judged = judged, .findings = std::move(findings_)};
    if (!judgement.findings.empty()) {
        judgement.verdict = Verdict::violated;
    } else if (budget.stopped() != Stop::none) {
        judgement.reason = to_string(budget.stopped());
    } else if (judged == 0) {
        judgement.reason = why_nothing;
    } else {
        judgement.verdict = Verdict::passed;
    }
    if (budget.stopped() != Stop::none) {
        judgement.covered = fmt::format("{} operations were judged before that", judged);
    }
    return judgement;
}

std::uint32_t Elements::number(ValueId element) {
    const std::uint32_t next = size();
    bool is_new = false;
    std::uint32_t number = 0;
    if (values_.kind(element) < ValueKind::list) {
        const auto [place, inserted] =
            scalars_.try_emplace(static_cast<std::uint32_t>(element), next);
        is_new = inserted;
        number = place->second;
    } else {
        const auto [place, inserted] = compounds_.try_emplace(element, next);
        is_new = inserted;
        number = place->second;
    }
    if (is_new) {
        ids_.push_back(element);
    }
    return number;
}

std::uint32_t Elements::find(ValueId element) const {
    if (values_.kind(element) < ValueKind::list) {
        const auto place = scalars_.find(static_cast<std::uint32_t>(element));
        return place == scalars_.end() ? none : place->second;
    }
    const auto place = compounds_.find(element);
    return place == compounds_.end() ? none : place->second;
}

std::string KeyGroup::prefix(const History& history) const {
    return key == nil ? std::string() : fmt::format("key {}: ", history.print(key));
}

bool take_memory(const History& history, Budget& budget) {
    // Elements of answers are mostly met again and again: only what is new costs much.
    std::size_t items_max = 0;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        const ValueId result = history.result(i);
        if (history.values().kind(result) >= ValueKind::list) {
            items_max = std::max(items_max, history.values().items(result).size());
        }
    }
    return budget.take(history.size() * bytes_per_operation + items_max * bytes_per_item);
}

std::vector<KeyGroup> by_key(const History& history, Budget& budget) {
    std::vector<KeyGroup> groups;
    if (!take_memory(history, budget)) {
        return groups;
    }
    Elements keys(history.values());
    for (OperationIndex i = 0; i < history.size(); ++i) {
        const std::uint32_t group = keys.number(history.key(i));
        if (group == groups.size()) {
            groups.push_back({.key = history.key(i), .operations = {}});
        }
        groups[group].operations.push_back(i);
    }
    return groups;
}

std::vector<Occurrence> occurrences(const History& history,
                                    const std::vector<OperationIndex>& operations) {
    std::vector<Occurrence> events;
    events.reserve(2 * operations.size());
    for (const OperationIndex i : operations) {
        events.push_back({history.invoked(i), i, false});
        if (history.completed(i) != never) {
            events.push_back({history.completed(i), i, true});
        }
    }
    std::sort(events.begin(), events.end(), [](const Occurrence& one, const Occurrence& other) {
        return one.at < other.at;  // No two events share a moment.
    });
    return events;
}

FunctionIs::FunctionIs(const History& history, std::initializer_list<std::string_view> names)
    : history_(history) {
    for (std::size_t i = 0; i < history.functions(); ++i) {
        const std::string& name =
            history.function_name(FunctionIndex{static_cast<std::uint16_t>(i)});
        is_.push_back(std::find(names.begin(), names.end(), name) != names.end());
    }
}

bool is_collection(const ValueTable& values, ValueId value) {
    return values.kind(value) == ValueKind::list || values.kind(value) == ValueKind::set;
}

std::span<const ValueId> elements_of(const ValueTable& values, ValueId value) {
    return is_collection(values, value) ? values.items(value) : std::span<const ValueId>();
}

std::string few_of(const History& history, const std::vector<ValueId>& values) {
    constexpr std::size_t told_max = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(values.size(), told_max); ++i) {
        text += (i == 0 ? "" : ", ") + history.print(values[i]);
    }
    return values.size() <= told_max
               ? text
               : fmt::format("{} and {} more", text, values.size() - told_max);
}

std::string wrong_collection_result(const History& history, const Operation& one) {
    if (!one.is_ok() || one.result == nil || is_collection(history.values(), one.result)) {
        return {};
    }
    return fmt::format("{} answered {}; it should be a list or a set of elements",
                       history.function_name(one.function),
                       history.print(one.result));
}

std::string wrong_integer_result(const History& history, const Operation& one) {
    if (!one.is_ok() || history.values().is_integer(one.result)) {
        return {};
    }
    return fmt::format("{} answered {}; it should be an integer",
                       history.function_name(one.function),
                       history.print(one.result));
}

std::string wrong_integer_argument(const History& history, const Operation& one) {
    if (history.values().is_integer(one.argument)) {
        return {};
    }
    return fmt::format("{} of {}; its value should be an integer",
                       history.function_name(one.function),
                       history.print(one.argument));
}

std::string wrong_missing_argument(const History& history, const Operation& one) {
    if (one.argument != nil) {
        return {};
    }
    return fmt::format("{} without a value; its invocation should say what",
                       history.function_name(one.function));
}

}  // namespace teacup::model::history::checkers
