// The counter checker of Jepsen: each read lies between what must and what may have been added.

#include <unordered_map>

#include <fmt/format.h>

#include <teacup/model/history/checkers/support.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::checkers {

namespace {

/// Sums of 64-bit numbers do not fit in 64 bits.
__extension__ using Sum = __int128;

/// One key's counter, event after event.
class Counter {
public:
    Counter(const History& history, const KeyGroup& group, std::int64_t initial)
        : history_(history),
          group_(group),
          is_read_(history, {"read"}),
          lower_(initial),
          upper_(initial) {}

    void judge(Findings& findings, Budget& budget, std::uint64_t& judged) {
        for (const Occurrence& event : occurrences(history_, group_.operations)) {
            if (!budget.step()) {
                return;
            }
            const OperationIndex i = event.operation;
            if (!is_read_(i)) {
                note_add(i, event.is_completion);
            } else if (history_.outcome(i) != Outcome::ok) {
                continue;
            } else if (!event.is_completion) {
                begin_read(i);
            } else {
                ++judged;
                end_read(i, findings);
            }
        }
    }

private:
    struct Read {
        /// The counter's value at the read's begin is within [lower, upper]; what is invoked
        /// until its end may come on top.
        Sum lower = 0;
        Sum upper = 0;
        /// The sums of all that was invoked, when the read began.
        Sum risen = 0;
        Sum fallen = 0;
    };

    void note_add(OperationIndex i, bool is_completion) {
        if (history_.outcome(i) == Outcome::fail) {
            return;
        }
        const Sum amount = history_.values().as_integer(history_.argument(i));
        if (!is_completion) {
            (amount > 0 ? upper_ : lower_) += amount;
            (amount > 0 ? risen_ : fallen_) += amount;
        } else {  // From now on it is certain.
            (amount > 0 ? lower_ : upper_) += amount;
        }
    }

    void begin_read(OperationIndex i) {
        reads_[i] = {.lower = lower_, .upper = upper_, .risen = risen_, .fallen = fallen_};
    }

    void end_read(OperationIndex i, Findings& findings) {
        const Read& read = reads_[i];
        const Sum least = read.lower + (fallen_ - read.fallen);
        const Sum most = read.upper + (risen_ - read.risen);
        const Sum value = history_.values().as_integer(history_.result(i));
        reads_.erase(i);
        if (value >= least && value <= most) {
            return;
        }
        findings.add(value < least ? "below-bounds" : "above-bounds", [&] {
            return HistoryFinding{
                .message =
                    fmt::format("{}a read told {}, but {} (it must lie from {} to {})",
                                group_.prefix(history_),
                                history_.print(history_.result(i)),
                                value < least ? "more had been added for certain before it began"
                                              : "less had been asked to be added when it ended",
                                least,
                                most),
                .operations = {i}};
        });
    }

    const History& history_;
    const KeyGroup& group_;
    FunctionIs is_read_;
    Sum lower_;
    Sum upper_;
    Sum risen_ = 0;
    Sum fallen_ = 0;
    std::unordered_map<OperationIndex, Read> reads_;  ///< Open ones, by index; order unseen.
};

Judgement check(const History& history, const CheckContext& context) {
    Findings findings;
    std::uint64_t judged = 0;
    for (const KeyGroup& group : by_key(history, context.budget)) {
        Counter(history, group, context.options.integer("initial"))
            .judge(findings, context.budget, judged);
    }
    Judgement judgement =
        std::move(findings).judgement(judged, "no read succeeded", context.budget);
    judgement.figures = {{"reads", fmt::to_string(judged)}};
    return judgement;
}

const ModelRegistrar registrar{
    {.name = "counter",
     .meaning = "A read tells at least what must, at most what may have been added by then.",
     .functions = {{.name = "add",
                    .argument = "an integer",
                    .result = "anything",
                    .wrong = wrong_integer_argument},
                   {.name = "read",
                    .argument = "nothing",
                    .result = "an integer",
                    .wrong = wrong_integer_result}},
     .options = {{.name = "initial",
                  .type = OptionType::integer,
                  .default_value = std::int64_t{0},
                  .meaning = "The counter's value before the first add.",
                  .example = "100",
                  .range = {.minimum = std::numeric_limits<std::int64_t>::min()}}},
     .check = check,
     .anomalies = {"below-bounds", "above-bounds"},
     .generate = generate::generate_counter}};

}  // namespace

}  // namespace teacup::model::history::checkers
