/// \file
/// sometimes_event: something happens in some run, or the runs do not exercise what they should.
#include <utility>

#include <fmt/format.h>

#include <teacup/model/properties/event_pattern.hpp>
#include <teacup/model/properties/property.hpp>

namespace teacup::model {

namespace {

class SometimesEvent final : public Property {
public:
    SometimesEvent(EventPattern pattern, std::int64_t times)
        : Property(Modality::sometimes), pattern_(std::move(pattern)), times_(times) {}

    void on_event(const sim::TraceEvent& event) override {
        if (!pattern_.matches(event, world(), names()) || ++seen_ < times_) {
            return;
        }
        const Pid process = pattern_.process_of(event);
        reach({.time = event.at,
               .node = event.node,
               .process = process,
               .message = fmt::format("saw {}", pattern_.text()),
               .relevant = {process}});
    }
    void finish(const EndOfRun&) override {
        leave_open(fmt::format("saw {} {} times of {}", pattern_.text(), seen_, times_));
    }

protected:
    [[nodiscard]] std::vector<std::uint16_t> kinds() const override {
        return {pattern_.kind().number};
    }

private:
    EventPattern pattern_;
    std::int64_t times_;
    std::int64_t seen_ = 0;
};

std::vector<Option> options() {
    std::vector<Option> options = EventPattern::options();
    options.push_back({.name = "times",
                       .type = OptionType::integer,
                       .unit = "events",
                       .default_value = std::int64_t{1},
                       .meaning = "How many such events it takes.",
                       .example = "20",
                       .range = {.minimum = 1}});
    return options;
}

const Registrar<PropertyEntry> registrar{
    {.name = "sometimes_event",
     .modality = Modality::sometimes,
     .meaning = "Such an event happens.",
     .options = options(),
     .make = [](const OptionValues& values) -> std::unique_ptr<Property> {
         return std::make_unique<SometimesEvent>(*EventPattern::parse(values),
                                                 values.integer("times"));
     },
     .check = &EventPattern::check}};

}  // namespace

}  // namespace teacup::model
