#include <teacup/model/history/transactions/rw_register.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace teacup::model::history::transactions {

bool RwRegister::infer(Findings& findings, Dependencies& dependencies, Budget& budget) {
    if (!budget.take(table_.key.size() * (Dependencies::bytes_per_edge + 4) +
                     versions_.size() * 12)) {
        return false;
    }
    first_of_key_.assign(table_.key_names.size(), none);
    updated_.assign(versions_.size(), no_operation);
    for (OperationIndex i = 0; i < history_.size(); ++i) {
        if (history_.outcome(i) == Outcome::ok) {
            judge(i, findings, dependencies);
        }
        if (!budget.step()) {
            return false;
        }
    }
    index_readers();
    return add_version_edges(dependencies, budget);
}

void RwRegister::judge(OperationIndex operation, Findings& findings, Dependencies& dependencies) {
    for (MopIndex mop = table_.begin[operation]; mop < table_.begin[operation + 1]; ++mop) {
        MopIndex& first = first_of_key_[table_.key[mop]];
        first = table_.has(mop, is_first_of_key) ? mop : first;
        if (!table_.has(mop, is_write)) {
            judge_read(operation, mop, findings, dependencies);
        } else if (table_.has(mop, is_first_write) && !table_.has(first, is_write)) {
            judge_update(operation, first, mop, findings);
        }
    }
}

void RwRegister::judge_read(OperationIndex operation,
                            MopIndex read,
                            Findings& findings,
                            Dependencies& dependencies) {
    const MopIndex before = table_.previous[read];
    if (before != none && table_.value[before] != table_.value[read] &&
        findings.count(Anomaly::internal)) {
        findings.example(Anomaly::internal,
                         fmt::format("{} read {} as {}, although it had just {} {}.",
                                     name(operation),
                                     key_name(read),
                                     value_text(read),
                                     table_.has(before, is_write) ? "written" : "read it as",
                                     value_text(before)),
                         {operation});
    }
    const VersionIndex version = versions_.of(read);
    if (version == none) {
        if (findings.count(Anomaly::garbage_read)) {
            findings.example(Anomaly::garbage_read,
                             fmt::format("{} read {} as {}, which nobody ever wrote.",
                                         name(operation),
                                         key_name(read),
                                         value_text(read)),
                             {operation});
        }
        return;
    }
    if (versions_.is_initial(version)) {
        return;
    }
    judge_source(operation, read, versions_.write_of(version), findings);
    const OperationIndex writer = versions_.writer_of(version);
    if (is_outer_read(read) && is_alive(history_, writer)) {
        dependencies.add(writer, operation, wr);
    }
}

void RwRegister::judge_source(OperationIndex operation,
                              MopIndex read,
                              WriteIndex write,
                              Findings& findings) const {
    const OperationIndex writer = writes_.operation[write];
    const auto tell = [&](Anomaly anomaly, std::string_view what) {
        if (findings.count(anomaly)) {
            findings.example(anomaly,
                             fmt::format("{} read {} as {}, which {} {}.",
                                         name(operation),
                                         key_name(read),
                                         value_text(read),
                                         writer == operation ? std::string("it") : name(writer),
                                         what),
                             writer == operation ? std::vector<OperationIndex>{operation}
                                                 : std::vector<OperationIndex>{operation, writer});
        }
    };
    if (!is_alive(history_, writer)) {
        tell(Anomaly::g1a, "wrote, and failed");
    } else if (writer == operation) {
        if (writes_.mop[write] > read) {
            tell(Anomaly::future_read, "wrote only after that");
        }
    } else if (table_.has(writes_.mop[write], is_intermediate)) {
        tell(Anomaly::g1b, "wrote and then replaced");
    }
}

/// A transaction that reads a version and writes the next.
void RwRegister::judge_update(OperationIndex operation,
                              MopIndex read,
                              MopIndex write,
                              Findings& findings) {
    const VersionIndex version = versions_.of(read);
    if (version == none) {
        return;
    }
    const OperationIndex writer = versions_.writer_of(version);
    if (writer != no_operation && !is_alive(history_, writer) &&
        findings.count(Anomaly::dirty_update)) {
        findings.example(
            Anomaly::dirty_update,
            fmt::format("{} wrote {} to {} on top of {}, which {} had written although "
                        "it failed.",
                        name(operation),
                        value_text(write),
                        key_name(read),
                        value_text(read),
                        name(writer)),
            {operation, writer});
    }
    OperationIndex& other = updated_[version];
    if (other == no_operation) {
        other = operation;
    } else if (findings.count(Anomaly::lost_update)) {
        findings.example(
            Anomaly::lost_update,
            fmt::format("{} and {} both read {} as {} and wrote to it: one of them did "
                        "not see the other.",
                        name(other),
                        name(operation),
                        key_name(read),
                        value_text(read)),
            {other, operation});
    }
}

