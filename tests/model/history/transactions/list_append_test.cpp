#include <map>
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

class ListAppendCase : public testing::TestWithParam<Case> {};

// Goal: each anomaly is found in a history that has it, with the models that it rules out; and in
// the near miss beside it, which differs by one thing, it is not.
TEST_P(ListAppendCase, TellsExactlyTheseAnomalies) {
    const Judgement judgement = judged(scripted(GetParam().script), "list_append");
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
     "append x 1, append y 1\n"
     "r x [1], append x 2, r x [1 2]\n"
     "r x [1 2], r y [1]",
     {},
     {},
     {"strict_serializable"}},
    {"garbage_read",
     "append x 1\n"
     "r x [1 9]",
     {"garbage-read"},
     {"read_uncommitted"},
     {}},
    {"garbage_read_near_miss",
     "append x 1\n"
     "append x 9 -> info\n"
     "r x [1 9]",
     {},
     {},
     {"strict_serializable"}},
    {"duplicate_elements",
     "append x 1; append x 2\n"
     "r x [1 2 1]",
     {"duplicate-elements"},
     {"read_uncommitted"},
     {}},
    {"duplicate_elements_near_miss",
     "append x 1; append x 2\n"
     "r x [1 2]",
     {},
     {},
     {"strict_serializable"}},
    {"incompatible_order",
     "append x 1\n"
     "append x 2; append x 3\n"
     "r x [1 2]; r x [1 3]",
     {"incompatible-order"},
     {"read_committed"},
     {"strong_read_uncommitted"}},
    {"incompatible_order_near_miss",
     "append x 1\n"
     "append x 2; append x 3; r x [1 2]; r x [1 2 3]",
     {},
     {},
     {"strict_serializable"}},
    {"cyclic_versions",
     "append x 1, append x 2\n"
     "r x [2 1]",
     {"cyclic-versions", "G1b"},
     {"read_uncommitted"},
     {}},
    {"cyclic_versions_near_miss",
     "append x 1, append x 2\n"
     "r x [1 2]",
     {},
     {},
     {"strict_serializable"}},
    {"cyclic_versions_by_a_lost_append",
     "append x 1, append x 2\n"
     "r x [2]",
     {"cyclic-versions", "G-single"},
     {"read_uncommitted"},
     {}},
    {"g1a",
     "append x 1 -> fail\n"
     "r x [1]",
     {"G1a"},
     {"read_committed"},
     {"strong_read_uncommitted"}},
    {"g1a_near_miss",
     "append x 1 -> open\n"
     "p1: r x [1]",
     {},
     {},
     {"strict_serializable"}},
    {"dirty_update",
     "append x 1 -> fail\n"
     "append x 2\n"
     "r x [1 2]",
     {"G1a", "dirty-update"},
     {"read_committed"},
     {"strong_read_uncommitted"}},
    {"dirty_update_near_miss",
     "append x 1 -> info\n"
     "append x 2\n"
     "r x [1 2]",
     {},
     {},
     {"strict_serializable"}},
    {"g1b",
     "append x 1, append x 2; r x [1]\n"
     "r x [1 2]",
     {"G1b", "G-single"},
     {"read_committed"},
     {"strong_read_uncommitted"}},
    {"g1b_near_miss",
     "append x 1, r x [1], append x 2; r x [1 2]",
     {},
     {},
     {"strict_serializable"}},
    {"internal",
     "append x 1\n"
     "r x [1], append x 2, r x [1]",
     {"internal"},
     {"read_atomic"},
     {"strong_read_committed", "consistent_view", "repeatable_read"}},
    {"internal_near_miss",
     "append x 1\n"
     "r x [1], append x 2, r x [1 2]",
     {},
     {},
     {"strict_serializable"}},
    {"internal_without_first_read",
     "append x 1\n"
     "append x 2, r x [2 1]",
     {"internal", "G1c", "G0-process"},
     {"strong_session_read_uncommitted", "read_committed"},
     {"read_uncommitted"}},
    {"internal_two_reads",
     "append x 1; r x [], r x [1]",
     {"internal", "G-single"},
     {"read_atomic", "consistent_view", "repeatable_read"},
     {"strong_read_committed", "monotonic_atomic_view", "cursor_stability"}},
    {"future_read",
     "r x [1], append x 1",
     {"future-read"},
     {"read_committed"},
     {"strong_read_uncommitted"}},
    {"future_read_near_miss", "append x 1, r x [1]", {}, {}, {"strict_serializable"}},
    {"lost_update",
     "append x 1\n"
     "r x [1], append x 2; r x [1], append x 3\n"
     "r x [1 2 3]",
     {"lost-update", "G-single"},
     {"cursor_stability"},
     {"strong_read_committed", "read_atomic"}},
    {"lost_update_near_miss",
     "append x 1\n"
     "r x [1], append x 2; r x [1 2], append x 3\n"
     "r x [1 2 3]",
     {},
     {},
     {"strict_serializable"}},
    {"lost_update_unread",
     "append x 1\n"
     "r x [1], append x 2; r x [1], append x 3",
     {"lost-update", "G2-item"},
     {"cursor_stability"},
     {"strong_read_committed", "read_atomic"}},
    {"lost_update_unread_near_miss",
     "append x 1\n"
     "r x [1], append x 2; r x [1], append x 3 -> info",
     {},
     {},
     {"strict_serializable"}},
    {"g0",
     "append x 1, append y 1; append x 2, append y 2\n"
     "r x [1 2], r y [2 1]",
     {"G0"},
     {"read_uncommitted"},
     {}},
    {"g0_near_miss",
     "append x 1, append y 1; append x 2, append y 2\n"
     "r x [1 2], r y [1 2]",
     {},
     {},
     {"strict_serializable"}},
    {"g0_within_one_key",
     "append x 1, append x 3; append x 2\n"
     "r x [1 2 3]",
     {"G0"},
     {"read_uncommitted"},
     {}},
    {"g1c",
     "append x 1, r y [1]; append y 1, r x [1]",
     {"G1c"},
     {"read_committed"},
     {"strong_read_uncommitted"}},
    {"g1c_near_miss", "append x 1, r y []; append y 1, r x [1]", {}, {}, {"strict_serializable"}},
    {"g_single",
     "append x 1, append y 1; r x [1], r y []",
     {"G-single"},
     {"consistent_view", "repeatable_read"},
     {"strong_read_committed", "cursor_stability", "read_atomic"}},
    {"g_single_near_miss",
     "append x 1, append y 1; r x [1], r y [1]",
     {},
     {},
     {"strict_serializable"}},
    {"long_fork",
     "append x 1; append y 1; r x [1], r y []; r x [], r y [1]",
     {"long-fork", "G-nonadjacent"},
     {"repeatable_read", "snapshot_isolation"},
     {"strong_read_committed", "parallel_snapshot_isolation"}},
    {"long_fork_near_miss",
     "append x 1; append y 1; r x [1], r y []; r x [1], r y [1]",
     {},
     {},
     {"strict_serializable"}},
    {"g_nonadjacent",
     "append x 1; append x 2, r y []; append y 1; r y [1], r x []\n"
     "r x [1 2]",
     {"G-nonadjacent"},
     {"repeatable_read", "snapshot_isolation"},
     {"strong_read_committed", "parallel_snapshot_isolation"}},
    {"g_nonadjacent_near_miss",
     "append x 1; append x 2, r y []; append y 1; r y [1], r x [1 2]\n"
     "r x [1 2]",
     {},
     {},
     {"strict_serializable"}},
    {"write_skew",
     "r x [], append y 1; r y [], append x 1\n"
     "r x [1], r y [1]",
     {"write-skew", "G2-item"},
     {"repeatable_read"},
     {"strong_snapshot_isolation"}},
    {"write_skew_near_miss",
     "r x [], append y 1; r y [1], append x 1\n"
     "r x [1], r y [1]",
     {},
     {},
     {"strict_serializable"}},
    {"g2_item",
     "r x [], append y 1; r y [], append z 1; r z [], append x 1",
     {"G2-item"},
     {"repeatable_read"},
     {"strong_snapshot_isolation"}},
    {"g2_item_near_miss",
     "r x [], append y 1; r y [], append z 1; r z [1], append x 1",
     {},
     {},
     {"strict_serializable"}},
    {"g2_item_with_a_read_between",
     "append x 1; append x 2, r y []; append y 1; r y [1], r x [1]\n"
     "r x [1 2]",
     {"G2-item"},
     {"repeatable_read"},
     {"strong_snapshot_isolation"}},
    {"g0_process",
     "p0: append x 2\n"
     "p0: append x 1\n"
     "p1: r x [1 2]",
     {"G0-process"},
     {"strong_session_read_uncommitted"},
     {"serializable"}},
    {"g0_realtime",
     "p0: append x 2\n"
     "p1: append x 1\n"
     "p2: r x [1 2]",
     {"G0-realtime"},
     {"strong_read_uncommitted"},
     {"strong_session_serializable"}},
    {"g0_order_near_miss",
     "p0: append x 2; p1: append x 1\n"
     "p2: r x [1 2]",
     {},
     {},
     {"strict_serializable"}},
    {"g1c_process",
     "p0: r x [1]\n"
     "p0: append x 1",
     {"G1c-process"},
     {"strong_session_read_committed"},
     {"strong_read_uncommitted", "serializable"}},
    {"g1c_realtime",
     "p0: r x [1]\n"
     "p1: append x 1",
     {"G1c-realtime"},
     {"strong_read_committed"},
     {"strong_read_uncommitted", "strong_session_serializable"}},
    {"g1c_order_near_miss", "p0: r x [1]; p1: append x 1", {}, {}, {"strict_serializable"}},
    {"g_single_process",
     "p0: append x 1\n"
     "p0: r x []",
     {"G-single-process"},
     {"strong_session_snapshot_isolation"},
     {"strong_read_committed", "serializable"}},
    {"g_single_realtime",
     "p0: append x 1\n"
     "p1: r x []",
     {"G-single-realtime"},
     {"strong_snapshot_isolation"},
     {"strong_read_committed", "strong_session_serializable"}},
    {"g_single_order_near_miss", "p0: append x 1; p1: r x []", {}, {}, {"strict_serializable"}},
    {"g_nonadjacent_process",
     "p0: append x 1; p1: append y 1\n"
     "p0: r y []; p1: r x []",
     {"G-nonadjacent-process", "G-single-realtime"},
     {"strong_session_snapshot_isolation"},
     {"strong_read_committed", "serializable"}},
    {"g_nonadjacent_realtime",
     "begin a: append y 1; begin b: r y [1], r x []\n"
     "p0: append x 1\n"
     "p1: r y []\n"
     "end a; end b",
     {"G-nonadjacent-realtime"},
     {"strong_snapshot_isolation"},
     {"strong_read_committed", "strong_session_serializable"}},
    {"g_nonadjacent_realtime_near_miss",
     "begin a: append y 1; begin b: r y [1], r x []\n"
     "begin c: append x 1\n"
     "p1: r y []\n"
     "end a; end b; end c",
     {},
     {},
     {"strict_serializable"}},
    {"g2_item_process",
     "p0: append z 1; p1: r z [], append x 1\n"
     "p0: r x []",
     {"G2-item-process", "G-single-realtime"},
     {"strong_snapshot_isolation", "strong_session_serializable"},
     {"strong_read_committed", "strong_session_snapshot_isolation", "serializable"}},
    {"g2_item_realtime",
     "begin a: r z [], append x 1\n"
     "p0: append z 1\n"
     "p1: r x []\n"
     "end a",
     {"G2-item-realtime"},
     {"strict_serializable"},
     {"strong_snapshot_isolation", "strong_session_serializable"}},
    {"g2_item_realtime_near_miss",
     "begin a: r z [], append x 1\n"
     "begin b: append z 1\n"
     "p1: r x []\n"
     "end a; end b",
     {},
     {},
     {"strict_serializable"}},
    {"open_append_that_was_read",
     "p0: append x 1, append y 1 -> open\n"
     "p1: r x [1], r y []",
     {"G-single"},
     {"consistent_view", "repeatable_read"},
     {"strong_read_committed", "cursor_stability", "read_atomic"}},
    {"open_append_that_nobody_read",
     "p0: append x 1, append y 1 -> open\n"
     "p1: r x [], r y []",
     {},
     {},
     {"strict_serializable"}},
    {"failed_append_that_nobody_read",
     "append x 1 -> fail\n"
     "r x []",
     {},
     {},
     {"strict_serializable"}},
    {"failed_read",
     "append x 1\n"
     "r x [] -> fail\n"
     "r x [1]",
     {},
     {},
     {"strict_serializable"}},
};

