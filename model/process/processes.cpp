#include <teacup/model/process/processes.hpp>

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include <teacup/model/process/actor.hpp>
#include <teacup/model/process/trace_kinds.hpp>

namespace teacup::model {

namespace {
constexpr std::uint32_t nothing = Signal::nothing;
}  // namespace

Processes::Processes(sim::World& world)
    : world_(world),
      chance_of_the_dead_(world.stream("dead")),
      datagrams_(world, datagram_client()) {
    for (std::uint32_t i = 0; i < std::size(atoms::names); ++i) {
        const Atom known = atom(atoms::names[i]);
        TEACUP_ASSERT(known == Atom{i});  // Processes must come before anybody else interns.
    }
    world_.trace().add_kinds(kinds::process, std::size(kinds::process));
    world_.set_step(
        [](void* self, std::uint32_t slot) { static_cast<Processes*>(self)->step(slot); }, this);
    const auto on_timeout = [](Work work) {
        return work == Work::foreground
                   ? sim::World::TimerFunction(
                         [](void* self, sim::NodeId, std::uint64_t data, bool is_stale) {
                             static_cast<Processes*>(self)->receive_timed_out(
                                 Pid::from_word(data), Work::foreground, is_stale);
                         })
                   : sim::World::TimerFunction(
                         [](void* self, sim::NodeId, std::uint64_t data, bool is_stale) {
                             static_cast<Processes*>(self)->receive_timed_out(
                                 Pid::from_word(data), Work::background, is_stale);
                         });
    };
    receive_timeout_ = world_.add_timer_handler(on_timeout(Work::foreground), this);
    receive_timeout_background_ = world_.add_timer_handler(on_timeout(Work::background), this);
    send_timeout_ = world_.add_timer_handler(
        [](void* self, sim::NodeId, std::uint64_t data, bool is_stale) {
            auto& processes = *static_cast<Processes*>(self);
            const auto signal = static_cast<std::uint32_t>(data);
            is_stale ? processes.release(signal) : processes.send_timer_fired(signal);
        },
        this);
    world_.on_node_change(
        [](void* self, sim::NodeId node, sim::NodeState, sim::CrashMode) {
            auto& processes = *static_cast<Processes*>(self);
            if (processes.world_.node_state(node) == sim::NodeState::down) {
                processes.crash_node(node);
            }
        },
        this);
}

// In another file than fetch_receiver(): where GCC 12 sees that a function only prefetches, it
// takes it for one without effect, and drops the call.
sim::DatagramClient Processes::datagram_client() {
    return {
        .owner = this,
        .reached = [](void* self,
                      std::uint32_t signal,
                      std::uint32_t) { static_cast<Processes*>(self)->datagram_arrived(signal); },
        .fetch =
            [](const void* self, std::uint32_t signal, std::uint32_t slot, sim::World::Fetch what) {
                static_cast<const Processes*>(self)->fetch_receiver(signal, slot, what);
            },
        .copied =
            [](void* self, std::uint32_t signal) {
                return static_cast<Processes*>(self)->copy_signal(signal);
            },
        .corrupted =
            [](void* self, std::uint32_t signal, std::uint64_t bits) {
                static_cast<Processes*>(self)->corrupt(signal, bits);
            },
        .lost = [](void* self,
                   std::uint32_t signal) { static_cast<Processes*>(self)->free_signal(signal); }};
}

Processes::~Processes() {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        crash_node(sim::NodeId{static_cast<std::uint16_t>(i)});
    }
    // Messages that are still under way: between nodes, or for a timer to send.
    for (std::uint32_t i = 0; i < signals_.size(); ++i) {
        free_box(signals_[i]);
    }
}

// -- life -----------------------------------------------------------------------------------------

Process* Processes::begin_spawn(sim::NodeId node, Pid parent, const SpawnOptions& options) {
    if (world_.node_state(node) == sim::NodeState::down || !may_act()) {
        return nullptr;
    }
    const std::uint32_t slot = slots_.take();
    TEACUP_ASSERT(slot < Pid::slots_max);
    Process& child = slots_[slot];
    const std::uint32_t generation =
        child.processes_ == nullptr ? 0 : (child.pid_.generation() + 1) % Pid::generations_max;
    child.processes_ = this;
    child.pid_ = Pid(node, slot, generation);
    child.parent = parent;
    child.label = atom(options.label);
    child.role = options.role;
    child.state = ProcessState::starting;
    child.background = current_ != nullptr && current_->background;
    child.mailbox_count = 0;

    if (nodes_.size() <= sim::index_of(node)) {
        nodes_.resize(std::size_t{sim::index_of(node)} + 1);
    }
    NodeProcesses& home = nodes_[sim::index_of(node)];
    child.node_previous = home.last;
    child.node_next = nothing;
    (home.last == nothing ? home.first : slots_[home.last].node_next) = slot;
    home.last = slot;

    world_.trace().emit<kinds::spawn>(world_.now(), node, child.pid_, parent, child.label);
    if (Process* const maker = find(parent); maker != nullptr && options.link) {
        const std::uint32_t ours = add_relation(*maker, Relation::Kind::link, child.pid_);
        const std::uint32_t theirs = add_relation(child, Relation::Kind::link, parent);
        relations_[ours].partner = theirs;
        relations_[theirs].partner = ours;
    }
    return &child;
}

