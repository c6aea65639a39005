// Jepsen's log of an etcd test: "INFO  jepsen.util - PROCESS :type :function value", a line an
// event.
#include <array>
#include <string>

#include <fmt/format.h>

#include <teacup/model/history/formats/detail/edn_parser.hpp>
#include <teacup/model/history/formats/detail/readers.hpp>
#include <teacup/model/result/utf8.hpp>

namespace teacup::model::history::detail {

namespace {

constexpr std::string_view separator = " - ";
constexpr std::string_view logger = "jepsen.util";

bool is_log_line(std::string_view text) {
    constexpr std::array<std::string_view, 5> levels{"INFO", "WARN", "ERROR", "DEBUG", "TRACE"};
    for (const std::string_view level : levels) {
        if (text.starts_with(level)) {
            return text.find(separator) != std::string_view::npos;
        }
    }
    return false;
}

class EtcdReader {
public:
    explicit EtcdReader(EventSink& sink) : sink_(sink), parser_(sink.values()) {}

    void read(const Line& line) {
        if (line.text.find_first_not_of(" \t\r") == std::string_view::npos) {
            return;
        }
        if (const std::size_t column = utf8_error_column(line.text); column != 0) {
            return sink_.broken(line.number, column, "is not UTF-8");
        }
        const std::size_t place = line.text.find(separator);
        if (!is_log_line(line.text)) {
            return sink_.broken(line.number,
                                0,
                                "is no line of a Jepsen log, as `INFO  jepsen.util - 0  :invoke  "
                                ":read  nil`");
        }
        if (line.text.substr(0, place).find(logger) == std::string_view::npos) {
            return;  // Another part of Jepsen speaks.
        }
        const std::size_t offset = place + separator.size();
        parser_.reset(line.text.substr(offset), true);
        Fields fields;
        if (event(fields)) {
            return sink_.add(fields, line.number);
        }
        sink_.broken(line.number,
                     parser_.error().empty() ? 0 : offset + parser_.position() + 1,
                     parser_.error().empty()
                         ? "ends too early; an event is a process, a type, a function and a value"
                         : parser_.error());
    }

private:
    bool event(Fields& fields) {
        ValueId error = nil;
        if (!parser_.skip_blanks() || !parser_.value(fields.process) || !next_word(fields.type) ||
            !next_word(fields.function) || !parser_.skip_blanks() || !parser_.value(fields.value)) {
            return false;
        }
        if (parser_.skip_blanks() && !parser_.value(error)) {
            return false;
        }
        if (!parser_.error().empty()) {
            return false;
        }
        const ValueTable& values = sink_.values();
        const bool is_answer = fields.type == "invoke" || fields.type == "ok";
        if (!is_answer && values.kind(fields.value) == ValueKind::keyword) {
            error = fields.value;  // As `:info :write :timed-out`.
            fields.value = nil;
        }
        fields.error = error;
        if (fields.type == "fail" && values.kind(error) == ValueKind::keyword &&
            values.as_text(error) == "timed-out") {
            fields.type = "info";  // Nobody knows what became of it.
        }
        return true;
    }

    bool next_word(std::string_view& word) {
        if (!parser_.skip_blanks() || !parser_.word(word)) {
            return false;
        }
        if (!word.empty()) {
            return true;
        }
        ValueId other = nil;
        return parser_.value(other) &&
               parser_.fail(fmt::format("{} is neither a type nor a function",
                                        shortened(sink_.values().print(other))));
    }

    EventSink& sink_;
    EdnParser parser_;
};

}  // namespace

std::uint32_t read_etcd_log(Source& source, EventSink& sink) {
    EtcdReader reader(sink);
    return for_each_line(source, sink, [&](const Line& line) { reader.read(line); });
}

}  // namespace teacup::model::history::detail
