#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include <teacup/cli/commands/commands.hpp>
#include <teacup/reports/text.hpp>
#include <teacup/reports/trace_reader.hpp>

namespace teacup::cli::commands {

namespace {

using model::ExitCode;

/// Tells what speaks against the digest; it is told all the same, of the events that are there.
ExitCode tell_doubts(const std::string& file,
                     const reports::TraceSummary& trace,
                     Environment& environment) {
    const std::string digest = to_string(trace.digest);
    if (!trace.is_complete) {
        environment.err << fmt::format(
            "{}: the last line is missing, so the run was cut short; this digest is of its first "
            "{}\n",
            file,
            reports::counted(trace.events, "event"));
        return ExitCode::bad_input;
    }
    if (trace.digest_at_end != digest) {
        environment.err << fmt::format("{}: the run's own digest was {}; the file was changed\n",
                                       file,
                                       reports::printable(trace.digest_at_end));
        return ExitCode::bad_input;
    }
    return ExitCode::passed;
}

ExitCode execute(const Arguments& arguments, Environment& environment) {
    if (arguments.positional().size() != 1) {
        return tell_usage_errors("digest", {"give one TRACE"}, environment);
    }
    const std::string& file = arguments.positional().front();
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in || in.peek() == std::ifstream::traits_type::eof()) {
        const char* why = errno != 0 ? std::strerror(errno) : "the file is empty";
        environment.err << fmt::format("{}: this trace cannot be read: {}\n", file, why);
        return ExitCode::bad_input;
    }
    const auto trace = reports::read_trace(in, file);
    if (!trace) {
        environment.err << fmt::format(
            "{}:{}: {}\n", file, trace.error().place.line, trace.error().message);
        return ExitCode::bad_input;
    }
    environment.out << to_string(trace->digest) << "\n";
    return tell_doubts(file, *trace, environment);
}

}  // namespace

Command digest() {
    return {.name = "digest",
            .synopsis = "TRACE",
            .summary = "Recomputes the digest of a trace that `run --trace` wrote",
            .flags = {},
            .execute = execute};
}

}  // namespace teacup::cli::commands
