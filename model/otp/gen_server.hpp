/// \file
/// Generic servers: a class with callbacks becomes a process, as with OTP's gen_server.
///
///     struct Counter {
///         using Calls = Handles<Add, Get>;  // Also Casts and Infos; each is optional.
///         std::uint64_t total = 0;
///         Total handle_call(Server&, const Get&) { return {total}; }
///         Task<Total> handle_call(Server& self, const Add& add);  // May await, calls for
///         instance.
///     };
///     const Started counter = co_await start_link(self, {.name = "counter"}, Counter{});
///
/// The object is the state; a supervisor starts each child from a copy of the one in its
/// specification. Callbacks, all optional:
/// - `init(Server&)` gives Init, or nothing; `handle_call(Server&, const M&)` the reply, or a
///   std::optional of it (empty: Server::reply() comes later), or nothing; `handle_cast`,
///   `handle_info` nothing; `terminate(Server&, Atom)` nothing. Each may give a Task of that.
/// - `handle_other(Server&, const Received&)` gets the messages that Infos does not name; without
/// it
///   they are dropped. A call or cast that is not named crashes the server with function_clause.
/// An exception ends the server with its reason, after terminate.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include <teacup/model/otp/child_spec.hpp>
#include <teacup/model/otp/server.hpp>

namespace teacup::model {

/// What a server's init gives.
using Init = Started;
[[nodiscard]] inline Init init_ok() {
    return Started::ok({});
}
[[nodiscard]] inline Init init_ignore() {
    return Started::ignore();
}
[[nodiscard]] inline Init init_stop(Atom reason) {
    return Started::error(reason);
}

/// The message types of one kind of callback.
template <Message... Ms>
struct Handles {};

namespace detail {

template <class T>
struct IsTask : std::false_type {};
template <class T>
struct IsTask<Task<T>> : std::true_type {};
template <class T>
struct IsOptionalReply : std::false_type {};
template <class T>
struct IsOptionalReply<std::optional<T>> : std::true_type {};

template <class Result>
void send_reply(Server& server, Result&& result) {
    if constexpr (IsOptionalReply<std::remove_cvref_t<Result>>::value) {
        if (result) {
            server.reply(*std::forward<Result>(result));
        }
    } else {
        server.reply(std::forward<Result>(result));
    }
}

template <class T>
Task<> reply_with(Server& server, Task<T> handler) {
    if constexpr (std::is_void_v<T>) {
        co_await std::move(handler);
    } else {
        T result = co_await std::move(handler);
        send_reply(server, std::move(result));
    }
}

// Each gives an empty task when the callback needed no awaiting.
template <class Behaviour, class M>
[[nodiscard]] Task<> on_call(Server& server, Behaviour& behaviour, const M& message) {
    using Result = decltype(behaviour.handle_call(server, message));
    if constexpr (IsTask<Result>::value) {
        return reply_with(server, behaviour.handle_call(server, message));
    } else if constexpr (std::is_void_v<Result>) {
        behaviour.handle_call(server, message);
        return {};
    } else {
        send_reply(server, behaviour.handle_call(server, message));
        return {};
    }
}

template <class Callback>
[[nodiscard]] Task<> run(Callback callback) {
    if constexpr (IsTask<decltype(callback())>::value) {
        return callback();
    } else {
        callback();
        return {};
    }
}

template <class Behaviour>
struct Dispatch {
    Server& server;
    Behaviour& behaviour;
    const Received& received;
    Task<> task = {};

    template <class... Ms>
    [[nodiscard]] bool call(Handles<Ms...>) {
        return (... || (received.is<Ms>() &&
                        (task = on_call(server, behaviour, received.get<Ms>()), true)));
    }
    template <class... Ms>
    [[nodiscard]] bool cast(Handles<Ms...>) {
        return (... ||
                (received.is<Ms>() &&
                 (task = run([&] { return behaviour.handle_cast(server, received.get<Ms>()); }),
                  true)));
    }
    template <class... Ms>
    [[nodiscard]] bool info(Handles<Ms...>) {
        return (... ||
                (received.is<Ms>() &&
                 (task = run([&] { return behaviour.handle_info(server, received.get<Ms>()); }),
                  true)));
    }

