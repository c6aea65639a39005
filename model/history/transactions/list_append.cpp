#include <teacup/model/history/transactions/list_append.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace teacup::model::history::transactions {

bool ListAppend::infer(Findings& findings, Dependencies& dependencies, Budget& budget) {
    const std::size_t keys = table_.key_names.size();
    unread_.assign(keys, 0);
    for (KeyIndex key = 0; key < keys; ++key) {
        for (WriteIndex write = writes_.begin[key]; write < writes_.begin[key + 1]; ++write) {
            unread_[key] += is_unread(write) ? 1U : 0U;
        }
    }
    const std::size_t edges = edges_max();
    if (!budget.take(edges * Dependencies::bytes_per_edge + versions_.write.size() * 4)) {
        if (budget.stopped() != Stop::memory) {
            return false;
        }
        dependencies.close();  // What is wrong without cycles needs no edges.
    } else {
        dependencies.reserve(edges);
    }
    state_.assign(keys, {});
    appended_to_.assign(versions_.write.size() + keys, no_operation);
    key_orders(findings, dependencies);
    for (OperationIndex i = 0; i < history_.size(); ++i) {
        if (history_.outcome(i) == Outcome::ok) {
            judge(i, findings, dependencies);
        }
        if (!dependencies.is_closed() && !budget.step()) {
            return false;
        }
    }
    return !dependencies.is_closed();
}

/// Exact but for edges of a transaction to itself.
std::size_t ListAppend::edges_max() const {
    std::size_t edges = versions_.write.size();
    for (const std::uint32_t unread : unread_) {
        edges += unread;
    }
    for (MopIndex mop = 0; mop < table_.key.size(); ++mop) {
        if (table_.has(mop, is_write) || !table_.has(mop, is_known)) {
            continue;
        }
        const KeyIndex key = table_.key[mop];
        const std::size_t place = versions_.begin[key] + versions_.items(mop).size();
        const bool has_next =
            place < versions_.begin[key + 1] && versions_.next_alive[place] != none;
        edges += 1 + (has_next ? 1 : unread_[key]);
    }
    return edges;
}

void ListAppend::key_orders(Findings& findings, Dependencies& dependencies) {
    for (KeyIndex key = 0; key < table_.key_names.size(); ++key) {
        own_orders(key, findings);
        OperationIndex last = no_operation;
        for (std::uint32_t place = versions_.begin[key]; place < versions_.begin[key + 1];
             ++place) {
            if (versions_.next_alive[place] != place) {
                continue;
            }
            const OperationIndex writer = versions_.writer_at(place);
            if (last != no_operation) {
                dependencies.add(last, writer, ww);
            }
            last = writer;
        }
        if (versions_.first_wrong[key] != none) {
            dirty_updates(key, findings);
        }
        if (unread_[key] == 0 || last == no_operation) {
            continue;
        }
        for (WriteIndex write = writes_.begin[key]; write < writes_.begin[key + 1]; ++write) {
            if (is_unread(write)) {
                dependencies.add(last, writes_.operation[write], ww);
            }
        }
    }
}

/// A transaction's appends to a key must come in its own order; an edge to itself would not tell.
void ListAppend::own_orders(KeyIndex key, Findings& findings) {
    for (WriteIndex next = writes_.begin[key] + 1; next < writes_.begin[key + 1]; ++next) {
        const OperationIndex writer = writes_.operation[next];
        const std::uint32_t place = versions_.place_of_write[next];
        // An append that nobody read comes after all others.
        if (writes_.operation[next - 1] != writer || !is_alive(history_, writer) ||
            place >= ListVersions::off_order || versions_.place_of_write[next - 1] < place ||
            !findings.count(Anomaly::cyclic_versions)) {
            continue;
        }
        const MopIndex longest = versions_.longest(key);
        findings.example(Anomaly::cyclic_versions,
                         fmt::format("{} appended {} to {} before {}, but {} read it as {}.",
                                     name(writer),
                                     plain(history_, writes_.value[next - 1]),
                                     key_name(key),
                                     plain(history_, writes_.value[next]),
                                     name(operation_of(longest)),
                                     list_text(longest)),
                         {writer, operation_of(longest)});
    }
}

