// The four session guarantees of Terry et al. (Session guarantees for weakly consistent replicated
// data, 1994), for registers whose values are written once. Each asks that some versions of a key
// come before others; it is broken when that contradicts the order that is known otherwise.
//
// Taken as given: the writes of a session to one key follow one another, and follow what the
// session had read of the key before; for monotonic writes and writes follow reads also that what a
// session reads of one key does not go back, since without that nothing can be observed.
#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <teacup/model/history/generate/objects.hpp>
#include <teacup/model/history/sessions/accesses.hpp>
#include <teacup/model/history/sessions/order_graph.hpp>

namespace teacup::model::history::sessions {

namespace {

enum class Guarantee : std::uint8_t {
    read_your_writes,
    monotonic_reads,
    monotonic_writes,
    writes_follow_reads,
};

/// Sees the accesses in order of invocation, session by session, and says what comes before what.
class Judge {
public:
    Judge(const History& history, Guarantee guarantee, Budget& budget)
        : history_(history),
          guarantee_(guarantee),
          budget_(budget),
          accesses_(history),
          graph_(static_cast<std::uint32_t>(accesses_.all.size())) {}

    Judgement judge();

private:
    using KeyOfSession = std::pair<std::uint32_t, std::uint32_t>;
    /// What a session did to one key so far.
    struct Past {
        std::vector<std::uint32_t> writes;
        std::vector<std::uint32_t> bundles;         ///< The i-th stands for the first i + 1 writes.
        std::uint32_t last_read = none;             ///< The write that was read ...
        std::uint32_t last_reader = none;           ///< ... and the read.
        std::map<std::uint32_t, std::size_t> told;  ///< Own write: so many writes are before it.
    };

    void walk(std::uint32_t session);
    void write(Past& past, std::uint32_t access);
    void read(Past& past, std::uint32_t access);
    void see(std::uint32_t session, std::uint32_t write);
    void add_own_writes(Past& past, std::uint32_t access);
    void add_what_came_along(std::uint32_t access);
    void add_older(std::uint32_t older, std::uint32_t reader, Why why, bool is_guaranteed);

