// Bugs in the program itself, each a system of its own: what teacup tells of them must lead there.
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include <teacup/model/process/actor.hpp>
#include <teacup/model/systems/cluster.hpp>
#include <teacup/model/systems/system.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::model {
namespace {

using Bug = void (*)();

struct Step {
    std::uint32_t number = 0;
    TEACUP_MESSAGE(Step, number)
};

/// Counts; its bug shows at a step that the seed decides, or never.
Task<> stumbler(Context& self, Bug bug) {
    Chance chance = self.stream("stumble");
    for (std::uint32_t number = 1; number <= 100; ++number) {
        self.send(self.pid(), Step{.number = number});
        static_cast<void>(co_await self.receive<Step>());
        if (chance.below(200) == 0) {
            bug();
        }
    }
}

template <Bug Show>
class StumblingSystem final : public System {
public:
    void boot(Cluster& cluster, sim::NodeId node) override {
        cluster.processes().spawn(
            node, {}, {.label = "stumbler", .role = ProcessRole::worker}, &stumbler, Show);
    }
};

class ThrowingSystem final : public System {
public:
    void boot(Cluster&, sim::NodeId node) override {
        if (node == sim::NodeId{1}) {
            throw std::runtime_error("the second node has no boot disk");
        }
    }
};

template <class Kind>
SystemEntry entry(const char* name, const char* meaning) {
    return {.name = name,
            .meaning = meaning,
            .options = {},
            .make = [](const OptionValues&) -> std::unique_ptr<System> {
                return std::make_unique<Kind>();
            }};
}

void fail_assertion() {
    const int sum = 1 + 1;
    TEACUP_ASSERT(sum == 3);
}

const Registrar<SystemEntry> fails{
    entry<StumblingSystem<&fail_assertion>>("failing_assertion", "Asserts what is not.")};
const Registrar<SystemEntry> aborts{
    entry<StumblingSystem<&std::abort>>("aborting", "Gives up altogether.")};
const Registrar<SystemEntry> throws{entry<ThrowingSystem>("throwing", "Throws while it boots.")};

}  // namespace
}  // namespace teacup::model
