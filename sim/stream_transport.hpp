/// \file
/// Ordered, reliable connections between nodes, as TCP gives them. Loss shows as delay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include <teacup/sim/chance.hpp>
#include <teacup/sim/ids.hpp>
#include <teacup/sim/latency.hpp>
#include <teacup/sim/pool.hpp>
#include <teacup/sim/time.hpp>
#include <teacup/sim/world.hpp>

namespace teacup::sim {

/// One of the two ends of a connection. A number is used again when nothing of the old connection
/// is under way any more.
enum class StreamEnd : std::uint32_t {};
inline constexpr StreamEnd no_stream_end{0xFFFF'FFFFU};

/// Why an end was closed by other hands than its client's.
enum class StreamClosing : std::uint8_t {
    refused,  ///< it never opened: the host is up and nobody listens
    closed,   ///< the other end closed, and everything it had sent has been delivered
    reset,    ///< the other end is no more: it was gone when bytes of this one reached it
    crashed,  ///< the end's own node went down
};

/// Who uses the transport. One a world. Nothing is called for a node that is paused: it is late.
struct StreamClient {
    void* owner = nullptr;
    /// A new end at a node that listens; every node that is up does.
    void (*accepted)(void* owner, StreamEnd end) = nullptr;
    /// The answer to connect().
    void (*connected)(void* owner, StreamEnd end) = nullptr;
    /// What the other end sent, in order.
    void (*received)(void* owner, StreamEnd end, std::uint32_t payload) = nullptr;
    /// The end is gone. Not called for an end that its client closed.
    void (*closed)(void* owner, StreamEnd end, StreamClosing why) = nullptr;
    /// A payload that nobody will receive.
    void (*lost)(void* owner, std::uint32_t payload) = nullptr;
    /// See World::Fetch: for a payload that will be received.
    void (*fetch)(const void* owner, std::uint32_t payload, World::Fetch what) = nullptr;
};

/// Connections that a world's nodes have with each other.
///
/// Bytes take the link's latency and never overtake each other. A cut link holds what would arrive
/// during the cut; after the heal it arrives in order, a latency later. A close loses what a cut
/// holds of the closing end, all that comes after it, and so its own word; old bytes for a closed
/// end are answered with a reset. A node that goes down as a process closes its ends; one that
/// loses power falls silent, and answers with resets once it has booted. A paused node's kernel
/// takes bytes and connections, and its client learns of them when it resumes.
///
/// Unlike in life, a sender never gives up on a cut by itself, and what a cut holds is unbounded.
class StreamTransport {
public:
    StreamTransport(World& world, const StreamClient& client);
    StreamTransport(const StreamTransport&) = delete;
    StreamTransport& operator=(const StreamTransport&) = delete;

    /// Begins to connect. Comes to nothing, in silence, while the link is cut or the peer has no
    /// power: a timeout is the client's business. \pre `from` is up
    [[nodiscard]] StreamEnd connect(NodeId from, NodeId to);
    /// \pre the end is open: it was accepted or connected, and not closed
    void send(StreamEnd end, std::uint32_t payload);
    /// Starts to fetch what send() will touch.
    // GCC 12 drops calls of functions that only prefetch, unless they are inlined; see Pool.
    [[gnu::always_inline]] void fetch(StreamEnd end) const noexcept { lanes_.prefetch(slot(end)); }
    /// \pre the end is not closed
    void close(StreamEnd end);

    [[nodiscard]] NodeId node(StreamEnd end) const { return account(other(end)).to; }
    [[nodiscard]] NodeId peer(StreamEnd end) const { return account(end).to; }
    /// Payloads sent at this end, modulo 2^32.
    [[nodiscard]] std::uint32_t sent(StreamEnd end) const {
        return lane(end).travelled - account(end).words;
    }
    /// Payloads that were delivered to this end, modulo 2^32. One that is being delivered counts.
    [[nodiscard]] std::uint32_t received(StreamEnd end) const;
    /// The ends of a node that are not closed, in an order that only the run decides.
    [[nodiscard]] const std::vector<StreamEnd>& ends_of(NodeId node) const;

    [[nodiscard]] std::size_t capacity_bytes() const noexcept;

private:
    enum class EndState : std::uint32_t { gone, connecting, open };
    /// What travels: a payload, or a word of the protocol.
    enum class Word : std::uint8_t { data, open, accept, refuse, close, reset };

    /// One direction of a connection, named by the end that sends: all that a payload touches on
    /// its way while nothing is wrong. Half a cache line, since with thousands of nodes it decides
    /// the speed whether the lanes fit into the cache.
    struct Lane {
        StreamKey chance;  // "net/FROM>TO/stream#N" of the link's Nth connection.
        Time last_arrival;
        std::uint32_t travelled = 0;       // Payloads and words that have set out, modulo 2^32.
        std::uint32_t under_way : 24 = 0;  // Payloads in the queue.
        EndState from_state : 2 = EndState::gone;
        EndState to_state : 2 = EndState::gone;
        std::uint32_t is_holding : 1 = 0;  // Something of it is in held_.
        std::uint32_t is_unread : 1 = 0;   // Something of it is in unread_.
        std::uint32_t is_broken : 1 = 0;   // Something of it was lost: only resets may follow.
        /// Its latency is not the first of latencies_, or it has drawn more than one for each that
        /// has travelled: both are in its account.
        std::uint32_t is_special : 1 = 0;
    };
    static_assert(sizeof(Lane) == 32, "both lanes of a connection are one cache line");
    struct alignas(64) Lanes {
        Lane of[2];
    };
    /// What else there is to a lane.
    struct Account {
        std::uint64_t drawn = 0;        // From its chance, if it is special.
        std::uint32_t latency = 0;      // In latencies_.
        std::uint32_t link = 0;         // In the network.
        std::uint32_t words = 0;        // Of those that have set out.
        std::uint32_t undelivered = 0;  // Payloads that are not under way, and did not arrive.
        std::uint32_t holders = 0;      // Who needs it beside payloads: words, held and unread.
        NodeId to = no_node;
    };
    struct Item {
        Word word = Word::data;
        std::uint32_t payload = 0;
    };

    [[nodiscard]] static std::uint32_t slot(StreamEnd end) noexcept {
        return static_cast<std::uint32_t>(end) >> 1;
    }
    [[nodiscard]] static std::uint32_t side(StreamEnd end) noexcept {
        return static_cast<std::uint32_t>(end) & 1U;
    }
    [[nodiscard]] static StreamEnd other(StreamEnd end) noexcept {
        return StreamEnd{static_cast<std::uint32_t>(end) ^ 1U};
    }
    [[nodiscard]] Lane& lane(StreamEnd end) { return lanes_[slot(end)].of[side(end)]; }
    [[nodiscard]] const Lane& lane(StreamEnd end) const { return lanes_[slot(end)].of[side(end)]; }
    [[nodiscard]] Account& account(StreamEnd end) {
        return accounts_[static_cast<std::uint32_t>(end)];
    }
    [[nodiscard]] const Account& account(StreamEnd end) const {
        return accounts_[static_cast<std::uint32_t>(end)];
    }
    void travel(StreamEnd from, Item item);
    void hold(StreamEnd from, Item item);
    void arrive(StreamEnd from, std::uint32_t payload);
    void fetch(StreamEnd from, std::uint32_t payload, World::Fetch what) const;
    void pass_wire(StreamEnd from, Item item);
    void let_go(StreamEnd from);
    void reach_node(StreamEnd from, Item item);
    void read(StreamEnd from, Item item);
    void read_unread(NodeId node);
    void release(StreamEnd from);
    void lose(Item item);
    void open_end(StreamEnd end, EndState state);
    void prepare(StreamEnd end, NodeId from, NodeId to);
    void forget_end(StreamEnd end);
    void end_closed(StreamEnd end, StreamClosing why);
    void give_back(StreamEnd end);
    void set_state(StreamEnd end, EndState state);
    [[nodiscard]] bool is_cut(StreamEnd from);
    [[nodiscard]] bool is_delayed(StreamEnd from);
    [[nodiscard]] Duration sample(StreamEnd from);
    [[nodiscard]] Duration sample_special(StreamEnd from);
    void make_special(StreamEnd from);
    [[nodiscard]] std::uint32_t latency_number(const Latency& latency);
    void link_changed(NodeId from, NodeId to, LinkChange change);
    void node_changed(NodeId node, NodeState before, CrashMode mode);

    World& world_;
    StreamClient client_;
    Pool<Lanes> lanes_;
    std::vector<Account> accounts_;      // By end.
    std::vector<std::uint32_t> places_;  // Of each end, in ends_of() its node.
    std::vector<Latency> latencies_;     // Those in use; lanes name them by number.
    std::vector<std::vector<StreamEnd>> ends_;
    /// What cuts hold, by (link, end), so that one link's are next to each other.
    std::map<std::pair<std::uint32_t, StreamEnd>, std::vector<Item>> held_;
    /// What the kernels of paused nodes have taken, by (node, sending end).
    std::map<std::pair<NodeId, StreamEnd>, std::vector<Item>> unread_;
    StreamEnd reading_ = no_stream_end;  // Whose payload is being delivered from the wire.
    HandlerId data_on_wire_{};
    HandlerId word_on_wire_{};
    HandlerId release_{};
};

}  // namespace teacup::sim
