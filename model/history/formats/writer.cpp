#include <teacup/model/history/formats/writer.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history {

namespace {

/// The invocation or the completion of an operation.
struct Line {
    OperationIndex operation = no_operation;
    bool is_completion = false;
};

std::int64_t time_of(const History& history, const Line& line) {
    return line.is_completion ? history.completion_time_ns(line.operation)
                              : history.invoke_time_ns(line.operation);
}

/// The lines by moment. An info has no moment in a history, but one was left free for it: of those
/// that have begun, the one that ended first gets it.
class ByMoment {
public:
    explicit ByMoment(const History& history) : history_(history), lines_(history.moments()) {
        std::vector<OperationIndex> next(history.processes(), no_operation);
        ends_.resize(history.size());
        for (auto i = static_cast<OperationIndex>(history.size()); i-- > 0;) {
            OperationIndex& next_one = next[static_cast<std::size_t>(history.process(i))];
            ends_[i] = history.has_times()        ? history.completion_time_ns(i)
                       : next_one == no_operation ? std::int64_t{never}
                                                  : std::int64_t{history.invoked(next_one)};
            next_one = i;
            lines_[history.invoked(i)] = {i, false};
            if (history.completed(i) != never) {
                lines_[history.completed(i)] = {i, true};
            }
        }
        fill_gaps();
    }
    [[nodiscard]] std::vector<Line> take() && { return std::move(lines_); }

private:
    void fill_gaps() {
        for (const Note& note : history_.notes()) {
            is_note_.insert(note.at);
        }
        std::set<std::pair<std::int64_t, OperationIndex>> waiting;
        for (Moment at = 0; at < lines_.size(); ++at) {
            const OperationIndex operation = lines_[at].operation;
            if (operation == no_operation && !is_note_.contains(at)) {
                TEACUP_ASSERT(!waiting.empty());
                lines_[at] = {waiting.begin()->second, true};
                waiting.erase(waiting.begin());
            } else if (operation != no_operation && !lines_[at].is_completion &&
                       history_.outcome(operation) == Outcome::info) {
                waiting.emplace(ends_[operation], operation);
            }
        }
        std::erase_if(lines_, [](const Line& line) { return line.operation == no_operation; });
    }

    const History& history_;
    std::vector<Line> lines_;
    std::vector<std::int64_t> ends_;
    std::set<Moment> is_note_;
};

/// Moments put the invocations of one time before its completions. In a file each process must
/// have completed its operation before it invokes the next one.
std::vector<Line> lines_of(const History& history) {
    if (!history.has_invocations()) {
        std::vector<Line> answers;
        for (OperationIndex i = 0; i < history.size(); ++i) {
            answers.push_back({i, true});
        }
        return answers;
    }
    std::vector<Line> lines = ByMoment(history).take();
    if (!history.has_times()) {
        return lines;
    }
    std::vector<Line> ordered;
    ordered.reserve(lines.size());
    std::vector<bool> is_open(history.processes());
    const auto is_completion = [](const Line& line) { return line.is_completion; };
    for (auto begin = lines.begin(); begin != lines.end();) {
        const std::int64_t time = time_of(history, *begin);
        const auto end = std::find_if(
            begin, lines.end(), [&](const Line& line) { return time_of(history, line) != time; });
        auto completion = std::find_if(begin, end, is_completion);
        const auto first_completion = completion;
        while (begin != first_completion || completion != end) {
            const bool may_invoke =
                begin != first_completion &&
                !is_open[static_cast<std::size_t>(history.process(begin->operation))];
            TEACUP_ASSERT(may_invoke || completion != end);
            const Line& line = may_invoke ? *begin++ : *completion++;
            is_open[static_cast<std::size_t>(history.process(line.operation))] =
                !line.is_completion;
            ordered.push_back(line);
        }
        begin = end;
    }
    return ordered;
}

void append_json_text(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    out += '"';
}

void append_json(std::string& out, const ValueTable& values, ValueId value);

void append_json_items(std::string& out, const ValueTable& values, ValueId value) {
    const bool is_map = values.kind(value) == ValueKind::map;
    const auto items = values.items(value);
    out += is_map ? '{' : '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool is_value_of_key = is_map && i % 2 == 1;
        if (i > 0) {
            out += is_value_of_key ? ':' : ',';
        }
        const ValueKind kind = values.kind(items[i]);
        const bool is_word = kind == ValueKind::text || kind == ValueKind::keyword;
        if (is_map && !is_value_of_key && !is_word) {
            append_json_text(out, values.print(items[i]));
        } else {
            append_json(out, values, items[i]);
        }
    }
    out += is_map ? '}' : ']';
}

