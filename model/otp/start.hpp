/// \file
/// How generic processes are started: the starter waits until the new process says how it went, as
/// with proc_lib's start_link and init_ack.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include <teacup/model/process/actor.hpp>

namespace teacup::model {

/// What a start function gave: {ok,Pid}, ignore, or {error,Reason}.
struct Started {
    enum class Kind : std::uint8_t { ok, ignore, error };
    Kind kind = Kind::ignore;
    Atom reason = atoms::none;  ///< Of an error.
    Pid pid;                    ///< Of what was started.

    [[nodiscard]] static Started ok(Pid pid) { return {.kind = Kind::ok, .pid = pid}; }
    [[nodiscard]] static Started ignore() { return {.kind = Kind::ignore, .pid = {}}; }
    [[nodiscard]] static Started error(Atom reason) {
        return {.kind = Kind::error, .reason = reason, .pid = {}};
    }
    [[nodiscard]] bool is_ok() const noexcept { return kind == Kind::ok; }
    [[nodiscard]] bool is_error() const noexcept { return kind == Kind::error; }
};

struct StartOptions {
    std::string label = "gen_server";  ///< For people; in a tree, its path.
    std::string name = {};             ///< To register before its init; empty for none.
    ProcessRole role = ProcessRole::worker;
    sim::Duration timeout = sim::Duration::infinity();  ///< Then it is killed: {error,timeout}.
};

/// Tells the starter how the start went.
struct InitAck {
    Started::Kind kind = Started::Kind::ok;
    Atom reason = atoms::none;
    TEACUP_MESSAGE(InitAck, kind, reason)
};

/// What a process is told of its start. Who started it is its Context::parent().
struct StartedBy {
    Atom name = atoms::none;  ///< To register.
    bool is_linked = false;   ///< The starter is its parent in OTP's sense.
};

/// Awaits the acknowledgement of a process that was just spawned; gives Started. While it waits
/// it looks at nothing else. A linked starter that does not trap exits dies with the process.
class Starting : public ReceiveSignal {
public:
    /// What is known at once needs no waiting.
    Starting(Context& self, const Started& known) noexcept;
    /// \pre `self` has spawned `child` in this step, with a link or with none, and awaits this in
    /// it
    Starting(Context& self, Pid child, const StartedBy& by, sim::Duration timeout);
    [[nodiscard]] bool await_ready() const {
        return child_.is_none() && context_->processes().may_act();
    }
    [[nodiscard]] Started await_resume();

private:
    Started known_;
    Pid child_;
    Ref monitor_ = no_ref;
};

namespace detail {

/// {error,{already_started,Pid}} when the name is taken, else ok without a pid.
[[nodiscard]] Started check_name(Context& self, const StartOptions& options);

template <class Body, class... Args>
[[nodiscard]] Starting start(
    Context& self, const StartOptions& options, bool is_linked, Body body, Args... args) {
    if (const Started known = check_name(self, options); known.is_error()) {
        return {self, known};
    }
    const StartedBy by{.name = self.atom(options.name), .is_linked = is_linked};
    const Pid child = self.spawn({.label = options.label, .role = options.role, .link = is_linked},
                                 body,
                                 by,
                                 std::move(args)...);
    return {self, child, by, options.timeout};
}

}  // namespace detail

/// Starts `body(Context&, StartedBy, args...)`, which must call begin_start() and finish_start().
template <class Body, class... Args>
[[nodiscard]] Starting start_link_process(Context& self,
                                          const StartOptions& options,
                                          Body body,
                                          Args... args) {
    return detail::start(self, options, true, body, std::move(args)...);
}

/// The same without a link, so without a parent.
template <class Body, class... Args>
[[nodiscard]] Starting start_process(Context& self,
                                     const StartOptions& options,
                                     Body body,
                                     Args... args) {
    return detail::start(self, options, false, body, std::move(args)...);
}

/// In the new process: registers its name. False when that was taken in the meantime: the error is
/// acknowledged, and the body must return.
[[nodiscard]] bool begin_start(Context& self, const StartedBy& by);
/// In the new process: acknowledges its start. After ignore or an error its name is free again and
/// the process has ended: the body must return.
void finish_start(Context& self, const Started& result);

}  // namespace teacup::model
