/// \file
/// Which process is which, for messages: a listener that remembers what each process was called.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/process/message.hpp>
#include <teacup/sim/trace.hpp>

namespace teacup::model {

/// Remembers label and parent of the latest process of each slot, alive or dead. Hears spawns only,
/// so it costs next to nothing; must hear them before the properties that ask it.
class ProcessNames : public sim::TraceListener {
public:
    explicit ProcessNames(const sim::SymbolTable& symbols) : symbols_(&symbols) {}

    [[nodiscard]] static std::vector<std::uint16_t> kinds();
    void on_event(const sim::TraceEvent& event) override;

    /// Its label; empty when it was never spawned, or its slot has been used again since.
    [[nodiscard]] std::string_view label(Pid pid) const;
    /// Who spawned it; none when that is not known or nobody.
    [[nodiscard]] Pid parent(Pid pid) const;
    /// "label <0.5.0>", or the pid alone.
    [[nodiscard]] std::string describe(Pid pid) const;

private:
    struct Known {
        Pid pid;
        Pid parent;
        sim::Symbol label = sim::no_symbol;
    };

    [[nodiscard]] const Known* find(Pid pid) const {
        return pid.slot() < by_slot_.size() && by_slot_[pid.slot()].pid == pid
                   ? &by_slot_[pid.slot()]
                   : nullptr;
    }

    const sim::SymbolTable* symbols_;
    std::vector<Known> by_slot_;
};

}  // namespace teacup::model
