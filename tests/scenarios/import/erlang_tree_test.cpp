#include <teacup/scenarios/import/erlang_tree.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/scenarios/import/detail/erlang_conversion.hpp>
#include <teacup/scenarios/loader.hpp>

namespace teacup::scenarios {

namespace {

const std::string data_folder = TEACUP_SOURCE_DIR "/tests/scenarios/import/data/";
const std::string library_folder = TEACUP_SOURCE_DIR "/scenarios/library/trees/";

std::string text_of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file.is_open()) << path;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Errors as "line:column: message", one a line; the report otherwise.
struct Outcome {
    std::string errors;
    ImportReport report;
    std::string toml;
};

Outcome import_text(const std::string& dump) {
    std::istringstream input(dump);
    std::ostringstream toml;
    const auto result = import_erlang_tree(input, "dump.jsonl", toml);
    Outcome outcome{.errors = "", .report = {}, .toml = toml.str()};
    if (result) {
        outcome.report = *result;
        return outcome;
    }
    for (const sim::Error& error : result.error()) {
        EXPECT_EQ(error.place.file, "dump.jsonl");
        outcome.errors += std::to_string(error.place.line) + ":" +
                          std::to_string(error.place.column) + ": " + error.message + "\n";
    }
    return outcome;
}

// A dump that imports without a finding, to be bent by the tests.
constexpr std::string_view application =
    R"({"kind":"application","id":"shop","top":"shop_sup","type":"transient","applications":[]})"
    "\n";
constexpr std::string_view top =
    R"({"kind":"supervisor","path":"shop/shop_sup","id":"shop_sup","strategy":"one_for_one",)"
    R"("intensity":3,"period":10,"auto_shutdown":"never","trap_exit":true})"
    "\n";

std::string shop(std::string_view more) {
    return std::string(application) + std::string(top) + std::string(more);
}

/// A child of shop_sup with these fields after its path and id.
std::string child(std::string_view fields) {
    return R"({"kind":"worker","path":"shop/shop_sup/a","id":"a","restart":"permanent",)"
           R"("shutdown":5000,"significant":false)" +
           std::string(fields) + "}\n";
}

/// The tree in the text of a tree file, as a scenario that names the file gets it.
model::TreeSpec loaded(const std::string& toml) {
    const std::string folder = testing::TempDir();
    std::ofstream(folder + "imported.tree.toml", std::ios::binary) << toml;
    const auto scenario = parse_scenario(
        "schema = 1\n"
        "system = { kind = \"test_forest\", tree = \"imported.tree.toml\" }\n"
        "property = [{ kind = \"test_rule\" }]\n",
        folder + "imported.toml");
    if (!scenario) {
        for (const Diagnostic& diagnostic : scenario.error()) {
            ADD_FAILURE() << to_string(diagnostic);
        }
        return {};
    }
    return *scenario->system.options.tree("tree");
}

/// What the importer has before it writes it down.
model::TreeSpec converted(const std::string& dump) {
    std::istringstream input(dump);
    const auto read = detail::read_erlang_dump(input, "dump.jsonl");
    EXPECT_TRUE(read);
    auto imported = detail::convert_erlang_dump(*read, "dump.jsonl");
    EXPECT_TRUE(imported);
    return std::move(imported->tree);
}

std::string line_with(const std::string& text, std::string_view part) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.find(part) != std::string::npos) {
            return line.substr(line.find_first_not_of(' '));
        }
    }
    return "";
}

}  // namespace

// Goal: everything odd in a live broker's dump is told by name, and the shipped tree is the import.
TEST(ErlangTree, TellsEveryOddityOfALiveBroker) {
    std::ifstream dump(data_folder + "rabbitmq.jsonl", std::ios::binary);
    std::ostringstream toml;
    const auto report = import_erlang_tree(dump, "rabbitmq.jsonl", toml);
    ASSERT_TRUE(report);
    EXPECT_EQ(to_string(*report), text_of_file(data_folder + "rabbitmq.report.txt"));
    EXPECT_EQ(toml.str(), text_of_file(library_folder + "rabbitmq.tree.toml"));
}