    const History& history_;
    Guarantee guarantee_;
    Budget& budget_;
    Accesses accesses_;
    OrderGraph graph_;
    std::map<KeyOfSession, Past> pasts_;
    /// Of the session that walks: how much of each other session it has seen.
    std::map<std::uint32_t, std::uint32_t> seen_;
    /// Of each session and key: positions, and what was last written and read until there.
    struct Mark {
        std::uint32_t position;
        std::uint32_t write;
    };
    std::map<KeyOfSession, std::vector<Mark>> marks_;
    /// Reads of the initial value after something is known that is newer.
    std::vector<OrderEdge> backward_;
};

// `reader` returned something else although it had to know `older`.
void Judge::add_older(std::uint32_t older, std::uint32_t reader, Why why, bool is_guaranteed) {
    const std::uint32_t newer = accesses_.all[reader].from;
    if (older == newer) {
        return;
    }
    if (newer != none) {
        graph_.add({older, newer, why, is_guaranteed, reader});
    } else if (is_guaranteed) {
        backward_.push_back({older, reader, why, true, reader});
    }
}

void Judge::write(Past& past, std::uint32_t access) {
    if (!past.writes.empty()) {
        graph_.add(
            {past.writes.back(), access, Why::session, guarantee_ == Guarantee::monotonic_writes});
    }
    if (past.last_read != none && past.last_read != access) {
        graph_.add({past.last_read,
                    access,
                    Why::read_before,
                    guarantee_ == Guarantee::writes_follow_reads,
                    past.last_reader});
    }
    if (guarantee_ == Guarantee::read_your_writes) {
        const std::uint32_t bundle = graph_.add_bundle();
        graph_.add({access, bundle, Why::bundle, false});
        if (!past.bundles.empty()) {
            graph_.add({past.bundles.back(), bundle, Why::bundle, false});
        }
        past.bundles.push_back(bundle);
    }
    past.writes.push_back(access);
}

// Every own write so far is older than what is read, unless it is what is read.
void Judge::add_own_writes(Past& past, std::uint32_t access) {
    if (past.writes.empty()) {
        return;
    }
    const std::uint32_t from = accesses_.all[access].from;
    const bool is_own =
        from != none && accesses_.all[from].session == accesses_.all[access].session;
    if (!is_own) {
        if (from == none) {
            add_older(past.writes.back(), access, Why::own_write, true);
        } else {
            graph_.add({past.bundles.back(), from, Why::own_write, true, access});
        }
        return;
    }
    std::size_t begin = 0;
    while (begin < past.writes.size() && past.writes[begin] != from) {
        ++begin;
    }
    if (begin == past.writes.size()) {
        return;  // A value of its own future: another checker's matter.
    }
    std::size_t& told = past.told.try_emplace(from, begin + 1).first->second;
    for (; told < past.writes.size(); ++told) {
        add_older(past.writes[told], access, Why::own_write, true);
    }
}

// What another session wrote, or had read, before a write that this session has seen.
void Judge::add_what_came_along(std::uint32_t access) {
    const Access& reader = accesses_.all[access];
    const Why why =
        guarantee_ == Guarantee::monotonic_writes ? Why::came_with : Why::came_with_read;
    for (const auto& [session, position] : seen_) {
        const auto marks = marks_.find({session, reader.key});
        if (marks == marks_.end()) {
            continue;
        }
        const auto& list = marks->second;
        auto after = std::lower_bound(
            list.begin(), list.end(), position, [](const Mark& mark, std::uint32_t wanted) {
                return mark.position < wanted;
            });
        if (after != list.begin()) {
            add_older(std::prev(after)->write, access, why, true);
        }
    }
}

void Judge::see(std::uint32_t session, std::uint32_t write) {
    const Access& seen = accesses_.all[write];
    if (seen.session != session) {
        std::uint32_t& position = seen_.try_emplace(seen.session, 0).first->second;
        position = std::max(position, seen.position);
    }
}

void Judge::read(Past& past, std::uint32_t access) {
    const Access& reader = accesses_.all[access];
    const bool is_along = guarantee_ >= Guarantee::monotonic_writes;
    if (guarantee_ == Guarantee::read_your_writes) {
        add_own_writes(past, access);
    } else if (past.last_read != none) {
        add_older(
            past.last_read, access, Why::read_later, guarantee_ == Guarantee::monotonic_reads);
    }
    if (is_along) {
        if (reader.from != none) {
            see(reader.session, reader.from);
        }
        add_what_came_along(access);
    }
    // A read of nil after something newer is found above; what is known stays known.
    if (reader.from != none) {
        past.last_read = reader.from;
        past.last_reader = access;
    }
}

void Judge::walk(std::uint32_t session) {
    seen_.clear();
    for (const std::uint32_t access : accesses_.sessions[session]) {
        if (!budget_.step()) {
            return;
        }
        const Access& done = accesses_.all[access];
        Past& past = pasts_[{session, done.key}];
        if (done.is_write) {
            write(past, access);
        } else {
            read(past, access);
        }
    }
}

std::string_view name(Guarantee guarantee) {
    switch (guarantee) {
        case Guarantee::read_your_writes: return "read_your_writes";
        case Guarantee::monotonic_reads: return "monotonic_reads";
        case Guarantee::monotonic_writes: return "monotonic_writes";
        case Guarantee::writes_follow_reads: return "writes_follow_reads";
    }
    return "";
}

Judgement Judge::judge() {
    Judgement judgement;
    if (accesses_.has_twins()) {
        judgement.reason = twins_reason(history_, accesses_);
        return judgement;
    }
    for (const Access& access : accesses_.all) {
        const bool is_mark = guarantee_ == Guarantee::monotonic_writes
                                 ? access.is_write
                                 : !access.is_write && access.from != none;
        if (guarantee_ >= Guarantee::monotonic_writes && is_mark) {
            const auto number = static_cast<std::uint32_t>(&access - accesses_.all.data());
            marks_[{access.session, access.key}].push_back(
                {access.position, access.is_write ? number : access.from});
        }
    }
    for (std::uint32_t session = 0; session < accesses_.sessions.size(); ++session) {
        walk(session);
    }
    const std::size_t bytes = graph_.size_bytes();
    if (!budget_.take(bytes) || !budget_.ask()) {
        judgement.reason = std::string(to_string(budget_.stopped()));
        budget_.give_back(bytes);
        return judgement;
    }
    std::uint64_t count = 0;
    const std::vector<OrderEdge> cycle = graph_.find_cycle(count);
    count += backward_.size();
    if (count != 0) {
        HistoryFinding finding{.anomaly = std::string(name(guarantee_)), .count = count};
        const std::vector<OrderEdge>& told =
            backward_.empty() ? cycle : std::vector<OrderEdge>{backward_.front()};
        if (!backward_.empty()) {
            const OrderEdge& edge = backward_.front();
            finding.message = fmt::format("{} read the initial value although it had to know {}",
                                          name_of(history_, accesses_.all[edge.to]),
                                          name_of(history_, accesses_.all[edge.from]));
            finding.operations = {accesses_.all[edge.to].operation,
                                  accesses_.all[edge.from].operation};
        } else {
            finding.cycle = tell_cycle(history_, accesses_, told);
            finding.message = "versions would have to be older than themselves:";
            for (const CycleEdge& edge : finding.cycle) {
                finding.message += fmt::format(" {};", edge.sentence);
                finding.operations.push_back(edge.from);
            }
            finding.message.pop_back();
            if (cycle.front().witness != none) {
                finding.operations.insert(finding.operations.begin(),
                                          accesses_.all[cycle.front().witness].operation);
            }
        }
        judgement.findings.push_back(std::move(finding));
    }
    budget_.give_back(bytes);
    conclude(history_, accesses_, judgement);
    return judgement;
}

template <Guarantee Held>
Judgement check(const History& history, const CheckContext& context) {
    return Judge(history, Held, context.budget).judge();
}

const ModelRegistrar read_your_writes{{
    .name = "read_your_writes",
    .meaning = "session guarantee: a session sees its own writes, or newer ones",
    .functions = access_functions(),
    .check = &check<Guarantee::read_your_writes>,
    .anomalies = {"read_your_writes"},
    .generate = &generate::generate_sessions,
}};
const ModelRegistrar monotonic_reads{{
    .name = "monotonic_reads",
    .meaning = "session guarantee: what a session reads never goes back",
    .functions = access_functions(),
    .check = &check<Guarantee::monotonic_reads>,
    .anomalies = {"monotonic_reads"},
    .generate = &generate::generate_sessions,
}};
const ModelRegistrar monotonic_writes{{
    .name = "monotonic_writes",
    .meaning = "session guarantee: the writes of a session are seen in their order",
    .functions = access_functions(),
    .check = &check<Guarantee::monotonic_writes>,
    .anomalies = {"monotonic_writes"},
    .generate = &generate::generate_sessions,
}};
const ModelRegistrar writes_follow_reads{{
    .name = "writes_follow_reads",
    .meaning = "session guarantee: who sees a write also sees what its session had read before",
    .functions = access_functions(),
    .check = &check<Guarantee::writes_follow_reads>,
    .anomalies = {"writes_follow_reads"},
    .generate = &generate::generate_sessions,
}};

}  // namespace

}  // namespace teacup::model::history::sessions
