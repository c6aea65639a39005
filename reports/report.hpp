/// \file
/// A report: told of every run in order, and at the end of what they add up to.
#pragma once

#include <teacup/model/result/run_result.hpp>
#include <teacup/model/result/tally.hpp>

namespace teacup::reports {

/// One way to tell results. Writes to a stream it was given; whether that stream took it all is
/// for the owner of the stream to check.
class Report {
public:
    Report() = default;
    Report(const Report&) = delete;
    Report& operator=(const Report&) = delete;
    virtual ~Report() = default;

    /// Called once a run, in order of scenario and seed.
    virtual void add(const model::RunResult& result) = 0;
    /// Called once, after the last run.
    virtual void finish(const model::Tally& tally) = 0;
};

}  // namespace teacup::reports
