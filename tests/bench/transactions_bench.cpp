// Transactions: a million of them, of 20 clients, from a history in memory, and from a file of JSON
// Lines, to a verdict. The rate counts transactions.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <benchmark/benchmark.h>

#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/formats/reader.hpp>
#include <teacup/model/history/formats/writer.hpp>
#include <teacup/model/history/history_builder.hpp>
#include <teacup/model/registry/option.hpp>

#include "meter.hpp"

namespace teacup::bench {
namespace {

using namespace model::history;  // NOLINT(google-build-using-namespace): a program of its own.

constexpr std::uint64_t operations = 1'000'000;
constexpr std::size_t hold_size = 100'000;

History generated(const ModelEntry& model) {
    HistoryBuilder builder;
    if (!model.generate({.operations = operations, .clients = 20, .seed = 1}, builder)) {
        std::abort();
    }
    return std::move(builder).build();
}

/// Counts only what passes: a benchmark of a wrong verdict measures nothing.
std::uint64_t checked(benchmark::State& state, const History& history, const ModelEntry& model) {
    const model::OptionValues options = default_values(model.options);
    Budget budget({}, std::size_t{2} << 30);
    Workers workers;
    const model::Judgement judgement =
        model.check(history, {.options = options, .budget = budget, .workers = workers});
    if (judgement.verdict != model::Verdict::passed) {
        state.SkipWithError("the verdict is not passed");
    }
    state.counters["checker_MB"] = static_cast<double>(budget.used_bytes()) / 1e6;
    return history.size();
}

void check_transactions(benchmark::State& state, const char* name, double rate) {
    const ModelEntry& model = *find_model(name);
    const History history = generated(model);
    measure(state, hold_size, {.rate = rate}, [&] { return checked(state, history, model); });
    state.counters["history_MB"] = static_cast<double>(history.size_bytes()) / 1e6;
}
BENCHMARK_CAPTURE(check_transactions, list_append, "list_append", 250e3)
    ->Iterations(3)
    ->UseManualTime();
BENCHMARK_CAPTURE(check_transactions, rw_register, "rw_register", 250e3)
    ->Iterations(3)
    ->UseManualTime();

/// The whole way, as `teacup check` goes it.
void read_and_check(benchmark::State& state, const char* name, double rate) {
    const ModelEntry& model = *find_model(name);
    const std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("teacup_bench_" + std::string(name) + ".jsonl");
    {
        std::ofstream file(path, std::ios::binary);
        write_history(file, generated(model), Format::json_lines);
    }
    std::size_t used = 0;
    measure(state, hold_size, {.rate = rate}, [&] {
        const std::size_t before = heap_bytes();
        std::ifstream file(path, std::ios::binary);
        Budget budget;
        const ReadResult read = read_history(file, {}, budget);
        if (!read.problems.empty() || !shape_errors(read.history, model).empty()) {
            state.SkipWithError("the file is no history");
        }
        used = heap_bytes() - before;
        return checked(state, read.history, model);
    });
    state.counters["history_MB"] = static_cast<double>(used) / 1e6;
    state.counters["file_MB"] = static_cast<double>(std::filesystem::file_size(path)) / 1e6;
    std::filesystem::remove(path);
}
BENCHMARK_CAPTURE(read_and_check, list_append, "list_append", 125e3)
    ->Iterations(3)
    ->UseManualTime();

}  // namespace
}  // namespace teacup::bench
