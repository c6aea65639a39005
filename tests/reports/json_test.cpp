#include <teacup/reports/json.hpp>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sample_results.hpp"

namespace teacup::reports {
namespace {

// Goal: programs read these lines, so neither a name nor an order changes unnoticed. A change that
// is meant grows json_schema, unless it only adds a field.
TEST(Json, KeepsItsSchema) {
    const std::string expected =
        R"({"schema":1,"scenario":"broker.toml","scenario_hash":"00c0ffee","seed":12,)"
        R"("build_id":"test-build","verdict":"violated","reason":"","exit_code":1,"expect":null,)"
        R"("internal_error":"","divergence":"","digest":"0123456789abcdef0123456789abcdef",)"
        R"("virtual_time_ns":120000000000,"wall_ns":42100000,"events":1204332,"messages":88120,)"
        R"("properties":[{"name":"restart_intensity","modality":"always","verdict":"passed",)"
        R"("observed":412,"time_ns":null,"message":""},{"name":"saw_nodedown",)"
        R"("modality":"sometimes","verdict":"passed","observed":1,"time_ns":5000000000,)"
        R"("message":""},{"name":"recovery","modality":"eventually","verdict":"violated",)"
        R"("observed":3,"time_ns":94200000000,)"
        R"("message":"msg_store was not back 10s after the last fault"}],)"
        R"("faults":[{"id":"cut-db","kind":"partition","origin":"scripted",)"
        R"("planned_ns":5000000000,"targets":["n1","n2"],"outcome":"fired",)"
        R"("fired_ns":5000000000,"why":""}],"holes":[],)"
        R"("violations":[{"property":"recovery","time_ns":94200000000,"node":"n2",)"
        R"("process":"msg_store","message":"msg_store was not back 10s after the last fault",)"
        R"("last_events":[{"time_ns":84000000000,"node":"n2","process":"msg_store",)"
        R"("what":"exit badarith"},{"time_ns":84001000000,"node":"n2","process":"sup",)"
        R"("what":"restart fails: noproc"}]}],)"
        R"("nodes":[{"node":"n1","boots":2,"processes_peak":31,"processes_end":30,)"
        R"("mailbox_end":4,"memory_end_bytes":123456}],)"
        R"("reproduce":"/opt/teacup run /srv/broker.toml --seed 7"})";
    EXPECT_EQ(to_json_line(testing::violated_run(), model::Strictness::holes_pass), expected);
}

/// "violations[].property" for each leaf, of an object in an array once.
void add_fields(std::set<std::string>& fields,
                const nlohmann::json& value,
                const std::string& path) {
    if (value.is_object()) {
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
TEST(Json, IsDocumentedFieldByField) {
    model::RunResult result = testing::violated_run();
    result.expectation = model::Expectation{.property = "recovery"};
    std::set<std::string> written;
    add_fields(
        written, nlohmann::json::parse(to_json_line(result, model::Strictness::holes_pass)), "");
    written.insert("expect");
    std::ifstream page(std::string(TEACUP_SOURCE_DIR) + "/docs/reports.md");
    std::set<std::string> documented;
    bool is_json = false;
    for (std::string line; std::getline(page, line);) {
        is_json = line.starts_with("## ") ? line == "## JSON" : is_json;
        if (is_json && line.starts_with("| `")) {
            documented.insert(line.substr(3, line.find('`', 3) - 3));
        }
    }
    EXPECT_EQ(written, documented);
}

TEST(Json, WritesOneLineARun) {
    std::ostringstream out;
    JsonReport report(out, model::Strictness::holes_pass);
    report.add(testing::passed_run(1));
    report.add(testing::unknown_run(2));
    std::istringstream lines(out.str());
    std::string line;
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_EQ(nlohmann::json::parse(line).at("seed"), 1);
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_EQ(nlohmann::json::parse(line).at("verdict"), "unknown");
    EXPECT_FALSE(std::getline(lines, line));
}

TEST(Json, TellsStrictnessInTheExitCode) {
    model::RunResult holed = testing::passed_run();
    holed.holes = {{"sometimes x: not reached"}};
    const auto code = [&](model::Strictness strictness) {
        return nlohmann::json::parse(to_json_line(holed, strictness)).at("exit_code");
    };
    EXPECT_EQ(code(model::Strictness::holes_pass), 0);
    EXPECT_EQ(code(model::Strictness::holes_are_unknown), 5);
}

TEST(Json, TellsWhetherACanaryDidWhatItShould) {
    model::RunResult canary = testing::violated_run();
    canary.expectation = model::Expectation{.property = "recovery", .every_seed = false};
    const auto line = nlohmann::json::parse(to_json_line(canary, model::Strictness::holes_pass));
    EXPECT_EQ(line.at("expect").at("seeds"), "some");
    EXPECT_EQ(line.at("expect").at("met"), true);
    EXPECT_EQ(line.at("exit_code"), 0);
}

TEST(Json, SurvivesNamesThatAreNotText) {
    model::RunResult result = testing::passed_run();
    result.scenario = "a\xff\"b\n.toml";
    const auto line = nlohmann::json::parse(to_json_line(result, model::Strictness::holes_pass));
    EXPECT_EQ(line.at("scenario"), "a\xef\xbf\xbd\"b\n.toml");
}

TEST(Json, KeepsAllBitsOfASeed) {
    const std::string line = to_json_line(testing::passed_run(18'446'744'073'709'551'615U),
                                          model::Strictness::holes_pass);
    EXPECT_NE(line.find(R"("seed":18446744073709551615,)"), std::string::npos);
}

}  // namespace
}  // namespace teacup::reports