// Goal: what is written is what was meant. Method: the file is loaded as any scenario's tree.
TEST(ErlangTree, LoadsAsTheTreeThatWasImported) {
    for (const char* file : {"rabbitmq.jsonl", "oddities.jsonl"}) {
        const std::string dump = text_of_file(data_folder + file);
        const Outcome outcome = import_text(dump);
        EXPECT_EQ(outcome.errors, "");
        model::TreeSpec expected = converted(dump);
        const model::TreeSpec tree = loaded(outcome.toml);
        expected.about = tree.about;
        EXPECT_GT(tree.processes.size(), 20U);
        ASSERT_EQ(tree.processes.size(), expected.processes.size());
        for (std::size_t i = 0; i < tree.processes.size(); ++i) {
            EXPECT_TRUE(tree.processes[i] == expected.processes[i]) << expected.processes[i].path;
        }
        EXPECT_TRUE(tree == expected);
    }
}

TEST(ErlangTree, ImportsAStockTreeWithoutAFinding) {
    const Outcome outcome = import_text(shop(child(R"(,"registered":"a_name","trap_exit":true)")));
    EXPECT_EQ(outcome.errors, "");
    EXPECT_TRUE(outcome.report.findings.empty());
    EXPECT_EQ(outcome.toml,
              R"(schema = 1
about = "The supervision trees of a live node, imported from dump.jsonl."

application = [
  { name = "shop", type = "transient" },
]

process = [
  { path = "shop/shop_sup", strategy = "one_for_one", intensity = 3, period = "10s" },
    { path = "shop/shop_sup/a", name = "a_name", trap_exit = true },
]
)");
}

TEST(ErlangTree, StartsApplicationsAfterThoseTheyNeed) {
    const Outcome outcome = import_text(
        shop(R"({"kind":"application","id":"web","top":null,"type":"permanent",)"
             R"("applications":["db","kernel","gone"]})"
             "\n"
             R"({"kind":"application","id":"db","top":null,"type":"permanent","applications":[]})"
             "\n"
             R"({"kind":"application","id":"kernel","top":null,"type":"permanent"})"));
    EXPECT_EQ(outcome.errors, "");
    const std::size_t begin = outcome.toml.find("application =");
    EXPECT_EQ(outcome.toml.substr(begin, outcome.toml.find("\nprocess =") - begin),
              R"(application = [
  { name = "kernel", type = "permanent" },
  { name = "shop", type = "transient" },
  { name = "db", type = "permanent" },
  { name = "web", type = "permanent", depends_on = ["db", "kernel"] },)"
              R"(  # needed, but not running: gone
]
)");
}

