/// \file
/// Where this program lies.
#pragma once

#include <string>

namespace teacup::cli {

/// Absolute path of the running program; made from its `name` where the system does not tell.
[[nodiscard]] std::string program_path(const std::string& name);

}  // namespace teacup::cli
