// A write and the reads of its value form a cluster; so do the reads of nil. In any linearisation a
// cluster stands together, so one comes before another as soon as one of its operations precedes
// one of the other's: its first completion comes before the other's last invocation. There is a
// linearisation exactly when no read precedes its write and the order of clusters has no cycle;
// clusters are taken out one by one, each when nothing left must come before it.
#include <teacup/model/history/linearizable/unique_writes.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

namespace teacup::model::history {

namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

class Clusters {
public:
    Clusters(const History& history,
             std::span<const PartOperation> operations,
             std::span<const RegisterCall> calls)
        : history_(history), operations_(operations), calls_(calls) {}

    /// False: writes are not unique.
    [[nodiscard]] bool gather();
    [[nodiscard]] Decision decide();

private:
    using Time = std::int64_t;
    static constexpr Time before_all = -1;

    struct Cluster {
        std::uint32_t write = none;             ///< none: the cluster of nil.
        std::vector<std::uint32_t> reads = {};  ///< In order of invocation.
        Time first_completion = never;
        Time last_invocation = before_all;
        std::uint32_t last_invoked = none;  ///< The operation.
        std::uint32_t waits_for = 0;        ///< Clusters, for ties of a process.
        bool is_free_in_time = false;
        std::uint32_t left = none;  ///< Neighbours in order of first completion.
        std::uint32_t right = none;
    };

    void add(std::uint32_t cluster, std::uint32_t place);
    [[nodiscard]] std::uint32_t find_impossible_read() const;
    /// An operation that its process did before its own write, or none.
    [[nodiscard]] std::uint32_t add_ties();
    void link_by_completion();
    void free_in_time(std::uint32_t cluster);
    void free_those_that_may_come(std::size_t& next);
    void take_out(std::uint32_t cluster, Decision& decision);
    [[nodiscard]] std::uint32_t to_blame() const;

    const History& history_;
    std::span<const PartOperation> operations_;
    std::span<const RegisterCall> calls_;
    std::vector<Cluster> clusters_;
    std::vector<std::uint32_t> cluster_of_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ties_;  ///< Clusters: before, after.
    std::vector<std::uint32_t> by_invocation_;
    std::vector<std::uint32_t> ready_;
    std::uint32_t first_ = none;  ///< The cluster left with the first completion.
};

void Clusters::add(std::uint32_t cluster, std::uint32_t place) {
    Cluster& joined = clusters_[cluster];
    const PartOperation& operation = operations_[place];
    cluster_of_[place] = cluster;
    if (operation.is_required()) {
        joined.first_completion = std::min<Time>(joined.first_completion, operation.completed);
    }
    if (joined.last_invocation < Time{operation.invoked}) {
        joined.last_invocation = operation.invoked;
        joined.last_invoked = place;
    }
}

bool Clusters::gather() {
    std::unordered_map<std::uint32_t, std::uint32_t> writer;  // Of a value; looked up only.
    clusters_.emplace_back();
    clusters_[0].first_completion = before_all;
    writer.emplace(static_cast<std::uint32_t>(nil), 0);
    cluster_of_.assign(operations_.size(), none);
    for (std::uint32_t i = 0; i < operations_.size(); ++i) {
        if (calls_[i].kind >= RegisterCall::Kind::cas) {
            return false;
        }
        if (calls_[i].kind == RegisterCall::Kind::write) {
            const auto number = static_cast<std::uint32_t>(clusters_.size());
            if (!writer.try_emplace(static_cast<std::uint32_t>(calls_[i].to), number).second) {
                return false;
            }
            clusters_.emplace_back();
            clusters_.back().write = i;
            add(number, i);
        }
    }
    for (std::uint32_t i = 0; i < operations_.size(); ++i) {
        if (calls_[i].kind == RegisterCall::Kind::read) {
            const auto place = writer.find(static_cast<std::uint32_t>(calls_[i].from));
            if (place != writer.end()) {
                clusters_[place->second].reads.push_back(i);
                add(place->second, i);
            }
        }
    }
    return true;
}

std::uint32_t Clusters::find_impossible_read() const {
    std::uint32_t found = none;
    for (std::uint32_t i = 0; i < operations_.size(); ++i) {
        if (calls_[i].kind != RegisterCall::Kind::read) {
            continue;
        }
        const std::uint32_t write = cluster_of_[i] == none ? none : clusters_[cluster_of_[i]].write;
        const bool is_impossible =
            cluster_of_[i] == none ||
            (write != none && operations_[i].completed < operations_[write].invoked);
        if (is_impossible &&
            (found == none || operations_[i].completed < operations_[found].completed)) {
            found = i;
        }
    }
    return found;
}

std::uint32_t Clusters::add_ties() {
    std::vector<std::uint32_t> last(history_.processes(), none);
    for (std::uint32_t i = 0; i < operations_.size(); ++i) {
        std::uint32_t& before =
            last[static_cast<std::size_t>(history_.process(operations_[i].index))];
        if (before != none && operations_[before].completed > operations_[i].invoked) {
            const std::uint32_t cluster = cluster_of_[i];
            if (cluster_of_[before] != cluster) {
                ties_.emplace_back(cluster_of_[before], cluster);
                ++clusters_[cluster].waits_for;
            } else if (clusters_[cluster].write == i) {
                return before;
            }
        }
        if (operations_[i].is_required()) {
            before = i;
        }
    }
    std::sort(ties_.begin(), ties_.end());
    return none;
}

void Clusters::link_by_completion() {
    std::vector<std::uint32_t> by_completion;
    for (std::uint32_t i = 0; i < clusters_.size(); ++i) {
        by_completion.push_back(i);
    }
    by_invocation_ = by_completion;
    std::sort(by_completion.begin(), by_completion.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::pair(clusters_[a].first_completion, a) <
               std::pair(clusters_[b].first_completion, b);
    });
    std::sort(by_invocation_.begin(), by_invocation_.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::pair(clusters_[a].last_invocation, a) <
               std::pair(clusters_[b].last_invocation, b);
    });
    first_ = by_completion.front();
    for (std::size_t i = 1; i < by_completion.size(); ++i) {
        clusters_[by_completion[i]].left = by_completion[i - 1];
        clusters_[by_completion[i - 1]].right = by_completion[i];
    }
}

