#include <teacup/model/otp/application.hpp>

#include <gtest/gtest.h>

#include <teacup/model/otp/otp.hpp>
#include <teacup/model/otp/supervisor.hpp>
#include <teacup/model/otp/trace_kinds.hpp>

namespace teacup::model {
namespace {

using sim::Duration;
using sim::NodeId;
using sim::NodeState;
using sim::Time;

struct Done {
    TEACUP_MESSAGE(Done)
};

Task<> worker(Context& self, StartedBy by) {
    static_cast<void>(begin_start(self, by));
    finish_start(self, Started::ok(self.pid()));
    static_cast<void>(co_await self.receive<Done>());
}

Task<Started> fails_to_start(Context& self) {
    co_return Started::error(self.atom("no_disk"));
}

/// A top supervisor with one permanent worker, called NAME_worker.
ChildStart top(const std::string& name) {
    SupervisorInit init{.flags = {.intensity = 0}};
    init.children.push_back({.id = "w",
                             .start = ChildStart::process(
                                 {.label = name + "/sup/w", .name = name + "_worker"}, &worker)});
    return supervisor_start({.label = name + "/sup", .role = ProcessRole::supervisor},
                            std::move(init));
}

class Applications : public testing::Test, public sim::TraceListener {
protected:
    Applications() : world_({}), processes_(world_) {
        Otp::install(processes_);
        node_ = world_.add_node("n1");
        world_.trace().listen(*this,
                              {kinds::application_start.number,
                               kinds::application_start_error.number,
                               kinds::application_end.number,
                               kinds::node_stop.number});
        world_.boot(node_);
    }
    void on_event(const sim::TraceEvent& event) override {
        std::string line(world_.trace().kind(event.kind)->name);
        line += " " + std::string(world_.symbols().text(event.symbol(0)));
        if (event.kind != kinds::application_start.number) {
            const std::size_t reason = event.kind == kinds::application_end.number ? 2 : 1;
            line += " " + std::string(world_.symbols().text(event.symbol(reason)));
        }
        lines_.push_back(std::move(line));
    }
    void boot(std::vector<Application> applications) {
        start_applications(processes_, node_, std::move(applications));
        run();
    }
    void run() { world_.run_until(world_.now() + Duration::seconds(10), true); }
    void end_worker(const std::string& name, std::string_view reason) {
        processes_.exit({},
                        processes_.whereis(node_, processes_.atom(name + "_worker")),
                        processes_.atom(reason));
        run();
    }