/// As Elle tells it: a committed append next after an aborted one, whatever of unknown fate lies
/// between them.
void ListAppend::dirty_updates(KeyIndex key, Findings& findings) {
    std::uint32_t aborted = none;
    for (std::uint32_t place = versions_.begin[key]; place < versions_.begin[key + 1]; ++place) {
        const OperationIndex writer = versions_.writer_at(place);
        if (writer == no_operation || history_[writer].is_open()) {
            continue;
        }
        if (!is_alive(history_, writer)) {
            aborted = place;
            continue;
        }
        if (aborted != none && findings.count(Anomaly::dirty_update)) {
            const OperationIndex failed = versions_.writer_at(aborted);
            findings.example(
                Anomaly::dirty_update,
                fmt::format("{} appended {} to {} on top of {}, which {} had appended although it "
                            "failed.",
                            name(writer),
                            plain(history_, writes_.value[versions_.write[place]]),
                            key_name(key),
                            plain(history_, writes_.value[versions_.write[aborted]]),
                            name(failed)),
                {writer, failed});
        }
        aborted = none;
    }
}

void ListAppend::judge(OperationIndex operation, Findings& findings, Dependencies& dependencies) {
    const MopIndex begin = table_.begin[operation];
    for (MopIndex mop = begin; mop < table_.begin[operation + 1]; ++mop) {
        KeyState& state = state_[table_.key[mop]];
        if (table_.has(mop, is_first_of_key)) {
            state = {.last_read = none, .first = mop};
        }
        if (table_.has(mop, is_write)) {
            judge_append(operation, mop, findings);
        } else {
            judge_read(operation, mop, findings, dependencies);
            state.last_read = mop;
        }
    }
}

void ListAppend::judge_append(OperationIndex operation, MopIndex append, Findings& findings) {
    const KeyIndex key = table_.key[append];
    const KeyState& state = state_[key];
    if (state.last_read != none && contains(state.last_read, writes_.of_mop[append]) &&
        findings.count(Anomaly::future_read)) {
        findings.example(Anomaly::future_read,
                         fmt::format("{} read {} as {}, with {} in it, and appended {} only after "
                                     "that.",
                                     name(operation),
                                     key_name(key),
                                     list_text(state.last_read),
                                     plain(history_, table_.value[append]),
                                     plain(history_, table_.value[append])),
                         {operation});
    }
    if (table_.has(append, is_first_write) && !table_.has(state.first, is_write)) {
        judge_lost_update(operation, key, state.first, findings);
    }
}

void ListAppend::judge_lost_update(OperationIndex operation,
                                   KeyIndex key,
                                   MopIndex read,
                                   Findings& findings) {
    if (!versions_.fits(read)) {
        return;
    }
    OperationIndex& other = appended_to_[versions_.begin[key] + key + versions_.items(read).size()];
    if (other == no_operation) {
        other = operation;
        return;
    }
    if (findings.count(Anomaly::lost_update)) {
        findings.example(Anomaly::lost_update,
                         fmt::format("{} and {} both read {} as {} and appended to it: one of them "
                                     "did not see the other.",
                                     name(other),
                                     name(operation),
                                     key_name(key),
                                     list_text(read)),
                         {other, operation});
    }
}

void ListAppend::judge_read(OperationIndex operation,
                            MopIndex read,
                            Findings& findings,
                            Dependencies& dependencies) {
    if (table_.previous[read] != none) {
        judge_internal(operation, read, findings);
    }
    const KeyIndex key = table_.key[read];
    const auto elements = versions_.items(read);
    const bool is_fitting = versions_.fits(read);
    const auto place = static_cast<std::uint32_t>(versions_.begin[key] + elements.size());
    if (!is_fitting) {
        add_incompatible(operation, read, findings);
    }
    if (!is_fitting || versions_.first_wrong[key] < place) {
        judge_elements(operation, read, findings);
    }
    if (!elements.empty()) {
        const WriteIndex last =
            is_fitting ? versions_.write[place - 1] : writes_.find(key, elements.back());
        if (last != none) {
            const OperationIndex writer = writes_.operation[last];
            if (is_alive(history_, writer)) {
                dependencies.add(writer, operation, wr);
            }
            judge_intermediate(operation, read, last, findings);
        }
    }
    if (is_fitting) {
        add_reader_edges(operation, key, place, dependencies);
    }
}

/// To whoever appended next to what the transaction read.
void ListAppend::add_reader_edges(OperationIndex operation,
                                  KeyIndex key,
                                  std::uint32_t place,
                                  Dependencies& dependencies) {
    const std::uint32_t next =
        place < versions_.begin[key + 1] ? versions_.next_alive[place] : none;
    if (next != none) {
        dependencies.add(operation, versions_.writer_at(next), rw);
        return;
    }
    if (unread_[key] == 0 || dependencies.is_closed()) {
        return;
    }
    for (WriteIndex write = writes_.begin[key]; write < writes_.begin[key + 1]; ++write) {
        if (is_unread(write)) {
            dependencies.add(operation, writes_.operation[write], rw);
        }
    }
}

