// The queue checker of Jepsen: every dequeue must come from somewhere. No order is judged.

#include <fmt/format.h>

#include <teacup/model/history/checkers/support.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::checkers {

namespace {

/// How often a value may have gone in and did come out, up to now.
struct Item {
    std::uint64_t in = 0;
    std::uint64_t out = 0;
    OperationIndex enqueue = no_operation;
    OperationIndex dequeue = no_operation;
};

/// Every enqueue that did not fail counts from its invocation on, every dequeue from its answer on:
/// the most lenient order there is, and the same one for all.
class Queue {
public:
    Queue(const History& history, const KeyGroup& group)
        : history_(history),
          group_(group),
          is_enqueue_(history, {"enqueue"}),
          is_drain_(history, {"drain"}),
          elements_(history.values()) {}

    void judge(Findings& findings, Budget& budget, std::uint64_t& judged) {
        for (const Occurrence& event : occurrences(history_, group_.operations)) {
            if (!budget.step()) {
                return;
            }
            const OperationIndex i = event.operation;
            if (is_enqueue_(i)) {
                if (!event.is_completion && history_.outcome(i) != Outcome::fail) {
                    Item& item = item_of(history_.argument(i));
                    ++item.in;
                    item.enqueue = i;
                }
                continue;
            }
            if (event.is_completion && history_.outcome(i) == Outcome::ok) {
                ++judged;
                dequeue(i, findings);
            }
        }
    }

private:
    void dequeue(OperationIndex i, Findings& findings) {
        if (!is_drain_(i)) {
            if (history_.result(i) != nil) {
                take_out(i, history_.result(i), findings);
            }
            return;
        }
        for (const ValueId value : elements_of(history_.values(), history_.result(i))) {
            take_out(i, value, findings);
        }
    }

    void take_out(OperationIndex i, ValueId value, Findings& findings) {
        Item& item = item_of(value);
        if (++item.out <= item.in) {
            item.dequeue = i;
            return;
        }
        const bool is_known = item.in > 0;
        findings.add(is_known ? "duplicated" : "unexpected", [&] {
            HistoryFinding finding{.operations = {i}};
            if (!is_known) {
                finding.message =
                    fmt::format("{}{} came out of the queue, but until then nobody had put it in",
                                group_.prefix(history_),
                                history_.print(value));
                return finding;
            }
            finding.message = fmt::format(
                "{}{} came out of the queue {} times, but until then had gone in at most {} times",
                group_.prefix(history_),
                history_.print(value),
                item.out,
                item.in);
            finding.operations.push_back(item.dequeue);
            finding.operations.push_back(item.enqueue);
            return finding;
        });
        if (item.dequeue == no_operation) {
            item.dequeue = i;
        }
    }

    Item& item_of(ValueId value) {
        const std::uint32_t number = elements_.number(value);
        if (number == items_.size()) {
            items_.emplace_back();
        }
        return items_[number];
    }

    const History& history_;
    const KeyGroup& group_;
    FunctionIs is_enqueue_;
    FunctionIs is_drain_;
    Elements elements_;
    std::vector<Item> items_;
};

Judgement check(const History& history, const CheckContext& context) {
    Findings findings;
    std::uint64_t judged = 0;
    for (const KeyGroup& group : by_key(history, context.budget)) {
        Queue(history, group).judge(findings, context.budget, judged);
    }
    Judgement judgement =
        std::move(findings).judgement(judged, "no dequeue succeeded", context.budget);
    judgement.figures = {{"dequeues", fmt::to_string(judged)}};
    return judgement;
}

const ModelRegistrar registrar{
    {.name = "queue",
     .meaning = "What is dequeued had been enqueued before, and comes out no more often.",
     .functions = {{.name = "enqueue",
                    .argument = "an element",
                    .result = "anything",
                    .wrong = wrong_missing_argument},
                   {.name = "dequeue", .argument = "nothing", .result = "an element"},
                   {.name = "drain",
                    .argument = "nothing",
                    .result = "a list of elements",
                    .wrong = wrong_collection_result}},
     .check = check,
     .anomalies = {"duplicated", "unexpected"},
     .generate = generate::generate_queue}};

}  // namespace

}  // namespace teacup::model::history::checkers
