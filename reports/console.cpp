#include <teacup/reports/console.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <teacup/reports/block.hpp>
#include <teacup/reports/text.hpp>

namespace teacup::reports {

namespace {

using model::ExitCode;
using model::RunResult;

/// Blocks of failures that a sweep prints in full; the summary names the seeds of the others.
constexpr std::size_t blocks_max = 5;
/// Holes told by name; a sweep with random faults can have hundreds.
constexpr std::size_t holes_max = 5;

std::string place_of(const std::string& node, const std::string& process) {
    return node.empty() || process.empty() ? node + process : node + "  " + process;
}

std::size_t width_of(const std::vector<model::EventLine>& events,
                     std::string model::EventLine::* field) {
    std::size_t width = 0;
    for (const model::EventLine& event : events) {
        width = std::max(width, (event.*field).size());
    }
    return width;
}

void tell_last_events(Block& block, const model::Violation& violation) {
    std::size_t time_width = 0;
    for (const model::EventLine& event : violation.last_events) {
        time_width = std::max(time_width, column_time(event.time).size());
    }
    const std::size_t node_width = width_of(violation.last_events, &model::EventLine::node);
    const std::size_t process_width = width_of(violation.last_events, &model::EventLine::process);
    for (const model::EventLine& event : violation.last_events) {
        block.row("before it",
                  fmt::format("{:>{}}  {:<{}}  {:<{}}  {}",
                              column_time(event.time),
                              time_width,
                              event.node,
                              node_width,
                              event.process,
                              process_width,
                              event.what));
    }
}

/// " (always)", or nothing for a property that has no result.
std::string modality_of(const RunResult& result, const std::string& property) {
    const auto found = std::ranges::find(result.properties, property, &model::PropertyResult::name);
    return found == result.properties.end() ? std::string{}
                                            : fmt::format(" ({})", to_string(found->modality));
}

void tell_violation(Block& block, const RunResult& result) {
    const auto shown = std::ranges::find_if(result.violations, [&](const model::Violation& one) {
        return !result.expectation || one.property != result.expectation->property;
    });
    const model::Violation& violation =
        shown == result.violations.end() ? result.violations.front() : *shown;
    block.row("property", violation.property + modality_of(result, violation.property));
    block.row("what", violation.message);
    block.row("when", sim::to_string(violation.time));
    const std::string place = place_of(violation.node, violation.process);
    block.row("where", place.empty() ? "the whole cluster" : place);
    tell_last_events(block, violation);
    std::set<std::string> others;
    for (const model::PropertyResult& property : result.properties) {
        if (property.verdict == model::Verdict::violated && property.name != violation.property &&
            others.insert(property.name).second) {
            block.row("also", fmt::format("{}: {}", property.name, property.message));
        }
    }
}

void tell_properties(Block& block, const RunResult& result) {
    std::size_t width = 0;
    for (const model::PropertyResult& property : result.properties) {
        width = std::max(width, property.name.size());
    }
    for (const model::PropertyResult& property : result.properties) {
        block.row("properties",
                  fmt::format("{:<{}}  {:<10}  {:<8}  judged {}",
                              property.name,
                              width,
                              to_string(property.modality),
                              to_string(property.verdict),
                              counted(property.observed, "time")));
    }
}

void tell_faults(Block& block, const RunResult& result) {
    if (result.faults.empty()) {
        return;
    }
    const auto count = [&](model::FaultOutcome outcome) {
        return std::ranges::count(result.faults, outcome, &model::FaultResult::outcome);
    };
    const auto skipped = count(model::FaultOutcome::skipped);
    const auto pending = count(model::FaultOutcome::pending);
    std::string text = fmt::format("{} fired", count(model::FaultOutcome::fired));
    text += skipped == 0 ? std::string{} : fmt::format(", {} skipped", skipped);
    text += pending == 0 ? std::string{} : fmt::format(", {} not reached", pending);
    block.row("faults", text);
}

void tell_holes(Block& block, const RunResult& result) {
    const std::size_t shown = std::min(result.holes.size(), holes_max);
    for (std::size_t i = 0; i < shown; ++i) {
        block.row("holes", result.holes[i].what);
    }
    if (shown < result.holes.size()) {
        block.row("holes", fmt::format("and {} more", result.holes.size() - shown));
    }
}

std::string size_of_run(const RunResult& result) {
    std::string text = fmt::format("{} virtual in {}",
                                   sim::to_string(sim::Time::nanoseconds(result.virtual_time_ns)),
                                   short_time(result.wall_ns));
    return text + fmt::format(", {}, {}",
                              counted(result.events, "event"),
                              counted(result.messages, "message"));
}

std::string canary_note(const RunResult& result) {
    if (!result.expectation) {
        return {};
    }
    return fmt::format("  (canary: {} {})",
                       result.expectation->property,
                       is_expected_violation(result) ? "is violated, as it should be"
                                                     : "should be violated, and is not");
}

/// What makes two failures the same for a person who reads many.
std::string signature_of(const RunResult& result, ExitCode code) {
    const std::string property =
        result.violations.empty() ? std::string{} : result.violations.front().property;
    return fmt::format("{}\n{}\n{}\n{}",
                       result.scenario,
                       static_cast<int>(code),
                       property,
                       property.empty() ? result.reason : std::string{});
}

void tell_canary(Block& block, const model::ScenarioTally& scenario) {
    if (scenario.expectation) {
        block.row("canary",
                  fmt::format("{} violated in {} of {}; it should be in {}{}",
                              scenario.expectation->property,
                              grouped(scenario.expected_met),
                              counted(scenario.runs, "run"),
                              scenario.expectation->every_seed ? "every one" : "some",
                              scenario.is_expectation_met() ? "" : ": NOT MET"));
    }
}

void tell_seeds(Block& block,
                std::string_view label,
                const std::map<std::string, model::SeedList>& groups) {
    std::vector<const std::pair<const std::string, model::SeedList>*> order;
    for (const auto& group : groups) {
        order.push_back(&group);
    }
    std::ranges::stable_sort(
        order, std::greater{}, [](const auto* one) { return one->second.count; });
    const std::size_t shown = std::min(order.size(), holes_max);
    for (std::size_t i = 0; i < shown; ++i) {
        block.row(label,
                  fmt::format("{}: {}, {}",
                              order[i]->first,
                              counted(order[i]->second.count, "run"),
                              listed(order[i]->second)));
    }
    if (shown < order.size()) {
        block.row(label, fmt::format("and {} more of other kinds", order.size() - shown));
    }
}

std::string details_of(const model::ScenarioTally& scenario) {
    Block block;
    tell_canary(block, scenario);
    tell_seeds(block, "violated", scenario.violated_properties);
    tell_seeds(block, "unknown", scenario.unknown_reasons);
    for (const std::string& name : scenario.never_reached()) {
        block.row("never", fmt::format("sometimes {}: reached in no run, so UNKNOWN", name));
    }
    tell_seeds(block, "holes", scenario.holes);
    return std::move(block).take();
}

}  // namespace

std::string run_block(const RunResult& result, const ConsoleOptions& options) {
    const ExitCode code = exit_code_of(result, options.strictness);
    const std::string head = verdict_line(
        code,
        options.is_coloured,
        fmt::format("{}  seed {}{}", printable(result.scenario), result.seed, canary_note(result)));
    Block block;
    if (code == ExitCode::internal_error) {
        block.row("what", result.internal_error);
    } else if (code == ExitCode::non_determinism) {
        block.row("differs", result.divergence);
    } else if (!result.violations.empty()) {
        tell_violation(block, result);
    } else if (!result.reason.empty()) {
        block.row("why", result.reason);
    }
    if (result.violations.empty()) {
        tell_properties(block, result);
    }
    tell_faults(block, result);
    tell_holes(block, result);
    if (!result.digest.empty()) {
        block.row("ran", size_of_run(result));
        block.row("digest", result.digest);
    }
    if (code != ExitCode::passed && !result.reproduce.empty()) {
        block.row("reproduce", result.reproduce);
    }
    return head + std::move(block).take();
}

std::string sweep_summary(const model::Tally& tally, const ConsoleOptions& options) {
    std::size_t width = 8;
    for (const model::ScenarioTally& scenario : tally.scenarios()) {
        width = std::max(width, printable(scenario.scenario).size());
    }
    std::string text = fmt::format("{:<{}} {:>9} {:>9} {:>9} {:>9} {:>9}\n",
                                   "scenario",
                                   width,
                                   "runs",
                                   "passed",
                                   "violated",
                                   "unknown",
                                   "errors");
    for (const model::ScenarioTally& scenario : tally.scenarios()) {
        text += fmt::format("{:<{}} {:>9} {:>9} {:>9} {:>9} {:>9}\n",
                            printable(scenario.scenario),
                            width,
                            grouped(scenario.runs),
                            grouped(scenario.passed),
                            grouped(scenario.violated),
                            grouped(scenario.unknown),
                            grouped(scenario.errors));
        text += details_of(scenario);
    }
    std::string rest = counted(tally.runs(), "run");
    if (tally.is_interrupted()) {
        rest += fmt::format(" of {}; the rest was not judged", grouped(options.runs_total));
    } else if (tally.failures() != 0) {
        rest += fmt::format(", {} not passed", grouped(tally.failures()));
    }
    return text + verdict_line(tally.exit_code(), options.is_coloured, rest);
}

void ConsoleReport::add(const RunResult& result) {
    const ExitCode code = exit_code_of(result, options_.strictness);
    code_told_ = worse_of(code_told_, code);
    if (options_.runs_total > 1 || options_.is_quiet) {
        if (code == ExitCode::passed) {
            return;
        }
        if (told_.size() >= blocks_max || !told_.insert(signature_of(result, code)).second) {
            return;
        }
    }
    out_ << run_block(result, options_) << (options_.runs_total > 1 ? "\n" : "") << std::flush;
}

void ConsoleReport::finish(const model::Tally& tally) {
    // Even a single run can leave its sweep another verdict: a canary that needs only some seed.
    const bool is_told = options_.runs_total == 1 && tally.exit_code() == code_told_;
    if (is_told || (options_.is_quiet && tally.exit_code() == ExitCode::passed)) {
        return;
    }
    out_ << sweep_summary(tally, options_) << std::flush;
}

}  // namespace teacup::reports
