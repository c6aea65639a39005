/// \file
/// restart_strategy: after a child's end exactly the right children are stopped and started, in the
/// right order, by strategy and restart type; a supervisor that ends stops its children first.
#include <memory>
#include <utility>

#include <fmt/format.h>

#include <teacup/model/otp/trace_kinds.hpp>
#include <teacup/model/process/atoms.hpp>
#include <teacup/model/process/trace_kinds.hpp>
#include <teacup/model/properties/property.hpp>
#include <teacup/model/properties/supervisor_rules.hpp>
#include <teacup/sim/trace_kinds.hpp>

namespace teacup::model {

namespace {

class RestartStrategy final : public Property {
public:
    RestartStrategy() : Property(Modality::always) {}

    void on_event(const sim::TraceEvent& event) override {
        if (finding()) {
            return;
        }
        switch (event.kind) {
            case kinds::exit.number: exited(event); break;
            case kinds::exit_signal.number: signalled(event); break;
            case sim::kinds::node_down.number:
                supervisors_.erase_node(event.node, [](Pid, const auto&) {});
                break;
            case kinds::supervisor_begin.number: begun(event); break;
            default: acted(event); break;
        }
    }

    void finish(const EndOfRun& end) override {
        if (finding() || end.ending == Ending::cut_off) {
            return;
        }
        supervisors_.for_each([&](Pid pid, const auto& supervised) {
            const SupervisorRules& rules = supervised->rules;
            const bool had_time =
                end.ending == Ending::quiescent || rules.last_event_at() + grace <= end.at;
            if (had_time) {
                judge(pid, rules, rules.last_event_at(), rules.at_end());
            }
        });
    }

protected:
    [[nodiscard]] std::vector<std::uint16_t> kinds() const override {
        return {kinds::exit.number,
                kinds::exit_signal.number,
                sim::kinds::node_down.number,
                kinds::supervisor_begin.number,
                kinds::child_spec.number,
                kinds::supervisor_ready.number,
                kinds::supervisor_stop.number,
                kinds::child_start_begin.number,
                kinds::child_start.number,
                kinds::child_start_ignore.number,
                kinds::child_start_error.number,
                kinds::child_exit.number,
                kinds::restart_begin.number,
                kinds::restart_end.number,
                kinds::child_stop_begin.number,
                kinds::child_stop_end.number,
                kinds::child_delete.number,
                kinds::supervisor_reply.number};
    }

private:
    /// In a run that never rests, what a supervisor did last may have been a moment ago.
    static constexpr sim::Duration grace = sim::Duration::seconds(1);

    struct Supervised {
        Pid parent;
        SupervisorRules rules;
    };

    [[nodiscard]] Supervised* find(Pid pid) {
        const auto* const found = supervisors_.find(pid);
        return found == nullptr ? nullptr : found->get();
    }

    void begun(const sim::TraceEvent& event) {
        const Pid pid = event.task(0);
        facts_.symbols = &world().symbols();
        supervisors_.set(
            pid,
            std::make_unique<Supervised>(Supervised{.parent = names().parent(pid),
                                                    .rules = SupervisorRules(facts_, event)}));
    }

    void acted(const sim::TraceEvent& event) {
        const Pid pid = event.task(0);
        Supervised* const supervised = find(pid);
        if (supervised == nullptr) {
            return;
        }
        if (event.kind == kinds::child_exit.number) {
            observe();
        }
        if (event.kind == kinds::supervisor_stop.number && facts_.deaths.has(supervised->parent)) {
            supervised->rules.tell_to_stop();
        }
        judge(pid, supervised->rules, event.at, supervised->rules.on_event(event));
    }

    void exited(const sim::TraceEvent& event) {
        const Pid pid = event.task(0);
        facts_.deaths.add(pid);
        if (Supervised* const supervised = find(pid); supervised != nullptr) {
            observe();
            judge(pid, supervised->rules, event.at, supervised->rules.on_exit(event.symbol(1)));
            supervisors_.erase(pid);
        }
    }

    void signalled(const sim::TraceEvent& event) {
        Supervised* const supervised = find(event.task(1));
        if (supervised == nullptr) {
            return;
        }
        if (event.symbol(2) == atoms::kill) {
            supervised->rules.tell_to_die();
        } else if (event.task(0) == supervised->parent) {
            supervised->rules.tell_to_stop();
        }
    }

    void judge(Pid pid, const SupervisorRules& rules, sim::Time at, const std::string& wrong) {
        if (wrong.empty() || finding()) {
            return;
        }
        std::vector<Pid> relevant = rules.some_children();
        relevant.insert(relevant.begin(), pid);
        violate({.time = at,
                 .node = pid.node(),
                 .process = pid,
                 .message = fmt::format("{} {}", describe(pid), wrong),
                 .relevant = std::move(relevant)});
    }

    SupervisionFacts facts_;
    SlotTable<std::unique_ptr<Supervised>> supervisors_;
};

const Registrar<PropertyEntry> registrar{
    {.name = "restart_strategy",
     .modality = Modality::always,
     .meaning = "Supervisors stop and start exactly the right children, in the right order.",
     .make = [](const OptionValues&) -> std::unique_ptr<Property> {
         return std::make_unique<RestartStrategy>();
     }}};

}  // namespace

}  // namespace teacup::model
