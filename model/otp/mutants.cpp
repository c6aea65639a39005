#include <teacup/model/otp/mutants.hpp>

#include <array>
#include <string>

#include <teacup/model/registry/entries.hpp>

namespace teacup::model {

namespace {

struct Row {
    OtpMutant mutant = OtpMutant::none;
    std::string_view name;
    std::string_view meaning;
    std::string_view property;
};

constexpr std::array rows{
    Row{OtpMutant::restart_order_reversed,
        "restart_order_reversed",
        "Starts the children of a group restart from the last to the first.",
        "restart_strategy"},
    Row{OtpMutant::stop_order_reversed,
        "stop_order_reversed",
        "Stops children, to end or for a restart, from the first to the last.",
        "restart_strategy"},
    Row{OtpMutant::restart_too_few,
        "restart_too_few",
        "Under rest_for_one and one_for_all, leaves the last sibling as it is.",
        "restart_strategy"},
    Row{OtpMutant::restart_too_many,
        "restart_too_many",
        "Under one_for_one and rest_for_one, restarts all children.",
        "restart_strategy"},
    Row{OtpMutant::intensity_one_more,
        "intensity_one_more",
        "Allows one restart too many within the period.",
        "restart_intensity"},
    Row{OtpMutant::intensity_one_less,
        "intensity_one_less",
        "Gives up one restart too early.",
        "restart_intensity"},
    Row{OtpMutant::period_exclusive,
        "period_exclusive",
        "Does not count restarts that are exactly one period old.",
        "restart_intensity"},
    Row{OtpMutant::restarts_forgotten,
        "restarts_forgotten",
        "Forgets all earlier restarts when one succeeds.",
        "restart_intensity"},
    Row{OtpMutant::orphan_left,
        "orphan_left",
        "A supervisor that ends unlinks its first child and leaves it alive.",
        "no_orphans"},
    Row{OtpMutant::permanent_not_restarted,
        "permanent_not_restarted",
        "A permanent child that ends with a clean reason is not restarted.",
        "recovery"},
    Row{OtpMutant::transient_always_restarted,
        "transient_always_restarted",
        "A transient child comes back after a clean end.",
        "restart_strategy"},
    Row{OtpMutant::temporary_restarted,
        "temporary_restarted",
        "A temporary child that crashes comes back.",
        "restart_strategy"},
    Row{OtpMutant::retry_forgotten,
        "retry_forgotten",
        "A restart whose start failed is never tried again.",
        "recovery"},
    Row{OtpMutant::call_without_timeout,
        "call_without_timeout",
        "A call forgets its timeout, and waits for ever.",
        "deadlock"},
};

const bool registered = [] {
    for (const Row& row : rows) {
        const Registrar<MutantEntry> registrar({.name = std::string(row.name),
                                                .meaning = std::string(row.meaning),
                                                .property = std::string(row.property)});
    }
    return true;
}();

}  // namespace

std::optional<OtpMutant> find_otp_mutant(std::string_view name) noexcept {
    for (const Row& row : rows) {
        if (row.name == name) {
            return row.mutant;
        }
    }
    return std::nullopt;
}

}  // namespace teacup::model
