#include <teacup/model/otp/server.hpp>

#include <teacup/model/otp/emit.hpp>

namespace teacup::model {

namespace {

[[nodiscard]] bool is_any(const Waiter&, const Signal&) {
    return true;
}

// What a suspended process still takes. `data` is its parent.
[[nodiscard]] bool is_system(const Waiter& waiter, const Signal& signal) {
    return signal.type == &message_type<SysSuspend> || signal.type == &message_type<SysResume> ||
           (signal.type == &message_type<Exit> && signal.from.word() == waiter.data);
}

}  // namespace

NextMessage Server::next() const {
    return {
        *self_,
        {.matches = is_suspended_ ? &is_system : &is_any, .data = parent().word(), .waits_for = {}},
        sim::Duration::infinity()};
}

bool Server::take_system(const Received& received) {
    if (received.is<Exit>()) {
        const Exit& exit = received.get<Exit>();
        if (!is_linked_ || exit.from != self_->parent()) {
            return false;
        }
        stop(exit.reason);
        return true;
    }
    const bool is_suspend = received.is<SysSuspend>();
    if (received.kind() != SignalKind::call || (!is_suspend && !received.is<SysResume>())) {
        return false;
    }
    is_suspended_ = is_suspend;
    if (is_suspend) {
        emit<kinds::suspend>(*self_, self_->pid());
    } else {
        emit<kinds::resume>(*self_, self_->pid());
    }
    model::reply(*self_, {received.from(), received.ref()}, SysOk{});
    return true;
}

}  // namespace teacup::model
