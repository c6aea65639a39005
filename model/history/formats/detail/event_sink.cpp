#include <teacup/model/history/formats/detail/event_sink.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <teacup/model/result/utf8.hpp>

namespace teacup::model::history::detail {

namespace {

constexpr std::size_t shown_max = 40;

std::optional<EventType> parse_type(std::string_view text) {
    if (text == "invoke") {
        return EventType::invoke;
    }
    if (text == "ok") {
        return EventType::ok;
    }
    if (text == "fail") {
        return EventType::fail;
    }
    return text == "info" ? std::optional(EventType::info) : std::nullopt;
}

}  // namespace

std::string shortened(std::string text) {
    const std::string_view kept = utf8_prefix(text, shown_max);
    return kept.size() == text.size() ? text : std::string(kept) + "...";
}

std::string quoted(std::string_view text) {
    ValueTable table;
    const std::string_view kept = utf8_prefix(text, shown_max);
    return table.print(table.text(kept)) + (kept.size() < text.size() ? "..." : "");
}

void EventSink::problem(std::uint32_t line, std::size_t column, std::string message) {
    if (problems_.size() >= options_.problems_max) {
        ++problems_more_;
        return;
    }
    problems_.push_back({.line = line,
                         .column = static_cast<std::uint32_t>(column),
                         .message = std::move(message)});
}

void EventSink::broken(std::uint32_t line, std::size_t column, std::string message) {
    is_broken_ = true;
    problem(line, column, std::move(message));
}

bool EventSink::is_nemesis(ValueId process) {
    const ValueKind kind = values().kind(process);
    return (kind == ValueKind::text || kind == ValueKind::keyword) &&
           values().as_text(process) == "nemesis";
}

bool EventSink::looks_like_transaction(ValueId value) {
    const ValueTable& table = values();
    if (table.kind(value) != ValueKind::list) {
        return false;
    }
    const auto operations = table.items(value);
    return std::ranges::all_of(operations, [&](ValueId operation) {
        return table.kind(operation) == ValueKind::list && table.items(operation).size() == 3;
    });
}

void EventSink::add_note(const Fields& fields, std::uint32_t line) {
    builder_.add_note({.time_ns = fields.time_ns,
                       .line = line,
                       .process = std::string(values().as_text(fields.process)),
                       .type = std::string(fields.type),
                       .function = std::string(fields.function),
                       .value = fields.value});
}

bool EventSink::take_apart(Event& event) {
    if (event.value == nil && event.type != EventType::invoke) {
        return true;  // It completes its invocation, which has the key.
    }
    if (values().kind(event.value) != ValueKind::list || values().items(event.value).size() != 2) {
        return false;
    }
    const auto tuple = values().items(event.value);
    event.key = tuple[0];
    event.value = tuple[1];
    return true;
}

bool EventSink::has_wrong_process(const Fields& fields, std::uint32_t line, bool is_answer_only) {
    if (fields.process == nil) {
        if (!is_answer_only) {
            broken(line, 0, "has no process; every event says which process it is of");
        }
        return !is_answer_only;
    }
    const ValueKind kind = values().kind(fields.process);
    if (kind != ValueKind::integer && kind != ValueKind::text && kind != ValueKind::keyword) {
        broken(line,
               0,
               fmt::format("its process is {}; it must be an integer or a name",
                           shortened(values().print(fields.process))));
        return true;
    }
    return false;
}

void EventSink::add(const Fields& fields, std::uint32_t line) {
    if (is_nemesis(fields.process)) {
        return add_note(fields, line);
    }
    const bool is_transaction =
        fields.function.empty() ? looks_like_transaction(fields.value) : fields.function == "txn";
    const std::optional<EventType> type = parse_type(fields.type);
    const bool is_answer_only = is_transaction && type && *type != EventType::invoke &&
                                !options_.is_independent && builder_.may_lack_invocations();
    if (has_wrong_process(fields, line, is_answer_only)) {
        return;
    }
    if (!type) {
        return broken(line,
                      0,
                      fields.type.empty()
                          ? "has no type; it must be invoke, ok, fail or info"
                          : fmt::format("its type is {}; it must be invoke, ok, fail or info",
                                        quoted(fields.type)));
    }
    if (fields.function.empty() && !is_transaction) {
        return broken(line, 0, "has no f, which names what was called");
    }
    Event event{.type = *type,
                .process = fields.process,
                .function = is_transaction ? "txn" : fields.function,
                .key = fields.key,
                .value = fields.value,
                .error = fields.error,
                .rebalanced = fields.rebalanced,
                .time_ns = fields.time_ns,
                .line = line};
    if (options_.is_independent && !take_apart(event)) {
        return broken(line,
                      0,
                      fmt::format("its value is {}; with --independent every value is a tuple "
                                  "[key value]",
                                  shortened(values().print(event.value))));
    }
    if (is_broken_) {
        return;  // Only the form of the rest is looked at.
    }
    std::string wrong = is_answer_only ? builder_.add_answer(event) : builder_.add(event);
    if (!wrong.empty()) {
        problem(line, 0, std::move(wrong));
    }
}

bool EventSink::goes_on(std::uint64_t bytes_done, std::uint64_t bytes_total) {
    expect_growth(bytes_done, bytes_total);
    const std::size_t bytes = builder_.size_bytes();
    if (bytes > bytes_taken_) {
        const std::size_t grown = bytes - bytes_taken_;
        bytes_taken_ = bytes;
        if (!budget_.take(grown)) {
            return false;
        }
    }
    return budget_.ask();
}

/// Once so much is read that the rest can be guessed: room for it, so that nothing is copied.
void EventSink::expect_growth(std::uint64_t bytes_done, std::uint64_t bytes_total) {
    constexpr std::uint64_t bytes_done_min = std::uint64_t{8} << 20U;
    constexpr std::uint64_t bytes_reserved_max = std::uint64_t{4} << 30U;
    if (is_room_made_ || bytes_done < bytes_done_min || bytes_total <= bytes_done) {
        return;
    }
    is_room_made_ = true;
    const std::uint64_t sixteenths = bytes_total / (bytes_done / 16) + 2;  // A little too much.
    if (builder_.size_bytes() / 16 < bytes_reserved_max / sixteenths) {
        builder_.expect_growth(sixteenths);
    }
}

void EventSink::finish(ReadResult& result) {
    result.history = std::move(builder_).build();
    if (problems_.empty() && result.history.empty() && result.stopped == Stop::none) {
        problem(0, 0, "holds no operation; a history has at least one");
    }
    result.problems = std::move(problems_);
    result.problems_more = problems_more_;
}

}  // namespace teacup::model::history::detail
