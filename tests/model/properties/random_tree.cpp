#include "random_tree.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include <teacup/model/otp/gen_server.hpp>
#include <teacup/model/otp/otp.hpp>
#include <teacup/model/otp/supervisor.hpp>

#include "property_fixture.hpp"

namespace teacup::model::testing {

namespace {

using sim::Duration;

constexpr std::array<std::string_view, 7> property_kinds{"deadlock",
                                                         "never_event",
                                                         "no_orphans",
                                                         "recovery",
                                                         "restart_intensity",
                                                         "restart_strategy",
                                                         "sometimes_event"};

struct Stop {
    Atom reason = atoms::none;
    TEACUP_MESSAGE(Stop, reason)
};
struct Ask {
    TEACUP_MESSAGE(Ask)
};
struct Answer {
    TEACUP_MESSAGE(Answer)
};
struct AskPeer {
    Pid peer;
    TEACUP_MESSAGE(AskPeer, peer)
};

struct Worker {
    using Calls = Handles<Ask>;
    using Infos = Handles<Stop, AskPeer>;
    Answer handle_call(Server&, const Ask&) { return {}; }
    void handle_info(Server& self, const Stop& stop) { self.stop(stop.reason); }
    Task<> handle_info(Server& self, const AskPeer& ask) {
        try {
            static_cast<void>(
                co_await call<Answer>(self.context(), ask.peer, Ask{}, Duration::milliseconds(50)));
        } catch (const CallExit&) {  // NOLINT(bugprone-empty-catch): see below.
            // Somebody was busy or dead, which is what this is for.
        }
    }
};

/// What start functions draw from: after the boot, one start in eight fails.
struct StartChance {
    sim::Stream stream;
    bool is_on = false;
    [[nodiscard]] bool fails() { return is_on && stream.below(8) == 0; }
};

Task<Started> start_worker(Context& supervisor, std::string label, StartChance* chance) {
    if (chance->fails()) {
        co_return Started::error(supervisor.atom("boom"));
    }
    // Named, for GCC 12 destroys temporaries of a co_await expression at wrong addresses.
    const StartOptions options{.label = std::move(label)};
    co_return co_await start_link(supervisor, options, Worker{});
}

class RandomTree {
public:
    RandomTree(std::uint64_t seed, OtpMutant mutant)
        : world_({.seed = seed, .limits = {}}),
          processes_(world_),
          names_(world_.symbols()),
          chance_(world_.stream("tree")),
          starts_{.stream = world_.stream("starts")} {
        Otp::install(processes_, {.mutant = mutant});
        world_.trace().listen(names_, ProcessNames::kinds());
        for (const std::string_view kind : property_kinds) {
            OptionValues options;
            if (kind == "never_event") {
                options = {{"event", std::string("restart_begin")},
                           {"where", std::vector<std::string>{"id=temporary_*"}}};
            } else if (kind == "sometimes_event") {
                options = {{"event", std::string("restart_begin")},
                           {"where", std::vector<std::string>{"is_retry=true"}}};
            }
            properties_.push_back(make_property(kind, options));
            properties_.back()->watch(processes_, names_, kind);
        }
    }

    std::map<std::string, PropertyResult> run();

private:
    [[nodiscard]] SupervisorInit draw_supervisor(const std::string& path, int depth);
    [[nodiscard]] ChildSpec draw_child(const std::string& path, bool may_be_significant);
    void disturb();
    [[nodiscard]] Pid any(ProcessRole role);
    static Task<> master(Context& self, ChildStart top) {
        self.trap_exit(true);
        Task<Started> starting = start_supervisor_link(self, std::move(top));
        static_cast<void>(co_await std::move(starting));
        while (true) {  // Bounded by the run.
            static_cast<void>(co_await self.receive_any());
        }
    }

