/// \file
/// What `teacup run` was asked to do, checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <teacup/cli/arguments.hpp>
#include <teacup/cli/event_log.hpp>
#include <teacup/model/result/exit_code.hpp>
#include <teacup/scenarios/sweep.hpp>

namespace teacup::cli {

struct RunRequest {
    std::vector<std::string> scenarios;
    scenarios::SeedRange seeds = {};
    unsigned jobs = 0;                        ///< 0: as many as the machine has.
    std::vector<std::string> overrides = {};  ///< "key=value"
    std::optional<std::string> json = {};     ///< "-" is standard output.
    std::optional<std::string> junit = {};
    std::optional<std::string> trace = {};
    std::optional<std::string> plan = {};
    bool checks_determinism = false;
    bool is_quiet = false;
    model::Strictness strictness = model::Strictness::holes_pass;
    LogLevel log_level = LogLevel::off;

    [[nodiscard]] std::uint64_t runs() const noexcept {
        return (seeds.last - seeds.first + 1) * scenarios.size();
    }
};

/// More runs than this in one command are taken for a slip of the finger.
inline constexpr std::uint64_t runs_max = 1'000'000'000;

/// The flags of `teacup run`, with their meanings.
[[nodiscard]] std::span<const Flag> run_flags() noexcept;

/// All that is wrong is told at once. `random_seed` is what "--seed random" stands for.
[[nodiscard]] sim::Result<RunRequest, UsageErrors> run_request(const Arguments& arguments,
                                                               std::uint64_t random_seed);

}  // namespace teacup::cli
