/// \file
/// What one run leaves behind: plain data, filled by the runner, read by reports and the CLI.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/sim/time.hpp>

namespace teacup::model {

enum class Verdict : std::uint8_t { passed, violated, unknown };
enum class Modality : std::uint8_t { always, sometimes, eventually };
enum class FaultOrigin : std::uint8_t { scripted, drawn };
/// `pending`: the run ended before the fault's time came.
enum class FaultOutcome : std::uint8_t { fired, skipped, pending };

[[nodiscard]] std::string_view to_string(Verdict verdict) noexcept;
[[nodiscard]] std::string_view to_string(Modality modality) noexcept;
[[nodiscard]] std::string_view to_string(FaultOrigin origin) noexcept;
[[nodiscard]] std::string_view to_string(FaultOutcome outcome) noexcept;

/// One event of the trace as people read it. `node` and `process` may be empty.
struct EventLine {
    sim::Time time = {};
    std::string node;
    std::string process;
    std::string what = {};
};

struct PropertyResult {
    std::string name;
    Modality modality = Modality::always;
    Verdict verdict = Verdict::unknown;
    /// How often it judged something; an `always` that judged nothing proves nothing.
    std::uint64_t observed = 0;
    /// When it was first violated (always, eventually) or first reached (sometimes).
    std::optional<sim::Time> time = {};
    std::string message = {};
};

struct Violation {
    std::string property;
    sim::Time time = {};
    /// Empty when the violation belongs to no single node or process.
    std::string node = {};
    std::string process = {};
    std::string message = {};
    /// The last relevant events before it, oldest first; a handful, chosen by the runner.
    std::vector<EventLine> last_events = {};
};

struct FaultResult {
    std::string id;
    std::string kind;
    FaultOrigin origin = FaultOrigin::scripted;
    sim::Time planned_at = {};
    /// What the selector named when the fault fired, in the selector's order.
    std::vector<std::string> targets = {};
    FaultOutcome outcome = FaultOutcome::pending;
    std::optional<sim::Time> fired_at = {};
    /// Why it did not fire; empty when it did.
    std::string why = {};
};

/// Something the run was meant to exercise and did not.
struct Hole {
    std::string what = {};
};

struct NodeStatistics {
    std::string node;
    std::uint64_t boots = 0;
    std::uint64_t processes_peak = 0;
    std::uint64_t processes_end = 0;
    std::uint64_t mailbox_end = 0;
    std::uint64_t memory_end_bytes = 0;
};

/// A canary's wish, copied from the scenario's `expect`: this property should be violated.
struct Expectation {
    std::string property;
    /// In every seed, or (false) in some seed of a sweep.
    bool every_seed = true;
    bool operator==(const Expectation&) const = default;
};

struct RunResult {
    std::string scenario = {};       ///< The file's path as the user gave it.
    std::string scenario_hash = {};  ///< Of the loaded scenario, overrides included; hex.
    std::uint64_t seed = 1;
    std::string build_id = {};

    Verdict verdict = Verdict::unknown;
    /// Why the verdict is unknown; empty otherwise. A limit that ended the run is told here.
    std::string reason = {};
    std::optional<Expectation> expectation = {};
    /// Set when the run was cut short by the user; such a run has no verdict.
    bool is_interrupted = false;
    /// A bug in teacup that the runner caught; not empty means exit code 4.
    std::string internal_error = {};
    /// How repetitions of this run differed; not empty means exit code 3.
    std::string divergence = {};

    std::string digest = {};  ///< 128 bit of the trace, 32 hex digits.
    std::int64_t virtual_time_ns = 0;
    std::int64_t wall_ns = 0;
    std::uint64_t events = 0;
    std::uint64_t messages = 0;

    std::vector<PropertyResult> properties = {};
    std::vector<FaultResult> faults = {};
    std::vector<Hole> holes = {};
    std::vector<Violation> violations = {};
    std::vector<NodeStatistics> nodes = {};

    /// The one shell command that repeats this run from any folder.
    std::string reproduce = {};
};

/// Sets verdict, reason and holes from properties, faults and violations, by one rule for all:
/// violated wins; then unknown for a given `reason`, for an `always` or `eventually` that could not
/// be judged and for a scripted fault that never fired; a drawn fault that never fired and a
/// `sometimes` that was not reached are holes.
/// \pre each property's own verdict is set; `reason` says if the run ended before its time.
void conclude(RunResult& result);

/// True when a canary's property was violated in this run.
/// \pre result.expectation
[[nodiscard]] bool is_expected_violation(const RunResult& result);

}  // namespace teacup::model