void Clusters::free_in_time(std::uint32_t cluster) {
    if (!std::exchange(clusters_[cluster].is_free_in_time, true) &&
        clusters_[cluster].waits_for == 0) {
        ready_.push_back(cluster);
    }
}

/// Nothing must come before a cluster that was last asked before any other was first answered.
void Clusters::free_those_that_may_come(std::size_t& next) {
    const Cluster& first = clusters_[first_];
    while (next < by_invocation_.size() &&
           clusters_[by_invocation_[next]].last_invocation <= first.first_completion) {
        free_in_time(by_invocation_[next++]);
    }
    if (first.right == none || first.last_invocation <= clusters_[first.right].first_completion) {
        free_in_time(first_);
    }
}

void Clusters::take_out(std::uint32_t taken, Decision& decision) {
    const Cluster& cluster = clusters_[taken];
    if (cluster.write != none) {
        decision.order.push_back(cluster.write);
    }
    decision.order.insert(decision.order.end(), cluster.reads.begin(), cluster.reads.end());
    if (cluster.left != none) {
        clusters_[cluster.left].right = cluster.right;
    } else {
        first_ = cluster.right;
    }
    if (cluster.right != none) {
        clusters_[cluster.right].left = cluster.left;
    }
    for (auto tie = std::lower_bound(ties_.begin(), ties_.end(), std::pair(taken, 0U));
         tie != ties_.end() && tie->first == taken;
         ++tie) {
        if (--clusters_[tie->second].waits_for == 0 && clusters_[tie->second].is_free_in_time) {
            ready_.push_back(tie->second);
        }
    }
}

// Two clusters must come before each other. Of their last operations the one that was told later
// shows it.
std::uint32_t Clusters::to_blame() const {
    std::uint32_t blamed = none;
    for (const std::uint32_t cluster : {first_, clusters_[first_].right}) {
        const std::uint32_t place = cluster == none ? none : clusters_[cluster].last_invoked;
        if (place != none && operations_[place].is_required() &&
            (blamed == none || operations_[blamed].completed < operations_[place].completed)) {
            blamed = place;
        }
    }
    for (std::uint32_t cluster = first_; blamed == none && cluster != none;
         cluster = clusters_[cluster].right) {
        for (const std::uint32_t read : clusters_[cluster].reads) {
            blamed = read;
        }
    }
    return blamed;
}

Decision Clusters::decide() {
    Decision decision;
    const std::uint32_t impossible = find_impossible_read();
    const std::uint32_t early = impossible == none ? add_ties() : impossible;
    if (early != none) {
        decision.to_blame = early;
        return decision;
    }
    link_by_completion();
    std::size_t next = 0;
    while (first_ != none) {
        free_those_that_may_come(next);
        if (ready_.empty()) {
            decision.order.clear();
            decision.to_blame = to_blame();
            return decision;
        }
        const std::uint32_t taken = ready_.back();
        ready_.pop_back();
        take_out(taken, decision);
    }
    decision.is_linearizable = true;
    return decision;
}

}  // namespace

std::optional<Decision> decide_unique_writes(const History& history,
                                             std::span<const PartOperation> operations,
                                             std::span<const RegisterCall> calls) {
    Clusters clusters(history, operations, calls);
    if (!clusters.gather()) {
        return std::nullopt;
    }
    return clusters.decide();
}

}  // namespace teacup::model::history
