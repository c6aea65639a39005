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

// -- life ----------------------------------------------------------------------------------------

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

// -- steps ---------------------------------------------------------------------------------------

void Processes::wake(Process& process, Work work) {
    if (work == Work::foreground && !process.counted_ready) {
        process.counted_ready = true;
        world_.begin_work();
    }
    if (!process.in_ready_queue) {
        process.in_ready_queue = true;
        world_.make_ready(process.pid_.node(), process.pid_.slot());
    }
}

void Processes::step(std::uint32_t slot) {
    Process& process = slots_[slot];
    process.in_ready_queue = false;
    if (process.state == ProcessState::dead) {
        free_slot(process);
        return;
    }
    current_ = &process;
    process.background = !process.counted_ready;
    const bool was_counted = std::exchange(process.counted_ready, false);
    if (process.inbox_first != nothing) {
        drain_inbox(process);
    }
    const bool has_come = process.state == ProcessState::starting ||
                          (process.state == ProcessState::waiting &&
                           (process.waiter->found != nothing || process.timed_out));
    if (has_come) {
        resume(process);
    }
    current_ = nullptr;
    if (was_counted) {
        world_.end_work();
    }
}

void Processes::drain_inbox(Process& process) {
    while (process.inbox_first != nothing) {
        const std::uint32_t index = process.inbox_first;
        Signal& signal = signals_[index];
        process.inbox_first = signal.next;
        if (signal.next == nothing) {
            process.inbox_last = nothing;
        }
        if (!signal.background) {
            process.background = false;
        }
        if (signal.kind == SignalKind::reply && !is_monitoring(process, signal.ref)) {
            // Its alias is gone: the call was given up, and the late reply with it.
            --process.mailbox_count;
            free_signal(index);
        } else if (signal.type != nullptr) {
            take_message(process, index);
        } else {
            --process.mailbox_count;
            handle_signal(process, index);
            if (process.state == ProcessState::dead || process.state == ProcessState::free) {
                return;
            }
        }
    }
}

void Processes::take_message(Process& process, std::uint32_t index) {
    Signal& signal = signals_[index];
    uncount(signal);
    Waiter* const waiter = process.waiter;
    if (waiter != nullptr && waiter->found == nothing && waiter->matches(*waiter, signal)) {
        waiter->found = index;
        // Its work goes on in the step that takes it.
        return;
    }
    if (signal.kind == SignalKind::reply) {
        --process.mailbox_count;
        release(index);  // Its call is over: the alias that it was sent to is no more.
        return;
    }
    signal.next = nothing;
    (process.mailbox_last == nothing ? process.mailbox_first
                                     : signals_[process.mailbox_last].next) = index;
    process.mailbox_last = index;
}

void Processes::resume(Process& process) {
    if (process.waiter != nullptr) {
        end_wait(process);
    }
    process.state = ProcessState::running;
    const sim::FramePool::Scope scope(frames_);
    account_ = &process.frame_bytes;
    frames_.set_account(account_);
    process.fiber.run();
    if (process.state == ProcessState::dead) {
        destroy_frame(process);
        if (!process.in_ready_queue) {
            free_slot(process);
        }
    } else if (!process.fiber.leaf) {
        ended(process);
    } else {
        TEACUP_ASSERT(process.state == ProcessState::waiting);
    }
    account_ = nullptr;
    frames_.set_account(nullptr);
}

void Processes::end_wait(Process& process) {
    Waiter& waiter = *process.waiter;
    if (process.reported_wait || process.counted_wait) [[unlikely]] {
        end_named_wait(process);
    }
    if (waiter.found != nothing) {
        Signal& found = signals_[waiter.found];
        found.next = Signal::nowhere;
        --process.mailbox_count;
        world_.trace().emit<kinds::receive>(
            world_.now(), process.pid_.node(), process.pid_, found.from, type_symbol(*found.type));
    } else if (!waiter.is_sleep) {
        world_.trace().emit<kinds::timeout>(world_.now(), process.pid_.node(), process.pid_);
    }
    if (!process.receive_timer.is_none()) {
        world_.cancel_timer(process.receive_timer);
        process.receive_timer = {};
    }
    process.timed_out = false;
    process.waiter = nullptr;
}

void Processes::end_named_wait(Process& process) {
    if (std::exchange(process.reported_wait, false)) {
        world_.trace().emit<kinds::wait_end>(world_.now(), process.pid_.node(), process.pid_);
    }
    if (std::exchange(process.counted_wait, false)) {
        world_.end_work();
    }
}

