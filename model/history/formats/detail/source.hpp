/// \file
/// The bytes of a file, a block at a time.
#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <string_view>

#include <teacup/model/history/budget.hpp>

namespace teacup::model::history::detail {

/// A window on a stream. It holds what is not yet consumed, and grows as far as it must.
class Source {
public:
    /// Bytes behind the window that may be read, though they mean nothing: SIMD reads ahead.
    static constexpr std::size_t padding = 64;

    Source(std::istream& in, std::size_t block_bytes, std::size_t window_bytes_max, Budget& budget);
    ~Source();
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    [[nodiscard]] std::string_view window() const noexcept {
        return {buffer_.get() + begin_, end_ - begin_};
    }
    /// \pre count <= window().size()
    void consume(std::size_t count) noexcept { begin_ += count; }

    /// Makes the window longer; views of it become invalid. False when it could not: at the end,
    /// when it would become too long, or when the budget is spent.
    [[nodiscard]] bool more();

    [[nodiscard]] bool is_at_end() const noexcept { return is_at_end_; }
    [[nodiscard]] bool is_too_long() const noexcept { return is_too_long_; }
    [[nodiscard]] bool is_unreadable() const noexcept { return is_unreadable_; }
    /// Of the whole stream, or 0 when it does not tell.
    [[nodiscard]] std::uint64_t bytes_total() const noexcept { return bytes_total_; }
    /// Consumed.
    [[nodiscard]] std::uint64_t bytes_done() const noexcept {
        return bytes_read_ - (end_ - begin_);
    }
    [[nodiscard]] std::uint64_t bytes_read() const noexcept { return bytes_read_; }

private:
    [[nodiscard]] bool make_room();

    std::istream& in_;
    std::size_t block_bytes_;
    std::size_t window_bytes_max_;
    Budget& budget_;
    std::unique_ptr<char[]> buffer_;
    std::size_t capacity_ = 0;  ///< Without the padding.
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::uint64_t bytes_read_ = 0;
    std::uint64_t bytes_total_ = 0;
    bool is_at_end_ = false;
    bool is_too_long_ = false;
    bool is_unreadable_ = false;
};

}  // namespace teacup::model::history::detail
