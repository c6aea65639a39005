#include <teacup/model/history/transactions/register_versions.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <teacup/model/history/transactions/path_finder.hpp>
#include <teacup/model/history/transactions/strong_components.hpp>

namespace teacup::model::history::transactions {

std::optional<RegisterVersions> RegisterVersions::infer(const History& history,
                                                        const TransactionTable& table,
                                                        const Writes& writes,
                                                        VersionSources sources,
                                                        Findings& findings,
                                                        Budget& budget) {
    RegisterVersions versions;
    versions.history_ = &history;
    versions.table_ = &table;
    versions.writes_ = &writes;
    versions.keys_ = table.key_names.size();
    if (!budget.take(versions.size() * 3 * sizeof(VersionEdge))) {
        return std::nullopt;
    }
    versions.edges_ = versions.initial_edges();
    bool is_done = true;
    if (sources.reads_first) {
        is_done = versions.add(versions.reads_first_edges(), findings, budget);
    }
    if (is_done && sources.sequential) {
        is_done = versions.add(versions.sequential_edges(), findings, budget);
    }
    if (is_done && sources.linearizable) {
        is_done = versions.add(versions.linearizable_edges(), findings, budget);
    }
    if (!is_done || !versions.sort_edges(budget)) {
        return std::nullopt;
    }
    return versions;
}

VersionIndex RegisterVersions::of(MopIndex mop) const {
    const KeyIndex key = table_->key[mop];
    if (table_->value[mop] == nil) {
        return key;
    }
    const WriteIndex write =
        table_->has(mop, is_write) ? writes_->of_mop[mop] : writes_->find(key, table_->value[mop]);
    return write == none ? none : static_cast<VersionIndex>(keys_ + write);
}

bool RegisterVersions::is_installed(VersionIndex version) const {
    const OperationIndex writer = writer_of(version);
    return writer != no_operation && is_alive(*history_, writer) &&
           !table_->has(writes_->mop[write_of(version)], is_intermediate);
}

std::vector<VersionEdge> RegisterVersions::initial_edges() const {
    std::vector<VersionEdge> edges;
    for (auto version = static_cast<VersionIndex>(keys_); version < size(); ++version) {
        if (is_installed(version)) {
            edges.push_back({.from = key_of(version), .to = version});
        }
    }
    return edges;
}

std::vector<VersionEdge> RegisterVersions::reads_first_edges() const {
    std::vector<VersionEdge> edges;
    std::vector<MopIndex> first_of_key(keys_, none);
    for (OperationIndex i = 0; i < history_->size(); ++i) {
        if (history_->outcome(i) != Outcome::ok) {
            continue;
        }
        for (MopIndex mop = table_->begin[i]; mop < table_->begin[i + 1]; ++mop) {
            MopIndex& first = first_of_key[table_->key[mop]];
            first = table_->has(mop, is_first_of_key) ? mop : first;
            if (!table_->has(mop, is_write) || table_->has(mop, is_intermediate) ||
                table_->has(first, is_write)) {
                continue;
            }
            const VersionIndex from = of(first);
            if (from != none && !is_initial(from) && from != of(mop)) {
                edges.push_back({from, of(mop), i, i, VersionSource::reads_first});
            }
        }
    }
    return edges;
}

std::vector<RegisterVersions::Meeting> RegisterVersions::meetings() const {
    std::vector<Meeting> meetings;
    std::vector<std::size_t> of_key(keys_, 0);
    for (OperationIndex i = 0; i < history_->size(); ++i) {
        const bool is_ok = history_->outcome(i) == Outcome::ok;
        const std::size_t begin = meetings.size();
        if (!is_alive(*history_, i)) {
            continue;
        }
        for (MopIndex mop = table_->begin[i]; mop < table_->begin[i + 1]; ++mop) {
            const bool is_final = table_->has(mop, is_write) && !table_->has(mop, is_intermediate);
            const bool is_first_read =
                is_ok && table_->has(mop, is_first_of_key) && !table_->has(mop, is_write);
            const KeyIndex key = table_->key[mop];
            const VersionIndex version = is_final || is_first_read ? of(mop) : none;
            if (version == none) {
                continue;
            }
            std::size_t& place = of_key[key];
            if (place >= begin && place < meetings.size() && meetings[place].key == key) {
                meetings[place].last = version;
                continue;
            }
            place = meetings.size();
            meetings.push_back({key, i, version, version});
        }
    }
    return meetings;
}

std::vector<VersionEdge> RegisterVersions::sequential_edges() const {
    // What a process does after an operation that was left open is a new session.
    std::vector<std::uint32_t> session(history_->size());
    for (OperationIndex i = 0; i < history_->size(); ++i) {
        const OperationIndex previous = history_->previous_of_process(i);
        session[i] = previous == no_operation ? i : session[previous];
    }
    std::vector<Meeting> all = meetings();
    std::sort(all.begin(), all.end(), [&](const Meeting& one, const Meeting& other) {
        return std::tuple(session[one.operation], one.key, one.operation) <
               std::tuple(session[other.operation], other.key, other.operation);
    });
    std::vector<VersionEdge> edges;
    for (std::size_t i = 1; i < all.size(); ++i) {
        const Meeting& before = all[i - 1];
        const Meeting& after = all[i];
        if (before.key == after.key && before.last != after.first &&
            session[before.operation] == session[after.operation]) {
            edges.push_back({before.last,
                             after.first,
                             before.operation,
                             after.operation,
                             VersionSource::sequential});
        }
    }
    return edges;
}

std::vector<VersionEdge> RegisterVersions::linearizable_edges() const {
    struct Event {
        KeyIndex key;
        Moment moment;
        std::uint32_t meeting;
        bool is_answer;
    };
    const std::vector<Meeting> all = meetings();
    std::vector<Event> events;
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        const OperationIndex operation = all[i].operation;
        events.push_back({all[i].key, history_->invoked(operation), i, false});
        if (history_->completed(operation) != never) {
            events.push_back({all[i].key, history_->completed(operation), i, true});
        }
    }
    std::sort(events.begin(), events.end(), [](const Event& one, const Event& other) {
        return std::pair(one.key, one.moment) < std::pair(other.key, other.moment);
    });
    // As for the order of real time: only answers that no later operation of the key replaces.
    std::vector<VersionEdge> edges;
    std::vector<std::uint32_t> answered;
    KeyIndex key = none;
    for (const Event& event : events) {
        if (event.key != key) {
            answered.clear();
            key = event.key;
        }
        const Meeting& meeting = all[event.meeting];
        if (event.is_answer) {
            const Moment asked = history_->invoked(meeting.operation);
            std::erase_if(answered, [&](std::uint32_t other) {
                return history_->completed(all[other].operation) < asked;
            });
            answered.push_back(event.meeting);
            continue;
        }
        for (const std::uint32_t other : answered) {
            if (all[other].last != meeting.first) {
                edges.push_back({all[other].last,
                                 meeting.first,
                                 all[other].operation,
                                 meeting.operation,
                                 VersionSource::linearizable});
            }
        }
    }
    return edges;
}

