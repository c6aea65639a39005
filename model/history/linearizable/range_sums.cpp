#include <teacup/model/history/linearizable/range_sums.hpp>

#include <algorithm>
#include <bit>

namespace teacup::model::history {

RangeSums::RangeSums(std::size_t size)
    : leaves_(std::bit_ceil(std::max<std::size_t>(size, 1))),
      least_(2 * leaves_, 0),
      added_(2 * leaves_, 0) {
}

void RangeSums::add(std::size_t begin, std::size_t end, std::int64_t amount) {
    if (begin < end) {
        add(1, {0, leaves_}, {begin, end}, amount);
    }
}

std::size_t RangeSums::find(std::size_t begin, std::size_t end, std::int64_t most) const {
    return begin < end ? find(1, {0, leaves_}, {begin, end}, most) : end;
}

void RangeSums::add(std::size_t node, Range own, Range range, std::int64_t amount) {
    if (range.begin <= own.begin && own.end <= range.end) {
        least_[node] += amount;
        added_[node] += amount;
        return;
    }
    const std::size_t middle = (own.begin + own.end) / 2;
    if (range.begin < middle) {
        add(2 * node, {own.begin, middle}, range, amount);
    }
    if (range.end > middle) {
        add(2 * node + 1, {middle, own.end}, range, amount);
    }
    least_[node] = std::min(least_[2 * node], least_[2 * node + 1]) + added_[node];
}

std::size_t RangeSums::find(std::size_t node, Range own, Range range, std::int64_t most) const {
    if (own.end <= range.begin || range.end <= own.begin || least_[node] > most) {
        return range.end;
    }
    if (own.end - own.begin == 1) {
        return own.begin;
    }
    const std::size_t middle = (own.begin + own.end) / 2;
    const std::int64_t left = most - added_[node];
    const std::size_t found = find(2 * node, {own.begin, middle}, range, left);
    return found != range.end ? found : find(2 * node + 1, {middle, own.end}, range, left);
}

}  // namespace teacup::model::history
