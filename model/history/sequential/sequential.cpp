#include <teacup/model/history/sequential/sequential.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <teacup/model/history/generate/objects.hpp>
#include <teacup/model/history/linearizable/kv.hpp>
#include <teacup/model/history/linearizable/register.hpp>
#include <teacup/model/history/linearizable/search.hpp>
#include <teacup/model/history/linearizable/spans.hpp>
#include <teacup/model/history/linearizable/telling.hpp>
#include <teacup/model/history/sequential/order_search.hpp>
#include <teacup/model/history/sessions/causal_order.hpp>
#include <teacup/model/history/shapes.hpp>

namespace teacup::model::history {

namespace {

constexpr std::string_view anomaly = "not_sequential";

/// Sequential consistency asks for more than causal convergence, and that is quickly refuted.
void refute_quickly(const History& history, Budget& budget, Judgement& judgement) {
    for (std::size_t i = 0; i < history.functions(); ++i) {
        const std::string& name =
            history.function_name(FunctionIndex{static_cast<std::uint16_t>(i)});
        if (name != "read" && name != "write" && name != "cas" && name != "get" && name != "put") {
            return;
        }
    }
    const sessions::Accesses accesses(history);
    if (accesses.has_twins()) {
        return;
    }
    find_causal_anomalies(history, accesses, sessions::CausalLevel::convergent, budget, judgement);
    judgement.reason.clear();  // No answer from it is no answer at all.
    for (HistoryFinding& finding : judgement.findings) {
        finding.message =
            fmt::format("not even causally consistent ({}): {}", finding.anomaly, finding.message);
        finding.anomaly = anomaly;
    }
}

/// Asks its parent, and ends by itself after so many questions (each after 1024 steps).
Budget part_of(Budget& budget) {
    constexpr int questions_max = 256;
    constexpr std::size_t bytes_max = 256 << 20;
    return Budget(
        [&budget, asked = 0]() mutable {
            return ++asked > questions_max ? Stop::time
                   : budget.ask()          ? Stop::none
                                           : budget.stopped();
        },
        std::min(bytes_max, budget.bytes_left() / 2));
}

/// Is it even linearizable? Then each object is, one by one, and that is quickly seen. The order of
/// each process must be part of real time for that, and where one time hides it, a stronger one is
/// taken for it. False says nothing.
bool is_even_linearizable(const History& history,
                          const DataType& type,
                          const Lanes& lanes,
                          Budget& budget) {
    std::vector<PartOperation> all;
    std::vector<std::vector<PartOperation>> parts(lanes.objects.size());
    for (const LaneOperation& operation : lanes.operations) {
        all.push_back(operation.operation);
    }
    const Spans strict = strict_spans(history, all);
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].invoked = strict.spans[i].begin;
        all[i].completed = strict.spans[i].end;
        parts[lanes.operations[i].object].push_back(all[i]);
    }
    for (std::vector<PartOperation>& part : parts) {
        std::sort(part.begin(), part.end(), [](const auto& one, const auto& other) {
            return one.invoked < other.invoked;
        });
        if (const auto decision = type.decide(history, part)) {
            if (!decision->is_linearizable) {
                return false;
            }
            continue;
        }
        Budget own = part_of(budget);
        const auto automaton = type.start(history, part);
        if (search_linearization(history, part, *automaton, own).end != SearchResult::End::found) {
            return false;
        }
    }
    return true;
}

class Telling {
public:
    Telling(const History& history, const DataType& type, Lanes& lanes)
        : history_(history),
          type_(type),
          lanes_(lanes),
          cause_(lanes.objects.size(), no_operation),
          done_(lanes.lanes.size(), 0) {
        for (const auto& automaton : lanes.automata) {
            states_.push_back(automaton->initial());
        }
    }
    PartialLinearization tell(const std::vector<std::uint32_t>& order);

private:
    [[nodiscard]] std::string print(std::uint32_t object) const {
        const std::string state = shortened(lanes_.automata[object]->print(states_[object]));
        return lanes_.objects[object] == nil
                   ? state
                   : fmt::format("{}: {}", history_.print(lanes_.objects[object]), state);
    }
    [[nodiscard]] std::string reason(const LaneOperation& next) const;

    const History& history_;
    const DataType& type_;
    Lanes& lanes_;
    std::vector<StateId> states_;
    std::vector<OperationIndex> cause_;  ///< Of the state of each object.
    std::vector<std::uint32_t> done_;
};