void append_json(std::string& out, const ValueTable& values, ValueId value) {
    switch (values.kind(value)) {
        case ValueKind::nothing: out += "null"; return;
        case ValueKind::boolean: out += value == value_true ? "true" : "false"; return;
        case ValueKind::integer: out += fmt::to_string(values.as_integer(value)); return;
        case ValueKind::real: out += values.as_text(value); return;
        case ValueKind::text:
        case ValueKind::keyword: append_json_text(out, values.as_text(value)); return;
        case ValueKind::list:
        case ValueKind::set:
        case ValueKind::map: append_json_items(out, values, value); return;
    }
}

std::string_view type_of(const History& history, const Line& line) {
    return line.is_completion ? to_string(history.outcome(line.operation))
                              : to_string(EventType::invoke);
}

void append_json_line(std::string& out, const History& history, const Line& line) {
    const ValueTable& values = history.values();
    const Operation operation = history[line.operation];
    out += "{\"process\":";
    append_json(out, values, history.process_name(operation.process));
    out += fmt::format(",\"type\":\"{}\",\"f\":", type_of(history, line));
    append_json_text(out, history.function_name(operation.function));
    if (operation.key != nil) {
        out += ",\"key\":";
        append_json(out, values, operation.key);
    }
    const ValueId value = line.is_completion ? operation.result : operation.argument;
    if (value != nil) {
        out += ",\"value\":";
        append_json(out, values, value);
    }
    if (history.has_times()) {
        out += fmt::format(",\"time\":{}", time_of(history, line));
    }
    if (line.is_completion && operation.error != nil) {
        out += ",\"error\":";
        append_json(out, values, operation.error);
    }
    if (const ValueId log = history.rebalanced(line.operation); line.is_completion && log != nil) {
        out += ",\"rebalance_log\":";
        append_json(out, values, log);
    }
    out += "}\n";
}

void append_edn_line(std::string& out, const History& history, const Line& line) {
    const Operation operation = history[line.operation];
    const ValueId value = line.is_completion ? operation.result : operation.argument;
    out += fmt::format("{{:process {}, :type :{}, :f :{}",
                       history.values().print(history.process_name(operation.process)),
                       type_of(history, line),
                       history.function_name(operation.function));
    if (operation.key != nil) {
        out += fmt::format(", :key {}", history.values().print(operation.key));
    }
    out += fmt::format(", :value {}", history.values().print(value));
    if (history.has_times()) {
        out += fmt::format(", :time {}", time_of(history, line));
    }
    if (line.is_completion && operation.error != nil) {
        out += fmt::format(", :error {}", history.values().print(operation.error));
    }
    if (const ValueId log = history.rebalanced(line.operation); line.is_completion && log != nil) {
        out += fmt::format(", :rebalance-log {}", history.values().print(log));
    }
    out += "}\n";
}

}  // namespace

void write_history(std::ostream& out, const History& history, Format format) {
    TEACUP_ASSERT(format == Format::json_lines || format == Format::edn);
    constexpr std::size_t written_at_once = 1U << 16U;
    std::string text = format == Format::json_lines ? "{\"teacup_history\":1}\n" : "";
    for (const Line& line : lines_of(history)) {
        if (format == Format::json_lines) {
            append_json_line(text, history, line);
        } else {
            append_edn_line(text, history, line);
        }
        if (text.size() >= written_at_once) {
            out << text;
            text.clear();
        }
    }
    out << text;
}

}  // namespace teacup::model::history
