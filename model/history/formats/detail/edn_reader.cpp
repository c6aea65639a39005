// Jepsen's format: maps, one after the other or in one vector.
#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include <teacup/model/history/formats/detail/edn_parser.hpp>
#include <teacup/model/history/formats/detail/readers.hpp>
#include <teacup/model/result/utf8.hpp>

namespace teacup::model::history::detail {

namespace {

enum class Key : std::uint8_t {
    process,
    type,
    function,
    value,
    time,
    key,
    error,
    rebalanced,
    other
};

struct NamedKey {
    std::string_view text;
    Key key;
};
constexpr NamedKey keys[] = {{"process", Key::process},
                             {"type", Key::type},
                             {"f", Key::function},
                             {"value", Key::value},
                             {"time", Key::time},
                             {"key", Key::key},
                             {"error", Key::error},
                             {"rebalance-log", Key::rebalanced}};

class EdnReader {
public:
    EdnReader(Source& source, EventSink& sink)
        : source_(source), sink_(sink), parser_(sink.values()) {}

    std::uint32_t read() {
        while (next_window()) {
            while (read_form()) {
                if (++forms_ % events_per_look == 0 &&
                    !sink_.goes_on(source_.bytes_done() + done_, source_.bytes_total())) {
                    return line_at(done_);
                }
            }
            if (is_finished_) {
                break;
            }
        }
        if (is_finished_ && outer_ != '\0' && !is_outer_closed_ && !is_broken_) {
            broken(outer_line_, 0, "the vector of events has no end: was the file cut short?");
        }
        return line_at(done_);
    }

private:
    /// Drops what is read and gets more. False: nothing came.
    bool next_window() {
        drop_read();
        if (is_hungry_ && !source_.more() && (was_last_ || !source_.is_at_end())) {
            return false;
        }
        was_last_ = source_.is_at_end();
        is_hungry_ = false;
        parser_.reset(source_.window(), source_.is_at_end());
        return true;
    }

    /// The line of an offset in the window, from 1. \pre offsets never go back
    std::uint32_t line_at(std::size_t offset) {
        const std::string_view window = source_.window();
        line_ += static_cast<std::uint32_t>(std::ranges::count(
            window.substr(counted_, std::max(offset, counted_) - counted_), '\n'));
        counted_ = std::max(offset, counted_);
        return line_;
    }

    /// From 1, of an offset in the window.
    [[nodiscard]] std::size_t column_at(std::size_t offset) const {
        const std::size_t feed = source_.window().substr(0, offset).rfind('\n');
        return feed == std::string_view::npos ? bytes_before_ + offset + 1 : offset - feed;
    }

    void drop_read() {
        static_cast<void>(line_at(done_));
        bytes_before_ = column_at(done_) - 1;
        source_.consume(done_);
        done_ = 0;
        counted_ = 0;
    }

    void broken(std::uint32_t line, std::size_t column, std::string message) {
        is_broken_ = true;
        sink_.broken(line, column, std::move(message));
    }

    bool hungry() {
        is_hungry_ = true;
        return false;
    }

    /// The next event or bracket of the vector of events. False: another window is needed, or all
    /// is read.
    bool read_form() {
        if (is_lost_ && !find_next_event()) {
            return false;
        }
        if (!parser_.skip_blanks()) {
            if (parser_.is_exhausted()) {
                done_ = parser_.offset();
                is_finished_ = true;
                return false;
            }
            return parser_.is_starved() ? hungry() : lose_track();
        }
        const std::size_t start = parser_.offset();
        const char first = parser_.peek();
        const bool is_bracket = first == '[' || first == '(';
        if (is_bracket && outer_ == '\0' && forms_ == 0) {
            outer_ = first;
            outer_line_ = line_at(start);
            return take_bracket();
        }
        if (outer_ != '\0' && !is_outer_closed_ && first == (outer_ == '[' ? ']' : ')')) {
            is_outer_closed_ = true;
            return take_bracket();
        }
        Fields fields;
        if (!event(fields)) {
            return parser_.is_starved() ? hungry() : lose_track();
        }
        const std::uint32_t line = line_at(start);
        done_ = parser_.offset();
        const std::string_view text = source_.window().substr(start, done_ - start);
        if (const std::size_t wrong = utf8_error_column(text); wrong != 0) {
            broken(line_at(start + wrong - 1), column_at(start + wrong - 1), "is not UTF-8");
        } else if (is_outer_closed_) {
            broken(line, 0, "follows the end of the vector of events; one of the two is too many");
        } else {
            sink_.add(fields, line);
        }
        return true;
    }

    bool take_bracket() {
        parser_.advance();
        done_ = parser_.offset();
        return true;
    }

    /// Tells the parser's error. Reading goes on at the next event.
    bool lose_track() {
        const std::size_t place = std::max(parser_.position(), done_);
        broken(line_at(place), column_at(place), parser_.error());
        done_ = std::max(place, parser_.offset());
        is_lost_ = true;
        return true;
    }

