/// \file
/// Which events a scenario means: a kind by name, and what some of its fields must be.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/properties/process_names.hpp>
#include <teacup/model/registry/entries.hpp>
#include <teacup/sim/result.hpp>
#include <teacup/sim/trace.hpp>
#include <teacup/sim/world.hpp>

namespace teacup::model {

/// A kind of event and conditions on its fields, written as `field=text` or `field=text*`, where
/// the star stands for any rest. `node` is a field of every event. A process is named by its label.
class EventPattern {
public:
    /// The options `event` and `where` of every property that is about a pattern.
    [[nodiscard]] static std::vector<Option> options();
    /// Reads these options. The error says what is wrong and what there is instead.
    [[nodiscard]] static sim::Result<EventPattern, OptionFault> parse(const OptionValues& values);
    /// That error, or empty: for PropertyEntry::check.
    [[nodiscard]] static OptionFault check(const OptionValues& values);

    [[nodiscard]] const sim::EventKind& kind() const noexcept { return *kind_; }
    /// \pre event.kind is this kind's number
    [[nodiscard]] bool matches(const sim::TraceEvent& event,
                               const sim::World& world,
                               const ProcessNames& names) const;
    /// The first process that such an event tells of, or none.
    [[nodiscard]] Pid process_of(const sim::TraceEvent& event) const;
    /// "call_end outcome=timeout"
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    static constexpr std::size_t of_node = sim::trace_words_max;
    struct Condition {
        std::size_t word = of_node;
        std::string wanted;
        bool is_prefix = false;
    };

    const sim::EventKind* kind_ = nullptr;
    std::vector<Condition> conditions_;
    std::string text_;
};

}  // namespace teacup::model
