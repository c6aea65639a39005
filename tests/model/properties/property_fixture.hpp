/// \file
/// A trace that a test writes by hand, and one property that listens to it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <teacup/model/process/processes.hpp>
#include <teacup/model/process/trace_kinds.hpp>
#include <teacup/model/properties/property.hpp>
#include <teacup/sim/trace_kinds.hpp>
#include <teacup/sim/world.hpp>

namespace teacup::model::testing {

/// Makes a registered property with its default options and these ones.
[[nodiscard]] inline std::unique_ptr<Property> make_property(std::string_view kind,
                                                             const OptionValues& given = {}) {
    const PropertyEntry* const entry = Registry<PropertyEntry>::instance().find(kind);
    TEACUP_ASSERT(entry != nullptr);
    OptionValues values = default_values(entry->options);
    for (const OptionValues::Item& item : given.items()) {
        values.set(item.name, item.value);
    }
    return entry->make(values);
}

class HandWrittenTrace : public ::testing::Test {
protected:
    HandWrittenTrace() {
        static_cast<void>(world_.add_node("n1"));
        static_cast<void>(world_.add_node("n2"));
        world_.trace().listen(names_, ProcessNames::kinds());
    }

    void watch(std::string_view kind, const OptionValues& options = {}) {
        property_ = make_property(kind, options);
        property_->watch(world_, names_, kind);
    }
    /// Emits at the time that at() set last, on the first node unless on() says another.
    template <const sim::EventKind& Kind, class... Words>
    void emit(Words... words) {
        world_.trace().emit<Kind>(now_, node_, words...);
    }
    void at(sim::Duration since_begin) { now_ = sim::Time() + since_begin; }
    void on(std::uint16_t node) { node_ = sim::NodeId{node}; }
    [[nodiscard]] sim::Symbol symbol(std::string_view text) {
        return world_.symbols().intern(text);
    }
    /// A new process; its label is its name in messages.
    Pid spawn(std::string_view label, Pid parent = {}) {
        const Pid pid(node_, next_slot_++, 0);
        emit<kinds::spawn>(pid, parent, symbol(label));
        return pid;
    }
    void exit(Pid pid, std::string_view reason) {
        world_.trace().emit<kinds::exit>(
            now_, pid.node(), pid, symbol(reason), symbol(names_.label(pid)));
    }
    void finish(Ending ending = Ending::quiescent, sim::Duration faults_ended = {}) {
        property_->finish(
            {.ending = ending, .at = now_, .faults_ended_at = sim::Time() + faults_ended});
    }

    [[nodiscard]] bool is_violated() const { return property_->violation().has_value(); }
    [[nodiscard]] std::string message() const { return property_->result().message; }
    [[nodiscard]] Verdict verdict() const { return property_->result().verdict; }

    sim::World world_{{}};
    Processes processes_{world_};  // Runs nothing; knows the atoms.
    ProcessNames names_{world_.symbols()};
    std::unique_ptr<Property> property_;
    sim::Time now_;
    sim::NodeId node_{0};
    std::uint32_t next_slot_ = 1;
};

}  // namespace teacup::model::testing