// Goal: each oddity has its finding and its place in the tree. Method: one odd line a case.
TEST(ErlangTree, ImportsOrTellsEachOddity) {
    struct Case {
        std::string line;
        std::vector<ImportOddity> oddities;
        std::string detail;
        std::string imported;
    };
    const std::string sup_head = R"({"kind":"supervisor","path":"shop/shop_sup/s","id":"s",)"
                                 R"("restart":"permanent","shutdown":"infinity",)";
    const std::vector<Case> cases = {
        {child(R"(,"state":"undefined")"),
         {ImportOddity::not_running},
         "its start answers `ignore`",
         R"({ path = "shop/shop_sup/a", start = "ignore" },  # was not running)"},
        {child(R"(,"state":"restarting")"),
         {ImportOddity::in_transition},
         "restarting: runs",
         R"({ path = "shop/shop_sup/a" },)"},
        {child(R"(,"message_queue_len":7)"),
         {ImportOddity::waiting_messages},
         "7 messages",
         R"({ path = "shop/shop_sup/a" },)"},
        {R"({"kind":"worker","path":"shop/shop_sup/a","id":"a"})",
         {ImportOddity::no_child_specification},
         "permanent, shutdown 5s",
         R"({ path = "shop/shop_sup/a" },  # restart and shutdown are assumed)"},
        {R"({"kind":"worker","path":"shop/shop_sup/a","id":"a","restart":"{permanent,5}",)"
         R"("shutdown":"brutal_kill"})",
         {ImportOddity::other_restart},
         "{permanent,5}: permanent, restarted at once",
         R"({ path = "shop/shop_sup/a", shutdown = "brutal_kill" },  )"
         R"(# restart was {permanent,5}: permanent, restarted at once)"},
        {R"({"kind":"worker","path":"shop/shop_sup/a","id":"a","restart":"sometimes",)"
         R"("shutdown":4294967295})",
         {ImportOddity::other_restart, ImportOddity::long_shutdown},
         "sometimes: permanent",
         R"({ path = "shop/shop_sup/a", shutdown = "4294967295ms" },  )"
         R"(# restart was sometimes: permanent; 4294967295 ms)"},
        {R"({"kind":"worker","path":"shop/shop_sup/a","id":"a","restart":"transient",)"
         R"("shutdown":"{soon,1}"})",
         {ImportOddity::other_shutdown},
         "{soon,1}: 5s",
         R"({ path = "shop/shop_sup/a", restart = "transient" },  # shutdown was {soon,1}: 5s)"},
        {R"({"kind":"worker","path":"shop/shop_sup/a","id":"a","restart":"transient",)"
         R"("shutdown":5000,"significant":true})",
         {ImportOddity::significant_without_effect},
         "transient under auto_shutdown never",
         R"({ path = "shop/shop_sup/a", restart = "transient" },)"},
        {R"({"kind":"worker","path":"shop/shop_sup/{a,<0.12.0>}","id":"{a,<0.12.0>}",)"
         R"("restart":"permanent","shutdown":5000})",
         {ImportOddity::pid_in_id},
         "{a,<0.12.0>}",
         R"({ path = "shop/shop_sup/{a,<0.12.0>}" },)"},
        {R"({"kind":"worker","path":"shop/shop_sup/<0.9.0>","id":"conn","restart":"temporary",)"
         R"("shutdown":5000,"dynamic":true})",
         {ImportOddity::same_id},
         "conn: <0.9.0>",
         R"({ path = "shop/shop_sup/<0.9.0>", restart = "temporary" },)"},
        {sup_head + R"("strategy":"unknown","behaviour":"supervisor_bridge","trap_exit":true})",
         {ImportOddity::no_stock_supervisor},
         "supervisor_bridge: a worker of type supervisor",
         R"({ path = "shop/shop_sup/s", type = "supervisor", shutdown = "infinity", )"
         R"(trap_exit = true },  # was supervisor_bridge: a worker of type supervisor)"},
        {sup_head + R"("strategy":"one_for_all","intensity":1,"period":86401,)"
                    R"("behaviour":"supervisor2","trap_exit":false,"auto_shutdown":"a_module"})",
         {ImportOddity::third_party_supervisor,
          ImportOddity::other_auto_shutdown,
          ImportOddity::long_period,
          ImportOddity::supervisor_without_trap_exit},
         "supervisor2",
         R"({ path = "shop/shop_sup/s", strategy = "one_for_all", intensity = 1, )"
         R"(period = "86401s" },  # was supervisor2; auto_shutdown was a_module: never; 86401 s)"},
        {sup_head + R"("strategy":"one_for_all","intensity":"infinity","period":5})",
         {ImportOddity::other_number},
         "intensity infinity: 1",
         R"({ path = "shop/shop_sup/s", strategy = "one_for_all", intensity = 1, )"
         R"(period = "5s" },)"},
        {sup_head + R"("type":"worker","strategy":"rest_for_one","intensity":0,"period":5})",
         {},
         "",
         R"({ path = "shop/shop_sup/s", type = "worker", strategy = "rest_for_one", )"
         R"(intensity = 0, period = "5s" },)"},
    };
    for (const Case& odd : cases) {
        const Outcome outcome = import_text(shop(odd.line));
        EXPECT_EQ(outcome.errors, "") << odd.line;
        std::vector<ImportOddity> oddities;
        for (const ImportFinding& finding : outcome.report.findings) {
            oddities.push_back(finding.oddity);
            EXPECT_EQ(finding.line, 3);
        }
        EXPECT_EQ(oddities, odd.oddities) << odd.line;
        if (!odd.oddities.empty() && !outcome.report.findings.empty()) {
            EXPECT_EQ(outcome.report.findings.front().detail, odd.detail);
        }
        EXPECT_EQ(line_with(outcome.toml, "shop/shop_sup/"), odd.imported);
    }
}

