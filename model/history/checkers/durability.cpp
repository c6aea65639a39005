// What a write was acknowledged for stays readable until another write may have replaced it.

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include <teacup/model/history/checkers/support.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::checkers {

namespace {

/// What is known of one value while time goes by.
struct Value {
    /// The latest end of a write of it that has begun. A read of it is wrong when an acknowledged
    /// write began after that, and ended before the read began.
    std::int64_t write_end = -1;
    OperationIndex write = no_operation;
    OperationIndex failed = no_operation;
};

/// One key's value: a regular register of many writers, which promises least of all.
class Key {
public:
    Key(const History& history, const KeyGroup& group)
        : history_(history),
          group_(group),
          is_read_(history, {"read", "get"}),
          is_delete_(history, {"delete"}),
          values_numbered_(history.values()) {
        value_of(nil).write_end = 0;  // Nothing is there at first, as if written before all else.
    }

    void judge(bool is_last_only, Findings& findings, Budget& budget, std::uint64_t& judged) {
        const OperationIndex last = last_read();
        for (const Occurrence& event : occurrences(history_, group_.operations)) {
            if (!budget.step()) {
                return;
            }
            const OperationIndex i = event.operation;
            if (!is_read_(i)) {
                note_write(i, event.is_completion);
            } else if (history_.outcome(i) == Outcome::ok && (!is_last_only || i == last)) {
                if (!event.is_completion) {
                    newest_at_begin_[i] = newest_;
                    continue;
                }
                ++judged;
                judge_read(i, findings);
                newest_at_begin_.erase(i);
            }
        }
    }

private:
    /// Moments, made so that 0 is before all of them.
    static std::int64_t moment(Moment at) {
        return at == never ? std::numeric_limits<std::int64_t>::max() : std::int64_t{at} + 1;
    }

    [[nodiscard]] OperationIndex last_read() const {
        OperationIndex last = no_operation;
        for (const OperationIndex i : group_.operations) {
            if (is_read_(i) && history_.outcome(i) == Outcome::ok) {
                last = i;
            }
        }
        return last;
    }

    Value& value_of(ValueId value) {
        const std::uint32_t number = values_numbered_.number(value);
        if (number == values_.size()) {
            values_.emplace_back();
        }
        return values_[number];
    }

    void note_write(OperationIndex i, bool is_completion) {
        Value& value = value_of(is_delete_(i) ? nil : history_.argument(i));
        if (history_.outcome(i) == Outcome::fail) {
            value.failed = i;
            return;
        }
        if (!is_completion) {
            if (const std::int64_t end = moment(history_.completed(i)); end > value.write_end) {
                value.write_end = end;
                value.write = i;
            }
        } else if (newest_ == no_operation || i > newest_) {
            newest_ = i;  // Of the acknowledged writes the one that began last.
        }
    }

    void judge_read(OperationIndex i, Findings& findings) {
        const Value& value = value_of(history_.result(i));
        if (value.write_end < 0) {
            tell_unexpected(value, i, findings);
            return;
        }
        const auto place = newest_at_begin_.find(i);
        const OperationIndex newest = place->second;
        if (newest == no_operation || value.write_end > moment(history_.invoked(newest))) {
            return;
        }
        if (history_.result(i) == nil) {
            tell_lost(newest, i, findings);
        } else {
            tell_rolled_back(newest, value, i, findings);
        }
    }

    void tell_unexpected(const Value& value, OperationIndex i, Findings& findings) const {
        findings.add("unexpected", [&] {
            HistoryFinding finding{
                .message = fmt::format("{}a read told {}, {}",
                                       group_.prefix(history_),
                                       history_.print(history_.result(i)),
                                       value.failed != no_operation
                                           ? "but its write failed"
                                           : "which nobody had asked to write by then"),
                .operations = {i}};
            if (value.failed != no_operation) {
                finding.operations.push_back(value.failed);
            }
            return finding;
        });
    }

    void tell_lost(OperationIndex write, OperationIndex i, Findings& findings) const {
        findings.add("lost", [&] {
            return HistoryFinding{
                .message = fmt::format("{}{} was written with success before a read began that "
                                       "found nothing",
                                       group_.prefix(history_),
                                       history_.print(history_.argument(write))),
                .operations = {write, i}};
        });
    }

    void tell_rolled_back(OperationIndex write,
                          const Value& old,
                          OperationIndex i,
                          Findings& findings) const {
        findings.add("rolled-back", [&] {
            const bool is_delete = is_delete_(write);
            return HistoryFinding{
                .message = fmt::format(
                    "{}a read told {}, but after that had been written, {} "
                    "with success, and only then did the read begin",
                    group_.prefix(history_),
                    history_.print(history_.result(i)),
                    is_delete ? std::string("it was deleted")
                              : history_.print(history_.argument(write)) + " was written"),
                .operations = {write, i, old.write}};
        });
    }

    const History& history_;
    const KeyGroup& group_;
    FunctionIs is_read_;
    FunctionIs is_delete_;
    Elements values_numbered_;
    std::vector<Value> values_;
    OperationIndex newest_ = no_operation;
    /// Of each open read; by index, order unseen.
    std::unordered_map<OperationIndex, OperationIndex> newest_at_begin_;
};

Judgement check(const History& history, const CheckContext& context) {
    const bool is_last_only = context.options.text("reads") == "last";
    Findings findings;
    std::uint64_t judged = 0;
    for (const KeyGroup& group : by_key(history, context.budget)) {
        Key(history, group).judge(is_last_only, findings, context.budget, judged);
    }
    Judgement judgement =
        std::move(findings).judgement(judged, "no read succeeded", context.budget);
    judgement.figures = {{"reads", fmt::to_string(judged)}};
    return judgement;
}

const ModelRegistrar registrar{
    {.name = "durability",
     .meaning = "What was written with success stays readable until it is written over.",
     .functions = {{.name = "write",
                    .argument = "a value",
                    .result = "anything",
                    .wrong = wrong_missing_argument},
                   {.name = "put",
                    .argument = "a value",
                    .result = "anything",
                    .wrong = wrong_missing_argument},
                   {.name = "delete", .argument = "nothing", .result = "anything"},
                   {.name = "read", .argument = "nothing", .result = "a value, or nothing"},
                   {.name = "get", .argument = "nothing", .result = "a value, or nothing"}},
     .options = {{.name = "reads",
                  .type = OptionType::choice,
                  .default_value = std::string("all"),
                  .meaning = "Whether each read must find it, or only the last one of a key.",
                  .example = "\"last\"",
                  .words = {"all", "last"}}},
     .check = check,
     .anomalies = {"lost", "rolled-back", "unexpected"},
     .generate = generate::generate_durability}};

}  // namespace

}  // namespace teacup::model::history::checkers
