#include <teacup/model/systems/tree_worker.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <teacup/model/systems/trace_kinds.hpp>

namespace teacup::model {

Task<Init> TreeWorker::init(Server& server) {
    Context& self = server.context();
    const WorkerSpec& worker = spec();
    if (worker.trap_exit) {
        self.trap_exit(true);
    }
    if (worker.start_time.ns() > 0) {
        co_await self.sleep(worker.start_time);
    }
    for (const std::string& needed : worker.depends_on) {
        if (self.whereis(self.atom(needed)).is_none()) {
            co_return init_stop(self.atom(fmt::format("{{missing,{}}}", needed)));
        }
    }
    if (worker.start == StartResult::ignore) {
        co_return init_ignore();
    }
    if (worker.start == StartResult::error) {
        co_return init_stop(self.atom("start_error"));
    }
    if (worker.monitor_nodes) {
        plan_->cluster->distribution().monitor_nodes(self.pid(), true);
    }
    if (worker.exit_after) {
        self.send_after(*worker.exit_after, self.pid(), ExitDue{});
    }
    if (!worker.calls.empty()) {
        chance_.emplace(self.stream("calls"));
        monitors_.resize(worker.calls.size(), no_ref);
        for (std::uint32_t i = 0; i < worker.calls.size(); ++i) {
            // Workers that start together do not call together.
            schedule(self, i, chance_->uniform({}, worker.calls[i].every));
        }
    }
    co_return init_ok();
}

void TreeWorker::schedule(Context& self, std::uint32_t call, sim::Duration delay) {
    self.send_after(delay, self.pid(), CallDue{.call = call}, Work::background);
}

Task<WorkDone> TreeWorker::handle_call(Server& server, const WorkRequest& request) {
    const std::uint64_t number = request.number;
    if (spec().work.ns() > 0) {
        co_await server->sleep(spec().work);
    }
    co_return WorkDone{.number = number};
}

TreeWorker::Callee TreeWorker::choose(Context& self, const CallSpec& call) {
    Callee callee{.name = self.atom(call.to), .node = self.node()};
    const std::uint16_t nodes = self.world().node_count();
    if (call.scope == CallScope::node) {
        for (std::uint16_t i = 0; i < nodes; ++i) {
            if (self.world().node_name(sim::NodeId{i}) == call.node) {
                callee.node = sim::NodeId{i};
            }
        }
    } else if (call.scope == CallScope::any_remote && nodes > 1) {
        const std::uint64_t hop = 1 + chance_->below(nodes - 1U);
        callee.node =
            sim::NodeId{static_cast<std::uint16_t>((sim::index_of(self.node()) + hop) % nodes)};
    }
    return callee;
}

void TreeWorker::watch(Context& self, std::uint32_t call, const Callee& callee) {
    if (spec().calls[call].is_monitored && monitors_[call] == no_ref) {
        monitors_[call] = self.monitor(callee.name, callee.node);
    }
}

Task<> TreeWorker::handle_info(Server& server, const CallDue& due) {
    Context& self = server.context();
    const std::uint32_t index = due.call;
    const CallSpec& asked = spec().calls[index];
    const sim::Time next = self.now() + asked.every;
    const Callee callee = choose(self, asked);
    watch(self, index, callee);
    Atom cause = atoms::none;
    try {
        // A call of one's own name by node goes the way of all calls, and fails as OTP's does.
        const ServerRef server_ref = callee.node == self.node()
                                         ? ServerRef(callee.name)
                                         : ServerRef(callee.name, callee.node);
        static_cast<void>(co_await call<WorkDone>(
            self, server_ref, WorkRequest{.number = ++asked_}, asked.timeout));
    } catch (const CallExit& exit) {
        cause = exit.cause();
        self.world().trace().emit<kinds::worker_call_failed>(
            self.now(), self.node(), self.pid(), callee.name, callee.node, cause);
        if (!asked.is_caught) {
            throw;
        }
    }
    schedule(self, index, std::max(next - self.now(), sim::Duration()));
}

void TreeWorker::handle_info(Server&, const ExitDue&) {
    throw ActorExit(plan_->cluster->processes().atom(spec().exit_reason));
}

void TreeWorker::handle_info(Server& server, const Down& down) {
    std::replace(monitors_.begin(), monitors_.end(), down.ref, no_ref);
    server->world().trace().emit<kinds::worker_down>(
        server->now(), server->node(), server->pid(), down.pid, down.reason);
}

void TreeWorker::handle_info(Server& server, const NodeDown& down) {
    server->world().trace().emit<kinds::worker_nodedown>(
        server->now(), server->node(), server->pid(), down.node, down.reason);
}

}  // namespace teacup::model
