/// \file
/// The report for programs: JSON Lines, one object a run. docs/reports.md lists every field.
#pragma once

#include <ostream>
#include <string>

#include <teacup/reports/report.hpp>

namespace teacup::reports {

/// Grows when a field changes its meaning or goes; a new field does not change it.
inline constexpr int json_schema = 1;

/// One run on one line, without the newline. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string to_json_line(const model::RunResult& result,
                                       model::Strictness strictness);

class JsonReport final : public Report {
public:
    JsonReport(std::ostream& out, model::Strictness strictness)
        : out_(out), strictness_(strictness) {}

    void add(const model::RunResult& result) override;
    void finish(const model::Tally& tally) override;

private:
    std::ostream& out_;
    model::Strictness strictness_;
};

}  // namespace teacup::reports