void RwRegister::index_readers() {
    readers_begin_.assign(versions_.size() + 1, 0);
    const auto for_each_read = [this](auto&& use) {
        for (OperationIndex i = 0; i < history_.size(); ++i) {
            for (MopIndex mop = table_.begin[i]; mop < table_.begin[i + 1]; ++mop) {
                const VersionIndex version = is_outer_read(mop) ? versions_.of(mop) : none;
                if (version != none) {
                    use(version, i);
                }
            }
        }
    };
    for_each_read([this](VersionIndex version, OperationIndex) { ++readers_begin_[version + 1]; });
    for (std::size_t i = 1; i < readers_begin_.size(); ++i) {
        readers_begin_[i] += readers_begin_[i - 1];
    }
    readers_.resize(readers_begin_.back());
    std::vector<std::size_t> next(readers_begin_.begin(), readers_begin_.end() - 1);
    for_each_read([&](VersionIndex version, OperationIndex operation) {
        readers_[next[version]++] = operation;
    });
}

std::vector<bool> RwRegister::has_predecessor() const {
    std::vector<bool> has(versions_.size(), false);
    for (VersionIndex version = 0; version < versions_.size(); ++version) {
        if (!versions_.is_initial(version) && versions_.is_installed(version)) {
            for (const VersionEdge& edge : versions_.after(version)) {
                has[edge.to] = true;
            }
        }
    }
    return has;
}

/// From whoever wrote or read a version to whoever wrote one that comes after it. Of the initial
/// version only those come next that come after no other: the others follow.
bool RwRegister::add_version_edges(Dependencies& dependencies, Budget& budget) const {
    const std::vector<bool> has_earlier = has_predecessor();
    const auto counts = [&](const VersionEdge& edge) {
        return versions_.is_installed(edge.to) &&
               !(versions_.is_initial(edge.from) && has_earlier[edge.to]);
    };
    std::size_t edges = 0;
    for (VersionIndex version = 0; version < versions_.size(); ++version) {
        for (const VersionEdge& edge : versions_.after(version)) {
            edges += counts(edge) ? 1 + readers_begin_[version + 1] - readers_begin_[version] : 0;
        }
    }
    if (!budget.take(edges * Dependencies::bytes_per_edge)) {
        return false;
    }
    dependencies.reserve(dependencies.size() + edges);
    for (VersionIndex version = 0; version < versions_.size(); ++version) {
        for (const VersionEdge& edge : versions_.after(version)) {
            if (!counts(edge)) {
                continue;
            }
            const OperationIndex writer = versions_.writer_of(edge.to);
            if (!versions_.is_initial(version) && versions_.is_installed(version)) {
                dependencies.add(versions_.writer_of(version), writer, ww);
            }
            for (std::size_t i = readers_begin_[version]; i < readers_begin_[version + 1]; ++i) {
                dependencies.add(readers_[i], writer, rw);
            }
        }
        if (!budget.step()) {
            return false;
        }
    }
    return true;
}

std::vector<Explainer::Reason> RwRegister::explain(const Dependency& edge) const {
    std::vector<Reason> reasons;
    const OperationIndex teller = edge.kind == wr ? edge.to : edge.from;
    for (MopIndex mop = table_.begin[teller]; mop < table_.begin[teller + 1]; ++mop) {
        const bool is_final = table_.has(mop, is_write) && !table_.has(mop, is_intermediate);
        if (edge.kind == ww ? is_final : edge.kind == rw && is_outer_read(mop)) {
            explain_order(edge, mop, reasons);
            continue;
        }
        const VersionIndex version =
            edge.kind == wr && is_outer_read(mop) ? versions_.of(mop) : none;
        if (version != none && versions_.writer_of(version) == edge.from) {
            reasons.push_back({table_.key[mop],
                               fmt::format("{} read {} as {}, which {} had written",
                                           name(edge.to),
                                           key_name(mop),
                                           value_text(mop),
                                           name(edge.from))});
        }
    }
    return reasons;
}

void RwRegister::explain_order(const Dependency& edge,
                               MopIndex from,
                               std::vector<Reason>& reasons) const {
    const VersionIndex version = versions_.of(from);
    if (version == none) {
        return;
    }
    for (const VersionEdge& next : versions_.after(version)) {
        if (versions_.writer_of(next.to) != edge.to || !versions_.is_installed(next.to)) {
            continue;
        }
        const std::string why = versions_.why(next);
        reasons.push_back({table_.key[from],
                           edge.kind == ww
                               ? fmt::format("{} wrote {} to {} after {} had written {}: {}",
                                             name(edge.to),
                                             versions_.text(next.to),
                                             key_name(from),
                                             name(edge.from),
                                             value_text(from),
                                             why)
                               : fmt::format("{} read {} as {}, before {} wrote {}{}{}",
                                             name(edge.from),
                                             key_name(from),
                                             value_text(from),
                                             name(edge.to),
                                             versions_.text(next.to),
                                             why.empty() ? "" : ": ",
                                             why)});
        return;
    }
}

}  // namespace teacup::model::history::transactions
