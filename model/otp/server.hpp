/// \file
/// What the loops of generic servers and supervisors share: their parent, system messages, the call
/// that is being served, and how they end.
#pragma once

#include <exception>
#include <utility>

#include <teacup/model/otp/gen.hpp>
#include <teacup/model/otp/start.hpp>
#include <teacup/model/otp/sys.hpp>

namespace teacup::model {

/// Awaits the next message of a loop; see Server::next.
class NextMessage : public ReceiveSignal {
public:
    using ReceiveSignal::ReceiveSignal;
    [[nodiscard]] Received await_resume() noexcept {
        return {context_->processes(), std::exchange(waiter_.found, Signal::nothing)};
    }
};

/// A generic process seen from its own callbacks. Its Context is behind `->`.
class Server {
public:
    Server(Context& self, const StartedBy& by) noexcept : self_(&self), is_linked_(by.is_linked) {}
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] Context* operator->() const noexcept { return self_; }
    [[nodiscard]] Context& context() const noexcept { return *self_; }
    /// Whose exit ends this process; none when it was started without a link.
    [[nodiscard]] Pid parent() const noexcept { return is_linked_ ? self_->parent() : Pid{}; }
    /// The call that is being served: keep it to reply later.
    [[nodiscard]] const From& from() const noexcept { return from_; }
    template <Message M>
    void reply(M message) {
        model::reply(*self_, from_, std::move(message));
    }
    template <Message M>
    void reply(const From& to, M message) {
        model::reply(*self_, to, std::move(message));
    }
    /// {stop,Reason,State}: when the callback is over, terminate is called and the process exits.
    void stop(Atom reason) noexcept {
        is_stopping_ = true;
        reason_ = reason;
    }

    // -- for the loop ----------------------------------------------------------------------------
    [[nodiscard]] bool is_stopping() const noexcept { return is_stopping_; }
    [[nodiscard]] Atom reason() const noexcept { return reason_; }
    /// Stops because a callback threw.
    void fail(const std::exception_ptr& error) { stop(self_->processes().reason_of(error)); }
    [[nodiscard]] NextMessage next() const;
    /// Serves system messages and the parent's exit; false for any other message.
    [[nodiscard]] bool take_system(const Received& received);
    void set_from(const Received& call) noexcept { from_ = {call.from(), call.ref()}; }

private:
    Context* self_;
    From from_;
    Atom reason_ = atoms::none;
    bool is_linked_;
    bool is_stopping_ = false;
    bool is_suspended_ = false;
};

}  // namespace teacup::model
