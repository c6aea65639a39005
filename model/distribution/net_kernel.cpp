#include <teacup/model/distribution/net_kernel.hpp>

#include <teacup/model/process/actor.hpp>

namespace teacup::model {

Task<> net_kernel(Context& self) {
    self.trap_exit(true);  // So that only `kill` ends it.
    self.register_name(self.atom("net_kernel"));
    while (true) {  // Ends with its node.
        const std::optional<Received> asked = co_await self.receive_any();
        if (asked->is<IsAuth>() && asked->kind() == SignalKind::call) {
            self.processes().send(
                self.pid(), asked->from(), IsAuthReply{}, SignalKind::reply, asked->ref());
        }
    }
}

namespace {
/// How long a question to a host's epmd that gets no answer takes.
constexpr sim::Duration names_timeout = sim::Duration::seconds(7);
}  // namespace

Task<bool> ping(Context& self, Distribution& distribution, sim::NodeId node) {
    if (node == self.node()) {
        co_return true;
    }
    const Atom name = self.atom("net_kernel");
    const Ref ref = self.monitor(name, node);
    self.processes().send_name(
        self.pid(), name, node, IsAuth{.node = self.node()}, SignalKind::call, ref);
    const std::optional<Received> answer = co_await self.receive_signal(
        {.matches =
             [](const Waiter& waiter, const Signal& signal) {
                 return static_cast<std::uint64_t>(signal.ref) == waiter.data &&
                        (signal.kind == SignalKind::reply || signal.type == &message_type<Down>);
             },
         .data = static_cast<std::uint64_t>(ref),
         .waits_for = {}});
    if (answer->kind() == SignalKind::reply) {
        self.demonitor(ref);
        co_return true;
    }
    static_cast<void>(distribution.disconnect(self.node(), node));
    co_return false;
}

Task<std::optional<std::vector<Atom>>> names(Context& self, sim::NodeId host) {
    sim::World& world = self.world();
    const sim::NodeId here = self.node();
    const sim::Time began = world.now();
    std::optional<std::vector<Atom>> found;
    if (here == host) {
        found = {world.node_symbol(host)};
        co_return found;
    }
    if (!world.network().is_cut(here, host)) {
        const sim::Duration there = world.network().link(here, host).sample();
        co_await self.sleep(there);
        if (world.node_state(host) != sim::NodeState::down) {
            found = {world.node_symbol(host)};
        } else if (world.has_power(host)) {
            found.emplace();
        }
    }
    if (!found || world.network().is_cut(host, here)) {
        co_await self.sleep(names_timeout - (world.now() - began));
        co_return std::nullopt;
    }
    const sim::Duration back = world.network().link(host, here).sample();
    co_await self.sleep(back);
    co_return found;
}

}  // namespace teacup::model
