#include <teacup/model/distribution/distribution.hpp>

#include <algorithm>
#include <iterator>

#include <teacup/model/distribution/net_kernel.hpp>
#include <teacup/model/distribution/trace_kinds.hpp>

namespace teacup::model {

using detail::PeerState;
using sim::NodeId;
using sim::StreamEnd;

Distribution::Distribution(Processes& processes, const DistributionOptions& options)
    : processes_(processes),
      options_(options),
      transport_(
          processes.world(),
          {.owner = this,
           .accepted = [](void* self, StreamEnd end) { of(self).accepted(end); },
           .connected = [](void* self, StreamEnd end) { of(self).connected(end); },
           .received = [](void* self,
                          StreamEnd end,
                          std::uint32_t payload) { of(self).received(end, payload); },
           .closed =
               [](void* self, StreamEnd end, sim::StreamClosing why) { of(self).closed(end, why); },
           .lost = [](void* self, std::uint32_t payload) { of(self).lost(payload); },
           .fetch =
               [](const void* self, std::uint32_t payload, sim::World::Fetch what) {
                   static_cast<const Distribution*>(self)->fetch(payload, what);
               }}),
      reasons_{.connection_closed = processes.atom("connection_closed"),
               .connection_setup_failed = processes.atom("connection_setup_failed"),
               .disconnect = processes.atom("disconnect"),
               .net_kernel_terminated = processes.atom("net_kernel_terminated"),
               .net_tick_timeout = processes.atom("net_tick_timeout"),
               .wait_pending = processes.atom("wait_pending")} {
    TEACUP_ASSERT(options_.net_tickintensity >= 4);
    TEACUP_ASSERT(options_.net_tickintensity <= 1000);
    TEACUP_ASSERT(options_.net_ticktime > sim::Duration());
    sim::World& world = processes_.world();
    world.trace().add_kinds(kinds::distribution, std::size(kinds::distribution));
    ticker_ = world.add_timer_handler(
        [](void* self, NodeId node, std::uint64_t, bool is_stale) {
            if (!is_stale) {
                of(self).tick(node);
            }
        },
        this);
    setup_timeout_ = world.add_timer_handler(
        [](void* self, NodeId, std::uint64_t data, bool is_stale) {
            if (!is_stale) {
                of(self).setup_timed_out(data);
            }
        },
        this);
    world.on_node_change(
        [](void* self, NodeId node, sim::NodeState before, sim::CrashMode) {
            of(self).node_changed(node, before);
        },
        this);
    processes_.on_kernel_end(
        [](void* self, Pid pid, Atom name, Atom) {
            if (of(self).processes_.text(name) == "net_kernel") {
                of(self).end_net_kernel(pid.node());
            }
        },
        this);
    processes_.set_remote(
        [](const void* self, NodeId from, NodeId to) {
            return static_cast<const Distribution*>(self)->way(from, to);
        },
        [](void* self, std::uint32_t signal, std::uint32_t way) { of(self).take(signal, way); },
        this);
    for (std::uint16_t i = 0; i < world.node_count(); ++i) {
        if (world.node_state(NodeId{i}) != sim::NodeState::down) {
            begin_node(NodeId{i});
        }
    }
}

// -- what others ask for -------------------------------------------------------------------------

sim::Duration Distribution::tick_interval() const noexcept {
    // Rounded up, so that an interval of whole nanoseconds never shortens net_ticktime.
    const std::int64_t parts = options_.net_tickintensity;
    return sim::Duration::nanoseconds((options_.net_ticktime.ns() + parts - 1) / parts);
}

bool Distribution::is_connected(NodeId local, NodeId remote) const {
    return peers_.find(local, remote).kind == PeerState::Kind::up;
}

std::vector<NodeId> Distribution::nodes(NodeId local) const {
    std::vector<NodeId> connected;
    for (const StreamEnd end : transport_.ends_of(local)) {
        if (ends_[static_cast<std::uint32_t>(end)].stage == Stage::up) {
            connected.push_back(transport_.peer(end));
        }
    }
    std::sort(connected.begin(), connected.end());
    return connected;
}

void Distribution::connect(NodeId local, NodeId remote) {
    const PeerState state = peers_.find(local, remote);
    const bool is_down =
        state.kind == PeerState::Kind::down || state.kind == PeerState::Kind::barred;
    if (processes_.may_act() && local != remote && is_down && !kernel(local).is_over) {
        begin_setup(local, remote, sim::no_stream_end);
    }
}

bool Distribution::disconnect(NodeId local, NodeId remote) {
    const PeerState state = peers_.find(local, remote);
    if (!processes_.may_act() || state.kind != PeerState::Kind::up) {
        return false;
    }
    take_down(StreamEnd{state.index}, reasons_.disconnect);
    return true;
}

void Distribution::monitor_nodes(Pid subscriber, bool on) {
    if (!processes_.may_act() || !processes_.is_alive(subscriber)) {
        return;
    }
    auto& subscribers = kernel(subscriber.node()).subscribers;
    const auto known = std::find_if(subscribers.begin(), subscribers.end(), [&](const auto& entry) {
        return entry.first == subscriber;
    });
    if (known == subscribers.end()) {
        if (on) {
            subscribers.emplace_back(subscriber, 1);
        }
    } else if (on) {
        ++known->second;
    } else if (--known->second == 0) {
        subscribers.erase(known);
    }
}

std::size_t Distribution::capacity_bytes() const noexcept {
    return transport_.capacity_bytes() + peers_.capacity_bytes() + setups_.capacity_bytes() +
           ends_.capacity() * sizeof(End) + kernels_.capacity() * sizeof(NodeKernel);
}

// -- signals -------------------------------------------------------------------------------------

std::uint32_t Distribution::way(NodeId from, NodeId to) const {
    const PeerState state = peers_.find(from, to);
    if (state.kind != PeerState::Kind::up) {
        return no_way;
    }
    transport_.fetch(StreamEnd{state.index});
    return state.index;
}

void Distribution::take(std::uint32_t index, std::uint32_t way) {
    if (way != no_way) [[likely]] {
        transport_.send(StreamEnd{way}, index);
    } else {
        const Signal& signal = processes_.signal(index);
        take_unconnected(index, peers_.find(signal.from.node(), signal.to.node()));
    }
}

void Distribution::take_unconnected(std::uint32_t index, PeerState state) {
    const Signal& signal = processes_.signal(index);
    // What only ends a relation does not connect: without a connection the relation is gone.
    const bool connects = signal.kind != SignalKind::link_exit &&
                          signal.kind != SignalKind::unlink &&
                          signal.kind != SignalKind::demonitor && signal.kind != SignalKind::down;
    if (state.kind == PeerState::Kind::pending) {
        setups_[state.index].signals.push_back(index);
    } else if (connects && state.kind == PeerState::Kind::down &&
               !kernel(signal.from.node()).is_over &&
               options_.auto_connect != DistributionOptions::AutoConnect::never) {
        const std::uint32_t setup =
            begin_setup(signal.from.node(), signal.to.node(), sim::no_stream_end);
        setups_[setup].signals.push_back(index);
    } else {
        processes_.lose(index, true);
    }
}

void Distribution::lost(std::uint32_t payload) {
    if (payload >= word_tick) {
        return;
    }
    const Signal& signal = processes_.signal(payload);
    processes_.world().trace().emit<kinds::signal_lost>(
        processes_.world().now(), signal.from.node(), signal.from, signal.to.node());
    // The relations of the sender's side fire, or have fired, with their connection.
    processes_.lose(payload, false);
}

void Distribution::fetch(std::uint32_t payload, sim::World::Fetch what) const {
    if (payload >= word_tick) {
        return;
    }
    processes_.fetch_signal(payload, what);
    if (what == sim::World::Fetch::behind) {
        peers_.fetch(processes_.signal(payload).to.node());  // Who gets something often answers.
    }
}

// -- connections ---------------------------------------------------------------------------------

void Distribution::go_up(StreamEnd end) {
    const PeerState state = state_at(end);
    TEACUP_ASSERT(is_owned(end));
    const NodeId local = transport_.node(end);
    const NodeId peer = transport_.peer(end);
    Setup& setup = setups_[state.index];
    processes_.world().cancel_timer(setup.timer);
    setup.node = sim::no_node;
    std::vector<std::uint32_t> signals;
    signals.swap(setup.signals);
    setups_.give(state.index);

    peers_.set(local, peer, {PeerState::Kind::up, static_cast<std::uint32_t>(end)});
    End& up = at(end);
    up.stage = Stage::up;
    up.read = options_.counts_handshake ? 0 : transport_.received(end);
    up.written = options_.counts_handshake ? 0 : transport_.sent(end);
    up.ticked = 0;
    sim::World& world = processes_.world();
    world.trace().emit<kinds::connection_up>(world.now(), local, peer);
    tell_subscribers(local, peer, atoms::none);
    for (const std::uint32_t signal : signals) {
        transport_.send(end, signal);
    }
}

void Distribution::take_down(StreamEnd end, Atom reason) {
    const NodeId local = transport_.node(end);
    const NodeId peer = transport_.peer(end);
    const StreamEnd replacement = at(end).replacement;
    const bool is_barred = options_.auto_connect == DistributionOptions::AutoConnect::once;
    forget(end);
    peers_.set(local, peer, {is_barred ? PeerState::Kind::barred : PeerState::Kind::down});
    sim::World& world = processes_.world();
    world.trace().emit<kinds::connection_down>(world.now(), local, peer, reason);
    if (reason != reasons_.connection_closed) {  // Then the transport has closed it.
        transport_.close(end);
    }
    processes_.break_relations(local, peer);
    tell_subscribers(local, peer, reason);
    if (replacement != sim::no_stream_end) {
        begin_setup(local, peer, replacement);
    }
}

void Distribution::closed(StreamEnd end, sim::StreamClosing why) {
    const bool is_crash = why == sim::StreamClosing::crashed;
    const PeerState state = state_at(end);
    if (at(end).stage == Stage::up) {
        if (is_crash) {
            forget(end);
            peers_.set(transport_.node(end), transport_.peer(end), {});
        } else {
            take_down(end, reasons_.connection_closed);
        }
    } else if (is_owned(end)) {
        forget(end);
        end_setup(state.index, is_crash);
    } else {
        if (state.kind == PeerState::Kind::up) {
            End& up = at(StreamEnd{state.index});
            up.replacement = up.replacement == end ? sim::no_stream_end : up.replacement;
        }
        forget(end);
    }
}

void Distribution::tell_subscribers(NodeId local, NodeId peer, Atom down_reason) {
    sim::World& world = processes_.world();
    if (down_reason == atoms::none) {
        world.trace().emit<kinds::nodeup>(world.now(), local, peer);
    } else {
        world.trace().emit<kinds::nodedown>(world.now(), local, peer, down_reason);
    }
    auto& subscribers = kernel(local).subscribers;
    std::erase_if(subscribers,
                  [this](const auto& entry) { return !processes_.is_alive(entry.first); });
    for (const auto& [subscriber, times] : subscribers) {
        for (std::uint32_t i = 0; i < times; ++i) {
            if (down_reason == atoms::none) {
                processes_.send(Pid(), subscriber, NodeUp{.node = peer});
            } else {
                processes_.send(Pid(), subscriber, NodeDown{.node = peer, .reason = down_reason});
            }
        }
    }
}

// -- nodes and their ticks -----------------------------------------------------------------------

void Distribution::node_changed(NodeId node, sim::NodeState before) {
    if (before == sim::NodeState::down) {
        begin_node(node);
        return;
    }
    if (processes_.world().node_state(node) != sim::NodeState::down) {
        return;
    }
    // The transport has told of the node's ends already. What is left has none.
    for (std::uint32_t i = 0; i < setups_.size(); ++i) {
        if (setups_[i].node == node) {
            end_setup(i, true);
        }
    }
    if (options_.auto_connect == DistributionOptions::AutoConnect::once) {
        for (std::uint16_t i = 0; i < processes_.world().node_count(); ++i) {
            if (peers_.find(node, NodeId{i}).kind == PeerState::Kind::barred) {
                peers_.set(node, NodeId{i}, {});
            }
        }
    }
    kernel(node) = {};
}

void Distribution::begin_node(NodeId node) {
    start_ticker(node);
    processes_.spawn(
        node, Pid(), {.label = "net_kernel", .role = ProcessRole::kernel}, &net_kernel);
}

void Distribution::end_net_kernel(NodeId node) {
    kernel(node).is_over = true;
    const std::vector<StreamEnd> ends = transport_.ends_of(node);
    for (const StreamEnd end : ends) {
        const PeerState state = state_at(end);
        if (at(end).stage == Stage::up) {
            at(end).replacement = sim::no_stream_end;
            take_down(end, reasons_.net_kernel_terminated);
        } else if (is_owned(end)) {
            drop_end(end);
            end_setup(state.index, false);
        } else {
            drop_end(end);
        }
    }
    for (std::uint32_t i = 0; i < setups_.size(); ++i) {
        if (setups_[i].node == node) {
            end_setup(i, false);
        }
    }
}

void Distribution::start_ticker(NodeId node) {
    sim::World& world = processes_.world();
    static_cast<void>(world.start_timer(world.now() + tick_interval(),
                                        {.node = node, .handler = ticker_, .background = true}));
}

void Distribution::tick(NodeId node) {
    start_ticker(node);
    const std::uint32_t now = ++kernel(node).ticks;
    std::vector<StreamEnd> silent;  // Taking one down changes what is walked over.
    for (const StreamEnd end : transport_.ends_of(node)) {
        if (at(end).stage == Stage::up && !tick_end(end, now)) {
            silent.push_back(end);
        }
    }
    for (const StreamEnd end : silent) {
        take_down(end, reasons_.net_tick_timeout);
    }
}

bool Distribution::tick_end(StreamEnd end, std::uint32_t now) {
    End& ticking = at(end);
    const std::uint32_t read = transport_.received(end);
    if (read != ticking.read) {
        ticking.read = read;
        ticking.ticked = now;
    } else if (ticking.ticked != 0 && now - ticking.ticked == options_.net_tickintensity) {
        return false;
    }
    if (transport_.sent(end) == ticking.written) {
        transport_.send(end, word_tick);
    }
    ticking.written = transport_.sent(end);
    return true;
}

Distribution::NodeKernel& Distribution::kernel(NodeId node) {
    if (sim::index_of(node) >= kernels_.size()) {
        kernels_.resize(std::size_t{sim::index_of(node)} + 1);
    }
    return kernels_[sim::index_of(node)];
}

}  // namespace teacup::model
