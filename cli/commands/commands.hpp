/// \file
/// Every command, one to a file.
#pragma once

#include <teacup/cli/command.hpp>

namespace teacup::cli::commands {

[[nodiscard]] Command run();
[[nodiscard]] Command check();
[[nodiscard]] Command validate();
[[nodiscard]] Command list();
[[nodiscard]] Command schema();
[[nodiscard]] Command import();
[[nodiscard]] Command digest();
[[nodiscard]] Command generate_history();

}  // namespace teacup::cli::commands
