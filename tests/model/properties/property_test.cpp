#include <teacup/model/properties/property.hpp>

#include <gtest/gtest.h>

#include <teacup/model/process/processes.hpp>
#include <teacup/model/process/trace_kinds.hpp>

namespace teacup::model {

namespace {

/// Judges each exit; one for the reason `kill` is a violation.
class NobodyKilled : public Property {
public:
    explicit NobodyKilled(Modality modality) : Property(modality) {}
    void on_event(const sim::TraceEvent& event) override {
        const Finding finding{.time = event.at,
                              .node = event.node,
                              .process = event.task(0),
                              .message = "killed",
                              .relevant = {event.task(0)}};
        if (modality() == Modality::sometimes) {
            reach(finding);
            return;
        }
        observe();
        if (text(event.symbol(1)) == "kill") {
            violate(finding);
        }
    }

protected:
    [[nodiscard]] std::vector<std::uint16_t> kinds() const override { return {kinds::exit.number}; }
};

class PropertyTest : public ::testing::Test {
protected:
    PropertyTest() {
        world_.trace().listen(names_, ProcessNames::kinds());
        static_cast<void>(world_.add_node("n1"));
    }
    void spawn(Pid pid, std::string_view label) {
        world_.trace().emit<kinds::spawn>(
            sim::Time(), pid.node(), pid, Pid(), world_.symbols().intern(label));
    }
    void exit(std::int64_t at_ns, Pid pid, std::string_view reason) {
        world_.trace().emit<kinds::exit>(sim::Time::nanoseconds(at_ns),
                                         pid.node(),
                                         pid,
                                         world_.symbols().intern(reason),
                                         sim::no_symbol);
    }

    sim::World world_{{}};
    ProcessNames names_{world_.symbols()};
    Pid pid_{sim::NodeId{0}, 3, 0};
};

TEST_F(PropertyTest, KeepsTheFirstViolationWithItsNodeAndProcess) {
    NobodyKilled property(Modality::always);
    property.watch(world_, names_, "nobody");
    spawn(pid_, "db");
    exit(1, pid_, "normal");
    EXPECT_FALSE(property.violation());
    exit(2, pid_, "kill");
    exit(3, pid_, "kill");
    property.finish({});
    const auto violation = property.violation();
    ASSERT_TRUE(violation);
    EXPECT_EQ(violation->property, "nobody");
    EXPECT_EQ(violation->time, sim::Time::nanoseconds(2));
    EXPECT_EQ(violation->node, "n1");
    EXPECT_EQ(violation->process, "db <0.3.0>");
    const PropertyResult result = property.result();
    EXPECT_EQ(result.verdict, Verdict::violated);
    EXPECT_EQ(result.observed, 3U);
    EXPECT_EQ(result.message, "killed");
}

TEST_F(PropertyTest, AnAlwaysThatJudgedNothingIsUnknown) {
    NobodyKilled property(Modality::always);
    property.watch(world_, names_, "nobody");
    property.finish({});
    EXPECT_EQ(property.result().verdict, Verdict::unknown);
    exit(1, pid_, "normal");
    EXPECT_EQ(property.result().verdict, Verdict::passed);
}

TEST_F(PropertyTest, ASometimesPassesWhenReachedAndHasNoViolation) {
    NobodyKilled property(Modality::sometimes);
    property.watch(world_, names_, "somebody");
    EXPECT_EQ(property.result().verdict, Verdict::unknown);
    exit(5, pid_, "normal");
    exit(6, pid_, "normal");
    const PropertyResult result = property.result();
    EXPECT_EQ(result.verdict, Verdict::passed);
    EXPECT_EQ(result.observed, 2U);
    EXPECT_EQ(result.time, sim::Time::nanoseconds(5));
    EXPECT_FALSE(property.violation());
}

TEST_F(PropertyTest, NamesForgetAProcessWhoseSlotIsUsedAgain) {
    spawn(pid_, "old");
    EXPECT_EQ(names_.describe(pid_), "old <0.3.0>");
    spawn(Pid(sim::NodeId{0}, 3, 1), "new");
    EXPECT_EQ(names_.describe(pid_), "<0.3.0>");
    EXPECT_EQ(names_.describe(Pid()), "<none>");
}

}  // namespace

}  // namespace teacup::model
