#include "samples.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace teacup::reports::testing {

namespace {

using model::HistoryResult;
using model::OperationRow;

/// A few numbers that look drawn; the samples are the same on every machine.
class Numbers {
public:
    std::uint32_t below(std::uint32_t bound) {
        state_ = state_ * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
        return static_cast<std::uint32_t>(state_ >> 33U) % bound;
    }

private:
    std::uint64_t state_ = 7;
};

/// Simulates clients of one correct register.
class Register {
public:
    Register(std::uint32_t operations, std::uint32_t processes) : free_at_(processes, 0) {
        while (rows_.size() < operations) {
            invoke_one();
        }
        number_events();
    }

    std::vector<OperationRow> rows() const { return rows_; }

    /// By the instants at which they took effect.
    std::vector<model::PartialLinearization::Step> steps() const {
        std::vector<model::PartialLinearization::Step> steps;
        for (const auto& [instant, index] : effects_) {
            steps.push_back({.operation = index, .state = states_[index]});
        }
        return steps;
    }

private:
    void invoke_one() {
        const auto least = std::ranges::min_element(free_at_);
        const auto process = static_cast<std::size_t>(least - free_at_.begin());
        const std::int64_t begin = *least + 1'000 + numbers_.below(400'000);
        const std::int64_t end = begin + 50'000 + numbers_.below(900'000);
        *least = end;
        const bool is_write = numbers_.below(3) == 0;
        const std::uint32_t fate = numbers_.below(60);
        OperationRow row{.process = std::to_string(process),
                         .function = is_write ? "write" : "read",
                         .outcome = "ok",
                         .begin_ns = begin,
                         .end_ns = end};
        if (is_write) {
            row.asked = std::to_string(numbers_.below(100));
        }
        if (fate == 0 && is_write) {
            row.outcome = "info";
            row.error = "timeout";
        } else if (fate == 1) {
            row.outcome = "fail";
            row.error = "no leader";
        }
        instants_.push_back(begin + (end - begin) * (1 + numbers_.below(8)) / 10);
        rows_.push_back(row);
    }

    /// Gives every event its place, every operation its index, and every read what it saw.
    void number_events() {
        std::vector<std::size_t> order(rows_.size());
        for (std::size_t at = 0; at < order.size(); ++at) {
            order[at] = at;
        }
        std::ranges::sort(order, {}, [&](std::size_t at) { return rows_[at].begin_ns; });
        std::vector<OperationRow> sorted;
        for (const std::size_t at : order) {
            const auto index = static_cast<std::uint32_t>(sorted.size());
            sorted.push_back(rows_[at]);
            sorted.back().index = index;
            if (rows_[at].outcome == "ok") {
                effects_.emplace_back(instants_[at], index);
            }
        }
        rows_ = std::move(sorted);
        std::ranges::sort(effects_);
        states_.resize(rows_.size());
        std::string value = "nil";
        for (const auto& [instant, index] : effects_) {
            OperationRow& row = rows_[index];
            value = row.function == "write" ? row.asked : value;
            row.told = value;
            states_[index] = value;
        }
        number_moments();
    }

    void number_moments() {
        std::vector<std::pair<std::int64_t, std::size_t>> events;
        for (const OperationRow& row : rows_) {
            events.emplace_back(*row.begin_ns, row.index * 2);
            events.emplace_back(*row.end_ns, row.index * 2 + 1);
        }
        std::ranges::sort(events);
        for (std::uint32_t moment = 0; moment < events.size(); ++moment) {
            OperationRow& row = rows_[events[moment].second / 2];
            const bool is_end = events[moment].second % 2 == 1;
            (is_end ? row.completion_line : row.invoke_line) = moment + 1;
            if (!is_end) {
                row.begin = moment;
            } else if (row.outcome != "info") {
                row.end = moment;
            }
        }
    }

    Numbers numbers_;
    std::vector<std::int64_t> free_at_;
    std::vector<std::int64_t> instants_;
    std::vector<OperationRow> rows_;
    std::vector<std::pair<std::int64_t, std::uint32_t>> effects_;
    std::vector<std::string> states_;
};

HistoryResult result_of(std::vector<OperationRow> rows, std::uint64_t processes) {
    HistoryResult result{.file = "history.jsonl",
                         .format = "jsonl",
                         .model = "register",
                         .operations_total = rows.size(),
                         .processes_total = processes,
                         .operations = std::move(rows)};
    result.judgement.verdict = model::Verdict::passed;
    result.judgement.judged = result.operations_total;
    result.read_ns = 1'234'567;
    result.check_ns = 7'654'321;
    result.statistics.functions = {
        {.function = "read",
         .ok = 40,
         .fail = 1,
         .latency = {{.p50_ns = 480'000, .p95_ns = 900'000, .p99_ns = 930'000, .max_ns = 949'000}}},
        {.function = "write", .ok = 19, .info = 1}};
    return result;
}

}  // namespace

HistoryResult passed() {
    return result_of(Register(40, 4).rows(), 4);
}

