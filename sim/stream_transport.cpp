#include <teacup/sim/stream_transport.hpp>

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include <teacup/sim/assert.hpp>

namespace teacup::sim {

namespace {

/// An end travels in the low 24 bits of a queue entry's extra word.
constexpr std::uint32_t connections_max = 1U << 23;
/// What a lane has room to count.
constexpr std::uint32_t under_way_max = (1U << 24) - 1;
constexpr std::uint32_t travelled_max = 0xFFFF'FFFFU;

}  // namespace

StreamTransport::StreamTransport(World& world, const StreamClient& client)
    : world_(world), client_(client) {
    // A queue entry holds a payload or a word as its index, and the sending end.
    const auto add = [&world, this](auto handle) { return world.add_handler(handle, this); };
    data_on_wire_ = world.add_handler(
        [](void* self, std::uint32_t payload, std::uint32_t from) {
            static_cast<StreamTransport*>(self)->arrive(StreamEnd{from}, payload);
        },
        this,
        [](const void* self, std::uint32_t payload, std::uint32_t from, World::Fetch what) {
            static_cast<const StreamTransport*>(self)->fetch(StreamEnd{from}, payload, what);
        },
        World::Fetch::behind);
    word_on_wire_ = add([](void* self, std::uint32_t word, std::uint32_t from) {
        auto& transport = *static_cast<StreamTransport*>(self);
        transport.pass_wire(StreamEnd{from}, {static_cast<Word>(word), 0});
        transport.let_go(StreamEnd{from});
        transport.world_.end_work();
    });
    release_ = add([](void* self, std::uint32_t, std::uint32_t from) {
        static_cast<StreamTransport*>(self)->release(StreamEnd{from});
    });
    world.network().on_link_change(
        [](void* self, NodeId from, NodeId to, LinkChange change) {
            static_cast<StreamTransport*>(self)->link_changed(from, to, change);
        },
        this);
    world.on_node_change(
        [](void* self, NodeId node, NodeState before, CrashMode mode) {
            static_cast<StreamTransport*>(self)->node_changed(node, before, mode);
        },
        this);
}

// -- what the client asks for --------------------------------------------------------------------

StreamEnd StreamTransport::connect(NodeId from, NodeId to) {
    TEACUP_ASSERT(world_.node_state(from) == NodeState::up);
    TEACUP_ASSERT(from != to);
    const std::uint32_t made = lanes_.take();
    TEACUP_ASSERT(made < connections_max);
    const StreamEnd end{made << 1};
    accounts_.resize(std::size_t{2} * lanes_.size());
    prepare(end, from, to);
    prepare(other(end), to, from);
    open_end(end, EndState::connecting);
    travel(end, {Word::open, 0});
    return end;
}

void StreamTransport::prepare(StreamEnd end, NodeId from, NodeId to) {
    const std::uint32_t number = world_.network().link_index(from, to);
    Link& link = world_.network().link_at(number);
    const std::string name = fmt::format(
        "net/{}>{}/stream#{}", world_.node_name(from), world_.node_name(to), ++link.connections);
    const std::uint32_t latency = latency_number(link.latency);
    Lane made;
    made.chance = world_.stream(name).key();
    made.is_special = latency == 0 ? 0 : 1;
    lane(end) = made;
    account(end) = {.latency = latency, .link = number, .to = to};
}

void StreamTransport::send(StreamEnd end, std::uint32_t payload) {
    TEACUP_ASSERT(lane(end).from_state == EndState::open);
    travel(end, {Word::data, payload});
}

void StreamTransport::close(StreamEnd end) {
    TEACUP_ASSERT(lane(end).from_state != EndState::gone);
    forget_end(end);
    travel(end, {Word::close, 0});
    give_back(end);
}

std::uint32_t StreamTransport::received(StreamEnd end) const {
    const StreamEnd from = other(end);
    return sent(from) - lane(from).under_way - account(from).undelivered +
           (reading_ == from ? 1U : 0U);
}

const std::vector<StreamEnd>& StreamTransport::ends_of(NodeId node) const {
    static const std::vector<StreamEnd> none;
    return index_of(node) < ends_.size() ? ends_[index_of(node)] : none;
}

std::size_t StreamTransport::capacity_bytes() const noexcept {
    std::size_t bytes = lanes_.capacity_bytes() + accounts_.capacity() * sizeof(Account) +
                        places_.capacity() * sizeof(std::uint32_t) +
                        latencies_.capacity() * sizeof(Latency);
    for (const auto& ends : ends_) {
        // NOLINTNEXTLINE(bugprone-sizeof-container): the vector itself counts, too.
        bytes += sizeof(ends) + ends.capacity() * sizeof(StreamEnd);
    }
    return bytes;
}

// -- on the wire ---------------------------------------------------------------------------------

bool StreamTransport::is_delayed(StreamEnd from) {
    Network& network = world_.network();
    return !network.is_calm() && network.link_at(account(from).link).is_delayed();
}

bool StreamTransport::is_cut(StreamEnd from) {
    Network& network = world_.network();
    return !network.is_calm() && network.link_at(account(from).link).cuts > 0;
}

Duration StreamTransport::sample(StreamEnd from) {
    const Lane& sending = lane(from);
    if (sending.is_special == 0 && sending.travelled != travelled_max && !is_delayed(from))
        [[likely]] {
        const Latency& latency = latencies_.front();
        Stream chance(sending.chance, std::uint64_t{sending.travelled} * latency.draws());
        return latency.sample(chance);
    }
    return sample_special(from);
}

Duration StreamTransport::sample_special(StreamEnd from) {
    make_special(from);
    Account& drawing = account(from);
    Stream chance(lane(from).chance, drawing.drawn);
    Duration total = latencies_[drawing.latency].sample(chance);
    total += world_.network().link_at(drawing.link).sample_delays(chance);
    drawing.drawn = chance.count();
    return total;
}

void StreamTransport::make_special(StreamEnd from) {
    Lane& made = lane(from);
    if (made.is_special == 0) {
        made.is_special = 1;
        account(from).drawn = std::uint64_t{made.travelled} * latencies_.front().draws();
    }
}

std::uint32_t StreamTransport::latency_number(const Latency& latency) {
    // From the end: links are made in groups that have the same.
    const auto found = std::find(latencies_.rbegin(), latencies_.rend(), latency);
    if (found != latencies_.rend()) {
        return static_cast<std::uint32_t>(latencies_.rend() - found - 1);
    }
    latencies_.push_back(latency);
    return static_cast<std::uint32_t>(latencies_.size() - 1);
}

void StreamTransport::travel(StreamEnd from, Item item) {
    // Also into a cut: what is under way then is before it, and it is held in its turn.
    Lane& sending = lane(from);
    sending.last_arrival = std::max(sending.last_arrival, world_.now() + sample(from));
    ++sending.travelled;
    if (item.word == Word::data) [[likely]] {
        TEACUP_ASSERT(sending.under_way < under_way_max);
        ++sending.under_way;
        world_.push(
            sending.last_arrival, data_on_wire_, item.payload, static_cast<std::uint32_t>(from));
        return;
    }
    ++account(from).words;
    ++account(from).holders;
    // A close or a reset makes signals fire where it arrives: the world is not at rest before.
    world_.begin_work();
    world_.push(sending.last_arrival,
                word_on_wire_,
                static_cast<std::uint32_t>(item.word),
                static_cast<std::uint32_t>(from));
}

void StreamTransport::hold(StreamEnd from, Item item) {
    Lane& sending = lane(from);
    if (sending.from_state == EndState::gone) {
        sending.is_broken = 1;
        lose(item);  // Nobody is left who would send it again.
        return;
    }
    sending.is_holding = 1;
    held_[{account(from).link, from}].push_back(item);
}

void StreamTransport::fetch(StreamEnd from, std::uint32_t payload, World::Fetch what) const {
    if (what == World::Fetch::named) {
        lanes_.prefetch(slot(from));
    }
    if (client_.fetch != nullptr) {
        client_.fetch(client_.owner, payload, what);
    }
}

void StreamTransport::arrive(StreamEnd from, std::uint32_t payload) {
    Lane& sending = lane(from);
    const bool is_clear = (sending.is_holding | sending.is_broken | sending.is_unread) == 0;
    if (is_clear && sending.to_state != EndState::gone && world_.network().is_calm() &&
        world_.is_every_node_up()) [[likely]] {
        reading_ = from;
        client_.received(client_.owner, other(from), payload);
        reading_ = no_stream_end;
        --sending.under_way;
        give_back(from);
        return;
    }
    --sending.under_way;
    ++account(from).undelivered;
    ++account(from).holders;
    pass_wire(from, {Word::data, payload});
    let_go(from);
}

void StreamTransport::pass_wire(StreamEnd from, Item item) {
    const Lane& sending = lane(from);
    if (sending.is_broken != 0 && item.word != Word::reset) [[unlikely]] {
        lose(item);
    } else if (sending.is_holding != 0 || is_cut(from)) [[unlikely]] {
        hold(from, item);
    } else {
        reach_node(from, item);
    }
}

void StreamTransport::let_go(StreamEnd from) {
    --account(from).holders;
    give_back(from);
}

void StreamTransport::link_changed(NodeId from, NodeId to, LinkChange change) {
    const std::uint32_t link = world_.network().link_index(from, to);
    if (change == LinkChange::latency) {
        for (const StreamEnd end : ends_of(from)) {
            if (account(end).to == to) {
                make_special(end);
                account(end).latency = latency_number(world_.network().link_at(link).latency);
            }
        }
    }
    if (change != LinkChange::heal) {
        return;
    }
    for (auto place = held_.lower_bound({link, StreamEnd{0}});
         place != held_.end() && place->first.first == link;
         ++place) {
        const StreamEnd end = place->first.second;
        Lane& sending = lane(end);
        sending.last_arrival = std::max(sending.last_arrival, world_.now() + sample_special(end));
        ++account(end).holders;
        world_.push(sending.last_arrival, release_, 0, static_cast<std::uint32_t>(end));
    }
}

void StreamTransport::release(StreamEnd from) {
    Lane& sending = lane(from);
    if (sending.is_holding != 0 && !is_cut(from)) {
        sending.is_holding = 0;
        const auto place = held_.find({account(from).link, from});
        const std::vector<Item> items = std::move(place->second);
        held_.erase(place);
        for (const Item item : items) {
            reach_node(from, item);
        }
    }
    let_go(from);
}

void StreamTransport::lose(Item item) {
    if (item.word == Word::data) {
        client_.lost(client_.owner, item.payload);
    }
}

// -- at the other node ---------------------------------------------------------------------------

void StreamTransport::reach_node(StreamEnd from, Item item) {
    const StreamEnd to = other(from);
    const NodeId node = account(from).to;
    const NodeState state = world_.node_state(node);
    if (item.word == Word::open && state != NodeState::down) {
        open_end(to, EndState::open);
        travel(to, {Word::accept, 0});  // The kernel does that, even when the node is paused.
    }
    if (lane(from).to_state == EndState::gone) {
        const bool is_silent = !world_.has_power(node);
        if (!is_silent && item.word == Word::open) {
            travel(to, {Word::refuse, 0});
        } else if (!is_silent && (item.word == Word::data || item.word == Word::accept)) {
            travel(to, {Word::reset, 0});
        }
        lose(item);
    } else if (state == NodeState::paused) [[unlikely]] {
        if (lane(from).is_unread == 0) {
            lane(from).is_unread = 1;
            ++account(from).holders;
        }
        unread_[{node, from}].push_back(item);
    } else {
        read(from, item);
    }
}

void StreamTransport::read_unread(NodeId node) {
    for (auto first = unread_.lower_bound({node, StreamEnd{0}});
         first != unread_.end() && first->first.first == node;
         first = unread_.lower_bound({node, StreamEnd{0}})) {
        const StreamEnd from = first->first.second;
        const std::vector<Item> items = std::move(first->second);
        unread_.erase(first);
        lane(from).is_unread = 0;
        for (const Item item : items) {
            read(from, item);
        }
        let_go(from);
    }
}

void StreamTransport::read(StreamEnd from, Item item) {
    const StreamEnd to = other(from);
    if (lane(from).to_state == EndState::gone) {
        lose(item);
        return;
    }
    switch (item.word) {
        case Word::data:
            --account(from).undelivered;
            client_.received(client_.owner, to, item.payload);
            break;
        case Word::open: client_.accepted(client_.owner, to); break;
        case Word::accept:
            set_state(to, EndState::open);
            client_.connected(client_.owner, to);
            break;
        case Word::refuse: end_closed(to, StreamClosing::refused); break;
        case Word::close: end_closed(to, StreamClosing::closed); break;
        case Word::reset: end_closed(to, StreamClosing::reset); break;
    }
}

// -- ends ----------------------------------------------------------------------------------------

void StreamTransport::set_state(StreamEnd end, EndState state) {
    lane(end).from_state = state;
    lane(other(end)).to_state = state;
}

void StreamTransport::open_end(StreamEnd end, EndState state) {
    set_state(end, state);
    const std::uint16_t home = index_of(node(end));
    if (home >= ends_.size()) {
        ends_.resize(std::size_t{home} + 1);
    }
    const auto index = static_cast<std::uint32_t>(end);
    if (index >= places_.size()) {
        places_.resize((std::size_t{index} | 1U) + 1);
    }
    places_[index] = static_cast<std::uint32_t>(ends_[home].size());
    ends_[home].push_back(end);
}

void StreamTransport::forget_end(StreamEnd end) {
    Lane& sending = lane(end);
    set_state(end, EndState::gone);
    auto& ends = ends_[index_of(node(end))];
    const std::uint32_t place = places_[static_cast<std::uint32_t>(end)];
    ends[place] = ends.back();
    places_[static_cast<std::uint32_t>(ends[place])] = place;
    ends.pop_back();
    if (sending.is_holding != 0) {
        sending.is_holding = 0;
        sending.is_broken = 1;
        const auto held = held_.find({account(end).link, end});
        const std::vector<Item> items = std::move(held->second);
        held_.erase(held);
        for (const Item item : items) {
            lose(item);
        }
    }
}

void StreamTransport::end_closed(StreamEnd end, StreamClosing why) {
    forget_end(end);
    client_.closed(client_.owner, end, why);
}

void StreamTransport::give_back(StreamEnd end) {
    const Lane& ours = lane(end);
    if (ours.from_state != EndState::gone || ours.to_state != EndState::gone) [[likely]] {
        return;
    }
    const auto is_idle = [this](StreamEnd of) {
        return lane(of).under_way == 0 && account(of).holders == 0;
    };
    if (is_idle(end) && is_idle(other(end))) {
        lanes_.give(slot(end));
    }
}

// -- nodes ---------------------------------------------------------------------------------------

void StreamTransport::node_changed(NodeId node, NodeState before, CrashMode mode) {
    const bool is_down = world_.node_state(node) == NodeState::down;
    if (!is_down && before != NodeState::down) {
        if (before == NodeState::paused) {
            read_unread(node);
        }
        return;
    }
    const std::vector<StreamEnd> ends = is_down ? ends_of(node) : std::vector<StreamEnd>();
    for (const StreamEnd end : ends) {
        ++account(end).holders;  // Keeps it while the client is told.
        end_closed(end, StreamClosing::crashed);
        if (mode == CrashMode::process) {
            travel(end, {Word::close, 0});
        }
        let_go(end);
    }
    read_unread(node);  // Nobody is left to read it: it is lost.
}

}  // namespace teacup::sim
