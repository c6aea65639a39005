/// \file
/// Ctrl-C: the first asks the sweep to end and to tell what it has, the second ends the program.
#pragma once

#include <atomic>

namespace teacup::cli {

/// Takes SIGINT and SIGTERM from now on. True is read from the returned flag once one came.
[[nodiscard]] const std::atomic<bool>& watch_interrupts();

/// Makes an abort, as of a failed assertion, tell of the run that it happens in and exit with the
/// code of an internal error.
void exit_with_internal_error_on_abort();

}  // namespace teacup::cli
