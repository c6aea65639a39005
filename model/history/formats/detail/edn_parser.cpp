#include <teacup/model/history/formats/detail/edn_parser.hpp>

#include <array>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include <teacup/model/history/formats/detail/event_sink.hpp>
#include <teacup/model/history/formats/detail/number.hpp>
#include <teacup/model/result/utf8.hpp>

namespace teacup::model::history::detail {

namespace {

constexpr std::uint8_t is_blank = 1;
constexpr std::uint8_t ends_token = 2;

/// What each byte means to the scanner.
constexpr std::array<std::uint8_t, 256> make_classes() {
    std::array<std::uint8_t, 256> classes{};
    for (const char c : {' ', '\t', '\n', '\r', '\f', ','}) {
        classes[static_cast<unsigned char>(c)] = is_blank | ends_token;
    }
    for (const char c : {'(', ')', '[', ']', '{', '}', '"', ';'}) {
        classes[static_cast<unsigned char>(c)] = ends_token;
    }
    return classes;
}
constexpr std::array<std::uint8_t, 256> classes = make_classes();

bool is(char c, std::uint8_t what) {
    return (classes[static_cast<unsigned char>(c)] & what) != 0;
}

void append_utf8(std::string& out, std::uint32_t code) {
    const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xc0U | code >> 6U);
        add(0x80U | (code & 0x3fU));
    } else if (code < 0x10000) {
        add(0xe0U | code >> 12U);
        add(0x80U | (code >> 6U & 0x3fU));
        add(0x80U | (code & 0x3fU));
    } else {
        add(0xf0U | code >> 18U);
        add(0x80U | (code >> 12U & 0x3fU));
        add(0x80U | (code >> 6U & 0x3fU));
        add(0x80U | (code & 0x3fU));
    }
}

std::optional<std::uint32_t> parse_hex(std::string_view digits) {
    std::uint32_t code = 0;
    for (const char c : digits) {
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0) {
            return std::nullopt;
        }
        code = code * 16 + static_cast<std::uint32_t>(digit);
    }
    return code;
}

struct NamedCharacter {
    std::string_view name;
    std::string_view text;
};
constexpr NamedCharacter named_characters[] = {{"newline", "\n"},
                                               {"space", " "},
                                               {"tab", "\t"},
                                               {"return", "\r"},
                                               {"backspace", "\b"},
                                               {"formfeed", "\f"}};

}  // namespace

bool EdnParser::fail(std::string message) {
    error_ = std::move(message);
    return false;
}

/// The window ended within `what`.
bool EdnParser::starve(std::string_view what) {
    if (is_last_) {
        return fail(fmt::format("{} has no end: was the file cut short?", what));
    }
    is_starved_ = true;
    return false;
}

bool EdnParser::skip_blanks(int depth) {
    while (true) {
        while (at_ != end_ && is(*at_, is_blank)) {
            ++at_;
        }
        if (at_ == end_) {
            is_starved_ = !is_last_;
            return false;
        }
        if (*at_ == ';') {
            const void* found = std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_));
            if (found == nullptr && !is_last_) {
                is_starved_ = true;
                return false;
            }
            at_ = found == nullptr ? end_ : static_cast<const char*>(found);
        } else if (*at_ == '#') {
            place_ = at_;
            if (at_ + 1 == end_) {
                return starve("a #");
            }
            if (at_[1] != '_') {
                return true;
            }
            if (!discard(depth)) {
                return false;
            }
        } else {
            return true;
        }
    }
}

bool EdnParser::discard(int depth) {
    place_ = at_;
    if (depth > nesting_max) {
        return fail(fmt::format("values nest deeper than {}", nesting_max));
    }
    at_ += 2;
    const char* start = place_;
    ValueId unused = nil;
    if (!skip_blanks(depth + 1) || !value(unused, depth + 1)) {
        if (error_.empty() && !is_starved_) {
            place_ = start;
            return fail("a #_ has nothing to discard: was the file cut short?");
        }
        return false;
    }
    return true;
}

/// From here to what ends a token. \pre at_ != end_
bool EdnParser::token(std::string_view& text) {
    const char* scan = at_;
    while (scan != end_ && !is(*scan, ends_token)) {
        ++scan;
    }
    if (scan == end_ && !is_last_) {
        is_starved_ = true;
        return false;
    }
    text = {at_, static_cast<std::size_t>(scan - at_)};
    at_ = scan;
    return true;
}

