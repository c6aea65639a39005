// The unique-ids checker of Jepsen: no id is handed out twice.

#include <fmt/format.h>

#include <teacup/model/history/checkers/support.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::checkers {

namespace {

std::string wrong_missing_result(const History& /*history*/, const Operation& one) {
    return one.is_ok() && one.result == nil ? "generate answered no id; its answer should be one"
                                            : "";
}

Judgement check(const History& history, const CheckContext& context) {
    Findings findings;
    std::uint64_t judged = 0;
    std::uint64_t distinct = 0;
    for (const KeyGroup& group : by_key(history, context.budget)) {
        Elements ids(history.values());
        std::vector<OperationIndex> first;
        for (const OperationIndex i : group.operations) {
            if (!context.budget.step()) {
                break;
            }
            if (history.outcome(i) != Outcome::ok) {
                continue;
            }
            ++judged;
            const std::uint32_t number = ids.number(history.result(i));
            if (number == first.size()) {
                first.push_back(i);
                continue;
            }
            findings.add("duplicated", [&] {
                return HistoryFinding{.message = fmt::format("{}the id {} was handed out twice",
                                                             group.prefix(history),
                                                             history.print(history.result(i))),
                                      .operations = {first[number], i}};
            });
        }
        distinct += first.size();
    }
    Judgement judgement =
        std::move(findings).judgement(judged, "no generate succeeded", context.budget);
    judgement.figures = {{"ids", fmt::to_string(judged)}, {"distinct", fmt::to_string(distinct)}};
    return judgement;
}

const ModelRegistrar registrar{{.name = "unique_ids",
                                .meaning = "No id is handed out twice.",
                                .functions = {{.name = "generate",
                                               .argument = "nothing",
                                               .result = "an id",
                                               .wrong = wrong_missing_result}},
                                .check = check,
                                .anomalies = {"duplicated"},
                                .generate = generate::generate_unique_ids}};

}  // namespace

}  // namespace teacup::model::history::checkers