bool RegisterVersions::add(std::vector<VersionEdge> more, Findings& findings, Budget& budget) {
    if (!budget.take(more.size() * sizeof(VersionEdge))) {
        return false;
    }
    const std::size_t old = edges_.size();
    edges_.insert(edges_.end(), more.begin(), more.end());
    std::vector<Dependencies::Arc> arcs;
    arcs.reserve(edges_.size());
    for (const VersionEdge& edge : edges_) {
        arcs.push_back({edge.from, edge.to});
    }
    const auto component_of = strong_components(static_cast<std::uint32_t>(size()), arcs, budget);
    if (!component_of) {
        return false;
    }
    std::vector<bool> is_cyclic(keys_, false);
    std::vector<bool> is_told(size(), false);
    for (const VersionEdge& edge : edges_) {
        const std::uint32_t component = (*component_of)[edge.from];
        if (component != (*component_of)[edge.to] || is_told[component]) {
            continue;
        }
        is_told[component] = true;
        is_cyclic[key_of(edge.from)] = true;
        if (findings.count(Anomaly::cyclic_versions)) {
            tell_cycle(*component_of, component, findings, budget);
        }
    }
    const auto is_out = [&](const VersionEdge& edge) { return is_cyclic[key_of(edge.from)]; };
    edges_.erase(
        std::remove_if(edges_.begin() + static_cast<std::ptrdiff_t>(old), edges_.end(), is_out),
        edges_.end());
    return true;
}

