#include <teacup/cli/check_history.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <new>
#include <utility>

#include <fmt/format.h>

#include <teacup/cli/build_id.hpp>
#include <teacup/cli/thread_workers.hpp>
#include <teacup/model/history/formats/reader.hpp>
#include <teacup/model/history/rows.hpp>
#include <teacup/model/history/statistics.hpp>

namespace teacup::cli {

namespace {

namespace history = model::history;
using history::Budget;
using history::History;
using history::Stop;
using model::HistoryResult;
using Clock = std::chrono::steady_clock;

constexpr std::size_t problems_max = 100;
/// Wrong shapes that are looked for at all: each costs memory.
constexpr std::size_t shape_errors_max = 10'000;
/// Operations that a page shows; of a larger history those around the named ones.
constexpr std::size_t page_rows_max = 20'000;
constexpr std::size_t notes_max = 1'000;

std::int64_t ns_since(Clock::time_point begin) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - begin).count();
}

std::int64_t cpu_ns() {
    std::timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

std::string why(Stop stop, const CheckRequest& request) {
    switch (stop) {
        case Stop::time:
            return fmt::format("the time limit of {} was reached; --time-limit raises it",
                               sim::to_string(request.time_limit));
        case Stop::memory:
            return fmt::format("the memory limit of {} MB was reached; --memory-limit raises it",
                               request.memory_limit_bytes / 1'000'000);
        case Stop::interrupted: return "it was interrupted";
        case Stop::none: break;
    }
    return {};
}

/// One file on its way to a verdict.
class Check {
public:
    Check(const std::string& file, const CheckRequest& request, const std::atomic<bool>* stop)
        : request_(request),
          deadline_(Clock::now() + std::chrono::nanoseconds(request.time_limit.ns())),
          budget_([this, stop] { return question(stop); }, request.memory_limit_bytes) {
        result_.file = file;
        result_.model = request.model->name;
        result_.build_id = build_id();
    }

    HistoryResult run() {
        const std::int64_t cpu_begin = cpu_ns();
        try {
            read_and_judge();
        } catch (const std::bad_alloc&) {
            result_.judgement = {};
            result_.judgement.reason = "the machine has no more memory";
        } catch (const std::exception& error) {
            result_.internal_error = error.what();
        }
        result_.cpu_ns = cpu_ns() - cpu_begin;
        result_.is_interrupted = budget_.stopped() == Stop::interrupted;
        return std::move(result_);
    }

private:
    [[nodiscard]] Stop question(const std::atomic<bool>* stop) const {
        if (stop != nullptr && stop->load()) {
            return Stop::interrupted;
        }
        return Clock::now() >= deadline_ ? Stop::time : Stop::none;
    }

    void read_and_judge() {
        std::ifstream in(result_.file, std::ios::binary);
        std::error_code unknown;
        if (!in || std::filesystem::is_directory(result_.file, unknown)) {
            result_.problems.push_back(
                {.message = fmt::format("cannot be read: {}", std::strerror(in ? EISDIR : errno))});
            return;
        }
        const Clock::time_point begin = Clock::now();
        history::ReadResult read = history::read_history(in,
                                                         {.format = request_.format,
                                                          .is_independent = request_.is_independent,
                                                          .problems_max = problems_max},
                                                         budget_);
        result_.read_ns = ns_since(begin);
        result_.bytes = read.bytes;
        result_.format = read.format ? to_string(*read.format) : "";
        result_.problems = std::move(read.problems);
        result_.problems_more = read.problems_more;
        result_.operations_total = read.history.size();
        result_.processes_total = read.history.processes();
        result_.notes_total = read.history.notes().size();
        if (!result_.problems.empty()) {
            return;
        }
        if (read.stopped != Stop::none) {
            result_.judgement.reason =
                fmt::format("while line {} was read, {}", read.lines, why(read.stopped, request_));
            return;
        }
        find_wrong_shapes(read.history);
        if (result_.problems.empty()) {
            judge(read.history);
        }
    }

    void find_wrong_shapes(const History& history) {
        const auto errors = shape_errors(history, *request_.model, shape_errors_max);
        for (const history::ShapeError& error : errors) {
            if (result_.problems.size() < problems_max) {
                result_.problems.push_back({.line = error.line, .message = error.message});
            }
        }
        result_.problems_more = errors.size() - result_.problems.size();
    }

    void judge(const History& history) {
        const Clock::time_point begin = Clock::now();
        ThreadWorkers workers(request_.jobs);
        result_.judgement = request_.model->check(
            history, {.options = request_.options, .budget = budget_, .workers = workers});
        model::Judgement& judgement = result_.judgement;
        const Stop stopped = budget_.stopped();
        if (judgement.verdict == model::Verdict::unknown && stopped != Stop::none) {
            judgement.reason = why(stopped, request_);
        }
        result_.statistics = statistics_of(history);
        conclude(judgement, result_.statistics, request_.strictness);
        tell_operations(history);
        result_.check_ns = ns_since(begin);
    }

    void tell_operations(const History& history) {
        std::vector<std::uint32_t> told = named_operations(result_.judgement);
        if (request_.html) {
            told = around(told, static_cast<std::uint32_t>(history.size()));
        }
        for (const std::uint32_t index : told) {
            result_.operations.push_back(row_of(history, index));
        }
        const std::size_t notes = std::min(history.notes().size(), notes_max);
        for (std::size_t i = 0; i < notes; ++i) {
            result_.notes.push_back(row_of(history, history.notes()[i]));
        }
    }

    /// The named ones and as many of their neighbours as a page can show.
    static std::vector<std::uint32_t> around(const std::vector<std::uint32_t>& named,
                                             std::uint32_t size) {
        std::vector<bool> is_told(size, size <= page_rows_max);
        const std::size_t each = page_rows_max / 2 / std::max<std::size_t>(named.size(), 1);
        for (const std::uint32_t index : named) {
            const std::size_t begin = index > each ? index - each : 0;
            const std::size_t end = std::min<std::size_t>(index + each + 1, size);
            std::fill(is_told.begin() + static_cast<std::ptrdiff_t>(begin),
                      is_told.begin() + static_cast<std::ptrdiff_t>(end),
                      true);
        }
        std::vector<std::uint32_t> told;
        for (std::uint32_t i = 0; i < size; ++i) {
            if (is_told[i] || (named.empty() && i < page_rows_max)) {
                told.push_back(i);
            }
        }
        return told;
    }

    const CheckRequest& request_;
    Clock::time_point deadline_;
    Budget budget_;
    HistoryResult result_;
};

}  // namespace

HistoryResult check_history_file(const std::string& file,
                                 const CheckRequest& request,
                                 const std::atomic<bool>* stop) {
    return Check(file, request, stop).run();
}

}  // namespace teacup::cli
