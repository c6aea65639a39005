// `teacup check` from arguments to exit code. Two models of its own stand for all others.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <teacup/cli/check_request.hpp>
#include <teacup/cli/command.hpp>
#include <teacup/cli/thread_workers.hpp>
#include <teacup/model/history/checker.hpp>

namespace teacup::cli {
namespace {

namespace fs = std::filesystem;
namespace history = model::history;
using history::CheckContext;
using history::History;
using model::ExitCode;
using model::Judgement;
using model::OptionType;
using model::Verdict;

std::string wrong_pour(const History& judged, const history::Operation& operation) {
    return judged.values().is_integer(operation.argument) ? "" : "pours what is no number of cups";
}

/// More cups than `most` are a violation.
Judgement count_cups(const History& judged, const CheckContext& context) {
    Judgement judgement{.verdict = Verdict::passed, .judged = judged.size()};
    for (history::OperationIndex i = 0; i < judged.size(); ++i) {
        if (judged.values().as_integer(judged.argument(i)) > context.options.integer("most")) {
            judgement.verdict = Verdict::violated;
            judgement.findings.push_back(
                {.anomaly = "spilt", .message = "the cup runs over", .operations = {i}});
        }
    }
    return judgement;
}
const history::ModelRegistrar cup{
    {.name = "test_cup",
     .meaning = "A cup holds so much.",
     .aliases = {"test_mug"},
     .functions = {{.name = "pour", .argument = "cups", .result = "nothing", .wrong = &wrong_pour}},
     .options = {{.name = "most",
                  .type = OptionType::integer,
                  .default_value = std::int64_t{3},
                  .meaning = "How much it holds.",
                  .example = "3"}},
     .check = &count_cups}};

/// Goes on until it is told to stop.
Judgement brood(const History& /*judged*/, const CheckContext& context) {
    while (context.budget.step()) {
    }
    return {.judged = 1};
}
const history::ModelRegistrar endless{{.name = "test_endless",
                                       .meaning = "Never ends.",
                                       .functions = {{.name = "pour"}},
                                       .check = &brood}};

class Check : public ::testing::Test {
protected:
    Check() {
        const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
        folder_ = fs::path(::testing::TempDir()) / fmt::format("teacup_check_{}", test->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    ~Check() override { fs::remove_all(folder_); }

    std::string file(const std::string& name) const { return (folder_ / name).string(); }

    std::string history_of(int cups) const {
        const std::string name = file(fmt::format("{}.jsonl", cups));
        std::ofstream(name) << fmt::format(
            "{{\"process\":0,\"type\":\"invoke\",\"f\":\"pour\",\"value\":{},\"time\":1000}}\n"
            "{{\"process\":0,\"type\":\"ok\",\"f\":\"pour\",\"value\":{},\"time\":3000}}\n",
            cups,
            cups);
        return name;
    }

    ExitCode check(std::vector<std::string> args) {
        out_.str("");
        err_.str("");
        Environment environment{.out = out_, .err = err_, .stop = &stop_};
        args.insert(args.begin(), "check");
        return execute(args, environment);
    }
    std::string out() const { return out_.str(); }
    std::string err() const { return err_.str(); }

    static std::string content(const std::string& name) {
        std::ifstream in(name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    std::atomic<bool> stop_ = false;

private:
    fs::path folder_;
    std::ostringstream out_;
    std::ostringstream err_;
};

TEST_F(Check, TellsAPassedHistory) {
    EXPECT_EQ(check({history_of(2), "--model", "test_cup"}), ExitCode::passed);
    EXPECT_EQ(out().find("passed  " + history_of(2) + "  test_cup\n"), 0U) << out();
    EXPECT_NE(out().find("functions   pour: 1 ok; latency p50 2.0us, p99 2.0us, max 2.0us\n"),
              std::string::npos)
        << out();
    EXPECT_NE(out().find("checked     1 operation of 1 process, 1 judged, in "), std::string::npos);
    EXPECT_EQ(err(), "");
}

TEST_F(Check, NamesWhoIsToBlameByFileAndLine) {
    const std::string bad = history_of(9);
    EXPECT_EQ(check({bad, "--model=test-mug"}), ExitCode::violated);
    EXPECT_NE(out().find("VIOLATED  " + bad +
                         "  test_cup\n"
                         "  what        spilt\n"
                         "  why         the cup runs over\n"
                         "  operations  " +
                         bad + ":1-2  process 0: pour 9 -> ok\n"),
              std::string::npos)
        << out();
}

TEST_F(Check, CountsTheWorstOfSeveralFiles) {
    EXPECT_EQ(check({history_of(1), history_of(9), history_of(2), "--model", "test_cup"}),
              ExitCode::violated);
    std::ofstream(file("broken")) << "{\"process\":0}\n{";
    EXPECT_EQ(check({file("broken"), history_of(9), "--model", "test_cup", "--quiet"}),
              ExitCode::bad_input);
    EXPECT_EQ(err(),
              file("broken") + ":1: has no type; it must be invoke, ok, fail or info\n" +
                  file("broken") +
                  ":2:1: is no JSON: a bracket has no partner; the file ends here without a line "
                  "feed: was it cut short?\n");
    EXPECT_EQ(out().find("VIOLATED"), 0U);
}

TEST_F(Check, ReadsTheOptionsOfTheModel) {
    EXPECT_EQ(check({history_of(9), "--model", "test_cup", "--set", "most=9"}), ExitCode::passed);
    EXPECT_EQ(check({history_of(9), "--model", "test_cup", "--set", "last=9"}),
              ExitCode::bad_input);
    EXPECT_NE(err().find("teacup check: --set last=9: "), std::string::npos) << err();
    EXPECT_NE(err().find("\"last\""), std::string::npos) << err();
}

TEST_F(Check, RefusesFunctionsAndShapesThatTheModelDoesNotKnow) {
    std::ofstream(file("odd.edn")) << "{:process 0 :type :invoke :f :pour :value :much}\n"
                                      "{:process 1 :type :invoke :f :drink}\n";
    EXPECT_EQ(check({file("odd.edn"), "--model", "test_cup"}), ExitCode::bad_input);
    EXPECT_EQ(err(),
              file("odd.edn") + ":1: pours what is no number of cups\n" + file("odd.edn") +
                  ":2: the model test_cup has no function drink; it has pour\n");
}

TEST_F(Check, SaysWhatIsWrongWithTheCommandLineAllAtOnce) {
    EXPECT_EQ(check({"--model",
                     "test_cap",
                     "--format",
                     "xml",
                     "--time-limit",
                     "9",
                     "--memory-limit",
                     "much",
                     "--jobs",
                     "0",
                     "--html",
                     "-"}),
              ExitCode::bad_input);
    EXPECT_EQ(
        err(),
        "teacup check: no file is given\n"
        "teacup check: --model: there is no \"test_cap\"; did you mean \"test_cup\"?\n"
        "teacup check: --format: \"xml\" is none of auto, jsonl, edn, etcd and kv\n"
        "teacup check: --time-limit: \"9\" lacks a unit; add ns, us, ms, s, m or h, as \"9s\"\n"
        "teacup check: --memory-limit: \"much\" is no size; write it like 500MB or 2GB\n"
        "teacup check: --jobs: \"0\" is no number of threads; write 1 to 1024\n"
        "teacup check: --html: only --json writes to standard output; name a file\n"
        "`teacup check --help` tells how it is used\n");
    const std::string one = history_of(1);
    EXPECT_EQ(check({one, history_of(2), "--dot", one, "--json", one}), ExitCode::bad_input);
    EXPECT_NE(err().find("--model is missing; `teacup list models` names them all"),
              std::string::npos);
    EXPECT_NE(err().find("--dot: shows one history; give one file"), std::string::npos);
    EXPECT_NE(err().find("--json: \"" + one + "\" is to be checked; name another file"),
              std::string::npos);
    EXPECT_EQ(content(one).find("{\"process\""), 0U);
}

TEST_F(Check, TellsFilesThatCannotBeRead) {
    EXPECT_EQ(check({file("none"), file(""), "--model", "test_cup"}), ExitCode::bad_input);
    EXPECT_EQ(err(),
              file("none") + ": cannot be read: No such file or directory\n" + file("") +
                  ": cannot be read: Is a directory\n");
}

TEST_F(Check, IsUnknownWhenALimitIsReached) {
    EXPECT_EQ(check({history_of(1), "--model", "test_endless", "--time-limit", "20ms"}),
              ExitCode::unknown);
    EXPECT_NE(out().find("why         the time limit of 20ms was reached; --time-limit raises it"),
              std::string::npos)
        << out();
    EXPECT_EQ(check({history_of(1), "--model", "test_cup", "--memory-limit", "1MB"}),
              ExitCode::unknown);
    EXPECT_NE(out().find("why         while line 0 was read, the memory limit of 1 MB was reached; "
                         "--memory-limit raises it"),
              std::string::npos)
        << out();
}

TEST_F(Check, EndsWhenItIsInterrupted) {
    stop_ = true;
    EXPECT_EQ(check({history_of(1), history_of(2), "--model", "test_endless"}),
              ExitCode::interrupted);
    EXPECT_EQ(err(), "teacup check: interrupted; 1 file not checked\n");
}

TEST_F(Check, WritesJsonPageAndGraph) {
    const std::string bad = history_of(9);
    EXPECT_EQ(check({bad,
                     "--model",
                     "test_cup",
                     "--json",
                     "-",
                     "--html",
                     file("page.html"),
                     "--dot",
                     file("graph.dot")}),
              ExitCode::violated);
    EXPECT_EQ(out().find("{\"history_schema\":1,\"file\":"), 0U) << out();
    EXPECT_NE(out().find("\"verdict\":\"violated\""), std::string::npos);
    EXPECT_EQ(content(file("page.html")).find("<html") == std::string::npos, false);
    EXPECT_EQ(content(file("graph.dot")).find("digraph "), 0U);
}

// A file that is no history leaves whole pages, too, which tell why it is none.
TEST_F(Check, WritesAPageOfProblems) {
    std::ofstream(file("torn.jsonl")) << "{\"process\":0,\"type\":\"ok\",\"f\":\"pour\"}\n";
    for (const char* name : {"torn.jsonl", "none"}) {
        EXPECT_EQ(check({file(name),
                         "--model",
                         "test_cup",
                         "--html",
                         file("page.html"),
                         "--dot",
                         file("graph.dot")}),
                  ExitCode::bad_input);
        const std::string page = content(file("page.html"));
        EXPECT_NE(page.find(name == std::string("none") ? "cannot be read" : "has invoked nothing"),
                  std::string::npos);
        EXPECT_NE(page.find("</html>"), std::string::npos);
        EXPECT_NE(content(file("graph.dot")).find("no cycle was found"), std::string::npos);
    }
}

// The history in the README is judged as the README says, but for the time that it took.
TEST_F(Check, SaysWhatTheReadmeShows) {
    const std::string root = std::string(TEACUP_SOURCE_DIR) + "/";
    const std::string readme = content(root + "README.md");
    const std::string name = "tests/histories/hand_made/stale_read.jsonl";
    EXPECT_EQ(check({root + name, "--model", "register"}), ExitCode::violated);
    std::string told = out().substr(0, out().find("  checked "));
    for (std::size_t at = told.find(root); at != std::string::npos; at = told.find(root)) {
        told.erase(at, root.size());
    }
    EXPECT_NE(readme.find("$ teacup check " + name + " --model register\n" + told),
              std::string::npos)
        << told;
    EXPECT_NE(readme.find("```json\n" + content(root + name) + "```"), std::string::npos);
}

TEST(ByteSizes, HaveUnits) {
    EXPECT_EQ(parse_bytes("2GB"), 2'000'000'000U);
    EXPECT_EQ(parse_bytes("1.5KiB"), 1'536U);
    EXPECT_EQ(parse_bytes("0.5GB"), 500'000'000U);
    EXPECT_EQ(parse_bytes("7B"), 7U);
    for (const char* wrong : {"", "GB", "2", "-2GB", "2 GB", "0MB", "1.2.3MB", "9999999999GB"}) {
        EXPECT_EQ(parse_bytes(wrong), std::nullopt) << wrong;
    }
}

TEST(ThreadWorkers, RunEachPartOnceAndThrowWhatAPartThrows) {
    ThreadWorkers workers(4);
    std::mutex mutex;
    std::vector<int> calls(100);
    workers.for_each(calls.size(), [&](std::size_t i) {
        workers.for_each(2, [&](std::size_t) {
            const std::lock_guard lock(mutex);
            ++calls[i];
        });
    });
    EXPECT_EQ(calls, std::vector<int>(100, 2));
    EXPECT_THROW(workers.for_each(10,
                                  [](std::size_t i) {
                                      if (i == 3) {
                                          throw std::bad_alloc();
                                      }
                                  }),
                 std::bad_alloc);
}

}  // namespace
}  // namespace teacup::cli
