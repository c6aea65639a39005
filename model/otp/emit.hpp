/// \file
/// Emits trace events in the name of a process.
#pragma once

#include <teacup/model/otp/trace_kinds.hpp>
#include <teacup/model/process/actor.hpp>

namespace teacup::model {

/// Emits an event of this kind now, on the process's node; nothing once the process is dead.
template <const sim::EventKind& Kind, class... Words>
void emit(Context& self, Words... words) {
    if (self.processes().may_act()) {
        self.world().trace().emit<Kind>(self.now(), self.node(), words...);
    }
}

}  // namespace teacup::model
