#include <teacup/scenarios/sweep.hpp>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <teacup/scenarios/scenario.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::scenarios {

namespace {

using Clock = std::chrono::steady_clock;

/// How far a thread may run ahead of the oldest run that is not finished: bounds the memory of
/// results that wait for their turn.
constexpr std::size_t window_max = 4096;

struct Assignment {
    std::uint64_t number = 0;
    const Scenario* scenario = nullptr;
    std::uint64_t seed = 0;
};

/// The table where threads take runs and leave results.
class Board {
public:
    Board(std::span<const Scenario> scenarios, SeedRange seeds, const std::atomic<bool>* stop)
        : scenarios_(scenarios), seeds_(seeds), stop_(stop) {
        TEACUP_ASSERT(seeds.first <= seeds.last);
        seeds_count_ = seeds.last - seeds.first + 1;
        TEACUP_ASSERT(seeds_count_ != 0);
    }

    [[nodiscard]] std::uint64_t runs_total() const { return seeds_count_ * scenarios_.size(); }
    [[nodiscard]] bool is_stopped() const { return stop_ != nullptr && stop_->load(); }

    /// The next run to do, waiting while the window is full; none when there is no more.
    std::optional<Assignment> take() {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [&] { return taken_ - delivered_ < window_max || is_closed_; });
        if (is_closed_ || is_stopped() || taken_ == runs_total()) {
            return std::nullopt;
        }
        const std::uint64_t number = taken_++;
        results_.emplace_back();
        return Assignment{.number = number,
                          .scenario = &scenarios_[number / seeds_count_],
                          .seed = seeds_.first + number % seeds_count_};
    }

    void put(std::uint64_t number, model::RunResult result) {
        const std::lock_guard lock(mutex_);
        results_[number - delivered_] = std::move(result);
        ++done_;
        arrived_.notify_one();
    }

    /// A thread found nothing more to do.
    void leave() {
        const std::lock_guard lock(mutex_);
        ++left_;
        arrived_.notify_one();
    }

    /// Takes the results that are next in order, waiting for at most `patience`.
    std::vector<model::RunResult> next(std::chrono::milliseconds patience, unsigned threads) {
        std::unique_lock lock(mutex_);
        arrived_.wait_for(lock, patience, [&] { return is_front_ready() || left_ == threads; });
        std::vector<model::RunResult> ready;
        // Once all threads have left, a gap will never be filled: go on behind it.
        while (!results_.empty() && (results_.front().has_value() || left_ == threads)) {
            if (results_.front().has_value()) {
                ready.push_back(*std::move(results_.front()));
            }
            results_.pop_front();
            ++delivered_;
        }
        is_over_ = left_ == threads;
        room_.notify_all();
        return ready;
    }

    /// After a `next` that saw all threads gone: nothing will come any more.
    [[nodiscard]] bool is_over() const { return is_over_; }

    [[nodiscard]] std::uint64_t runs_done() {
        const std::lock_guard lock(mutex_);
        return done_;
    }

    /// Lets threads that wait for room go home; for a listener that threw.
    void close() {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
        room_.notify_all();
    }

private:
    [[nodiscard]] bool is_front_ready() const {
        return !results_.empty() && results_.front().has_value();
    }

    std::span<const Scenario> scenarios_;
    SeedRange seeds_;
    std::uint64_t seeds_count_ = 0;
    const std::atomic<bool>* stop_;

    std::mutex mutex_;
    std::condition_variable room_;
    std::condition_variable arrived_;
    std::deque<std::optional<model::RunResult>> results_;  // Of the runs [delivered_, taken_).
    std::uint64_t taken_ = 0;
    std::uint64_t delivered_ = 0;
    std::uint64_t done_ = 0;
    unsigned left_ = 0;
    bool is_closed_ = false;
    bool is_over_ = false;
};

model::RunResult run_guarded(const Runner& runner, const Assignment& task, const RunOptions& run) {
    const auto failed = [&](const char* what) {
        model::RunResult result;
        result.scenario = task.scenario->source.path;
        result.seed = task.seed;
        result.internal_error = what;
        return result;
    };
    try {
        return runner(*task.scenario, run);
    } catch (const std::exception& error) {
        return failed(error.what());
    } catch (...) {
        return failed("an exception of unknown type");
    }
}

void work(Board& board, const SweepOptions& options) {
    while (const std::optional<Assignment> task = board.take()) {
        RunOptions run = options.run;
        run.seed = task->seed;
        const Clock::time_point begin = Clock::now();
        model::RunResult result = run_guarded(options.runner, *task, run);
        result.wall_ns = std::chrono::nanoseconds(Clock::now() - begin).count();
        if (!result.is_interrupted) {
            board.put(task->number, std::move(result));
        }
    }
    board.leave();
}

/// Joins its threads whatever happens, so that a throwing listener does not end the program.
class Crew {
public:
    Crew(Board& board, const SweepOptions& options, unsigned size) : board_(board) {
        for (unsigned i = 0; i < size; ++i) {
            threads_.emplace_back([&board, &options] { work(board, options); });
        }
    }
    ~Crew() {
        board_.close();
        for (std::thread& thread : threads_) {
            thread.join();
        }
    }
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

private:
    Board& board_;
    std::vector<std::thread> threads_;
};

unsigned threads_for(const SweepOptions& options, std::uint64_t runs) {
    const unsigned wanted =
        options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
    return static_cast<unsigned>(std::min<std::uint64_t>(wanted, runs));
}

}  // namespace

SweepEnd sweep(std::span<const Scenario> scenarios,
               const SweepOptions& options,
               const SweepListener& listener) {
    TEACUP_ASSERT(options.runner != nullptr);
    TEACUP_ASSERT(listener.on_result != nullptr);
    Board board(scenarios, options.seeds, options.run.stop);
    const unsigned threads = threads_for(options, board.runs_total());
    const Crew crew(board, options, threads);
    const Clock::time_point begin = Clock::now();
    std::uint64_t delivered = 0;
    while (!board.is_over()) {
        for (model::RunResult& result : board.next(options.progress_every, threads)) {
            listener.on_result(std::move(result));
            ++delivered;
        }
        if (listener.on_progress) {
            listener.on_progress({.runs_done = board.runs_done(),
                                  .runs_total = board.runs_total(),
                                  .elapsed = Clock::now() - begin});
        }
    }
    return delivered == board.runs_total() ? SweepEnd::finished : SweepEnd::interrupted;
}

}  // namespace teacup::scenarios
