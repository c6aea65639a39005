#include <teacup/model/otp/application.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <teacup/model/otp/trace_kinds.hpp>

namespace teacup::model {

namespace {

struct MasterStarted {
    bool is_ok = false;
    Atom reason = atoms::none;
    Pid top;
    TEACUP_MESSAGE(MasterStarted, is_ok, reason, top)
};
struct StopMaster {
    TEACUP_MESSAGE(StopMaster)
};
struct StopApplication {
    Atom name = atoms::none;
    TEACUP_MESSAGE(StopApplication, name)
};
struct StopResult {
    bool is_ok = false;
    TEACUP_MESSAGE(StopResult, is_ok)
};
/// The node's net_kernel has ended, and with it the kernel application.
struct KernelEnded {
    TEACUP_MESSAGE(KernelEnded)
};
struct WhichApplications {
    TEACUP_MESSAGE(WhichApplications)
};
struct ApplicationNames {
    std::vector<Atom> names = {};
    TEACUP_MESSAGE(ApplicationNames, names)
};

template <const sim::EventKind& Kind, class... Words>
void emit(Context& self, Words... words) {
    self.world().trace().emit<Kind>(self.now(), self.node(), words...);
}

[[nodiscard]] bool matches_pid(const Waiter& waiter, const Signal& signal) {
    return signal.from.word() == waiter.data;
}

[[nodiscard]] Waiter from_pid(Pid pid) {
    return {.matches = &matches_pid, .data = pid.word(), .waits_for = pid};
}

/// What `master` answers, and what ends the node whatever starts: calls wait until it has answered.
[[nodiscard]] Waiter from_master(Pid master) {
    return {.matches =
                [](const Waiter& waiter, const Signal& signal) {
                    return matches_pid(waiter, signal) || signal.type == &message_type<Exit> ||
                           signal.type == &message_type<KernelEnded>;
                },
            .data = master.word(),
            .waits_for = master};
}

/// Starts the top supervisor, and ends with it or, when told to, after it.
Task<> application_master(Context& self, Pid controller, ChildStart start) {
    self.trap_exit(true);
    Started started;
    try {
        started = co_await (*start).start(self, {});
    } catch (...) {
        const Atom reason = self.processes().reason_of(std::current_exception());
        started = Started::error(self.atom(fmt::format("{{'EXIT',{}}}", self.text(reason))));
    }
    self.send(
        controller,
        MasterStarted{.is_ok = started.is_ok(), .reason = started.reason, .top = started.pid});
    if (!started.is_ok()) {
        co_return;
    }
    while (true) {
        const auto next = co_await self.receive<Exit, StopMaster>();
        if (const Exit* const exit = std::get_if<Exit>(&next)) {
            if (exit->from == started.pid || exit->from == controller) {
                throw ActorExit(exit->reason);
            }
            continue;
        }
        self.exit(started.pid, atoms::shutdown);
        const auto gone = co_await self.receive_signal(from_pid(started.pid));
        static_cast<void>(gone);
        throw ActorExit(atoms::shutdown);
    }
}

/// One node's applications.
class Controller {
public:
    Controller(Context& self, std::vector<Application> applications)
        : self_(self), applications_(std::move(applications)) {}

    [[nodiscard]] Task<> start_all() {
        for (const Application& application : applications_) {
            co_await start(application);
        }
    }

    [[nodiscard]] Task<> serve() {
        while (true) {
            const auto received = co_await self_.receive_any();
            if (received->is<Exit>() || received->is<KernelEnded>()) {
                co_await ended(*received);
            } else if (received->is<StopApplication>()) {
                const From from{received->from(), received->ref()};
                const bool is_ok = co_await stop(received->get<StopApplication>().name);
                reply(self_, from, StopResult{.is_ok = is_ok});
            } else if (received->is<WhichApplications>()) {
                ApplicationNames answer;
                for (auto one = running_.rbegin(); one != running_.rend(); ++one) {
                    answer.names.push_back(one->name);
                }
                reply(self_, {received->from(), received->ref()}, std::move(answer));
            }
        }
    }

private:
    struct Running {
        Atom name = atoms::none;
        ApplicationType type = ApplicationType::permanent;
        Pid master;  // None for a library.
    };

    [[nodiscard]] Task<> start(const Application& application) {
        const Atom name = self_.atom(application.name);
        emit<kinds::application_start_begin>(self_, name, self_.atom(to_string(application.type)));
        Running running{.name = name, .type = application.type, .master = {}};
        Atom failure = missing_dependency(application);
        Pid top;
        if (failure == atoms::none && !application.top.is_none()) {
            running.master = self_.spawn({.label = application.name + "/master", .link = true},
                                         &application_master,
                                         self_.pid(),
                                         application.top);
            auto answer = co_await self_.receive_signal(from_master(running.master));
            while (answer->from() != running.master) {
                co_await ended(*answer);
                answer.emplace(*co_await self_.receive_signal(from_master(running.master)));
            }
            if (answer->is<Exit>()) {
                failure = answer->get<Exit>().reason;
            } else if (const auto started = answer->get<MasterStarted>(); started.is_ok) {
                top = started.top;
            } else {
                failure = started.reason;
                // Its own end is no news.
                static_cast<void>(co_await self_.receive_signal(from_pid(running.master)));
            }
        }
        if (failure == atoms::none) {
            emit<kinds::application_start>(self_, name, running.master, top);
            running_.push_back(running);
            co_return;
        }
        emit<kinds::application_start_error>(self_, name, failure);
        if (application.type != ApplicationType::temporary) {
            co_await stop_node(name, "application_start_failure", failure);
        }
    }

