#include <teacup/sim/network.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <teacup/sim/assert.hpp>
#include <teacup/sim/trace_kinds.hpp>
#include <teacup/sim/world.hpp>

namespace teacup::sim {

void Network::grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
        if (slot.key != free_key) {
            *free_slot(slot.key) = slot;
        }
    }
}

Network::Slot* Network::free_slot(std::uint32_t key) {
    std::size_t at = slot_of(key);
    while (slots_[at].key != free_key) {
        at = (at + 1) & (slots_.size() - 1);
    }
    return &slots_[at];
}

std::uint32_t Network::add(NodeId from, NodeId to) {
    const auto made = static_cast<std::uint32_t>(links_.size());
    const std::size_t near = near_place(from, to);
    if (near < near_.size()) {
        near_[near] = made;
    } else {
        if ((links_.size() + 1) * 2 > slots_.size()) {
            grow();
        }
        const std::uint32_t key = key_of(from, to);
        *free_slot(key) = {key, made};
    }
    const std::string name =
        fmt::format("net/{}>{}/latency", world_->node_name(from), world_->node_name(to));
    links_.push_back(
        {.chance = world_->stream(name), .latency = default_latency_, .extra = nullptr});
    if (!default_datagrams_.is_harmless()) {
        set_datagrams(from, to, default_datagrams_);
    }
    return made;
}

LinkExtra& Network::extra(NodeId from, NodeId to) {
    auto& extra = link(from, to).extra;
    if (!extra) {
        extra = std::make_unique<LinkExtra>();
    }
    return *extra;
}

void Network::set_datagrams(NodeId from, NodeId to, const DatagramOptions& options) {
    TEACUP_ASSERT(options.held_back_max > Duration());
    auto& datagrams = extra(from, to).datagrams;
    if (datagrams) {
        datagrams->options = options;  // Its streams go on where they are.
    } else {
        datagrams.emplace(world_->options().seed,
                          fmt::format("net/{}>{}", world_->node_name(from), world_->node_name(to)),
                          options);
    }
}

void Network::set_latency(NodeId from, NodeId to, const Latency& latency) {
    link(from, to).latency = latency;
    tell(from, to, LinkChange::latency);
}

void Network::cut(NodeId from, NodeId to) {
    Link& cut_link = link(from, to);
    if (++cut_link.cuts == 1) {
        world_->trace().emit<kinds::link_cut>(world_->now(), from, to);
        ++disturbances_;
        tell(from, to, LinkChange::cut);
    }
}

void Network::heal(NodeId from, NodeId to) {
    Link& healed_link = link(from, to);
    TEACUP_ASSERT(healed_link.cuts > 0);
    if (--healed_link.cuts == 0) {
        world_->trace().emit<kinds::link_heal>(world_->now(), from, to);
        --disturbances_;
        tell(from, to, LinkChange::heal);
    }
}

void Network::add_delay(NodeId from, NodeId to, std::uint32_t key, const Latency& delay) {
    auto& delays = extra(from, to).delays;
    if (delays.empty()) {
        ++disturbances_;
    }
    delays.emplace_back(key, delay);
}

void Network::remove_delay(NodeId from, NodeId to, std::uint32_t key) {
    auto& delays = extra(from, to).delays;
    const std::size_t removed =
        std::erase_if(delays, [key](const auto& entry) { return entry.first == key; });
    if (removed > 0 && delays.empty()) {
        --disturbances_;
    }
}

void Network::tell(NodeId from, NodeId to, LinkChange change) {
    for (const auto& [listener, owner] : listeners_) {
        listener(owner, from, to, change);
    }
}

}  // namespace teacup::sim
