/// \file
/// The last events of a run that is recorded, whatever they are about.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include <teacup/scenarios/event_text.hpp>

namespace teacup::scenarios {

/// Hears every event and keeps the last few: for what must be told of a run that never ends.
class EventTail final : public sim::TraceListener {
public:
    static constexpr std::size_t kept_max = 12;

    void on_event(const sim::TraceEvent& event) override {
        if (kept_.size() == kept_max) {
            kept_.pop_front();
        }
        kept_.push_back(event);
    }
    [[nodiscard]] std::vector<model::EventLine> lines(const sim::World& world,
                                                      const model::ProcessNames& names) const {
        std::vector<model::EventLine> lines;
        for (const sim::TraceEvent& event : kept_) {
            lines.push_back(to_line(event, world, names));
        }
        return lines;
    }

private:
    std::deque<sim::TraceEvent> kept_;
};

}  // namespace teacup::scenarios
