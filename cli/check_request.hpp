/// \file
/// What `teacup check` was asked to do, checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <teacup/cli/arguments.hpp>
#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/formats/format.hpp>
#include <teacup/model/result/exit_code.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::cli {

struct CheckRequest {
    std::vector<std::string> files;
    const model::history::ModelEntry* model = nullptr;
    model::OptionValues options = {};  ///< Of the model, complete.
    std::optional<model::history::Format> format = {};
    bool is_independent = false;
    sim::Duration time_limit = sim::Duration::seconds(60);        ///< For each file.
    std::size_t memory_limit_bytes = std::size_t{2'000'000'000};  ///< For each file.
    unsigned jobs = 0;                     ///< 0: as many as the machine has.
    std::optional<std::string> json = {};  ///< "-" is standard output.
    std::optional<std::string> html = {};
    std::optional<std::string> dot = {};
    bool is_quiet = false;
    model::Strictness strictness = model::Strictness::holes_pass;
};

/// The flags of `teacup check`, with their meanings.
[[nodiscard]] std::span<const Flag> check_flags() noexcept;

/// All that is wrong is told at once.
[[nodiscard]] sim::Result<CheckRequest, UsageErrors> check_request(const Arguments& arguments);

/// "500MB", "1.5GB": a number and one of B, KB, MB, GB (powers of ten), KiB, MiB, GiB; none when it
/// is anything else, or more than 2^60.
[[nodiscard]] std::optional<std::size_t> parse_bytes(std::string_view text);

}  // namespace teacup::cli
