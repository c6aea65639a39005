// Our own format: one JSON object a line.
#include <string>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include <teacup/model/history/formats/detail/number.hpp>
#include <teacup/model/history/formats/detail/readers.hpp>
#include <teacup/model/result/utf8.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::model::history::detail {

namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;

constexpr std::int64_t version = 1;
constexpr std::string_view blanks = " \t\r";

enum class Key : std::uint8_t {
    process,
    type,
    function,
    value,
    key,
    time,
    error,
    rebalanced,
    header,
    other
};

struct NamedKey {
    std::string_view text;
    Key key;
};
/// The most frequent ones first.
constexpr NamedKey keys[] = {{"process", Key::process},
                             {"type", Key::type},
                             {"f", Key::function},
                             {"value", Key::value},
                             {"time", Key::time},
                             {"key", Key::key},
                             {"error", Key::error},
                             {"rebalance_log", Key::rebalanced},
                             {"rebalance-log", Key::rebalanced},
                             {"teacup_history", Key::header}};

Key key_of(std::string_view text) {
    for (const NamedKey& known : keys) {
        if (known.text == text) {
            return known.key;
        }
    }
    return Key::other;
}

std::string_view name_of(Key key) {
    for (const NamedKey& known : keys) {
        if (known.key == key) {
            return known.text;
        }
    }
    return "?";
}

std::string_view words_for(error_code error) {
    switch (error) {
        case simdjson::UTF8_ERROR: return "is not UTF-8";
        case simdjson::UNCLOSED_STRING: return "is no JSON: a string has no end";
        case simdjson::UNESCAPED_CHARS:
            return "is no JSON: a string holds a control character; escape it";
        case simdjson::STRING_ERROR:
            return "is no JSON: a string has an escape that JSON does not know, or half a "
                   "surrogate pair";
        case simdjson::NUMBER_ERROR: return "is no JSON: a number is malformed";
        case simdjson::T_ATOM_ERROR:
        case simdjson::F_ATOM_ERROR:
        case simdjson::N_ATOM_ERROR: return "is no JSON: a word is neither true, false nor null";
        case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return "is no JSON: a bracket has no partner";
        default: return "is no JSON: a comma, a colon or a bracket is missing or too many";
    }
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
        text.remove_suffix(1);
    }
    return text;
}

/// Reads the usual values by hand, which is faster than to go from token to token: integers,
/// strings without escapes, words, and lists of all these. \pre the line is UTF-8, and its strings
/// have ends
class PlainValues {
public:
    explicit PlainValues(ValueTable& values) : values_(values) {}

    /// False: the value that begins at `at` is not plain, or no JSON. Reads at most to `end`.
    bool read(const char* at, const char* end, ValueId& result) {
        at_ = at;
        end_ = end;
        stack_.clear();
        return value(result, 1);
    }

private:
    bool value(ValueId& result, int depth) {
        switch (at_ == end_ ? '\0' : *at_) {
            case '[': return depth <= nesting_max && list(result, depth);
            case '"': return text(result);
            case 'n': return word("null", nil, result);
            case 't': return word("true", value_true, result);
            case 'f': return word("false", value_false, result);
            default: return integer(result);
        }
    }

    bool word(std::string_view expected, ValueId meaning, ValueId& result) {
        const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
        result = meaning;
        at_ += expected.size();
        return rest.starts_with(expected) && ends_here();
    }

    bool integer(ValueId& result) {
        std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
        const std::int64_t number = take_small_integer(rest);
        const char* digits = *at_ == '-' ? at_ + 1 : at_;
        if (rest.data() == at_ || (*digits == '0' && rest.data() - digits > 1)) {
            return false;
        }
        at_ = rest.data();
        result = values_.integer(number);
        return ends_here();
    }

    /// A number or a word ends where something else begins.
    [[nodiscard]] bool ends_here() const {
        return at_ >= end_ || *at_ == ',' || *at_ == ']' || *at_ == '}' || *at_ == ' ';
    }

    bool text(ValueId& result) {
        const char* start = ++at_;
        while (at_ != end_ && *at_ != '"' && *at_ != '\\') {
            ++at_;
        }
        if (at_ == end_ || *at_ == '\\') {
            return false;
        }
        result = values_.text({start, static_cast<std::size_t>(at_ - start)});
        ++at_;
        return true;
    }

    bool list(ValueId& result, int depth) {
        const std::size_t base = stack_.size();
        ++at_;
        skip_spaces();
        if (at_ != end_ && *at_ == ']') {
            ++at_;
            result = values_.list({});
            return true;
        }
        while (true) {
            ValueId item = nil;
            if (!value(item, depth + 1)) {
                return false;
            }
            stack_.push_back(item);
            skip_spaces();
            if (at_ == end_ || (*at_ != ',' && *at_ != ']')) {
                return false;
            }
            if (*at_++ == ']') {
                break;
            }
            skip_spaces();
        }
        result = values_.list(std::span(stack_).subspan(base));
        stack_.resize(base);
        return true;
    }

    void skip_spaces() {
        while (at_ != end_ && *at_ == ' ') {
            ++at_;
        }
    }

