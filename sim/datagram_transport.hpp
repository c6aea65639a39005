/// \file
/// Single messages between nodes, as UDP carries them: each may be lost, come twice, late, out of
/// order, or corrupt.
#pragma once

#include <cstdint>

#include <teacup/sim/ids.hpp>
#include <teacup/sim/network.hpp>
#include <teacup/sim/world.hpp>

namespace teacup::sim {

/// One datagram. Its payload is the client's.
struct Datagram {
    NodeId from = no_node;
    NodeId to = no_node;
    std::uint32_t payload = 0;
    std::uint32_t tag = 0;  ///< 24 bits for the client
};

/// Who uses the transport. One a world.
struct DatagramClient {
    void* owner = nullptr;
    /// Called for what has reached its node, as a world's handler with the payload and its tag. It
    /// asks arrives() first whether the node takes it.
    World::FireFunction reached = nullptr;
    World::FetchFunction fetch = nullptr;  ///< see World::add_handler
    /// One more payload with the same contents, for a datagram that arrives twice.
    std::uint32_t (*copied)(void* owner, std::uint32_t payload) = nullptr;
    /// Its contents are garbage from now on, of which these are 64 drawn bits.
    void (*corrupted)(void* owner, std::uint32_t payload, std::uint64_t bits) = nullptr;
    /// A payload that nobody will receive.
    void (*lost)(void* owner, std::uint32_t payload) = nullptr;
};

/// Datagrams that a world's nodes send each other.
///
/// Each takes a latency of its link, drawn for it alone, so that later ones may overtake it. What
/// else may befall it are the link's DatagramOptions. A cut link loses what is sent into it and
/// what would arrive during the cut; a node that is down loses what reaches it; one that is paused
/// takes it when it resumes. What befell a datagram is in the trace, unless the receiver was down.
///
/// A cost per message that does not depend on the number of nodes: one look-up of the link, one
/// entry in the queue.
class DatagramTransport {
public:
    DatagramTransport(World& world, const DatagramClient& client);
    DatagramTransport(const DatagramTransport&) = delete;
    DatagramTransport& operator=(const DatagramTransport&) = delete;

    /// Never fails: the sender does not learn what became of it.
    void send(Datagram sent) {
        Link& link = world_.network().link(sent.from, sent.to);
        if (link.cuts > 0) [[unlikely]] {
            lose_in_cut(sent);
            return;
        }
        const Duration latency = link.sample();
        if (link.extra != nullptr && link.extra->datagrams) [[unlikely]] {
            send_by_chance(sent, latency);
            return;
        }
        world_.push(world_.now() + latency, reached_, sent.payload, sent.tag);
    }

    /// For the client's `reached`: true when the node takes it now. Otherwise it is lost, or held
    /// until the node resumes, and the client has nothing more to do with it.
    [[nodiscard]] bool arrives(Datagram reached) {
        if (world_.is_every_node_up() && world_.network().is_calm()) [[likely]] {
            return true;
        }
        return arrives_in_trouble(reached);
    }

private:
    void send_by_chance(Datagram sent, Duration latency);
    void lose_in_cut(Datagram lost);
    [[nodiscard]] bool arrives_in_trouble(Datagram reached);
    void tell(Datagram about, std::string_view fate);

    World& world_;
    DatagramClient client_;
    HandlerId reached_;
};

}  // namespace teacup::sim
