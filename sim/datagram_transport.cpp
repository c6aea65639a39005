#include <teacup/sim/datagram_transport.hpp>

#include <teacup/sim/assert.hpp>
#include <teacup/sim/trace_kinds.hpp>

namespace teacup::sim {

DatagramFate DatagramChance::draw() {
    const auto comes = [](Probability rate, Stream& stream) {
        return rate != Probability::never() && stream.bernoulli(rate);
    };
    DatagramFate fate;
    fate.is_lost = comes(options.loss, loss_);
    fate.is_duplicated = comes(options.duplication, duplication_);
    if (comes(options.reordering, reordering_)) {
        fate.held_back = reordering_.uniform(Duration::nanoseconds(1), options.held_back_max);
    }
    fate.is_corrupt = comes(options.corruption, corruption_);
    if (fate.is_corrupt) {
        fate.bits = corruption_.draw();
    }
    return fate;
}

DatagramTransport::DatagramTransport(World& world, const DatagramClient& client)
    : world_(world),
      client_(client),
      reached_(world.add_handler(client.reached, client.owner, client.fetch)) {
}

void DatagramTransport::tell(Datagram about, std::string_view fate) {
    const Symbol word = world_.symbols().intern(fate);
    world_.trace().emit<kinds::datagram_fate>(world_.now(), about.from, about.to, word);
}

void DatagramTransport::lose_in_cut(Datagram lost) {
    tell(lost, "cut");
    client_.lost(client_.owner, lost.payload);
}

void DatagramTransport::send_by_chance(Datagram sent, Duration latency) {
    Link& link = world_.network().link(sent.from, sent.to);
    DatagramChance& chance = *link.extra->datagrams;
    const DatagramFate fate = chance.draw();
    if (fate.is_duplicated) {
        tell(sent, "duplicated");
        // Before the first is lost or corrupted: the copy goes its own way, and arrives whole.
        const std::uint32_t copy = client_.copied(client_.owner, sent.payload);
        const Duration copy_latency = link.sample_from(chance.copies());
        world_.push(world_.now() + copy_latency, reached_, copy, sent.tag);
    }
    if (fate.is_lost) {
        tell(sent, "lost");
        client_.lost(client_.owner, sent.payload);
        return;
    }
    if (fate.is_corrupt) {
        tell(sent, "corrupted");
        client_.corrupted(client_.owner, sent.payload, fate.bits);
    }
    if (fate.held_back > Duration()) {
        tell(sent, "held_back");
    }
    world_.push(world_.now() + latency + fate.held_back, reached_, sent.payload, sent.tag);
}

bool DatagramTransport::arrives_in_trouble(Datagram reached) {
    if (world_.network().is_cut(reached.from, reached.to)) {
        lose_in_cut(reached);
        return false;
    }
    switch (world_.node_state(reached.to)) {
        case NodeState::up: return true;
        case NodeState::paused:
            world_.hold(reached.to, reached_, reached.payload, reached.tag);
            return false;
        case NodeState::down: client_.lost(client_.owner, reached.payload); return false;
    }
    return true;
}

}  // namespace teacup::sim
