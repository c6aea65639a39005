#include <fmt/format.h>

#include <teacup/cli/commands/commands.hpp>
#include <teacup/cli/load.hpp>
#include <teacup/reports/text.hpp>

namespace teacup::cli::commands {

namespace {

using model::ExitCode;

ExitCode execute(const Arguments& arguments, Environment& environment) {
    if (arguments.positional().empty()) {
        return tell_usage_errors("validate", {"no scenario is given"}, environment);
    }
    const std::vector<std::string>& files = arguments.positional();
    if (!load_all(files, {}, environment)) {
        return ExitCode::bad_input;
    }
    environment.out << fmt::format("{} without errors\n",
                                   reports::counted(files.size(), "scenario"));
    return ExitCode::passed;
}

}  // namespace

Command validate() {
    return {.name = "validate",
            .synopsis = "SCENARIO...",
            .summary = "Tells everything that is wrong with scenarios, and runs nothing",
            .flags = {},
            .execute = execute};
}

}  // namespace teacup::cli::commands
