// A system of your own, whole: two messages, two processes, and the lines that register it.
// Node n1 asks its peers in turn; a peer answers until it or the network is broken on purpose.
#include <teacup/model/process/actor.hpp>
#include <teacup/model/systems/cluster.hpp>
#include <teacup/model/systems/system.hpp>

namespace {

using namespace teacup;

struct Ping {
    std::uint32_t round = 0;
    model::Pid reply_to;
    TEACUP_MESSAGE(Ping, round, reply_to)
};

struct Pong {
    std::uint32_t round = 0;
    TEACUP_MESSAGE(Pong, round)
};

// A process is a coroutine: it lives as long as its function runs, and is killed with its node.
model::Task<> ponger(model::Context& self) {
    self.register_name(self.atom("my_ponger"));
    while (true) {
        const Ping ping = co_await self.receive<Ping>();
        self.send(ping.reply_to, Pong{.round = ping.round});
    }
}

model::Task<> pinger(model::Context& self, std::uint16_t nodes, sim::Duration every) {
    const model::Atom ponger_name = self.atom("my_ponger");
    for (std::uint32_t round = 1;; ++round) {
        co_await self.sleep(every, model::Work::background);
        const sim::NodeId peer{static_cast<std::uint16_t>(1 + round % (nodes - 1U))};
        self.send(ponger_name, peer, Ping{.round = round, .reply_to = self.pid()});
        // An answer that comes too late stays in the mailbox, and the next round takes it.
        if (!co_await self.receive<Pong>(sim::Duration::seconds(1))) {
            self.log("round ", round, " got no answer from ", peer);  // Seen with --log-level info.
        }
    }
}

class PingPong final : public model::System {
public:
    explicit PingPong(sim::Duration every) : every_(every) {}

    // Called whenever a node boots, after a crash too.
    void boot(model::Cluster& cluster, sim::NodeId node) override {
        const std::uint16_t nodes = cluster.world().node_count();
        const model::SpawnOptions options{.label = "ping_pong", .role = model::ProcessRole::worker};
        if (sim::index_of(node) > 0) {
            cluster.processes().spawn(node, {}, options, &ponger);
        } else if (nodes > 1) {
            cluster.processes().spawn(node, {}, options, &pinger, nodes, every_);
        }
    }

private:
    sim::Duration every_;
};

const model::Registrar<model::SystemEntry> registrar{
    {.name = "ping_pong",
     .meaning = "Node n1 asks its peers in turn.",
     .options = {{.name = "every",
                  .type = model::OptionType::duration,
                  .default_value = sim::Duration::milliseconds(100),
                  .meaning = "From an answer to the next question.",
                  .example = "\"100ms\""}},
     .make = [](const model::OptionValues& values) -> std::unique_ptr<model::System> {
         return std::make_unique<PingPong>(values.duration("every"));
     }}};

}  // namespace
