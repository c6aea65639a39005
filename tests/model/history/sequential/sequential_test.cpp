#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>

#include "../history_script.hpp"
#include "../linearizable/reference.hpp"

namespace teacup::model::history {

namespace {

Judgement check(const History& history, std::string_view model) {
    const ModelEntry* entry = find_model(model);
    EXPECT_NE(entry, nullptr) << model;
    EXPECT_TRUE(shape_errors(history, *entry).empty());
    return check_history(history, *entry);
}

template <class Object>
void compare(std::string_view model, const reference::Sizes& sizes) {
    reference::compare_with_all_orders<Object>(
        [&](const History& history) { return check(history, model).verdict != Verdict::violated; },
        sizes,
        &reference::all_orders_of_sessions_say<Object>);
}

// Goal: thousands of small histories, against all orders that keep the order of each process.
TEST(Sequential, AgreesWithAllOrders) {
    compare<reference::UniqueRegister>("sequential_register", {.keys = 2, .wrong = 3});
    compare<reference::UniqueRegister>("sequential_kv", {.keys = 2, .wrong = 3});
    compare<reference::Register>("sequential_cas_register", {.keys = 2, .wrong = 2});
    compare<reference::Register>("sequential_cas_register", {.processes = 2, .wrong = 2});
}

TEST(Sequential, AllowsAStaleReadOfAnotherProcess) {
    const History history = HistoryScript()
                                .call(0, "write", 1, 1)
                                .call(0, "write", 2, 2)
                                .call(1, "read", nullptr, 1)
                                .build();
    EXPECT_EQ(check(history, "sequential_register").verdict, Verdict::passed);
    EXPECT_EQ(check(history, "register").verdict, Verdict::violated);
}

// Dekker's: each writes its flag and does not see the other's. Each key alone is sequential.
TEST(Sequential, JudgesAllKeysTogether) {
    const History history = HistoryScript()
                                .invoke_key(0, "write", "x", 1)
                                .ok(0, 1)
                                .invoke_key(1, "write", "y", 1)
                                .ok(1)
                                .invoke_key(0, "read", "y")
                                .ok(0)
                                .invoke_key(1, "read", "x")
                                .ok(1)
                                .build();
    const Judgement judgement = check(history, "sequential_register");
    ASSERT_EQ(judgement.verdict, Verdict::violated);
    EXPECT_EQ(judgement.findings[0].anomaly, "not_sequential");
    EXPECT_EQ(judgement.findings[0].message,
              "no order of the operations that keeps each process's own order explains all "
              "answers. In the longest one found, process 0: write key \"x\" 1 -> ok (line 2) "
              "comes next in its process, and would destroy what others still need; the state is "
              "\"x\": nil (as at the start)");
}

}  // namespace

}  // namespace teacup::model::history
