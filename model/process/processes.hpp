/// \file
/// All processes of a world: their slots, signals, relations and names, and how each step runs.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <teacup/model/process/process.hpp>
#include <teacup/sim/datagram_transport.hpp>
#include <teacup/sim/frame_pool.hpp>
#include <teacup/sim/pool.hpp>

namespace teacup::model {

/// What observer shows of a process.
struct ProcessInfo {
    Pid pid;
    Pid parent;
    std::string_view label;
    std::string_view name;           ///< registered, or empty
    std::uint32_t memory_bytes = 0;  ///< slot, frames, messages and relations
    std::uint32_t message_queue_len = 0;
    ProcessRole role = ProcessRole::outside;
    bool trap_exit = false;
    std::vector<Pid> links;
    std::vector<Pid> monitors;        ///< by pid, one entry a monitor
    std::uint32_t name_monitors = 0;  ///< how many by name
};

/// What a higher layer keeps for a whole world; goes after the last frame of a process.
struct ProcessesExtension {
    ProcessesExtension() = default;
    ProcessesExtension(const ProcessesExtension&) = delete;
    ProcessesExtension& operator=(const ProcessesExtension&) = delete;
    virtual ~ProcessesExtension() = default;
};

class Processes {
public:
    explicit Processes(sim::World& world);
    Processes(const Processes&) = delete;
    Processes& operator=(const Processes&) = delete;
    ~Processes();

    [[nodiscard]] sim::World& world() noexcept { return world_; }
    [[nodiscard]] Atom atom(std::string_view text) { return world_.symbols().intern(text); }
    [[nodiscard]] std::string_view text(Atom atom) const { return world_.symbols().text(atom); }

    // -- life ------------------------------------------------------------------------------------
    /// Starts `body(Context&, args...)` on a node that is up. `parent` may be none.
    template <class Body, class... Args>
    Pid spawn(sim::NodeId node, Pid parent, const SpawnOptions& options, Body body, Args... args) {
        Process* const child = begin_spawn(node, parent, options);
        if (child == nullptr) {
            return {};
        }
        const sim::FramePool::Scope scope(frames_);
        std::uint32_t* const account = std::exchange(account_, &child->frame_bytes);
        frames_.set_account(account_);
        finish_spawn(*child, body(static_cast<Context&>(*child), std::move(args)...));
        account_ = account;
        frames_.set_account(account);
        return child->pid_;
    }
    /// Also when it has an exit signal in its inbox that will end it.
    [[nodiscard]] bool is_alive(Pid pid) const { return find(pid) != nullptr; }
    /// None when no process of that node has the name.
    [[nodiscard]] Pid whereis(sim::NodeId node, Atom name) const;
    /// Of a live process. \pre is_alive(pid)
    [[nodiscard]] ProcessInfo info(Pid pid) const;
    /// Oldest first.
    [[nodiscard]] std::vector<Pid> processes_of(sim::NodeId node) const;
    [[nodiscard]] std::uint32_t count() const noexcept { return slots_.in_use(); }
    /// The process whose step runs now, or none.
    [[nodiscard]] Pid running() const noexcept {
        return current_ == nullptr ? Pid{} : current_->pid_;
    }
    /// The process at a slot, alive or not; for World::livelock().
    [[nodiscard]] Pid pid_at(std::uint32_t slot) const { return slots_[slot].pid_; }

