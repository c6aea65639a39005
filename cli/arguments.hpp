/// \file
/// The flags of a command, and what a user made of them.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/sim/result.hpp>

namespace teacup::cli {

/// A switch when `value_name` is empty.
struct Flag {
    std::string_view name;  ///< Without the dashes.
    std::string_view value_name = {};
    std::string_view meaning = {};
    bool is_repeatable = false;
    char letter = '\0';  ///< The short form, as in "-o FILE"; none when zero.
};

/// What is wrong with a command line, one message each, without the program's name.
using UsageErrors = std::vector<std::string>;

/// A command line taken apart: each value is still text.
class Arguments {
public:
    [[nodiscard]] bool has(std::string_view flag) const;
    /// The value, or none when the flag was not given. For a flag that is not repeatable.
    [[nodiscard]] std::optional<std::string> value(std::string_view flag) const;
    [[nodiscard]] std::vector<std::string> values(std::string_view flag) const;
    [[nodiscard]] const std::vector<std::string>& positional() const noexcept {
        return positional_;
    }

    void add(std::string flag, std::string value) { values_[std::move(flag)].push_back(value); }
    void add_positional(std::string value) { positional_.push_back(std::move(value)); }

private:
    std::map<std::string, std::vector<std::string>, std::less<>> values_;
    std::vector<std::string> positional_;
};

/// Takes `args` apart, "--flag value" and "--flag=value" alike; after "--" all is positional.
/// `--help` and `--version` are flags of every command.
[[nodiscard]] sim::Result<Arguments, UsageErrors> parse_arguments(
    std::span<const Flag> flags, const std::vector<std::string>& args);

/// The flags as a table for `--help`.
[[nodiscard]] std::string help_of(std::span<const Flag> flags);

}  // namespace teacup::cli
