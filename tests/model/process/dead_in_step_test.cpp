// A process killed within its own step is dead from that effect on.
#include <memory>
#include <string>

#include "process_fixture.hpp"

namespace teacup::model {
namespace {

using DeadInStepTest = ProcessTest;

/// What a process has at hand when it dies.
struct Surroundings {
    Pid witness;
    Pid stranger;
    SendTimer timer;
    int ran_on = 0;
};

/// Dies in the middle of its step, and then tries everything.
Task<> die_and_act(Context& self, Surroundings* around) {
    around->timer = self.send_after(ms(1), around->witness, Note{.number = 1});
    self.exit(self.pid(), atoms::kill);
    EXPECT_FALSE(self.is_alive(self.pid()));
    self.send(around->witness, Note{.number = 2});
    self.send(self.atom("witness"), self.node(), Note{.number = 3});
    self.send_datagram(around->witness, Note{.number = 4});
    self.send_after(ms(1), around->witness, Note{.number = 5});
    EXPECT_FALSE(self.cancel(around->timer));
    self.exit(around->witness, atoms::kill);
    self.exit(around->stranger, atoms::kill);
    self.link(around->stranger);
    EXPECT_EQ(self.monitor(around->stranger), no_ref);
    self.register_name(self.atom("ghost"));
    self.trap_exit(true);
    const Pid child = self.spawn({.label = "ghost"}, &wait_for_note);
    EXPECT_TRUE(child.is_none());
    EXPECT_FALSE(
        self.poll({.matches = [](const Waiter&, const Signal&) { return true; }, .waits_for = {}})
            .has_value());
    ++around->ran_on;
    static_cast<void>(co_await self.receive<Note>());
    ADD_FAILURE() << "a dead process came back from its await";
}

TEST_F(DeadInStepTest, NothingThatTheDeadDoHasAnEffect) {
    Surroundings around;
    around.witness = recorder("w");
    around.stranger = spawn("stranger", &wait_for_note);
    ASSERT_TRUE(processes.register_name(around.witness, processes.atom("witness")));
    const Pid pid = spawn("dying", &die_and_act, &around);
    static_cast<void>(processes.monitor(around.witness, pid));
    run();
    EXPECT_EQ(around.ran_on, 1) << "it runs on to its next await";
    EXPECT_EQ(log, (Log{"w DOWN " + to_string(pid) + " killed", "w Note{number=1}"}))
        << "what it did before its death counts";
    EXPECT_EQ(processes.count(), 2U);
    EXPECT_TRUE(processes.info(around.stranger).links.empty());
    EXPECT_TRUE(processes.whereis(home, processes.atom("ghost")).is_none());
    EXPECT_EQ(world.work(), 0);
}

Task<> die_holding(Context& self, std::shared_ptr<int> held, bool by_return) {
    self.exit(self.pid(), atoms::kill);
    if (by_return) {
        co_return;
    }
    co_await self.sleep(ms(1));
    ADD_FAILURE() << *held;
}

TEST_F(DeadInStepTest, TheFrameGoesAtTheNextAwaitOrReturn) {
    for (const bool by_return : {false, true}) {
        const auto held = std::make_shared<int>(1);
        spawn("dying", &die_holding, held, by_return);
        run();
        EXPECT_EQ(held.use_count(), 1);
        EXPECT_EQ(processes.count(), 0U);
    }
}

Task<> die_and_throw(Context& self) {
    self.exit(self.pid(), atoms::kill);
    throw ActorCrash("too late");
    co_return;
}

TEST_F(DeadInStepTest, AnExceptionAfterDeathIsNoSecondEnd) {
    const Pid witness = recorder("w");
    const Pid pid = spawn("dying", &die_and_throw);
    static_cast<void>(processes.monitor(witness, pid));
    run();
    EXPECT_EQ(log, Log{"w DOWN " + to_string(pid) + " killed"});
}

struct SendsWhenDestroyed {
    Context* self;
    Pid to;
    const bool* armed;
    ~SendsWhenDestroyed() {
        if (*armed) {
            self->send(to, Note{});
        }
    }
};

Task<> send_in_destructor(Context& self, const bool* armed) {
    const SendsWhenDestroyed guard{&self, self.pid(), armed};
    static_cast<void>(co_await self.receive<Note>());
}

TEST_F(DeadInStepTest, ADestructorThatSendsIsABug) {
    bool armed = false;
    const Pid pid = spawn("sender", &send_in_destructor, &armed);
    run();
    EXPECT_DEATH(
        {
            armed = true;  // In the child that dies only: the parent tidies up in peace.
            processes.exit({}, pid, atoms::kill);
            run();
        },
        "assertion failed: !destroying_");
    processes.exit({}, pid, atoms::kill);
    run();
}

TEST_F(DeadInStepTest, AStepThatCrashesItsOwnNodeEndsAllOfIt) {
    const auto bomber = [](Context& self, Pid to) -> Task<> {
        self.world().crash(self.node(), sim::CrashMode::process);
        self.send(to, Note{});
        co_await self.sleep(ms(1));
        ADD_FAILURE() << "it ran on after the crash of its node";
    };
    const Pid witness = processes.spawn(away, {}, {.label = "w"}, &record, &log, "w", true);
    spawn("neighbour", &wait_for_note);
    spawn("bomber", bomber, witness);
    run();
    EXPECT_TRUE(log.empty());
    EXPECT_EQ(processes.count(), 1U);
    EXPECT_TRUE(processes.processes_of(home).empty());
}

}  // namespace
}  // namespace teacup::model
