// Linearizability: generated histories, from memory to a verdict. The rate counts operations.
#include <cstdlib>

#include <benchmark/benchmark.h>

#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/history_builder.hpp>
#include <teacup/model/registry/option.hpp>

#include "meter.hpp"

namespace teacup::bench {
namespace {

using namespace model::history;  // NOLINT(google-build-using-namespace): a program of its own.

void check_objects(benchmark::State& state,
                   const char* name,
                   std::uint64_t operations,
                   double rate) {
    const ModelEntry& model = *find_model(name);
    HistoryBuilder builder;
    if (!model.generate({.operations = operations, .clients = 10, .seed = 3}, builder)) {
        std::abort();
    }
    const History history = std::move(builder).build();
    const model::OptionValues options = default_values(model.options);
    measure(state, 1000, {.rate = rate}, [&] {
        Budget budget;
        Workers workers;
        const model::Judgement judgement =
            model.check(history, {.options = options, .budget = budget, .workers = workers});
        if (judgement.verdict != model::Verdict::passed) {
            state.SkipWithError("the verdict is not passed");
        }
        return history.size();
    });
}
// Unique writes: judged by zones.
BENCHMARK_CAPTURE(check_objects, register, "register", 100'000, 100e3)
    ->Iterations(12)
    ->UseManualTime();
// Items that are all different: judged by their intervals.
BENCHMARK_CAPTURE(check_objects, fifo_queue, "fifo_queue", 100'000, 0)
    ->Iterations(12)
    ->UseManualTime();
BENCHMARK_CAPTURE(check_objects, stack, "stack", 100'000, 0)->Iterations(12)->UseManualTime();
// Each key is linearizable, so all of it is sequential.
BENCHMARK_CAPTURE(check_objects, sequential_register, "sequential_register", 100'000, 0)
    ->Iterations(12)
    ->UseManualTime();
// Judged by the search.
BENCHMARK_CAPTURE(check_objects, cas_register, "cas_register", 10'000, 0)
    ->Iterations(12)
    ->UseManualTime();
BENCHMARK_CAPTURE(check_objects, linearizable_set, "linearizable_set", 10'000, 0)
    ->Iterations(12)
    ->UseManualTime();
BENCHMARK_CAPTURE(check_objects, linearizable_counter, "linearizable_counter", 10'000, 0)
    ->Iterations(12)
    ->UseManualTime();
BENCHMARK_CAPTURE(check_objects, kv, "kv", 10'000, 0)->Iterations(12)->UseManualTime();

}  // namespace
}  // namespace teacup::bench