    ValueTable& values_;
    const char* at_ = nullptr;
    const char* end_ = nullptr;
    std::vector<ValueId> stack_;  ///< Items of the lists that are being read.
};

class JsonLinesReader {
public:
    explicit JsonLinesReader(EventSink& sink)
        : sink_(sink), values_(sink.values()), plain_(sink.values()) {}

    void read(const Line& line) {
        if (line.text.find_first_not_of(blanks) == std::string_view::npos) {
            return;
        }
        line_ = &line;
        message_.clear();
        column_ = 0;
        fields_ = {};
        is_header_ = false;
        const error_code error = event();
        if (error != simdjson::SUCCESS && message_.empty()) {
            tell(error);
        }
        if (!message_.empty()) {
            if (!line.has_end) {
                message_ += "; the file ends here without a line feed: was it cut short?";
            }
            sink_.broken(line.number, column_, message_);
        } else if (!is_header_) {
            sink_.add(fields_, line.number);
        }
    }

private:
    /// Says what is wrong with the line in our own words. Ends the reading of it.
    error_code wrong(std::string message) {
        message_ = std::move(message);
        return simdjson::UNEXPECTED_ERROR;
    }

    void tell(error_code error) {
        message_ = words_for(error);
        if (error == simdjson::UTF8_ERROR) {
            column_ = utf8_error_column(line_->text);
            return;
        }
        const char* place = nullptr;
        if (is_open_ && document_.current_location().get(place) == simdjson::SUCCESS) {
            column_ = static_cast<std::size_t>(place - line_->text.data()) + 1;
        }
    }

    error_code event() {
        is_open_ = false;
        const simdjson::padded_string_view text(
            line_->text.data(), line_->text.size(), line_->text.size() + Source::padding);
        if (const error_code error = parser_.iterate(text).get(document_)) {
            return error;
        }
        is_open_ = true;
        ondemand::object object;
        if (const error_code error = document_.get_object().get(object)) {
            return error == simdjson::INCORRECT_TYPE
                       ? wrong(
                             "is no event; an event is a JSON object, as "
                             R"({"process":0,"type":"invoke","f":"read"})")
                       : error;
        }
        unsigned seen = 0;
        for (auto entry : object) {
            ondemand::field field;
            if (const error_code error = std::move(entry).get(field)) {
                return error;
            }
            Key key = Key::other;
            if (const error_code error = read_key(field, key)) {
                return error;
            }
            if (key != Key::other && (seen >> static_cast<unsigned>(key) & 1U) != 0) {
                return wrong(fmt::format("has \"{}\" twice", name_of(key)));
            }
            seen |= 1U << static_cast<unsigned>(key);
            if (const error_code error = read_field(key, field.value())) {
                return error;
            }
        }
        if (document_.current_location().error() != simdjson::OUT_OF_BOUNDS) {
            return wrong("has something behind its event; write one event a line");
        }
        return simdjson::SUCCESS;
    }

    error_code read_key(ondemand::field& field, Key& key) {
        // Raw first: keys with escapes are rare.
        const char* raw = field.key().raw();
        for (const NamedKey& known : keys) {
            if (std::memcmp(raw, known.text.data(), known.text.size()) == 0 &&
                raw[known.text.size()] == '"') {
                key = known.key;
                return simdjson::SUCCESS;
            }
        }
        std::string_view text;
        if (const error_code error = field.unescaped_key().get(text)) {
            return error;
        }
        key = key_of(text);
        return simdjson::SUCCESS;
    }

    error_code read_field(Key key, ondemand::value& value) {
        switch (key) {
            case Key::process: return read_any(value, fields_.process);
            case Key::type: return read_word(key, value, fields_.type);
            case Key::function: return read_word(key, value, fields_.function);
            case Key::value: return read_any(value, fields_.value);
            case Key::key: return read_any(value, fields_.key);
            case Key::error: return read_any(value, fields_.error);
            case Key::rebalanced: return read_any(value, fields_.rebalanced);
            case Key::time: return read_time(value);
            case Key::header: return read_header(value);
            case Key::other: break;
        }
        ValueId unused = nil;  // Not kept, but it must be JSON.
        return read_any(value, unused);
    }

    error_code read_any(ondemand::value& value, ValueId& result) {
        const char* begin = value.raw_json_token().data();
        if (plain_.read(begin, line_->text.data() + line_->text.size(), result)) {
            return simdjson::SUCCESS;  // Not consumed: simdjson will step over it.
        }
        return read_value(value, result, 1);
    }

    /// Not interned: there are as many times as events.
    error_code read_time(ondemand::value& value) {
        const std::string_view token = trimmed(value.raw_json_token());
        if (const auto time = parse_integer(token)) {
            fields_.time_ns = *time;
            return simdjson::SUCCESS;
        }
        ValueId other = nil;
        if (const error_code error = read_value(value, other, 1)) {
            return error;
        }
        return other == nil ? simdjson::SUCCESS
                            : wrong(fmt::format("its time is {}; it must be an integer of "
                                                "nanoseconds, below 2^63",
                                                shortened(values_.print(other))));
    }