// A third-party supervisor's own word has the meaning of two of OTP's.
TEST(ErlangTree, ImportsIntrinsicAsSignificant) {
    const Outcome outcome =
        import_text(shop(R"({"kind":"worker","path":"shop/shop_sup/r","id":"r",)"
                         R"("restart":"intrinsic","shutdown":5000})"));
    EXPECT_EQ(line_with(outcome.toml, "shop_sup\""),
              R"({ path = "shop/shop_sup", strategy = "one_for_one", intensity = 3, )"
              R"(period = "10s", auto_shutdown = "any_significant" },)");
    EXPECT_EQ(line_with(outcome.toml, "shop_sup/r"),
              R"({ path = "shop/shop_sup/r", restart = "transient", significant = true },  )"
              R"(# restart was intrinsic: transient and significant)");
}

// Goal: the connections of a hand-written supervisor, all with one id, become dynamic children.
TEST(ErlangTree, ImportsChildrenOfAnUnknownSupervisor) {
    const Outcome outcome =
        import_text(shop(R"({"kind":"supervisor","path":"shop/shop_sup/c","id":"c",)"
                         R"("strategy":"unknown","restart":"permanent","shutdown":"infinity"})"
                         "\n"
                         R"({"kind":"worker","path":"shop/shop_sup/c/<0.5.0>","id":"conn",)"
                         R"("dynamic":true})"
                         "\n"
                         R"({"kind":"worker","path":"shop/shop_sup/c/<0.6.0>","id":"conn",)"
                         R"("restart":"transient","shutdown":100,"dynamic":true})"));
    EXPECT_EQ(outcome.errors, "");
    EXPECT_EQ(line_with(outcome.toml, "shop_sup/c\""),
              R"({ path = "shop/shop_sup/c", strategy = "simple_one_for_one", intensity = 1, )"
              R"(period = "5s" },  # was strategy unknown: simple_one_for_one, having children)");
    EXPECT_EQ(line_with(outcome.toml, "<0.5.0>"),
              R"({ path = "shop/shop_sup/c/<0.5.0>", id = "conn", restart = "transient", )"
              R"(shutdown = "100ms" },  # restart and shutdown are assumed)");
    EXPECT_EQ(line_with(to_string(outcome.report), "as shop/shop_sup/c/<0.6.0>"),
              "4  shop/shop_sup/c/<0.5.0>  as shop/shop_sup/c/<0.6.0>");
}

TEST(ErlangTree, KeepsAnApplicationWhoseTopIsNoSupervisor) {
    const Outcome outcome =
        import_text(R"({"kind":"application","id":"user","top":"user_drv"})"
                    "\n"
                    R"({"kind":"worker","path":"user/user_drv","id":"user_drv"})");
    EXPECT_EQ(line_with(outcome.toml, "user/user_drv"),
              R"({ path = "user/user_drv", strategy = "one_for_one", intensity = 1, )"
              R"(period = "5s" },)");
    EXPECT_EQ(outcome.report.findings.back().oddity, ImportOddity::top_is_no_supervisor);
}

