/// \file
/// EDN, the notation of Clojure's data: values and their tokens, from a window of bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/history/value.hpp>

namespace teacup::model::history::detail {

/// Reads forms from a window. Each method that returns false has left a reason: either the window
/// ended (`is_starved`), and the same form is to be read again from a longer one, or the text is no
/// EDN (`error`, at `position`).
class EdnParser {
public:
    explicit EdnParser(ValueTable& values) : values_(values) {}

    /// Starts at the beginning of `window`. With `is_last` nothing follows it.
    void reset(std::string_view window, bool is_last) noexcept {
        begin_ = window.data();
        at_ = begin_;
        place_ = begin_;
        end_ = begin_ + window.size();
        is_last_ = is_last;
        is_starved_ = false;
        error_.clear();
        stack_.clear();
    }

    /// Skips blanks, commas, comments and discarded forms. False also when nothing else follows.
    [[nodiscard]] bool skip_blanks(int depth = 1);
    /// \pre skip_blanks() was true
    [[nodiscard]] char peek() const noexcept { return *at_; }
    void advance() noexcept { ++at_; }
    [[nodiscard]] std::size_t offset() const noexcept {
        return static_cast<std::size_t>(at_ - begin_);
    }
    /// Only blanks were left of the last window.
    [[nodiscard]] bool is_exhausted() const noexcept {
        return at_ == end_ && is_last_ && error_.empty();
    }

    /// A whole form. A tag is dropped, its form stays. \pre skip_blanks() was true
    [[nodiscard]] bool value(ValueId& result, int depth = 1);
    /// Skips tags before a form, as `#jepsen.history.Op`. \pre skip_blanks() was true
    [[nodiscard]] bool skip_tags(int depth = 1);
    /// The text of a keyword, symbol or string without escapes, which costs no look-up; empty for
    /// any other form, which then is not consumed. Valid as long as the window.
    [[nodiscard]] bool word(std::string_view& text);

    /// An integer that costs no look-up. Any other form is not consumed.
    [[nodiscard]] bool integer(std::int64_t& number, bool& is_integer);

    /// Says what is wrong at the place of the last token.
    bool fail(std::string message);
    [[nodiscard]] bool is_starved() const noexcept { return is_starved_; }
    [[nodiscard]] const std::string& error() const noexcept { return error_; }
    /// Of the error, in the window.
    [[nodiscard]] std::size_t position() const noexcept {
        return static_cast<std::size_t>(place_ - begin_);
    }

private:
    bool starve(std::string_view what);
    [[nodiscard]] bool token(std::string_view& text);
    [[nodiscard]] bool discard(int depth);
    [[nodiscard]] bool sequence(char close, std::string_view name, int depth);
    [[nodiscard]] bool compound(ValueId& result, int depth);
    [[nodiscard]] bool dispatch(ValueId& result, int depth);
    [[nodiscard]] bool string(ValueId& result);
    [[nodiscard]] bool pattern(ValueId& result);
    [[nodiscard]] bool escape();
    [[nodiscard]] bool unicode(std::uint32_t& code);
    [[nodiscard]] bool character(ValueId& result);
    [[nodiscard]] bool atom(ValueId& result);

    ValueTable& values_;
    const char* begin_ = nullptr;
    const char* at_ = nullptr;
    const char* end_ = nullptr;
    const char* place_ = nullptr;  ///< Where what is being read began.
    bool is_last_ = true;
    bool is_starved_ = false;
    std::string error_;
    std::string text_;            ///< Of a string with escapes.
    std::vector<ValueId> stack_;  ///< Items of the collections that are being read.
};

}  // namespace teacup::model::history::detail
