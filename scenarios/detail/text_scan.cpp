#include <teacup/scenarios/detail/text_scan.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

namespace teacup::scenarios::detail {

namespace {

bool begins_key(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '"' || c == '\'';
}

/// Walks over the text as far as strings, comments, brackets and dots go.
class Scan {
public:
    explicit Scan(std::string_view text) : text_(text) {}

    [[nodiscard]] std::optional<ScanFinding> run() {
        while (at_ < text_.size() && !found_) {
            step(text_[at_]);
            if (static_cast<int>(open_.size()) > nesting_max || dots_ > nesting_max) {
                find(at_,
                     fmt::format("is nested too deeply; {} levels are allowed", nesting_max),
                     sim::ErrorCode::limit_exceeded);
            }
            ++at_;
        }
        return std::move(found_);
    }

private:
    void find(std::size_t at,
              std::string message,
              sim::ErrorCode code = sim::ErrorCode::malformed) {
        if (!found_) {
            found_ = {line_, static_cast<int>(at - line_begin_) + 1, std::move(message), code};
        }
    }
    void end_line() {
        ++line_;
        line_begin_ = at_ + 1;
        is_line_blank_ = true;
        dots_ = 0;
    }

    void step(char c) {
        const bool begins_line = is_line_blank_;
        is_line_blank_ = is_line_blank_ && (c == ' ' || c == '\t');
        switch (c) {
            case '\n': end_line(); break;
            case '\0': tell_binary(); break;
            case '#':
                at_ = std::min(text_.find_first_of({"\n\0", 2}, at_), text_.size()) - 1;
                break;
            case '"':
            case '\'': skip_string(c); break;
            case '[':
                if (begins_line && open_.empty()) {
                    check_header();
                }
                [[fallthrough]];
            case '{':
                open_ += c;
                dots_ = 0;
                break;
            case ']':
            case '}': close(c); break;
            case '=':
            case ',': dots_ = 0; break;
            case '.': ++dots_; break;
            default: break;
        }
    }

    void tell_binary() { find(at_, "is not text: there is a zero byte; name a TOML file"); }

    /// toml++ 3.3.0 asserts that no value begins with a closing bracket.
    void close(char bracket) {
        const char wanted = bracket == ']' ? '[' : '{';
        if (!open_.empty() && open_.back() != wanted) {
            find(at_,
                 fmt::format("is not TOML: \"{}\" closes a \"{}\"; correct one of them",
                             bracket,
                             open_.back()));
        }
        open_.resize(open_.empty() ? 0 : open_.size() - 1);
    }

    /// toml++ 3.3.0 asserts that a header which is not closed at once goes on with a key.
    void check_header() {
        const bool is_double = text_.substr(at_, 2) == "[[";
        const std::size_t key = text_.find_first_not_of(" \t", at_ + (is_double ? 2 : 1));
        if (key != std::string_view::npos && text_[key] != ']' && !begins_key(text_[key])) {
            find(key, "is not TOML: in table header: this begins no key; correct it");
        }
    }

    /// Goes to the last byte of the string, or of the text if it never ends.
    void skip_string(char quote) {
        const std::string triple(3, quote);
        const bool is_long = text_.substr(at_, 3) == triple;
        at_ += is_long ? 3 : 1;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (is_long ? text_.substr(at_, 3) == triple : c == quote) {
                at_ += is_long ? 2 : 0;
                return;
            }
            if (c == '\n' && !is_long) {
                --at_;  // An error that the parser tells better.
                return;
            }
            if (c == '\n') {
                end_line();
            } else if (c == '\0') {
                tell_binary();
            }
            const bool is_escape = c == '\\' && quote == '"' && text_.substr(at_ + 1, 1) != "\n";
            at_ += is_escape ? 2 : 1;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_begin_ = 0;
    int line_ = 1;
    bool is_line_blank_ = true;
    std::string open_;  // The brackets that are open.
    int dots_ = 0;
    std::optional<ScanFinding> found_;
};

}  // namespace

std::optional<ScanFinding> scan_text(std::string_view text) {
    return Scan(text).run();
}

}  // namespace teacup::scenarios::detail
