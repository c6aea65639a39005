#include <teacup/model/process/chance.hpp>

#include <vector>

#include "process_fixture.hpp"

namespace teacup::model {
namespace {

using ChanceTest = ProcessTest;

/// Draws `living` numbers, dies of itself, and draws five more in the same step.
Task<> draw_over_death(Context& self, std::uint32_t living, std::vector<std::uint64_t>* drawn) {
    Chance chance = self.stream("dice");
    for (std::uint32_t i = 0; i < living; ++i) {
        drawn->push_back(chance.draw());
    }
    self.exit(self.pid(), atoms::kill);
    const std::uint64_t count = chance.count();
    std::uint64_t last = 0;
    for (int i = 0; i < 5; ++i) {
        const std::uint64_t number = chance.draw();
        EXPECT_NE(number, last) << "code that draws until it likes the number must end";
        last = number;
    }
    EXPECT_EQ(chance.count(), count);
    co_await self.sleep(sim::Duration::seconds(1));
    ADD_FAILURE() << "a dead process ran on after its await";
}

TEST_F(ChanceTest, DrawsOfTheDeadLeaveTheStreamWhereItWas) {
    std::vector<std::uint64_t> drawn;
    spawn("player", &draw_over_death, 3U, &drawn);
    run();
    ASSERT_EQ(drawn.size(), 3U);
    sim::Stream same = world.stream("n1/player/dice#0");
    for (const std::uint64_t number : drawn) {
        EXPECT_EQ(number, same.draw());
    }
}

Task<> draw_one(Context& self, std::vector<std::uint64_t>* drawn) {
    drawn->push_back(self.stream("dice").draw());
    co_return;
}

TEST_F(ChanceTest, TheNthProcessOfALabelGetsTheNthStream) {
    std::vector<std::uint64_t> drawn;
    spawn("player", &draw_one, &drawn);
    spawn("other", &draw_one, &drawn);
    spawn("player", &draw_one, &drawn);
    run();
    EXPECT_EQ(drawn,
              (std::vector<std::uint64_t>{world.stream("n1/player/dice#0").draw(),
                                          world.stream("n1/other/dice#0").draw(),
                                          world.stream("n1/player/dice#1").draw()}));
}

struct DrawsWhenDestroyed {
    Chance* chance;
    const bool* armed;
    ~DrawsWhenDestroyed() {
        if (*armed) {
            static_cast<void>(chance->draw());
        }
    }
};

Task<> draw_in_destructor(Context& self, const bool* armed) {
    Chance chance = self.stream("dice");
    const DrawsWhenDestroyed guard{&chance, armed};
    co_await self.sleep(sim::Duration::seconds(1));
}

TEST_F(ChanceTest, ADestructorThatDrawsIsABug) {
    static bool armed = false;  // Outlives the frames, which go with the fixture.
    const Pid pid = spawn("player", &draw_in_destructor, &armed);
    run_for(sim::Duration::milliseconds(1));
    EXPECT_DEATH(
        {
            armed = true;  // In the child that dies only: the parent tidies up in peace.
            processes.exit({}, pid, atoms::kill);
            run();
        },
        "assertion failed: !destroying_");
}

}  // namespace
}  // namespace teacup::model