    // -- signals ---------------------------------------------------------------------------------
    /// Sends a message; `from` may be none for the machine itself.
    template <Message M>
    void send(
        Pid from, Pid to, M message, SignalKind kind = SignalKind::message, Ref ref = no_ref) {
        if (!may_act()) {
            return;
        }
        route(make_message(from, to, std::move(message), kind, ref));
    }
    template <Message M>
    void send_name(Pid from,
                   Atom name,
                   sim::NodeId node,
                   M message,
                   SignalKind kind = SignalKind::message,
                   Ref ref = no_ref) {
        if (!may_act()) {
            return;
        }
        const std::uint32_t index =
            make_message(from, name_address(name, node), std::move(message), kind, ref);
        signals_[index].by_name = true;
        route(index);
    }
    template <Message M>
    void send_datagram(Pid from, Pid to, M message) {
        if (!may_act()) {
            return;
        }
        send_by_datagram(make_message(from, to, std::move(message), SignalKind::message, no_ref));
    }
    template <Message M>
    SendTimer send_after(Pid from, sim::Duration delay, Pid to, M message, Work work) {
        if (!may_act()) {
            return {};
        }
        return start_send_timer(
            make_message(from, to, std::move(message), SignalKind::message, no_ref), delay, work);
    }
    bool cancel(const SendTimer& timer);
    /// exit/2. `from` may be none: a fault.
    void exit(Pid from, Pid to, Atom reason);
    void link(Pid pid, Pid peer);
    void unlink(Pid pid, Pid peer);
    [[nodiscard]] Ref monitor(Pid pid, Pid target);
    [[nodiscard]] Ref monitor(Pid pid, Atom name, sim::NodeId node);
    void demonitor(Pid pid, Ref ref, bool flush);
    void set_trap_exit(Pid pid, bool on);
    /// False when the name or the process's name is taken.
    [[nodiscard]] bool register_name(Pid pid, Atom name);
    /// False when nobody of the process's node has the name.
    [[nodiscard]] bool unregister_name(Pid pid, Atom name);
    /// Frees the name of this process, if it has one.
    void unregister_process(Context& context);
    /// Told when a process with the role `kernel` ends on a node that goes on: before its links and
    /// monitors fire, and while it still has its name.
    using KernelEnd = void (*)(void* owner, Pid pid, Atom name, Atom reason);
    void on_kernel_end(KernelEnd told, void* owner) { kernel_ends_.emplace_back(told, owner); }
    /// A reference that no other monitor or call of this world has.
    [[nodiscard]] Ref new_ref() noexcept { return Ref{++refs_ << 24 | 0xFF'FFFFU}; }

    // -- for distribution ------------------------------------------------------------------------
    /// Finds the way of a signal to another node before it is traced, and starts to fetch
    /// what sending on it will touch. Changes nothing.
    using RemoteWay = std::uint32_t (*)(const void* owner, sim::NodeId from, sim::NodeId to);
    /// Takes a signal to another node. Whoever takes it calls arrive() or lose() once.
    using Remote = void (*)(void* owner, std::uint32_t signal, std::uint32_t way);
    void set_remote(RemoteWay way, Remote remote, void* owner) noexcept {
        remote_way_ = way;
        remote_ = remote;
        remote_owner_ = owner;
    }
    [[nodiscard]] const Signal& signal(std::uint32_t index) const { return signals_[index]; }
    /// Starts to fetch what arrive() will touch; see World::Fetch.
    void fetch_signal(std::uint32_t signal, sim::World::Fetch what) const;
    /// The signal has reached its node, which is up.
    void arrive(std::uint32_t signal);
    /// The signal is lost: a link or monitor fires noconnection at its sender if that is alive.
    void lose(std::uint32_t signal, bool answers);
    /// The connection between two nodes is gone: links and monitors of processes on `local` to
    /// processes on `remote` fire with noconnection.
    void break_relations(sim::NodeId local, sim::NodeId remote);

    // -- for awaitables --------------------------------------------------------------------------
    void begin_receive(Process& process, Waiter& waiter, sim::Duration after);
    /// A signal taken from the mailbox, or nothing; see Context::poll.
    [[nodiscard]] std::uint32_t poll(Process& process, const Waiter& waiter);
    /// See Context::end. \pre it runs
    void end(Process& process, Atom reason);
    /// The name of a message type, as the trace has it.
    [[nodiscard]] Atom type_symbol(const MessageType& type) {
        if (type.index < type_symbols_.size()) [[likely]] {
            if (const Atom known = type_symbols_[type.index]; known != atoms::none) [[likely]] {
                return known;
            }
        }
        return new_type_symbol(type);
    }
    /// The exit reason that an exception stands for.
    [[nodiscard]] Atom reason_of(const std::exception_ptr& error);
    /// Frees a signal that was taken from a mailbox.
    void release(std::uint32_t signal) {
        Signal& released = signals_[signal];
        free_box(released);
        released.next = Signal::nowhere;
        signals_.give(signal);
    }
    [[nodiscard]] Process& process(Context& context) noexcept {
        return static_cast<Process&>(context);
    }
    /// False for a process that died within this step; asserts that no destructor acts.
    [[nodiscard]] bool may_act() const {
        TEACUP_ASSERT(!destroying_);
        return current_ == nullptr || current_->state != ProcessState::dead;
    }
    [[nodiscard]] sim::Stream stream(Context& context, std::string_view name);
    /// What a process draws from after its death; see Chance.
    [[nodiscard]] sim::Stream& chance_of_the_dead() noexcept { return chance_of_the_dead_; }
    [[nodiscard]] std::size_t capacity_bytes() const noexcept;
    /// Whether what `waiting` waits for has left `awaited` but was not looked at yet: a message of
    /// `awaited` itself, or a reply or DOWN from its node. Looks at every signal of the world.
    [[nodiscard]] bool is_answer_under_way(Pid awaited, Pid waiting) const;
    void set_extension(std::unique_ptr<ProcessesExtension> extension) {
        extension_ = std::move(extension);
    }
    /// nullptr when there is none.
    [[nodiscard]] ProcessesExtension* extension() const noexcept { return extension_.get(); }
    /// Messages sent so far, of all kinds.
    [[nodiscard]] std::uint64_t messages() const noexcept { return messages_; }

private:
    struct NodeProcesses {
        std::uint32_t first = Signal::nothing;
        std::uint32_t last = Signal::nothing;
        std::vector<std::pair<Atom, std::uint32_t>> names;  // Sorted by atom number.
    };

    template <class M>
    [[nodiscard]] std::uint32_t make_message(
        Pid from, Pid to, M&& message, SignalKind kind, Ref ref) {
        using Plain = std::remove_cvref_t<M>;
        const std::uint32_t index = make_signal(kind, from, to, ref);
        Signal& made = signals_[index];
        made.type = &message_type<Plain>;
        detail::put(made.payload, std::forward<M>(message));
        return index;
    }
    [[nodiscard]] static Pid name_address(Atom name, sim::NodeId node) noexcept {
        return {node, static_cast<std::uint32_t>(name), 0};
    }
    [[nodiscard]] Process* find(Pid pid) {
        if (pid.slot() >= slots_.size()) [[unlikely]] {
            return nullptr;
        }
        Process& found = slots_[pid.slot()];
        return found.pid_ == pid && found.state > ProcessState::dead ? &found : nullptr;
    }
    [[nodiscard]] const Process* find(Pid pid) const {
        return const_cast<Processes*>(this)->find(pid);
    }
    [[nodiscard]] Process* begin_spawn(sim::NodeId node, Pid parent, const SpawnOptions& options);
    void finish_spawn(Process& child, Task<>&& body);
    [[nodiscard]] std::uint32_t make_signal(SignalKind kind, Pid from, Pid to, Ref ref = no_ref) {
        const std::uint32_t index = signals_.take();
        Signal& made = signals_[index];
        const bool is_background = current_ != nullptr && current_->background;
        made.type = nullptr;
        made.from = from;
        made.to = to;
        made.ref = ref;
        made.next = Signal::nothing;
        made.kind = kind;
        made.background = is_background;
        made.by_name = false;
        made.counted = !is_background;
        if (!is_background) {
            world_.begin_work();
        }
        return index;
    }
    [[nodiscard]] Atom new_type_symbol(const MessageType& type);
    [[nodiscard]] SignalDetail& detail_of(std::uint32_t signal);
    void post_detail(SignalKind kind, Pid from, Pid to, Ref ref, const SignalDetail& detail);
    void trace_send(const Signal& sent);
    void route(std::uint32_t signal);
    void send_by_datagram(std::uint32_t signal);
    [[nodiscard]] std::uint32_t copy_signal(std::uint32_t signal);
    void corrupt(std::uint32_t signal, std::uint64_t bits);
    [[nodiscard]] SendTimer start_send_timer(std::uint32_t signal, sim::Duration delay, Work work);
    void undeliverable(std::uint32_t signal);
    void free_signal(std::uint32_t signal);
    static void free_box(Signal& signal) {
        if (signal.type != nullptr && !signal.type->is_inline) [[unlikely]] {
            signal.type->release(signal.payload);
            signal.type = nullptr;
        }
    }
    void uncount(Signal& signal) {
        if (std::exchange(signal.counted, false)) {
            world_.end_work();
        }
    }

    void wake(Process& process, Work work);
    void receive_timed_out(Pid pid, Work work, bool is_stale);
    void send_timer_fired(std::uint32_t signal);
    void datagram_arrived(std::uint32_t signal);
    void fetch_receiver(std::uint32_t signal, std::uint32_t slot, sim::World::Fetch what) const;
    /// Where the process will go on, and what it waits for.
    // GCC 12 drops calls of functions that only prefetch, unless they are inlined; see Pool.
    [[gnu::always_inline]] void fetch_frame(std::uint32_t slot) const noexcept {
        const auto* const frame = static_cast<const std::byte*>(slots_[slot].fiber.leaf.address());
        for (std::size_t line = 0; line < 3; ++line) {
            __builtin_prefetch(frame + line * 64, 1);
        }
    }
    void step(std::uint32_t slot);
    void drain_inbox(Process& process);
    void take_message(Process& process, std::uint32_t signal);
    void handle_signal(Process& process, std::uint32_t signal);
    void handle_exit(Process& process, std::uint32_t signal);
    void handle_down(Process& process, std::uint32_t signal);
    void resume(Process& process);
    void ended(Process& process);
    void die(Process& process, Atom reason);
    void free_slot(Process& process);
    void destroy_frame(Process& process);
    void drop_mail(Process& process);
    void crash_node(sim::NodeId node);
    void report_wait(Process& process, Pid awaited);
    void report_named_wait(const Signal& call);
    void end_wait(Process& process);

    [[nodiscard]] std::uint32_t add_relation(Process& owner, Relation::Kind kind, Pid peer);
    void remove_relation(Process& owner, std::uint32_t relation);
    template <class Fits>
    [[nodiscard]] std::uint32_t find_relation(const Process& owner,
                                              std::uint32_t hint,
                                              Fits fits) const;
    [[nodiscard]] std::uint32_t find_link(const Process& owner, Pid peer, std::uint32_t hint) const;
    [[nodiscard]] std::uint32_t find_monitored_by(const Process& owner,
                                                  Ref ref,
                                                  std::uint32_t hint) const;
    /// Whether the monitor is still there, and with it the alias that replies come to.
    [[nodiscard]] bool is_monitoring(const Process& owner, Ref ref) const;
    void unregister(Process& process);
    [[nodiscard]] std::uint32_t take_match(Process& process, const Waiter& waiter);
    void end_named_wait(Process& process);
    void post_end(Process& process, std::uint32_t relation, Atom reason);

    [[nodiscard]] sim::DatagramClient datagram_client();

    sim::World& world_;
    std::unique_ptr<ProcessesExtension> extension_;
    sim::FramePool frames_;
    sim::Stream chance_of_the_dead_;
    std::uint32_t* account_ = nullptr;
    Process* current_ = nullptr;
    bool destroying_ = false;
    Remote remote_ = nullptr;
    RemoteWay remote_way_ = nullptr;
    void* remote_owner_ = nullptr;
    sim::HandlerId receive_timeout_{};
    sim::HandlerId receive_timeout_background_{};
    sim::HandlerId send_timeout_{};
    std::uint64_t refs_ = 0;
    std::uint64_t messages_ = 0;
    sim::DatagramTransport datagrams_;
    sim::Pool<Process> slots_;
    sim::Pool<Signal> signals_;
    sim::Pool<Relation> relations_;
    std::vector<NodeProcesses> nodes_;
    std::vector<std::pair<KernelEnd, void*>> kernel_ends_;
    std::vector<Atom> type_symbols_;
    std::map<std::string, std::uint32_t, std::less<>> streams_;  // How often each was asked for.
};

}  // namespace teacup::model