INSTANTIATE_TEST_SUITE_P(All, ListAppendCase, testing::ValuesIn(cases), [](const auto& one) {
    return std::string(one.param.name);
});

TEST(ListAppend, ExplainsEveryEdgeOfACycle) {
    const Judgement judgement =
        judged(scripted("append x 1, append y 1; append x 2, append y 2\nr x [1 2], r y [2 1]"),
               "list_append");
    const HistoryFinding* g0 = find(judgement, "G0");
    ASSERT_NE(g0, nullptr);
    EXPECT_EQ(g0->count, 1U);
    EXPECT_EQ(g0->message,
              "dirty write: a cycle of writes over writes. Each of 2 transactions must come before "
              "the next one, and the last before the first.");
    EXPECT_EQ(g0->operations, (std::vector<std::uint32_t>{0, 1}));
    ASSERT_EQ(g0->cycle.size(), 2U);
    EXPECT_EQ(g0->cycle[0].kind, "ww");
    EXPECT_EQ(g0->cycle[0].sentence,
              "T1 (line 2) appended 2 to x after T0 (line 1) had appended 1");
    EXPECT_EQ(g0->cycle[1].sentence,
              "T0 (line 1) appended 1 to y after T1 (line 2) had appended 2");
}

// Goal: however much happened in between, one edge of order is enough to tell a cycle.
TEST(ListAppend, TellsLongOrdersInOneEdge) {
    std::string between;
    for (int i = 0; i < 30; ++i) {
        between +=
            "p0: append y " + std::to_string(i) + "; p1: append z " + std::to_string(i) + "\n";
    }
    const std::string begin = "p0: append x 1\n" + between;
    const Judgement same = judged(scripted(begin + "p0: r x []"), "list_append");
    ASSERT_EQ(names_of(same), std::vector<std::string>{"G-single-process"});
    ASSERT_EQ(same.findings.front().cycle.size(), 2U);
    EXPECT_EQ(same.findings.front().cycle[0].sentence,
              "process 0 did T61 (line 123) after T0 (line 1)");
    const Judgement other = judged(scripted(begin + "p2: r x []"), "list_append");
    ASSERT_EQ(names_of(other), std::vector<std::string>{"G-single-realtime"});
    ASSERT_EQ(other.findings.front().cycle.size(), 2U);
    EXPECT_EQ(other.findings.front().cycle[0].sentence,
              "T61 (line 123) was invoked 0.000121 s after T0 (line 1) was answered");
}

