#include <teacup/model/otp/supervisor_process.hpp>

#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <teacup/model/otp/emit.hpp>

namespace teacup::model {

namespace {

// A simple_one_for_one child with what start_child() added to the template.
class DynamicStarter final : public ChildStarter {
public:
    DynamicStarter(ChildStart base, Term argument)
        : base_(std::move(base)), argument_(std::move(argument)) {}
    [[nodiscard]] Task<Started> start(Context& supervisor, const Term&) const override {
        return (*base_).start(supervisor, argument_);
    }

private:
    ChildStart base_;
    Term argument_;
};

[[nodiscard]] ChildResult ok(Pid pid) {
    return {.is_ok = true, .pid = pid};
}
[[nodiscard]] ChildResult error(Atom reason, Pid pid = {}) {
    return {.error = reason, .pid = pid};
}

}  // namespace

SupervisorProcess::SupervisorProcess(Context& self, const StartedBy& by, const SupervisorInit& init)
    : self_(self),
      otp_(Otp::of(self.processes())),
      init_(init),
      flags_(init.flags),
      by_(by),
      server_(self, by),
      children_(otp_, self.pid(), init.flags.strategy != Strategy::simple_one_for_one) {
}

Task<> SupervisorProcess::run() {
    if (!begin_start(self_, by_)) {
        co_return;
    }
    self_.trap_exit(true);
    const Started started = co_await init();
    if (started.is_ok()) {
        emit<kinds::supervisor_ready>(self_, self_.pid());
    }
    finish_start(self_, started);
    if (!started.is_ok()) {
        co_return;
    }
    while (!server_.is_stopping()) {
        const Received received = co_await server_.next();
        if (server_.take_system(received)) {
            continue;
        }
        Task<> task = serve(received);
        if (task.is_valid()) {
            co_await std::move(task);
        }
    }
    emit<kinds::supervisor_stop>(self_, self_.pid(), server_.reason());
    co_await terminate();
    self_.end(server_.reason());
}

// -- init ----------------------------------------------------------------------------------------

Task<Started> SupervisorProcess::init() {
    emit<kinds::supervisor_begin>(self_,
                                  self_.pid(),
                                  self_.atom(to_string(flags_.strategy)),
                                  flags_.intensity,
                                  flags_.period_seconds,
                                  self_.atom(to_string(flags_.auto_shutdown)));
    std::string wrong = check_flags();
    if (wrong.empty()) {
        wrong = check_childspecs();
    }
    if (!wrong.empty()) {
        co_return Started::error(self_.atom(wrong));
    }
    if (is_simple()) {
        template_id_ = self_.atom(init_.children.front().id);
        emit_child_spec(init_.children.front(), template_id_);
        co_return Started::ok(self_.pid());
    }
    for (const ChildSpec& spec : init_.children) {
        add_child(spec);
    }
    const std::uint32_t failed = co_await start_children(children_.first(), false);
    if (failed == nothing) {
        co_return Started::ok(self_.pid());
    }
    const std::string reason = fmt::format("{{shutdown,{{failed_to_start_child,{},{}}}}}",
                                           self_.text(children_[failed].id),
                                           self_.text(failed_reason_));
    co_await terminate_children(children_.first(), nothing);
    co_return Started::error(self_.atom(reason));
}

std::string SupervisorProcess::check_flags() const {
    return flags_.period_seconds >= 1
               ? std::string()
               : fmt::format("{{supervisor_data,{{invalid_period,{}}}}}", flags_.period_seconds);
}

std::string SupervisorProcess::check_childspecs() const {
    if (is_simple() && init_.children.size() != 1) {
        std::string ids;
        for (const ChildSpec& spec : init_.children) {
            ids += (ids.empty() ? "" : ",") + spec.id;
        }
        return fmt::format("{{bad_start_spec,[{}]}}", ids);
    }
    std::set<std::string_view> ids;
    for (const ChildSpec& spec : init_.children) {
        if (const std::string wrong = check_childspec(spec); !wrong.empty()) {
            return fmt::format("{{start_spec,{}}}", wrong);
        }
        if (!ids.insert(spec.id).second) {
            return fmt::format("{{start_spec,{{duplicate_child_name,{}}}}}", spec.id);
        }
    }
    return {};
}

// supervisor:check_childspec, as far as C++ types leave anything to check.
std::string SupervisorProcess::check_childspec(const ChildSpec& spec) const {
    if (spec.start.is_none()) {
        return "missing_start";
    }
    if (spec.is_significant && flags_.auto_shutdown == AutoShutdown::never) {
        return "{bad_combination,[{auto_shutdown,never},{significant,true}]}";
    }
    if (spec.is_significant && spec.restart == Restart::permanent) {
        return "{bad_combination,[{restart,permanent},{significant,true}]}";
    }
    if (spec.stop().timeout.ns() < 0) {
        return fmt::format("{{invalid_shutdown,{}}}", to_string(spec.stop()));
    }
    return {};
}

std::uint32_t SupervisorProcess::add_child(const ChildSpec& spec) {
    const Atom id = is_simple() ? template_id_ : self_.atom(spec.id);
    const std::uint32_t index = children_.add(id);
    Child& child = children_[index];
    child.start = spec.start;
    child.set_shutdown(spec.stop());
    child.restart = spec.restart;
    child.type = spec.type;
    child.is_significant = spec.is_significant;
    if (!is_simple()) {
        emit_child_spec(spec, id);
    }
    return index;
}

void SupervisorProcess::emit_child_spec(const ChildSpec& spec, Atom id) {
    emit<kinds::child_spec>(self_,
                            self_.pid(),
                            id,
                            self_.atom(to_string(spec.restart)),
                            self_.atom(to_string(spec.type)),
                            self_.atom(to_string(spec.stop())),
                            spec.is_significant);
}

// -- messages ------------------------------------------------------------------------------------

Task<> SupervisorProcess::serve(const Received& received) {
    if (received.kind() == SignalKind::call) {
        return serve_call(received);
    }
    if (received.is<Exit>()) {
        return child_exited(received.get<Exit>());
    }
    if (received.kind() == SignalKind::cast) {
        if (received.is<TryAgainRestart>()) {
            return try_again_restart(received.get<TryAgainRestart>());
        }
        server_.stop(self_.atom("{function_clause,stack}"));
    }
    return {};  // "Supervisor received unexpected message", says OTP's log.
}

Task<> SupervisorProcess::serve_call(const Received& received) {
    if (received.is<StartChild>()) {
        const ChildSpec& spec = received.get<StartChild>().spec;
        answer(received, self_.atom(spec.id), co_await start_child(spec));
    } else if (received.is<StartDynamicChild>()) {
        const Term& argument = received.get<StartDynamicChild>().argument;
        answer(received, template_id_, co_await start_dynamic_child(argument));
    } else if (received.is<TerminateChild>()) {
        const TerminateChild& request = received.get<TerminateChild>();
        answer(received, request.id, co_await terminate_child(request));
    } else if (received.is<RestartChild>()) {
        const Atom id = received.get<RestartChild>().id;
        answer(received, id, co_await restart_child(id));
    } else if (received.is<DeleteChild>()) {
        const Atom id = received.get<DeleteChild>().id;
        answer(received, id, delete_child(id));
    } else if (received.is<WhichChildren>()) {
        reply(self_, {received.from(), received.ref()}, which_children());
    } else if (received.is<CountChildren>()) {
        reply(self_, {received.from(), received.ref()}, count_children());
    } else if (received.is<GetChildspec>()) {
        reply(
            self_, {received.from(), received.ref()}, get_childspec(received.get<GetChildspec>()));
    } else {
        server_.stop(self_.atom("{function_clause,stack}"));
    }
}

void SupervisorProcess::answer(const Received& received, Atom id, const ChildResult& result) {
    const Atom request = self_.processes().type_symbol(*received.signal().type);
    const bool gives_pid = !received.is<TerminateChild>() && !received.is<DeleteChild>();
    const Atom said = !result.is_ok                       ? result.error
                      : gives_pid && result.pid.is_none() ? atoms::undefined
                                                          : atoms::ok;
    emit<kinds::supervisor_reply>(
        self_, self_.pid(), received.from(), request, id, result.is_ok, said);
    reply(self_, {received.from(), received.ref()}, result);
}

// -- requests: supervisor:handle_call
// --------------------------------------------------------------

Task<ChildResult> SupervisorProcess::start_child(const ChildSpec& spec) {
    if (is_simple()) {
        co_return error(
            self_.atom("badarg"));  // Its start_child takes arguments, not a specification.
    }
    if (const std::string wrong = check_childspec(spec); !wrong.empty()) {
        co_return error(self_.atom(wrong));
    }
    const Atom id = self_.atom(spec.id);
    if (const std::uint32_t known = children_.find(id); known != nothing) {
        const Child& child = children_[known];
        co_return child.state == State::running ? error(atoms::already_started, child.pid)
                                                : error(atoms::already_present);
    }
    const Started started = co_await start(spec.start, id);
    if (started.is_error()) {
        co_return error(started.reason);
    }
    if (started.is_ok()) {
        children_.set_running(add_child(spec), started.pid);
    } else if (spec.restart != Restart::temporary) {
        add_child(spec);
    }
    co_return ok(started.pid);
}

Task<ChildResult> SupervisorProcess::start_dynamic_child(const Term& argument) {
    if (!is_simple()) {
        co_return error(self_.atom("{invalid_child_spec,[]}"));
    }
    const ChildSpec& spec = init_.children.front();
    ChildStart starter =
        argument.is_none() ? spec.start : ChildStart(new DynamicStarter(spec.start, argument));
    const Started started = co_await start(starter, template_id_);
    if (started.is_error()) {
        co_return error(started.reason);
    }
    if (started.is_ok()) {
        const std::uint32_t added = add_child(spec);
        children_[added].start = std::move(starter);
        children_.set_running(added, started.pid);
    }
    co_return ok(started.pid);
}

// supervisor:find_dynamic_child/2, of the pid itself and of {restarting,Pid}.
std::uint32_t SupervisorProcess::find_dynamic(Pid pid) {
    std::uint32_t child = children_.find_running(pid);
    for (std::uint32_t at = children_.first(); child == nothing && at != nothing;
         at = children_[at].next) {
        if (children_[at].state == State::restarting && children_[at].pid == pid) {
            child = at;
        }
    }
    return child;
}

Task<ChildResult> SupervisorProcess::terminate_child(const TerminateChild& request) {
    if (is_simple() && request.pid.is_none()) {
        co_return error(atoms::simple_one_for_one);
    }
    if (!is_simple()) {
        const std::uint32_t child = request.pid.is_none() ? children_.find(request.id) : nothing;
        if (child == nothing) {
            co_return error(atoms::not_found);
        }
        co_await stop_child(child);
        del_child(child);
        co_return ok({});
    }
    const std::uint32_t child = find_dynamic(request.pid);
    if (child == nothing) {
        co_return self_.is_alive(request.pid) ? error(atoms::not_found) : ok({});
    }
    co_await stop_child(child);
    del_child(child);
    co_return ok({});
}

Task<ChildResult> SupervisorProcess::restart_child(Atom id) {
    if (is_simple()) {
        co_return error(atoms::simple_one_for_one);
    }
    const std::uint32_t child = children_.find(id);
    if (child == nothing) {
        co_return error(atoms::not_found);
    }
    if (children_[child].state != State::undefined) {
        co_return error(children_[child].state == State::running ? atoms::running
                                                                 : atoms::restarting);
    }
    const Started started = co_await start(children_[child].start, id);
    if (started.is_error()) {
        co_return error(started.reason);
    }
    if (started.is_ok()) {
        children_.set_running(child, started.pid);
    }
    co_return ok(started.pid);
}

ChildResult SupervisorProcess::delete_child(Atom id) {
    if (is_simple()) {
        return error(atoms::simple_one_for_one);
    }
    const std::uint32_t child = children_.find(id);
    if (child == nothing) {
        return error(atoms::not_found);
    }
    if (children_[child].state != State::undefined) {
        return error(children_[child].state == State::running ? atoms::running : atoms::restarting);
    }
    children_.remove(child);
    emit<kinds::child_delete>(self_, self_.pid(), id);
    return ok({});
}

Children SupervisorProcess::which_children() {
    Children answer;
    answer.children.reserve(children_.count());
    const auto add = [&](const Child& child) {
        const bool is_running = child.state == State::running;
        const ChildInfo info{.id = is_simple() ? atoms::none : child.id,
                             .pid = is_running ? child.pid : Pid{},
                             .state = static_cast<ChildState>(child.state),
                             .type = child.type};
        emit<kinds::which_child>(self_,
                                 self_.pid(),
                                 child.id,
                                 info.pid,
                                 is_running                         ? atoms::running
                                 : child.state == State::restarting ? atoms::restarting
                                                                    : atoms::undefined,
                                 self_.atom(to_string(child.type)));
        answer.children.push_back(info);
    };
    if (is_simple()) {
        for (std::uint32_t at = children_.first(); at != nothing; at = children_[at].next) {
            add(children_[at]);
        }
    } else {
        for (std::uint32_t at = children_.last(); at != nothing; at = children_[at].previous) {
            add(children_[at]);
        }
    }
    return answer;
}

ChildCounts SupervisorProcess::count_children() {
    ChildCounts counts;
    for (std::uint32_t at = children_.first(); at != nothing; at = children_[at].next) {
        const Child& child = children_[at];
        ++counts.specs;
        ++(child.type == ChildType::supervisor ? counts.supervisors : counts.workers);
        if (child.state == State::running && self_.is_alive(child.pid)) {
            ++counts.active;
        }
    }
    if (is_simple()) {
        counts.active = static_cast<std::int32_t>(counts.specs) - dynamic_restarts_;
        counts.specs = 1;
    }
    emit<kinds::child_counts>(
        self_, self_.pid(), counts.specs, counts.active, counts.supervisors, counts.workers);
    return counts;
}

// supervisor:find_child/2.
ChildSpecInfo SupervisorProcess::get_childspec(const GetChildspec& request) {
    if (is_simple()) {
        const bool is_child = !request.pid.is_none() && (find_dynamic(request.pid) != nothing ||
                                                         !self_.is_alive(request.pid));
        if (!is_child && (!request.pid.is_none() || request.id != template_id_)) {
            return {};
        }
        const ChildSpec& spec = init_.children.front();
        return {.is_found = true,
                .restart = spec.restart,
                .type = spec.type,
                .is_significant = spec.is_significant,
                .shutdown = self_.atom(to_string(spec.stop()))};
    }
    const std::uint32_t found = request.pid.is_none() ? children_.find(request.id) : nothing;
    if (found == nothing) {
        return {};
    }
    const Child& child = children_[found];
    return {.is_found = true,
            .restart = child.restart,
            .type = child.type,
            .is_significant = child.is_significant,
            .shutdown = self_.atom(to_string(child.shutdown()))};
}

}  // namespace teacup::model
