// How a connection comes to be: OTP's dist_util and net_kernel, message by message, without the
// cookies. The one who connects sends its name; the other answers ok, nok (its own attempt goes
// first) or alive (it still has an older connection), and so on until ack.
#include <teacup/model/distribution/distribution.hpp>
#include <teacup/model/distribution/trace_kinds.hpp>

namespace teacup::model {

using detail::PeerState;
using sim::NodeId;
using sim::StreamEnd;

namespace {
/// In the data of a setup timer: it is of a setup, not of an end.
constexpr std::uint64_t of_setup = std::uint64_t{1} << 32;
}  // namespace

std::uint32_t Distribution::begin_setup(NodeId local, NodeId peer, StreamEnd accepted) {
    const bool accepts = accepted != sim::no_stream_end;
    const std::uint32_t index = setups_.take();
    peers_.set(local, peer, {PeerState::Kind::pending, index});
    sim::World& world = processes_.world();
    world.trace().emit<kinds::connection_setup>(world.now(), local, peer, accepts ? 1U : 0U);
    const StreamEnd owner = accepts ? accepted : transport_.connect(local, peer);
    if (accepts) {
        world.cancel_timer(at(owner).timer);
    } else {
        at(owner).stage = Stage::connect;
    }
    Setup& setup = setups_[index];
    setup.node = local;
    setup.peer = peer;
    setup.owner = owner;
    setup.timer = {};
    setup.signals.clear();
    restart_timer(owner);
    return index;
}

void Distribution::end_setup(std::uint32_t index, bool is_crash) {
    Setup& setup = setups_[index];
    const NodeId local = setup.node;
    const NodeId peer = setup.peer;
    sim::World& world = processes_.world();
    world.cancel_timer(setup.timer);
    setup.node = sim::no_node;
    std::vector<std::uint32_t> signals;
    signals.swap(setup.signals);
    setups_.give(index);
    peers_.set(local, peer, {});  // A connection that never was bars nothing.
    if (!is_crash) {
        world.trace().emit<kinds::connection_down>(
            world.now(), local, peer, reasons_.connection_setup_failed);
    }
    for (const std::uint32_t signal : signals) {
        processes_.lose(signal, !is_crash);
    }
}

void Distribution::restart_timer(StreamEnd end) {
    sim::World& world = processes_.world();
    const bool owned = is_owned(end);
    const std::uint32_t setup = state_at(end).index;
    sim::TimerId& timer = owned ? setups_[setup].timer : at(end).timer;
    world.cancel_timer(timer);
    timer = world.start_timer(
        world.now() + options_.net_setuptime,
        {.node = transport_.node(end),
         .handler = setup_timeout_,
         .background = true,  // Signals that wait for the setup count as work themselves.
         .data = owned ? of_setup | setup : static_cast<std::uint32_t>(end)});
}

void Distribution::setup_timed_out(std::uint64_t data) {
    const auto index = static_cast<std::uint32_t>(data);
    if ((data & of_setup) != 0) {
        const StreamEnd owner = setups_[index].owner;
        if (owner != sim::no_stream_end) {
            drop_end(owner);
        }
        end_setup(index, false);
        return;
    }
    const StreamEnd end{index};
    const PeerState state = state_at(end);
    if (state.kind == PeerState::Kind::up && at(StreamEnd{state.index}).replacement == end) {
        at(StreamEnd{state.index}).replacement = sim::no_stream_end;
    }
    drop_end(end);
}

// -- what the transport tells --------------------------------------------------------------------

void Distribution::accepted(StreamEnd end) {
    at(end).stage = Stage::name;
    restart_timer(end);
}

void Distribution::connected(StreamEnd end) {
    TEACUP_ASSERT(at(end).stage == Stage::connect);
    answer(end, word_name, Stage::status);
}

void Distribution::received(StreamEnd end, std::uint32_t payload) {
    if (payload >= word_tick) [[unlikely]] {
        on_word(end, payload);
        return;
    }
    processes_.arrive(payload);
}

void Distribution::on_word(StreamEnd end, std::uint32_t word) {
    const Stage stage = at(end).stage;
    switch (word) {
        case word_tick: TEACUP_ASSERT(stage == Stage::up); break;
        case word_name:
            TEACUP_ASSERT(stage == Stage::name);
            on_name(end);
            break;
        case word_ok:
            TEACUP_ASSERT(stage == Stage::status);
            answer(end, word_reply, Stage::ack);
            break;
        case word_nok:
            TEACUP_ASSERT(stage == Stage::status);
            // The peer's own attempt is under way, and takes this setup over or lets it time out.
            setups_[state_at(end).index].owner = sim::no_stream_end;
            drop_end(end);
            break;
        case word_alive:
            TEACUP_ASSERT(stage == Stage::status);
            answer(end, word_true, Stage::status);
            break;
        case word_true:
            TEACUP_ASSERT(stage == Stage::alive);
            answer(end, word_ok, Stage::reply);
            break;
        case word_reply:
            TEACUP_ASSERT(stage == Stage::reply);
            on_reply(end);
            break;
        case word_ack:
            TEACUP_ASSERT(stage == Stage::ack);
            go_up(end);
            break;
        default: TEACUP_ASSERT(false);
    }
}

void Distribution::on_name(StreamEnd end) {
    sim::World& world = processes_.world();
    const NodeId local = transport_.node(end);
    const NodeId peer = transport_.peer(end);
    const PeerState state = peers_.find(local, peer);
    if (kernel(local).is_over) {
        drop_end(end);
        return;
    }
    if (state.kind == PeerState::Kind::up) {
        // The peer lost the connection, or died and came back, and this node has not noticed.
        End& up = at(StreamEnd{state.index});
        if (up.replacement != sim::no_stream_end) {
            drop_end(end);
            return;
        }
        up.replacement = end;
        answer(end, word_alive, Stage::alive);
        return;
    }
    if (state.kind == PeerState::Kind::pending) {
        if (world.node_name(local) > world.node_name(peer)) {
            transport_.send(end, word_nok);
            drop_end(end);
            return;
        }
        Setup& setup = setups_[state.index];
        const StreamEnd old = std::exchange(setup.owner, end);
        world.cancel_timer(at(end).timer);
        if (old != sim::no_stream_end) {
            drop_end(old);
        }
    } else {
        begin_setup(local, peer, end);
    }
    answer(end, word_ok, Stage::reply);
}

void Distribution::on_reply(StreamEnd end) {
    const PeerState state = state_at(end);
    if (state.kind == PeerState::Kind::up) {
        TEACUP_ASSERT(at(StreamEnd{state.index}).replacement == end);
        take_down(StreamEnd{state.index}, reasons_.wait_pending);
    }
    transport_.send(end, word_ack);
    go_up(end);
}

// -- ends ----------------------------------------------------------------------------------------

void Distribution::answer(StreamEnd end, Word word, Stage next) {
    transport_.send(end, word);
    at(end).stage = next;
    restart_timer(end);
}

void Distribution::drop_end(StreamEnd end) {
    forget(end);
    transport_.close(end);
}

void Distribution::forget(StreamEnd end) {
    End& forgotten = at(end);
    processes_.world().cancel_timer(forgotten.timer);
    forgotten = {};
}

PeerState Distribution::state_at(StreamEnd end) const {
    return peers_.find(transport_.node(end), transport_.peer(end));
}

bool Distribution::is_owned(StreamEnd end) const {
    const PeerState state = state_at(end);
    return state.kind == PeerState::Kind::pending && setups_[state.index].owner == end;
}

Distribution::End& Distribution::at(StreamEnd end) {
    const auto index = static_cast<std::uint32_t>(end);
    if (index >= ends_.size()) {
        ends_.resize((std::size_t{index} | 1U) + 1);
    }
    return ends_[index];
}

}  // namespace teacup::model