std::uint32_t Processes::take_match(Process& process, const Waiter& waiter) {
    std::uint32_t previous = nothing;
    for (std::uint32_t at = process.mailbox_first; at != nothing; at = signals_[at].next) {
        if (waiter.matches(waiter, signals_[at])) {
            const std::uint32_t next = signals_[at].next;
            (previous == nothing ? process.mailbox_first : signals_[previous].next) = next;
            if (process.mailbox_last == at) {
                process.mailbox_last = previous;
            }
            return at;
        }
        previous = at;
    }
    return nothing;
}

std::uint32_t Processes::poll(Process& process, const Waiter& waiter) {
    if (process.state == ProcessState::dead) {
        return nothing;
    }
    const std::uint32_t found = take_match(process, waiter);
    if (found != nothing) {
        signals_[found].next = Signal::nowhere;
        --process.mailbox_count;
        world_.trace().emit<kinds::receive>(world_.now(),
                                            process.pid_.node(),
                                            process.pid_,
                                            signals_[found].from,
                                            type_symbol(*signals_[found].type));
    }
    return found;
}

void Processes::begin_receive(Process& process, Waiter& waiter, sim::Duration after) {
    if (process.state == ProcessState::dead) {
        return;  // Killed within this step: the frame goes now.
    }
    process.state = ProcessState::waiting;
    process.waiter = &waiter;
    const Work current = process.background ? Work::background : Work::foreground;
    waiter.found = process.mailbox_first == nothing ? nothing : take_match(process, waiter);
    if (waiter.found != nothing) {
        wake(process, current);
        return;
    }
    if (after.ns() <= 0) {
        process.timed_out = true;  // Unless what is in the inbox matches.
        wake(process, current);
        return;
    }
    if (process.inbox_first != nothing) {
        wake(process, Work::background);  // What is there carries its own work.
    }
    if (!after.is_infinite()) {
        const bool is_background = waiter.work == Work::background || process.background;
        process.receive_timer = world_.start_timer(
            world_.now() + after,
            {.node = process.pid_.node(),
             .handler = is_background ? receive_timeout_background_ : receive_timeout_,
             .background = is_background,
             .data = process.pid_.word()});
    } else if (!waiter.waits_for.is_none() || waiter.is_named_call) {
        if (!process.background) {
            process.counted_wait = true;  // A call is pending: the world does not rest.
            world_.begin_work();
        }
        if (!waiter.waits_for.is_none()) {
            report_wait(process, waiter.waits_for);
        }
    }
}

void Processes::report_wait(Process& process, Pid awaited) {
    process.reported_wait = true;
    world_.trace().emit<kinds::wait_begin>(
        world_.now(), process.pid_.node(), process.pid_, awaited);
}

void Processes::report_named_wait(const Signal& call) {
    Process* const caller = find(call.from);
    if (caller == nullptr || caller->waiter == nullptr) {
        return;
    }
    const Waiter& waiter = *caller->waiter;
    if (waiter.is_named_call && waiter.data == static_cast<std::uint64_t>(call.ref) &&
        caller->receive_timer.is_none() && !caller->reported_wait) {
        report_wait(*caller, call.to);
    }
}

void Processes::receive_timed_out(Pid pid, Work work, bool is_stale) {
    Process* const process = find(pid);
    if (is_stale || process == nullptr) {
        return;
    }
    TEACUP_ASSERT(process->state == ProcessState::waiting);
    process->receive_timer = {};
    process->timed_out = true;
    wake(*process, work);
}

// -- ends ----------------------------------------------------------------------------------------

Atom Processes::reason_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const ActorExit& exit) {
        return exit.reason();
    } catch (const std::exception& crash) {
        return atom(fmt::format("{{{},stack}}", crash.what()));
    } catch (...) {
        return atom("{unknown,stack}");
    }
}

void Processes::ended(Process& process) {
    const std::exception_ptr error = process.root.promise().error;
    die(process, error ? reason_of(error) : atoms::normal);
    destroy_frame(process);
    if (!process.in_ready_queue) {
        free_slot(process);
    }
}

void Processes::die(Process& process, Atom reason) {
    const Pid pid = process.pid_;
    const bool is_running = process.state == ProcessState::running;
    world_.trace().emit<kinds::exit>(world_.now(), pid.node(), pid, reason, process.label);
    process.state = ProcessState::dead;
    unregister(process);
    if (!process.receive_timer.is_none()) {
        world_.cancel_timer(process.receive_timer);
        process.receive_timer = {};
    }
    if (std::exchange(process.counted_wait, false)) {
        world_.end_work();
    }
    // As in erts: one that has both hears of the link before it hears of the monitor.
    std::uint32_t at = process.relations;
    while (at != nothing) {
        const std::uint32_t index = std::exchange(at, relations_[at].next);
        if (relations_[index].kind == Relation::Kind::link) {
            post_end(process, index, reason);
        }
    }
    while (process.relations != nothing) {
        post_end(process, process.relations, reason);
    }
    drop_mail(process);
    if (!is_running) {
        destroy_frame(process);
        if (!process.in_ready_queue) {
            free_slot(process);
        }
    }
}

