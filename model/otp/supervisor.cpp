#include <teacup/model/otp/supervisor.hpp>

#include <utility>

#include <teacup/model/otp/supervisor_messages.hpp>
#include <teacup/model/otp/supervisor_process.hpp>

namespace teacup::model {

namespace {

constexpr sim::Duration without_timeout = sim::Duration::infinity();

// Holds the supervisor and its children's specifications for as long as it lives.
Task<> supervise(Context& self, StartedBy by, ChildStart holder, const SupervisorInit* init) {
    SupervisorProcess supervisor(self, by, *init);
    co_await supervisor.run();
    static_cast<void>(holder);
}

class SupervisorStarter final : public ChildStarter {
public:
    SupervisorStarter(StartOptions options, SupervisorInit init)
        : options_(std::move(options)), init_(std::move(init)) {
        options_.role = ProcessRole::supervisor;
    }
    [[nodiscard]] Task<Started> start(Context& parent, const Term&) const override {
        // Named, for GCC 12 destroys temporaries of a co_await expression at wrong addresses.
        ChildStart holder(this);
        co_return co_await start_link_process(
            parent, options_, &supervise, std::move(holder), &init_);
    }

private:
    StartOptions options_;
    SupervisorInit init_;
};

}  // namespace

ChildStart supervisor_start(StartOptions options, SupervisorInit init) {
    return ChildStart(new SupervisorStarter(std::move(options), std::move(init)));
}

Task<Started> start_supervisor_link(Context& self, ChildStart supervisor) {
    const Term no_argument;
    co_return co_await (*supervisor).start(self, no_argument);
}

Task<ChildResult> start_child(Context& self, ServerRef supervisor, ChildSpec spec) {
    StartChild request{.spec = std::move(spec)};
    co_return co_await call<ChildResult>(self, supervisor, std::move(request), without_timeout);
}

Task<ChildResult> start_child(Context& self, ServerRef supervisor, Term argument) {
    StartDynamicChild request{.argument = std::move(argument)};
    co_return co_await call<ChildResult>(self, supervisor, std::move(request), without_timeout);
}

Task<ChildResult> terminate_child(Context& self, ServerRef supervisor, Atom id) {
    co_return co_await call<ChildResult>(
        self, supervisor, TerminateChild{.id = id, .pid = {}}, without_timeout);
}

Task<ChildResult> terminate_child(Context& self, ServerRef supervisor, Pid child) {
    co_return co_await call<ChildResult>(
        self, supervisor, TerminateChild{.pid = child}, without_timeout);
}

Task<ChildResult> restart_child(Context& self, ServerRef supervisor, Atom id) {
    co_return co_await call<ChildResult>(self, supervisor, RestartChild{.id = id}, without_timeout);
}

Task<ChildResult> delete_child(Context& self, ServerRef supervisor, Atom id) {
    co_return co_await call<ChildResult>(self, supervisor, DeleteChild{.id = id}, without_timeout);
}

Task<std::vector<ChildInfo>> which_children(Context& self, ServerRef supervisor) {
    Children answer = co_await call<Children>(self, supervisor, WhichChildren{}, without_timeout);
    co_return std::move(answer.children);
}

Task<ChildCounts> count_children(Context& self, ServerRef supervisor) {
    co_return co_await call<ChildCounts>(self, supervisor, CountChildren{}, without_timeout);
}

Task<ChildSpecInfo> get_childspec(Context& self, ServerRef supervisor, Atom id) {
    co_return co_await call<ChildSpecInfo>(
        self, supervisor, GetChildspec{.id = id, .pid = {}}, without_timeout);
}

Task<ChildSpecInfo> get_childspec(Context& self, ServerRef supervisor, Pid child) {
    co_return co_await call<ChildSpecInfo>(
        self, supervisor, GetChildspec{.pid = child}, without_timeout);
}

}  // namespace teacup::model
