/// \file
/// Assertions: on in every build, never reachable by input. A failing one is a bug in teacup.
#pragma once

#include <string_view>

namespace teacup::sim {

/// Tells, on stderr, of a failure in the run that this thread does: where in it, and how to get
/// there again. Called once, before the program ends; a failure while it tells ends the program.
using FailureTeller = void (*)(void* owner, std::string_view failure);

/// Installs `teller` for this thread; nullptr takes it away, and then the failure alone is told.
void set_failure_teller(FailureTeller teller, void* owner) noexcept;

/// Tells of a failure that is no assertion's: for a handler of SIGABRT. Tells nothing when an
/// assertion of this thread has told already.
void tell_failure(std::string_view failure);

/// Tells of the failed condition and aborts.
[[noreturn]] void assert_failed(std::string_view condition, std::string_view file, int line);

}  // namespace teacup::sim

/// One condition each, no side effects.
#define TEACUP_ASSERT(condition)                                          \
    do {                                                                  \
        if (!(condition)) [[unlikely]] {                                  \
            ::teacup::sim::assert_failed(#condition, __FILE__, __LINE__); \
        }                                                                 \
    } while (false)
