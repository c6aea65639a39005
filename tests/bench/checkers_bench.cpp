// The checkers that need no search: a generated history of 100,000 operations of 10 clients, from
// memory to a verdict. The rate counts operations.
#include <cstdlib>

#include <benchmark/benchmark.h>

#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/history_builder.hpp>
#include <teacup/model/registry/option.hpp>

#include "meter.hpp"

namespace teacup::bench {
namespace {

namespace history = model::history;

void check_model(benchmark::State& state, const char* name) {
    constexpr std::uint64_t operations = 100'000;
    const history::ModelEntry& model = *history::find_model(name);
    history::HistoryBuilder builder;
    if (!model.generate({.operations = operations, .clients = 10, .seed = 3}, builder)) {
        std::abort();
    }
    const history::History judged = std::move(builder).build();
    const model::OptionValues options = default_values(model.options);
    measure(state, 1000, {.rate = 0}, [&] {
        history::Budget budget;
        history::Workers workers;
        const model::Judgement judgement =
            model.check(judged, {.options = options, .budget = budget, .workers = workers});
        if (judgement.verdict != model::Verdict::passed) {
            state.SkipWithError("the verdict is not passed");
        }
        return judged.size();
    });
}

#define TEACUP_MEASURE(name) \
    BENCHMARK_CAPTURE(check_model, name, #name)->Iterations(12)->UseManualTime()

TEACUP_MEASURE(bank);
TEACUP_MEASURE(convergence);
TEACUP_MEASURE(counter);
TEACUP_MEASURE(durability);
TEACUP_MEASURE(kafka);
TEACUP_MEASURE(monotonic);
TEACUP_MEASURE(monotonic_reads);
TEACUP_MEASURE(queue);
TEACUP_MEASURE(resource_mutex);
TEACUP_MEASURE(set);
TEACUP_MEASURE(set_full);
TEACUP_MEASURE(total_queue);
TEACUP_MEASURE(unique_ids);
TEACUP_MEASURE(causal_register);

}  // namespace
}  // namespace teacup::bench
