// The total-queue checker of Jepsen: what goes in comes out, in whatever order.

#include <algorithm>

#include <fmt/format.h>

#include <teacup/model/history/checkers/support.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::checkers {

namespace {

/// One value's way through the queue.
struct Item {
    std::uint64_t attempts = 0;      ///< Enqueues that may have happened.
    std::uint64_t acknowledged = 0;  ///< Of those, ok before the last drain began.
    std::uint64_t ok = 0;
    std::uint64_t dequeued = 0;
    Moment first_attempt = never;
    OperationIndex enqueue = no_operation;
    OperationIndex failed = no_operation;
    OperationIndex dequeue = no_operation;  ///< The last one.
};

struct Tally {
    std::uint64_t judged = 0;
    std::uint64_t attempts = 0;
    std::uint64_t acknowledged = 0;
    std::uint64_t ok = 0;
    std::uint64_t recovered = 0;
    bool is_drained = true;
};

class TotalQueue {
public:
    TotalQueue(const History& history, const KeyGroup& group)
        : history_(history),
          group_(group),
          is_enqueue_(history, {"enqueue"}),
          is_drain_(history, {"drain"}),
          elements_(history.values()) {}

    void judge(bool is_drained_at_end, Findings& findings, Tally& tally) {
        for (const OperationIndex i : group_.operations) {
            if (is_drain_(i) && history_.outcome(i) == Outcome::ok) {
                drain_ = i;
            }
            const bool is_unanswered = history_.outcome(i) >= Outcome::info && !is_enqueue_(i);
            open_dequeues_ += is_unanswered ? 1U : 0U;
            open_drains_ += is_unanswered && is_drain_(i) ? 1U : 0U;
        }
        for (const OperationIndex i : group_.operations) {
            if (is_enqueue_(i)) {
                note_enqueue(i, is_drained_at_end);
            }
        }
        for (const OperationIndex i : group_.operations) {
            if (!is_enqueue_(i) && history_.outcome(i) == Outcome::ok) {
                note_dequeues(i, findings, tally);
            }
        }
        tell_duplicated(findings);
        if (drain_ == no_operation && !is_drained_at_end) {
            tally.is_drained = false;
        } else {
            tell_lost(findings);
        }
        for (const Item& item : items_) {
            tally.attempts += item.attempts;
            tally.acknowledged += item.ok;
            const std::uint64_t came_out = std::min(item.dequeued, item.attempts);
            tally.ok += came_out;
            tally.recovered += came_out - std::min(came_out, item.ok);
        }
    }

private:
    void note_enqueue(OperationIndex enqueue, bool is_drained_at_end) {
        const std::uint32_t number = elements_.number(history_.argument(enqueue));
        if (number == items_.size()) {
            items_.emplace_back();
        }
        Item& item = items_[number];
        if (history_.outcome(enqueue) == Outcome::fail) {
            item.failed = enqueue;
            return;
        }
        ++item.attempts;
        item.first_attempt = std::min(item.first_attempt, history_.invoked(enqueue));
        item.enqueue = enqueue;
        if (history_.outcome(enqueue) == Outcome::ok) {
            ++item.ok;
            const bool is_before_drain =
                drain_ != no_operation && history_.precedes(enqueue, drain_);
            item.acknowledged += is_drained_at_end || is_before_drain ? 1U : 0U;
        }
    }

    void note_dequeues(OperationIndex dequeue, Findings& findings, Tally& tally) {
        const ValueTable& values = history_.values();
        ++tally.judged;
        if (!is_drain_(dequeue)) {
            if (history_.result(dequeue) != nil) {  // nil: it was empty.
                note_dequeue(dequeue, history_.result(dequeue), findings);
            }
            return;
        }
        for (const ValueId value : elements_of(values, history_.result(dequeue))) {
            note_dequeue(dequeue, value, findings);
        }
    }

    void note_dequeue(OperationIndex dequeue, ValueId value, Findings& findings) {
        const std::uint32_t number = elements_.find(value);
        if (number != Elements::none &&
            items_[number].first_attempt < history_.completed(dequeue)) {
            ++items_[number].dequeued;
            items_[number].dequeue = dequeue;
            return;
        }
        findings.add("unexpected", [&] {
            const OperationIndex failed =
                number == Elements::none ? no_operation : items_[number].failed;
            HistoryFinding finding{
                .message = fmt::format("{}{} came out of the queue, {}",
                                       group_.prefix(history_),
                                       history_.print(value),
                                       failed != no_operation
                                           ? "but its enqueue failed"
                                           : "which nobody had asked to enqueue by then"),
                .operations = {dequeue}};
            if (failed != no_operation) {
                finding.operations.push_back(failed);
            }
            return finding;
        });
    }