void Processes::finish_spawn(Process& child, Task<>&& body) {
    child.root = std::move(body).release();
    child.root.promise().fiber = &child.fiber;
    child.fiber.leaf = child.root;
    wake(child, child.background ? Work::background : Work::foreground);
}

Pid Processes::whereis(sim::NodeId node, Atom name) const {
    if (sim::index_of(node) >= nodes_.size()) {
        return {};
    }
    const auto& names = nodes_[sim::index_of(node)].names;
    const auto found = std::lower_bound(names.begin(), names.end(), std::pair(name, 0U));
    return found == names.end() || found->first != name ? Pid{} : slots_[found->second].pid_;
}

bool Processes::register_name(Pid pid, Atom name) {
    Process* const process = find(pid);
    if (process == nullptr || process->name != atoms::none || name == atoms::none) {
        return process == nullptr;  // The dead may do as they like.
    }
    auto& names = nodes_[sim::index_of(pid.node())].names;
    const auto place = std::lower_bound(names.begin(), names.end(), std::pair(name, 0U));
    if (place != names.end() && place->first == name) {
        return false;
    }
    names.insert(place, {name, pid.slot()});
    process->name = name;
    world_.trace().emit<kinds::register_name>(world_.now(), pid.node(), pid, name);
    return true;
}

bool Processes::unregister_name(Pid pid, Atom name) {
    Process* const holder = find(whereis(pid.node(), name));
    if (holder == nullptr) {
        return find(pid) == nullptr;
    }
    unregister(*holder);
    return true;
}

void Processes::unregister_process(Context& context) {
    if (may_act()) {
        unregister(process(context));
    }
}

void Processes::unregister(Process& process) {
    if (process.name == atoms::none) {
        return;
    }
    auto& names = nodes_[sim::index_of(process.pid_.node())].names;
    names.erase(std::lower_bound(names.begin(), names.end(), std::pair(process.name, 0U)));
    world_.trace().emit<kinds::unregister_name>(
        world_.now(), process.pid_.node(), process.pid_, process.name);
    process.name = atoms::none;
}

ProcessInfo Processes::info(Pid pid) const {
    const Process* const process = find(pid);
    TEACUP_ASSERT(process != nullptr);
    ProcessInfo info{.pid = pid,
                     .parent = process->parent,
                     .label = text(process->label),
                     .name = text(process->name),
                     .message_queue_len = process->mailbox_count,
                     .role = process->role,
                     .trap_exit = process->trap_exit,
                     .links = {},
                     .monitors = {}};
    std::size_t bytes = sizeof(Process) + process->frame_bytes +
                        std::size_t{process->mailbox_count} * sizeof(Signal);
    for (std::uint32_t at = process->relations; at != nothing; at = relations_[at].next) {
        const Relation& relation = relations_[at];
        bytes += sizeof(Relation);
        if (relation.kind == Relation::Kind::link) {
            info.links.push_back(relation.peer);
        } else if (relation.kind == Relation::Kind::monitoring) {
            if (relation.name == atoms::none) {
                info.monitors.push_back(relation.peer);
            } else {
                ++info.name_monitors;
            }
        }
    }
    info.memory_bytes = static_cast<std::uint32_t>(bytes);
    return info;
}

std::vector<Pid> Processes::processes_of(sim::NodeId node) const {
    std::vector<Pid> found;
    if (sim::index_of(node) < nodes_.size()) {
        for (std::uint32_t slot = nodes_[sim::index_of(node)].first; slot != nothing;
             slot = slots_[slot].node_next) {
            found.push_back(slots_[slot].pid_);
        }
    }
    return found;
}

sim::Stream Processes::stream(Context& context, std::string_view name) {
    const Process& process = this->process(context);
    std::string full =
        fmt::format("{}/{}/{}", world_.node_name(process.pid_.node()), text(process.label), name);
    const std::uint32_t nth = streams_[full]++;
    return world_.stream(fmt::format("{}#{}", full, nth));
}

std::size_t Processes::capacity_bytes() const noexcept {
    return slots_.capacity_bytes() + signals_.capacity_bytes() + relations_.capacity_bytes() +
           frames_.capacity_bytes();
}

}  // namespace teacup::model
