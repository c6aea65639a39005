// Epochs, terms and sequence numbers: what was told once is never told smaller later.

#include <map>
#include <optional>

#include <fmt/format.h>

#include <teacup/model/history/checkers/support.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::checkers {

namespace {

/// The largest number that was told so far, and by which operation.
using Largest = std::optional<OperationIndex>;

class Monotonic {
public:
    Monotonic(const History& history, const KeyGroup& group)
        : history_(history), group_(group), is_next_(history, {"next"}) {
        for (const OperationIndex i : group.operations) {
            if (history.outcome(i) == Outcome::ok) {
                operations_.push_back(i);
            }
        }
    }
    [[nodiscard]] std::uint64_t judged() const { return operations_.size(); }

    /// Each process for itself; its order ends at an operation that stays open.
    void judge_processes(Findings& findings) const {
        std::map<ProcessIndex, Largest> largest;
        for (const OperationIndex i : group_.operations) {
            Largest& known = largest[history_.process(i)];
            if (history_.outcome(i) >= Outcome::info) {
                known.reset();
            } else if (history_.outcome(i) == Outcome::ok) {
                compare(known, i, true, findings);
                keep(known, i);
            }
        }
    }

    /// All processes together, in the order of real time.
    void judge_all(Findings& findings) const {
        Largest largest;
        std::map<OperationIndex, Largest> before;
        std::map<ProcessIndex, Largest> own;  // Orders what a process did within one instant.
        for (const Occurrence& event : occurrences(history_, operations_)) {
            const OperationIndex i = event.operation;
            if (!event.is_completion) {
                before[i] = largest;
                continue;
            }
            Largest& known = before[i];
            Largest& of_process = own[history_.process(i)];
            if (of_process) {
                keep(known, *of_process);
            }
            compare(known, i, false, findings);
            before.erase(i);
            keep(largest, i);
            keep(of_process, i);
        }
        judge_repeats(findings);
    }

private:
    /// Numbers that `next` hands out are all different, even where operations overlap.
    void judge_repeats(Findings& findings) const {
        std::map<std::int64_t, OperationIndex> owners;
        for (const OperationIndex i : operations_) {
            if (!is_next_(i)) {
                continue;
            }
            const auto [place, is_new] = owners.try_emplace(number(i), i);
            if (!is_new) {
                tell_repeated(place->second, i, findings);
            }
        }
    }

    [[nodiscard]] std::int64_t number(OperationIndex i) const {
        return history_.values().as_integer(history_.result(i));
    }

    void keep(Largest& largest, OperationIndex i) const {
        if (!largest || number(i) > number(*largest)) {
            largest = i;
        }
    }

    /// `tells_repeats`: also of two `next`, of which judge_repeats() tells otherwise.
    void compare(const Largest& before,
                 OperationIndex i,
                 bool tells_repeats,
                 Findings& findings) const {
        if (!before || number(i) > number(*before)) {
            return;
        }
        if (number(i) < number(*before)) {
            findings.add("backwards", [&] {
                return HistoryFinding{.message = fmt::format("{}{} was told after {}",
                                                             group_.prefix(history_),
                                                             number(i),
                                                             number(*before)),
                                      .operations = {*before, i}};
            });
        } else if (is_next_(i) && (tells_repeats || !is_next_(*before))) {
            tell_repeated(*before, i, findings);
        }
    }

    void tell_repeated(OperationIndex one, OperationIndex other, Findings& findings) const {
        findings.add("repeated", [&] {
            return HistoryFinding{
                .message = fmt::format("{}next handed out {}, which had been told before",
                                       group_.prefix(history_),
                                       number(other)),
                .operations = {one, other}};
        });
    }

    const History& history_;
    const KeyGroup& group_;
    FunctionIs is_next_;
    std::vector<OperationIndex> operations_;  ///< Ok ones.
};

Judgement check(const History& history, const CheckContext& context) {
    const bool is_global = context.options.text("scope") == "global";
    Findings findings;
    std::uint64_t judged = 0;
    for (const KeyGroup& group : by_key(history, context.budget)) {
        if (!context.budget.ask()) {
            break;
        }
        const Monotonic monotonic(history, group);
        if (is_global) {
            monotonic.judge_all(findings);
        } else {
            monotonic.judge_processes(findings);
        }
        judged += monotonic.judged();
    }
    return std::move(findings).judgement(judged, "no operation succeeded", context.budget);
}

const ModelRegistrar registrar{
    {.name = "monotonic",
     .meaning = "Epochs and sequence numbers never go back, and no number is handed out twice.",
     .functions = {{.name = "next",
                    .argument = "nothing",
                    .result = "an integer larger than any told before",
                    .wrong = wrong_integer_result},
                   {.name = "read",
                    .argument = "nothing",
                    .result = "an integer",
                    .wrong = wrong_integer_result}},
     .options = {{.name = "scope",
                  .type = OptionType::choice,
                  .default_value = std::string("process"),
                  .meaning = "Whether each process for itself must see numbers rise, or all "
                             "together in real time.",
                  .example = "\"global\"",
                  .words = {"process", "global"}}},
     .check = check,
     .anomalies = {"backwards", "repeated"},
     .generate = generate::generate_monotonic}};

}  // namespace

}  // namespace teacup::model::history::checkers
