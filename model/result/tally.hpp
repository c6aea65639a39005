/// \file
/// What several runs add up to: counts for each scenario, and the one verdict of the sweep.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <teacup/model/result/exit_code.hpp>
#include <teacup/model/result/run_result.hpp>

namespace teacup::model {

/// Seeds that had something in common; keeps the first few and counts all.
struct SeedList {
    static constexpr std::size_t kept_max = 8;
    std::vector<std::uint64_t> first = {};
    std::uint64_t count = 0;
    void add(std::uint64_t seed);
};

/// The runs of one scenario. A map key is what the seeds have in common, in words.
struct ScenarioTally {
    std::string scenario;
    std::uint64_t runs = 0;
    std::uint64_t passed = 0;
    std::uint64_t violated = 0;
    std::uint64_t unknown = 0;
    std::uint64_t errors = 0;        ///< Internal errors and diverging repetitions.
    std::uint64_t expected_met = 0;  ///< Canary: runs that violated what they should.
    std::optional<Expectation> expectation = {};
    std::map<std::string, SeedList> violated_properties = {};
    std::map<std::string, SeedList> unknown_reasons = {};
    std::map<std::string, SeedList> holes = {};
    /// `sometimes` properties and in how many runs each was reached.
    std::map<std::string, std::uint64_t> sometimes_reached = {};
    ExitCode worst_run = ExitCode::passed;

    /// `sometimes` properties that several runs never reached; always empty for a single run,
    /// where the same is only a hole.
    [[nodiscard]] std::vector<std::string> never_reached() const;
    /// False for a canary of which no run (or, for `every`, not each run) did what it should.
    [[nodiscard]] bool is_expectation_met() const;
    /// The worst run, or the verdict that only the whole of the runs can give.
    [[nodiscard]] ExitCode exit_code() const;
};

/// Adds up runs, in the order given.
class Tally {
public:
    explicit Tally(Strictness strictness) : strictness_(strictness) {}

    void add(const RunResult& result);
    /// The user ended the sweep early: its exit code is `interrupted`.
    void interrupt() noexcept { is_interrupted_ = true; }

    [[nodiscard]] const std::vector<ScenarioTally>& scenarios() const noexcept {
        return scenarios_;
    }
    [[nodiscard]] Strictness strictness() const noexcept { return strictness_; }
    [[nodiscard]] bool is_interrupted() const noexcept { return is_interrupted_; }
    [[nodiscard]] std::uint64_t runs() const noexcept { return runs_; }
    /// Runs that would exit with another code than 0 on their own.
    [[nodiscard]] std::uint64_t failures() const noexcept { return failures_; }
    [[nodiscard]] ExitCode exit_code() const;

private:
    Strictness strictness_;
    std::vector<ScenarioTally> scenarios_;
    std::uint64_t runs_ = 0;
    std::uint64_t failures_ = 0;
    bool is_interrupted_ = false;
};

}  // namespace teacup::model
