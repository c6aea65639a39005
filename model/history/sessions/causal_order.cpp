#include <teacup/model/history/sessions/causal_order.hpp>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <teacup/model/history/sessions/order_graph.hpp>

namespace teacup::model::history::sessions {

namespace {

/// The causal order: session order and reads-from, and what follows from them. As vector clocks:
/// of each access, how many accesses of each session are before it or are it.
class CausalOrder {
public:
    CausalOrder(const History& history, const Accesses& accesses, CausalLevel level, Budget& budget)
        : history_(history),
          accesses_(accesses),
          level_(level),
          budget_(budget),
          graph_(static_cast<std::uint32_t>(accesses.all.size())) {}

    void judge(Judgement& judgement);

private:
    void add_direct_edges();
    /// Sources first; fewer than all when there is a cycle.
    [[nodiscard]] std::vector<std::uint32_t> sorted() const;
    void set_clock(std::uint32_t access);
    [[nodiscard]] std::uint32_t* clock(std::uint32_t access) {
        return &clocks_[std::size_t{access} * accesses_.sessions.size()];
    }
    [[nodiscard]] bool is_before(std::uint32_t one, std::uint32_t other) {
        return one != other &&
               clock(other)[accesses_.all[one].session] > accesses_.all[one].position;
    }
    void look_at(std::uint32_t read);
    void report_cycle(std::string_view anomaly, Judgement& judgement);