std::string Telling::reason(const LaneOperation& next) const {
    const bool fits =
        lanes_.automata[next.object]->step(states_[next.object], next.place) != no_state;
    const OperationIndex cause = cause_[next.object];
    return fmt::format(
        "{} comes next in its process{}; the state is {} ({})",
        name_of(history_, next.operation.index),
        fits ? ", and would destroy what others still need"
             : fmt::format(" and needs {}", type_.needs(history_, next.operation.index)),
        print(next.object),
        cause == no_operation ? "as at the start"
                              : fmt::format("since {}", name_of(history_, cause)));
}

PartialLinearization Telling::tell(const std::vector<std::uint32_t>& order) {
    constexpr std::size_t steps_max = 10'000;
    constexpr std::size_t stuck_max = 16;
    PartialLinearization told;
    told.state_before = lanes_.objects.size() == 1 ? print(0) : "every object as at the start";
    for (const std::uint32_t number : order) {
        const LaneOperation& operation = lanes_.operations[number];
        const StateId before = states_[operation.object];
        states_[operation.object] =
            lanes_.automata[operation.object]->step(before, operation.place);
        if (states_[operation.object] != before) {
            cause_[operation.object] = operation.operation.index;
        }
        done_[operation.lane] += operation.operation.is_required() ? 1U : 0U;
        if (told.steps.size() < steps_max) {
            told.steps.push_back({operation.operation.index, print(operation.object)});
        } else {
            ++told.steps_after;
        }
    }
    for (std::size_t lane = 0; lane < lanes_.lanes.size(); ++lane) {
        if (done_[lane] < lanes_.lanes[lane].size() && told.stuck.size() < stuck_max) {
            const LaneOperation& next = lanes_.operations[lanes_.lanes[lane][done_[lane]]];
            told.stuck.emplace_back(next.operation.index, reason(next));
        }
    }
    for (OperationIndex i = 0; i < history_.size(); ++i) {
        told.prefix_end = history_.completed(i) != never ? i : told.prefix_end;
    }
    return told;
}

void search(const History& history,
            const DataType& type,
            Lanes& lanes,
            Budget& budget,
            Judgement& judgement) {
    const OrderResult result = search_order(lanes, budget);
    if (result.end == OrderResult::End::found) {
        judgement.verdict = Verdict::passed;
    } else if (result.end == OrderResult::End::stopped) {
        judgement.reason = std::string(to_string(budget.stopped()));
    } else {
        judgement.linearizations.push_back(Telling(history, type, lanes).tell(result.order));
        const auto& stuck = judgement.linearizations.back().stuck;
        HistoryFinding finding{
            .anomaly = std::string(anomaly),
            .message = fmt::format("no order of the operations that keeps each process's own order "
                                   "explains all answers. In the longest one found, {}",
                                   stuck.empty() ? "nothing fits" : stuck.front().second)};
        for (const auto& [operation, reason] : stuck) {
            finding.operations.push_back(operation);
        }
        judgement.findings.push_back(std::move(finding));
    }
}

}  // namespace

Judgement check_sequential(const History& history,
                           const DataType& type,
                           const CheckContext& context) {
    Judgement judgement;
    Lanes lanes(history, type);
    if (lanes.required != 0 && is_even_linearizable(history, type, lanes, context.budget)) {
        judgement.verdict = Verdict::passed;
    } else {
        refute_quickly(history, context.budget, judgement);
        if (judgement.findings.empty() && lanes.required != 0) {
            search(history, type, lanes, context.budget, judgement);
        }
    }
    judgement.judged = lanes.required;
    if (!judgement.findings.empty()) {
        judgement.verdict = Verdict::violated;
    } else if (lanes.required == 0) {
        judgement.reason = "nothing was judged: no operation was answered";
    }
    return judgement;
}

namespace {

Judgement check_register(const History& history, const CheckContext& context) {
    return check_sequential(history, RegisterType(), context);
}
Judgement check_kv(const History& history, const CheckContext& context) {
    return check_sequential(history, *kv_type(), context);
}

const ModelRegistrar plain{{
    .name = "sequential_register",
    .meaning = "sequentially consistent: registers that are read and written",
    .functions = register_functions(false),
    .check = &check_register,
    .anomalies = {"not_sequential"},
    .generate = &generate::generate_sessions,
}};
const ModelRegistrar with_cas{{
    .name = "sequential_cas_register",
    .meaning = "sequentially consistent: registers with compare-and-set",
    .functions = register_functions(true),
    .check = &check_register,
    .anomalies = {"not_sequential"},
    .generate = &generate::generate_cas_sessions,
}};
const ModelRegistrar kv{{
    .name = "sequential_kv",
    .meaning = "sequentially consistent: a map with get, put and append",
    .functions = kv_functions(),
    .check = &check_kv,
    .anomalies = {"not_sequential"},
    .generate = &generate::generate_kv_sessions,
}};

}  // namespace

}  // namespace teacup::model::history
