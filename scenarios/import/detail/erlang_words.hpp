/// \file
/// The words of a dump, as the model spells them, and the words that third-party supervisors have
/// beside them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <teacup/model/otp/vocabulary.hpp>

namespace teacup::scenarios::detail {

[[nodiscard]] std::optional<model::Strategy> strategy_of(std::string_view text);
[[nodiscard]] std::optional<model::Restart> restart_of(std::string_view text);
[[nodiscard]] std::optional<model::AutoShutdown> auto_shutdown_of(std::string_view text);
[[nodiscard]] std::optional<model::ApplicationType> application_type_of(std::string_view text);

/// `{transient,1}`, restart after a delay of a second, gives `transient`; empty for other terms.
[[nodiscard]] std::string_view delayed_restart(std::string_view text);

/// supervisor2's own word: transient, and a normal end stops the supervisor. That is what OTP
/// calls significant, under any_significant.
[[nodiscard]] bool is_intrinsic(std::string_view restart);

/// Is there a `<0.614.0>` in the id?
[[nodiscard]] bool holds_pid(std::string_view id);

[[nodiscard]] std::string spelled(const model::Shutdown& shutdown);

}  // namespace teacup::scenarios::detail
