#include <teacup/model/history/transactions/judging.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <teacup/model/history/transactions/component_graph.hpp>
#include <teacup/model/history/transactions/cycle_search.hpp>

namespace teacup::model::history::transactions {

namespace {

/// Explains nothing: for findings without cycles.
class NoExplainer : public Explainer {
public:
    [[nodiscard]] std::vector<Reason> explain(const Dependency& /*edge*/) const override {
        return {};
    }
};

[[nodiscard]] OperationIndex operation_of(const TransactionTable& table, MopIndex mop) {
    const auto after = std::upper_bound(table.begin.begin(), table.begin.end(), mop);
    return static_cast<OperationIndex>(after - table.begin.begin() - 1);
}

}  // namespace

Option consistency_option() {
    return {.name = "consistency",
            .type = OptionType::choice,
            .default_value = std::string("strict_serializable"),
            .meaning = "the consistency model that the history must not violate",
            .example = "\"serializable\"",
            .words = consistency_model_names()};
}

FunctionShape transaction_shape(const Vocabulary& vocabulary,
                                std::string (*wrong)(const History&, const Operation&)) {
    return {.name = "txn",
            .argument = fmt::format(R"([["r" key nil] ["{}" key value] ...])", vocabulary.write),
            .result = fmt::format(R"([["r" key {}] ["{}" key value] ...])",
                                  vocabulary.is_list_read ? "[value ...]" : "value",
                                  vocabulary.write),
            .wrong = wrong};
}

Judgement Judging::sentence(const Explainer* explainer) const {
    Judgement judgement;
    const AnomalySet found = findings_.found();
    const NoExplainer nothing;
    judgement.findings = findings_.tell(history_, explainer == nullptr ? nothing : *explainer);
    const bool is_violated = is_ruled_out(context_.options.text("consistency"), found);
    judgement.verdict = is_violated ? Verdict::violated : Verdict::passed;
    Boundary boundary = boundary_of(found);
    judgement.violated_models = std::move(boundary.weakest_violated);
    judgement.holding_models = std::move(boundary.strongest_holding);
    for (OperationIndex i = 0; i < history_.size(); ++i) {
        judgement.judged += history_.outcome(i) == Outcome::ok ? 1U : 0U;
    }
    return judgement;
}

Judgement Judging::not_unique(const TransactionTable& table,
                              const Writes& writes,
                              const Vocabulary& vocabulary) const {
    const auto [first, second] = writes.twice;
    Judgement judgement;
    judgement.reason = fmt::format(
        "{} and {} both {} {} to {}; which of them a read saw, nobody can tell: let every write of "
        "a key have a value of its own",
        name_of(history_, operation_of(table, first)),
        name_of(history_, operation_of(table, second)),
        vocabulary.past_verb,
        plain(history_, table.value[first]),
        plain(history_, table.key_names[table.key[first]]));
    return judgement;
}

Judgement Judging::stopped(std::string covered, const Explainer* explainer) const {
    Judgement judgement = sentence(explainer);
    judgement.covered = std::move(covered);
    judgement.holding_models.clear();  // What was not looked at may break any of them.
    if (judgement.verdict != Verdict::violated) {
        judgement.verdict = Verdict::unknown;
        const std::string_view why = to_string(context_.budget.stopped());
        judgement.reason = why.empty() ? std::string("more edges than 32 bits can count") : why;
    }
    return judgement;
}

Judgement Judging::conclude(const TransactionTable& table,
                            Dependencies& dependencies,
                            const Explainer& explainer) {
    Budget& budget = context_.budget;
    const std::size_t edges = dependencies.size();
    const auto graphs = ComponentGraphs::split(history_, dependencies, budget);
    if (!graphs) {
        return stopped("everything but cycles", &explainer);
    }
    std::size_t largest = 0;
    std::size_t cut_short = 0;
    for (std::size_t i = 0; i < graphs->size(); ++i) {
        auto local = graphs->edges(i, budget);
        bool is_done = local.has_value();
        if (is_done) {
            largest = std::max(largest, graphs->members(i).size());
            CycleSearch search(
                history_, graphs->members(i), std::move(*local), explainer, findings_, budget);
            is_done = search.run();
            cut_short += search.is_cut_short() ? 1U : 0U;
        }
        if (!is_done) {
            tell_group(graphs->members(i));
            return stopped(
                fmt::format(
                    "cycles in {} of {} groups of entangled transactions", i, graphs->size()),
                &explainer);
        }
    }
    Judgement judgement = sentence(&explainer);
    count(table, judgement);
    judgement.figures.emplace_back("dependencies", fmt::format("{}", edges));
    judgement.figures.emplace_back("groups with cycles", fmt::format("{}", graphs->size()));
    judgement.figures.emplace_back("transactions in the largest", fmt::format("{}", largest));
    if (!history_.has_invocations()) {
        judgement.holes.push_back(
            {"no invocation was recorded, so the order of real time is not judged"});
    }
    if (cut_short > 0) {
        judgement.holes.push_back(
            {fmt::format("{} groups of entangled transactions are so large that there may be more "
                         "kinds of cycles, and shorter ones, than those shown",
                         cut_short)});
    }
    return judgement;
}

/// What is certain of a group even if the search in it was ended.
void Judging::tell_group(std::span<const OperationIndex> members) {
    if (!findings_.count(Anomaly::cycle_exists)) {
        return;
    }
    const std::vector<OperationIndex> some(
        members.begin(), members.begin() + std::min<std::ptrdiff_t>(std::ssize(members), 12));
    findings_.example(
        Anomaly::cycle_exists,
        fmt::format("{} transactions, the first of them {}, must all come before each "
                    "other; the search for a short cycle was ended by the limits.",
                    members.size(),
                    name_of(history_, members.front())),
        some);
}

void Judging::count(const TransactionTable& table, Judgement& judgement) const {
    std::uint64_t failed = 0;
    std::uint64_t open = 0;
    std::uint64_t reads = 0;
    for (OperationIndex i = 0; i < history_.size(); ++i) {
        failed += history_.outcome(i) == Outcome::fail ? 1U : 0U;
        open += history_.outcome(i) >= Outcome::info ? 1U : 0U;
    }
    for (MopIndex mop = 0; mop < table.key.size(); ++mop) {
        reads += table.has(mop, is_known) && !table.has(mop, is_write) ? 1U : 0U;
    }
    judgement.figures.emplace_back("transactions answered", fmt::format("{}", judgement.judged));
    judgement.figures.emplace_back("transactions failed", fmt::format("{}", failed));
    judgement.figures.emplace_back("transactions of unknown fate", fmt::format("{}", open));
    judgement.figures.emplace_back("keys", fmt::format("{}", table.key_names.size()));
    judgement.figures.emplace_back("reads", fmt::format("{}", reads));
    if (reads == 0 && judgement.verdict == Verdict::passed) {
        judgement.verdict = Verdict::unknown;
        judgement.reason = "no answered transaction read anything, so nothing can be judged";
        judgement.judged = 0;
    }
}

}  // namespace teacup::model::history::transactions
