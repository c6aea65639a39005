/// \file
/// Keeps, in the recorded repetition of a run that failed, what happened before each violation.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include <teacup/model/properties/property.hpp>
#include <teacup/scenarios/event_text.hpp>

namespace teacup::scenarios {

/// One for each violation. Hears every event, keeps the last few that concern the processes of the
/// finding, and all faults and node changes; stops at the event that was the finding.
class LastEvents {
public:
    static constexpr std::size_t kept_max = 8;

    LastEvents(model::Finding finding, const sim::World& world, const model::ProcessNames& names)
        : finding_(std::move(finding)), world_(&world), names_(&names) {}

    void on_event(const sim::TraceEvent& event);
    [[nodiscard]] std::vector<model::EventLine> lines() const {
        return {kept_.begin(), kept_.end()};
    }

private:
    [[nodiscard]] bool is_relevant(const sim::TraceEvent& event) const;

    model::Finding finding_;
    const sim::World* world_;
    const model::ProcessNames* names_;
    std::deque<model::EventLine> kept_;
};

}  // namespace teacup::scenarios
