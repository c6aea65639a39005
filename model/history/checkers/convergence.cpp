// When all writing is over, everybody reads the same.

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include <teacup/model/history/checkers/support.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::checkers {

namespace {

/// Those who read the same in the end.
struct Camp {
    std::vector<ValueId> state;  ///< Elements in order, or the one value.
    std::vector<OperationIndex> reads;
};

class Replicas {
public:
    Replicas(const History& history, const KeyGroup& group)
        : history_(history),
          group_(group),
          is_read_(history, {"read", "get"}),
          is_element_(history, {"add", "remove"}),
          unsettled_(history.values()) {}

    void judge(std::int64_t settle_ns, Findings& findings, std::uint64_t& judged) {
        for (const OperationIndex i : group_.operations) {
            if (!is_read_(i)) {
                note_write(i);
            }
        }
        std::vector<OperationIndex> reads;
        for (const auto& [process, read] : last_reads(settle_ns)) {
            reads.push_back(read);
        }
        if (reads.size() < 2) {
            return;  // One reader agrees with itself.
        }
        std::sort(reads.begin(), reads.end());
        judged += reads.size();
        tell_camps(camps_of(reads), findings);
    }

private:
    void note_write(OperationIndex i) {
        has_elements_ = has_elements_ || is_element_(i);
        if (history_.outcome(i) == Outcome::fail) {
            return;
        }
        if (history_.outcome(i) != Outcome::ok) {
            // It may take effect between one last read and the next.
            static_cast<void>(unsettled_.number(history_.argument(i)));
        } else {
            settled_at_ = std::max(settled_at_, history_.completed(i));
        }
        if (history_.has_times()) {
            settled_ns_ = std::max(settled_ns_, history_.completion_time_ns(i));
        }
    }

    /// Of each process, if it began when all writing was over.
    [[nodiscard]] std::map<ProcessIndex, OperationIndex> last_reads(std::int64_t settle_ns) const {
        std::map<ProcessIndex, OperationIndex> last;
        for (const OperationIndex i : group_.operations) {
            const bool is_late = settle_ns == 0 || settled_ns_ == no_time ||
                                 history_.invoke_time_ns(i) - settled_ns_ >= settle_ns;
            const bool is_final = history_.invoked(i) >= settled_at_ && is_late;
            if (is_read_(i) && history_.outcome(i) == Outcome::ok && is_final) {
                last[history_.process(i)] = i;
            }
        }
        return last;
    }

    /// What a read told, without what an unanswered write may have changed meanwhile.
    [[nodiscard]] std::vector<ValueId> state_of(OperationIndex read) const {
        const ValueTable& values = history_.values();
        const ValueId value = history_.result(read);
        if (!has_elements_ || !is_collection(values, value)) {
            return {value};
        }
        std::vector<ValueId> state;
        for (const ValueId element : values.items(value)) {
            if (unsettled_.find(element) == Elements::none) {
                state.push_back(element);
            }
        }
        const auto is_less = [&](ValueId one, ValueId other) {
            return values.compare(one, other) < 0;
        };
        std::sort(state.begin(), state.end(), is_less);
        const auto is_equal = [&](ValueId one, ValueId other) { return values.equal(one, other); };
        state.erase(std::unique(state.begin(), state.end(), is_equal), state.end());
        return state;
    }

    /// The largest camp first; of equal ones, the one that read first.
    [[nodiscard]] std::vector<Camp> camps_of(const std::vector<OperationIndex>& reads) const {
        const auto is_equal = [&](ValueId one, ValueId other) {
            return history_.values().equal(one, other);
        };
        std::vector<Camp> camps;
        for (const OperationIndex read : reads) {
            const std::vector<ValueId> state = state_of(read);
            const bool is_one_value =
                !has_elements_ || !is_collection(history_.values(), history_.result(read));
            if (is_one_value && unsettled_.find(state.front()) != Elements::none) {
                continue;  // It may have been written between two last reads.
            }
            const auto place = std::find_if(camps.begin(), camps.end(), [&](const Camp& camp) {
                return std::equal(
                    camp.state.begin(), camp.state.end(), state.begin(), state.end(), is_equal);
            });
            if (place == camps.end()) {
                camps.push_back({.state = state, .reads = {read}});
            } else {
                place->reads.push_back(read);
            }
        }
        std::stable_sort(camps.begin(), camps.end(), [](const Camp& one, const Camp& other) {
            return one.reads.size() > other.reads.size();
        });
        return camps;
    }

    void tell_camps(const std::vector<Camp>& camps, Findings& findings) const {
        if (camps.size() < 2) {
            return;
        }
        findings.add("diverged", [&] {
            HistoryFinding finding{
                .message = fmt::format("{}when all writing was over, {} processes read {}",
                                       group_.prefix(history_),
                                       camps.front().reads.size(),
                                       told(camps.front()))};
            for (std::size_t i = 1; i < std::min<std::size_t>(camps.size(), 4); ++i) {
                const OperationIndex read = camps[i].reads.front();
                const ProcessIndex process = history_.process(read);
                finding.message += fmt::format(", but {} (process {}{}) read {}",
                                               camps[i].reads.size(),
                                               history_.print(history_.process_name(process)),
                                               camps[i].reads.size() > 1 ? ", ..." : "",
                                               told(camps[i]));
            }
            for (const Camp& camp : camps) {
                finding.operations.push_back(camp.reads.front());
            }
            constexpr std::size_t operations_max = 20;
            finding.operations.resize(std::min(finding.operations.size(), operations_max));
            return finding;
        });
    }

    [[nodiscard]] std::string told(const Camp& camp) const {
        constexpr std::size_t told_max = 200;
        std::string text = history_.print(history_.result(camp.reads.front()));
        if (text.size() > told_max) {
            text = text.substr(0, told_max) + "...";
        }
        return text;
    }

    const History& history_;
    const KeyGroup& group_;
    FunctionIs is_read_;
    FunctionIs is_element_;
    Elements unsettled_;  ///< Arguments of writes that stay open.
    Moment settled_at_ = 0;
    std::int64_t settled_ns_ = no_time;
    bool has_elements_ = false;
};

Judgement check(const History& history, const CheckContext& context) {
    const std::int64_t settle_ns = context.options.duration("settle").ns();
    Findings findings;
    std::uint64_t judged = 0;
    for (const KeyGroup& group : by_key(history, context.budget)) {
        if (!context.budget.ask()) {
            break;
        }
        Replicas(history, group).judge(settle_ns, findings, judged);
    }
    Judgement judgement = std::move(findings).judgement(
        judged, "no two processes read one key after all writing was over", context.budget);
    judgement.figures = {{"last reads", fmt::to_string(judged)}};
    return judgement;
}

FunctionShape shape(std::string name, std::string argument, std::string result) {
    return {.name = std::move(name), .argument = std::move(argument), .result = std::move(result)};
}

const ModelRegistrar registrar{
    {.name = "convergence",
     .meaning = "When all writing is over, every process reads the same.",
     .functions = {shape("write", "a value", "anything"),
                   shape("put", "a value", "anything"),
                   shape("delete", "nothing", "anything"),
                   shape("add", "an element", "anything"),
                   shape("remove", "an element", "anything"),
                   shape("read", "nothing", "a value, or all elements"),
                   shape("get", "nothing", "a value, or all elements")},
     .options = {{.name = "settle",
                  .type = OptionType::duration,
                  .default_value = sim::Duration::seconds(0),
                  .meaning = "How long after the last write a read counts as a last one.",
                  .example = "\"5s\""}},
     .check = check,
     .anomalies = {"diverged"},
     .generate = generate::generate_convergence}};

}  // namespace

}  // namespace teacup::model::history::checkers