bool EdnParser::word(std::string_view& text) {
    text = {};
    place_ = at_;
    if (*at_ == '"') {
        const char* scan = at_ + 1;
        while (scan != end_ && *scan != '"' && *scan != '\\') {
            ++scan;
        }
        if (scan == end_ && !is_last_) {
            is_starved_ = true;
            return false;
        }
        if (scan != end_ && *scan == '"') {
            text = {at_ + 1, static_cast<std::size_t>(scan - at_ - 1)};
            at_ = scan + 1;
        }
        return true;
    }
    const char* start = at_;
    if (is(*at_, ends_token) || *at_ == '#' || *at_ == '\\' || *at_ == '^') {
        return true;
    }
    if (!token(text)) {
        return false;
    }
    const bool is_number =
        (text[0] >= '0' && text[0] <= '9') ||
        (text.size() > 1 && (text[0] == '-' || text[0] == '+') && text[1] >= '0' && text[1] <= '9');
    if (is_number || text == "nil" || text == "true" || text == "false" || text == ":") {
        text = {};
        at_ = start;
    } else if (text[0] == ':') {
        text.remove_prefix(1);
    }
    return true;
}

bool EdnParser::integer(std::int64_t& number, bool& is_integer) {
    place_ = at_;
    const char* start = at_;
    std::string_view text;
    if (!token(text)) {
        return false;
    }
    const auto parsed = parse_integer(text);
    is_integer = parsed.has_value();
    number = parsed.value_or(number);
    at_ = is_integer ? at_ : start;
    return true;
}

bool EdnParser::skip_tags(int depth) {
    while (true) {
        place_ = at_;
        if (*at_ == '^') {  // Metadata of Clojure: a form, and then what it belongs to.
            ++at_;
            ValueId unused = nil;
            if (!skip_blanks(depth) || !value(unused, depth + 1)) {
                return error_.empty() && !is_starved_ ? starve("a ^") : false;
            }
        } else if (*at_ == '#') {
            if (at_ + 1 == end_) {
                return starve("a #");
            }
            if (at_[1] == '{' || at_[1] == '#' || at_[1] == '"') {
                return true;
            }
            if (at_[1] == '\'') {  // A variable of Clojure, #'name/space: its name.
                at_ += 2;
                if (at_ == end_) {
                    return starve("a #'");
                }
                return true;
            }
            std::string_view tag;
            ++at_;
            if (!token(tag)) {
                return false;
            }
            if (tag.empty()) {
                return fail("a # is followed by no tag");
            }
        } else {
            return true;
        }
        if (!skip_blanks(depth)) {
            return error_.empty() && !is_starved_ ? starve("a tag") : false;
        }
    }
}

bool EdnParser::value(ValueId& result, int depth) {
    if (depth > nesting_max) {
        place_ = at_;
        return fail(fmt::format("values nest deeper than {}", nesting_max));
    }
    place_ = at_;
    switch (*at_) {
        case '(':
        case '[':
        case '{': return compound(result, depth);
        case '"': return string(result);
        case '\\': return character(result);
        case '#':
        case '^': return dispatch(result, depth);
        case ')':
        case ']':
        case '}': return fail(fmt::format("a {} closes nothing", *at_));
        default: return atom(result);
    }
}

/// Puts the items up to `close` on the stack. \pre at_ is behind the opening bracket
bool EdnParser::sequence(char close, std::string_view name, int depth) {
    const char* open = place_;
    while (true) {
        if (!skip_blanks(depth)) {
            if (error_.empty() && !is_starved_) {
                place_ = open;
                return starve(name);
            }
            return false;
        }
        if (*at_ == close) {
            ++at_;
            place_ = open;
            return true;
        }
        ValueId item = nil;
        if (!value(item, depth + 1)) {
            return false;
        }
        stack_.push_back(item);
    }
}

bool EdnParser::compound(ValueId& result, int depth) {
    const std::size_t base = stack_.size();
    const char open = *at_++;
    const bool is_map = open == '{';
    if (!sequence(is_map        ? '}'
                  : open == '[' ? ']'
                                : ')',
                  is_map        ? "a map"
                  : open == '[' ? "a vector"
                                : "a list",
                  depth)) {
        return false;
    }
    const auto items = std::span(stack_).subspan(base);
    if (is_map && items.size() % 2 != 0) {
        return fail("a map has a key without a value");
    }
    result = is_map ? values_.map(items) : values_.list(items);
    stack_.resize(base);
    return true;
}

/// `#"a+"`: its text, in which a backslash only keeps a quote from ending it.
bool EdnParser::pattern(ValueId& result) {
    const char* start = at_ + 2;
    for (const char* scan = start; scan < end_; ++scan) {
        if (*scan == '"') {
            result = values_.text({start, static_cast<std::size_t>(scan - start)});
            at_ = scan + 1;
            return true;
        }
        scan += *scan == '\\' ? 1 : 0;
    }
    return starve("a pattern");
}

/// What begins with # or ^.
bool EdnParser::dispatch(ValueId& result, int depth) {
    if (!skip_tags(depth)) {
        return false;
    }
    if (*at_ != '#') {
        return value(result, depth + 1);  // What the tag or the metadata belongs to.
    }
    place_ = at_;
    if (at_[1] == '"') {
        return pattern(result);
    }
    if (at_[1] == '#') {  // ##Inf, ##-Inf and ##NaN.
        std::string_view text;
        if (!token(text)) {
            return false;
        }
        if (text != "##Inf" && text != "##-Inf" && text != "##NaN") {
            return fail(fmt::format("{} is none of ##Inf, ##-Inf and ##NaN", quoted(text)));
        }
        result = values_.real(text);
        return true;
    }
    const std::size_t base = stack_.size();
    at_ += 2;
    if (!sequence('}', "a set", depth)) {
        return false;
    }
    result = values_.set({stack_.begin() + static_cast<std::ptrdiff_t>(base), stack_.end()});
    stack_.resize(base);
    return true;
}

