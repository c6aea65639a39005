/// \file
/// Calls, casts and replies between generic processes, with the semantics of OTP's gen.
#pragma once

#include <utility>

#include <teacup/model/process/actor.hpp>

namespace teacup::model {

/// Whom to call: a pid, a registered name of this node, or {Name, Node}.
class ServerRef {
public:
    ServerRef(Pid pid) noexcept : pid_(pid) {}      // NOLINT(google-explicit-constructor): is one.
    ServerRef(Atom name) noexcept : name_(name) {}  // NOLINT(google-explicit-constructor): is one.
    ServerRef(Atom name, sim::NodeId node) noexcept : name_(name), node_(node) {}

    /// None when it is a name.
    [[nodiscard]] Pid pid() const noexcept { return pid_; }
    [[nodiscard]] Atom name() const noexcept { return name_; }
    /// no_node: the caller's own.
    [[nodiscard]] sim::NodeId node() const noexcept { return node_; }

private:
    Pid pid_;
    Atom name_ = atoms::none;
    sim::NodeId node_ = sim::no_node;
};

/// Who made a call, and by which reference: what a reply is sent to.
struct From {
    Pid pid;
    Ref ref = no_ref;
};

/// What a failed call throws: exit({Cause,{gen_server,call,[Server,Request,Timeout]}}).
class CallExit : public ActorExit {
public:
    CallExit(Atom cause, Atom reason) noexcept : ActorExit(reason), cause_(cause) {}
    /// timeout, noproc, calling_self, {nodedown,Node}, or the callee's exit reason.
    [[nodiscard]] Atom cause() const noexcept { return cause_; }

private:
    Atom cause_;
};

inline constexpr sim::Duration call_timeout_default = sim::Duration::seconds(5);

namespace detail {

/// A call under way: monitors the callee; awaits its reply, its end, or the timeout.
class CallWait : public ReceiveSignal {
public:
    CallWait(Context& self, const ServerRef& server, Atom request, sim::Duration timeout);
    [[nodiscard]] bool await_ready() const {
        return failure_ != atoms::none && context_->processes().may_act();
    }
    /// The reply. Throws CallExit.
    [[nodiscard]] Received await_resume();

protected:
    template <Message Request>
    void send(Request request) {
        Processes& processes = context_->processes();
        const Pid self = context_->pid();
        if (failure_ != atoms::none) {
            return;
        }
        if (!server_.pid().is_none()) {
            processes.send(self, server_.pid(), std::move(request), SignalKind::call, ref_);
        } else {
            processes.send_name(
                self, server_.name(), server_.node(), std::move(request), SignalKind::call, ref_);
        }
    }

private:
    void begin();
    [[noreturn]] void fail(Atom cause);

    ServerRef server_;  // A name of the caller's own node has become a pid.
    ServerRef asked_;   // As the caller named it.
    Ref ref_ = no_ref;
    Atom request_;
    Atom failure_ = atoms::none;
};

template <Message Reply>
class Call : public CallWait {
public:
    template <Message Request>
    Call(Context& self, const ServerRef& server, Request request, sim::Duration timeout)
        : CallWait(self, server, self.processes().type_symbol(message_type<Request>), timeout) {
        send(std::move(request));
    }
    [[nodiscard]] Reply await_resume() {
        const Received received = CallWait::await_resume();
        if (!received.is<Reply>()) {
            throw ActorCrash("badmatch");
        }
        return received.get<Reply>();
    }
};

}  // namespace detail

/// gen_server:call: `co_await call<Reply>(self, server, request)`. Throws CallExit, which ends the
/// caller unless it catches it. A reply that comes later than the timeout is lost. A call without
/// timeout that waits for a process is told to the trace (wait_begin) and is pending work.
template <Message Reply, Message Request>
[[nodiscard]] detail::Call<Reply> call(Context& self,
                                       const ServerRef& server,
                                       Request request,
                                       sim::Duration timeout = call_timeout_default) {
    return {self, server, std::move(request), timeout};
}

/// gen_server:cast. Never fails.
template <Message M>
void cast(Context& self, const ServerRef& server, M message) {
    Processes& processes = self.processes();
    if (!server.pid().is_none()) {
        processes.send(self.pid(), server.pid(), std::move(message), SignalKind::cast);
    } else {
        const sim::NodeId node = server.node() == sim::no_node ? self.node() : server.node();
        processes.send_name(self.pid(), server.name(), node, std::move(message), SignalKind::cast);
    }
}

/// gen_server:reply.
template <Message M>
void reply(Context& self, const From& to, M message) {
    self.processes().send(self.pid(), to.pid, std::move(message), SignalKind::reply, to.ref);
}

}  // namespace teacup::model
