#include <teacup/model/otp/gen.hpp>

#include <string>

#include <fmt/format.h>

#include <teacup/model/otp/emit.hpp>
#include <teacup/model/otp/otp.hpp>

namespace teacup::model::detail {

namespace {

// A reply to this call, or the end of its callee.
[[nodiscard]] bool is_answer(const Waiter& waiter, const Signal& signal) {
    return static_cast<std::uint64_t>(signal.ref) == waiter.data &&
           (signal.kind == SignalKind::reply || signal.type == &message_type<Down>);
}

[[nodiscard]] std::string text_of(Context& self, const ServerRef& server) {
    if (!server.pid().is_none()) {
        return sim::to_string(server.pid());
    }
    if (server.node() == sim::no_node) {
        return std::string(self.text(server.name()));
    }
    return fmt::format(
        "{{{},{}}}", self.text(server.name()), self.world().node_name(server.node()));
}

[[nodiscard]] std::string text_of(sim::Duration timeout) {
    constexpr std::int64_t ns_per_ms = 1'000'000;
    return timeout.is_infinite() ? "infinity" : fmt::format("{}", timeout.ns() / ns_per_ms);
}

}  // namespace

CallWait::CallWait(Context& self, const ServerRef& server, Atom request, sim::Duration timeout)
    : ReceiveSignal(self, {.matches = &is_answer, .waits_for = {}}, timeout),
      server_(server),
      asked_(server),
      request_(request) {
    const auto* const otp = static_cast<const Otp*>(self.processes().extension());
    if (otp != nullptr && otp->has(OtpMutant::call_without_timeout)) {
        after_ = sim::Duration::infinity();
    }
    const sim::NodeId node = server.pid().is_none() ? server.node() : server.pid().node();
    const sim::NodeId to_node = node == sim::no_node ? self.node() : node;
    if (server.pid().is_none() && to_node == self.node()) {
        const Pid pid = self.whereis(server.name());
        server_ = pid;
        failure_ = pid.is_none() ? atoms::noproc : atoms::none;
    }
    if (server_.pid() == self.pid()) {
        failure_ = atoms::calling_self;
    }
    emit<kinds::call_begin>(
        self, self.pid(), server_.pid(), server.name(), to_node, request, after_);
    if (failure_ == atoms::none) {
        begin();
    }
}

void CallWait::begin() {
    Context& self = *context_;
    const bool is_pid = !server_.pid().is_none();
    ref_ = is_pid ? self.monitor(server_.pid()) : self.monitor(server_.name(), server_.node());
    waiter_.data = static_cast<std::uint64_t>(ref_);
    if (is_pid) {
        waiter_.waits_for = server_.pid();
    } else {
        waiter_.is_named_call = true;
    }
}

Received CallWait::await_resume() {
    Context& self = *context_;
    if (failure_ != atoms::none) {
        fail(failure_);
    }
    std::optional<Received> received = ReceiveSignal::await_resume();
    if (!received) {
        self.demonitor(ref_);
        fail(atoms::timeout);
    }
    if (received->kind() != SignalKind::reply) {
        const Atom reason = received->get<Down>().reason;
        if (reason != atoms::noconnection) {
            fail(reason);
        }
        const sim::NodeId node = server_.pid().is_none() ? server_.node() : server_.pid().node();
        fail(self.atom(fmt::format("{{nodedown,{}}}", self.world().node_name(node))));
    }
    self.demonitor(ref_);
    emit<kinds::call_end>(self, self.pid(), atoms::ok);
    return std::move(*received);
}

void CallWait::fail(Atom cause) {
    Context& self = *context_;
    emit<kinds::call_end>(self, self.pid(), cause);
    const Atom reason = self.atom(fmt::format("{{{},{{gen_server,call,[{},{},{}]}}}}",
                                              self.text(cause),
                                              text_of(self, asked_),
                                              self.text(request_),
                                              text_of(after_)));
    throw CallExit(cause, reason);
}

}  // namespace teacup::model::detail
