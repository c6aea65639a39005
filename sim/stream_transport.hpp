/// \file
/// Ordered, reliable connections between nodes, as TCP gives them. Loss shows as delay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include <teacup/sim/ids.hpp>
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
/// Bytes take the link's latency and never overtake each other. A cut link holds them, also those
/// that are under way when the cut begins; after the heal they arrive in order, a latency later. A
/// close loses what the closing end still had in a cut, and its own word when the link is cut; old
/// bytes for a closed end are answered with a reset. A node that goes down as a process closes its
/// ends; one that loses power falls silent, and answers with resets once it has booted. A paused
/// node's kernel takes bytes and connections, and its client learns of them when it resumes.
/// Nothing is sent again without end in life: here a cut may last as long as it likes, and what it
/// holds is unbounded.
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

    [[nodiscard]] NodeId node(StreamEnd end) const { return at(end).nodes[side(end)]; }
    [[nodiscard]] NodeId peer(StreamEnd end) const { return at(end).nodes[side(end) ^ 1U]; }
    /// Payloads sent at this end, modulo 2^32.
    [[nodiscard]] std::uint32_t sent(StreamEnd end) const { return at(end).lanes[side(end)].sent; }
    /// Payloads that were delivered to this end, modulo 2^32.
    [[nodiscard]] std::uint32_t received(StreamEnd end) const {
        return at(end).lanes[side(end) ^ 1U].received;
    }
    /// The ends of a node that are not closed, in an order that only the run decides.
    [[nodiscard]] const std::vector<StreamEnd>& ends_of(NodeId node) const;

    [[nodiscard]] std::size_t capacity_bytes() const noexcept;

private:
    enum class EndState : std::uint8_t { gone, connecting, open };
    /// What travels: a payload, or a word of the protocol.
    enum class Word : std::uint8_t { data, open, accept, refuse, close, reset };

    /// One direction of a connection, named by the end that sends.
    struct Lane {
        Time last_arrival;
        std::uint32_t link = 0;
        std::uint32_t sent = 0;
        std::uint32_t received = 0;
        EndState state = EndState::gone;  // Of the sending end.
        bool is_holding = false;          // Something of it is in held_.
        bool is_unread = false;           // Something of it is in unread_.
    };
    struct alignas(64) Connection {
        Lane lanes[2];
        NodeId nodes[2] = {no_node, no_node};
        std::uint32_t under_way = 0;   // Queue entries that name it.
        std::uint32_t places[2] = {};  // In ends_of().
    };
    static_assert(sizeof(Connection) == 64, "a connection is one cache line");
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
    [[nodiscard]] Connection& at(StreamEnd end) { return connections_[slot(end)]; }
    [[nodiscard]] const Connection& at(StreamEnd end) const { return connections_[slot(end)]; }
    [[nodiscard]] Lane& lane(StreamEnd end) { return at(end).lanes[side(end)]; }
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
    void forget_end(StreamEnd end);
    void end_closed(StreamEnd end, StreamClosing why);
    void give_back(StreamEnd end);
    void link_healed(NodeId from, NodeId to);
    [[nodiscard]] bool has_no_power(NodeId node) const;
    void node_changed(NodeId node, NodeState before, CrashMode mode);

    World& world_;
    StreamClient client_;
    Pool<Connection> connections_;
    std::vector<std::vector<StreamEnd>> ends_;
    std::vector<bool> has_no_power_;
    /// What cuts hold, by (link, end), so that one link's are next to each other.
    std::map<std::pair<std::uint32_t, StreamEnd>, std::vector<Item>> held_;
    /// What the kernels of paused nodes have taken, by (node, sending end).
    std::map<std::pair<NodeId, StreamEnd>, std::vector<Item>> unread_;
    HandlerId data_on_wire_{};
    HandlerId word_on_wire_{};
    HandlerId release_{};
};

}  // namespace teacup::sim
