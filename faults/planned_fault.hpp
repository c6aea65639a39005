/// \file
/// The plan as plain data: scripted faults, and the chaos that draws more of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <teacup/faults/selector.hpp>
#include <teacup/model/registry/option_values.hpp>
#include <teacup/model/registry/place.hpp>
#include <teacup/model/registry/quantity.hpp>
#include <teacup/model/result/run_result.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::faults {

/// One fault that will begin at a known time. Its stream of chance is called "fault/ID".
struct PlannedFault {
    std::string id;  ///< Unique in a plan.
    std::string kind;
    sim::Time at;
    std::optional<sim::Duration> lasts = {};  ///< Not for faults that are over at once.
    Selector target = {};
    /// Which of the candidates; none: drawn from the fault's stream when the plan is armed.
    std::optional<std::uint64_t> pick = {};
    /// A drawn fault obeys the budget, and when it is skipped, that is a hole and not `unknown`.
    model::FaultOrigin origin = model::FaultOrigin::scripted;
    model::OptionValues options = {};
    model::Place place = {};
    bool operator==(const PlannedFault&) const = default;
};

/// How an option of a drawn fault gets its value.
enum class DrawRule : std::uint8_t {
    fixed,    ///< values[0]
    between,  ///< Uniform from values[0] to values[1], both included, in the option's own step.
    one_of,   ///< One of `values`, each as likely.
};

struct DrawnOption {
    std::string name;
    DrawRule rule = DrawRule::fixed;
    std::vector<model::OptionValue> values = {};
    bool operator==(const DrawnOption&) const = default;
};

/// From `least` to `most`, both included.
template <class T>
struct Range {
    T least = {};
    T most = {};
    bool operator==(const Range&) const = default;
};

/// Draws faults of one kind, called "ID-1", "ID-2", ..., before the run begins.
struct ChaosSpec {
    std::string id;  ///< Unique among faults and chaos.
    std::string kind;
    /// How many, spread uniformly over the window; or how often, at exponential distances.
    std::variant<Range<std::int64_t>, model::Rate> amount = {};
    sim::Time from = {};
    sim::Time until = {};  ///< Every drawn fault has ended by then.
    std::optional<Range<sim::Duration>> lasts = {};
    std::vector<Selector> targets = {};     ///< One is drawn for each fault.
    std::vector<DrawnOption> options = {};  ///< All options of the kind, in the order of its table.
    model::Place place = {};
    bool operator==(const ChaosSpec&) const = default;
};

/// What drawn faults may do together; scripted ones count, and are never held back.
struct Budget {
    std::int64_t nodes_down_max = 1;  ///< At once, for whatever reason: crashed, paused, cut off.
    sim::Duration quiet_end = sim::Duration::seconds(30);  ///< Before limits.virtual_time.
    bool operator==(const Budget&) const = default;
};

}  // namespace teacup::faults