TEST(ListAppend, JudgesByTheModelThatIsAskedFor) {
    const History history = scripted("r x [], append y 1; r y [], append x 1\nr x [1], r y [1]");
    const auto verdict = [&](const char* model) {
        return judged(history, "list_append", {{"consistency", std::string(model)}}).verdict;
    };
    EXPECT_EQ(verdict("snapshot_isolation"), Verdict::passed);
    EXPECT_EQ(verdict("strong_snapshot_isolation"), Verdict::passed);
    EXPECT_EQ(verdict("repeatable_read"), Verdict::violated);
    EXPECT_EQ(verdict("serializable"), Verdict::violated);
    EXPECT_EQ(verdict("strict_serializable"), Verdict::violated);
}

TEST(ListAppend, CannotJudgeAppendsThatAreNotUnique) {
    const Judgement judgement = judged(scripted("append x 1\nappend x 1\nr x [1]"), "list_append");
    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.reason,
              "T0 (line 1) and T1 (line 3) both appended 1 to x; which of them a read saw, nobody "
              "can tell: let every write of a key have a value of its own");
}

TEST(ListAppend, JudgesNothingWithoutReads) {
    const Judgement judgement = judged(scripted("append x 1\nappend x 2"), "list_append");
    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.judged, 0U);
    EXPECT_FALSE(judgement.reason.empty());
    EXPECT_EQ(judged(History{}, "list_append").verdict, Verdict::unknown);
}

