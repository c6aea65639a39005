#include <teacup/model/result/tally.hpp>

#include <algorithm>

namespace teacup::model {

namespace {

void count_verdict(ScenarioTally& tally, const RunResult& result) {
    if (!result.internal_error.empty() || !result.divergence.empty()) {
        ++tally.errors;
        return;
    }
    switch (result.verdict) {
        case Verdict::passed: ++tally.passed; break;
        case Verdict::violated: ++tally.violated; break;
        case Verdict::unknown:
            ++tally.unknown;
            tally.unknown_reasons[result.reason].add(result.seed);
            break;
    }
}

void count_properties(ScenarioTally& tally, const RunResult& result) {
    for (const PropertyResult& property : result.properties) {
        if (property.modality == Modality::sometimes) {
            tally.sometimes_reached[property.name] += property.verdict == Verdict::passed ? 1 : 0;
        }
        if (property.verdict == Verdict::violated) {
            tally.violated_properties[property.name].add(result.seed);
        }
    }
    for (const Hole& hole : result.holes) {
        tally.holes[hole.what].add(result.seed);
    }
}

}  // namespace

void SeedList::add(std::uint64_t seed) {
    ++count;
    if (first.size() < kept_max) {
        first.push_back(seed);
    }
}

std::vector<std::string> ScenarioTally::never_reached() const {
    std::vector<std::string> names;
    for (const auto& [name, reached] : sometimes_reached) {
        if (runs > 1 && reached == 0) {
            names.push_back(name);
        }
    }
    return names;
}

bool ScenarioTally::is_expectation_met() const {
    if (!expectation) {
        return true;
    }
    return expectation->every_seed ? expected_met == runs : expected_met > 0;
}

ExitCode ScenarioTally::exit_code() const {
    ExitCode code = worst_run;
    if (!is_expectation_met()) {
        // An unknown run might have been the one that violates: then nobody can say.
        code = worse_of(code, unknown > 0 ? ExitCode::unknown : ExitCode::violated);
    }
    if (!never_reached().empty()) {
        code = worse_of(code, ExitCode::unknown);
    }
    return code;
}

void Tally::add(const RunResult& result) {
    auto place = std::ranges::find(scenarios_, result.scenario, &ScenarioTally::scenario);
    if (place == scenarios_.end()) {
        scenarios_.push_back({.scenario = result.scenario, .expectation = result.expectation});
        place = std::prev(scenarios_.end());
    }
    const ExitCode code = exit_code_of(result, strictness_);
    ++runs_;
    failures_ += code == ExitCode::passed ? 0 : 1;
    ++place->runs;
    place->worst_run = worse_of(place->worst_run, code);
    count_verdict(*place, result);
    count_properties(*place, result);
    if (result.expectation && is_expected_violation(result)) {
        ++place->expected_met;
    }
}

ExitCode Tally::exit_code() const {
    if (is_interrupted_) {
        return ExitCode::interrupted;
    }
    ExitCode code = ExitCode::passed;
    for (const ScenarioTally& scenario : scenarios_) {
        code = worse_of(code, scenario.exit_code());
    }
    return code;
}

}  // namespace teacup::model
