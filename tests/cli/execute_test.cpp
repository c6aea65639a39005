// The whole command line but the simulation: scenarios are loaded, runs are made up.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <teacup/cli/build_id.hpp>
#include <teacup/faults/fault_entry.hpp>
#include <teacup/model/registry/entries.hpp>

#include "fake_engine.hpp"

namespace teacup::cli {
namespace {

namespace fs = std::filesystem;

const model::Registrar<model::SystemEntry> cup{{.name = "cup",
                                                .meaning = "Holds tea.",
                                                .options = {{.name = "sugar",
                                                             .type = model::OptionType::integer,
                                                             .unit = "lumps",
                                                             .default_value = std::int64_t{2},
                                                             .meaning = "How sweet it is.",
                                                             .example = "2"}}}};
const model::Registrar<model::PropertyEntry> calm{
    {.name = "calm", .modality = model::Modality::always, .meaning = "No wave is seen."}};
const model::Registrar<model::MutantEntry> shaken{
    {.name = "shaken", .meaning = "Somebody shakes it.", .property = "calm"}};
const model::Registrar<faults::FaultEntry> spill{{.name = "spill",
                                                  .meaning = "Some tea is lost.",
                                                  .targets = {faults::SelectorForm::node},
                                                  .lasting = faults::Lasting::instant}};

/// A folder with scenarios, and a runner that does what a scenario's `about` says.
class Execute : public ::testing::Test {
protected:
    Execute() {
        const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
        folder_ = fs::path(::testing::TempDir()) / fmt::format("teacup_{}", test->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        terminal_.environment.runner = [this](const auto& scenario, const auto& options) {
            return run(scenario, options);
        };
        terminal_.environment.planner = [](const scenarios::Scenario& scenario, std::uint64_t) {
            return scenario;
        };
    }
    ~Execute() override { fs::remove_all(folder_); }

    std::string file(const std::string& name) const { return (folder_ / name).string(); }

    std::string scenario(const std::string& about, const std::string& more = "") const {
        std::ofstream(file(about + ".toml")) << fmt::format(
            "schema = 1\nabout = \"{}\"\n{}\nsystem = {{ kind = \"cup\" }}\n\n"
            "[[property]]\nkind = \"calm\"\n",
            about,
            more);
        return file(about + ".toml");
    }

    static std::string content(const std::string& name) {
        std::ifstream in(name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    int call(const std::vector<std::string>& args) { return terminal_.call(args); }
    std::string out() const { return terminal_.out.str(); }
    std::string err() const { return terminal_.err.str(); }

    testing::Terminal terminal_;

private:
    model::RunResult run(const scenarios::Scenario& scenario,
                         const scenarios::RunOptions& options) {
        const std::string& what = scenario.about;
        model::RunResult result =
            testing::run_world(scenario, options, what == "wanders" ? ++calls_ : 3);
        if (what == "violated" || (what == "sometimes_violated" && options.seed % 10 == 0)) {
            result.verdict = model::Verdict::violated;
            result.properties[0].verdict = model::Verdict::violated;
            result.violations = {{.property = "calm", .node = "n1", .message = "a wave was seen"}};
        } else if (what == "unknown") {
            result.verdict = model::Verdict::unknown;
            result.reason = "the limit of 3 events was reached";
        } else if (what == "holed") {
            result.holes = {{"drawn fault spill-1 (spill) never fired: no cup was there"}};
        } else if (what == "broken") {
            result.internal_error = "the cup is broken";
        } else if (what == "blind") {
            result.properties.push_back({.name = "splash",
                                         .modality = model::Modality::sometimes,
                                         .verdict = model::Verdict::unknown,
                                         .observed = 1});
        } else if (what == "interrupts" && options.seed == 5) {
            terminal_.stop = true;
            result.is_interrupted = true;
        }
        return result;
    }

    fs::path folder_;
    std::atomic<std::uint64_t> calls_{0};
};

TEST_F(Execute, ExitsWithTheVerdict) {
    EXPECT_EQ(call({"run", scenario("passed")}), 0);
    EXPECT_EQ(call({"run", scenario("violated")}), 1);
    EXPECT_EQ(call({"run", file("nowhere.toml")}), 2);
    EXPECT_EQ(call({"run", scenario("wanders"), "--check-determinism"}), 3);
    EXPECT_EQ(call({"run", scenario("broken")}), 4);
    EXPECT_EQ(call({"run", scenario("unknown")}), 5);
    EXPECT_EQ(call({"run", scenario("interrupts"), "--seeds", "1..9", "--jobs", "1"}), 130);
}

TEST_F(Execute, ExitsWithTheWorstOfSeveralRuns) {
    EXPECT_EQ(call({"run", scenario("passed"), scenario("unknown")}), 5);
    EXPECT_EQ(call({"run", scenario("unknown"), scenario("violated")}), 1);
    EXPECT_EQ(call({"run", scenario("violated"), scenario("broken"), scenario("passed")}), 4);
    EXPECT_EQ(call({"run", scenario("sometimes_violated"), "--seeds", "1..9"}), 0);
    EXPECT_EQ(call({"run", scenario("sometimes_violated"), "--seeds", "1..10"}), 1);
}

TEST_F(Execute, MakesAHoleUnknownWhenStrict) {
    EXPECT_EQ(call({"run", scenario("holed")}), 0);
    EXPECT_EQ(call({"run", scenario("holed"), "--strict"}), 5);
    EXPECT_NE(out().find("--seed 1 --strict\n"), std::string::npos) << out();
}

TEST_F(Execute, MakesASometimesThatNoRunReachedUnknown) {
    EXPECT_EQ(call({"run", scenario("blind")}), 0);
    EXPECT_EQ(call({"run", scenario("blind"), "--seeds", "1..2"}), 5);
    EXPECT_NE(out().find("sometimes splash: reached in no run"), std::string::npos);
}

TEST_F(Execute, TurnsCanariesRound) {
    const std::string every = "expect = { property = \"calm\", seeds = \"every\" }";
    const std::string some = "expect = { property = \"calm\", seeds = \"some\" }";
    EXPECT_EQ(call({"run", scenario("violated", every)}), 0);
    EXPECT_EQ(call({"run", scenario("passed", every)}), 1);
    EXPECT_EQ(call({"run", scenario("sometimes_violated", some), "--seeds", "1..20"}), 0);
    EXPECT_EQ(call({"run", scenario("sometimes_violated", every), "--seeds", "1..20"}), 1);
    EXPECT_EQ(call({"run", scenario("sometimes_violated", some), "--seeds", "1..9"}), 1);
}

TEST_F(Execute, TellsTheCommandThatReproduces) {
    EXPECT_EQ(call({"run", scenario("violated"), "--seed", "9", "--set", "system.sugar=3"}), 1);
    EXPECT_NE(out().find(fmt::format(
                  "  reproduce   /opt/bin/teacup run {} --seed 9 --set system.sugar=3\n",
                  file("violated.toml"))),
              std::string::npos)
        << out();
}

TEST_F(Execute, WritesNothingButJsonToStdoutWhenAsked) {
    EXPECT_EQ(call({"run", scenario("violated"), scenario("passed"), "--json", "-"}), 1);
    EXPECT_EQ(out().find("{\"schema\":1,\"scenario\":"), 0U);
    EXPECT_EQ(std::ranges::count(out(), '\n'), 2);
    EXPECT_NE(out().find(fmt::format("\"build_id\":\"{}\"", build_id())), std::string::npos);
    EXPECT_EQ(err(), "");
}

TEST_F(Execute, WritesEveryReportToItsFile) {
    EXPECT_EQ(call({"run",
                    scenario("violated"),
                    "--json",
                    file("r.json"),
                    "--junit",
                    file("r.xml"),
                    "--trace",
                    file("r.jsonl"),
                    "--write-plan",
                    file("p.toml")}),
              1);
    EXPECT_EQ(content(file("r.json")).find("{\"schema\":1,"), 0U);
    EXPECT_NE(content(file("r.xml")).find("<failure type=\"violated\""), std::string::npos);
    EXPECT_NE(content(file("r.jsonl")).find("\"event\":\"node_pause\""), std::string::npos);
    EXPECT_NE(content(file("p.toml")).find("kind = \"cup\""), std::string::npos);
    EXPECT_NE(out().find("VIOLATED"), std::string::npos);
}

TEST_F(Execute, AWrittenPlanLoads) {
    EXPECT_EQ(call({"run", scenario("passed"), "--write-plan", file("p.toml")}), 0);
    EXPECT_EQ(call({"validate", file("p.toml")}), 0) << err();
}

TEST_F(Execute, RefusesAFileThatCannotBeWrittenBeforeAnythingRuns) {
    EXPECT_EQ(call({"run", scenario("violated"), "--json", file("no/such/r.json")}), 2);
    EXPECT_EQ(err(),
              fmt::format("teacup run: --json: \"{}\" cannot be written: No such file or "
                          "directory\n",
                          file("no/such/r.json")));
    EXPECT_EQ(out(), "");
}

TEST_F(Execute, TellsThatADiskIsFull) {
    EXPECT_EQ(call({"run", scenario("passed"), "--json", "/dev/full"}), 2);
    EXPECT_NE(err().find("--json: \"/dev/full\" could not be written to its end"),
              std::string::npos)
        << err();
}

TEST_F(Execute, TellsThatStandardOutputTookNothing) {
    terminal_.out.setstate(std::ios::badbit);
    EXPECT_EQ(terminal_.call({"list", "systems"}), 2);
    EXPECT_EQ(terminal_.err.str(),
              "teacup: standard output could not be written to its end; is the disk full?\n");
}

TEST_F(Execute, TellsAllErrorsOfAllScenariosAndRunsNone) {
    std::ofstream(file("a.toml")) << "schema = 1\n";
    std::ofstream(file("b.toml")) << "schema = 2\n";
    EXPECT_EQ(call({"run", scenario("passed"), file("a.toml"), file("b.toml")}), 2);
    EXPECT_NE(err().find(file("a.toml")), std::string::npos) << err();
    EXPECT_NE(err().find(file("b.toml")), std::string::npos) << err();
    EXPECT_EQ(out(), "");
}

TEST_F(Execute, ValidatesWithoutRunning) {
    terminal_.environment.runner = nullptr;
    EXPECT_EQ(call({"validate", scenario("passed"), scenario("violated")}), 0);
    EXPECT_EQ(out(), "2 scenarios without errors\n");
    std::ofstream(file("a.toml")) << "schema = 1\nabot = \"x\"\n";
    EXPECT_EQ(call({"validate", scenario("passed"), file("a.toml")}), 2);
    EXPECT_NE(err().find("a.toml:2:1: "), std::string::npos) << err();
}

TEST_F(Execute, TellsWhatWasFinishedWhenInterrupted) {
    EXPECT_EQ(call({"run", scenario("interrupts"), "--seeds", "1..9", "--jobs", "1"}), 130);
    EXPECT_NE(out().find("interrupted  4 runs of 9; the rest was not judged"), std::string::npos)
        << out();
}

TEST_F(Execute, NamesTheFirstEventThatDiffers) {
    EXPECT_EQ(call({"run", scenario("wanders"), "--check-determinism"}), 3);
    EXPECT_EQ(out().find("NOT DETERMINISTIC"), 0U) << out();
    EXPECT_NE(out().find("  differs     in the same process, event 5 is "), std::string::npos)
        << out();
    EXPECT_NE(out().find("--seed 1 --check-determinism\n"), std::string::npos);
}

TEST_F(Execute, DigestsATraceFromItsFile) {
    EXPECT_EQ(call({"run", scenario("passed"), "--trace", file("t"), "--json", file("j")}), 0);
    EXPECT_EQ(call({"digest", file("t")}), 0) << err();
    const std::string digest = out().substr(out().size() - 33, 32);
    EXPECT_NE(content(file("j")).find("\"digest\":\"" + digest + "\""), std::string::npos);
}

TEST_F(Execute, DoubtsADigestOfAChangedOrUnfinishedTrace) {
    EXPECT_EQ(call({"run", scenario("passed"), "--trace", file("t"), "--quiet"}), 0);
    std::string text = content(file("t"));
    std::ofstream(file("cut")) << text.substr(0, text.find("{\"end\""));
    EXPECT_EQ(call({"digest", file("cut")}), 2);
    EXPECT_NE(err().find("the last line is missing"), std::string::npos) << err();
    text.replace(text.find("\"incarnation\":1"), 15, "\"incarnation\":2");
    std::ofstream(file("changed")) << text;
    EXPECT_EQ(call({"digest", file("changed")}), 2);
    EXPECT_NE(err().find("the file was changed"), std::string::npos) << err();
}

TEST_F(Execute, RefusesToDigestWhatIsNoTrace) {
    std::ofstream(file("empty")) << "";
    const std::pair<std::vector<std::string>, std::string> table[] = {
        {{"digest", file("nowhere")},
         file("nowhere") + ": this trace cannot be read: No such file or directory\n"},
        {{"digest", file("empty")},
         file("empty") + ": this trace cannot be read: the file is empty\n"},
        {{"digest", scenario("passed")},
         file("passed.toml") + ":1: this is no trace: the first line is no JSON object\n"},
        {{"digest"},
         "teacup digest: give one TRACE\n`teacup digest --help` tells how it is used\n"},
    };
    for (const auto& [args, message] : table) {
        terminal_.err.str("");
        EXPECT_EQ(call(args), 2);
        EXPECT_EQ(err(), message);
    }
    EXPECT_EQ(call({"digest", ::testing::TempDir()}), 2);  // A folder.
}

TEST_F(Execute, ListsWhatIsRegistered) {
    EXPECT_EQ(call({"list", "systems"}), 0);
    EXPECT_NE(out().find("cup"), std::string::npos);
    EXPECT_NE(out().find("Holds tea."), std::string::npos);
    EXPECT_EQ(call({"list", "systems", "--verbose"}), 0);
    EXPECT_NE(out().find("sugar"), std::string::npos);
    EXPECT_NE(out().find("integer  lumps  2        How sweet it is."), std::string::npos) << out();
    EXPECT_EQ(call({"list", "faults", "--verbose"}), 0);
    EXPECT_NE(out().find("spill\n  Some tea is lost.\n  target: node\n  lasts: no"),
              std::string::npos)
        << out();
    EXPECT_EQ(call({"list", "properties", "--verbose"}), 0);
    EXPECT_NE(out().find("calm\n  always: No wave is seen.\n  finds the mutant shaken"),
              std::string::npos)
        << out();
}

TEST_F(Execute, ListsTheScenariosBesideTheProgram) {
    fs::create_directories(file("bin"));
    fs::create_directories(file("share/teacup/scenarios"));
    fs::copy_file(scenario("passed"), file("share/teacup/scenarios/tea.toml"));
    std::ofstream(file("share/teacup/scenarios/x.tree.toml")) << "a tree\n";
    terminal_.environment.program = file("bin/teacup");
    EXPECT_EQ(call({"list", "scenarios"}), 0) << err();
    EXPECT_NE(out().find("share/teacup/scenarios/tea.toml  passed\n"), std::string::npos) << out();
    EXPECT_EQ(out().find("x.tree.toml"), std::string::npos);
    terminal_.environment.program = "/nowhere/bin/teacup";
    EXPECT_EQ(call({"list", "scenarios"}), 2);
}

TEST_F(Execute, TellsHowItIsUsed) {
    for (const std::vector<std::string>& args :
         std::vector<std::vector<std::string>>{{"--help"},
                                               {"help"},
                                               {"-h"},
                                               {"run", "--help"},
                                               {"help", "run"},
                                               {"list", "--help"},
                                               {"validate", "--help"},
                                               {"digest", "--help"},
                                               {"import", "--help"}}) {
        terminal_.out.str("");
        EXPECT_EQ(call(args), 0) << args.front();
        EXPECT_EQ(out().find("usage: teacup "), 0U) << args.front();
        EXPECT_NE(out().find("exit codes: 0 passed, 1 violated"), std::string::npos);
    }
    EXPECT_EQ(err(), "");
}

TEST_F(Execute, TellsItsVersionAndBuildId) {
    const std::string text = fmt::format("teacup {} (build {})\n", version(), build_id());
    for (const std::vector<std::string>& args :
         std::vector<std::vector<std::string>>{{"--version"}, {"version"}, {"run", "--version"}}) {
        terminal_.out.str("");
        EXPECT_EQ(call(args), 0);
        EXPECT_EQ(out(), text);
    }
    EXPECT_GE(build_id().size(), 12U);
}

TEST_F(Execute, RefusesWhatItDoesNotKnow) {
    const std::pair<std::vector<std::string>, std::string> table[] = {
        {{"rnu"}, "teacup: unknown command \"rnu\"; did you mean \"run\"?\n"},
        {{"brew"}, "teacup: unknown command \"brew\"; `teacup --help` lists all\n"},
        {{"help", "digets"}, "teacup: unknown command \"digets\"; did you mean \"digest\"?\n"},
        {{"run", "--sed", "1"},
         "teacup run: unknown flag \"--sed\"; did you mean \"--seed\"?\n`teacup run --help` tells "
         "how it is used\n"},
        {{"run"},
         "teacup run: no scenario is given; `teacup list scenarios` names those that ship\n"
         "`teacup run --help` tells how it is used\n"},
        {{"validate"},
         "teacup validate: no scenario is given\n`teacup validate --help` tells how it is used\n"},
        {{"list"},
         "teacup list: name one of systems, faults, properties, mutants, scenarios, models\n"
         "`teacup list --help` tells how it is used\n"},
        {{"list", "fualts"},
         "teacup list: there are no \"fualts\"; did you mean \"faults\"?\n`teacup list --help` "
         "tells how it is used\n"},
        {{"import", "kubernetes", "d"},
         "teacup import: say what to import: erlang-tree is what there is\n"
         "teacup import: -o FILE.toml is missing: where the tree is to be written\n"
         "`teacup import --help` tells how it is used\n"},
        {{"import", "erlang-tree", "-o", "x"},
         "teacup import: give one DUMP.jsonl\n`teacup import --help` tells how it is used\n"},
    };
    for (const auto& [args, message] : table) {
        terminal_.err.str("");
        EXPECT_EQ(call(args), 2) << args.front();
        EXPECT_EQ(err(), message);
    }
    EXPECT_EQ(call({}), 2);
    EXPECT_EQ(out(), "");
}

TEST_F(Execute, LeavesAnOlderTreeWhenADumpIsBad) {
    std::ofstream(file("tree.toml")) << "old\n";
    std::ofstream(file("dump.jsonl")) << "{\n";
    EXPECT_EQ(call({"import", "erlang-tree", file("dump.jsonl"), "-o", file("tree.toml")}), 2);
    EXPECT_EQ(content(file("tree.toml")), "old\n");
    EXPECT_EQ(err().find(file("dump.jsonl") + ":1:"), 0U) << err();
    terminal_.err.str("");
    EXPECT_EQ(call({"import", "erlang-tree", file("nowhere"), "-o", file("tree.toml")}), 2);
    EXPECT_EQ(err(),
              fmt::format("teacup import: \"{}\" cannot be read: No such file or directory\n",
                          file("nowhere")));
}

TEST_F(Execute, TellsNothingOfPassedRunsWhenQuiet) {
    EXPECT_EQ(call({"run", scenario("passed"), "--quiet"}), 0);
    EXPECT_EQ(out() + err(), "");
}

TEST_F(Execute, ShowsProgressOnlyOnATerminal) {
    terminal_.environment.is_err_terminal = true;
    EXPECT_EQ(call({"run", scenario("passed"), "--seeds", "1..20"}), 0);
    EXPECT_NE(err().find("20/20 runs"), std::string::npos) << err();
    terminal_.err.str("");
    terminal_.environment.is_err_terminal = false;
    EXPECT_EQ(call({"run", scenario("passed"), "--seeds", "1..20"}), 0);
    EXPECT_EQ(err(), "");
}

}  // namespace
}  // namespace teacup::cli
