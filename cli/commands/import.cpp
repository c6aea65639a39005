#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include <teacup/cli/commands/commands.hpp>
#include <teacup/cli/outputs.hpp>
#include <teacup/scenarios/import/erlang_tree.hpp>

namespace teacup::cli::commands {

namespace {

using model::ExitCode;

constexpr std::array flags{Flag{.name = "output",
                                .value_name = "FILE.toml",
                                .meaning = "the tree file to write",
                                .letter = 'o'}};

UsageErrors errors_of(const Arguments& arguments) {
    UsageErrors errors;
    const std::vector<std::string>& words = arguments.positional();
    if (words.empty() || words.front() != "erlang-tree") {
        errors.emplace_back("say what to import: erlang-tree is what there is");
    } else if (words.size() != 2) {
        errors.emplace_back("give one DUMP.jsonl");
    }
    if (!arguments.has("output")) {
        errors.emplace_back("-o FILE.toml is missing: where the tree is to be written");
    }
    return errors;
}

ExitCode tell(std::string_view problem, Environment& environment) {
    environment.err << fmt::format("teacup import: {}\n", problem);
    return ExitCode::bad_input;
}

/// The tree goes through memory, so that a bad dump leaves an older file as it was.
ExitCode import_tree(const std::string& dump, const std::string& file, Environment& environment) {
    errno = 0;
    std::ifstream in(dump, std::ios::binary);
    if (!in) {
        return tell(fmt::format("\"{}\" cannot be read: {}", dump, std::strerror(errno)),
                    environment);
    }
    std::ostringstream toml;
    const auto report = scenarios::import_erlang_tree(in, dump, toml);
    if (!report) {
        for (const sim::Error& error : report.error()) {
            environment.err << fmt::format("{}:{}:{}: {}\n",
                                           error.place.file,
                                           error.place.line,
                                           error.place.column,
                                           error.message);
        }
        return ExitCode::bad_input;
    }
    Outputs outputs;
    if (std::ostream* out = outputs.open("output", file)) {
        *out << toml.str();
    }
    outputs.close();
    if (!outputs.errors().empty()) {
        return tell(outputs.errors().front(), environment);
    }
    environment.out << to_string(*report);
    return ExitCode::passed;
}

ExitCode execute(const Arguments& arguments, Environment& environment) {
    if (const UsageErrors errors = errors_of(arguments); !errors.empty()) {
        return tell_usage_errors("import", errors, environment);
    }
    return import_tree(arguments.positional()[1], *arguments.value("output"), environment);
}

}  // namespace

Command import() {
    return {.name = "import",
            .synopsis = "erlang-tree DUMP.jsonl -o FILE.toml",
            .summary = "Makes a service tree of the dump of a live Erlang node",
            .flags = flags,
            .execute = execute};
}

}  // namespace teacup::cli::commands