    /// After an error: the next line that begins with a map is taken for an event.
    bool find_next_event() {
        const std::string_view window = source_.window();
        std::size_t at = done_;
        while (true) {
            const std::size_t feed = window.find('\n', at);
            const std::size_t first =
                feed == std::string_view::npos ? feed : window.find_first_not_of(" \t\r", feed + 1);
            if (first == std::string_view::npos) {
                // At least one byte is left, so that the window grows.
                done_ = feed == std::string_view::npos ? window.size() : feed;
                if (source_.is_at_end()) {
                    is_finished_ = true;
                    return false;
                }
                return hungry();
            }
            at = first;
            if (window[first] == '{' || window[first] == '#') {
                done_ = first;
                is_lost_ = false;
                drop_read();
                parser_.reset(source_.window(), source_.is_at_end());
                return true;
            }
        }
    }

    bool event(Fields& fields) {
        if (!parser_.skip_tags()) {
            return false;
        }
        if (parser_.peek() != '{') {
            ValueId other = nil;
            if (!parser_.value(other)) {
                return false;
            }
            return parser_.fail(
                fmt::format("{} is no event; an event is a map, as {{:process 0, :type :invoke, "
                            ":f :read}}",
                            shortened(sink_.values().print(other))));
        }
        parser_.advance();
        unsigned seen = 0;
        while (true) {
            if (!parser_.skip_blanks()) {
                return parser_.is_starved() || !parser_.error().empty()
                           ? false
                           : parser_.fail("the event has no end: was the file cut short?");
            }
            if (parser_.peek() == '}') {
                parser_.advance();
                return true;
            }
            Key key = Key::other;
            if (!read_key(key)) {
                return false;
            }
            if (key != Key::other && (seen >> static_cast<unsigned>(key) & 1U) != 0) {
                return parser_.fail(
                    fmt::format("an event has :{} twice", keys[static_cast<int>(key)].text));
            }
            seen |= 1U << static_cast<unsigned>(key);
            if (!parser_.skip_blanks()) {
                return parser_.is_starved() || !parser_.error().empty()
                           ? false
                           : parser_.fail("the event has no end: was the file cut short?");
            }
            if (!read_field(key, fields)) {
                return false;
            }
        }
    }

    bool read_key(Key& key) {
        std::string_view text;
        if (!parser_.word(text)) {
            return false;
        }
        if (text.empty()) {
            ValueId other = nil;
            return parser_.value(other);
        }
        const auto known = std::ranges::find(keys, text, &NamedKey::text);
        key = known == std::end(keys) ? Key::other : known->key;
        return true;
    }

    bool read_field(Key key, Fields& fields) {
        if (parser_.peek() == '}') {
            return parser_.fail("an event has a key without a value");
        }
        switch (key) {
            case Key::process: return parser_.value(fields.process);
            case Key::type: return read_word(key, fields.type);
            case Key::function: return read_word(key, fields.function);
            case Key::value: return parser_.value(fields.value);
            case Key::key: return parser_.value(fields.key);
            case Key::error: return parser_.value(fields.error);
            case Key::rebalanced: return parser_.value(fields.rebalanced);
            case Key::time: return read_time(fields.time_ns);
            case Key::other: break;
        }
        ValueId unused = nil;
        return parser_.value(unused);
    }

    bool read_word(Key key, std::string_view& word) {
        if (!parser_.word(word)) {
            return false;
        }
        if (!word.empty()) {
            return true;
        }
        ValueId other = nil;
        if (!parser_.value(other)) {
            return false;
        }
        return other == nil || parser_.fail(fmt::format("its :{} is {}; it must be a keyword",
                                                        keys[static_cast<int>(key)].text,
                                                        shortened(sink_.values().print(other))));
    }

    /// Not interned: there are as many times as events.
    bool read_time(std::int64_t& time_ns) {
        bool is_integer = false;
        if (!parser_.integer(time_ns, is_integer)) {
            return false;
        }
        if (is_integer) {
            return true;
        }
        ValueId time = nil;
        if (!parser_.value(time)) {
            return false;
        }
        if (time == nil) {
            return true;
        }
        return parser_.fail(
            fmt::format("its :time is {}; it must be an integer of nanoseconds, "
                        "below 2^63",
                        shortened(sink_.values().print(time))));
    }

    Source& source_;
    EventSink& sink_;
    EdnParser parser_;
    std::size_t done_ = 0;     ///< Up to here the window is read.
    std::size_t counted_ = 0;  ///< Up to here its lines are counted.
    std::uint32_t line_ = 1;
    std::size_t bytes_before_ = 0;  ///< Of the line that the window begins in.
    std::uint64_t forms_ = 0;
    char outer_ = '\0';  ///< The bracket around all events, if there is one.
    std::uint32_t outer_line_ = 0;
    bool is_outer_closed_ = false;
    bool is_hungry_ = false;
    bool was_last_ = false;  ///< Nothing follows the window that was read.
    bool is_finished_ = false;
    bool is_broken_ = false;
    bool is_lost_ = false;  ///< After an error, until the next event begins.
};

}  // namespace

std::uint32_t read_edn(Source& source, EventSink& sink) {
    return EdnReader(source, sink).read();
}

}  // namespace teacup::model::history::detail
