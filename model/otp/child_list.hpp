/// \file
/// The children of one supervisor, in start order, found by id and by pid.
#pragma once

#include <cstdint>
#include <vector>

#include <teacup/model/otp/otp.hpp>

namespace teacup::model {

/// A list of Child records. Finding one costs O(1), amortised, with any number of children.
class ChildList {
public:
    static constexpr std::uint32_t nothing = Child::nothing;

    /// `owner`: the supervisor's pid. With `has_ids`, ids are unique and can be found.
    ChildList(Otp& otp, Pid owner, bool has_ids) noexcept
        : otp_(&otp), owner_(owner.slot()), has_ids_(has_ids) {}
    ChildList(const ChildList&) = delete;
    ChildList& operator=(const ChildList&) = delete;
    ~ChildList();

    [[nodiscard]] Child& operator[](std::uint32_t child) noexcept { return otp_->child(child); }
    [[nodiscard]] std::uint32_t first() const noexcept { return first_; }
    [[nodiscard]] std::uint32_t last() const noexcept { return last_; }
    [[nodiscard]] std::uint32_t count() const noexcept { return count_; }

    /// Appends a child that is not running. \pre no child has its id
    std::uint32_t add(Atom id);
    void remove(std::uint32_t child);
    void move_to_end(std::uint32_t child);
    void set_running(std::uint32_t child, Pid pid) { otp_->set_running(child, pid); }
    /// Whether this record is, or is again, one of this list.
    [[nodiscard]] bool owns(std::uint32_t child) { return otp_->child(child).owner == owner_; }
    /// nothing when no child has the id.
    [[nodiscard]] std::uint32_t find(Atom id);
    /// nothing when this is no running child.
    [[nodiscard]] std::uint32_t find_running(Pid pid) const {
        return otp_->find_running(owner_, pid);
    }

private:
    void link_last(std::uint32_t child);
    void unlink(std::uint32_t child);
    [[nodiscard]] std::size_t place_of(Atom id) const noexcept;
    void rebuild_ids();

    Otp* otp_;
    std::uint32_t owner_;
    std::uint32_t first_ = nothing;
    std::uint32_t last_ = nothing;
    std::uint32_t count_ = 0;
    std::vector<std::uint32_t> by_id_;  // Open addressing; empty while there are few children.
    bool has_ids_;
};

}  // namespace teacup::model