void ListAppend::add_incompatible(OperationIndex operation, MopIndex read, Findings& findings) {
    if (!findings.count(Anomaly::incompatible_order)) {
        return;
    }
    const MopIndex longest = versions_.longest(table_.key[read]);
    const OperationIndex other = operation_of(longest);
    findings.example(Anomaly::incompatible_order,
                     fmt::format("{} read {} as {}, but {} read it as {}, which does not begin so.",
                                 name(operation),
                                 key_name(table_.key[read]),
                                 list_text(read),
                                 name(other),
                                 list_text(longest)),
                     {operation, other});
}

void ListAppend::judge_elements(OperationIndex operation, MopIndex read, Findings& findings) {
    const KeyIndex key = table_.key[read];
    std::vector<ValueId> sorted;
    for (const ValueId element : versions_.items(read)) {
        sorted.push_back(element);
        const WriteIndex write = writes_.find(key, element);
        const OperationIndex writer = write == none ? no_operation : writes_.operation[write];
        const bool is_garbage = writer == no_operation;
        if (!is_garbage && is_alive(history_, writer)) {
            continue;
        }
        const Anomaly anomaly = is_garbage ? Anomaly::garbage_read : Anomaly::g1a;
        if (findings.count(anomaly)) {
            findings.example(anomaly,
                             fmt::format("{} read {} as {}, with {} in it, which {}.",
                                         name(operation),
                                         key_name(key),
                                         list_text(read),
                                         plain(history_, element),
                                         is_garbage ? std::string("nobody ever appended")
                                                    : name(writer) + " appended, which failed"),
                             is_garbage ? std::vector<OperationIndex>{operation}
                                        : std::vector<OperationIndex>{operation, writer});
        }
    }
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end() && findings.count(Anomaly::duplicate_elements)) {
        findings.example(Anomaly::duplicate_elements,
                         fmt::format("{} read {} as {}, with {} in it twice.",
                                     name(operation),
                                     key_name(key),
                                     list_text(read),
                                     plain(history_, *twice)),
                         {operation});
    }
}

void ListAppend::judge_intermediate(OperationIndex operation,
                                    MopIndex read,
                                    WriteIndex last,
                                    Findings& findings) {
    const OperationIndex writer = writes_.operation[last];
    if (writer == operation || !table_.has(writes_.mop[last], is_intermediate) ||
        !findings.count(Anomaly::g1b)) {
        return;
    }
    findings.example(
        Anomaly::g1b,
        fmt::format("{} read {} as {}, in the middle of {}, which appended {} and then "
                    "more.",
                    name(operation),
                    key_name(table_.key[read]),
                    list_text(read),
                    name(writer),
                    plain(history_, writes_.value[last])),
        {operation, writer});
}

void ListAppend::judge_internal(OperationIndex operation, MopIndex read, Findings& findings) {
    const auto elements = versions_.items(read);
    std::size_t left = elements.size();
    bool is_consistent = true;
    MopIndex mop = table_.previous[read];
    while (mop != none && is_consistent) {
        if (!table_.has(mop, is_write)) {
            const auto before = versions_.items(mop);
            is_consistent =
                before.size() == left && std::equal(before.begin(), before.end(), elements.begin());
            break;
        }
        is_consistent = left > 0 && elements[left - 1] == table_.value[mop];
        left -= is_consistent ? 1U : 0U;
        mop = table_.previous[mop];
    }
    if (!is_consistent && findings.count(Anomaly::internal)) {
        const MopIndex before = table_.previous[read];
        const bool is_append = table_.has(before, is_write);
        findings.example(
            Anomaly::internal,
            fmt::format("{} read {} as {}, although it had just {} {}.",
                        name(operation),
                        key_name(table_.key[read]),
                        list_text(read),
                        is_append ? "appended" : "read it as",
                        is_append ? plain(history_, table_.value[before]) : list_text(before)),
            {operation});
    }
}

bool ListAppend::contains(MopIndex read, WriteIndex write) const {
    const auto elements = versions_.items(read);
    const std::uint32_t place = versions_.place_of_write[write];
    if (versions_.fits(read)) {
        return place != none && place - versions_.begin[table_.key[read]] < elements.size();
    }
    return std::find(elements.begin(), elements.end(), writes_.value[write]) != elements.end();
}

OperationIndex ListAppend::operation_of(MopIndex mop) const {
    const auto after = std::upper_bound(table_.begin.begin(), table_.begin.end(), mop);
    return static_cast<OperationIndex>(after - table_.begin.begin() - 1);
}

}  // namespace teacup::model::history::transactions
