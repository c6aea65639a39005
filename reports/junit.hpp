/// \file
/// The report for CI servers: JUnit XML, one test case for each scenario and property.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/reports/report.hpp>

namespace teacup::reports {

/// Text as XML wants it, in attributes and elements; bytes that XML 1.0 forbids become "?".
[[nodiscard]] std::string xml_escaped(std::string_view text);

/// Gathers all seeds of a scenario into one suite: a case for each property, and the case "run"
/// for what belongs to no property (an unknown verdict, a missed expectation, an internal error).
/// A violation is a failure, unknown is an error, a `sometimes` that one run did not reach is
/// skipped. Each bad case holds the first bad run as the console tells it. Written at the end.
class JunitReport final : public Report {
public:
    JunitReport(std::ostream& out, model::Strictness strictness)
        : out_(out), strictness_(strictness) {}

    void add(const model::RunResult& result) override;
    void finish(const model::Tally& tally) override;

private:
    enum class Outcome : std::uint8_t { passed, skipped, unknown, failed };
    struct Case {
        std::string name;
        Outcome outcome = Outcome::passed;
        std::string message = {};
        std::string details = {};  ///< The first run that had the worst outcome.
        std::uint64_t runs_bad = 0;
    };
    struct Suite {
        std::string scenario;
        std::int64_t wall_ns = 0;
        std::vector<Case> cases = {};
    };

    Suite& suite_of(const model::RunResult& result);
    static Case& case_of(Suite& suite, std::string_view name);
    void judge_run(Suite& suite, const model::RunResult& result);
    void judge_property(Suite& suite,
                        const model::RunResult& result,
                        const model::PropertyResult& property);
    void worsen(Case& one, Outcome outcome, std::string message, const model::RunResult& result);
    static void judge_sweep(Suite& suite, const model::ScenarioTally& scenario);
    [[nodiscard]] static std::string xml_of(const Suite& suite);
    [[nodiscard]] static std::string xml_of(const Suite& suite, const Case& one);

    std::ostream& out_;
    model::Strictness strictness_;
    std::vector<Suite> suites_;
};

}  // namespace teacup::reports
