// Checked histories on the console and as JSON.
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <teacup/reports/history_console.hpp>
#include <teacup/reports/history_json.hpp>

namespace teacup::reports {

namespace {

using model::HistoryResult;
using model::Verdict;

constexpr auto lenient = model::Strictness::holes_pass;

/// Has something of everything.
HistoryResult full_result() {
    HistoryResult result{.file = "shop.jsonl", .format = "jsonl", .model = "list_append"};
    result.judgement.verdict = Verdict::violated;
    result.judgement.judged = 2;
    result.judgement.findings = {
        {.anomaly = "G1c",
         .message = "each saw the other",
         .operations = {0, 1},
         .cycle = {{.from = 0, .to = 1, .kind = "wr", .sentence = "T1 read 1 of x"},
                   {.from = 1, .to = 0, .kind = "rw", .sentence = "T0 did not"}},
         .count = 1200}};
    result.judgement.linearizations = {{.part = "x",
                                        .prefix_end = 1,
                                        .steps = {{.operation = 0, .state = "[1]"}},
                                        .state_before = "nil",
                                        .stuck = {{1, "needs 2"}}}};
    result.judgement.violated_models = {"read_committed"};
    result.judgement.holding_models = {"read_uncommitted"};
    result.judgement.figures = {{"keys", "2"}};
    result.judgement.holes = {{"no cas ever succeeded"}};
    result.operations = {{.index = 0,
                          .process = "0",
                          .function = "txn",
                          .asked = "[[:append :x 1]]",
                          .told = "[[:append :x 1]]",
                          .outcome = "ok",
                          .begin = 0,
                          .end = 3,
                          .begin_ns = 10,
                          .end_ns = 40,
                          .invoke_line = 1,
                          .completion_line = 4},
                         {.index = 1,
                          .process = "client\x1b[31m",
                          .function = "cas",
                          .key = ":x",
                          .asked = "[1 2]",
                          .error = ":timeout",
                          .outcome = "open",
                          .begin = 1,
                          .invoke_line = 2},
                         {.index = 2, .process = "only for pages", .outcome = "ok"}};
    result.operations_total = 1'234'567;
    result.processes_total = 2;
    result.statistics.functions = {
        {.function = "txn",
         .ok = 1'000,
         .info = 2,
         .latency = model::FunctionStatistics::Latency{1'000, 2'000, 3'000, 4'000}}};
    result.statistics.gaps = {{.begin_ns = 1'000'000'000, .end_ns = 4'000'000'000}};
    result.read_ns = 250'000'000;
    result.check_ns = 750'000'000;
    result.cpu_ns = 900'000'000;
    return result;
}

TEST(HistoryConsole, TellsWhatIsWrongAndWhoIsToBlame) {
    EXPECT_EQ(history_block(full_result(), {}),
              "VIOLATED  shop.jsonl  list_append\n"
              "  what        G1c (1200 of this kind)\n"
              "  why         each saw the other\n"
              "  cycle       wr        T1 read 1 of x\n"
              "              rw        T0 did not\n"
              "  operations  shop.jsonl:1-4  process 0: txn [[:append :x 1]] -> ok\n"
              "              shop.jsonl:2    process client\\x1b[31m: cas :x [1 2] -> open "
              "(:timeout)\n"
              "  got as far  1 operation could be put in order for key x, to the state [1]\n"
              "  no place    shop.jsonl:2  process client\\x1b[31m: cas :x [1 2] -> open "
              "(:timeout): needs 2\n"
              "  violates    read_committed\n"
              "  still holds read_uncommitted\n"
              "  holes       no cas ever succeeded\n"
              "  figures     keys 2\n"
              "  functions   txn: 1,000 ok, 2 never answered; latency p50 1.0us, p99 3.0us, max "
              "4.0us\n"
              "  nothing ok  for 3.00s, from 1.00s on\n"
              "  checked     1,234,567 operations of 2 processes, 2 judged, in 1.00s (read "
              "250.0ms, CPU 900.0ms)\n");
}

TEST(HistoryConsole, TellsTheProblemsOfAFileThatIsNone) {
    HistoryResult result{.file = "bad"};
    result.problems = {{.message = "is empty"},
                       {.line = 3, .message = "has no type"},
                       {.line = 4, .column = 7, .message = "is no JSON"}};
    result.problems_more = 1;
    EXPECT_EQ(history_block(result, {}),
              "bad: is empty\nbad:3: has no type\nbad:4:7: is no JSON\nbad: and 1 more problem\n");
}

TEST(HistoryConsole, TellsWhyNothingIsKnown) {
    HistoryResult result{.file = "big", .model = "register"};
    result.judgement.reason = "the time limit was reached";
    result.judgement.covered = "17 of 20 keys";
    EXPECT_EQ(history_block(result, {}),
              "UNKNOWN  big  register\n"
              "  why         the time limit was reached\n"
              "  covered     17 of 20 keys\n"
              "  checked     0 operations of 0 processes, 0 judged, in 0.0us (read 0.0us, CPU "
              "0.0us)\n");
    result.internal_error = "a bug";
    EXPECT_EQ(history_block(result, {}), "INTERNAL ERROR  big  register\n  what        a bug\n");
}

/// "findings[].anomaly" for each leaf, of an object in an array once.
void add_fields(std::set<std::string>& fields,
                const nlohmann::json& value,
                const std::string& path) {
    if (value.is_object() && path != "figures") {
        for (const auto& [name, member] : value.items()) {
            add_fields(fields, member, path.empty() ? name : path + "." + name);
        }
    } else if (value.is_array() && !value.empty() && value.front().is_object()) {
        add_fields(fields, value.front(), path + "[]");
    } else {
        fields.insert(path);
    }
}

// Goal: the page that documents the fields has a row for each, and for no other.
TEST(HistoryJson, IsDocumentedFieldByField) {
    HistoryResult result = full_result();
    result.problems = {{.line = 1, .message = "odd"}};
    std::set<std::string> written;
    add_fields(written, nlohmann::json::parse(to_json_line(result, lenient)), "");
    written.insert("functions[].latency");
    std::ifstream page(std::string(TEACUP_SOURCE_DIR) + "/docs/histories.md");
    std::set<std::string> documented;
    bool is_json = false;
    for (std::string line; std::getline(page, line);) {
        is_json = line.starts_with("## ") ? line == "## JSON of a check" : is_json;
        if (is_json && line.starts_with("| `")) {
            documented.insert(line.substr(3, line.find('`', 3) - 3));
        }
    }
    EXPECT_EQ(written, documented);
}

// Of a very long order only some steps are told, but all are counted.
TEST(HistoryReport, CountsStepsThatAreNotTold) {
    HistoryResult result = full_result();
    result.judgement.linearizations[0].steps_before = 10'000;
    result.judgement.linearizations[0].steps_after = 6;
    EXPECT_NE(history_block(result, {}).find("10,007 operations could be put in order for key x"),
              std::string::npos);
    const auto line = nlohmann::json::parse(to_json_line(result, lenient));
    EXPECT_EQ(line.at("linearizations")[0].at("steps_before"), 10'000);
    EXPECT_EQ(line.at("linearizations")[0].at("steps_after"), 6);
}

TEST(HistoryJson, HasTheOperationsThatAreNamedAndNoOthers) {
    const auto line = nlohmann::json::parse(to_json_line(full_result(), lenient));
    EXPECT_EQ(line.at("verdict"), "violated");
    EXPECT_EQ(line.at("exit_code"), 1);
    ASSERT_EQ(line.at("operations").size(), 2U);
    EXPECT_EQ(line.at("operations")[1].at("end"), nullptr);
    EXPECT_EQ(line.at("operations")[0].at("end_ns"), 40);
    EXPECT_EQ(line.at("figures").at("keys"), "2");
    EXPECT_EQ(line.at("linearizations")[0].at("stuck")[0].at("why"), "needs 2");
}

TEST(HistoryJson, SurvivesBytesThatAreNoText) {
    HistoryResult result{.file = "\xff"};
    EXPECT_EQ(nlohmann::json::parse(to_json_line(result, lenient)).at("file"), "\xef\xbf\xbd");
}

}  // namespace

}  // namespace teacup::reports
