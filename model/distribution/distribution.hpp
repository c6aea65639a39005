/// \file
/// Erlang distribution: connections between nodes, what travels over them, and when they are down.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <teacup/model/distribution/messages.hpp>
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
    ~Distribution();

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

private:
    Processes& processes_;
    DistributionOptions options_;
};

}  // namespace teacup::model
