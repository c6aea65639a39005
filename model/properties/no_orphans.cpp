/// \file
/// no_orphans: a process whose supervisor has ended does not live on.
///
/// A supervisor that ends in order stops its children before; those of one that was killed die by
/// their links. In OTP, a child of a killed supervisor that traps exits, and is no gen_server or
/// the like, really lives on: such children are reported, too, unless `spare_trapping` is set.
/// The time in which a child's node is paused does not count.
#include <deque>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <teacup/model/otp/trace_kinds.hpp>
#include <teacup/model/process/processes.hpp>
#include <teacup/model/process/trace_kinds.hpp>
#include <teacup/model/properties/property.hpp>
#include <teacup/model/properties/slot_table.hpp>
#include <teacup/sim/trace_kinds.hpp>

namespace teacup::model {

namespace {

class NoOrphans final : public Property {
public:
    NoOrphans(sim::Duration within, bool spare_trapping)
        : Property(Modality::always), within_(within), spare_trapping_(spare_trapping) {}

    void on_event(const sim::TraceEvent& event) override {
        if (finding()) {
            return;
        }
        look_at_orphans(event.at);
        const Pid pid = event.task(0);
        switch (event.kind) {
            case kinds::spawn.number: add(pid, event.task(1)); break;
            case kinds::child_start.number: add(event.task(2), pid); break;
            case kinds::supervisor_begin.number: supervisors_.set(pid, {}); break;
            case kinds::exit.number: exited(pid, event.at, text(event.symbol(1))); break;
            case sim::kinds::node_down.number:
                children_.erase_node(event.node, [](Pid, const Child&) {});
                supervisors_.erase_node(event.node, [](Pid, const Supervisor&) {});
                break;
            default: paused(event); break;
        }
    }

    void finish(const EndOfRun& end) override {
        look_at_orphans(end.at);
        for (const Orphan& orphan : orphans_) {
            if (!is_orphan(orphan)) {
                continue;
            }
            if (end.ending == Ending::quiescent) {
                report(orphan, end.at);
            } else {
                leave_open(fmt::format("{} was still alive", describe(orphan.child)));
            }
        }
    }

protected:
    [[nodiscard]] std::vector<std::uint16_t> kinds() const override {
        return {kinds::spawn.number,
                kinds::exit.number,
                kinds::supervisor_begin.number,
                kinds::child_start.number,
                sim::kinds::node_down.number,
                sim::kinds::node_pause.number,
                sim::kinds::node_resume.number};
    }

private:
    /// Children of one supervisor form a ring of pids that starts and ends with it.
    struct Supervisor {
        Pid first_child;
    };
    struct Child {
        Pid supervisor;
        Pid next;
        Pid previous;
    };
    struct Orphan {
        Pid child;
        Pid supervisor;
        std::string supervisor_name;
        sim::Time since;
        sim::Time deadline;
        bool is_of_killed = false;
    };
    struct Pause {
        bool is_on = false;
        sim::Time resumed_at;
    };

    void add(Pid pid, Pid supervisor) {
        Supervisor* const home = supervisors_.find(supervisor);
        // A child may have died before its supervisor told of its start.
        if (home == nullptr || pid.is_none() || deaths_.has(pid) ||
            children_.find(pid) != nullptr) {
            return;
        }
        children_.set(pid, {.supervisor = supervisor, .next = home->first_child, .previous = {}});
        if (Child* const first = children_.find(home->first_child); first != nullptr) {
            first->previous = pid;
        }
        home->first_child = pid;
    }

