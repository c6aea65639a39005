/// \file
/// The wires between nodes: latency, cuts and mishaps of each directed link. Transports ride on
/// them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <teacup/sim/chance.hpp>
#include <teacup/sim/datagram_options.hpp>
#include <teacup/sim/ids.hpp>
#include <teacup/sim/latency.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::sim {

class World;

/// What few links have, and most of these for a while only.
struct LinkExtra {
    /// What faults add to the latency, by their key.
    std::vector<std::pair<std::uint32_t, Latency>> delays;
    std::optional<DatagramChance> datagrams;
};

/// One direction between two nodes. Made when it is first used.
struct alignas(64) Link {
    Stream chance;                  ///< "net/FROM>TO/latency"
    Latency latency;                ///< what a message takes when nothing is wrong
    std::uint32_t cuts = 0;         ///< how many faults cut it now; 0 means open
    std::uint32_t connections = 0;  ///< how many stream connections have used it so far
    std::unique_ptr<LinkExtra> extra;

    /// Draws how long a message that leaves now is under way.
    [[nodiscard]] Duration sample() { return sample_from(chance); }
    [[nodiscard]] Duration sample_from(Stream& stream) const {
        return latency.sample(stream) + sample_delays(stream);
    }
    /// Whether faults add to it.
    [[nodiscard]] bool is_delayed() const noexcept { return extra && !extra->delays.empty(); }
    /// The part of it that faults add, drawn from `stream`.
    [[nodiscard]] Duration sample_delays(Stream& stream) const {
        Duration total;
        if (extra) [[unlikely]] {
            for (const auto& [key, delay] : extra->delays) {
                total += delay.sample(stream);
            }
        }
        return total;
    }
};
static_assert(sizeof(Link) == 64, "a link is one cache line");

enum class LinkChange : std::uint8_t { cut, heal, latency };

/// The links of one world. Finding one costs the same however many nodes there are.
class Network {
public:
    explicit Network(World& world) : world_(&world), slots_(64) { near_.fill(unmade); }

    /// For all links that have no override and are not in use yet.
    void set_default_latency(const Latency& latency) noexcept { default_latency_ = latency; }
    /// For one direction.
    void set_latency(NodeId from, NodeId to, const Latency& latency);

    /// What befalls datagrams, for all links that have no override and are not in use yet. Unless
    /// it is set, nothing does.
    void set_default_datagrams(const DatagramOptions& options) { default_datagrams_ = options; }
    /// For one direction. Connections never notice: to them, loss is part of the latency.
    void set_datagrams(NodeId from, NodeId to, const DatagramOptions& options);

    /// The link, made at first use. The reference is good until the next new link.
    [[nodiscard]] Link& link(NodeId from, NodeId to) { return links_[link_index(from, to)]; }
    /// The number of the link, made at first use; good for ever.
    [[nodiscard]] std::uint32_t link_index(NodeId from, NodeId to) {
        const std::size_t near = near_place(from, to);
        if (near < near_.size()) [[likely]] {
            const std::uint32_t index = near_[near];
            return index == unmade ? add(from, to) : index;
        }
        const std::uint32_t key = key_of(from, to);
        std::size_t at = slot_of(key);
        while (slots_[at].key != key) {
            if (slots_[at].key == free_key) [[unlikely]] {
                return add(from, to);
            }
            at = (at + 1) & (slots_.size() - 1);
        }
        return slots_[at].link;
    }
    /// \pre `index` is from link_index()
    [[nodiscard]] Link& link_at(std::uint32_t index) { return links_[index]; }

    /// Nothing passes a cut link. Cuts by several faults add up; each needs its own heal.
    void cut(NodeId from, NodeId to);
    /// \pre the link is cut
    void heal(NodeId from, NodeId to);
    [[nodiscard]] bool is_cut(NodeId from, NodeId to) { return link(from, to).cuts > 0; }

    /// Adds a further delay to each message, until remove_delay with the same key.
    void add_delay(NodeId from, NodeId to, std::uint32_t key, const Latency& delay);
    void remove_delay(NodeId from, NodeId to, std::uint32_t key);

    /// No link is cut, and no fault adds a delay anywhere.
    [[nodiscard]] bool is_calm() const noexcept { return disturbances_ == 0; }

    /// Is told when a link is cut, is open again, or has got a new latency.
    using LinkListener = void (*)(void* owner, NodeId from, NodeId to, LinkChange change);
    void on_link_change(LinkListener listener, void* owner) {
        listeners_.emplace_back(listener, owner);
    }

    [[nodiscard]] std::size_t capacity_bytes() const noexcept {
        return slots_.capacity() * sizeof(Slot) + links_.capacity() * sizeof(Link);
    }

private:
    /// Most clusters are small: the links of this many nodes are found without hashing.
    static constexpr std::size_t near_nodes = 64;
    static constexpr std::uint32_t unmade = 0xFFFF'FFFFU;
    static constexpr std::uint32_t free_key = 0xFFFF'FFFFU;
    struct Slot {
        std::uint32_t key = free_key;
        std::uint32_t link = 0;
    };

    [[nodiscard]] static std::uint32_t key_of(NodeId from, NodeId to) noexcept {
        return (std::uint32_t{index_of(from)} << 16) | index_of(to);
    }
    /// Its place in near_, or past its end.
    [[nodiscard]] static std::size_t near_place(NodeId from, NodeId to) noexcept {
        const std::size_t far = index_of(from) | index_of(to);
        return far < near_nodes ? std::size_t{index_of(from)} * near_nodes + index_of(to)
                                : near_nodes * near_nodes;
    }
    [[nodiscard]] std::size_t slot_of(std::uint32_t key) const noexcept {
        return static_cast<std::size_t>((key * 0x9E37'79B9'7F4A'7C15U) >> 32) & (slots_.size() - 1);
    }
    std::uint32_t add(NodeId from, NodeId to);
    void grow();
    [[nodiscard]] Slot* free_slot(std::uint32_t key);
    [[nodiscard]] LinkExtra& extra(NodeId from, NodeId to);
    void tell(NodeId from, NodeId to, LinkChange change);

    World* world_;
    Latency default_latency_ = Latency::constant(Duration::microseconds(500));
    DatagramOptions default_datagrams_;
    std::array<std::uint32_t, near_nodes * near_nodes> near_;  // Links among the first nodes.
    std::vector<Slot> slots_;                                  // All others.
    std::vector<Link> links_;
    std::uint32_t disturbances_ = 0;  // Links that are cut, plus links with delays.
    std::vector<std::pair<LinkListener, void*>> listeners_;
};

}  // namespace teacup::sim
