// The bank of Jepsen: transfers move money, and a read of all accounts finds all of it.

#include <fmt/format.h>

#include <teacup/model/history/checkers/support.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::checkers {

namespace {

__extension__ using Sum = __int128;

/// The balances of a read: the values of a map, or all items of a list.
std::vector<ValueId> balances_of(const ValueTable& values, ValueId read) {
    std::vector<ValueId> balances;
    const auto items = values.items(read);
    const bool is_map = values.kind(read) == ValueKind::map;
    for (std::size_t i = is_map ? 1 : 0; i < items.size(); i += is_map ? 2 : 1) {
        balances.push_back(items[i]);
    }
    return balances;
}

std::string wrong_balances(const History& history, const Operation& one) {
    const ValueTable& values = history.values();
    if (!one.is_ok()) {
        return {};
    }
    if (values.kind(one.result) != ValueKind::map && values.kind(one.result) != ValueKind::list) {
        return fmt::format("read answered {}; it should be a map of accounts to balances",
                           history.print(one.result));
    }
    for (const ValueId balance : balances_of(values, one.result)) {
        if (balance != nil && !values.is_integer(balance)) {
            return fmt::format("read answered the balance {}; it should be an integer",
                               history.print(balance));
        }
    }
    return {};
}

class Bank {
public:
    Bank(const History& history, const CheckContext& context)
        : history_(history), may_be_negative_(context.options.boolean("negative_balances")) {
        if (context.options.has("total")) {
            total_ = context.options.integer("total");
            has_total_ = true;
        }
    }

    void judge(OperationIndex read, Findings& findings) {
        Sum sum = 0;
        bool is_whole = true;
        for (const ValueId balance : balances_of(history_.values(), history_.result(read))) {
            if (balance == nil) {
                is_whole = false;
                tell_nil(read, findings);
                continue;
            }
            const std::int64_t amount = history_.values().as_integer(balance);
            sum += amount;
            if (amount < 0 && !may_be_negative_) {
                tell_negative(read, amount, findings);
            }
        }
        if (!is_whole) {
            return;
        }
        if (!has_total_) {
            has_total_ = true;
            total_ = sum;
            first_ = read;
        }
        if (sum != total_) {
            tell_wrong_total(read, sum, findings);
        }
    }

private:
    void tell_nil(OperationIndex read, Findings& findings) const {
        findings.add("nil-balance", [&] {
            return HistoryFinding{
                .message = fmt::format("a read found an account without balance: {}",
                                       history_.print(history_.result(read))),
                .operations = {read}};
        });
    }

    void tell_negative(OperationIndex read, std::int64_t amount, Findings& findings) const {
        findings.add("negative-balance", [&] {
            return HistoryFinding{.message = fmt::format("a read found a balance of {}: {}",
                                                         amount,
                                                         history_.print(history_.result(read))),
                                  .operations = {read}};
        });
    }

    void tell_wrong_total(OperationIndex read, Sum sum, Findings& findings) const {
        findings.add("wrong-total", [&] {
            HistoryFinding finding{
                .message = fmt::format(
                    "a read found {} in all, but {} {}: {}",
                    sum,
                    first_ == no_operation ? "there should be" : "an earlier read had found",
                    total_,
                    history_.print(history_.result(read))),
                .operations = {read}};
            if (first_ != no_operation) {
                finding.operations.push_back(first_);
            }
            return finding;
        });
    }

    const History& history_;
    bool may_be_negative_;
    Sum total_ = 0;
    bool has_total_ = false;
    OperationIndex first_ = no_operation;  ///< The read that told the total, if no option did.
};

Judgement check(const History& history, const CheckContext& context) {
    const FunctionIs is_read(history, {"read"});
    Findings findings;
    Bank bank(history, context);
    std::uint64_t judged = 0;
    for (OperationIndex i = 0; i < history.size() && context.budget.step(); ++i) {
        if (is_read(i) && history.outcome(i) == Outcome::ok) {
            ++judged;
            bank.judge(i, findings);
        }
    }
    Judgement judgement =
        std::move(findings).judgement(judged, "no read succeeded", context.budget);
    judgement.figures = {{"reads", fmt::to_string(judged)}};
    return judgement;
}

const ModelRegistrar registrar{
    {.name = "bank",
     .meaning = "Transfers keep the total of all accounts, and no balance falls below zero.",
     .functions = {{.name = "transfer",
                    .argument = "{:from a, :to b, :amount n}",
                    .result = "anything"},
                   {.name = "read",
                    .argument = "nothing",
                    .result = "a map of accounts to balances",
                    .wrong = wrong_balances}},
     .options = {{.name = "negative_balances",
                  .type = OptionType::boolean,
                  .default_value = false,
                  .meaning = "Balances may fall below zero.",
                  .example = "true"},
                 {.name = "total",
                  .type = OptionType::integer,
                  .meaning = "What all accounts hold together; if not given, what the first read "
                             "found.",
                  .example = "100",
                  .range = {.minimum = std::numeric_limits<std::int64_t>::min()}}},
     .check = check,
     .anomalies = {"wrong-total", "negative-balance", "nil-balance"},
     .generate = generate::generate_bank}};

}  // namespace

}  // namespace teacup::model::history::checkers
