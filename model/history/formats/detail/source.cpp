#include <teacup/model/history/formats/detail/source.hpp>

#include <algorithm>
#include <cstring>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history::detail {

Source::Source(std::istream& in,
               std::size_t block_bytes,
               std::size_t window_bytes_max,
               Budget& budget)
    : in_(in), block_bytes_(block_bytes), window_bytes_max_(window_bytes_max), budget_(budget) {
    TEACUP_ASSERT(block_bytes > 0);
    in_.seekg(0, std::ios::end);
    if (const auto end = in_.tellg(); end > 0) {
        bytes_total_ = static_cast<std::uint64_t>(end);
    }
    in_.clear();  // A pipe cannot seek.
    in_.seekg(0, std::ios::beg);
    in_.clear();
}

Source::~Source() {
    budget_.give_back(capacity_);
}

bool Source::make_room() {
    const std::size_t unread = end_ - begin_;
    if (unread + block_bytes_ <= capacity_) {
        std::memmove(buffer_.get(), buffer_.get() + begin_, unread);
    } else {
        if (unread >= window_bytes_max_) {
            is_too_long_ = true;
            return false;
        }
        // Twice as long each time, so that a long event is looked at a few times only.
        const std::size_t capacity = 2 * unread + block_bytes_;
        if (!budget_.take(capacity)) {
            budget_.give_back(capacity);
            return false;
        }
        std::unique_ptr<char[]> buffer(new char[capacity + padding]);
        std::copy_n(buffer_.get() + begin_, unread, buffer.get());
        budget_.give_back(capacity_);
        buffer_ = std::move(buffer);
        capacity_ = capacity;
    }
    begin_ = 0;
    end_ = unread;
    return true;
}

bool Source::more() {
    if (is_at_end_ || !make_room()) {
        return false;
    }
    in_.read(buffer_.get() + end_, static_cast<std::streamsize>(capacity_ - end_));
    const auto count = static_cast<std::size_t>(in_.gcount());
    is_unreadable_ = in_.bad();
    is_at_end_ = count < capacity_ - end_;
    end_ += count;
    bytes_read_ += count;
    std::memset(buffer_.get() + end_, 0, padding);
    return count > 0;
}

}  // namespace teacup::model::history::detail
