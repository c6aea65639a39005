#include <teacup/model/history/transactions/list_versions.hpp>

#include <algorithm>
#include <cstring>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history::transactions {

std::optional<ListVersions> ListVersions::recover(const History& history,
                                                  const TransactionTable& table,
                                                  const Writes& writes,
                                                  Budget& budget) {
    ListVersions versions;
    versions.history_ = &history;
    versions.table_ = &table;
    versions.writes_ = &writes;
    if (!versions.find_longest(budget) || !versions.lay_out(budget) ||
        !versions.find_misfits(budget)) {
        return std::nullopt;
    }
    return versions;
}

bool ListVersions::find_longest(Budget& budget) {
    const std::size_t keys = table_->key_names.size();
    longest_.assign(keys, none);
    std::vector<std::size_t> length(keys, 0);
    for (MopIndex mop = 0; mop < table_->key.size(); ++mop) {
        if (table_->has(mop, is_write) || !table_->has(mop, is_known)) {
            continue;
        }
        const KeyIndex key = table_->key[mop];
        const std::size_t size = items(mop).size();
        if (longest_[key] == none || size > length[key]) {
            longest_[key] = mop;
            length[key] = size;
        }
        if (!budget.step()) {
            return false;
        }
    }
    begin.assign(keys + 1, 0);
    std::size_t total = 0;
    for (KeyIndex key = 0; key < keys; ++key) {
        total += length[key];
        begin[key + 1] = static_cast<std::uint32_t>(total);
    }
    constexpr std::size_t bytes_per_place = 8;
    return total < none && budget.take(total * bytes_per_place + writes_->mop.size() * 4);
}

bool ListVersions::lay_out(Budget& budget) {
    write.assign(begin.back(), none);
    next_alive.assign(begin.back(), none);
    place_of_write.assign(writes_->mop.size(), none);
    first_wrong.assign(longest_.size(), none);
    for (KeyIndex key = 0; key < longest_.size(); ++key) {
        lay_out_key(key);
        if (!budget.step()) {
            return false;
        }
    }
    return true;
}

void ListVersions::lay_out_key(KeyIndex key) {
    if (longest_[key] == none) {
        return;
    }
    const auto elements = items(longest_[key]);
    for (std::uint32_t i = 0; i < elements.size(); ++i) {
        const std::uint32_t place = begin[key] + i;
        const WriteIndex found = writes_->find(key, elements[i]);
        const bool is_new = found != none && place_of_write[found] == none;
        if (is_new) {
            write[place] = found;
            place_of_write[found] = place;
        }
        if (first_wrong[key] == none &&
            (!is_new || !is_alive(*history_, writes_->operation[found]))) {
            first_wrong[key] = place;
        }
    }
    std::uint32_t next = none;
    for (std::uint32_t place = begin[key + 1]; place-- > begin[key];) {
        const OperationIndex writer = writer_at(place);
        next = writer != no_operation && is_alive(*history_, writer) ? place : next;
        next_alive[place] = next;
    }
}

bool ListVersions::find_misfits(Budget& budget) {
    is_misfit_.assign(table_->key.size(), false);
    for (MopIndex mop = 0; mop < table_->key.size(); ++mop) {
        if (table_->has(mop, is_write) || !table_->has(mop, is_known)) {
            continue;
        }
        if (!is_beginning(mop)) {
            is_misfit_[mop] = true;
            for (const ValueId element : items(mop)) {
                const WriteIndex found = writes_->find(table_->key[mop], element);
                if (found != none && place_of_write[found] == none) {
                    place_of_write[found] = off_order;
                }
            }
        }
        if (!budget.step()) {
            return false;
        }
    }
    return true;
}

bool ListVersions::is_beginning(MopIndex read) const {
    const KeyIndex key = table_->key[read];
    const auto elements = items(read);
    const auto order = items(longest_[key]);
    TEACUP_ASSERT(elements.size() <= order.size());
    if (elements.empty()) {
        return true;
    }
    // Scalars of one value have one handle, so bytes tell.
    return std::memcmp(elements.data(), order.data(), elements.size() * sizeof(ValueId)) == 0;
}

std::uint32_t ListVersions::previous_alive(KeyIndex key, std::uint32_t place) const {
    while (place-- > begin[key]) {
        if (next_alive[place] == place) {
            return place;
        }
    }
    return none;
}

}  // namespace teacup::model::history::transactions