// Goal: shapes that are no transactions are told with their place. Method: one wrong value each.
TEST(ListAppend, RefusesValuesThatAreNoTransactions) {
    HistoryBuilder builder;
    ValueTable& values = builder.values();
    const auto mop = [&](const char* verb, ValueId key, ValueId value) {
        return values.list({{values.text(verb), key, value}});
    };
    const ValueId x = values.text("x");
    const ValueId one = values.integer(1);
    const std::vector<std::pair<ValueId, std::string>> wrong{
        {one, "a transaction is a list of micro-operations, not 1"},
        {values.list({{one}}),
         R"(a micro-operation is ["r", key, value] or ["append", key, value], not 1)"},
        {values.list({{mop("w", x, one)}}),
         R"(a micro-operation is ["r", key, value] or ["append", key, value], not ["w" "x" 1])"},
        {values.list({{mop("append", nil, one)}}), "a key is a number or a text, not nil"},
        {values.list({{mop("append", x, nil)}}), "what is written is a number or a text, not nil"},
        {values.list({{mop("r", x, one)}}), "it reads 1, which is no list of elements"},
    };
    for (const auto& [value, message] : wrong) {
        EXPECT_EQ(builder.add({.type = EventType::invoke,
                               .process = one,
                               .function = "txn",
                               .value = values.list({})}),
                  "");
        EXPECT_EQ(
            builder.add({.type = EventType::ok, .process = one, .function = "txn", .value = value}),
            "");
    }
    const History history = std::move(builder).build();
    const std::vector<ShapeError> errors = shape_errors(history, *find_model("list_append"));
    ASSERT_EQ(errors.size(), wrong.size());
    for (std::size_t i = 0; i < wrong.size(); ++i) {
        EXPECT_EQ(errors[i].message, wrong[i].second);
    }
}