    const History& history_;
    const Accesses& accesses_;
    CausalLevel level_;
    Budget& budget_;
    OrderGraph graph_;
    std::vector<std::uint32_t> clocks_;
    /// Writes of each session to each key, in order.
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> writes_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> init_reads_;  ///< Write, read.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> old_reads_;
};

void CausalOrder::add_direct_edges() {
    for (const auto& session : accesses_.sessions) {
        for (std::size_t i = 1; i < session.size(); ++i) {
            graph_.add({session[i - 1], session[i], Why::session, true});
        }
    }
    for (std::uint32_t i = 0; i < accesses_.all.size(); ++i) {
        if (accesses_.all[i].from != none) {
            graph_.add({accesses_.all[i].from, i, Why::read_from, true});
        }
    }
}

std::vector<std::uint32_t> CausalOrder::sorted() const {
    const std::size_t count = accesses_.all.size();
    std::vector<std::uint32_t> waits_for(count);
    std::vector<std::vector<std::uint32_t>> readers(count);
    std::vector<std::uint32_t> ready;
    for (std::uint32_t i = 0; i < count; ++i) {
        const Access& access = accesses_.all[i];
        waits_for[i] = (access.position > 0 ? 1U : 0U) + (access.from != none ? 1U : 0U);
        if (access.from != none) {
            readers[access.from].push_back(i);
        }
        if (waits_for[i] == 0) {
            ready.push_back(i);
        }
    }
    for (std::size_t next = 0; next < ready.size(); ++next) {
        const Access& access = accesses_.all[ready[next]];
        const auto& session = accesses_.sessions[access.session];
        const auto release = [&](std::uint32_t follower) {
            if (--waits_for[follower] == 0) {
                ready.push_back(follower);
            }
        };
        std::for_each(readers[ready[next]].begin(), readers[ready[next]].end(), release);
        if (access.position + 1 < session.size()) {
            release(session[access.position + 1]);
        }
    }
    return ready;
}

void CausalOrder::set_clock(std::uint32_t number) {
    const Access& access = accesses_.all[number];
    std::uint32_t* own = clock(number);
    const auto join = [&](std::uint32_t other) {
        const std::uint32_t* known = clock(other);
        for (std::size_t i = 0; i < accesses_.sessions.size(); ++i) {
            own[i] = std::max(own[i], known[i]);
        }
    };
    if (access.position > 0) {
        join(accesses_.sessions[access.session][access.position - 1]);
    }
    if (access.from != none) {
        join(access.from);
    }
    own[access.session] = access.position + 1;
}

// Of each session only the last write that the read could know matters: what comes before the
// others comes before it.
void CausalOrder::look_at(std::uint32_t read) {
    const Access& reader = accesses_.all[read];
    for (std::uint32_t session = 0; session < accesses_.sessions.size(); ++session) {
        const std::uint32_t known = clock(read)[session];
        const auto list = known == 0 ? writes_.end() : writes_.find({session, reader.key});
        if (list == writes_.end()) {
            continue;
        }
        const auto after = std::lower_bound(
            list->second.begin(), list->second.end(), known, [&](std::uint32_t w, std::uint32_t n) {
                return accesses_.all[w].position < n;
            });
        if (after == list->second.begin()) {
            continue;
        }
        const std::uint32_t last = *std::prev(after);
        if (reader.from == none) {
            init_reads_.emplace_back(last, read);
        } else if (is_before(reader.from, last)) {
            old_reads_.emplace_back(last, read);
        } else if (last != reader.from) {
            graph_.add({last, reader.from, Why::overwritten, true, read});
        }
    }
}

void CausalOrder::report_cycle(std::string_view anomaly, Judgement& judgement) {
    std::uint64_t count = 0;
    const std::vector<OrderEdge> cycle = graph_.find_cycle(count);
    if (cycle.empty()) {
        return;
    }
    HistoryFinding finding{.anomaly = std::string(anomaly),
                           .message = "operations would have to come before themselves:"};
    finding.cycle = tell_cycle(history_, accesses_, cycle);
    for (const CycleEdge& edge : finding.cycle) {
        finding.message += fmt::format(" {};", edge.sentence);
        finding.operations.push_back(edge.from);
    }
    finding.message.pop_back();
    judgement.findings.push_back(std::move(finding));
}

void CausalOrder::judge(Judgement& judgement) {
    const std::size_t bytes =
        accesses_.all.size() * (accesses_.sessions.size() * sizeof(std::uint32_t) + 128);
    if (!budget_.take(bytes)) {
        budget_.give_back(bytes);
        judgement.reason = std::string(to_string(budget_.stopped()));
        return;
    }
    add_direct_edges();
    const std::vector<std::uint32_t> order = sorted();
    if (order.size() < accesses_.all.size()) {
        report_cycle("CyclicCO", judgement);
        budget_.give_back(bytes);
        return;
    }
    clocks_.assign(accesses_.all.size() * accesses_.sessions.size(), 0);
    for (const std::uint32_t access : order) {
        set_clock(access);
    }
    for (const auto& session : accesses_.sessions) {
        for (const std::uint32_t access : session) {
            if (accesses_.all[access].is_write) {
                writes_[{accesses_.all[access].session, accesses_.all[access].key}].push_back(
                    access);
            }
        }
    }
    for (std::uint32_t i = 0; i < accesses_.all.size(); ++i) {
        if (!budget_.step()) {
            judgement.reason = std::string(to_string(budget_.stopped()));
            break;
        }
        const bool is_thin_air = std::binary_search(
            accesses_.thin_air.begin(), accesses_.thin_air.end(), accesses_.all[i].operation);
        if (!accesses_.all[i].is_write && !is_thin_air) {
            look_at(i);
        }
    }
    const auto name = [&](std::uint32_t access) {
        return name_of(history_, accesses_.all[access]);
    };
    if (!init_reads_.empty()) {
        const auto& [write, read] = init_reads_.front();
        judgement.findings.push_back(
            {.anomaly = "WriteCOInitRead",
             .message = fmt::format("{} read the initial value, although {} is in its causal past",
                                    name(read),
                                    name(write)),
             .operations = {accesses_.all[read].operation, accesses_.all[write].operation},
             .count = init_reads_.size()});
    }
    if (!old_reads_.empty()) {
        const auto& [write, read] = old_reads_.front();
        const std::uint32_t from = accesses_.all[read].from;
        judgement.findings.push_back(
            {.anomaly = "WriteCORead",
             .message = fmt::format("{} read what {} wrote, although {} is in its causal past and "
                                    "overwrote that: it comes causally after it",
                                    name(read),
                                    name(from),
                                    name(write)),
             .operations = {accesses_.all[read].operation,
                            accesses_.all[write].operation,
                            accesses_.all[from].operation},
             .count = old_reads_.size()});
    }
    if (level_ == CausalLevel::convergent && judgement.findings.empty()) {
        report_cycle("CyclicCF", judgement);
    }
    budget_.give_back(bytes);
}

}  // namespace

void find_causal_anomalies(const History& history,
                           const Accesses& accesses,
                           CausalLevel level,
                           Budget& budget,
                           Judgement& judgement) {
    CausalOrder(history, accesses, level, budget).judge(judgement);
}

}  // namespace teacup::model::history::sessions