void RegisterVersions::tell_cycle(const std::vector<std::uint32_t>& component_of,
                                  std::uint32_t component,
                                  Findings& findings,
                                  Budget& budget) const {
    std::vector<LocalEdge> inside;
    for (const VersionEdge& edge : edges_) {
        if (component_of[edge.from] == component && component_of[edge.to] == component) {
            inside.push_back({edge.from, edge.to, ww});
        }
    }
    std::sort(inside.begin(), inside.end());
    PathFinder finder(static_cast<std::uint32_t>(size()), inside, budget);
    finder.allow_effort(inside.size() * 2 + 1);
    const LocalEdge closing = inside.front();
    std::vector<LocalEdge> cycle = finder.shortest({.sources = {&closing.to, 1},
                                                    .targets = {&closing.from, 1},
                                                    .kinds = ww,
                                                    .length_max = inside.size()});
    cycle.push_back(closing);
    std::string message = fmt::format("the versions of {} come in no order: ",
                                      plain(*history_, table_->key_names[key_of(closing.from)]));
    std::vector<OperationIndex> operations;
    for (std::size_t i = 0; i < cycle.size(); ++i) {
        const auto known = std::find_if(edges_.begin(), edges_.end(), [&](const VersionEdge& edge) {
            return edge.from == cycle[i].from && edge.to == cycle[i].to;
        });
        message +=
            fmt::format("{}{} before {}", i > 0 ? "; " : "", text(known->from), text(known->to));
        if (known->source != VersionSource::initial) {
            message += fmt::format(", because {}", why(*known));
            operations.push_back(known->first);
            operations.push_back(known->second);
        }
    }
    std::sort(operations.begin(), operations.end());
    operations.erase(std::unique(operations.begin(), operations.end()), operations.end());
    findings.example(Anomaly::cyclic_versions, message + ".", std::move(operations));
}

bool RegisterVersions::sort_edges(Budget& budget) {
    std::sort(edges_.begin(), edges_.end(), [](const auto& one, const auto& other) {
        return std::tuple(one.from, one.to, one.source, one.first, one.second) <
               std::tuple(other.from, other.to, other.source, other.first, other.second);
    });
    const auto is_same = [](const VersionEdge& one, const VersionEdge& other) {
        return one.from == other.from && one.to == other.to;
    };
    edges_.erase(std::unique(edges_.begin(), edges_.end(), is_same), edges_.end());
    begin_.assign(size() + 1, 0);
    for (const VersionEdge& edge : edges_) {
        ++begin_[edge.from + 1];
    }
    for (std::size_t i = 1; i < begin_.size(); ++i) {
        begin_[i] += begin_[i - 1];
    }
    return budget.ask();
}

std::string RegisterVersions::text(VersionIndex version) const {
    return is_initial(version) ? std::string("nil")
                               : plain(*history_, writes_->value[write_of(version)]);
}

std::string RegisterVersions::why(const VersionEdge& edge) const {
    const auto name = [this](OperationIndex operation) { return name_of(*history_, operation); };
    switch (edge.source) {
        case VersionSource::initial: return {};
        case VersionSource::reads_first:
            return fmt::format("{} had read {} when it wrote {}",
                               name(edge.first),
                               text(edge.from),
                               text(edge.to));
        case VersionSource::sequential:
            return fmt::format(
                "process {} met {} in {} before {} in {}",
                plain(*history_, history_->process_name(history_->process(edge.first))),
                text(edge.from),
                name(edge.first),
                text(edge.to),
                name(edge.second));
        case VersionSource::linearizable:
            return fmt::format("{} met {} and was answered before {}, which met {}, was invoked",
                               name(edge.first),
                               text(edge.from),
                               name(edge.second),
                               text(edge.to));
    }
    return {};
}

}  // namespace teacup::model::history::transactions
