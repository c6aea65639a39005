/// \file
/// What a property keeps by process: found in O(1), with no address and no hash.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <teacup/model/process/message.hpp>

namespace teacup::model {

/// One value for the latest process of each slot that has one.
template <class T>
class SlotTable {
public:
    /// nullptr when this very process has none.
    [[nodiscard]] T* find(Pid pid) { return has(pid) ? &entries_[pid.slot()].value : nullptr; }
    [[nodiscard]] const T* find(Pid pid) const {
        return has(pid) ? &entries_[pid.slot()].value : nullptr;
    }
    /// Takes the place of what an earlier process of the slot had. \pre pid is not none
    T& set(Pid pid, T value) {
        if (entries_.size() <= pid.slot()) {
            entries_.resize(std::size_t{pid.slot()} + 1);
        }
        Entry& entry = entries_[pid.slot()];
        entry = {.pid = pid, .value = std::move(value)};
        return entry.value;
    }
    void erase(Pid pid) {
        if (has(pid)) {
            entries_[pid.slot()] = {};
        }
    }
    /// Erases all of a node, in order of slots; calls `each(pid, value)` before.
    template <class Each>
    void erase_node(sim::NodeId node, Each each) {
        for (Entry& entry : entries_) {
            if (!entry.pid.is_none() && entry.pid.node() == node) {
                each(entry.pid, entry.value);
                entry = {};
            }
        }
    }
    /// In order of slots.
    template <class Each>
    void for_each(Each each) {
        for (Entry& entry : entries_) {
            if (!entry.pid.is_none()) {
                each(entry.pid, entry.value);
            }
        }
    }

private:
    struct Entry {
        Pid pid;
        T value = {};
    };
    [[nodiscard]] bool has(Pid pid) const {
        return pid.slot() < entries_.size() && !pid.is_none() && entries_[pid.slot()].pid == pid;
    }

    std::vector<Entry> entries_;
};

/// Which processes have ended: the latest of each slot.
class Deaths {
public:
    void add(Pid pid) {
        if (latest_.size() <= pid.slot()) {
            latest_.resize(std::size_t{pid.slot()} + 1);
        }
        latest_[pid.slot()] = pid;
    }
    /// Also true of an earlier process of the slot.
    [[nodiscard]] bool has(Pid pid) const {
        return pid.slot() < latest_.size() && !latest_[pid.slot()].is_none() &&
               latest_[pid.slot()].generation() >= pid.generation();
    }

private:
    std::vector<Pid> latest_;
};

}  // namespace teacup::model
