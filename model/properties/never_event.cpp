/// \file
/// never_event: something that must not happen, such as a supervisor that gives up.
#include <utility>

#include <fmt/format.h>

#include <teacup/model/properties/event_pattern.hpp>
#include <teacup/model/properties/property.hpp>

namespace teacup::model {

namespace {

class NeverEvent final : public Property {
public:
    explicit NeverEvent(EventPattern pattern)
        : Property(Modality::always), pattern_(std::move(pattern)) {}

    void on_event(const sim::TraceEvent& event) override {
        observe();
        if (finding() || !pattern_.matches(event, world(), names())) {
            return;
        }
        const Pid process = pattern_.process_of(event);
        violate({.time = event.at,
                 .node = event.node,
                 .process = process,
                 .message = fmt::format("{} happened", pattern_.text()),
                 .relevant = {process}});
    }
    /// Silence to the end of the run is what it wants to see, and so counts as judged.
    void finish(const EndOfRun&) override { observe(); }

protected:
    [[nodiscard]] std::vector<std::uint16_t> kinds() const override {
        return {pattern_.kind().number};
    }

private:
    EventPattern pattern_;
};

const Registrar<PropertyEntry> registrar{
    {.name = "never_event",
     .modality = Modality::always,
     .meaning = "No such event happens.",
     .options = EventPattern::options(),
     .make = [](const OptionValues& values) -> std::unique_ptr<Property> {
         return std::make_unique<NeverEvent>(*EventPattern::parse(values));
     },
     .check = &EventPattern::check}};

}  // namespace

}  // namespace teacup::model
