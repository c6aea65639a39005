/// \file
/// The one command that repeats a run, from whatever folder.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/cli/run_request.hpp>

namespace teacup::cli {

/// `text` as one word of a POSIX shell: as it is when nothing in it is special, else in quotes, and
/// with printf in one line when it has control characters, or bytes that are no text.
[[nodiscard]] std::string shell_quoted(std::string_view text);

/// Words joined to a command line.
[[nodiscard]] std::string shell_command(std::span<const std::string> words);

/// The words that run `scenario` with `seed` as `request` did: absolute paths, and every option
/// that decides what happens or how it is judged.
[[nodiscard]] std::vector<std::string> reproduce_words(const std::string& program,
                                                       const std::string& scenario,
                                                       std::uint64_t seed,
                                                       const RunRequest& request);

}  // namespace teacup::cli
