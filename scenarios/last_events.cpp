#include <teacup/scenarios/last_events.hpp>

#include <algorithm>

#include <teacup/model/process/trace_kinds.hpp>
#include <teacup/sim/trace_kinds.hpp>

namespace teacup::scenarios {

bool LastEvents::is_relevant(const sim::TraceEvent& event) const {
    if (event.kind < 64) {
        // The machine's own: faults, nodes, links.
        return event.kind != sim::kinds::run_begin.number &&
               event.kind != sim::kinds::run_end.number;
    }
    // Messages would push out what matters: who died, who was started, who waits for whom.
    if (event.kind == model::kinds::send.number || event.kind == model::kinds::receive.number ||
        event.kind == model::kinds::send_name.number) {
        return false;
    }
    const sim::EventKind* const kind = world_->trace().kind(event.kind);
    const auto concerns = [&](model::Pid pid) {
        return !pid.is_none() &&
               (pid == finding_.process ||
                std::find(finding_.relevant.begin(), finding_.relevant.end(), pid) !=
                    finding_.relevant.end());
    };
    for (std::size_t i = 0; i < kind->field_count(); ++i) {
        if (kind->fields[i].type == sim::FieldType::task && concerns(event.task(i))) {
            return true;
        }
    }
    // A finding about no process at all: its node's events are the next best.
    return finding_.process.is_none() && finding_.relevant.empty() &&
           (finding_.node == sim::no_node || finding_.node == event.node) &&
           event.kind == model::kinds::exit.number;
}

void LastEvents::on_event(const sim::TraceEvent& event) {
    if (world_->trace().count() > finding_.event_number || !is_relevant(event)) {
        return;
    }
    if (kept_.size() == kept_max) {
        kept_.pop_front();
    }
    kept_.push_back(to_line(event, *world_, *names_));
}

}  // namespace teacup::scenarios
