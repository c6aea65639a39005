// Each mutant does what its name says, and nothing else is needed to see it.
#include <teacup/model/otp/mutants.hpp>

#include <memory>

#include <teacup/model/registry/entries.hpp>

#include "supervisor_fixture.hpp"

namespace teacup::model {

namespace {

// The same story told to a sound supervisor and to a mutated one.
class Story : public SupervisorTest {
public:
    explicit Story(OtpMutant mutant) : SupervisorTest(mutant) {}
    void TestBody() override {}

    [[nodiscard]] static SupervisorFlags flags(Strategy strategy, std::uint32_t intensity = 9) {
        return {.strategy = strategy, .intensity = intensity, .period_seconds = 5};
    }
    // Three children; `id` ends with `reason`; what happens from then on.
    [[nodiscard]] Events end_one(const SupervisorFlags& flags,
                                 std::string_view id,
                                 std::string_view reason,
                                 Restart restart = Restart::permanent) {
        supervise({.flags = flags,
                   .children = {child("a", restart), child("b", restart), child("c", restart)}});
        static_cast<void>(take_events());
        end(id, reason);
        return take_events();
    }
    [[nodiscard]] Events starts_of(const Events& all) {
        Events starts;
        for (const std::string& line : all) {
            if (line.starts_with("child_start ")) {
                starts.push_back(line.substr(12));
            }
        }
        return starts;
    }
    // How many crashes of one child its supervisor survives when they are `apart`.
    [[nodiscard]] int survived(std::uint32_t intensity, sim::Duration apart) {
        supervise({.flags = flags(Strategy::one_for_one, intensity), .children = {child("a")}});
        int crashes = 0;
        while (is_up("a") && crashes < 20) {
            end("a", "crash");
            crashes += is_up("a") ? 1 : 0;
            spawn(
                "clock",
                +[](Context& self, sim::Duration span) -> Task<> { co_await self.sleep(span); },
                apart);
            run();
        }
        return crashes;
    }
};

constexpr sim::Duration at_once = sim::Duration::microseconds(1);

[[nodiscard]] Events group(OtpMutant mutant, Strategy strategy, std::string_view id) {
    Story story(mutant);
    return story.starts_of(story.end_one(Story::flags(strategy), id, "crash"));
}

}  // namespace

TEST(OtpMutants, AreRegisteredWithTheirProperty) {
    for (const std::string_view name : {"restart_order_reversed", "orphan_left"}) {
        EXPECT_TRUE(find_otp_mutant(name).has_value());
        const MutantEntry* const entry = Registry<MutantEntry>::instance().find(name);
        ASSERT_NE(entry, nullptr);
        EXPECT_FALSE(entry->property.empty());
    }
    EXPECT_EQ(find_otp_mutant("retry_forgotten"), OtpMutant::retry_forgotten);
    EXPECT_FALSE(find_otp_mutant("none").has_value());
}

TEST(OtpMutants, RestartTheWrongChildrenOrInTheWrongOrder) {
    using enum Strategy;
    EXPECT_EQ(group(OtpMutant::none, one_for_all, "b"), (Events{"a", "b", "c"}));
    EXPECT_EQ(group(OtpMutant::restart_order_reversed, one_for_all, "b"), (Events{"c", "b", "a"}));
    EXPECT_EQ(group(OtpMutant::restart_too_few, one_for_all, "b"), (Events{"a", "b"}));
    EXPECT_EQ(group(OtpMutant::none, rest_for_one, "b"), (Events{"b", "c"}));
    EXPECT_EQ(group(OtpMutant::restart_too_few, rest_for_one, "b"), (Events{"b"}));
    EXPECT_EQ(group(OtpMutant::restart_too_many, rest_for_one, "b"), (Events{"a", "b", "c"}));
    EXPECT_EQ(group(OtpMutant::none, one_for_one, "b"), (Events{"b"}));
    EXPECT_EQ(group(OtpMutant::restart_too_many, one_for_one, "b"), (Events{"a", "b", "c"}));
}

TEST(OtpMutants, StopInTheWrongOrder) {
    Story sound(OtpMutant::none);
    EXPECT_EQ(sound.end_one(Story::flags(Strategy::one_for_all), "b", "crash")[1],
              "child_stop_end c shutdown");
    Story mutated(OtpMutant::stop_order_reversed);
    EXPECT_EQ(mutated.end_one(Story::flags(Strategy::one_for_all), "b", "crash")[1],
              "child_stop_end a shutdown");
}

TEST(OtpMutants, CountRestartsWrongly) {
    const auto survived = [](OtpMutant mutant, sim::Duration apart) {
        Story story(mutant);
        return story.survived(2, apart);
    };
    EXPECT_EQ(survived(OtpMutant::none, at_once), 2);
    EXPECT_EQ(survived(OtpMutant::intensity_one_more, at_once), 3);
    EXPECT_EQ(survived(OtpMutant::intensity_one_less, at_once), 1);
    EXPECT_EQ(survived(OtpMutant::restarts_forgotten, at_once), 20);
    // Crashes at seconds 0, 2.5 and 5: the last is exactly one period after the first.
    const sim::Duration half = sim::Duration::milliseconds(2500);
    EXPECT_EQ(survived(OtpMutant::none, half), 2);
    EXPECT_EQ(survived(OtpMutant::period_exclusive, half), 20);
}

TEST(OtpMutants, LeaveAnOrphan) {
    for (const OtpMutant mutant : {OtpMutant::none, OtpMutant::orphan_left}) {
        Story story(mutant);
        static_cast<void>(story.survived(0, at_once));
        Story other(mutant);
        static_cast<void>(other.end_one(Story::flags(Strategy::one_for_one, 0), "c", "crash"));
        EXPECT_EQ(other.is_up("a"), mutant == OtpMutant::orphan_left);
        EXPECT_FALSE(other.is_up("b"));
    }
}

TEST(OtpMutants, MistakeTheKindOfRestart) {
    const auto starts = [](OtpMutant mutant, Restart restart, std::string_view reason) {
        Story story(mutant);
        return story
            .starts_of(story.end_one(Story::flags(Strategy::one_for_one), "b", reason, restart))
            .size();
    };
    EXPECT_EQ(starts(OtpMutant::none, Restart::permanent, "normal"), 1U);
    EXPECT_EQ(starts(OtpMutant::permanent_not_restarted, Restart::permanent, "normal"), 0U);
    EXPECT_EQ(starts(OtpMutant::none, Restart::transient, "normal"), 0U);
    EXPECT_EQ(starts(OtpMutant::transient_always_restarted, Restart::transient, "normal"), 1U);
    EXPECT_EQ(starts(OtpMutant::none, Restart::temporary, "crash"), 0U);
    EXPECT_EQ(starts(OtpMutant::temporary_restarted, Restart::temporary, "crash"), 1U);
}

TEST(OtpMutants, ForgetARetry) {
    for (const OtpMutant mutant : {OtpMutant::none, OtpMutant::retry_forgotten}) {
        Story story(mutant);
        story.plan["b"] = {Started::Kind::ok, Started::Kind::error};
        static_cast<void>(story.end_one(Story::flags(Strategy::one_for_one), "b", "crash"));
        EXPECT_EQ(story.is_up("b"), mutant == OtpMutant::none);
    }
}

}  // namespace teacup::model
