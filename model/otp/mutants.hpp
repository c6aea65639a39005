/// \file
/// Supervisors that are wrong on purpose: each property must be able to find its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace teacup::model {

/// A named fault in the supervisor itself. One world has at most one.
enum class OtpMutant : std::uint8_t {
    none,
    restart_order_reversed,      ///< starts the children of a group restart last to first
    stop_order_reversed,         ///< stops children, to end or for a restart, first to last
    restart_too_few,             ///< rest_for_one, one_for_all: leaves the last sibling as it is
    restart_too_many,            ///< one_for_one and rest_for_one restart all children
    intensity_one_more,          ///< allows one restart too many within the period
    intensity_one_less,          ///< gives up one restart too early
    period_exclusive,            ///< forgets restarts that are exactly one period old
    restarts_forgotten,          ///< a restart that succeeds empties the history of restarts
    orphan_left,                 ///< a supervisor that ends forgets to stop its first child
    permanent_not_restarted,     ///< a permanent child that exits normally stays away
    transient_always_restarted,  ///< a transient child comes back after a normal exit
    temporary_restarted,         ///< a temporary child that crashes comes back
    retry_forgotten,             ///< a restart whose start failed is not tried again
};

struct OtpMutantEntry {
    OtpMutant mutant = OtpMutant::none;
    std::string_view name;
    std::string_view meaning;
};

/// In the order of the enumeration.
inline constexpr std::array<OtpMutantEntry, 14> otp_mutants{{
    {OtpMutant::none, "none", "Supervisors behave as OTP's do."},
    {OtpMutant::restart_order_reversed,
     "restart_order_reversed",
     "Starts the children of a group restart from the last to the first."},
    {OtpMutant::stop_order_reversed,
     "stop_order_reversed",
     "Stops children, to end or for a restart, from the first to the last."},
    {OtpMutant::restart_too_few,
     "restart_too_few",
     "Under rest_for_one and one_for_all, leaves the last sibling as it is."},
    {OtpMutant::restart_too_many,
     "restart_too_many",
     "Under one_for_one and rest_for_one, restarts all children."},
    {OtpMutant::intensity_one_more,
     "intensity_one_more",
     "Allows one restart too many within the period."},
    {OtpMutant::intensity_one_less, "intensity_one_less", "Gives up one restart too early."},
    {OtpMutant::period_exclusive,
     "period_exclusive",
     "Does not count restarts that are exactly one period old."},
    {OtpMutant::restarts_forgotten,
     "restarts_forgotten",
     "Forgets all earlier restarts when one succeeds."},
    {OtpMutant::orphan_left,
     "orphan_left",
     "A supervisor that ends unlinks its first child and leaves it alive."},
    {OtpMutant::permanent_not_restarted,
     "permanent_not_restarted",
     "A permanent child that ends with a clean reason is not restarted."},
    {OtpMutant::transient_always_restarted,
     "transient_always_restarted",
     "A transient child comes back after a clean end."},
    {OtpMutant::temporary_restarted,
     "temporary_restarted",
     "A temporary child that crashes comes back."},
    {OtpMutant::retry_forgotten,
     "retry_forgotten",
     "A restart whose start failed is never tried again."},
}};

/// Empty when no mutant has this name.
[[nodiscard]] constexpr std::optional<OtpMutant> find_otp_mutant(std::string_view name) noexcept {
    for (const OtpMutantEntry& entry : otp_mutants) {
        if (entry.name == name) {
            return entry.mutant;
        }
    }
    return std::nullopt;
}

[[nodiscard]] constexpr std::string_view to_string(OtpMutant mutant) noexcept {
    return otp_mutants.at(static_cast<std::size_t>(mutant)).name;
}

}  // namespace teacup::model
