#include "effects.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace teacup::style {
namespace {

/// Members that draw from a stream, or put something in the trace, the queue or a mailbox.
constexpr std::array<std::string_view, 15> effect_names{"bernoulli",
                                                        "below",
                                                        "call",
                                                        "cast",
                                                        "draw",
                                                        "emit",
                                                        "exponential",
                                                        "long_tail",
                                                        "push",
                                                        "sample",
                                                        "send",
                                                        "send_after",
                                                        "spawn",
                                                        "start_timer",
                                                        "uniform"};

struct Token {
    std::string_view text;
    std::size_t offset = 0;
};

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Words, "->" and single characters; preprocessor lines are left out.
std::vector<Token> tokens_of(std::string_view code) {
    std::vector<Token> tokens;
    bool line_begins = true;
    for (std::size_t at = 0; at < code.size();) {
        const char c = code[at];
        if (c == '\n') {
            line_begins = true;
            ++at;
        } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            ++at;
        } else if (c == '#' && line_begins) {
            while (at < code.size() && (code[at] != '\n' || code[at - 1] == '\\')) {
                ++at;
            }
        } else {
            std::size_t end = at + 1;
            if (is_word(c)) {
                while (end < code.size() && is_word(code[end])) {
                    ++end;
                }
            } else if (c == '-' && end < code.size() && code[end] == '>') {
                ++end;
            }
            tokens.push_back({.text = code.substr(at, end - at), .offset = at});
            line_begins = false;
            at = end;
        }
    }
    return tokens;
}

/// Follows braces and parentheses, and counts effects per full expression.
class Scanner {
public:
    explicit Scanner(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

    std::vector<CrowdedExpression> scan() {
        for (at_ = 0; at_ < tokens_.size(); ++at_) {
            const std::string_view token = tokens_[at_].text;
            if (token == "{") {
                open_brace();
            } else if (token == "}") {
                close_brace();
            } else if (token == ";") {
                end_statement();
            } else if (is_effect()) {
                count_effect();
            }
        }
        return std::move(found_);
    }

private:
    enum class Brace { list, lambda, block };
    struct Statement {
        std::size_t begin = 0;  ///< index of its first token
        std::vector<std::string> effects;
    };
    struct Open {
        Brace kind = Brace::block;
        Statement around;
    };

    [[nodiscard]] std::string_view text(std::size_t index) const { return tokens_[index].text; }

    [[nodiscard]] bool is_effect() const {
        if (at_ == 0 || at_ + 1 >= tokens_.size() ||
            (text(at_ - 1) != "." && text(at_ - 1) != "->") ||
            (text(at_ + 1) != "(" && text(at_ + 1) != "<")) {
            return false;
        }
        return std::find(effect_names.begin(), effect_names.end(), text(at_)) != effect_names.end();
    }
    void count_effect() {
        statement_.effects.emplace_back(text(at_));
        if (statement_.effects.size() == 2) {
            found_.push_back({.offset = tokens_[at_].offset, .effects = {}});
        }
        if (statement_.effects.size() >= 2) {
            found_.back().effects = statement_.effects;
        }
    }

    /// The index of the parenthesis that the one at `close` closes, or the statement's begin.
    [[nodiscard]] std::size_t matching_open(std::size_t close) const {
        std::size_t depth = 0;
        for (std::size_t i = close; i > statement_.begin; --i) {
            if (text(i) == ")") {
                ++depth;
            } else if (text(i) == "(" && --depth == 0) {
                return i;
            }
        }
        return statement_.begin;
    }
    /// The index of the ")" or "]" that ends the head of a function, a lambda or a condition whose
    /// body begins here, or at_ when no such head stands before the brace.
    [[nodiscard]] std::size_t head_end() const {
        static constexpr std::array<std::string_view, 6> specifiers{
            "const", "constexpr", "final", "mutable", "noexcept", "override"};
        std::size_t end = at_;
        while (end > statement_.begin && is_part_of_type(text(end - 1))) {
            --end;
        }
        end = end > statement_.begin && text(end - 1) == "->" ? end - 1 : at_;
        while (end > statement_.begin &&
               std::find(specifiers.begin(), specifiers.end(), text(end - 1)) != specifiers.end()) {
            --end;
        }
        const bool is_head =
            end > statement_.begin && (text(end - 1) == ")" || text(end - 1) == "]");
        return is_head ? end - 1 : at_;
    }
    [[nodiscard]] static bool is_part_of_type(std::string_view token) {
        return is_word(token.front()) ||
               std::string_view(":<>&*,").find(token) != std::string_view::npos;
    }
    [[nodiscard]] Brace kind_of_brace() const {
        static constexpr std::array<std::string_view, 6> type_words{
            "namespace", "class", "struct", "union", "enum", "extern"};
        static constexpr std::array<std::string_view, 5> block_words{"else", "do", "try", ":", "}"};
        if (at_ == statement_.begin ||
            std::find(block_words.begin(), block_words.end(), text(at_ - 1)) != block_words.end()) {
            return Brace::block;
        }
        for (std::size_t i = statement_.begin; i < at_; ++i) {
            if (std::find(type_words.begin(), type_words.end(), text(i)) != type_words.end()) {
                return Brace::block;
            }
        }
        const std::size_t head = head_end();
        if (head == at_) {
            return Brace::list;
        }
        if (text(head) == "]") {  // "[&] {", or an attribute: "[[likely]] {".
            return text(head - 1) == "]" ? Brace::block : Brace::lambda;
        }
        return is_lambda_head(matching_open(head)) ? Brace::lambda : Brace::block;
    }
    /// Whether the parameter list that begins at `open` belongs to a lambda.
    [[nodiscard]] bool is_lambda_head(std::size_t open) const {
        if (open == statement_.begin || text(open - 1) != ">") {
            return open > statement_.begin && text(open - 1) == "]";
        }
        for (std::size_t i = statement_.begin; i + 1 < open; ++i) {  // "[]<class T>(T x) {"
            if (text(i) == "]" && text(i + 1) == "<") {
                return true;
            }
        }
        return false;
    }

    void open_brace() {
        const Brace kind = kind_of_brace();
        open_.push_back({.kind = kind, .around = statement_});
        if (kind != Brace::list) {
            end_statement();
        }
    }
    void close_brace() {
        if (open_.empty()) {
            return end_statement();
        }
        const Open closed = std::move(open_.back());
        open_.pop_back();
        if (closed.kind == Brace::lambda) {
            statement_ = closed.around;
        } else if (closed.kind == Brace::block) {
            end_statement();
        }
    }
    void end_statement() { statement_ = {.begin = at_ + 1, .effects = {}}; }

    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    Statement statement_;
    std::vector<Open> open_;
    std::vector<CrowdedExpression> found_;
};

}  // namespace

std::vector<CrowdedExpression> crowded_expressions(std::string_view code) {
    return Scanner(tokens_of(code)).scan();
}

}  // namespace teacup::style
