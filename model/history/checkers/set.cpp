// The set checker of Jepsen: elements are added, and a last read tells what is there.

#include <fmt/format.h>

#include <teacup/model/history/checkers/support.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::checkers {

namespace {

/// What is known of one element.
struct Element {
    OperationIndex acknowledged = no_operation;  ///< An add that ended before the read began.
    OperationIndex attempted = no_operation;     ///< One that may have happened before it ended.
    OperationIndex failed = no_operation;
};

/// One key's set, judged by its last read.
class LastRead {
public:
    LastRead(const History& history, const KeyGroup& group)
        : history_(history), group_(group), elements_(history.values()) {}

    [[nodiscard]] bool find(const FunctionIs& is_read) {
        for (const OperationIndex i : group_.operations) {
            if (is_read(i) && history_.outcome(i) == Outcome::ok && history_.result(i) != nil) {
                read_ = i;
            }
        }
        return read_ != no_operation;
    }

    void judge(const FunctionIs& is_add, Findings& findings) {
        for (const OperationIndex i : group_.operations) {
            if (is_add(i)) {
                note(i);
            }
        }
        std::vector<bool> is_read(known_.size());
        for (const ValueId value : elements_of(history_.values(), history_.result(read_))) {
            const std::uint32_t number = elements_.find(value);
            if (number == Elements::none || known_[number].attempted == no_operation) {
                tell_unexpected(value, number, findings);
                continue;
            }
            is_read[number] = true;
            ++found;
            recovered += known_[number].acknowledged == no_operation ? 1U : 0U;
        }
        for (std::uint32_t i = 0; i < known_.size(); ++i) {
            if (!is_read[i] && known_[i].acknowledged != no_operation) {
                tell_lost(i, findings);
            }
        }
        attempted = known_.size();
    }

    std::uint64_t attempted = 0;
    std::uint64_t found = 0;
    std::uint64_t recovered = 0;

private:
    void note(OperationIndex add) {
        const std::uint32_t number = elements_.number(history_.argument(add));
        if (number == known_.size()) {
            known_.emplace_back();
        }
        Element& element = known_[number];
        if (history_.outcome(add) == Outcome::fail) {
            element.failed = add;
            return;
        }
        if (history_.invoked(add) < history_.completed(read_)) {
            element.attempted = add;
        }
        if (history_.outcome(add) == Outcome::ok && history_.precedes(add, read_)) {
            element.acknowledged = add;
        }
    }

    void tell_unexpected(ValueId value, std::uint32_t number, Findings& findings) const {
        findings.add("unexpected", [&] {
            HistoryFinding finding{.operations = {read_}};
            const OperationIndex failed =
                number == Elements::none ? no_operation : known_[number].failed;
            if (failed != no_operation) {
                finding.operations.push_back(failed);
            }
            finding.message =
                fmt::format("{}the last read holds {}, {}",
                            group_.prefix(history_),
                            history_.print(value),
                            failed != no_operation ? "but its add failed"
                                                   : "which nobody had asked to add by then");
            return finding;
        });
    }

    void tell_lost(std::uint32_t number, Findings& findings) const {
        findings.add("lost", [&] {
            return HistoryFinding{
                .message = fmt::format("{}{} was added with success before the last read began, "
                                       "but that read does not hold it",
                                       group_.prefix(history_),
                                       history_.print(elements_[number])),
                .operations = {known_[number].acknowledged, read_}};
        });
    }

    const History& history_;
    const KeyGroup& group_;
    Elements elements_;
    std::vector<Element> known_;
    OperationIndex read_ = no_operation;
};

Judgement check(const History& history, const CheckContext& context) {
    const FunctionIs is_read(history, {"read"});
    const FunctionIs is_add(history, {"add"});
    Findings findings;
    std::uint64_t judged = 0;
    std::uint64_t attempted = 0;
    std::uint64_t found = 0;
    std::uint64_t recovered = 0;
    for (const KeyGroup& group : by_key(history, context.budget)) {
        LastRead last_read(history, group);
        if (!context.budget.ask()) {
            break;
        }
        if (last_read.find(is_read)) {
            last_read.judge(is_add, findings);
            judged += group.operations.size();
            attempted += last_read.attempted;
            found += last_read.found;
            recovered += last_read.recovered;
        }
    }
    const std::uint64_t lost = findings.count("lost");
    const std::uint64_t unexpected = findings.count("unexpected");
    Judgement judgement = std::move(findings).judgement(
        judged, "no read succeeded, so nobody knows what the set held", context.budget);
    judgement.figures = {{"attempted", fmt::to_string(attempted)},
                         {"ok", fmt::to_string(found)},
                         {"recovered", fmt::to_string(recovered)},
                         {"lost", fmt::to_string(lost)},
                         {"unexpected", fmt::to_string(unexpected)}};
    return judgement;
}

const ModelRegistrar registrar{
    {.name = "set",
     .meaning = "What was added with success is in the last read, and nothing else is.",
     .functions = {{.name = "add",
                    .argument = "an element",
                    .result = "anything",
                    .wrong = wrong_missing_argument},
                   {.name = "read",
                    .argument = "nothing",
                    .result = "a list or set of elements",
                    .wrong = wrong_collection_result}},
     .check = check,
     .anomalies = {"lost", "unexpected"},
     .generate = generate::generate_set}};

}  // namespace

}  // namespace teacup::model::history::checkers