bool EdnParser::string(ValueId& result) {
    const char* start = ++at_;
    text_.clear();
    while (true) {
        const char* scan = at_;
        while (scan != end_ && *scan != '"' && *scan != '\\') {
            ++scan;
        }
        if (scan == end_) {
            return starve("a string");
        }
        if (*scan == '"' && at_ == start) {  // Without escapes, the usual case.
            result = values_.text({start, static_cast<std::size_t>(scan - start)});
            at_ = scan + 1;
            return true;
        }
        text_.append(at_, scan);
        at_ = scan + 1;
        if (*scan == '"') {
            result = values_.text(text_);
            return true;
        }
        if (!escape()) {
            return false;
        }
    }
}

/// What follows a backslash in a string.
bool EdnParser::escape() {
    if (at_ == end_) {
        return starve("a string");
    }
    place_ = at_ - 1;
    const char c = *at_++;
    switch (c) {
        case 'n': text_ += '\n'; return true;
        case 't': text_ += '\t'; return true;
        case 'r': text_ += '\r'; return true;
        case 'b': text_ += '\b'; return true;
        case 'f': text_ += '\f'; return true;
        case '"':
        case '\\': text_ += c; return true;
        case 'u': break;
        default: return fail(fmt::format("{} is no escape that EDN knows", quoted({at_ - 2, 2})));
    }
    std::uint32_t code = 0;
    if (!unicode(code)) {
        return false;
    }
    if (code >= 0xd800 && code < 0xdc00) {  // The first half of a pair.
        if (end_ - at_ < 2) {
            return starve("a string");
        }
        std::uint32_t low = 0;
        if (at_[0] != '\\' || at_[1] != 'u') {
            return fail("an escape is half a surrogate pair");
        }
        at_ += 2;
        if (!unicode(low)) {
            return false;
        }
        if (low < 0xdc00 || low > 0xdfff) {
            return fail("an escape is half a surrogate pair");
        }
        code = 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00);
    } else if (code >= 0xdc00 && code <= 0xdfff) {
        return fail("an escape is half a surrogate pair");
    }
    append_utf8(text_, code);
    return true;
}

/// Four hexadecimal digits.
bool EdnParser::unicode(std::uint32_t& code) {
    if (end_ - at_ < 4) {
        return starve("a string");
    }
    const auto parsed = parse_hex({at_, 4});
    if (!parsed) {
        return fail("an escape \\u is not followed by four hexadecimal digits");
    }
    code = *parsed;
    at_ += 4;
    return true;
}

/// `\a`, `\newline`, `\u0041`: a text of one character.
bool EdnParser::character(ValueId& result) {
    const char* start = at_++;
    if (at_ == end_) {
        return starve("a character");
    }
    if (is(*at_, ends_token)) {  // As `\(`.
        result = values_.text({at_, 1});
        ++at_;
        return true;
    }
    std::string_view name;
    if (!token(name)) {
        at_ = start;
        return false;
    }
    for (const NamedCharacter& known : named_characters) {
        if (known.name == name) {
            result = values_.text(known.text);
            return true;
        }
    }
    if (name.size() == 5 && name.front() == 'u') {
        const auto code = parse_hex(name.substr(1));
        if (code && (*code < 0xd800 || *code > 0xdfff)) {
            text_.clear();
            append_utf8(text_, *code);
            result = values_.text(text_);
            return true;
        }
    }
    if (utf8_length(name) != name.size()) {
        return fail(fmt::format("\\{} is no character", shortened(std::string(name))));
    }
    result = values_.text(name);
    return true;
}

/// A number, a keyword or a symbol.
bool EdnParser::atom(ValueId& result) {
    std::string_view text;
    if (!token(text)) {
        return false;
    }
    const char first = text.front();
    const char sign_or_digit = text.size() > 1 && (first == '-' || first == '+') ? text[1] : first;
    if (sign_or_digit >= '0' && sign_or_digit <= '9') {
        const auto number = edn_number(text, values_);
        if (!number) {
            return fail(fmt::format("{} is no number", quoted(text)));
        }
        result = *number;
    } else if (first == ':') {
        if (text.size() == 1) {
            return fail("a : is followed by no name");
        }
        result = values_.keyword(text.substr(1));
    } else if (text == "nil") {
        result = nil;
    } else if (text == "true" || text == "false") {
        result = values_.boolean(text == "true");
    } else {
        result = values_.keyword(text);
    }
    return true;
}

}  // namespace teacup::model::history::detail
