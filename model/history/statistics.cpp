#include <teacup/model/history/statistics.hpp>

#include <algorithm>
#include <utility>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history {

namespace {

constexpr std::size_t gaps_max = 3;

/// The smallest of `values` that at least `per_cent` of them do not exceed. \pre not empty
std::int64_t quantile(std::vector<std::int64_t>& values, std::size_t per_cent) {
    TEACUP_ASSERT(!values.empty());
    const std::size_t rank = (values.size() * per_cent + 99) / 100;
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank == 0 ? 0 : rank - 1);
    std::nth_element(values.begin(), place, values.end());
    return *place;
}

FunctionStatistics statistics_of(const History& history, FunctionIndex function) {
    FunctionStatistics statistics{.function = history.function_name(function)};
    std::vector<std::int64_t> latencies;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        if (history.function(i) != function) {
            continue;
        }
        switch (history.outcome(i)) {
            case Outcome::ok: ++statistics.ok; break;
            case Outcome::fail: ++statistics.fail; break;
            case Outcome::info:
            case Outcome::open: ++statistics.info; break;
        }
        if (history.outcome(i) == Outcome::ok && history.has_times()) {
            latencies.push_back(history.completion_time_ns(i) - history.invoke_time_ns(i));
        }
    }
    if (!latencies.empty()) {
        statistics.latency = FunctionStatistics::Latency{.p50_ns = quantile(latencies, 50),
                                                         .p95_ns = quantile(latencies, 95),
                                                         .p99_ns = quantile(latencies, 99),
                                                         .max_ns = quantile(latencies, 100)};
    }
    return statistics;
}

/// Keeps the longest gaps, the earlier one of two that are as long.
class LongestGaps {
public:
    void add(std::int64_t begin, std::int64_t end) {
        const auto is_longer = [](const AvailabilityGap& one, const AvailabilityGap& other) {
            return one.end_ns - one.begin_ns > other.end_ns - other.begin_ns;
        };
        if (end <= begin) {
            return;
        }
        const AvailabilityGap gap{.begin_ns = begin, .end_ns = end};
        gaps_.insert(std::upper_bound(gaps_.begin(), gaps_.end(), gap, is_longer), gap);
        gaps_.resize(std::min(gaps_.size(), gaps_max));
    }
    [[nodiscard]] std::vector<AvailabilityGap> take() && { return std::move(gaps_); }

private:
    std::vector<AvailabilityGap> gaps_;
};

std::vector<AvailabilityGap> gaps_of(const History& history) {
    std::vector<std::int64_t> successes;
    std::int64_t end_of_all = history.invoke_time_ns(0);
    for (OperationIndex i = 0; i < history.size(); ++i) {
        if (history.outcome(i) == Outcome::ok) {
            successes.push_back(history.completion_time_ns(i));
        }
        end_of_all =
            std::max({end_of_all, history.invoke_time_ns(i), history.completion_time_ns(i)});
    }
    std::sort(successes.begin(), successes.end());
    successes.push_back(end_of_all);

    LongestGaps gaps;
    OperationIndex next = 0;            // The first operation that is invoked after `begin`.
    std::int64_t open_until = no_time;  // The latest end of those invoked before.
    std::int64_t begin = history.invoke_time_ns(0);
    for (const std::int64_t end : successes) {
        while (next < history.size() && history.invoke_time_ns(next) <= begin) {
            open_until = std::max(open_until, history.completion_time_ns(next));
            ++next;
        }
        if (open_until > begin) {
            gaps.add(begin, end);
        } else if (next < history.size()) {
            gaps.add(history.invoke_time_ns(next), end);
        }
        begin = end;
    }
    return std::move(gaps).take();
}

}  // namespace

HistoryStatistics statistics_of(const History& history) {
    HistoryStatistics statistics;
    for (std::size_t i = 0; i < history.functions(); ++i) {
        statistics.functions.push_back(
            statistics_of(history, FunctionIndex{static_cast<std::uint16_t>(i)}));
    }
    std::sort(statistics.functions.begin(),
              statistics.functions.end(),
              [](const FunctionStatistics& one, const FunctionStatistics& other) {
                  return one.function < other.function;
              });
    if (history.has_times()) {
        statistics.gaps = gaps_of(history);
    }
    return statistics;
}

}  // namespace teacup::model::history
