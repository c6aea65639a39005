/// \file
/// Values as TOML: how defaults stand in docs and lists, and how a scenario is written back.
#pragma once

#include <string>
#include <string_view>

#include <teacup/model/registry/option.hpp>

namespace teacup::model {

/// A TOML string, in whichever quotes need no escapes: "a", 'C:\x', or "a\nb".
[[nodiscard]] std::string quote(std::string_view text);

/// Decimal digits of `count` / `whole`, at least one after the point: 0.25, 1.0.
/// \pre whole is a power of ten
[[nodiscard]] std::string decimal(std::int64_t count, std::int64_t whole);

/// Reading it back with `option` gives `value` again; a tree from a file becomes the file's path.
/// \pre the value is not empty, fits the option, and is not a tree written in the scenario itself
[[nodiscard]] std::string to_toml(const Option& option, const OptionValue& value);

/// A duration when it is constant, otherwise a table in one line.
[[nodiscard]] std::string to_toml(const sim::Latency& latency);
[[nodiscard]] std::string to_toml(const Rate& rate);

}  // namespace teacup::model
