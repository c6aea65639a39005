#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>

#include "../history_script.hpp"
#include "reference.hpp"

namespace teacup::model::history {

namespace {

Judgement check(const History& history, std::string_view model) {
    const ModelEntry* entry = find_model(model);
    EXPECT_NE(entry, nullptr);
    EXPECT_TRUE(shape_errors(history, *entry).empty());
    return check_history(history, *entry);
}

TEST(CasRegister, AgreesWithAllOrders) {
    const auto is_passed = [](const History& history) {
        return check(history, "cas_register").verdict != Verdict::violated;
    };
    reference::compare_with_all_orders<reference::Register>(is_passed, {});
    reference::compare_with_all_orders<reference::Register>(is_passed, {.keys = 2});
    reference::compare_with_all_orders<reference::Register>(is_passed, {.processes = 5});
}

TEST(Register, AgreesWithAllOrders) {
    const auto is_passed = [](const History& history) {
        return check(history, "register").verdict != Verdict::violated;
    };
    reference::compare_with_all_orders<reference::UniqueRegister>(is_passed, {});
    reference::compare_with_all_orders<reference::UniqueRegister>(is_passed,
                                                                  {.processes = 5, .wrong = 2});
    reference::compare_with_all_orders<reference::UniqueRegister>(is_passed, {.keys = 2});
}

// Goal: the quick test of kv without appends, "" for nil.
TEST(Register, IsAKeyOfAMapWithoutAppends) {
    const auto is_passed = [](const History& history) {
        return check(history, "kv").verdict != Verdict::violated;
    };
    reference::compare_with_all_orders<reference::UniqueRegister>(is_passed, {.processes = 4});
}

TEST(CasRegister, PassesAReadOfWhatWasWritten) {
    const History history =
        HistoryScript().call(0, "write", 1, 1).call(1, "read", nullptr, 1).build();
    const Judgement judgement = check(history, "cas_register");
    EXPECT_EQ(judgement.verdict, Verdict::passed);
    EXPECT_EQ(judgement.judged, 2U);
}

TEST(CasRegister, TellsWhyAStaleReadCannotBe) {
    const History history = HistoryScript()
                                .call(0, "write", 1, 1)
                                .call(0, "write", 2, 2)
                                .call(1, "read", nullptr, 1)
                                .call(1, "read", nullptr, 2)
                                .build();
    const Judgement judgement = check(history, "cas_register");
    ASSERT_EQ(judgement.verdict, Verdict::violated);
    ASSERT_EQ(judgement.findings.size(), 1U);
    EXPECT_EQ(judgement.findings[0].anomaly, "nonlinearizable");
    EXPECT_EQ(
        judgement.findings[0].message,
        "no order of the operations explains all answers. The shortest part of the history "
        "that already fails ends with process 1: read -> ok 1 (line 6). In the longest order "
        "found, process 1: read -> ok 1 (line 6) needs the value 1, but while it was open the "
        "state was 2 (since process 0: write 2 -> ok (line 4)); it was so until process 0: "
        "write 2 -> ok (line 4) took effect, and that was before this one was asked");
    ASSERT_EQ(judgement.linearizations.size(), 1U);
    EXPECT_EQ(judgement.linearizations[0].prefix_end, 2U);
    EXPECT_EQ(judgement.linearizations[0].steps.size(), 2U);
    EXPECT_EQ(judgement.linearizations[0].steps[1].state, "2");
}

// A long order is told by its end, and counted as a whole.
TEST(CasRegister, CountsTheStepsThatItDoesNotTell) {
    constexpr int writes = 10'050;
    HistoryScript script;
    for (int i = 0; i < writes; ++i) {
        script.call(0, "write", i, i);
    }
    const Judgement judgement = check(script.call(1, "read", nullptr, 7).build(), "cas_register");
    ASSERT_EQ(judgement.linearizations.size(), 1U);
    const PartialLinearization& furthest = judgement.linearizations[0];
    EXPECT_EQ(furthest.steps.size(), 10'000U);
    EXPECT_EQ(furthest.steps_before, 50U);
    EXPECT_EQ(furthest.steps_after, 0U);
    EXPECT_EQ(furthest.state_before, "49");
    EXPECT_EQ(furthest.steps.back().state, "10049");
}

}  // namespace

}  // namespace teacup::model::history
