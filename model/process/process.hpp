/// \file
/// A process as the machine holds it: two cache lines, and its frame elsewhere.
#pragma once

#include <coroutine>
#include <cstdint>

#include <teacup/model/process/context.hpp>

namespace teacup::model {

enum class ProcessState : std::uint8_t {
    free,      ///< the slot is nobody's
    dead,      ///< has ended within its own step, or while in the ready queue
    starting,  ///< ready, has not run yet
    ready,     ///< in its node's ready queue
    running,
    waiting,  ///< for a signal
};

struct alignas(64) Process : Context {
    sim::Fiber fiber;
    sim::Task<>::Handle root;
    Waiter* waiter = nullptr;
    std::uint32_t inbox_first = Signal::nothing;  ///< arrived, not looked at
    std::uint32_t inbox_last = Signal::nothing;
    std::uint32_t mailbox_first = Signal::nothing;  ///< looked at, not taken
    std::uint32_t mailbox_last = Signal::nothing;
    std::uint32_t mailbox_count = 0;  ///< both
    std::uint32_t relations = Signal::nothing;
    sim::TimerId receive_timer;
    Pid parent;
    Atom name = atoms::none;
    Atom label = atoms::none;
    std::uint32_t node_next = Signal::nothing;  ///< processes of one node, oldest first
    std::uint32_t node_previous = Signal::nothing;
    std::uint32_t frame_bytes = 0;
    ProcessState state = ProcessState::free;
    ProcessRole role = ProcessRole::outside;
    bool trap_exit = false;
    bool timed_out = false;
    bool in_ready_queue = false;
    bool background = false;     ///< its current step was caused by background work only
    bool counted_ready = false;  ///< begin_work() was called for its being ready
    bool reported_wait = false;  ///< wait_begin is in the trace
    bool counted_wait = false;   ///< begin_work() was called for that wait
    bool has_remote_relations = false;
};
static_assert(sizeof(Process) == 128, "a process is two cache lines");

/// One side of a link or a monitor.
struct Relation {
    enum class Kind : std::uint8_t { free, link, monitoring, monitored_by };
    Pid peer;
    Ref ref = no_ref;
    std::uint32_t owner = 0;  ///< slot of the process whose side this is
    std::uint32_t next = Signal::nothing;
    std::uint32_t previous = Signal::nothing;  ///< of the first: the last
    std::uint32_t partner = Signal::nothing;   ///< the other side, when it is on this node
    Atom name = atoms::none;
    Kind kind = Kind::free;
};

}  // namespace teacup::model
