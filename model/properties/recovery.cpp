/// \file
/// recovery: after the last fault, every permanent child is back within a time.
///
/// Watched are the permanent children of all supervisors that live, and the top supervisor of each
/// tree by its label: with them, all that stood before stands again. A transient supervisor that
/// gave up counts, too: it took permanent children with it. Not expected back is who was asked to
/// go, who ignored its start, and whoever was on a node that a fault took down for good.
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <teacup/model/otp/trace_kinds.hpp>
#include <teacup/model/process/atoms.hpp>
#include <teacup/model/process/trace_kinds.hpp>
#include <teacup/model/properties/property.hpp>
#include <teacup/model/properties/slot_table.hpp>
#include <teacup/sim/trace_kinds.hpp>

namespace teacup::model {

namespace {

/// A place that some process should be in.
struct Post {
    Pid holder;            ///< the latest; none before the first
    sim::Time away_since;  ///< means nothing while it is held
    sim::Time held_since;  ///< means nothing before it was held
    bool is_held = false;
    bool was_held = false;  ///< a first start is no return, however late
    bool is_expected = true;

    void leave(sim::Time at) {
        is_held = false;
        away_since = at;
    }
};

struct ChildPost {
    enum class Watch : std::uint8_t { never, always, when_given_up };
    sim::Symbol id = sim::no_symbol;
    Watch watch = Watch::never;
    Post post;
};

struct Supervised {
    std::vector<ChildPost> children;  ///< a simple_one_for_one's: only if they are permanent
    std::size_t next = 0;             ///< where the next child to start probably stands
    ChildPost::Watch dynamic = ChildPost::Watch::never;
    bool is_simple = false;
    Pid unplaced;                ///< a child that was started, and no more is known of it
    bool is_restarting = false;  ///< simple: children[next] is
    bool has_given_up = false;
};

struct Root {
    Post post;
    sim::Symbol application = sim::no_symbol;
};

class Recovery final : public Property {
public:
    explicit Recovery(sim::Duration within) : Property(Modality::eventually), within_(within) {}

    void on_event(const sim::TraceEvent& event) override;
    void finish(const EndOfRun& end) override;

protected:
    [[nodiscard]] std::vector<std::uint16_t> kinds() const override {
        return {kinds::exit.number,
                kinds::supervisor_begin.number,
                kinds::supervisor_ready.number,
                kinds::child_spec.number,
                kinds::child_start.number,
                kinds::child_start_ignore.number,
                kinds::restart_begin.number,
                kinds::child_stop_end.number,
                kinds::child_delete.number,
                kinds::supervisor_report.number,
                kinds::supervisor_reply.number,
                kinds::application_start.number,
                kinds::application_stop_begin.number,
                kinds::application_end.number,
                kinds::node_stop.number,
                sim::kinds::node_up.number,
                sim::kinds::node_down.number,
                sim::kinds::fault_begin.number,
                sim::kinds::fault_end.number};
    }

private:
    using RootKey = std::pair<sim::NodeId, std::string>;
    struct Place {
        Pid supervisor;
        std::uint32_t index = 0;
    };

    void on_supervisor_event(Supervised& supervised, const sim::TraceEvent& event);
    void on_application_event(const sim::TraceEvent& event);
    void on_node_event(const sim::TraceEvent& event);
    void begun(const sim::TraceEvent& event);
    void specified(Supervised& supervised, const sim::TraceEvent& event);
    void started(Supervised& supervised, const sim::TraceEvent& event);
    void place(Supervised& supervised, Pid supervisor, std::size_t index, sim::Time at);
    void exited(Pid pid, sim::Time at);