    [[nodiscard]] bool is_handled() {
        if (received.kind() == SignalKind::call) {
            server.set_from(received);
            if constexpr (requires { typename Behaviour::Calls; }) {
                return call(typename Behaviour::Calls{});
            }
            return false;
        }
        if (received.kind() == SignalKind::cast) {
            if constexpr (requires { typename Behaviour::Casts; }) {
                return cast(typename Behaviour::Casts{});
            }
            return false;
        }
        if constexpr (requires { typename Behaviour::Infos; }) {
            if (info(typename Behaviour::Infos{})) {
                return true;
            }
        }
        if constexpr (requires { behaviour.handle_other(server, received); }) {
            task = run([&] { return behaviour.handle_other(server, received); });
        }
        return true;
    }
};

/// Calls the callback for a message. Gives what is left to await, or an empty task.
template <class Behaviour>
[[nodiscard]] Task<> dispatch(Server& server, Behaviour& behaviour, const Received& received) {
    Dispatch<Behaviour> dispatch{server, behaviour, received};
    if (!dispatch.is_handled()) {
        throw ActorCrash("function_clause");
    }
    return std::move(dispatch.task);
}

template <class Behaviour>
[[nodiscard]] Task<Init> call_init(Server& server, Behaviour& behaviour) {
    if constexpr (requires { behaviour.init(server); }) {
        using Result = decltype(behaviour.init(server));
        if constexpr (std::is_void_v<Result>) {
            behaviour.init(server);
        } else if constexpr (std::is_same_v<Result, Task<>>) {
            co_await behaviour.init(server);
        } else if constexpr (IsTask<Result>::value) {
            co_return co_await behaviour.init(server);
        } else {
            co_return behaviour.init(server);
        }
    }
    co_return init_ok();
}

/// From registering the name to the acknowledgement; false when the server does not live on.
template <class Behaviour>
[[nodiscard]] Task<bool> initialise(Server& server, StartedBy by, Behaviour& behaviour) {
    Context& self = server.context();
    if (!begin_start(self, by)) {
        co_return false;
    }
    Init init;
    try {
        init = co_await call_init(server, behaviour);
    } catch (...) {
        init = init_stop(self.processes().reason_of(std::current_exception()));
    }
    finish_start(self, init);
    co_return init.is_ok();
}

/// The whole life of a server; its frame is all that an idle one keeps.
template <class Behaviour>
Task<> serve(Context& self, StartedBy by, Behaviour behaviour) {
    Server server(self, by);
    if (!co_await initialise(server, by, behaviour)) {
        co_return;
    }
    while (!server.is_stopping()) {
        const Received received = co_await server.next();
        if (server.take_system(received)) {
            continue;
        }
        try {
            Task<> task = dispatch(server, behaviour, received);
            if (task.is_valid()) {
                co_await std::move(task);
            }
        } catch (...) {
            server.fail(std::current_exception());
        }
    }
    if constexpr (requires { behaviour.terminate(server, Atom{}); }) {
        try {
            Task<> task = run([&] { return behaviour.terminate(server, server.reason()); });
            if (task.is_valid()) {
                co_await std::move(task);
            }
        } catch (...) {
            server.fail(std::current_exception());
        }
    }
    self.end(server.reason());
}

}  // namespace detail

/// gen_server:start_link: `co_await start_link(self, options, state)` gives Started.
template <class Behaviour>
[[nodiscard]] Starting start_link(Context& self, const StartOptions& options, Behaviour behaviour) {
    return start_link_process(self, options, &detail::serve<Behaviour>, std::move(behaviour));
}

/// gen_server:start: without a link.
template <class Behaviour>
[[nodiscard]] Starting start(Context& self, const StartOptions& options, Behaviour behaviour) {
    return start_process(self, options, &detail::serve<Behaviour>, std::move(behaviour));
}

namespace detail {

template <class Behaviour>
class ServerStarter final : public ChildStarter {
public:
    ServerStarter(StartOptions options, Behaviour behaviour)
        : options_(std::move(options)), behaviour_(std::move(behaviour)) {}
    [[nodiscard]] Task<Started> start(Context& supervisor, const Term& argument) const override {
        Behaviour behaviour = behaviour_;
        if constexpr (requires { behaviour.take_argument(argument); }) {
            behaviour.take_argument(argument);
        }
        co_return co_await start_link(supervisor, options_, std::move(behaviour));
    }

private:
    StartOptions options_;
    Behaviour behaviour_;
};

}  // namespace detail

/// A server as the `start` of a child specification. Under simple_one_for_one, what start_child()
/// adds goes to `take_argument(const Term&)` if the class has it.
template <class Behaviour>
[[nodiscard]] ChildStart server_start(StartOptions options, Behaviour behaviour) {
    return ChildStart(
        new detail::ServerStarter<Behaviour>(std::move(options), std::move(behaviour)));
}

}  // namespace teacup::model
