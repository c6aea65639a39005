#include <teacup/cli/commands/commands.hpp>
#include <teacup/scenarios/json_schema.hpp>

namespace teacup::cli::commands {

namespace {

model::ExitCode execute(const Arguments& arguments, Environment& environment) {
    if (!arguments.positional().empty()) {
        return tell_usage_errors("schema", {"it takes no arguments"}, environment);
    }
    environment.out << scenarios::json_schema();
    return model::ExitCode::passed;
}

}  // namespace

Command schema() {
    return {.name = "schema",
            .synopsis = "",
            .summary = "Prints the scenario format as a JSON Schema, for editors",
            .flags = {},
            .execute = execute};
}

}  // namespace teacup::cli::commands