TEST(ListAppend, StopsWhenTheBudgetIsSpent) {
    const History history = scripted("append x 1\nr x [1]\nappend x 2\nr x [1 2]");
    const ModelEntry& model = *find_model("list_append");
    const OptionValues options = default_values(model.options);
    Workers workers;
    Budget small({}, 16);
    const Judgement judgement =
        model.check(history, {.options = options, .budget = small, .workers = workers});
    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.reason, to_string(Stop::memory));
    EXPECT_EQ(judgement.covered, "no transaction");
    EXPECT_TRUE(judgement.holding_models.empty());
}

// Goal: with too little memory the verdict is unknown, or what was found. Method: every budget from
// nothing to enough.
TEST(ListAppend, NeverTellsAnythingWrongWithASmallBudget) {
    const History history =
        scripted("append x 1, append y 1; append x 2, append y 2\nr x [1 2], r y [2 1]");
    const ModelEntry& model = *find_model("list_append");
    const OptionValues options = default_values(model.options);
    Workers workers;
    std::vector<std::string> told;
    for (std::size_t bytes = 0; bytes < 6000; bytes += 16) {
        Budget budget({}, bytes);
        const Judgement judgement =
            model.check(history, {.options = options, .budget = budget, .workers = workers});
        const auto names = names_of(judgement);
        const std::string name = names.empty() ? "" : names.front();
        EXPECT_EQ(judgement.verdict == Verdict::unknown, names.empty()) << bytes;
        EXPECT_EQ(judgement.reason.empty(), judgement.verdict == Verdict::violated) << bytes;
        EXPECT_EQ(judgement.covered.empty(), name == "G0") << bytes;
        if (told.empty() || told.back() != name) {
            told.push_back(name);
        }
    }
    EXPECT_EQ(told, (std::vector<std::string>{"", "G0"}));
}

