#include <teacup/scenarios/import/detail/erlang_dump.hpp>

#include <algorithm>
#include <array>
#include <istream>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace teacup::scenarios::detail {

namespace {

using nlohmann::json;

constexpr std::size_t line_bytes_max = std::size_t{1} << 20;
constexpr int lines_max = 1'000'000;
constexpr std::size_t errors_max = 50;
constexpr std::int64_t count_max = 0xFFFF'FFFF;  // Erlang's own limit for timers, in milliseconds.
constexpr std::int64_t intensity_max = 1'000'000'000;
constexpr std::int64_t period_max = 9'000'000'000;  // What fits 64 bits of nanoseconds.

// What a running process carries and a tree has no place for.
constexpr std::array known_unused_fields = {
    "links", "memory", "module", "modules", "monitors", "reductions", "start", "state_tag"};

/// Collects the errors of one file.
class Errors {
public:
    explicit Errors(std::string_view file) : file_(file) {}

    void add(int line, std::size_t column, std::string message) {
        const auto code = sim::ErrorCode::malformed;
        if (errors_.size() < errors_max) {
            errors_.push_back({code, std::move(message), {file_, line, static_cast<int>(column)}});
        }
    }
    [[nodiscard]] bool is_full() const noexcept { return errors_.size() == errors_max; }
    [[nodiscard]] bool empty() const noexcept { return errors_.empty(); }
    [[nodiscard]] std::vector<sim::Error> take() && { return std::move(errors_); }

private:
    std::string file_;
    std::vector<sim::Error> errors_;
};

/// One line of the dump: its text, and the object in it. Getters report what is wrong and then
/// answer as if the field were missing.
class Record {
public:
    Record(const json& object, const std::string& text, int line, Errors& errors)
        : object_(object), text_(text), line_(line), errors_(errors) {}

    [[nodiscard]] int line() const noexcept { return line_; }

    /// Null is as good as missing.
    [[nodiscard]] const json* find(const std::string& key) {
        used_.insert(key);
        const auto found = object_.find(key);
        return found == object_.end() || found->is_null() ? nullptr : &*found;
    }

    [[nodiscard]] std::string text(const std::string& key) {
        return optional_text(key).value_or("");
    }

    [[nodiscard]] std::optional<std::string> optional_text(const std::string& key) {
        const json* value = find(key);
        if (value == nullptr) {
            return std::nullopt;
        }
        if (!value->is_string()) {
            wrong(key, "must be a string", *value);
            return std::nullopt;
        }
        return value->get<std::string>();
    }

    [[nodiscard]] std::string needed_text(const std::string& key) {
        const std::optional<std::string> value = optional_text(key);
        if (!object_.contains(key) || object_[key].is_null()) {
            error("", fmt::format("`{}` is missing", key));
        } else if (value && value->empty()) {
            error(key, fmt::format("`{}` is empty", key));
        }
        return value.value_or("");
    }

    [[nodiscard]] std::optional<bool> flag(const std::string& key) {
        const json* value = find(key);
        if (value != nullptr && !value->is_boolean()) {
            wrong(key, "must be true or false", *value);
            return std::nullopt;
        }
        return value == nullptr ? std::nullopt : std::optional(value->get<bool>());
    }

    [[nodiscard]] std::optional<std::int64_t> count(const std::string& key,
                                                    std::int64_t low,
                                                    std::int64_t high) {
        const json* value = find(key);
        if (value == nullptr) {
            return std::nullopt;
        }
        if (!value->is_number_integer()) {
            wrong(key, "must be a whole number", *value);
            return std::nullopt;
        }
        const bool fits = !value->is_number_unsigned() ||
                          value->get<std::uint64_t>() <= static_cast<std::uint64_t>(high);
        if (!fits || value->get<std::int64_t>() < low || value->get<std::int64_t>() > high) {
            error(key,
                  fmt::format("`{}` is {}; it must be {} to {}", key, value->dump(), low, high));
            return std::nullopt;
        }
        return value->get<std::int64_t>();
    }

    /// Third-party supervisors may have words where the stock one has a number.
    [[nodiscard]] DumpNumber number(const std::string& key, std::int64_t low, std::int64_t high) {
        const json* value = find(key);
        if (value != nullptr && value->is_string()) {
            return {.value = std::nullopt, .words = value->get<std::string>()};
        }
        return {.value = count(key, low, high), .words = ""};
    }

    [[nodiscard]] std::optional<std::vector<std::string>> texts(const std::string& key) {
        const json* value = find(key);
        if (value == nullptr) {
            return std::nullopt;
        }
        const bool fits =
            value->is_array() && std::all_of(value->begin(), value->end(), [](const json& item) {
                return item.is_string();
            });
        if (!fits) {
            wrong(key, "must be an array of strings", *value);
            return std::nullopt;
        }
        return value->get<std::vector<std::string>>();
    }

    /// An error at a field, or at the line's begin when `key` is empty.
    void error(const std::string& key, std::string message) {
        const std::size_t at = key.empty() ? 0 : text_.find('"' + key + '"');
        errors_.add(line_, at == std::string::npos ? 1 : at + 1, std::move(message));
    }

    void count_unused(ErlangDump& dump) const {
        for (const auto& [key, value] : object_.items()) {
            if (used_.contains(key)) {
                continue;
            }
            const bool is_known =
                std::ranges::find(known_unused_fields, key) != known_unused_fields.end();
            ++(is_known ? dump.known_unused : dump.unknown)[key];
        }
    }

private:
    void wrong(const std::string& key, std::string_view must, const json& value) {
        error(key, fmt::format("`{}` {}, not {}", key, must, value.type_name()));
    }

