/// \file
/// Erlang distribution: connections between nodes, what travels over them, and when they are down.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <teacup/model/distribution/messages.hpp>
#include <teacup/model/distribution/peer_table.hpp>
#include <teacup/model/process/processes.hpp>
#include <teacup/sim/stream_transport.hpp>

namespace teacup::model {

/// The kernel parameters of distribution, the same on every node.
struct DistributionOptions {
    /// dist_auto_connect: whether a signal to a node that is not connected connects to it. With
    /// `once` it does so until a connection to that node was lost; see Distribution::connect.
    enum class AutoConnect : std::uint8_t { always, once, never };

    sim::Duration net_ticktime = sim::Duration::seconds(60);
    std::uint32_t net_tickintensity = 4;  ///< ticks in a net_ticktime, 4 to 1000
    sim::Duration net_setuptime = sim::Duration::seconds(7);  ///< for each step of a hand-shake
    AutoConnect auto_connect = AutoConnect::always;
    /// OTP's TCP counts the packets of the hand-shake as read, so a link that falls silent right
    /// after it is found out. When false, a link that never delivers anything is never found out,
    /// as with carriers that count from the hand-shake on.
    bool counts_handshake = true;
};

/// Connects the nodes of a world: takes the signals that processes send to other nodes.
///
/// A connection goes up after a hand-shake, on demand of a signal. It goes down when a side closes
/// it, its node dies, or nothing is read from it for net_ticktime. Then its links and monitors fire
/// with `noconnection`, then subscribers get NodeDown. Nothing reconnects unless somebody sends.
class Distribution {
public:
    /// \pre nothing else carries the signals of `processes`, which must outlive this.
    explicit Distribution(Processes& processes, const DistributionOptions& options = {});
    Distribution(const Distribution&) = delete;
    Distribution& operator=(const Distribution&) = delete;

    [[nodiscard]] const DistributionOptions& options() const noexcept { return options_; }
    /// net_ticktime / net_tickintensity, the time between two ticks.
    [[nodiscard]] sim::Duration tick_interval() const noexcept;

    /// Whether `local` holds the connection to `remote` for up. The other side may not agree.
    [[nodiscard]] bool is_connected(sim::NodeId local, sim::NodeId remote) const;
    /// nodes(): those that `local` is connected to, by number.
    [[nodiscard]] std::vector<sim::NodeId> nodes(sim::NodeId local) const;
    /// Begins to connect, also when auto-connect may not; does not wait. NodeUp tells of success.
    void connect(sim::NodeId local, sim::NodeId remote);
    /// disconnect_node/1: closes the connection at once. False when there was none.
    bool disconnect(sim::NodeId local, sim::NodeId remote);
    /// net_kernel:monitor_nodes/1: as many `on` as `off` are needed to stop; death stops, too.
    void monitor_nodes(Pid subscriber, bool on);

    [[nodiscard]] std::size_t capacity_bytes() const noexcept;

private:
    /// What an end waits for.
    enum class Stage : std::uint8_t { closed, connect, name, alive, status, reply, ack, up };
    struct End {
        Stage stage = Stage::closed;
        sim::TimerId timer;  // Of an accepted end that no setup owns yet.
        sim::StreamEnd replacement = sim::no_stream_end;  // What will follow an end that is up.
        // See dist_util:send_tick/2: what the counters were at the last tick, and at which tick
        // something new was read for the last time.
        std::uint32_t read = 0;
        std::uint32_t written = 0;
        std::uint32_t ticked = 0;
    };
    /// A connection of a node that is being made, and the signals that wait for it.
    struct Setup {
        sim::NodeId node = sim::no_node;  // no_node: not in use.
        sim::NodeId peer = sim::no_node;
        sim::StreamEnd owner = sim::no_stream_end;
        sim::TimerId timer;
        std::vector<std::uint32_t> signals;
    };
    struct NodeKernel {
        std::uint32_t ticks = 0;
        bool is_over = false;  // Its net_kernel has ended: nobody connects to anybody any more.
        std::vector<std::pair<Pid, std::uint32_t>> subscribers;  // And how often.
    };
    /// What travels beside signals: payloads above any signal's index.
    enum Word : std::uint32_t {
        word_tick = 0xFFFF'FF00U,
        word_name,
        word_ok,
        word_nok,
        word_alive,
        word_true,
        word_reply,
        word_ack,
    };

    /// As the way of a signal: there is no connection that is up. Else it is the end to send from.
    static constexpr std::uint32_t no_way = static_cast<std::uint32_t>(sim::no_stream_end);

    [[nodiscard]] static Distribution& of(void* self) { return *static_cast<Distribution*>(self); }
    // Signals.
    [[nodiscard]] std::uint32_t way(sim::NodeId from, sim::NodeId to) const;
    void take(std::uint32_t signal, std::uint32_t way);
    void take_unconnected(std::uint32_t signal, detail::PeerState state);
    void lost(std::uint32_t payload);
    void fetch(std::uint32_t payload, sim::World::Fetch what) const;
    // Connections: distribution.cpp.
    void go_up(sim::StreamEnd end);
    void take_down(sim::StreamEnd end, Atom reason);
    void closed(sim::StreamEnd end, sim::StreamClosing why);
    void tell_subscribers(sim::NodeId local, sim::NodeId peer, Atom down_reason);
    void node_changed(sim::NodeId node, sim::NodeState before);
    void begin_node(sim::NodeId node);
    void end_net_kernel(sim::NodeId node);
    void start_ticker(sim::NodeId node);
    void tick(sim::NodeId node);
    [[nodiscard]] bool tick_end(sim::StreamEnd end, std::uint32_t now);
    // Hand-shakes: handshake.cpp.
    std::uint32_t begin_setup(sim::NodeId local, sim::NodeId peer, sim::StreamEnd accepted);
    void end_setup(std::uint32_t setup, bool is_crash);
    void restart_timer(sim::StreamEnd end);
    void setup_timed_out(std::uint64_t data);
    void accepted(sim::StreamEnd end);
    void connected(sim::StreamEnd end);
    void received(sim::StreamEnd end, std::uint32_t payload);
    void on_word(sim::StreamEnd end, std::uint32_t word);
    void on_name(sim::StreamEnd end);
    void on_reply(sim::StreamEnd end);
    void answer(sim::StreamEnd end, Word word, Stage next);
    void drop_end(sim::StreamEnd end);
    void forget(sim::StreamEnd end);
    [[nodiscard]] detail::PeerState state_at(sim::StreamEnd end) const;
    [[nodiscard]] bool is_owned(sim::StreamEnd end) const;
    [[nodiscard]] End& at(sim::StreamEnd end);
    [[nodiscard]] NodeKernel& kernel(sim::NodeId node);

    Processes& processes_;
    DistributionOptions options_;
    sim::StreamTransport transport_;
    detail::PeerTable peers_;
    std::vector<End> ends_;  // By the number of the stream's end.
    sim::Pool<Setup> setups_;
    std::vector<NodeKernel> kernels_;
    sim::HandlerId ticker_{};
    sim::HandlerId setup_timeout_{};
    struct {
        Atom connection_closed, connection_setup_failed, disconnect, net_kernel_terminated,
            net_tick_timeout, wait_pending;
    } reasons_;
};

}  // namespace teacup::model
