#include <ostream>

#include "scripted.hpp"

namespace teacup::model::history::transactions {
namespace {

using Names = std::vector<std::string>;

struct Case {
    const char* name;
    const char* script;
    Names anomalies;  ///< All that are told, in their order.
    Names violated;
    Names holding;
};

// NOLINTNEXTLINE(readability-identifier-naming): the name that GoogleTest looks for.
void PrintTo(const Case& one, std::ostream* out) {
    *out << one.name;
}

class RwRegisterCase : public testing::TestWithParam<Case> {};

// Goal: each anomaly is found in a history that has it, with the models that it rules out; and in
// the near miss beside it, which differs by one thing, it is not.
TEST_P(RwRegisterCase, TellsExactlyTheseAnomalies) {
    const Judgement judgement = judged(scripted(GetParam().script), "rw_register");
    EXPECT_EQ(names_of(judgement), GetParam().anomalies);
    EXPECT_EQ(judgement.violated_models, GetParam().violated);
    EXPECT_EQ(judgement.holding_models, GetParam().holding);
    EXPECT_EQ(judgement.verdict,
              GetParam().anomalies.empty() ? Verdict::passed : Verdict::violated);
    for (const HistoryFinding& finding : judgement.findings) {
        EXPECT_FALSE(finding.message.empty()) << finding.anomaly;
        EXPECT_FALSE(finding.operations.empty()) << finding.anomaly;
    }
}

const Case cases[] = {
    {"serial",
     "w x 1, w y 1\n"
     "r x 1, w x 2, r x 2\n"
     "r x 2, r y 1",
     {},
     {},
     {"strict_serializable"}},
    {"garbage_read",
     "w x 1\n"
     "r x 9",
     {"garbage-read"},
     {"read_uncommitted"},
     {}},
    {"garbage_read_near_miss",
     "w x 1\n"
     "w x 9 -> info\n"
     "r x 9",
     {},
     {},
     {"strict_serializable"}},
    {"cyclic_versions",
     "r x 1, w x 2; r x 2, w x 1",
     {"cyclic-versions", "G1c"},
     {"read_uncommitted"},
     {}},
    {"cyclic_versions_near_miss", "r x nil, w x 1; r x 1, w x 2", {}, {}, {"strict_serializable"}},
    {"g1a",
     "w x 1 -> fail\n"
     "r x 1",
     {"G1a"},
     {"read_committed"},
     {"strong_read_uncommitted"}},
    {"g1a_near_miss",
     "w x 1 -> open\n"
     "p1: r x 1",
     {},
     {},
     {"strict_serializable"}},
    {"dirty_update",
     "w x 1 -> fail\n"
     "r x 1, w x 2",
     {"G1a", "dirty-update"},
     {"read_committed"},
     {"strong_read_uncommitted"}},
    {"dirty_update_near_miss",
     "w x 1 -> info\n"
     "r x 1, w x 2",
     {},
     {},
     {"strict_serializable"}},
    {"g1b", "w x 1, w x 2; r x 1", {"G1b"}, {"read_committed"}, {"strong_read_uncommitted"}},
    {"g1b_near_miss", "w x 1, r x 1, w x 2; r x 2", {}, {}, {"strict_serializable"}},
    {"internal",
     "w x 2\n"
     "w x 1, r x 2",
     {"internal"},
     {"read_atomic"},
     {"strong_read_committed", "consistent_view", "repeatable_read"}},
    {"internal_near_miss",
     "w x 2\n"
     "w x 1, r x 1",
     {},
     {},
     {"strict_serializable"}},
    {"internal_two_reads",
     "w x 1; r x nil, r x 1",
     {"internal"},
     {"read_atomic"},
     {"strong_read_committed", "consistent_view", "repeatable_read"}},
    {"future_read",
     "r x 1, w x 1",
     {"future-read"},
     {"read_committed"},
     {"strong_read_uncommitted"}},
    {"future_read_near_miss", "w x 1, r x 1", {}, {}, {"strict_serializable"}},
    {"lost_update",
     "w x 1\n"
     "r x 1, w x 2; r x 1, w x 3",
     {"lost-update", "G2-item"},
     {"cursor_stability"},
     {"strong_read_committed", "read_atomic"}},
    {"lost_update_near_miss",
     "w x 1\n"
     "r x 1, w x 2; r x 2, w x 3",
     {},
     {},
     {"strict_serializable"}},
    {"lost_update_of_the_initial_version",
     "r x nil, w x 1; r x nil, w x 2",
     {"lost-update", "G2-item"},
     {"cursor_stability"},
     {"strong_read_committed", "read_atomic"}},
    {"g0", "r y 2, w x 1, w y 1; r x 1, w x 2, w y 2", {"G0", "G1c"}, {"read_uncommitted"}, {}},
    {"g0_near_miss", "w x 1, w y 1; r x 1, w x 2, w y 2", {}, {}, {"strict_serializable"}},
    {"g1c", "w x 1, r y 1; w y 1, r x 1", {"G1c"}, {"read_committed"}, {"strong_read_uncommitted"}},
    {"g1c_near_miss", "w x 1, r y nil; w y 1, r x 1", {}, {}, {"strict_serializable"}},
    {"g_single",
     "w x 1, w y 1; r x 1, r y nil",
     {"G-single"},
     {"consistent_view", "repeatable_read"},
     {"strong_read_committed", "cursor_stability", "read_atomic"}},
    {"g_single_near_miss", "w x 1, w y 1; r x 1, r y 1", {}, {}, {"strict_serializable"}},
    {"g_single_beyond_the_initial_version",
     "w x 1\n"
     "r x 1, w x 2, w y 2; r x 1, r y 2",
     {"G-single"},
     {"consistent_view", "repeatable_read"},
     {"strong_read_committed", "cursor_stability", "read_atomic"}},
    {"long_fork",
     "w x 1; w y 1; r x 1, r y nil; r x nil, r y 1",
     {"long-fork", "G-nonadjacent"},
     {"repeatable_read", "snapshot_isolation"},
     {"strong_read_committed", "parallel_snapshot_isolation"}},
    {"long_fork_near_miss",
     "w x 1; w y 1; r x 1, r y nil; r x 1, r y 1",
     {},
     {},
     {"strict_serializable"}},
    {"g_nonadjacent",
     "w x 1; r x 1, w z 1; r z 1, r y nil; w y 1; r y 1, r x nil",
     {"G-nonadjacent"},
     {"repeatable_read", "snapshot_isolation"},
     {"strong_read_committed", "parallel_snapshot_isolation"}},
    {"g_nonadjacent_near_miss",
     "w x 1; r x 1, w z 1; r z 1, r y nil; w y 1; r y 1, r x 1",
     {},
     {},
     {"strict_serializable"}},
    {"write_skew",
     "r x nil, w y 1; r y nil, w x 1",
     {"write-skew", "G2-item"},
     {"repeatable_read"},
     {"strong_snapshot_isolation"}},
    {"write_skew_near_miss", "r x nil, w y 1; r y 1, w x 1", {}, {}, {"strict_serializable"}},
    {"g2_item",
     "r x nil, w y 1; r y nil, w z 1; r z nil, w x 1",
     {"G2-item"},
     {"repeatable_read"},
     {"strong_snapshot_isolation"}},
    {"g2_item_near_miss",
     "r x nil, w y 1; r y nil, w z 1; r z 1, w x 1",
     {},
     {},
     {"strict_serializable"}},
    {"g0_process",
     "p0: r x 1, w x 2\n"
     "p0: w x 1",
     {"G0-process", "G1c-process"},
     {"strong_session_read_uncommitted"},
     {"serializable"}},
    {"g0_realtime",
     "p0: r x 1, w x 2\n"
     "p1: w x 1",
     {"G0-realtime", "G1c-realtime"},
     {"strong_read_uncommitted"},
     {"strong_session_serializable"}},
    {"g0_order_near_miss", "p0: r x 1, w x 2; p1: w x 1", {}, {}, {"strict_serializable"}},
    {"g1c_process",
     "p0: r x 1\n"
     "p0: w x 1",
     {"G1c-process"},
     {"strong_session_read_committed"},
     {"strong_read_uncommitted", "serializable"}},
    {"g1c_realtime",
     "p0: r x 1\n"
     "p1: w x 1",
     {"G1c-realtime"},
     {"strong_read_committed"},
     {"strong_read_uncommitted", "strong_session_serializable"}},
    {"g1c_order_near_miss", "p0: r x 1; p1: w x 1", {}, {}, {"strict_serializable"}},
    {"g_single_process",
     "p0: w x 1\n"
     "p0: r x nil",
     {"G-single-process"},
     {"strong_session_snapshot_isolation"},
     {"strong_read_committed", "serializable"}},
    {"g_single_realtime",
     "p0: w x 1\n"
     "p1: r x nil",
     {"G-single-realtime"},
     {"strong_snapshot_isolation"},
     {"strong_read_committed", "strong_session_serializable"}},
    {"g_single_order_near_miss", "p0: w x 1; p1: r x nil", {}, {}, {"strict_serializable"}},
    {"g_nonadjacent_process",
     "p0: w x 1; p1: w y 1\n"
     "p0: r y nil; p1: r x nil",
     {"G-nonadjacent-process", "G-single-realtime"},
     {"strong_session_snapshot_isolation"},
     {"strong_read_committed", "serializable"}},
    {"g_nonadjacent_realtime",
     "begin a: w y 1; begin b: r y 1, r x nil\n"
     "p0: w x 1\n"
     "p1: r y nil\n"
     "end a; end b",
     {"G-nonadjacent-realtime"},
     {"strong_snapshot_isolation"},
     {"strong_read_committed", "strong_session_serializable"}},
    {"g_nonadjacent_realtime_near_miss",
     "begin a: w y 1; begin b: r y 1, r x nil\n"
     "begin c: w x 1\n"
     "p1: r y nil\n"
     "end a; end b; end c",
     {},
     {},
     {"strict_serializable"}},
    {"g2_item_process",
     "p0: w z 1; p1: r z nil, w x 1\n"
     "p0: r x nil",
     {"G2-item-process", "G-single-realtime"},
     {"strong_snapshot_isolation", "strong_session_serializable"},
     {"strong_read_committed", "strong_session_snapshot_isolation", "serializable"}},
    {"g2_item_realtime",
     "begin a: r z nil, w x 1\n"
     "p0: w z 1\n"
     "p1: r x nil\n"
     "end a",
     {"G2-item-realtime"},
     {"strict_serializable"},
     {"strong_snapshot_isolation", "strong_session_serializable"}},
    {"g2_item_realtime_near_miss",
     "begin a: r z nil, w x 1\n"
     "begin b: w z 1\n"
     "p1: r x nil\n"
     "end a; end b",
     {},
     {},
     {"strict_serializable"}},
    {"open_write_that_was_read",
     "p0: w x 1, w y 1 -> open\n"
     "p1: r x 1, r y nil",
     {"G-single"},
     {"consistent_view", "repeatable_read"},
     {"strong_read_committed", "cursor_stability", "read_atomic"}},
    {"open_write_that_nobody_read",
     "p0: w x 1, w y 1 -> open\n"
     "p1: r x nil, r y nil",
     {},
     {},
     {"strict_serializable"}},
    {"failed_write_that_nobody_read",
     "w x 1 -> fail\n"
     "r x nil",
     {},
     {},
     {"strict_serializable"}},
};

INSTANTIATE_TEST_SUITE_P(All, RwRegisterCase, testing::ValuesIn(cases), [](const auto& one) {
    return std::string(one.param.name);
});

TEST(RwRegister, ExplainsWhereAVersionOrderComesFrom) {
    const Judgement judgement =
        judged(scripted("r y 2, w x 1, w y 1; r x 1, w x 2, w y 2"), "rw_register");
    const HistoryFinding* g0 = find(judgement, "G0");
    ASSERT_NE(g0, nullptr);
    ASSERT_EQ(g0->cycle.size(), 2U);
    EXPECT_EQ(g0->cycle[0].kind, "ww");
    EXPECT_EQ(g0->cycle[0].sentence,
              "T1 (line 2) wrote 2 to x after T0 (line 1) had written 1: T1 (line 2) had read 1 "
              "when it wrote 2");
}

// Goal: each source of version orders is believed exactly when it is asked for. Method: histories
// that break nothing but the order that this source alone gives.
TEST(RwRegister, BelievesASourceOfVersionOrdersOnlyWhenAsked) {
    struct Asked {
        const char* option;
        bool is_on;
        const char* script;
        std::vector<std::string> anomalies;
    };
    // A process wrote 1 and then 2; T2 saw the new y and the old x, T3 the other way round.
    const char* sequential = "p0: w x 1\np0: w x 2\np1: w y 1; p2: r x 1, r y 1\np3: r x 2, w z 1";
    const char* skewed = "p0: w x 1; begin a: r x 1, r y 1\np0: w x 2, w y 1\nend a";
    const char* two_processes = "p0: w x 1; begin a: r x 1, r y 1\np1: w x 2, w y 1\nend a";
    const std::vector<Asked> all{
        {"sequential_keys", true, sequential, {"G-single-realtime"}},
        {"sequential_keys", false, sequential, {}},
        {"sequential_keys", true, skewed, {"G-single"}},
        {"sequential_keys", false, skewed, {}},
        {"sequential_keys", true, two_processes, {}},
        {"linearizable_keys", true, two_processes, {"G-single"}},
        {"linearizable_keys", false, two_processes, {}},
        {"wfr_keys", true, "w x 1\nr x 1, w x 2; r x 1, w x 3", {"lost-update", "G2-item"}},
        {"wfr_keys", false, "w x 1\nr x 1, w x 2; r x 1, w x 3", {"lost-update"}},
    };
    for (const Asked& asked : all) {
        const Judgement judgement =
            judged(scripted(asked.script), "rw_register", {{asked.option, asked.is_on}});
        EXPECT_EQ(names_of(judgement), asked.anomalies)
            << asked.option << " " << asked.is_on << ": " << asked.script;
    }
}

TEST(RwRegister, LeavesASourceOutThatMakesVersionsCyclic) {
    const Judgement judgement =
        judged(scripted("p0: w x 1; p1: w x 2\np2: r x 1; p3: r x 2\np2: r x 2; p3: r x 1"),
               "rw_register",
               {{"sequential_keys", true}});
    EXPECT_EQ(names_of(judgement), std::vector<std::string>{"cyclic-versions"});
    EXPECT_EQ(judgement.findings.front().message,
              "the versions of x come in no order: 2 before 1, because process 3 met 2 in T3 (line "
              "6) before 1 in T5 (line 10); 1 before 2, because process 2 met 1 in T2 (line 5) "
              "before 2 in T4 (line 9).");
}

TEST(RwRegister, CannotJudgeWritesThatAreNotUnique) {
    const Judgement judgement = judged(scripted("w x 1\nw x 1\nr x 1"), "rw_register");
    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.reason,
              "T0 (line 1) and T1 (line 3) both wrote 1 to x; which of them a read saw, nobody can "
              "tell: let every write of a key have a value of its own");
}

}  // namespace
}  // namespace teacup::model::history::transactions