    const json& object_;
    const std::string& text_;
    int line_;
    Errors& errors_;
    std::set<std::string> used_;
};

void read_meta(Record& record, ErlangDump& dump) {
    dump.meta.node = record.text("node");
    dump.meta.otp = record.text("otp");
    dump.meta.process_count = record.count("process_count", 0, count_max);
}

void read_application(Record& record, ErlangDump& dump) {
    dump.applications.push_back(
        {.line = record.line(),
         .id = record.needed_text("id"),
         .top = record.optional_text("top"),
         .type = record.optional_text("type"),
         .applications = record.texts("applications"),
         .included = record.texts("included_applications").value_or(std::vector<std::string>{})});
}

void read_process(Record& record, bool is_supervisor, ErlangDump& dump) {
    DumpProcess process{.line = record.line(),
                        .is_supervisor = is_supervisor,
                        .path = record.needed_text("path"),
                        .id = record.needed_text("id")};
    process.type = record.optional_text("type");
    process.behaviour = record.text("behaviour");
    process.restart = record.text("restart");
    process.shutdown = record.number("shutdown", 0, count_max);
    process.is_significant = record.flag("significant");
    process.is_dynamic = record.flag("dynamic").value_or(false);
    process.state = record.text("state");
    process.registered = record.text("registered");
    process.traps_exit = record.flag("trap_exit");
    process.messages_waiting = record.count("message_queue_len", 0, count_max).value_or(0);
    if (is_supervisor) {
        process.strategy = record.text("strategy");
        process.intensity = record.number("intensity", 0, intensity_max);
        process.period = record.number("period", 1, period_max);
        process.auto_shutdown = record.text("auto_shutdown");
    }
    dump.processes.push_back(std::move(process));
}

void read_record(Record& record, ErlangDump& dump, int& meta_line) {
    const std::string kind = record.needed_text("kind");
    if (kind == "meta") {
        if (meta_line != 0) {
            record.error("kind",
                         fmt::format("a second `meta`, after line {}: import one dump at "
                                     "a time",
                                     meta_line));
        }
        meta_line = record.line();
        read_meta(record, dump);
    } else if (kind == "application") {
        read_application(record, dump);
    } else if (kind == "supervisor" || kind == "worker") {
        read_process(record, kind == "supervisor", dump);
    } else if (!kind.empty()) {
        record.error("kind",
                     fmt::format("`kind` is \"{}\"; it must be meta, application, "
                                 "supervisor or worker",
                                 kind));
        return;
    }
    record.count_unused(dump);
}

/// Parses one line and keeps what the library would lose: the same key twice.
std::optional<json> parse_object(const std::string& text, int line, Errors& errors) {
    std::set<std::string> keys;
    std::string twice;
    const auto watch = [&](int depth, json::parse_event_t event, const json& parsed) {
        if (depth == 1 && event == json::parse_event_t::key) {
            auto key = parsed.get<std::string>();
            if (!keys.insert(key).second) {
                twice = std::move(key);
            }
        }
        return true;
    };
    // The library takes a zero byte for the end and would not look at what follows.
    if (const std::size_t zero = text.find('\0'); zero != std::string::npos) {
        errors.add(line, zero + 1, "this is not JSON; each line must be one JSON object");
        return std::nullopt;
    }
    json object;
    try {
        object = json::parse(text, watch);
    } catch (const json::parse_error& error) {
        if (error.byte > text.size()) {
            errors.add(line, text.size() + 1, "the line ends in the middle of its JSON object");
        } else {
            errors.add(line, error.byte, "this is not JSON; each line must be one JSON object");
        }
        return std::nullopt;
    } catch (const json::out_of_range&) {
        errors.add(line, 1, "a number in this line is too large");
        return std::nullopt;
    }
    if (!object.is_object()) {
        errors.add(
            line, 1, fmt::format("a line must be a JSON object, not {}", object.type_name()));
        return std::nullopt;
    }
    if (!twice.empty()) {
        errors.add(
            line, text.rfind('"' + twice + '"') + 1, fmt::format("`{}` stands twice", twice));
    }
    return object;
}

bool is_blank(const std::string& text) {
    return text.find_first_not_of(" \t\r") == std::string::npos;
}

void read_lines(std::istream& input, ErlangDump& dump, Errors& errors) {
    std::string buffer(line_bytes_max + 2, '\0');
    int meta_line = 0;
    for (int line = 1; !errors.is_full(); ++line) {
        input.getline(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        const auto length = static_cast<std::size_t>(input.gcount());
        if (input.bad()) {
            errors.add(line, 0, "cannot be read");
            return;
        }
        if (input.fail() && length == 0) {
            return;
        }
        if (input.fail() || line > lines_max) {
            errors.add(line,
                       1,
                       line > lines_max ? fmt::format("more than {} lines", lines_max)
                                        : fmt::format("a line longer than {} bytes; is this a "
                                                      "dump?",
                                                      line_bytes_max));
            return;
        }
        // The count includes the line's end, which the last line may lack.
        const std::string text(buffer.data(), input.eof() ? length : length - 1);
        if (is_blank(text)) {
            continue;
        }
        if (const std::optional<json> object = parse_object(text, line, errors)) {
            Record record(*object, text, line, errors);
            read_record(record, dump, meta_line);
        }
    }
}

}  // namespace

sim::Result<ErlangDump, std::vector<sim::Error>> read_erlang_dump(std::istream& input,
                                                                  std::string_view name) {
    ErlangDump dump;
    Errors errors(name);
    read_lines(input, dump, errors);
    if (errors.empty() && dump.processes.empty()) {
        errors.add(0, 0, "the dump holds no process; dump_tree.escript makes one that does");
    }
    if (!errors.empty()) {
        return sim::Unexpected(std::move(errors).take());
    }
    return dump;
}

}  // namespace teacup::scenarios::detail
