// The set-full checker of Jepsen: each element is followed through all reads.

#include <algorithm>

#include <fmt/format.h>

#include <teacup/model/history/checkers/support.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::checkers {

namespace {

/// The life of one element.
struct Element {
    /// Since when it must be there: its add ended with ok, or a read that held it ended.
    Moment known_at = never;
    OperationIndex known_by = no_operation;
    Moment attempted_at = never;                ///< The first add that did not fail.
    OperationIndex add = no_operation;          ///< The first add of it, failed or not.
    OperationIndex held_by = no_operation;      ///< The read that began last of those that hold it.
    OperationIndex missed_by = no_operation;    ///< ... of those that began after it was known.
    std::uint32_t read_stamp = Elements::none;  ///< The last read that was seen to hold it.
};

struct Tally {
    std::uint64_t judged = 0;
    std::uint64_t stable = 0;
    std::uint64_t stale = 0;
    std::uint64_t never_read = 0;
    /// From being known to the last read that missed it, of elements that became visible.
    std::vector<std::int64_t> delays_ns;
};

/// One key's set.
class FullSet {
public:
    FullSet(const History& history, const KeyGroup& group, bool is_stale_wrong)
        : history_(history),
          group_(group),
          is_stale_wrong_(is_stale_wrong),
          elements_(history.values()) {}

    void judge(Findings& findings, Budget& budget, Tally& tally) {
        const FunctionIs is_read(history_, {"read"});
        for (const OperationIndex i : group_.operations) {
            if (is_read(i)) {
                if (history_.outcome(i) == Outcome::ok && history_.result(i) != nil) {
                    reads_.push_back(i);
                }
            } else {
                note_add(i);
            }
        }
        if (reads_.empty()) {
            return;
        }
        for (const OperationIndex read : reads_) {
            if (!budget.step()) {
                return;
            }
            note_read(read, findings);
        }
        find_misses(budget);
        if (budget.stopped() != Stop::none) {
            return;
        }
        tally.judged += group_.operations.size();
        for (std::uint32_t i = 0; i < life_.size(); ++i) {
            conclude(i, findings, tally);
        }
    }

private:
    Element& element(ValueId value) {
        const std::uint32_t number = elements_.number(value);
        if (number == life_.size()) {
            life_.emplace_back();
        }
        return life_[number];
    }

    void note_add(OperationIndex add) {
        Element& one = element(history_.argument(add));
        if (one.add == no_operation || history_.outcome(one.add) == Outcome::fail) {
            one.add = add;
        }
        if (history_.outcome(add) == Outcome::fail) {
            return;
        }
        one.attempted_at = std::min(one.attempted_at, history_.invoked(add));
        if (history_.outcome(add) == Outcome::ok) {
            note_known(one, add);
        }
    }

    void note_known(Element& one, OperationIndex by) const {
        if (history_.completed(by) < one.known_at) {
            one.known_at = history_.completed(by);
            one.known_by = by;
        }
    }

    void note_read(OperationIndex read, Findings& findings) {
        for (const ValueId value : elements_of(history_.values(), history_.result(read))) {
            Element& one = element(value);
            if (one.read_stamp == read) {
                tell_duplicated(value, read, findings);
                continue;
            }
            one.read_stamp = read;
            if (one.attempted_at == never || one.attempted_at > history_.completed(read)) {
                tell_unexpected(value, one, read, findings);
                continue;
            }
            note_known(one, read);
            one.held_by = read;  // Reads come in the order in which they began.
        }
    }

    /// For each element the last read that misses it although it was known. From the last read
    /// back: what a read must hold is what was known when it began, so that the cost is that of
    /// the elements which the reads do hold, and of each element once more.
    void find_misses(Budget& budget) {
        std::vector<std::uint32_t> open(life_.size());
        for (std::uint32_t i = 0; i < open.size(); ++i) {
            open[i] = i;
            life_[i].read_stamp = Elements::none;
        }
        std::sort(open.begin(), open.end(), [this](std::uint32_t one, std::uint32_t other) {
            return life_[one].known_at > life_[other].known_at;
        });
        std::size_t begin = 0;  // What became known after the reads to come is behind us.
        for (auto read = reads_.rbegin(); read != reads_.rend(); ++read) {
            while (begin < open.size() && life_[open[begin]].known_at >= history_.invoked(*read)) {
                ++begin;
            }
            if (begin == open.size() || !budget.step()) {
                return;
            }
            for (const ValueId value : elements_of(history_.values(), history_.result(*read))) {
                life_[elements_.find(value)].read_stamp = *read;
            }
            const auto is_missed = [&](std::uint32_t i) {
                if (life_[i].read_stamp != *read) {
                    life_[i].missed_by = *read;
                    return true;
                }
                return false;
            };
            const auto from = open.begin() + static_cast<std::ptrdiff_t>(begin);
            open.erase(std::remove_if(from, open.end(), is_missed), open.end());
        }
    }

