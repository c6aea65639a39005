/// \file
/// What is built in, and what a user adds: one sorted list for each kind of thing, filled before
/// main by one static object in the file of each thing.
///
///     const Registrar<PropertyEntry> registrar{{.name = "recovery", ...}};
#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <teacup/sim/assert.hpp>

namespace teacup::model {

/// Entries have `name`, `meaning` and, as far as they can be configured, `options`.
template <class Entry>
class Registry {
public:
    /// The one of this program. Filled before main; nobody writes to it later.
    [[nodiscard]] static const Registry& instance() { return mutable_instance(); }

    /// \pre no entry has this name
    void add(Entry entry) {
        TEACUP_ASSERT(!entry.name.empty());
        TEACUP_ASSERT(find(entry.name) == nullptr);  // Two things registered under one name.
        const auto place = std::lower_bound(
            entries_.begin(), entries_.end(), entry.name, [](const Entry& one, const auto& name) {
                return one.name < name;
            });
        entries_.insert(place, std::move(entry));
    }

    /// nullptr when there is none of this name.
    [[nodiscard]] const Entry* find(std::string_view name) const {
        for (const Entry& entry : entries_) {
            if (entry.name == name) {
                return &entry;
            }
        }
        return nullptr;
    }

    /// Sorted by name, so that their order does not hang on the linker's.
    [[nodiscard]] const std::vector<Entry>& entries() const noexcept { return entries_; }

private:
    template <class>
    friend class Registrar;
    [[nodiscard]] static Registry& mutable_instance() {
        static Registry registry;
        return registry;
    }

    std::vector<Entry> entries_;
};

/// A static object of this type registers one entry.
template <class Entry>
class Registrar {
public:
    explicit Registrar(Entry entry) { Registry<Entry>::mutable_instance().add(std::move(entry)); }
};

}  // namespace teacup::model