// Goal: a violation that is certain is told although the search for a cycle was ended. Method: one
// long ring of reads of what the next one replaces, and the end at every question.
TEST(ListAppend, TellsThatACycleExistsWhenTheSearchForItIsEnded) {
    std::string script;
    constexpr int size = 3000;
    for (int i = 0; i < size; ++i) {
        script +=
            "r k" + std::to_string(i) + " [], append k" + std::to_string((i + 1) % size) + " 1;";
    }
    const History history = scripted(script);
    const ModelEntry& model = *find_model("list_append");
    const OptionValues options = default_values(model.options);
    Workers workers;
    std::map<std::string, int> told;
    for (int last = 1; told["G2-item"] == 0; ++last) {
        int left = last;
        Budget budget([&] { return --left > 0 ? Stop::none : Stop::time; });
        const Judgement judgement =
            model.check(history, {.options = options, .budget = budget, .workers = workers});
        const auto names = names_of(judgement);
        ++told[names.empty() ? "" : names.front()];
        EXPECT_EQ(judgement.verdict, names.empty() ? Verdict::unknown : Verdict::violated);
        ASSERT_LT(last, 100'000);
    }
    EXPECT_GT(told[""], 0);
    EXPECT_GT(told["cycle-exists"], 0);
    EXPECT_EQ(told.size(), 3U);
}

// Goal: what makes a checker of lists slow in theory stays fast. Method: thousands of elements in
// one key, in one transaction and in many.
TEST(ListAppend, StaysFastWithOneHugeKey) {
    std::string appends = "append x 0";
    std::string list = "0";
    for (int i = 1; i < 20'000; ++i) {
        appends += ", append x " + std::to_string(i);
        list += " " + std::to_string(i);
    }
    const std::string last = "r x [" + list + "]";
    EXPECT_EQ(judged(scripted(appends + "\n" + last + "\n" + last), "list_append").verdict,
              Verdict::passed);
    std::string many;
    for (int i = 0; i < 20'000; ++i) {
        many += "p" + std::to_string(i % 7) + ": append x " + std::to_string(i) + "\n";
    }
    EXPECT_EQ(judged(scripted(many + last), "list_append").verdict, Verdict::passed);
}

// Goal: edges that grow with the square of the history end in an honest unknown. Method: many reads
// of the empty list, and many appends that nobody read.
TEST(ListAppend, TellsWhenTheGraphWouldBeTooLarge) {
    std::string script;
    for (int i = 0; i < 20'000; ++i) {
        script += "append x " + std::to_string(i) + "; r x []\n";
    }
    const History history = scripted(script);
    const ModelEntry& model = *find_model("list_append");
    const OptionValues options = default_values(model.options);
    Workers workers;
    Budget budget({}, std::size_t{100} << 20);
    const Judgement judgement =
        model.check(history, {.options = options, .budget = budget, .workers = workers});
    EXPECT_EQ(judgement.verdict, Verdict::unknown);
    EXPECT_EQ(judgement.reason, to_string(Stop::memory));
    EXPECT_EQ(judgement.covered, "every transaction on its own, and no cycles");
    // What is wrong without a cycle is found all the same.
    Budget again({}, std::size_t{100} << 20);
    const History wrong = scripted(script + "append y 1, r y []\n");
    const Judgement violated =
        model.check(wrong, {.options = options, .budget = again, .workers = workers});
    EXPECT_EQ(violated.verdict, Verdict::violated);
    EXPECT_EQ(names_of(violated), std::vector<std::string>{"internal"});
}

TEST(ListAppend, StopsWhenItIsAskedTo) {
    HistoryBuilder builder;
    const ModelEntry& model = *find_model("list_append");
    ASSERT_TRUE(model.generate({.operations = 5000, .clients = 5, .seed = 3}, builder));
    const History history = std::move(builder).build();
    const OptionValues options = default_values(model.options);
    Workers workers;
    int questions = 0;
    Budget endless([&] {
        ++questions;
        return Stop::none;
    });
    EXPECT_EQ(
        model.check(history, {.options = options, .budget = endless, .workers = workers}).verdict,
        Verdict::passed);
    ASSERT_GT(questions, 20);  // A few thousand steps apart.
    for (int last = 1; last < questions; last += 3) {
        int left = last;
        Budget budget([&] { return --left > 0 ? Stop::none : Stop::interrupted; });
        const Judgement judgement =
            model.check(history, {.options = options, .budget = budget, .workers = workers});
        EXPECT_EQ(judgement.verdict, Verdict::unknown) << last;
        EXPECT_EQ(judgement.reason, to_string(Stop::interrupted)) << last;
        EXPECT_FALSE(judgement.covered.empty()) << last;
        EXPECT_EQ(left, 0) << "asked again after the stop";
    }
}

}  // namespace
}  // namespace teacup::model::history::transactions
