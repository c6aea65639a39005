#include <teacup/model/history/rows.hpp>

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include <teacup/model/history/history_builder.hpp>

namespace teacup::model::history {

namespace {

History read_and_write() {
    HistoryBuilder builder;
    ValueTable& values = builder.values();
    const auto add = [&](EventType type, int process, const char* function, ValueId value) {
        EXPECT_EQ(builder.add({.type = type,
                               .process = values.integer(process),
                               .function = function,
                               .value = value,
                               .line = static_cast<std::uint32_t>(builder.events() + 1)}),
                  "");
    };
    add(EventType::invoke, 0, "read", nil);
    add(EventType::invoke, 1, "write", values.text(std::string(3000, 'a')));
    add(EventType::ok, 0, "read", nil);
    return std::move(builder).build();
}

TEST(OperationRow, TellsWhatWasAskedAndToldAndWhere) {
    const OperationRow row = row_of(read_and_write(), 0);
    EXPECT_EQ(row.process, "0");
    EXPECT_EQ(row.function, "read");
    EXPECT_EQ(row.asked, "");
    EXPECT_EQ(row.told, "nil");
    EXPECT_EQ(row.outcome, "ok");
    EXPECT_EQ(row.begin, 0U);
    EXPECT_EQ(row.end, 2U);
    EXPECT_FALSE(row.begin_ns.has_value());
    EXPECT_EQ(row.invoke_line, 1U);
    EXPECT_EQ(row.completion_line, 3U);
}

TEST(OperationRow, CutsLongValuesAndLeavesTheOpenWithoutAnEnd) {
    const OperationRow row = row_of(read_and_write(), 1);
    EXPECT_EQ(row.asked.size(), row_text_max + std::string("... (3002 bytes)").size());
    EXPECT_TRUE(row.asked.ends_with("a... (3002 bytes)"));
    EXPECT_EQ(row.outcome, "open");
    EXPECT_FALSE(row.end.has_value());
}

TEST(NamedOperations, AreThoseOfFindingsCyclesAndLinearizationsEachOnce) {
    Judgement judgement;
    judgement.findings.push_back(
        {.anomaly = "G1c", .operations = {7, 2}, .cycle = {{.from = 2, .to = 5}}});
    judgement.linearizations.push_back({.prefix_end = 9, .steps = {{.operation = 5}}});
    judgement.linearizations.back().stuck.emplace_back(1, "too late");
    EXPECT_EQ(named_operations(judgement), (std::vector<OperationIndex>{1, 2, 5, 7, 9}));
}

}  // namespace

}  // namespace teacup::model::history
