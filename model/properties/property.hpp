/// \file
/// What must hold: the base of all properties. A property hears the event kinds it asked for,
/// judges at each event, and gives its verdict when the run has ended.
///
///     const auto property = entry.make(options);
///     property->watch(processes, names, "recovery");  // after everybody added event kinds
///     ...the run...
///     property->finish({.ending = Ending::quiescent, ...});
///     result.properties.push_back(property->result());
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/process/message.hpp>
#include <teacup/model/properties/process_names.hpp>
#include <teacup/model/registry/entries.hpp>
#include <teacup/model/result/run_result.hpp>
#include <teacup/sim/time.hpp>
#include <teacup/sim/trace.hpp>
#include <teacup/sim/world.hpp>

namespace teacup::model {

enum class Ending : std::uint8_t {
    quiescent,  ///< the world came to rest: nothing would ever change again but background work
    settled,    ///< the scenario's `settle` has passed since the last fault ended
    cut_off,    ///< a limit or the user ended it: what was still open stays open
};

/// Why and when a run ended.
struct EndOfRun {
    Ending ending = Ending::quiescent;
    sim::Time at = {};
    /// When the last fault ended; 0 when there was none.
    sim::Time faults_ended_at = {};
};

/// What a property found: the first violation, or what a `sometimes` was reached by.
struct Finding {
    sim::Time time = {};
    sim::NodeId node = sim::no_node;  ///< no_node when it belongs to no single one
    Pid process = {};                 ///< may be none
    std::string message;
    /// Set by violate() and reach(): how many events the trace had, this one included.
    std::uint64_t event_number = 0;
    /// The processes whose last events explain it, so that a recorded repetition can show them;
    /// any that are none are left out.
    std::vector<Pid> relevant = {};
};

class Processes;

class Property : public sim::TraceListener {
public:
    explicit Property(Modality modality) : modality_(modality) {}
    Property(const Property&) = delete;
    Property& operator=(const Property&) = delete;

    /// Begins to listen to the world's trace. Called once, when all event kinds are known.
    /// \pre what is given outlives this
    void watch(Processes& processes, const ProcessNames& names, std::string_view name);
    /// The same for a trace without processes, as tests write it by hand.
    void watch(sim::World& world, const ProcessNames& names, std::string_view name);
    /// Judges what only the end can tell. Called once, after the last event.
    virtual void finish(const EndOfRun& end);

    [[nodiscard]] PropertyResult result() const;
    /// Only a violated property has one. `last_events` is left to the runner.
    [[nodiscard]] std::optional<Violation> violation() const;
    /// Set from the first violation on, or, for a `sometimes`, from when it was reached.
    [[nodiscard]] const std::optional<Finding>& finding() const noexcept { return finding_; }
    [[nodiscard]] std::string_view name() const noexcept { return name_; }
    [[nodiscard]] Modality modality() const noexcept { return modality_; }

protected:
    /// The event kinds to hear; asked once, by watch().
    [[nodiscard]] virtual std::vector<std::uint16_t> kinds() const = 0;

    /// Counts that something was judged.
    void observe() noexcept { ++observed_; }
    /// Notes the first violation; later ones are not kept. \pre not a `sometimes`
    void violate(Finding finding);
    /// Notes that a `sometimes` was reached; later times are only counted. \pre a `sometimes`
    void reach(Finding finding);
    /// Cannot be judged, and why; the verdict is unknown unless it is violated.
    void leave_open(std::string why) { open_ = std::move(why); }

    /// \pre watch() was called
    [[nodiscard]] const sim::World& world() const noexcept { return *world_; }
    /// What the trace cannot tell; nullptr when there are none behind the trace.
    [[nodiscard]] const Processes* processes() const noexcept { return processes_; }
    [[nodiscard]] const ProcessNames& names() const noexcept { return *names_; }
    [[nodiscard]] std::string_view text(sim::Symbol symbol) const;
    /// "label <0.5.0>".
    [[nodiscard]] std::string describe(Pid pid) const { return names_->describe(pid); }

private:
    void keep_first(Finding finding);

    Modality modality_;
    std::string name_;
    const sim::World* world_ = nullptr;
    const Processes* processes_ = nullptr;
    const ProcessNames* names_ = nullptr;
    std::uint64_t observed_ = 0;
    std::optional<Finding> finding_;
    std::string open_;
};

}  // namespace teacup::model
