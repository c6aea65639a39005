/// \file
/// The commands of the program: one file each under commands/, all in one table.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/cli/arguments.hpp>
#include <teacup/cli/environment.hpp>
#include <teacup/model/result/exit_code.hpp>

namespace teacup::cli {

struct Command {
    std::string_view name;
    std::string_view synopsis;  ///< What follows the name, in brackets what may be left out.
    std::string_view summary;   ///< One line.
    std::span<const Flag> flags;
    /// `--help` and `--version` are dealt with; positional arguments are not counted yet.
    model::ExitCode (*execute)(const Arguments& arguments, Environment& environment);
};

/// In the order in which help lists them.
[[nodiscard]] std::span<const Command> all_commands();

/// Tells every error as "teacup COMMAND: error" and how to get help. Returns bad_input.
model::ExitCode tell_usage_errors(std::string_view command,
                                  const UsageErrors& errors,
                                  Environment& environment);

/// Parses `args` (without the program's name), and executes the command they name.
/// An exception that comes this far is an internal error.
[[nodiscard]] model::ExitCode execute(const std::vector<std::string>& args,
                                      Environment& environment);

}  // namespace teacup::cli