    void exited(Pid pid, sim::Time at, std::string_view reason) {
        deaths_.add(pid);
        if (const Child* const child = children_.find(pid); child != nullptr) {
            remove(pid, *child);
        }
        const Supervisor* const ended = supervisors_.find(pid);
        if (ended == nullptr) {
            return;
        }
        observe();
        const bool was_killed = reason == "killed";
        for (Pid orphan = ended->first_child; !orphan.is_none();
             orphan = children_.find(orphan)->next) {
            orphans_.push_back({.child = orphan,
                                .supervisor = pid,
                                .supervisor_name = describe(pid),
                                .since = at,
                                .deadline = at + within_,
                                .is_of_killed = was_killed});
        }
        supervisors_.erase(pid);
    }

    void remove(Pid pid, Child child) {
        if (Child* const next = children_.find(child.next); next != nullptr) {
            next->previous = child.previous;
        }
        if (Child* const previous = children_.find(child.previous); previous != nullptr) {
            previous->next = child.next;
        } else if (Supervisor* const home = supervisors_.find(child.supervisor); home != nullptr) {
            home->first_child = child.next;
        }
        children_.erase(pid);
    }

    void paused(const sim::TraceEvent& event) {
        if (pauses_.size() <= sim::index_of(event.node)) {
            pauses_.resize(std::size_t{sim::index_of(event.node)} + 1);
        }
        pauses_[sim::index_of(event.node)] = {.is_on = event.kind == sim::kinds::node_pause.number,
                                              .resumed_at = event.at};
    }

    [[nodiscard]] bool is_orphan(const Orphan& orphan) const {
        const Child* const child = children_.find(orphan.child);
        if (child == nullptr || child->supervisor != orphan.supervisor) {
            return false;
        }
        const bool may_live = spare_trapping_ && orphan.is_of_killed && processes() != nullptr &&
                              processes()->info(orphan.child).trap_exit;
        return !may_live;
    }

    // All have the same time to die, so they come in the order of their deadlines.
    void look_at_orphans(sim::Time now) {
        while (!orphans_.empty() && orphans_.front().deadline < now) {
            Orphan orphan = std::move(orphans_.front());
            orphans_.pop_front();
            if (!is_orphan(orphan)) {
                continue;
            }
            const std::size_t node = sim::index_of(orphan.child.node());
            const Pause pause = node < pauses_.size() ? pauses_[node] : Pause{};
            if (pause.is_on || pause.resumed_at > orphan.since) {
                orphan.since = pause.is_on ? now : pause.resumed_at;
                orphan.deadline = orphan.since + within_;
                orphans_.push_back(std::move(orphan));
                continue;
            }
            report(orphan, orphan.deadline);
        }
    }

    void report(const Orphan& orphan, sim::Time at) {
        violate({.time = at,
                 .node = orphan.child.node(),
                 .process = orphan.child,
                 .message = fmt::format("{} lives on {} after its supervisor {} has ended",
                                        describe(orphan.child),
                                        to_string(at - orphan.since),
                                        orphan.supervisor_name),
                 .relevant = {orphan.child, orphan.supervisor}});
    }

    sim::Duration within_;
    bool spare_trapping_;
    SlotTable<Supervisor> supervisors_;
    SlotTable<Child> children_;
    Deaths deaths_;
    std::deque<Orphan> orphans_;
    std::vector<Pause> pauses_;  // By node.
};

const Registrar<PropertyEntry> registrar{
    {.name = "no_orphans",
     .modality = Modality::always,
     .meaning = "A process whose supervisor has ended ends, too.",
     .options = {{.name = "within",
                  .type = OptionType::duration,
                  .default_value = sim::Duration::seconds(5),
                  .meaning = "How long it may take to end.",
                  .example = "\"5s\""},
                 {.name = "spare_trapping",
                  .type = OptionType::boolean,
                  .default_value = false,
                  .meaning = "Lets children that trap exits outlive a supervisor that was killed.",
                  .example = "true"}},
     .make = [](const OptionValues& values) -> std::unique_ptr<Property> {
         return std::make_unique<NoOrphans>(values.duration("within"),
                                            values.boolean("spare_trapping"));
     }}};

}  // namespace

}  // namespace teacup::model