HistoryResult violated_register(std::uint32_t operations, std::uint32_t processes) {
    const Register correct(operations, processes);
    HistoryResult result = result_of(correct.rows(), processes);
    std::vector<model::PartialLinearization::Step> steps = correct.steps();
    // The read that fails stands at seven tenths; what a correct system could do ends there.
    const auto from = static_cast<std::ptrdiff_t>(steps.size() * 7 / 10);
    const auto bad = std::find_if(steps.begin() + from, steps.end(), [&](const auto& step) {
        return result.operations[step.operation].function == "read";
    });
    OperationRow& stale = result.operations[bad->operation];
    stale.told = "old";
    steps.erase(bad, steps.end());
    std::erase_if(steps, [&](const auto& step) {
        return result.operations[step.operation].begin > *stale.end;
    });
    result.file = "etcd/2026-11-22/history.jsonl";
    result.judgement.verdict = model::Verdict::violated;
    result.judgement.findings = {
        {.anomaly = "nonlinearizable",
         .message = "Process " + stale.process +
                    " read old, yet at no instant of this read was the "
                    "register old: the writes that were answered before it left another value.",
         .operations = {stale.index, steps.back().operation}},
        {.anomaly = "stale-read",
         .message = "The same read, told by the session of its process.",
         .operations = {stale.index},
         .count = 3}};
    result.judgement.linearizations = {
        {.prefix_end = stale.index,
         .steps = std::move(steps),
         .state_before = "nil",
         .stuck = {{stale.index, "It read old, but the register held another value throughout."}}}};
    result.judgement.figures = {{"longest order", "42"}};
    result.judgement.holes = {{.what = "no cas was ever judged"}};
    const OperationRow& middle = result.operations[result.operations.size() / 2];
    result.notes = {{.at = middle.begin,
                     .time_ns = middle.begin_ns,
                     .line = 60,
                     .process = "nemesis",
                     .type = "info",
                     .function = "start-partition",
                     .value = R"([["n1","n2"],["n3"]])"}};
    result.notes_total = 1;
    result.statistics.gaps = {{.begin_ns = *middle.begin_ns, .end_ns = *middle.begin_ns + 300'000}};
    return result;
}

HistoryResult violated_transactions() {
    std::vector<OperationRow> rows;
    for (std::uint32_t index = 0; index < 12; ++index) {
        const std::string key = index % 2 == 0 ? "x" : "y";
        rows.push_back({.index = index,
                        .process = std::to_string(index % 4),
                        .function = "txn",
                        .asked = R"([["append" ")" + key + R"(" 1] ["r" "y" nil]])",
                        .told = R"([["append" ")" + key + R"(" 1] ["r" "y" [2 3]]])",
                        .outcome = "ok",
                        .begin = index * 2,
                        .end = index * 2 + 3,
                        .invoke_line = index * 2 + 1,
                        .completion_line = index * 2 + 4});
    }
    HistoryResult result = result_of(std::move(rows), 4);
    result.model = "list_append";
    result.judgement.verdict = model::Verdict::violated;
    result.judgement.violated_models = {"snapshot isolation"};
    result.judgement.holding_models = {"read committed", "monotonic atomic view"};
    result.judgement.findings = {
        {.anomaly = "G-single",
         .message = "Three transactions form a cycle with one anti-dependency:\n"
                    "T1 < T4 < T6 < T1, which no serial order allows.",
         .operations = {1, 4, 6},
         .cycle =
             {{.from = 1,
               .to = 4,
               .kind = "ww",
               .sentence = "T1 appended 1 to x before T4 appended 2 to it."},
              {.from = 4, .to = 6, .kind = "wr", .sentence = "T4 appended 2 to x, and T6 read it."},
              {.from = 6,
               .to = 1,
               .kind = "rw",
               .sentence = "T6 read y as [], before T1 appended 3 to it."}}},
        {.anomaly = "G0-realtime",
         .message = "Two transactions wrote x and y in opposite orders.",
         .operations = {2, 9},
         .cycle =
             {{.from = 2, .to = 9, .kind = "realtime", .sentence = "T2 ended before T9 began."},
              {.from = 9, .to = 2, .kind = "ww", .sentence = "T9's append lies before T2's."}},
         .count = 17}};
    return result;
}

HistoryResult hostile() {
    const std::string closing = "</script><script>window.hacked=1;alert(1)</script>";
    const std::string image = "<img src=x onerror=\"window.hacked=2\">";
    const std::string bidi =
        "safe\xe2\x80\xae"
        "evil\xe2\x80\xa8"
        "next\xe2\x80\xa9 \x01\xff end";
    HistoryResult result = violated_register(60, 5);
    result.file = "<!--" + closing + image + ".jsonl";
    result.model = image;
    result.judgement.reason = closing;
    result.judgement.covered = "]]>" + image;
    for (OperationRow& row : result.operations) {
        row.process += "\"'><svg onload=window.hacked=3>";
        row.function = row.index % 2 == 0 ? "constructor" : "__proto__";
        row.key = image;
        row.asked = closing;
        row.told = row.index % 3 == 0 ? bidi : std::string(9'000, '<');
        row.error = row.index % 2 == 0 ? "</script x>" : "<!--<script x>";
    }
    for (model::HistoryFinding& finding : result.judgement.findings) {
        finding.anomaly = image;
        finding.message = closing + bidi;
        finding.cycle = {{.from = 1, .to = 2, .kind = "\"><img src=x>", .sentence = closing},
                         {.from = 2, .to = 1, .kind = "ww", .sentence = image}};
    }
    for (model::PartialLinearization& part : result.judgement.linearizations) {
        part.part = image;
        part.state_before = closing;
        part.stuck.front().second = image + bidi;
        for (auto& step : part.steps) {
            step.state = "<b>" + closing;
        }
    }
    result.judgement.violated_models = {closing};
    result.judgement.figures = {{closing, image}, {"__proto__", "</style><style>*{display:none}"}};
    result.judgement.holes = {{.what = closing}};
    result.notes.front().value = closing;
    result.statistics.functions.front().function = image;
    return result;
}

HistoryResult unreadable() {
    HistoryResult result{.file = "broken.jsonl", .format = "jsonl", .model = "register"};
    result.problems = {{.line = 3, .message = "a completion without invocation"},
                       {.message = "the file ends in the middle of a line"}};
    result.problems_more = 7;
    return result;
}

}  // namespace teacup::reports::testing
