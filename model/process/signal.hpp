/// \file
/// What travels between processes: messages, and the signals of links, monitors and exits.
#pragma once

#include <cstdint>

#include <teacup/model/process/message.hpp>

namespace teacup::model {

enum class SignalKind : std::uint8_t {
    message,
    call,       ///< a message that wants a reply with `ref`; see otp/gen
    cast,       ///< a message that a generic server tells apart from others; see otp/gen
    reply,      ///< the answer to the call `ref`; lost unless its caller waits for it
    exit,       ///< exit/2
    link_exit,  ///< a linked process has ended
    link,
    unlink,
    monitor,    ///< `ref` is the new monitor
    demonitor,  ///< `ref` is the monitor that goes
    down,       ///< a monitored process has ended
};

/// One signal under way or in a mailbox; lives in a pool and is named by index.
struct Signal {
    static constexpr std::uint32_t nothing = 0xFFFF'FFFFU;
    /// As `next`: taken by its receiver, or free; neither under way nor in a mailbox.
    static constexpr std::uint32_t nowhere = 0xFFFF'FFFEU;

    const MessageType* type = nullptr;  ///< for message, call, reply (and what became a message)
    Payload payload;                    ///< see type; else SignalDetail
    Pid from;
    Pid to;
    Ref ref = no_ref;
    std::uint32_t next = nothing;
    SignalKind kind = SignalKind::message;
    bool background = false;  ///< does not keep the world from being quiescent
    bool by_name = false;     ///< `to` holds a node and, as its slot, a registered name's Atom
    bool counted = false;     ///< begin_work() was called for it
};
static_assert(sizeof(Signal) == 64, "a signal is one cache line");

/// The payload of a signal that is not a message.
struct SignalDetail {
    Atom reason = atoms::none;
    Atom name = atoms::none;          ///< the name by which a monitor was asked for
    std::uint32_t relation_from = 0;  ///< the sender's side of the link or monitor
    std::uint32_t relation_to = 0;    ///< the receiver's side, when known
    Pid named;                        ///< DOWN of a monitor by name: who it was
};
static_assert(sizeof(SignalDetail) == payload_bytes);

/// A datagram whose bits were flipped on its way, as one that checks its checksum finds it: what
/// arrives is this, and not the message. Take it with receive<Reading, Corrupt>(); a process that
/// does not ask for it leaves it in its mailbox.
struct Corrupt {
    Atom sent_as = atoms::none;  ///< the name of the message type that was sent
    std::uint64_t bits = 0;      ///< some of what arrived: garbage
    TEACUP_MESSAGE(Corrupt, sent_as, bits)
};

/// {'EXIT', From, Reason}: what a process that traps exits gets for an exit signal.
struct Exit {
    Pid from;
    Atom reason = atoms::none;
    TEACUP_MESSAGE(Exit, from, reason)
};

/// {'DOWN', Ref, process, Pid or {Name,Node}, Reason}. `name` is `none` for a monitor by pid,
/// and `pid` for one by name whose process was never known here.
struct Down {
    Ref ref = no_ref;
    Pid pid;
    Atom reason = atoms::none;
    Atom name = atoms::none;
    TEACUP_MESSAGE(Down, ref, pid, reason, name)
};

}  // namespace teacup::model
