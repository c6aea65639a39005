/// \file
/// Assertions: on in every build, never reachable by input. A failing one is a bug in teacup.
#pragma once

#include <string>
#include <string_view>

namespace teacup::sim {

/// Tells, for the report of a failed assertion, where in which run it happened.
/// Set by the runner for its thread; the returned text holds seed, time, trace tail and command.
using AssertContext = std::string (*)(const void* owner);

/// Installs `context` for this thread; pass nullptr to take it away.
void set_assert_context(AssertContext context, const void* owner) noexcept;

/// Prints the failed condition with its context to stderr and aborts.
[[noreturn]] void assert_failed(std::string_view condition, std::string_view file, int line);

}  // namespace teacup::sim

/// One condition each, no side effects.
#define TEACUP_ASSERT(condition)                                          \
    do {                                                                  \
        if (!(condition)) [[unlikely]] {                                  \
            ::teacup::sim::assert_failed(#condition, __FILE__, __LINE__); \
        }                                                                 \
    } while (false)
