/// \file
/// deadlock: processes that wait for each other in a circle, for ever.
///
/// Each process waits for at most one other, so the waits are a graph with one edge out of each
/// node: when a wait begins, following the edges from it either ends or comes back to it. An idle
/// server waits for nobody, and a wait with a timeout is no edge. An answer that is under way
/// breaks the circle; then it is looked at again later, and at the end of the run.
///
/// Known limit: a server that has another process answer for it is taken to be waited for itself.
#include <algorithm>
#include <string>
#include <vector>

#include <teacup/model/process/processes.hpp>
#include <teacup/model/process/trace_kinds.hpp>
#include <teacup/model/properties/property.hpp>
#include <teacup/sim/trace_kinds.hpp>

namespace teacup::model {

namespace {

class Deadlock final : public Property {
public:
    Deadlock() : Property(Modality::always) {}

    void on_event(const sim::TraceEvent& event) override {
        if (finding()) {
            return;
        }
        switch (event.kind) {
            case kinds::wait_begin.number: begin_wait(event); break;
            case sim::kinds::node_down.number: forget_node(event.node); break;
            default: forget(event.task(0)); break;
        }
        if (!circles_.empty() && event.at >= look_again_at_) {
            look_again(event.at);
        }
    }

    void finish(const EndOfRun& end) override { look_again(end.at); }

protected:
    [[nodiscard]] std::vector<std::uint16_t> kinds() const override {
        return {kinds::wait_begin.number,
                kinds::wait_end.number,
                kinds::exit.number,
                sim::kinds::node_down.number};
    }

private:
    struct Wait {
        Pid pid;  // None: the slot's process does not wait.
        Pid awaited;
        sim::Time since;
    };
    /// A circle that an answer may still break.
    struct Circle {
        sim::Time closed_at;
        std::vector<Pid> members;
    };
    static constexpr std::size_t told_max = 8;

    [[nodiscard]] const Wait* find(Pid pid) const {
        const bool is_known = pid.slot() < waits_.size() && waits_[pid.slot()].pid == pid;
        return is_known ? &waits_[pid.slot()] : nullptr;
    }

    void begin_wait(const sim::TraceEvent& event) {
        const Pid pid = event.task(0);
        observe();
        if (waits_.size() <= pid.slot()) {
            waits_.resize(std::size_t{pid.slot()} + 1);
        }
        count_ += waits_[pid.slot()].pid.is_none() ? 1U : 0U;
        waits_[pid.slot()] = {.pid = pid, .awaited = event.task(1), .since = event.at};
        std::vector<Pid> members = circle_from(pid);
        if (members.empty()) {
            return;
        }
        Circle circle{.closed_at = event.at, .members = std::move(members)};
        if (can_still_break(circle)) {
            look_again_at_ = event.at + first_pause;
            pause_ = first_pause;
            circles_.push_back(std::move(circle));
        } else {
            report(circle);
        }
    }

    /// The processes of the circle that `first` is in, itself first; empty when it is in none.
    [[nodiscard]] std::vector<Pid> circle_from(Pid first) const {
        std::size_t length = 1;
        for (const Wait* at = find(find(first)->awaited); at == nullptr || at->pid != first;
             at = find(at->awaited)) {
            // More steps than there are waits: it runs round an older circle.
            if (at == nullptr || ++length > count_) {
                return {};
            }
        }
        std::vector<Pid> members;
        members.reserve(length);
        for (Pid at = first; members.size() < length; at = find(at)->awaited) {
            members.push_back(at);
        }
        return members;
    }

    [[nodiscard]] bool can_still_break(const Circle& circle) const {
        return processes() != nullptr && std::ranges::any_of(circle.members, [&](Pid member) {
                   return processes()->is_answer_under_way(find(member)->awaited, member);
               });
    }

    void forget(Pid pid) {
        if (find(pid) != nullptr) {
            waits_[pid.slot()].pid = {};
            --count_;
            std::erase_if(circles_, [&](const Circle& circle) {
                return std::ranges::find(circle.members, pid) != circle.members.end();
            });
        }
    }

    void forget_node(sim::NodeId node) {
        for (std::size_t slot = 0; slot < waits_.size(); ++slot) {
            const Pid pid = waits_[slot].pid;
            if (!pid.is_none() && pid.node() == node) {
                forget(pid);
            }
        }
    }

    void look_again(sim::Time now) {
        for (const Circle& circle : circles_) {
            if (!can_still_break(circle)) {
                report(circle);
            }
        }
        pause_ = pause_ + pause_;
        look_again_at_ = now + pause_;
    }

    void report(const Circle& circle) {
        std::string message = "each waits for the next without timeout: ";
        for (std::size_t i = 0; i < std::min(circle.members.size(), told_max); ++i) {
            message += describe(circle.members[i]) + " -> ";
        }
        if (circle.members.size() > told_max) {
            message += "... -> ";
        }
        const Pid last = circle.members.front();
        message += describe(last);
        violate({.time = circle.closed_at,
                 .node = last.node(),
                 .process = last,
                 .message = std::move(message),
                 .relevant = circle.members});
    }

    static constexpr sim::Duration first_pause = sim::Duration::milliseconds(1);

    std::vector<Wait> waits_;  // By slot.
    std::size_t count_ = 0;    // Of those that wait.
    std::vector<Circle> circles_;
    sim::Time look_again_at_;
    sim::Duration pause_ = first_pause;
};

const Registrar<PropertyEntry> registrar{
    {.name = "deadlock",
     .modality = Modality::always,
     .meaning = "No processes wait for each other in a circle, in calls without timeout.",
     .make = [](const OptionValues&) -> std::unique_ptr<Property> {
         return std::make_unique<Deadlock>();
     }}};

}  // namespace

}  // namespace teacup::model
