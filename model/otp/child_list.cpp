#include <teacup/model/otp/child_list.hpp>

#include <bit>

namespace teacup::model {

namespace {
/// Up to this many children are searched one by one.
constexpr std::uint32_t few = 8;
}  // namespace

ChildList::~ChildList() {
    while (first_ != nothing) {
        const std::uint32_t child = first_;
        first_ = otp_->child(child).next;
        otp_->give_child(child);
    }
}

std::uint32_t ChildList::add(Atom id) {
    const std::uint32_t child = otp_->take_child();
    Child& added = otp_->child(child);
    added.id = id;
    added.owner = owner_;
    added.state = Child::State::undefined;
    link_last(child);
    ++count_;
    if (has_ids_ && (count_ > few || !by_id_.empty())) {
        if (count_ * 4 > by_id_.size() * 3) {
            rebuild_ids();
        } else {
            by_id_[place_of(id)] = child;
        }
    }
    return child;
}

void ChildList::remove(std::uint32_t child) {
    unlink(child);
    --count_;
    const Atom id = otp_->child(child).id;
    const bool was_indexed = has_ids_ && !by_id_.empty();
    std::size_t hole = was_indexed ? place_of(id) : 0;
    otp_->give_child(child);
    if (!was_indexed) {
        return;
    }
    // Linear probing without tombstones: whoever a hole would hide moves into it.
    const std::size_t mask = by_id_.size() - 1;
    by_id_[hole] = nothing;
    for (std::size_t at = (hole + 1) & mask; by_id_[at] != nothing; at = (at + 1) & mask) {
        const std::uint32_t moved = std::exchange(by_id_[at], nothing);
        by_id_[place_of(otp_->child(moved).id)] = moved;
    }
}

void ChildList::move_to_end(std::uint32_t child) {
    unlink(child);
    link_last(child);
}

std::uint32_t ChildList::find(Atom id) {
    if (!by_id_.empty()) {
        return by_id_[place_of(id)];
    }
    std::uint32_t child = has_ids_ ? first_ : nothing;
    while (child != nothing && otp_->child(child).id != id) {
        child = otp_->child(child).next;
    }
    return child;
}

void ChildList::link_last(std::uint32_t child) {
    Child& added = otp_->child(child);
    added.previous = last_;
    added.next = nothing;
    (last_ == nothing ? first_ : otp_->child(last_).next) = child;
    last_ = child;
}

void ChildList::unlink(std::uint32_t child) {
    const Child& removed = otp_->child(child);
    (removed.previous == nothing ? first_ : otp_->child(removed.previous).next) = removed.next;
    (removed.next == nothing ? last_ : otp_->child(removed.next).previous) = removed.previous;
}

// Where the id is, or the free place where it belongs.
std::size_t ChildList::place_of(Atom id) const noexcept {
    constexpr std::uint32_t golden = 0x9E37'79B9U;
    const std::size_t mask = by_id_.size() - 1;
    const auto bits = static_cast<unsigned>(std::countr_zero(by_id_.size()));
    std::size_t at = (static_cast<std::uint32_t>(id) * golden) >> (32U - bits);
    while (by_id_[at] != nothing && otp_->child(by_id_[at]).id != id) {
        at = (at + 1) & mask;
    }
    return at;
}

void ChildList::rebuild_ids() {
    by_id_.assign(std::bit_ceil(std::size_t{count_} * 2), nothing);
    for (std::uint32_t child = first_; child != nothing; child = otp_->child(child).next) {
        by_id_[place_of(otp_->child(child).id)] = child;
    }
}

}  // namespace teacup::model