    error_code read_header(ondemand::value& value) {
        ValueId told = nil;
        if (const error_code error = read_value(value, told, 1)) {
            return error;
        }
        if (!values_.is_integer(told) || values_.as_integer(told) != version) {
            return wrong(fmt::format("is a history of version {}; this teacup reads version {}",
                                     shortened(values_.print(told)),
                                     version));
        }
        is_header_ = true;
        return simdjson::SUCCESS;
    }

    /// A string, null counts as missing.
    error_code read_word(Key key, ondemand::value& value, std::string_view& word) {
        ondemand::json_type type{};
        if (const error_code error = value.type().get(type)) {
            return error;
        }
        if (type == ondemand::json_type::string) {
            return read_text(value, word);
        }
        ValueId other = nil;
        if (const error_code error = read_value(value, other, 1)) {
            return error;
        }
        return other == nil ? simdjson::SUCCESS
                            : wrong(fmt::format("its \"{}\" is {}; it must be a string",
                                                name_of(key),
                                                shortened(values_.print(other))));
    }

    /// Valid until the next line.
    error_code read_text(ondemand::value& value, std::string_view& text) {
        const std::string_view token = trimmed(value.raw_json_token());
        if (token.size() >= 2 && token.find('\\') == std::string_view::npos) {
            text = token.substr(1, token.size() - 2);
            return simdjson::SUCCESS;
        }
        return value.get_string().get(text);
    }

    error_code read_value(ondemand::value& value, ValueId& result, int depth) {
        if (depth > nesting_max) {
            return wrong(fmt::format("its values nest deeper than {}", nesting_max));
        }
        ondemand::json_type type{};
        if (const error_code error = value.type().get(type)) {
            return error;
        }
        switch (type) {
            case ondemand::json_type::array: return read_array(value, result, depth);
            case ondemand::json_type::object: return read_object(value, result, depth);
            case ondemand::json_type::string: {
                std::string_view text;
                if (const error_code error = read_text(value, text)) {
                    return error;
                }
                result = values_.text(text);
                return simdjson::SUCCESS;
            }
            case ondemand::json_type::number: {
                const auto number = json_number(trimmed(value.raw_json_token()), values_);
                result = number.value_or(nil);
                return number ? simdjson::SUCCESS : simdjson::NUMBER_ERROR;
            }
            case ondemand::json_type::boolean: {
                const std::string_view word = trimmed(value.raw_json_token());
                result = values_.boolean(word == "true");
                return word == "true" || word == "false" ? simdjson::SUCCESS
                                                         : simdjson::T_ATOM_ERROR;
            }
            case ondemand::json_type::null:
                result = nil;
                return trimmed(value.raw_json_token()) == "null" ? simdjson::SUCCESS
                                                                 : simdjson::N_ATOM_ERROR;
        }
        return simdjson::TAPE_ERROR;
    }

    error_code read_array(ondemand::value& value, ValueId& result, int depth) {
        ondemand::array array;
        if (const error_code error = value.get_array().get(array)) {
            return error;
        }
        const std::size_t base = stack_.size();
        for (auto entry : array) {
            ondemand::value item;
            if (const error_code error = std::move(entry).get(item)) {
                return fall_back(base, error);
            }
            ValueId id = nil;
            if (const error_code error = read_value(item, id, depth + 1)) {
                return fall_back(base, error);
            }
            stack_.push_back(id);
        }
        result = values_.list(std::span(stack_).subspan(base));
        return fall_back(base, simdjson::SUCCESS);
    }

    error_code read_object(ondemand::value& value, ValueId& result, int depth) {
        ondemand::object object;
        if (const error_code error = value.get_object().get(object)) {
            return error;
        }
        const std::size_t base = stack_.size();
        for (auto entry : object) {
            ondemand::field field;
            if (const error_code error = std::move(entry).get(field)) {
                return fall_back(base, error);
            }
            std::string_view key;
            if (const error_code error = field.unescaped_key().get(key)) {
                return fall_back(base, error);
            }
            stack_.push_back(values_.text(key));
            ValueId id = nil;
            if (const error_code error = read_value(field.value(), id, depth + 1)) {
                return fall_back(base, error);
            }
            stack_.push_back(id);
        }
        result = values_.map(std::span(stack_).subspan(base));
        return fall_back(base, simdjson::SUCCESS);
    }

    error_code fall_back(std::size_t base, error_code error) {
        stack_.resize(base);
        return error;
    }

    EventSink& sink_;
    ValueTable& values_;
    PlainValues plain_;
    ondemand::parser parser_;
    ondemand::document document_;
    std::vector<ValueId> stack_;  ///< Items of the arrays that are being read.
    const Line* line_ = nullptr;
    Fields fields_;
    std::string message_;
    std::size_t column_ = 0;
    bool is_open_ = false;
    bool is_header_ = false;
};

}  // namespace

std::uint32_t read_json_lines(Source& source, EventSink& sink) {
    JsonLinesReader reader(sink);
    return for_each_line(source, sink, [&](const Line& line) { reader.read(line); });
}

}  // namespace teacup::model::history::detail