    void conclude(std::uint32_t number, Findings& findings, Tally& tally) const {
        const Element& one = life_[number];
        if (one.known_at == never) {
            return;
        }
        const bool is_missed = one.missed_by != no_operation;
        const bool is_held_later =
            one.held_by != no_operation && (!is_missed || one.held_by > one.missed_by);
        if (is_missed && !is_held_later) {
            tell_lost(number, findings);
            return;
        }
        if (one.held_by == no_operation) {
            ++tally.never_read;
            return;
        }
        ++tally.stable;
        if (history_.has_times()) {
            tally.delays_ns.push_back(is_missed ? history_.invoke_time_ns(one.missed_by) -
                                                      history_.completion_time_ns(one.known_by)
                                                : 0);
        }
        if (is_missed) {
            ++tally.stale;
            tell_stale(number, findings);
        }
    }

    void tell_duplicated(ValueId value, OperationIndex read, Findings& findings) const {
        findings.add("duplicated", [&] {
            return HistoryFinding{.message = fmt::format("{}one read holds {} more than once",
                                                         group_.prefix(history_),
                                                         history_.print(value)),
                                  .operations = {read}};
        });
    }

    void tell_unexpected(ValueId value,
                         const Element& one,
                         OperationIndex read,
                         Findings& findings) const {
        findings.add("unexpected", [&] {
            const bool has_failed =
                one.add != no_operation && history_.outcome(one.add) == Outcome::fail;
            HistoryFinding finding{
                .message = fmt::format(
                    "{}a read holds {}, {}",
                    group_.prefix(history_),
                    history_.print(value),
                    has_failed ? "but its add failed" : "which nobody had asked to add by then"),
                .operations = {read}};
            if (one.add != no_operation) {
                finding.operations.push_back(one.add);
            }
            return finding;
        });
    }

    /// "3 was added" or "3 was read", and by whom.
    [[nodiscard]] std::string known(std::uint32_t number) const {
        const bool is_added = life_[number].known_by == life_[number].add;
        return fmt::format("{}{} was {}",
                           group_.prefix(history_),
                           history_.print(elements_[number]),
                           is_added ? "added with success" : "already read");
    }

    void tell_lost(std::uint32_t number, Findings& findings) const {
        findings.add("lost", [&] {
            const Element& one = life_[number];
            HistoryFinding finding{
                .message = fmt::format("{}, but a read that began later does not hold it, and no "
                                       "read that began after that one does",
                                       known(number)),
                .operations = {one.known_by, one.missed_by}};
            if (one.held_by != no_operation && one.held_by != one.known_by) {
                finding.operations.push_back(one.held_by);
            }
            return finding;
        });
    }

    void tell_stale(std::uint32_t number, Findings& findings) const {
        if (!is_stale_wrong_) {
            return;
        }
        findings.add("stale", [&] {
            const Element& one = life_[number];
            return HistoryFinding{
                .message = fmt::format(
                    "{}, but a read that began later does not hold it; a still later one does",
                    known(number)),
                .operations = {one.known_by, one.missed_by, one.held_by}};
        });
    }

    const History& history_;
    const KeyGroup& group_;
    bool is_stale_wrong_;
    Elements elements_;
    std::vector<Element> life_;
    std::vector<OperationIndex> reads_;  ///< Ok ones, in the order in which they began.
};

/// "p50 0 ns, p99 3 ms ..." of the times that elements took to become visible.
void add_delays(Judgement& judgement, std::vector<std::int64_t> delays_ns) {
    if (delays_ns.empty()) {
        return;
    }
    std::sort(delays_ns.begin(), delays_ns.end());
    for (const auto& [name, per_cent] : {std::pair{"visible after p50 (ns)", 50},
                                         {"visible after p95 (ns)", 95},
                                         {"visible after p99 (ns)", 99},
                                         {"visible after max (ns)", 100}}) {
        const std::size_t rank = (delays_ns.size() * static_cast<std::size_t>(per_cent) + 99) / 100;
        judgement.figures.emplace_back(name, fmt::to_string(delays_ns[rank - 1]));
    }
}

Judgement check(const History& history, const CheckContext& context) {
    Findings findings;
    Tally tally;
    for (const KeyGroup& group : by_key(history, context.budget)) {
        if (!context.budget.ask()) {
            break;
        }
        FullSet(history, group, context.options.boolean("linearizable"))
            .judge(findings, context.budget, tally);
    }
    const std::uint64_t lost = findings.count("lost");
    Judgement judgement = std::move(findings).judgement(
        tally.judged, "no read succeeded, so nobody knows what the set held", context.budget);
    judgement.figures = {{"stable", fmt::to_string(tally.stable)},
                         {"lost", fmt::to_string(lost)},
                         {"stale", fmt::to_string(tally.stale)},
                         {"never read", fmt::to_string(tally.never_read)}};
    add_delays(judgement, std::move(tally.delays_ns));
    return judgement;
}

const ModelRegistrar registrar{
    {.name = "set_full",
     .meaning = "An element that is known to be in the set stays visible to all later reads.",
     .functions = {{.name = "add",
                    .argument = "an element",
                    .result = "anything",
                    .wrong = wrong_missing_argument},
                   {.name = "read",
                    .argument = "nothing",
                    .result = "a list or set of elements",
                    .wrong = wrong_collection_result}},
     .options = {{.name = "linearizable",
                  .type = OptionType::boolean,
                  .default_value = false,
                  .meaning =
                      "A read that misses a known element is wrong even if later ones do not.",
                  .example = "true"}},
     .check = check,
     .anomalies = {"lost", "duplicated", "unexpected"},
     .generate = generate::generate_set_full}};

}  // namespace

}  // namespace teacup::model::history::checkers
