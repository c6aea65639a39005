#include <teacup/cli/command.hpp>

#include <algorithm>
#include <exception>

#include <fmt/format.h>

#include <teacup/cli/build_id.hpp>
#include <teacup/scenarios/spelling.hpp>

namespace teacup::cli {

namespace {

using model::ExitCode;

constexpr std::string_view exit_codes =
    "exit codes: 0 passed, 1 violated, 2 usage or scenario error, 3 non-determinism,\n"
    "            4 internal error, 5 unknown, 130 interrupted\n";

std::string version_text() {
    return fmt::format("teacup {} (build {})\n", version(), build_id());
}

std::string help_text() {
    std::string text =
        "usage: teacup COMMAND ...\n\n"
        "Runs scenarios of Erlang-like systems in virtual time, breaks them on purpose, and judges "
        "them.\n\n";
    for (const Command& command : all_commands()) {
        text += fmt::format("  {:<10}{}\n", command.name, command.summary);
    }
    return text + "\n`teacup COMMAND --help` tells the flags of a command.\n" +
           std::string(exit_codes);
}

std::string help_text(const Command& command) {
    return fmt::format("usage: teacup {} {}\n\n{}.\n\n{}\n{}",
                       command.name,
                       command.synopsis,
                       command.summary,
                       help_of(command.flags),
                       exit_codes);
}

const Command* find(std::string_view name) {
    const auto found = std::ranges::find(all_commands(), name, &Command::name);
    return found == all_commands().end() ? nullptr : &*found;
}

ExitCode tell_unknown(const std::string& name, Environment& environment) {
    std::vector<std::string> known;
    for (const Command& command : all_commands()) {
        known.emplace_back(command.name);
    }
    const std::string meant = scenarios::nearest(name, known);
    environment.err << fmt::format(
        "teacup: unknown command \"{}\"; {}\n",
        name,
        meant.empty() ? "`teacup --help` lists all" : fmt::format("did you mean \"{}\"?", meant));
    return ExitCode::bad_input;
}

ExitCode execute(const Command& command,
                 const std::vector<std::string>& args,
                 Environment& environment) {
    const auto arguments = parse_arguments(command.flags, args);
    if (!arguments) {
        return tell_usage_errors(command.name, arguments.error(), environment);
    }
    if (arguments->has("help")) {
        environment.out << help_text(command);
        return ExitCode::passed;
    }
    if (arguments->has("version")) {
        environment.out << version_text();
        return ExitCode::passed;
    }
    return command.execute(*arguments, environment);
}

/// `teacup help`, `teacup --help`, `teacup help COMMAND`.
ExitCode help(const std::vector<std::string>& args, Environment& environment) {
    if (args.size() < 2) {
        environment.out << help_text();
        return ExitCode::passed;
    }
    const Command* command = find(args[1]);
    if (command == nullptr) {
        return tell_unknown(args[1], environment);
    }
    environment.out << help_text(*command);
    return ExitCode::passed;
}

ExitCode dispatch(const std::vector<std::string>& args, Environment& environment) {
    if (args.empty()) {
        environment.err << help_text();
        return ExitCode::bad_input;
    }
    if (args[0] == "help" || args[0] == "--help" || args[0] == "-h") {
        return help(args, environment);
    }
    if (args[0] == "version" || args[0] == "--version") {
        environment.out << version_text();
        return ExitCode::passed;
    }
    const Command* command = find(args[0]);
    if (command == nullptr) {
        return tell_unknown(args[0], environment);
    }
    std::vector<std::string> rest(args.begin() + 1, args.end());
    std::ranges::replace(rest, "-h", "--help");
    return execute(*command, rest, environment);
}

}  // namespace

ExitCode tell_usage_errors(std::string_view command,
                           const UsageErrors& errors,
                           Environment& environment) {
    for (const std::string& error : errors) {
        environment.err << fmt::format("teacup {}: {}\n", command, error);
    }
    environment.err << fmt::format("`teacup {} --help` tells how it is used\n", command);
    return ExitCode::bad_input;
}

ExitCode execute(const std::vector<std::string>& args, Environment& environment) {
    try {
        const ExitCode code = dispatch(args, environment);
        if (environment.out.flush()) {
            return code;
        }
        environment.err << "teacup: standard output could not be written to its end; is the disk "
                           "full?\n";
        return worse_of(code, ExitCode::bad_input);
    } catch (const std::exception& error) {
        environment.err << fmt::format("teacup: internal error: {}\n", error.what());
        return ExitCode::internal_error;
    }
}

}  // namespace teacup::cli
