/// \file
/// The report for the person at the terminal: short, aligned, and honest about what is not known.
#pragma once

#include <cstdint>
#include <ostream>
#include <set>
#include <string>

#include <teacup/reports/report.hpp>

namespace teacup::reports {

struct ConsoleOptions {
    bool is_coloured = false;
    /// Only runs that did not pass are told, and no summary of a sweep in which all passed.
    bool is_quiet = false;
    /// With one run all is told of it; of several, those that did not pass, and a summary.
    std::uint64_t runs_total = 1;
    model::Strictness strictness = model::Strictness::holes_pass;
};

/// One run as a block of aligned lines: what was judged, or what went wrong, when, where, what
/// happened before it, and the command that reproduces it.
[[nodiscard]] std::string run_block(const model::RunResult& result, const ConsoleOptions& options);

/// The table of a sweep with what its seeds have in common.
[[nodiscard]] std::string sweep_summary(const model::Tally& tally, const ConsoleOptions& options);

class ConsoleReport final : public Report {
public:
    ConsoleReport(std::ostream& out, ConsoleOptions options) : out_(out), options_(options) {}

    void add(const model::RunResult& result) override;
    void finish(const model::Tally& tally) override;

private:
    std::ostream& out_;
    ConsoleOptions options_;
    /// Kinds of failure already told in full: a thousand seeds with one bug are one block.
    std::set<std::string> told_;
    model::ExitCode code_told_ = model::ExitCode::passed;
};

}  // namespace teacup::reports
