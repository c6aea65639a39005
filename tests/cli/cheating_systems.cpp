// Four ways to break the promise that a run is a function, each a system of its own. A program of
// them and of teacup::main must find itself out. The style test bans all four in teacup itself.
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include <teacup/model/process/actor.hpp>
#include <teacup/model/systems/cluster.hpp>
#include <teacup/model/systems/system.hpp>

namespace teacup::model {
namespace {

/// Draws something that is not the same in every run. `node` tells the callers of one run apart.
using Cheat = std::uint64_t (*)();

/// Sleeps as long as the cheat says, again and again: so it shows in the trace.
Task<> cheater(Context& self, Cheat cheat) {
    for (int round = 0; round < 50; ++round) {
        const std::uint64_t drawn = cheat();
        co_await self.sleep(
            // Longer than a step costs, or the node would be busy still and hide the difference.
            sim::Duration::microseconds(10 + static_cast<std::int64_t>(drawn % 1'000)),
            Work::background);
    }
}

std::uint64_t count_calls() {
    static std::uint64_t calls = 0;
    return ++calls;
}

/// The order of addresses decides which of several objects comes first.
std::uint64_t order_by_address() {
    static const std::array<std::unique_ptr<int>, 64> objects = [] {
        std::array<std::unique_ptr<int>, 64> made;
        std::vector<std::unique_ptr<std::string>> gaps;
        for (std::size_t i = 0; i < made.size(); ++i) {
            made[i] = std::make_unique<int>(static_cast<int>(i));
            gaps.push_back(std::make_unique<std::string>(i * 37 % 101, 'x'));
        }
        return made;
    }();
    std::set<const int*> keys;
    for (const auto& object : objects) {
        keys.insert(object.get());
    }
    // The system lays the heap elsewhere in every process.
    return reinterpret_cast<std::uintptr_t>(*keys.begin()) / 4096;
}

/// A hash of addresses decides in which order a container is walked.
std::uint64_t walk_unordered() {
    // On the heap and off it: the system moves one against the other, so that other buckets clash.
    static const std::array<int, 256> numbers{};
    static const auto more = std::make_unique<std::array<int, 256>>();
    std::unordered_set<const int*> seen;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        seen.insert(&numbers.at(i));
        seen.insert(&more->at(i));
    }
    const auto number_of = [](const int* place) {
        const bool is_first = place >= numbers.data() && place < numbers.data() + numbers.size();
        return static_cast<std::uint64_t>(is_first ? place - numbers.data()
                                                   : 256 + (place - more->data()));
    };
    std::uint64_t position = 0;
    for (const int* place : seen) {
        position = position * 31 + number_of(place);
    }
    return position;
}

std::uint64_t ask_the_clock() {
    return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

template <Cheat Draw>
class CheatingSystem final : public System {
public:
    void boot(Cluster& cluster, sim::NodeId node) override {
        cluster.processes().spawn(
            node, {}, {.label = "cheater", .role = ProcessRole::worker}, &cheater, Draw);
    }
};

template <Cheat Draw>
SystemEntry entry(const char* name, const char* meaning) {
    return {.name = name,
            .meaning = meaning,
            .options = {},
            .make = [](const OptionValues&) -> std::unique_ptr<System> {
                return std::make_unique<CheatingSystem<Draw>>();
            }};
}

const Registrar<SystemEntry> static_counter{
    entry<count_calls>("static_counter", "Counts over the end of a run.")};
const Registrar<SystemEntry> address_as_key{
    entry<order_by_address>("address_as_key", "Asks where its objects lie.")};
const Registrar<SystemEntry> unordered_iteration{
    entry<walk_unordered>("unordered_iteration", "Walks a container that has no order.")};
const Registrar<SystemEntry> wall_clock{
    entry<ask_the_clock>("wall_clock", "Asks the clock on the wall.")};

}  // namespace
}  // namespace teacup::model