void Processes::post_end(Process& process, std::uint32_t index, Atom reason) {
    const Relation relation = relations_[index];
    remove_relation(process, index);
    const SignalDetail detail{.reason = reason,
                              .name = relation.name,
                              .relation_from = index,
                              .relation_to = relation.partner,
                              .named = process.pid_};
    switch (relation.kind) {
        case Relation::Kind::link:
            post_detail(SignalKind::link_exit, process.pid_, relation.peer, no_ref, detail);
            break;
        case Relation::Kind::monitored_by:
            post_detail(SignalKind::down, process.pid_, relation.peer, relation.ref, detail);
            break;
        case Relation::Kind::monitoring:
            post_detail(SignalKind::demonitor, process.pid_, relation.peer, relation.ref, detail);
            break;
        case Relation::Kind::free: TEACUP_ASSERT(false);
    }
}

void Processes::end(Process& process, Atom reason) {
    if (process.state != ProcessState::dead) {
        TEACUP_ASSERT(process.state == ProcessState::running);
        die(process, reason);
    }
}

void Processes::drop_mail(Process& process) {
    for (std::uint32_t* const first : {&process.inbox_first, &process.mailbox_first}) {
        while (*first != nothing) {
            const std::uint32_t index = *first;
            *first = signals_[index].next;
            undeliverable(index);
        }
    }
    process.inbox_last = nothing;
    process.mailbox_last = nothing;
    process.mailbox_count = 0;
    if (process.waiter != nullptr && process.waiter->found != nothing) {
        release(std::exchange(process.waiter->found, nothing));
    }
}

void Processes::destroy_frame(Process& process) {
    if (!process.root) {
        return;
    }
    process.waiter = nullptr;
    const sim::FramePool::Scope scope(frames_);
    std::uint32_t* const account = std::exchange(account_, &process.frame_bytes);
    frames_.set_account(account_);
    const bool outer = std::exchange(destroying_, true);
    std::exchange(process.root, {}).destroy();
    destroying_ = outer;
    account_ = account;
    frames_.set_account(account);
}

void Processes::free_slot(Process& process) {
    NodeProcesses& home = nodes_[sim::index_of(process.pid_.node())];
    (process.node_previous == nothing ? home.first : slots_[process.node_previous].node_next) =
        process.node_next;
    (process.node_next == nothing ? home.last : slots_[process.node_next].node_previous) =
        process.node_previous;
    if (std::exchange(process.counted_ready, false)) {
        world_.end_work();
    }
    process.state = ProcessState::free;
    process.fiber = {};
    process.waiter = nullptr;
    process.trap_exit = false;
    process.timed_out = false;
    process.reported_wait = false;
    process.counted_wait = false;
    process.has_remote_relations = false;
    process.label = atoms::none;
    slots_.give(process.pid_.slot());
}

void Processes::crash_node(sim::NodeId node) {
    if (sim::index_of(node) >= nodes_.size()) {
        return;
    }
    NodeProcesses& home = nodes_[sim::index_of(node)];
    home.names.clear();
    std::uint32_t slot = home.first;
    while (slot != nothing) {
        Process& process = slots_[slot];
        slot = process.node_next;
        while (process.relations != nothing) {
            remove_relation(process, process.relations);
        }
        process.name = atoms::none;
        if (std::exchange(process.counted_wait, false)) {
            world_.end_work();
        }
        if (!process.receive_timer.is_none()) {
            world_.cancel_timer(process.receive_timer);
            process.receive_timer = {};
        }
        for (std::uint32_t* const first : {&process.inbox_first, &process.mailbox_first}) {
            while (*first != nothing) {
                free_signal(std::exchange(*first, signals_[*first].next));
            }
        }
        drop_mail(process);
        process.in_ready_queue = false;  // The node's ready queue is empty by now.
        if (process.state == ProcessState::running) {
            process.state = ProcessState::dead;  // It crashed its own node: goes after its step.
            continue;
        }
        process.state = ProcessState::dead;
        destroy_frame(process);
        free_slot(process);
    }
}

}  // namespace teacup::model
