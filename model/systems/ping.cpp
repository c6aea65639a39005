/// \file
/// ping: the smallest system, and the pattern for a user's own. Every node has a `ponger`; the
/// `pinger` of each node asks all others in turn, and a lost answer costs it a timeout.
#include <teacup/model/process/actor.hpp>
#include <teacup/model/systems/cluster.hpp>
#include <teacup/model/systems/system.hpp>

namespace teacup::model {

namespace {

struct Ping {
    std::uint32_t round = 0;
    Pid reply_to;
    TEACUP_MESSAGE(Ping, round, reply_to)
};

struct Pong {
    std::uint32_t round = 0;
    TEACUP_MESSAGE(Pong, round)
};

struct Pace {
    sim::Duration every;
    sim::Duration timeout;
    std::int64_t rounds = 0;
};

/// Answers every Ping with a Pong of the same round.
Task<> ponger(Context& self) {
    self.register_name(self.atom("ponger"));
    while (true) {  // Bounded by the run's limits.
        const Ping ping = co_await self.receive<Ping>();
        self.send(ping.reply_to, Pong{.round = ping.round});
    }
}

/// Asks one peer after the other. The workload is background: it never keeps a run from resting.
Task<> pinger(Context& self, std::uint16_t nodes, Pace pace) {
    self.register_name(self.atom("pinger"));
    const Atom ponger_name = self.atom("ponger");
    std::uint32_t round = 0;
    for (std::int64_t sent = 0; sent < pace.rounds; ++sent) {
        co_await self.sleep(pace.every, Work::background);
        const std::uint64_t hop = 1 + static_cast<std::uint64_t>(sent) % (nodes - 1U);
        const sim::NodeId peer{
            static_cast<std::uint16_t>((sim::index_of(self.node()) + hop) % nodes)};
        self.send(ponger_name, peer, Ping{.round = ++round, .reply_to = self.pid()});
        std::optional<Pong> pong = co_await self.receive<Pong>(pace.timeout);
        while (pong && pong->round != round) {  // A late answer to an earlier round.
            pong = co_await self.receive<Pong>(pace.timeout);
        }
    }
}

class PingSystem final : public System {
public:
    explicit PingSystem(const Pace& pace) : pace_(pace) {}

    void boot(Cluster& cluster, sim::NodeId node) override {
        const std::uint16_t nodes = cluster.world().node_count();
        cluster.processes().spawn(
            node, {}, {.label = "ping/ponger", .role = ProcessRole::worker}, &ponger);
        if (nodes > 1) {
            cluster.processes().spawn(node,
                                      {},
                                      {.label = "ping/pinger", .role = ProcessRole::worker},
                                      &pinger,
                                      nodes,
                                      pace_);
        }
    }

private:
    Pace pace_;
};

const Registrar<SystemEntry> registrar{
    {.name = "ping",
     .meaning = "Every node asks all others in turn; the example of a system of your own.",
     .options = {{.name = "every",
                  .type = OptionType::duration,
                  .default_value = sim::Duration::milliseconds(100),
                  .meaning = "From an answer to the next question.",
                  .example = "\"100ms\""},
                 {.name = "timeout",
                  .type = OptionType::duration,
                  .default_value = sim::Duration::seconds(1),
                  .meaning = "How long an answer is waited for.",
                  .example = "\"1s\""},
                 {.name = "rounds",
                  .type = OptionType::integer,
                  .unit = "questions",
                  .default_value = std::int64_t{1'000'000'000},
                  .meaning = "How many questions each node asks.",
                  .example = "100"}},
     .make = [](const OptionValues& values) -> std::unique_ptr<System> {
         return std::make_unique<PingSystem>(Pace{.every = values.duration("every"),
                                                  .timeout = values.duration("timeout"),
                                                  .rounds = values.integer("rounds")});
     }}};

}  // namespace

}  // namespace teacup::model