    [[nodiscard]] Supervised* find(Pid pid) {
        const auto* const found = supervisors_.find(pid);
        return found == nullptr ? nullptr : found->get();
    }
    [[nodiscard]] static ChildPost* find(Supervised& supervised, sim::Symbol id);
    /// Where the child `pid` stands, or stood; the number of children when it never did.
    [[nodiscard]] std::size_t place_of(const Supervised& supervised, Pid pid) const;
    [[nodiscard]] Root* root_of(Pid pid) {
        const auto found = roots_.find({pid.node(), std::string(names().label(pid))});
        return found == roots_.end() || found->second.post.holder != pid ? nullptr : &found->second;
    }
    void take(Post& post, Pid pid, sim::Time at);
    /// When it counts as late from, if it is away still.
    [[nodiscard]] sim::Time due(const Post& post) const {
        return std::max(post.away_since, last_fault_at_) + within_;
    }
    void note_late(const Post& post, sim::Time at, std::string what);
    void judge(const Post& post, const std::string& name, const EndOfRun& end);

    sim::Duration within_;
    sim::Time last_fault_at_;
    std::optional<Finding> late_;
    SlotTable<std::unique_ptr<Supervised>> supervisors_;
    SlotTable<Place> places_;
    Deaths deaths_;
    std::map<RootKey, Root> roots_;
    std::set<sim::NodeId> stops_itself_;
};

void Recovery::on_event(const sim::TraceEvent& event) {
    switch (event.kind) {
        case kinds::exit.number: exited(event.task(0), event.at); break;
        case kinds::supervisor_begin.number: begun(event); break;
        case kinds::application_start.number:
        case kinds::application_stop_begin.number:
        case kinds::application_end.number: on_application_event(event); break;
        case kinds::node_stop.number:
        case sim::kinds::node_up.number:
        case sim::kinds::node_down.number: on_node_event(event); break;
        case sim::kinds::fault_begin.number:
        case sim::kinds::fault_end.number:
            last_fault_at_ = event.at;
            late_.reset();  // Only what happens after the last fault is judged.
            break;
        default:
            if (Supervised* const supervised = find(event.task(0)); supervised != nullptr) {
                on_supervisor_event(*supervised, event);
            }
            break;
    }
}

// -- supervisors ---------------------------------------------------------------------------------

void Recovery::begun(const sim::TraceEvent& event) {
    const Pid pid = event.task(0);
    auto made = std::make_unique<Supervised>();
    made->is_simple = text(event.symbol(1)) == "simple_one_for_one";
    supervisors_.set(pid, std::move(made));
    if (find(names().parent(pid)) == nullptr) {
        Post& post = roots_[{pid.node(), std::string(names().label(pid))}].post;
        if (post.holder.is_none()) {
            post.away_since = event.at;
        }
        post.holder = pid;
    }
}

void Recovery::on_supervisor_event(Supervised& supervised, const sim::TraceEvent& event) {
    const sim::Symbol id = event.symbol(1);
    switch (event.kind) {
        case kinds::supervisor_ready.number:
            if (Root* const root = root_of(event.task(0)); root != nullptr) {
                take(root->post, event.task(0), event.at);
            }
            break;
        case kinds::child_spec.number: specified(supervised, event); break;
        case kinds::child_start.number: started(supervised, event); break;
        case kinds::child_start_ignore.number:
            if (ChildPost* const child = find(supervised, id); child != nullptr) {
                child->post.is_expected = false;
            }
            break;
        case kinds::restart_begin.number:
            supervised.next = place_of(supervised, event.task(2));
            supervised.is_restarting = supervised.next < supervised.children.size();
            break;
        case kinds::child_stop_end.number:
            if (const std::size_t at = place_of(supervised, event.task(2));
                supervised.is_simple && at < supervised.children.size()) {
                std::swap(supervised.children[at], supervised.children.back());
                supervised.children.pop_back();
            }
            break;
        case kinds::child_delete.number:
            std::erase_if(supervised.children,
                          [&](const ChildPost& child) { return child.id == id; });
            break;
        case kinds::supervisor_report.number:
            supervised.has_given_up = supervised.has_given_up || text(id) == "shutdown";
            break;
        default:  // supervisor_reply
            if (ChildPost* const child = find(supervised, event.symbol(3));
                child != nullptr && event.words[4] != 0 &&
                text(event.symbol(2)) == "TerminateChild") {
                child->post.is_expected = false;
            }
            break;
    }
}

void Recovery::specified(Supervised& supervised, const sim::TraceEvent& event) {
    using Watch = ChildPost::Watch;
    const std::string_view restart = text(event.symbol(2));
    const bool is_supervisor = text(event.symbol(3)) == "supervisor";
    const Watch watch = restart == "permanent"                    ? Watch::always
                        : restart == "transient" && is_supervisor ? Watch::when_given_up
                                                                  : Watch::never;
    if (supervised.is_simple) {
        supervised.dynamic = watch;
        return;
    }
    Post post{.holder = {}, .away_since = event.at};
    post.is_expected = watch == Watch::always;
    supervised.children.push_back({.id = event.symbol(1), .watch = watch, .post = post});
    if (!supervised.unplaced.is_none()) {
        place(supervised, event.task(0), supervised.children.size() - 1, event.at);
    }
}

ChildPost* Recovery::find(Supervised& supervised, sim::Symbol id) {
    auto& children = supervised.children;
    if (supervised.next < children.size() && children[supervised.next].id == id) {
        return &children[supervised.next];
    }
    const auto found = std::ranges::find(children, id, &ChildPost::id);
    return found == children.end() ? nullptr : &*found;
}

std::size_t Recovery::place_of(const Supervised& supervised, Pid pid) const {
    const auto& children = supervised.children;
    const Place* const place = places_.find(pid);
    if (place != nullptr && place->index < children.size() &&
        children[place->index].post.holder == pid) {
        return place->index;
    }
    return static_cast<std::size_t>(
        std::distance(children.begin(), std::ranges::find_if(children, [&](const ChildPost& child) {
                          return child.post.holder == pid;
                      })));
}

void Recovery::started(Supervised& supervised, const sim::TraceEvent& event) {
    supervised.unplaced = event.task(2);
    if (!supervised.is_simple) {
        if (const ChildPost* const child = find(supervised, event.symbol(1)); child != nullptr) {
            place(supervised,
                  event.task(0),
                  static_cast<std::size_t>(child - supervised.children.data()),
                  event.at);
        }
        return;
    }
    if (supervised.dynamic == ChildPost::Watch::never) {
        return;
    }
    if (!std::exchange(supervised.is_restarting, false)) {
        supervised.next = supervised.children.size();
        supervised.children.push_back({.id = event.symbol(1),
                                       .watch = supervised.dynamic,
                                       .post = {.holder = {}, .away_since = event.at}});
    }
    place(supervised, event.task(0), supervised.next, event.at);
}

/// The child that was started last stands at `index` from now on.
void Recovery::place(Supervised& supervised, Pid supervisor, std::size_t index, sim::Time at) {
    const Pid pid = std::exchange(supervised.unplaced, {});
    ChildPost& child = supervised.children[index];
    take(child.post, pid, at);
    if (deaths_.has(pid)) {  // It died before its supervisor told of its start.
        child.post.leave(at);
        child.post.is_expected = child.watch == ChildPost::Watch::always;
    }
    places_.set(pid, {.supervisor = supervisor, .index = static_cast<std::uint32_t>(index)});
    supervised.next = index + 1;
}

void Recovery::exited(Pid pid, sim::Time at) {
    deaths_.add(pid);
    const Supervised* const ended = find(pid);
    const bool has_given_up = ended != nullptr && ended->has_given_up;
    const Place* const place = places_.find(pid);
    Supervised* const supervised = place == nullptr ? nullptr : find(place->supervisor);
    if (supervised != nullptr) {
        if (const std::size_t index = place_of(*supervised, pid);
            index < supervised->children.size()) {
            ChildPost& child = supervised->children[index];
            child.post.leave(at);
            child.post.is_expected =
                child.watch == ChildPost::Watch::always ||
                (child.watch == ChildPost::Watch::when_given_up && has_given_up);
        }
    }
    if (ended == nullptr) {
        return;
    }
    if (Root* const root = root_of(pid); root != nullptr) {
        root->post.leave(at);
    }
    supervisors_.erase(pid);  // Its children's posts are gone with it: they come back with it.
}

// -- applications and nodes ----------------------------------------------------------------------

void Recovery::on_application_event(const sim::TraceEvent& event) {
    const sim::Symbol application = event.symbol(0);
    if (event.kind == kinds::application_start.number) {
        if (Root* const root = root_of(event.task(2)); root != nullptr) {
            root->application = application;
        }
        return;
    }
    bool may_go = !stops_itself_.contains(event.node);
    if (event.kind == kinds::application_end.number) {
        const std::string_view type = text(event.symbol(1));
        may_go = type == "temporary" || (type == "transient" && event.symbol(2) == atoms::normal);
    }
    for (auto& [key, root] : roots_) {
        if (may_go && key.first == event.node && root.application == application) {
            root.post.is_expected = false;
        }
    }
}

void Recovery::on_node_event(const sim::TraceEvent& event) {
    if (event.kind == kinds::node_stop.number) {
        stops_itself_.insert(event.node);
        return;
    }
    const bool is_up = event.kind == sim::kinds::node_up.number;
    const bool is_expected = is_up || stops_itself_.contains(event.node);
    for (auto& [key, root] : roots_) {
        if (key.first == event.node) {
            if (is_up || root.post.is_held) {
                root.post.leave(event.at);
            }
            root.post.is_expected = is_expected;
        }
    }
    if (is_up) {
        stops_itself_.erase(event.node);
    } else {
        supervisors_.erase_node(event.node, [](Pid, const auto&) {});
    }
}

// -- judgement -----------------------------------------------------------------------------------

void Recovery::take(Post& post, Pid pid, sim::Time at) {
    observe();
    if (post.was_held && post.is_expected && at > due(post)) {
        note_late(post,
                  due(post),
                  fmt::format("{} was not back {} after the last fault or its end, but only at {}",
                              describe(post.holder.is_none() ? pid : post.holder),
                              to_string(within_),
                              to_string(at)));
    }
    post.holder = pid;
    post.held_since = at;
    post.is_held = true;
    post.was_held = true;
    post.is_expected = true;
}

void Recovery::note_late(const Post& post, sim::Time at, std::string what) {
    if (!late_ || at < late_->time) {
        late_ = Finding{.time = at,
                        .node = post.holder.is_none() ? sim::no_node : post.holder.node(),
                        .process = post.holder,
                        .message = std::move(what),
                        .relevant = {post.holder}};
    }
}

void Recovery::judge(const Post& post, const std::string& name, const EndOfRun& end) {
    if (post.is_held || !post.is_expected) {
        return;
    }
    observe();
    const bool is_late = due(post) <= end.at;
    if (is_late || end.ending == Ending::quiescent) {
        note_late(post,
                  is_late ? due(post) : end.at,
                  fmt::format("{} is not back: away since {}", name, to_string(post.away_since)));
    } else if (post.away_since <= last_fault_at_ + within_ &&
               !(post.was_held && post.held_since >= last_fault_at_)) {
        // What left after that, or came back, has left again; before, the fault may be why.
        leave_open(fmt::format(
            "{} was away when the run ended, not yet for {}", name, to_string(within_)));
    }
}

void Recovery::finish(const EndOfRun& end) {
    last_fault_at_ = std::max(last_fault_at_, end.faults_ended_at);
    supervisors_.for_each([&](Pid pid, const auto& supervised) {
        for (const ChildPost& child : supervised->children) {
            judge(child.post, fmt::format("{} of {}", text(child.id), describe(pid)), end);
        }
    });
    for (const auto& [key, root] : roots_) {
        judge(root.post, key.second, end);
    }
    if (late_) {
        violate(*late_);
    }
}

const Registrar<PropertyEntry> registrar{
    {.name = "recovery",
     .modality = Modality::eventually,
     .meaning = "After the last fault, every permanent child is back within a time.",
     .options = {{.name = "within",
                  .type = OptionType::duration,
                  .default_value = sim::Duration::seconds(10),
                  .meaning = "How long after the last fault, or the child's end if that is later.",
                  .example = "\"10s\""}},
     .make = [](const OptionValues& values) -> std::unique_ptr<Property> {
         return std::make_unique<Recovery>(values.duration("within"));
     }}};

}  // namespace

}  // namespace teacup::model
