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
    /// \pre the end is not closed
    void close(StreamEnd end);

    [[nodiscard]] NodeId node(StreamEnd end) const { return lane(other(end)).to; }
    [[nodiscard]] NodeId peer(StreamEnd end) const { return lane(end).to; }
    /// Payloads sent at this end, modulo 2^32.
    [[nodiscard]] std::uint32_t sent(StreamEnd end) const { return lane(end).sent; }
    /// Payloads that were delivered to this end, modulo 2^32.
    [[nodiscard]] std::uint32_t received(StreamEnd end) const { return lane(other(end)).received; }
    /// The ends of a node that are not closed, in an order that only the run decides.
    [[nodiscard]] const std::vector<StreamEnd>& ends_of(NodeId node) const;

    [[nodiscard]] std::size_t capacity_bytes() const noexcept;

private:
    enum class EndState : std::uint8_t { gone, connecting, open };
    /// What travels: a payload, or a word of the protocol.
    enum class Word : std::uint8_t { data, open, accept, refuse, close, reset };

    /// One direction of a connection, named by the end that sends: all that a message touches on
    /// its way lies in this line.
    struct alignas(64) Lane {
        Stream chance{0, ""};  // "net/FROM>TO/stream#N" of the link's Nth connection.
        Time last_arrival;
        std::uint32_t latency = 0;  // In latencies_.
        std::uint32_t link = 0;
        std::uint32_t sent = 0;
        std::uint32_t received = 0;
        std::uint32_t under_way = 0;  // Queue entries that name it.
        NodeId to = no_node;
        EndState from_state = EndState::gone;
        EndState to_state = EndState::gone;
        bool is_holding = false;  // Something of it is in held_.
        bool is_unread = false;   // Something of it is in unread_.
        bool is_broken = false;   // Something of it was lost: only resets may follow.
    };
    static_assert(sizeof(Lane) == 64, "a lane is one cache line");
    struct Lanes {
        Lane of[2];
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
    void travel(StreamEnd from, Item item);
    void hold(StreamEnd from, Item item);
    void push(Time when, StreamEnd from, Item item);
    void pass_wire(StreamEnd from, Item item);
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
    [[nodiscard]] bool is_cut(const Lane& lane);
    [[nodiscard]] Duration sample(Lane& lane);
    [[nodiscard]] std::uint32_t latency_number(const Latency& latency);
    void link_changed(NodeId from, NodeId to, LinkChange change);
    void node_changed(NodeId node, NodeState before, CrashMode mode);

    World& world_;
    StreamClient client_;
    Pool<Lanes> lanes_;
    std::vector<std::uint32_t> places_;  // Of each end, in ends_of() its node.
    std::vector<Latency> latencies_;     // Those in use; lanes name them by number.
    std::vector<std::vector<StreamEnd>> ends_;
    /// What cuts hold, by (link, end), so that one link's are next to each other.
    std::map<std::pair<std::uint32_t, StreamEnd>, std::vector<Item>> held_;
    /// What the kernels of paused nodes have taken, by (node, sending end).
    std::map<std::pair<NodeId, StreamEnd>, std::vector<Item>> unread_;
    HandlerId data_on_wire_{};
    HandlerId word_on_wire_{};
    HandlerId release_{};
};

}  // namespace teacup::sim
