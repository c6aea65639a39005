#include <teacup/reports/junit.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <teacup/model/result/utf8.hpp>
#include <teacup/reports/console.hpp>
#include <teacup/reports/text.hpp>

namespace teacup::reports {

namespace {

constexpr std::string_view run_case = "run";

bool is_expected(const model::RunResult& result, const model::PropertyResult& property) {
    return result.expectation && result.expectation->property == property.name;
}

/// Length of the character at the start of `text`, 0 when XML 1.0 cannot hold it.
std::size_t xml_length(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x20) {
        return first == '\t' || first == '\n' || first == '\r' ? 1 : 0;
    }
    const bool is_no_character =
        text.starts_with("\xef\xbf\xbe") || text.starts_with("\xef\xbf\xbf");
    return is_no_character ? 0 : model::utf8_length(text);
}

std::string seconds(std::int64_t ns) {
    return fmt::format("{}.{:06}", ns / 1'000'000'000, ns % 1'000'000'000 / 1'000);
}

}  // namespace

std::string xml_escaped(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = xml_length(text);
        switch (length == 1 ? text.front() : '\0') {
            case '&': escaped += "&amp;"; break;
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '"': escaped += "&quot;"; break;
            case '\'': escaped += "&apos;"; break;
            default: escaped += length == 0 ? "?" : text.substr(0, length); break;
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return escaped;
}

JunitReport::Suite& JunitReport::suite_of(const model::RunResult& result) {
    const auto found = std::ranges::find(suites_, result.scenario, &Suite::scenario);
    if (found != suites_.end()) {
        return *found;
    }
    suites_.push_back({.scenario = result.scenario});
    case_of(suites_.back(), run_case);
    return suites_.back();
}

JunitReport::Case& JunitReport::case_of(Suite& suite, std::string_view name) {
    const auto found = std::ranges::find(suite.cases, name, &Case::name);
    if (found != suite.cases.end()) {
        return *found;
    }
    suite.cases.push_back({.name = std::string(name)});
    return suite.cases.back();
}

void JunitReport::worsen(Case& one,
                         Outcome outcome,
                         std::string message,
                         const model::RunResult& result) {
    ++one.runs_bad;
    if (outcome <= one.outcome) {
        return;
    }
    one.outcome = outcome;
    one.message = std::move(message);
    one.details = run_block(result, {.strictness = strictness_});
}

void JunitReport::judge_run(Suite& suite, const model::RunResult& result) {
    Case& run = case_of(suite, run_case);
    switch (exit_code_of(result, strictness_)) {
        case model::ExitCode::passed: return;
        case model::ExitCode::violated:
            // A violated property has a case of its own; only a canary that stays quiet has none.
            if (result.violations.empty() && result.expectation) {
                worsen(
                    run,
                    Outcome::failed,
                    fmt::format("{} should be violated, and is not", result.expectation->property),
                    result);
            }
            return;
        case model::ExitCode::internal_error:
            return worsen(run, Outcome::failed, "internal error: " + result.internal_error, result);
        case model::ExitCode::non_determinism:
            return worsen(run, Outcome::failed, "not deterministic: " + result.divergence, result);
        case model::ExitCode::unknown:
        case model::ExitCode::bad_input:
        case model::ExitCode::interrupted:
            return worsen(run,
                          Outcome::unknown,
                          "unknown: " + (result.reason.empty() ? "holes" : result.reason),
                          result);
    }
}

void JunitReport::judge_property(Suite& suite,
                                 const model::RunResult& result,
                                 const model::PropertyResult& property) {
    Case& one = case_of(suite, property.name);
    if (property.verdict == model::Verdict::violated && !is_expected(result, property)) {
        worsen(one, Outcome::failed, property.message, result);
    } else if (property.verdict == model::Verdict::unknown) {
        const bool is_sometimes = property.modality == model::Modality::sometimes;
        worsen(one,
               is_sometimes ? Outcome::skipped : Outcome::unknown,
               is_sometimes ? "not reached" : "unknown: " + property.message,
               result);
    }
}

void JunitReport::judge_sweep(Suite& suite, const model::ScenarioTally& scenario) {
    for (Case& one : suite.cases) {
        const auto reached = scenario.sometimes_reached.find(one.name);
        if (reached == scenario.sometimes_reached.end() || one.outcome != Outcome::skipped) {
            continue;
        }
        if (reached->second > 0) {
            one = {.name = one.name};
        } else if (scenario.runs > 1) {
            one.outcome = Outcome::unknown;
            one.message = "unknown: reached in no run";
        }
    }
    Case& run = case_of(suite, run_case);
    if (!scenario.is_expectation_met() && run.outcome != Outcome::failed) {
        const bool is_unknown = scenario.unknown > 0;
        run.outcome = is_unknown ? Outcome::unknown : Outcome::failed;
        run.message = fmt::format("{} should be violated in {} run, and is in {} of {}",
                                  scenario.expectation->property,
                                  scenario.expectation->every_seed ? "every" : "some",
                                  scenario.expected_met,
                                  scenario.runs);
    }
}

void JunitReport::add(const model::RunResult& result) {
    Suite& suite = suite_of(result);
    suite.wall_ns += result.wall_ns;
    judge_run(suite, result);
    for (const model::PropertyResult& property : result.properties) {
        judge_property(suite, result, property);
    }
}

std::string JunitReport::xml_of(const Suite& suite, const Case& one) {
    const std::string head = fmt::format(R"(    <testcase classname="{}" name="{}" time="{}")",
                                         xml_escaped(suite.scenario),
                                         xml_escaped(one.name),
                                         one.name == run_case ? seconds(suite.wall_ns) : "0");
    if (one.outcome == Outcome::passed) {
        return head + "/>\n";
    }
    if (one.outcome == Outcome::skipped) {
        return head + fmt::format(">\n      <skipped message=\"{}\"/>\n    </testcase>\n",
                                  xml_escaped(one.message));
    }
    const std::string_view tag = one.outcome == Outcome::failed ? "failure" : "error";
    const std::string_view type = one.outcome == Outcome::failed ? "violated" : "unknown";
    return head + fmt::format(
                      ">\n      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n"
                      "      <system-out>{4}, the first is told above</system-out>\n"
                      "    </testcase>\n",
                      tag,
                      type,
                      xml_escaped(one.message),
                      xml_escaped(one.details),
                      counted(one.runs_bad, "such run"));
}

std::string JunitReport::xml_of(const Suite& suite) {
    const auto count = [&](Outcome outcome) {
        return std::ranges::count(suite.cases, outcome, &Case::outcome);
    };
    std::string xml = fmt::format(
        R"(  <testsuite name="{}" tests="{}" failures="{}" errors="{}" skipped="{}" time="{}">)",
        xml_escaped(suite.scenario),
        suite.cases.size(),
        count(Outcome::failed),
        count(Outcome::unknown),
        count(Outcome::skipped),
        seconds(suite.wall_ns));
    xml += "\n";
    for (const Case& one : suite.cases) {
        xml += xml_of(suite, one);
    }
    return xml + "  </testsuite>\n";
}

void JunitReport::finish(const model::Tally& tally) {
    out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
    for (Suite& suite : suites_) {
        for (const model::ScenarioTally& scenario : tally.scenarios()) {
            if (scenario.scenario == suite.scenario) {
                judge_sweep(suite, scenario);
            }
        }
        out_ << xml_of(suite);
    }
    out_ << "</testsuites>\n" << std::flush;
}

}  // namespace teacup::reports
