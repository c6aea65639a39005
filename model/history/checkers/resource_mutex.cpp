// A lock as its resource sees it: two holders must not certainly hold it at one time.

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include <teacup/model/history/checkers/support.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::checkers {

namespace {

/// From the answer to an acquire until its holder asks for the release: held for certain.
struct Hold {
    Moment begin = 0;
    Moment end = 0;
    OperationIndex acquire = no_operation;
    OperationIndex release = no_operation;
};

/// A fencing token as an operation tells it.
struct Token {
    std::int64_t number = 0;
    OperationIndex operation = no_operation;
};

std::string wrong_token(const History& history, const Operation& one) {
    return one.argument == nil ? std::string() : wrong_integer_argument(history, one);
}

class ResourceMutex {
public:
    ResourceMutex(const History& history, const KeyGroup& group)
        : history_(history),
          group_(group),
          is_acquire_(history, {"acquire"}),
          is_release_(history, {"release"}),
          is_use_(history, {"use"}) {}

    void judge(bool may_overlap, Findings& findings, Budget& budget, std::uint64_t& judged) {
        if (!budget.ask()) {
            return;
        }
        for (const OperationIndex i : group_.operations) {
            judged += history_.outcome(i) == Outcome::ok ? 1U : 0U;
        }
        if (!may_overlap) {
            tell_overlaps(findings);
        }
        judge_tokens("acquire", is_acquire_, true, findings);
        judge_tokens("use", is_use_, false, findings);
    }

private:
    [[nodiscard]] std::vector<Hold> holds() const {
        std::vector<Hold> holds;
        std::map<ProcessIndex, OperationIndex> held;
        // A release that nobody heard of may take effect at any later time, and end any later hold.
        std::set<ProcessIndex> may_be_released;
        for (const OperationIndex i : group_.operations) {
            const ProcessIndex process = history_.process(i);
            if (is_acquire_(i) && history_.outcome(i) == Outcome::ok) {
                if (may_be_released.find(process) == may_be_released.end()) {
                    held.insert_or_assign(process, i);  // It may have lost and found it again.
                }
            } else if (is_release_(i)) {
                if (history_[i].is_open()) {
                    may_be_released.insert(process);
                }
                const auto place = held.find(process);
                if (place == held.end()) {
                    continue;
                }
                const Hold hold{.begin = history_.completed(place->second),
                                .end = history_.invoked(i),
                                .acquire = place->second,
                                .release = i};
                // Who fails to release it may have lost it before.
                if (hold.begin < hold.end && history_.outcome(i) != Outcome::fail) {
                    holds.push_back(hold);
                }
                held.erase(place);
            }
        }
        // Who never asked for a release may have lost the lock in whatever way: no interval.
        std::sort(holds.begin(), holds.end(), [](const Hold& one, const Hold& other) {
            return one.begin < other.begin;
        });
        return holds;
    }

    void tell_overlaps(Findings& findings) const {
        // The two holds of different processes that end last: one of them is another's.
        std::optional<Hold> last;
        std::optional<Hold> last_of_others;
        for (const Hold& hold : holds()) {
            const ProcessIndex process = history_.process(hold.acquire);
            const bool is_own = last && history_.process(last->acquire) == process;
            const std::optional<Hold>& other = is_own ? last_of_others : last;
            if (other && other->end > hold.begin) {
                tell_overlap(*other, hold, findings);
            }
            if (!last || hold.end > last->end) {
                if (last && !is_own) {
                    last_of_others = last;
                }
                last = hold;
            } else if (!is_own && (!last_of_others || hold.end > last_of_others->end)) {
                last_of_others = hold;
            }
        }
    }

    void tell_overlap(const Hold& one, const Hold& other, Findings& findings) const {
        findings.add("overlap", [&] {
            const auto name = [&](const Hold& hold) {
                return history_.print(history_.process_name(history_.process(hold.acquire)));
            };
            return HistoryFinding{
                .message = fmt::format("{}process {} got the lock while process {} held it: {} "
                                       "had been told so and had not yet asked for its release",
                                       group_.prefix(history_),
                                       name(other),
                                       name(one),
                                       name(one)),
                .operations = {one.acquire, other.acquire, one.release, other.release}};
        });
    }

    [[nodiscard]] std::optional<std::int64_t> token_of(OperationIndex i) const {
        const ValueTable& values = history_.values();
        // An answer that repeats the question is no token.
        const ValueId value = is_use_(i)                                   ? history_.argument(i)
                              : history_.result(i) == history_.argument(i) ? nil
                                                                           : history_.result(i);
        return values.is_integer(value) ? std::optional(values.as_integer(value)) : std::nullopt;
    }

    /// Of two operations that do not overlap, the later one has no smaller token; nor the same
    /// one, where tokens are handed out.
    void judge_tokens(std::string_view name,
                      const FunctionIs& is_one,
                      bool are_unique,
                      Findings& findings) const {
        std::vector<OperationIndex> operations;
        std::map<std::int64_t, OperationIndex> owners;
        for (const OperationIndex i : group_.operations) {
            if (!is_one(i) || history_.outcome(i) != Outcome::ok || !token_of(i)) {
                continue;
            }
            operations.push_back(i);
            const auto [place, is_new] = owners.try_emplace(*token_of(i), i);
            if (are_unique && !is_new && history_.process(place->second) != history_.process(i)) {
                tell_reused(place->second, i, findings);
            }
        }
        std::optional<Token> largest;
        std::map<OperationIndex, Token> before;  // The largest token that was told before it began.
        for (const Occurrence& event : occurrences(history_, operations)) {
            const OperationIndex i = event.operation;
            if (!event.is_completion) {
                if (largest) {
                    before.emplace(i, *largest);
                }
                continue;
            }
            const std::int64_t token = *token_of(i);
            if (const auto place = before.find(i);
                place != before.end() && token < place->second.number) {
                tell_backwards(name, i, place->second, findings);
            }
            before.erase(i);
            if (!largest || token > largest->number) {
                largest = Token{.number = token, .operation = i};
            }
        }
    }

    void tell_reused(OperationIndex one, OperationIndex other, Findings& findings) const {
        findings.add("token-reused", [&] {
            return HistoryFinding{.message = fmt::format("{}the fencing token {} was handed out "
                                                         "to two processes",
                                                         group_.prefix(history_),
                                                         *token_of(one)),
                                  .operations = {one, other}};
        });
    }

    void tell_backwards(std::string_view name,
                        OperationIndex i,
                        const Token& earlier,
                        Findings& findings) const {
        const bool is_use = name == "use";
        findings.add(is_use ? "stale-use" : "token-backwards", [&] {
            return HistoryFinding{
                .message = fmt::format(
                    "{}{} with the fencing token {}, by an operation that began after one with "
                    "token {} had ended",
                    group_.prefix(history_),
                    is_use ? "the resource was used" : "the lock was handed out",
                    *token_of(i),
                    earlier.number),
                .operations = {earlier.operation, i}};
        });
    }

    const History& history_;
    const KeyGroup& group_;
    FunctionIs is_acquire_;
    FunctionIs is_release_;
    FunctionIs is_use_;
};

Judgement check(const History& history, const CheckContext& context) {
    Findings findings;
    std::uint64_t judged = 0;
    for (const KeyGroup& group : by_key(history, context.budget)) {
        ResourceMutex(history, group)
            .judge(context.options.boolean("leases"), findings, context.budget, judged);
    }
    return std::move(findings).judgement(judged, "no acquire succeeded", context.budget);
}

const ModelRegistrar registrar{
    {.name = "resource_mutex",
     .meaning = "No two processes certainly hold the lock at one time, and fencing tokens rise.",
     .functions = {{.name = "acquire",
                    .argument = "nothing",
                    .result = "nothing, or a fencing token (an integer)"},
                   {.name = "release", .argument = "nothing", .result = "anything"},
                   {.name = "use",
                    .argument = "nothing, or the fencing token",
                    .result = "anything",
                    .wrong = wrong_token}},
     .options = {{.name = "leases",
                  .type = OptionType::boolean,
                  .default_value = false,
                  .meaning = "Holders may outlive their lease; only fencing tokens are judged.",
                  .example = "true"}},
     .check = check,
     .anomalies = {"overlap", "token-reused", "token-backwards", "stale-use"},
     .generate = generate::generate_resource_mutex}};

}  // namespace

}  // namespace teacup::model::history::checkers