    void tell_duplicated(Findings& findings) const {
        for (std::uint32_t i = 0; i < items_.size(); ++i) {
            const Item& item = items_[i];
            if (item.dequeued <= item.attempts) {
                continue;
            }
            findings.add("duplicated", [&] {
                return HistoryFinding{
                    .message = fmt::format("{}{} came out of the queue {} times, but was "
                                           "enqueued at most {} times",
                                           group_.prefix(history_),
                                           history_.print(elements_[i]),
                                           item.dequeued,
                                           item.attempts),
                    .operations = {item.dequeue, item.enqueue}};
            });
        }
    }

    void tell_lost(Findings& findings) const {
        std::vector<ValueId> missing;
        std::uint64_t copies = 0;
        HistoryFinding finding;
        for (std::uint32_t i = 0; i < items_.size(); ++i) {
            const Item& item = items_[i];
            if (item.acknowledged > item.dequeued) {
                copies += item.acknowledged - item.dequeued;
                missing.push_back(elements_[i]);
                finding.operations.push_back(item.enqueue);
            }
        }
        // Each unanswered dequeue may have taken one of them, an unanswered drain all.
        if (copies <= open_dequeues_ || open_drains_ > 0) {
            return;
        }
        constexpr std::size_t operations_max = 20;
        finding.operations.resize(std::min(finding.operations.size(), operations_max));
        if (drain_ != no_operation) {
            finding.operations.push_back(drain_);
        }
        finding.message =
            fmt::format("{}enqueued with success before the last drain, and never came out: {}",
                        group_.prefix(history_),
                        few_of(history_, missing));
        if (open_dequeues_ > 0) {
            finding.message += fmt::format(
                "; {} dequeues that were never answered may hold as many of them, no more",
                open_dequeues_);
        }
        finding.count = copies - open_dequeues_;
        findings.add_many("lost", std::move(finding));
    }

    const History& history_;
    const KeyGroup& group_;
    FunctionIs is_enqueue_;
    FunctionIs is_drain_;
    Elements elements_;
    std::vector<Item> items_;
    OperationIndex drain_ = no_operation;  ///< The last ok one.
    std::uint64_t open_dequeues_ = 0;
    std::uint64_t open_drains_ = 0;
};

Judgement check(const History& history, const CheckContext& context) {
    Findings findings;
    Tally tally;
    for (const KeyGroup& group : by_key(history, context.budget)) {
        if (!context.budget.ask()) {
            break;
        }
        TotalQueue(history, group).judge(context.options.boolean("drained"), findings, tally);
    }
    const std::uint64_t lost = findings.count("lost");
    const std::uint64_t unexpected = findings.count("unexpected");
    const std::uint64_t duplicated = findings.count("duplicated");
    Judgement judgement = std::move(findings).judgement(
        tally.judged, "nothing was dequeued, so nobody knows what the queue held", context.budget);
    judgement.figures = {{"attempted", fmt::to_string(tally.attempts)},
                         {"acknowledged", fmt::to_string(tally.acknowledged)},
                         {"ok", fmt::to_string(tally.ok)},
                         {"recovered", fmt::to_string(tally.recovered)},
                         {"lost", fmt::to_string(lost)},
                         {"unexpected", fmt::to_string(unexpected)},
                         {"duplicated", fmt::to_string(duplicated)}};
    if (!tally.is_drained) {
        judgement.holes.push_back(
            {"the queue was never drained, so nobody can tell what was lost in it"});
    }
    return judgement;
}

const ModelRegistrar registrar{
    {.name = "total_queue",
     .meaning = "What was enqueued comes out once, in any order, and nothing else does.",
     .functions = {{.name = "enqueue",
                    .argument = "an element",
                    .result = "anything",
                    .wrong = wrong_missing_argument},
                   {.name = "dequeue", .argument = "nothing", .result = "an element"},
                   {.name = "drain",
                    .argument = "nothing",
                    .result = "a list of elements, until it was empty",
                    .wrong = wrong_collection_result}},
     .options = {{.name = "drained",
                  .type = OptionType::boolean,
                  .default_value = false,
                  .meaning = "The history ends with an empty queue even without a drain.",
                  .example = "true"}},
     .check = check,
     .anomalies = {"lost", "duplicated", "unexpected"},
     .generate = generate::generate_total_queue}};

}  // namespace

}  // namespace teacup::model::history::checkers