TEST(ErlangTree, GivesANameThatStandsTwiceToTheFirst) {
    const Outcome outcome =
        import_text(shop(child(R"(,"registered":"db")") +
                         R"({"kind":"worker","path":"shop/shop_sup/b","id":"b",)"
                         R"("restart":"permanent","shutdown":5000,"registered":"db"})"));
    EXPECT_EQ(line_with(outcome.toml, "shop_sup/b"), R"({ path = "shop/shop_sup/b" },)");
    ASSERT_EQ(outcome.report.findings.size(), 1U);
    EXPECT_EQ(outcome.report.findings.front().detail, "db, which line 3 has");
}

// Goal: a dump cannot smuggle lines into the tree or the report.
TEST(ErlangTree, EscapesWhatADumpPutsIntoText) {
    const Outcome outcome =
        import_text(shop(R"({"kind":"worker","path":"shop/shop_sup/a\"\n\\b","id":"a\"\n\\b",)"
                         R"("restart":"x\ny","shutdown":5000})"));
    EXPECT_EQ(outcome.errors, "");
    EXPECT_EQ(line_with(outcome.toml, "shop_sup/"),
              R"({ path = "shop/shop_sup/a\"\n\\b" },  # restart was x\x0ay: permanent)");
    EXPECT_EQ(line_with(to_string(outcome.report), "shop_sup/"),
              R"(3  shop/shop_sup/a"\x0a\b  x\x0ay: permanent)");
}

TEST(ErlangTree, CountsFieldsThatItCannotUse) {
    const Outcome outcome = import_text(shop(child(R"(,"memory":2640,"colour":"red")")));
    const std::string report = to_string(outcome.report);
    EXPECT_NE(report.find("fields that a tree has no place for (lines):\n  memory (1)\n"),
              std::string::npos);
    EXPECT_NE(report.find("fields that the import does not know (lines):\n  colour (1)\n"),
              std::string::npos);
}

