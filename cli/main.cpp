/// \file
/// The program: teacup's own, and, through teacup::main, that of a user's own system.
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include <teacup/cli/command.hpp>
#include <teacup/cli/interrupt.hpp>
#include <teacup/cli/program_path.hpp>
#include <teacup/scenarios/runner.hpp>

int main(int argc, char** argv) {
    using namespace teacup;
    cli::exit_with_internal_error_on_abort();
    cli::Environment environment{.out = std::cout,
                                 .err = std::cerr,
                                 .is_out_terminal = ::isatty(STDOUT_FILENO) == 1,
                                 .is_err_terminal = ::isatty(STDERR_FILENO) == 1,
                                 .program = cli::program_path(argc > 0 ? argv[0] : "teacup"),
                                 .stop = &cli::watch_interrupts(),
                                 .runner = scenarios::run,
                                 .planner = scenarios::plan_of};
    const std::vector<std::string> args(argv + (argc > 0 ? 1 : 0), argv + argc);
    return static_cast<int>(cli::execute(args, environment));
}