    sim::World world_;
    Processes processes_;
    ProcessNames names_;
    sim::Stream chance_;
    StartChance starts_;
    std::vector<std::unique_ptr<Property>> properties_;
    sim::NodeId node_{0};
    Pid top_;
};

SupervisorInit RandomTree::draw_supervisor(const std::string& path, int depth) {
    SupervisorInit init;
    const bool is_top = depth == 0;
    init.flags.strategy = static_cast<Strategy>(chance_.below(3));
    init.flags.intensity = is_top ? 1'000 : static_cast<std::uint32_t>(chance_.below(4));
    init.flags.period_seconds = 1 + static_cast<std::int64_t>(chance_.below(4));
    init.flags.auto_shutdown =
        is_top ? AutoShutdown::never : static_cast<AutoShutdown>(chance_.below(3));
    const std::uint64_t count = 2 + chance_.below(3);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string child = fmt::format("{}/{}", path, static_cast<char>('a' + i));
        if (depth < 2 && chance_.below(3) == 0) {
            init.children.push_back(
                {.id = std::string(1, child.back()),
                 .start = supervisor_start({.label = child}, draw_supervisor(child, depth + 1)),
                 .type = ChildType::supervisor});
        } else {
            init.children.push_back(
                draw_child(child, init.flags.auto_shutdown != AutoShutdown::never));
        }
    }
    return init;
}

ChildSpec RandomTree::draw_child(const std::string& path, bool may_be_significant) {
    // Half of them permanent.
    const auto restart = static_cast<Restart>(std::max<std::uint64_t>(chance_.below(4), 1) - 1);
    const bool is_significant =
        may_be_significant && restart != Restart::permanent && chance_.below(2) == 0;
    return {.id = fmt::format("{}_{}", to_string(restart), path.back()),
            .start = ChildStart::calling(&start_worker, path, &starts_),
            .restart = restart,
            .shutdown = chance_.below(4) == 0 ? Shutdown::brutal_kill() : Shutdown{},
            .is_significant = is_significant};
}

Pid RandomTree::any(ProcessRole role) {
    std::vector<Pid> candidates;
    for (const Pid pid : processes_.processes_of(node_)) {
        const ProcessInfo info = processes_.info(pid);
        if (info.role == role && info.label != "top") {
            candidates.push_back(pid);
        }
    }
    return candidates.empty() ? Pid() : candidates[chance_.below(candidates.size())];
}

void RandomTree::disturb() {
    static constexpr std::array<std::string_view, 4> reasons{
        "normal", "crash", "shutdown", "{shutdown,done}"};
    const Pid worker = any(ProcessRole::worker);
    const Pid supervisor = any(ProcessRole::supervisor);
    if (worker.is_none()) {
        return;  // Everything is being restarted.
    }
    switch (chance_.below(8)) {
        case 0: processes_.exit({}, worker, atoms::kill); break;
        case 1: processes_.exit({}, supervisor.is_none() ? worker : supervisor, atoms::kill); break;
        case 2: {
            const Pid peer = any(ProcessRole::worker);
            processes_.send({}, worker, AskPeer{.peer = peer});
            processes_.send({}, peer, AskPeer{.peer = worker});
            break;
        }
        default: {
            const Atom reason = world_.symbols().intern(reasons[chance_.below(reasons.size())]);
            processes_.send({}, worker, Stop{.reason = reason});
            break;
        }
    }
}

std::map<std::string, PropertyResult> RandomTree::run() {
    static_cast<void>(world_.add_node("n1"));
    world_.boot(node_);
    const ChildStart top = supervisor_start({.label = "top"}, draw_supervisor("top", 0));
    processes_.spawn(node_, {}, {.label = "master"}, &master, top);
    world_.run_until(sim::Time() + Duration::seconds(1), false);
    starts_.is_on = true;
    for (int i = 0; i < 40; ++i) {
        disturb();
        const Duration pause = chance_.below(3) == 0 ? Duration::microseconds(1)
                                                     : chance_.uniform(Duration::milliseconds(1),
                                                                       Duration::seconds(2));
        world_.run_until(world_.now() + pause, false);
    }
    starts_.is_on = false;
    world_.run_until(world_.now() + Duration::seconds(20), false);
    std::map<std::string, PropertyResult> results;
    for (const auto& property : properties_) {
        property->finish({.ending = Ending::quiescent, .at = world_.now()});
        results.emplace(property->name(), property->result());
    }
    return results;
}

}  // namespace

std::map<std::string, PropertyResult> run_random_tree(std::uint64_t seed, OtpMutant mutant) {
    return RandomTree(seed, mutant).run();
}

}  // namespace teacup::model::testing
