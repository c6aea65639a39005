#include <teacup/model/registry/erlang_term.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace teacup::model {

namespace {

constexpr int depth_max = 100;

bool is_space(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}
bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}
bool is_upper(char letter) {
    return (letter >= 'A' && letter <= 'Z') || letter == '_';
}
bool is_lower(char letter) {
    // Bytes of letters beyond ASCII; which of them are letters is not looked at.
    return (letter >= 'a' && letter <= 'z') || static_cast<unsigned char>(letter) >= 0x80;
}
bool is_word(char letter) {
    return is_lower(letter) || is_upper(letter) || is_digit(letter) || letter == '@';
}

bool is_reserved(std::string_view word) {
    static constexpr std::string_view words[] = {
        "after", "and",  "andalso", "band",   "begin",   "bnot", "bor", "bsl",  "bsr",
        "bxor",  "case", "catch",   "cond",   "div",     "end",  "fun", "if",   "let",
        "not",   "of",   "or",      "orelse", "receive", "rem",  "try", "when", "xor"};
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

/// Reads one term after the other; after an error it reads no more.
class TermReader {
public:
    explicit TermReader(std::string_view text) : text_(text) {}

    sim::Result<std::string, std::string> read() {
        term(0);
        skip_space();
        if (error_.empty() && at_ < text_.size()) {
            error_ = fmt::format("\"{}\" follows a whole term", text_.substr(at_, 10));
        }
        if (!error_.empty()) {
            return sim::Unexpected<std::string>(error_);
        }
        return std::move(out_);
    }

private:
    void term(int depth) {
        skip_space();
        if (!error_.empty()) {
            return;
        }
        if (depth > depth_max) {
            error_ = fmt::format("it nests deeper than {}", depth_max);
        } else if (at_ == text_.size()) {
            error_ = text_.empty() ? "it is empty" : "it ends where a term is due";
        } else if (take("<<")) {
            sequence(">>", depth);
        } else if (take("#{")) {
            map(depth);
        } else if (take("{")) {
            sequence("}", depth);
        } else if (take("[")) {
            list(depth);
        } else if (text_[at_] == '\'') {
            quoted_atom();
        } else if (text_[at_] == '"') {
            static_cast<void>(quoted());
        } else if (text_[at_] == '<' || text_[at_] == '#') {
            identifier();
        } else if (is_digit(text_[at_]) || text_[at_] == '-' || text_[at_] == '$') {
            number();
        } else {
            word();
        }
    }

    /// Elements up to `close`, which `open` has begun.
    void sequence(std::string_view close, int depth) {
        if (take(close)) {
            return;
        }
        do {
            term(depth + 1);
            if (close == ">>" && take(":")) {
                number();
            }
        } while (error_.empty() && take(","));
        expect(close);
    }

    void list(int depth) {
        if (take("]")) {
            return;
        }
        do {
            term(depth + 1);
        } while (error_.empty() && take(","));
        if (error_.empty() && take("|")) {
            term(depth + 1);
        }
        expect("]");
    }

    void map(int depth) {
        if (take("}")) {
            return;
        }
        do {
            term(depth + 1);
            expect("=>");
            term(depth + 1);
        } while (error_.empty() && take(","));
        expect("}");
    }

    void number() {
        skip_space();
        const std::size_t begin = at_;
        if (at_ + 1 < text_.size() && text_[at_] == '$') {
            at_ += text_[at_ + 1] == '\\' && at_ + 2 < text_.size() ? 3U : 2U;
            out_ += text_.substr(begin, at_ - begin);
            return;
        }
        at_ += at_ < text_.size() && text_[at_] == '-' ? 1U : 0U;
        const std::size_t digits = skip(is_digit);
        bool is_whole = digits > 0;
        if (is_whole && at_ < text_.size() && text_[at_] == '#') {
            ++at_;
            is_whole = skip([](char c) { return is_word(c) && c != '_' && c != '@'; }) > 0;
        } else if (is_whole && at_ + 1 < text_.size() && text_[at_] == '.' &&
                   is_digit(text_[at_ + 1])) {
            ++at_;
            skip(is_digit);
            if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
                ++at_;
                at_ += at_ < text_.size() && (text_[at_] == '-' || text_[at_] == '+') ? 1U : 0U;
                is_whole = skip(is_digit) > 0;
            }
        }
        if (!is_whole || (at_ < text_.size() && is_word(text_[at_]))) {
            skip(is_word);
            error_ = fmt::format("\"{}\" is no number", text_.substr(begin, at_ - begin));
            return;
        }
        out_ += text_.substr(begin, at_ - begin);
    }

    void word() {
        const std::size_t begin = at_;
        skip(is_word);
        const std::string_view found = text_.substr(begin, at_ - begin);
        if (found.empty()) {
            error_ = stands_for("a term");
        } else if (is_upper(found.front())) {
            error_ = fmt::format("\"{0}\" is a variable; an atom is '{0}'", found);
        } else if (is_reserved(found)) {
            error_ = fmt::format("\"{0}\" is a reserved word; the atom is '{0}'", found);
        } else if (!is_lower(found.front())) {
            error_ = fmt::format("\"{0}\" is no atom; with quotes it is: '{0}'", found);
        } else {
            out_ += found;
        }
    }

    void quoted_atom() {
        const std::size_t begin = out_.size();
        if (!quoted()) {
            return;
        }
        const std::string inner = out_.substr(begin + 1, out_.size() - begin - 2);
        const bool is_plain = !inner.empty() && inner.front() >= 'a' && inner.front() <= 'z' &&
                              std::all_of(inner.begin(), inner.end(), [](char c) {
                                  return is_word(c) && static_cast<unsigned char>(c) < 0x80;
                              });
        if (is_plain && !is_reserved(inner)) {
            out_.replace(begin, std::string::npos, inner);
        }
    }

    /// Up to the quote that it begins with. False when there is no second.
    bool quoted() {
        const std::size_t begin = at_;
        const char quote = text_[at_++];
        while (at_ < text_.size() && text_[at_] != quote) {
            at_ += text_[at_] == '\\' ? 2U : 1U;
        }
        if (at_ >= text_.size()) {
            at_ = text_.size();
            error_ = fmt::format("it ends before the second {}", quote);
            return false;
        }
        ++at_;
        out_ += text_.substr(begin, at_ - begin);
        return true;
    }

    /// <0.80.0>, #Ref<0.1.2.3>, #Port<0.5>, #Fun<module.1.2>: as they are printed.
    void identifier() {
        const std::size_t begin = at_;
        if (text_[at_] == '#') {
            ++at_;
            skip(is_word);
        }
        const bool is_open = at_ < text_.size() && text_[at_] == '<';
        at_ += is_open ? 1U : 0U;
        const std::size_t inner = skip([](char c) { return is_word(c) || c == '.' || c == '/'; });
        if (!is_open || inner == 0 || at_ == text_.size() || text_[at_] != '>') {
            error_ = fmt::format("\"{}\" is no pid or reference", text_.substr(begin, 20));
            return;
        }
        ++at_;
        out_ += text_.substr(begin, at_ - begin);
    }

    void skip_space() { skip(is_space); }

    template <class Fits>
    std::size_t skip(Fits fits) {
        const std::size_t begin = at_;
        while (at_ < text_.size() && fits(text_[at_])) {
            ++at_;
        }
        return at_ - begin;
    }

    bool take(std::string_view sign) {
        skip_space();
        if (!text_.substr(at_).starts_with(sign)) {
            return false;
        }
        at_ += sign.size();
        out_ += sign;
        return true;
    }

    void expect(std::string_view sign) {
        if (!error_.empty() || take(sign)) {
            return;
        }
        error_ = at_ == text_.size() ? fmt::format("it ends before \"{}\"", sign)
                                     : stands_for(fmt::format("\"{}\"", sign));
    }

    [[nodiscard]] std::string stands_for(std::string_view due) const {
        const char found = text_[at_];
        return static_cast<unsigned char>(found) < 0x20 || found == 0x7F
                   ? fmt::format("a control character stands where {} is due", due)
                   : fmt::format("\"{}\" stands where {} is due", found, due);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string out_;
    std::string error_;
};

}  // namespace

sim::Result<std::string, std::string> canonical_term(std::string_view text) {
    return TermReader(text).read();
}

}  // namespace teacup::model