TEST(ErlangTree, RefusesBrokenDumpsWithTheirPlaces) {
    struct Case {
        std::string dump;
        std::string errors;
    };
    const std::string deep(200'000, '[');
    std::string long_path = "shop";
    for (int i = 0; i < 101; ++i) {
        long_path += "/a";
    }
    const std::vector<Case> cases = {
        {"", "0:0: the dump holds no process; dump_tree.escript makes one that does\n"},
        {"\n \n", "0:0: the dump holds no process; dump_tree.escript makes one that does\n"},
        {R"({"kind":"meta","node":"a@b")",
         "1:28: the line ends in the middle of its JSON object\n"},
        {"\x7f\x45\x4c\x46\x02", "1:1: this is not JSON; each line must be one JSON object\n"},
        {std::string("{}\0{}", 5), "1:3: this is not JSON; each line must be one JSON object\n"},
        {"{\"kind\":\"meta\",\"node\":\"\xff\"}",
         "1:24: this is not JSON; each line must be one JSON object\n"},
        {deep, "1:200001: the line ends in the middle of its JSON object\n"},
        {"[1]", "1:1: a line must be a JSON object, not array\n"},
        {std::string(2'000'000, 'x'), "1:1: a line longer than 1048576 bytes; is this a dump?\n"},
        {"{}", "1:1: `kind` is missing\n"},
        {R"({"kind":"proces"})",
         "1:2: `kind` is \"proces\"; it must be meta, application, supervisor or worker\n"},
        {R"({"kind":"meta","process_count":-1})",
         "1:16: `process_count` is -1; it must be 0 to 4294967295\n"},
        {"{\"kind\":\"meta\"}\n{\"kind\":\"meta\"}",
         "2:2: a second `meta`, after line 1: import one dump at a time\n"},
        {R"({"kind":"meta","otp":25})", "1:16: `otp` must be a string, not number\n"},
        {R"({"kind":"meta","otp":"25","otp":"26"})", "1:27: `otp` stands twice\n"},
        {R"({"kind":"application"})", "1:1: `id` is missing\n"},
        {R"({"kind":"application","id":"a","applications":["b",3]})",
         "1:32: `applications` must be an array of strings, not array\n"},
        {R"({"kind":"worker","id":""})", "1:1: `path` is missing\n1:18: `id` is empty\n"},
        {shop(child(R"(,"trap_exit":"yes")")),
         "3:110: `trap_exit` must be true or false, not string\n"},
        {shop(child(R"(,"message_queue_len":1.5)")),
         "3:110: `message_queue_len` must be a whole number, not number\n"},
        {shop(R"({"kind":"supervisor","path":"shop/shop_sup/s","id":"s","intensity":-1})"),
         "3:56: `intensity` is -1; it must be 0 to 1000000000\n"},
        {shop(R"({"kind":"supervisor","path":"shop/shop_sup/s","id":"s","period":0})"),
         "3:56: `period` is 0; it must be 1 to 9000000000\n"},
        {shop(R"({"kind":"supervisor","path":"shop/shop_sup/s","id":"s","period":1e400})"),
         "3:1: a number in this line is too large\n"},
        {shop(R"({"kind":"worker","path":"shop/shop_sup/s","id":"s",)"
              R"("shutdown":18446744073709551615})"),
         "3:52: `shutdown` is 18446744073709551615; it must be 0 to 4294967295\n"},
        {shop(child("") + child("")), "4:1: `shop/shop_sup/a` stands twice, first on line 3\n"},
        {shop(std::string(application)), "3:1: application `shop` stands twice, first on line 1\n"},
        {std::string(top),
         "1:1: `shop/shop_sup` belongs to no application of the dump; an `application` line must "
         "stand before its processes\n"},
        {std::string(application) + child(""),
         "2:1: no line before this one holds its parent `shop/shop_sup`\n"},
        {shop(R"({"kind":"worker","path":"shop/shop_sup/a","id":"b"})"),
         "3:1: `path` ends neither with its `id` \"b\" nor with a pid\n"},
        {shop(R"({"kind":"worker","path":"shop","id":"shop"})"),
         "3:1: `path` ends neither with its `id` \"shop\" nor with a pid\n"},
        {shop(R"({"kind":"supervisor","path":"shop/other_sup","id":"other_sup"})"),
         "3:1: `shop/other_sup` is a second top supervisor, after line 2\n"},
        {shop(child("") + R"({"kind":"worker","path":"shop/shop_sup/a/b","id":"b"})"),
         "4:1: its parent on line 3 is a worker\n"},
        {shop(R"({"kind":"supervisor","path":"shop/shop_sup/s","id":"s","state":"undefined"})"
              "\n"
              R"({"kind":"worker","path":"shop/shop_sup/s/b","id":"b"})"),
         "4:1: its parent on line 3 is not running\n"},
        {shop(R"({"kind":"worker","path":")" + long_path + R"(","id":"a"})"),
         "3:1: a path of more than 100 parts\n"},
        {shop(R"({"kind":"application","id":"a/b"})"),
         "3:1: `id` \"a/b\" holds a slash, which divides paths\n"},
        {shop(R"({"kind":"application","id":"x","applications":["y"]})"
              "\n"
              R"({"kind":"application","id":"y","applications":["x"]})"),
         "4:1: application `y` needs `x`, which needs it in turn\n"},
    };
    for (const Case& broken : cases) {
        const Outcome outcome = import_text(broken.dump);
        EXPECT_EQ(outcome.errors, broken.errors) << broken.dump.substr(0, 200);
        EXPECT_EQ(outcome.toml, "");
    }
}

TEST(ErlangTree, TellsAllErrorsUpToALimit) {
    std::string dump;
    for (int i = 0; i < 60; ++i) {
        dump += "{\n";
    }
    const Outcome outcome = import_text(dump);
    EXPECT_EQ(std::count(outcome.errors.begin(), outcome.errors.end(), '\n'), 50);
}

TEST(ErlangTree, TellsAFileThatCannotBeRead) {
    std::ifstream folder(data_folder, std::ios::binary);
    std::ostringstream toml;
    const auto result = import_erlang_tree(folder, "dump.jsonl", toml);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().size(), 1U);
}

}  // namespace teacup::scenarios