    sim::World world_;
    Processes processes_;
    NodeId node_{};
    std::vector<std::string> lines_;
};

using Lines = std::vector<std::string>;

TEST_F(Applications, StartInOrderAndLibrariesRunNothing) {
    boot({{.name = "kernel", .top = top("kernel")},
          {.name = "crypto"},
          {.name = "shop", .depends_on = {"kernel", "crypto"}, .top = top("shop")}});
    EXPECT_EQ(
        lines_,
        (Lines{"application_start kernel", "application_start crypto", "application_start shop"}));
    EXPECT_FALSE(processes_.whereis(node_, processes_.atom("shop_worker")).is_none());
}

TEST_F(Applications, OneWhoseDependencyDoesNotRunDoesNotStart) {
    boot({{.name = "shop",
           .type = ApplicationType::temporary,
           .depends_on = {"db"},
           .top = top("shop")}});
    EXPECT_EQ(lines_, (Lines{"application_start_error shop {not_started,db}"}));
    EXPECT_EQ(world_.node_state(node_), NodeState::up);
}

TEST_F(Applications, APermanentOneThatEndsStopsTheNode) {
    boot({{.name = "shop", .top = top("shop")}});
    end_worker("shop", "boom");  // Intensity 0: the top supervisor exits with `shutdown`.
    EXPECT_EQ(lines_,
              (Lines{"application_start shop",
                     "application_end shop shutdown",
                     "node_stop shop {application_terminated,shop,shutdown}"}));
    EXPECT_EQ(world_.node_state(node_), NodeState::down);
}

TEST_F(Applications, ShutdownIsNotNormalForATransientOne) {
    boot({{.name = "shop", .type = ApplicationType::transient, .top = top("shop")}});
    end_worker("shop", "boom");
    EXPECT_EQ(world_.node_state(node_), NodeState::down);
}

TEST_F(Applications, TheEndOfATemporaryOneIsOnlyReported) {
    boot({{.name = "kernel", .top = top("kernel")},
          {.name = "shop", .type = ApplicationType::temporary, .top = top("shop")}});
    end_worker("shop", "boom");
    EXPECT_EQ(lines_.back(), "application_end shop shutdown");
    EXPECT_EQ(world_.node_state(node_), NodeState::up);
}

TEST_F(Applications, APermanentOneThatCannotStartStopsTheNode) {
    boot({{.name = "shop", .top = ChildStart::calling(&fails_to_start)}});
    EXPECT_EQ(lines_,
              (Lines{"application_start_error shop no_disk",
                     "node_stop shop {application_start_failure,shop,no_disk}"}));
    EXPECT_EQ(world_.node_state(node_), NodeState::down);
}

// Goal: a node that gives up does so as OTP's: those that run are shut down first, the last one
// first, and nobody starts any more. Method: one that fails between two others.
TEST_F(Applications, ANodeThatStopsShutsDownWhatRuns) {
    boot({{.name = "kernel", .top = top("kernel")},
          {.name = "crypto"},
          {.name = "db", .top = top("db")},
          {.name = "shop", .top = ChildStart::calling(&fails_to_start)},
          {.name = "late", .top = top("late")}});
    EXPECT_EQ(lines_,
              (Lines{"application_start kernel",
                     "application_start crypto",
                     "application_start db",
                     "application_start_error shop no_disk",
                     "node_stop shop {application_start_failure,shop,no_disk}",
                     "application_end db stopped",
                     "application_end crypto stopped",
                     "application_end kernel stopped"}));
    EXPECT_EQ(world_.node_state(node_), NodeState::down);
}

Task<> stopper(Context& self, std::vector<std::string>* answers) {
    const Atom shop = self.atom("shop");
    for (int time = 0; time < 2; ++time) {
        const bool is_stopped = co_await stop_application(self, shop);
        answers->push_back(is_stopped ? "stopped" : "not running");
    }
    for (const Atom name : co_await which_applications(self)) {
        answers->emplace_back(self.text(name));
    }
}

TEST_F(Applications, OneThatIsStoppedLeavesTheNodeUpAndIsGone) {
    boot({{.name = "kernel", .top = top("kernel")},
          {.name = "crypto"},
          {.name = "shop", .top = top("shop")}});
    std::vector<std::string> answers;
    processes_.spawn(node_, {}, {.label = "stopper"}, &stopper, &answers);
    run();
    EXPECT_EQ(answers, (Lines{"stopped", "not running", "crypto", "kernel"}));
    EXPECT_EQ(lines_.back(), "application_end shop stopped");
    EXPECT_TRUE(processes_.whereis(node_, processes_.atom("shop_worker")).is_none());
    EXPECT_EQ(world_.node_state(node_), NodeState::up);
}

// -- the node's own processes --------------------------------------------------------------------

Task<> net_kernel(Context& self) {
    self.trap_exit(true);
    self.register_name(self.atom("net_kernel"));
    while (true) {
        static_cast<void>(co_await self.receive_any());
    }
}

/// Takes a second to start.
Task<> slow_worker(Context& self, StartedBy by) {
    static_cast<void>(begin_start(self, by));
    co_await self.sleep(Duration::seconds(1));
    finish_start(self, Started::ok(self.pid()));
    static_cast<void>(co_await self.receive<Done>());
}

ChildStart slow_top() {
    SupervisorInit init;
    init.children.push_back(
        {.id = "w", .start = ChildStart::process({.label = "slow/sup/w"}, &slow_worker)});
    return supervisor_start({.label = "slow/sup", .role = ProcessRole::supervisor},
                            std::move(init));
}

class KernelProcesses : public Applications {
protected:
    KernelProcesses() {
        processes_.spawn(
            node_, {}, {.label = "net_kernel", .role = ProcessRole::kernel}, &net_kernel);
    }
    void send_exit(std::string_view name, std::string_view reason) {
        processes_.exit(
            {}, processes_.whereis(node_, processes_.atom(name)), processes_.atom(reason));
    }
};

// As with a real node: {"Kernel pid terminated",application_controller,
// "{application_terminated,kernel,shutdown}"}.
TEST_F(KernelProcesses, TheEndOfNetKernelStopsTheNodeAsTheKernelApplicationWould) {
    boot({{.name = "shop", .top = top("shop")}});
    send_exit("net_kernel", "kill");
    run();
    EXPECT_EQ(lines_,
              (Lines{"application_start shop",
                     "node_stop kernel {application_terminated,kernel,shutdown}",
                     "application_end shop stopped"}));
    EXPECT_EQ(world_.node_state(node_), NodeState::down);
}

TEST_F(KernelProcesses, AKernelApplicationInTheTreeEndsFirst) {
    boot({{.name = "kernel", .top = top("kernel")}, {.name = "shop", .top = top("shop")}});
    send_exit("net_kernel", "kill");
    run();
    EXPECT_EQ(lines_,
              (Lines{"application_start kernel",
                     "application_start shop",
                     "application_end kernel shutdown",
                     "node_stop kernel {application_terminated,kernel,shutdown}",
                     "application_end shop stopped"}));
}

TEST_F(KernelProcesses, NetKernelTrapsExits) {
    boot({{.name = "shop", .top = top("shop")}});
    send_exit("net_kernel", "boom");
    run();
    EXPECT_EQ(world_.node_state(node_), NodeState::up);
}

// {"Kernel pid terminated",application_controller,killed}.
TEST_F(KernelProcesses, TheEndOfApplicationControllerHaltsTheNode) {
    boot({{.name = "shop", .top = top("shop")}});
    send_exit("application_controller", "kill");
    run();
    ASSERT_EQ(lines_.size(), 2U);
    EXPECT_EQ(lines_[1], "node_stop kernel killed");
    EXPECT_EQ(world_.node_state(node_), NodeState::down);
}

TEST_F(KernelProcesses, ANodeWithoutApplicationsHaltsWithoutNetKernel) {
    world_.run_until(world_.now() + Duration::seconds(1), false);
    send_exit("net_kernel", "kill");
    run();
    EXPECT_EQ(lines_, (Lines{"node_stop kernel {application_terminated,kernel,shutdown}"}));
    EXPECT_EQ(world_.node_state(node_), NodeState::down);
}

TEST_F(KernelProcesses, ANodeStopsWhileAnApplicationStarts) {
    start_applications(processes_,
                       node_,
                       {{.name = "shop", .top = top("shop")}, {.name = "slow", .top = slow_top()}});
    world_.run_until(Time() + Duration::milliseconds(500), false);
    send_exit("net_kernel", "kill");
    world_.run_until(Time() + Duration::milliseconds(600), false);
    EXPECT_EQ(lines_.back(), "application_end shop stopped");
    EXPECT_EQ(world_.node_state(node_), NodeState::down);
}

TEST_F(KernelProcesses, APermanentOneThatEndsWhileAnotherStartsStopsTheNodeAtOnce) {
    start_applications(processes_,
                       node_,
                       {{.name = "shop", .top = top("shop")}, {.name = "slow", .top = slow_top()}});
    world_.run_until(Time() + Duration::milliseconds(500), false);
    send_exit("shop_worker", "boom");
    world_.run_until(Time() + Duration::milliseconds(600), false);
    EXPECT_EQ(lines_.back(), "node_stop shop {application_terminated,shop,shutdown}");
    EXPECT_EQ(world_.node_state(node_), NodeState::down);
}

}  // namespace
}  // namespace teacup::model
