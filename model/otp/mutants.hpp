/// \file
/// Supervisors and calls that are wrong on purpose: each property must be able to find its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace teacup::model {

/// A named bug in supervisors or calls; a world has at most one. What each does, and the property
/// that finds it, is in the registry of mutants, under the same name.
enum class OtpMutant : std::uint8_t {
    none,
    restart_order_reversed,
    stop_order_reversed,
    restart_too_few,
    restart_too_many,
    intensity_one_more,
    intensity_one_less,
    period_exclusive,
    restarts_forgotten,
    orphan_left,
    permanent_not_restarted,
    transient_always_restarted,
    temporary_restarted,
    retry_forgotten,
    call_without_timeout,
};

/// Empty when no mutant has this name.
[[nodiscard]] std::optional<OtpMutant> find_otp_mutant(std::string_view name) noexcept;

}  // namespace teacup::model