    [[nodiscard]] Atom missing_dependency(const Application& application) {
        for (const std::string& needed : application.depends_on) {
            const Atom name = self_.atom(needed);
            if (std::none_of(running_.begin(), running_.end(), [&](const Running& one) {
                    return one.name == name;
                })) {
                return self_.atom(fmt::format("{{not_started,{}}}", needed));
            }
        }
        return atoms::none;
    }

    [[nodiscard]] Task<> ended(const Received& news) {
        return news.is<Exit>() ? master_exited(news.get<Exit>()) : kernel_ended();
    }

    [[nodiscard]] Task<> master_exited(Exit exit) {
        const auto found = std::find_if(running_.begin(), running_.end(), [&](const Running& one) {
            return one.master == exit.from;
        });
        if (found == running_.end()) {
            co_return;
        }
        const Running ended = *found;
        running_.erase(found);
        emit<kinds::application_end>(
            self_, ended.name, self_.atom(to_string(ended.type)), exit.reason);
        const bool is_harmless =
            ended.type == ApplicationType::temporary ||
            (ended.type == ApplicationType::transient && exit.reason == atoms::normal);
        if (!is_harmless) {
            co_await stop_node(ended.name, "application_terminated", exit.reason);
        }
    }

    [[nodiscard]] Task<bool> stop(Atom name) {
        const std::optional<Running> stopped = take_running(name);
        if (!stopped) {
            co_return false;
        }
        emit<kinds::application_stop_begin>(self_, name);
        co_await stop_master(stopped->master);
        emit<kinds::application_end>(
            self_, name, self_.atom(to_string(stopped->type)), self_.atom("stopped"));
        co_return true;
    }

    [[nodiscard]] std::optional<Running> take_running(Atom name) {
        const auto found = std::find_if(
            running_.begin(), running_.end(), [&](const Running& one) { return one.name == name; });
        if (found == running_.end()) {
            return std::nullopt;
        }
        const Running taken = *found;
        running_.erase(found);
        return taken;
    }

    [[nodiscard]] Task<> stop_master(Pid master) {
        if (!master.is_none()) {
            self_.send(master, StopMaster{});
            static_cast<void>(co_await self_.receive_signal(from_pid(master)));
        }
    }

    /// net_sup allows no restart of net_kernel, and kernel_sup none of net_sup: kernel ends with
    /// `shutdown`. Its supervisors run here only where the tree has them.
    [[nodiscard]] Task<> kernel_ended() {
        const Atom kernel = self_.atom("kernel");
        if (const std::optional<Running> ended = take_running(kernel)) {
            co_await stop_master(ended->master);
            emit<kinds::application_end>(
                self_, kernel, self_.atom(to_string(ApplicationType::permanent)), atoms::shutdown);
        }
        co_await stop_node(kernel, "application_terminated", atoms::shutdown);
    }

    /// The controller ends: first the applications that run, the one started last first, each after
    /// its processes. Then it takes the node with it: "Kernel pid terminated".
    [[nodiscard]] Task<> stop_node(Atom application, std::string_view why, Atom reason) {
        const Atom full = self_.atom(
            fmt::format("{{{},{},{}}}", why, self_.text(application), self_.text(reason)));
        emit<kinds::node_stop>(self_, application, full);
        while (!running_.empty()) {
            const Atom last = running_.back().name;
            static_cast<void>(co_await stop(last));
        }
        self_.world().crash(self_.node(), sim::CrashMode::process);
    }

    Context& self_;
    std::vector<Application> applications_;
    std::vector<Running> running_;
};

Task<> application_controller(Context& self,
                              std::vector<Application> applications,
                              Pid subscriber) {
    self.trap_exit(true);
    self.register_name(self.atom("application_controller"));
    Controller controller(self, std::move(applications));
    co_await controller.start_all();
    self.send(subscriber, ApplicationsStarted{});
    co_await controller.serve();
}

/// init, once a kernel process has ended: "Kernel pid terminated". At once: the half second that
/// the real one gives printouts is not waited for.
Task<> halt(Context& self, Atom reason) {
    emit<kinds::node_stop>(self, self.atom("kernel"), reason);
    self.world().crash(self.node(), sim::CrashMode::process);
    co_return;
}

}  // namespace

void stop_without_kernel(Processes& processes, Pid pid, Atom name, Atom reason) {
    const Atom controller = processes.atom("application_controller");
    const Pid stops = processes.whereis(pid.node(), controller);
    if (name != controller && !stops.is_none()) {
        processes.send({}, stops, KernelEnded{});
        return;
    }
    processes.spawn(
        pid.node(),
        {},
        {.label = "init"},
        &halt,
        name == controller ? reason : processes.atom("{application_terminated,kernel,shutdown}"));
}

Pid start_applications(Processes& processes,
                       sim::NodeId node,
                       std::vector<Application> applications,
                       Pid subscriber) {
    return processes.spawn(node,
                           {},
                           {.label = "application_controller", .role = ProcessRole::kernel},
                           &application_controller,
                           std::move(applications),
                           subscriber);
}

Task<bool> stop_application(Context& self, Atom name) {
    const StopResult result = co_await call<StopResult>(self,
                                                        self.atom("application_controller"),
                                                        StopApplication{.name = name},
                                                        sim::Duration::infinity());
    co_return result.is_ok;
}

Task<std::vector<Atom>> which_applications(Context& self) {
    ApplicationNames answer = co_await call<ApplicationNames>(
        self, self.atom("application_controller"), WhichApplications{}, sim::Duration::infinity());
    co_return std::move(answer.names);
}

}  // namespace teacup::model
