// The program itself, called as a user calls it: through a shell.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <spawn.h>

#include <teacup/cli/reproduce.hpp>

namespace teacup::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* program = TEACUP_PROGRAM;
constexpr const char* cheats = TEACUP_CHEATS;

struct Outcome {
    int code = -1;
    std::string out;
};

/// Calls a shell in `folder`; what goes to stderr is left out, unless asked for.
Outcome shell(const std::string& command,
              const fs::path& folder = fs::temp_directory_path(),
              const std::string& errors_to = "/dev/null") {
    const std::string line =
        "cd " + shell_quoted(folder.string()) + " && { " + command + "; } 2>" + errors_to;
    std::FILE* pipe = ::popen(line.c_str(), "r");
    Outcome outcome;
    if (pipe == nullptr) {
        ADD_FAILURE() << "no shell";
        return outcome;
    }
    std::array<char, 4096> buffer{};
    while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
        outcome.out.append(buffer.data(), size);
    }
    const int status = ::pclose(pipe);
    outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return outcome;
}

Outcome call(std::vector<std::string> words, const char* which = program) {
    words.insert(words.begin(), which);
    return shell(shell_command(words));
}

std::vector<Json> lines_of(const std::string& text) {
    std::vector<Json> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        lines.push_back(Json::parse(line));
    }
    return lines;
}

/// What must be the same in two runs of one scenario and seed.
Json timeless(Json run) {
    run.erase("wall_ns");
    run.erase("reproduce");
    return run;
}

/// A folder whose name a shell would take apart, with a scenario that is violated.
class Program : public ::testing::Test {
protected:
    Program() {
        const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
        folder_ =
            fs::path(::testing::TempDir()) / (std::string("teacup it's $HOME ") + test->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    ~Program() override { fs::remove_all(folder_); }

    std::string path(const std::string& name) const { return (folder_ / name).string(); }

    static std::string content(const std::string& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    /// ping under cuts; a question that is lost violates the property `answered`.
    std::string scenario(const std::string& kind = "ping") const {
        std::ofstream(path("a b.toml")) << "schema = 1\n"
                                           "about = \"Questions, and cuts.\"\n"
                                           "settle = \"20s\"\n"
                                           "system = { kind = \""
                                        << kind
                                        << "\", nodes = 3 }\n"
                                           "[[chaos]]\n"
                                           "id = \"cuts\"\n"
                                           "kind = \"partition\"\n"
                                           "count = { min = 2, max = 4 }\n"
                                           "from = \"5s\"\n"
                                           "until = \"60s\"\n"
                                           "lasts = { min = \"2s\", max = \"10s\" }\n"
                                           "target = \"n3-all\"\n"
                                           "[[property]]\n"
                                           "kind = \"never_event\"\n"
                                           "name = \"answered\"\n"
                                           "event = \"timeout\"\n";
        return path("a b.toml");
    }

    fs::path folder_;
};

// Goal: what a person copies from the console, into a shell in another folder, gives the same
// digest and the same violation, overrides included.
/// The rest of the line that begins with `label`; empty when there is none.
std::string row(const std::string& text, const std::string& label) {
    const std::string begin = "  " + label + std::string(12 - label.size(), ' ');
    const std::size_t at = text.find(begin);
    return at == std::string::npos
               ? ""
               : text.substr(at + begin.size(), text.find('\n', at) - at - begin.size());
}

TEST_F(Program, PrintsACommandThatReproducesTheRun) {
    static_cast<void>(scenario());
    const std::string relative = "a b.toml";
    const std::vector<std::string> words{program,
                                         "run",
                                         relative,
                                         "--seed",
                                         "12",
                                         "--set",
                                         "system.every=70ms",
                                         "--set",
                                         "about=it's new"};
    const Outcome told = shell(shell_command(words), folder_);
    ASSERT_EQ(told.code, 1) << told.out;
    const std::string label = "  reproduce   ";
    const std::size_t at = told.out.find(label);
    ASSERT_NE(at, std::string::npos) << told.out;
    const std::size_t begin = at + label.size();
    const std::string command = told.out.substr(begin, told.out.find('\n', begin) - begin);

    const Outcome again = shell(command, "/");
    EXPECT_EQ(again.code, 1);
    const auto from_line = [](const std::string& text, const std::string& begin_of_line) {
        const std::size_t line = text.find(begin_of_line);
        return line == std::string::npos ? "" : text.substr(line, text.find('\n', line) - line);
    };
    for (const std::string line : {"  digest ", "  property ", "  what ", "  when ", "  where "}) {
        EXPECT_NE(from_line(told.out, line), "") << line;
        EXPECT_EQ(from_line(again.out, line), from_line(told.out, line));
    }

    const Outcome json = shell(shell_command(words) + " --json -", folder_);
    const Outcome json_again = shell(command + " --json -", "/");
    ASSERT_EQ(lines_of(json.out).size(), 1U);
    ASSERT_EQ(lines_of(json_again.out).size(), 1U);
    const Json first = lines_of(json.out).front();
    const Json second = lines_of(json_again.out).front();
    EXPECT_EQ(first.at("digest"), second.at("digest"));
    EXPECT_EQ(first.at("violations"), second.at("violations"));
    EXPECT_EQ(first.at("reproduce"), command);
}

// Method: a path and values with everything that a terminal or a shell could stumble over.
TEST_F(Program, PrintsACommandThatWorksWhateverThePathAndTheValuesHold) {
    const std::filesystem::path odd = folder_ / "it's \"$HOME\"\n\t\x01 %s";
    std::filesystem::create_directories(odd);
    const std::string file = odd / "\\ b\n";
    std::filesystem::copy_file(scenario(), file);
    const Outcome told =
        call({"run", file, "--seed", "12", "--set", "about=a\n'\x1b[31m%d\n", "--json", "-"});
    ASSERT_EQ(told.code, 1) << told.out;
    const Json first = lines_of(told.out).front();
    const std::string command = first.at("reproduce");
    EXPECT_EQ(command.find_first_of("\n\t\x01\x1b"), std::string::npos) << command;
    EXPECT_EQ(row(call({"run", file, "--seed", "12", "--set", "about=a\n'\x1b[31m%d\n"}).out,
                  "reproduce"),
              command);
    const Outcome again = shell(command + " --json -", "/");
    ASSERT_EQ(again.code, 1) << again.out;
    const Json second = lines_of(again.out).front();
    EXPECT_EQ(second.at("digest"), first.at("digest"));
    EXPECT_EQ(second.at("violations"), first.at("violations"));
    EXPECT_EQ(second.at("reproduce"), command);
}

TEST_F(Program, GivesTheSameLinesOnOneThreadAndOnMany) {
    const std::string file = scenario();
    const Outcome one = call({"run", file, "--seeds", "1..40", "--jobs", "1", "--json", "-"});
    const Outcome many = call({"run", file, "--seeds", "1..40", "--jobs", "8", "--json", "-"});
    const std::vector<Json> first = lines_of(one.out);
    const std::vector<Json> second = lines_of(many.out);
    ASSERT_EQ(first.size(), 40U);
    ASSERT_EQ(second.size(), 40U);
    std::set<std::string> digests;
    for (std::size_t i = 0; i < first.size(); ++i) {
        EXPECT_EQ(first[i].at("seed"), i + 1);
        EXPECT_EQ(timeless(first[i]), timeless(second[i]));
        digests.insert(first[i].at("digest"));
    }
    EXPECT_EQ(digests.size(), 40U);  // Seeds matter.
}

TEST_F(Program, WritesAPlanThatRunsTheSame) {
    const std::string file = scenario();
    for (const std::string seed : {"1", "2", "3"}) {
        const Outcome drawn =
            call({"run", file, "--seed", seed, "--write-plan", path("plan.toml"), "--json", "-"});
        const Outcome planned = call({"run", path("plan.toml"), "--seed", seed, "--json", "-"});
        ASSERT_EQ(lines_of(drawn.out).size(), 1U);
        ASSERT_EQ(lines_of(planned.out).size(), 1U) << content(path("plan.toml"));
        EXPECT_EQ(lines_of(drawn.out).front().at("digest"),
                  lines_of(planned.out).front().at("digest"));
        EXPECT_EQ(content(path("plan.toml")).find("[[chaos]]"), std::string::npos);
    }
}

TEST_F(Program, RecomputesTheDigestOfATrace) {
    const Outcome told =
        call({"run", scenario(), "--seed", "3", "--trace", path("t.jsonl"), "--json", "-"});
    const Outcome digest = call({"digest", path("t.jsonl")});
    EXPECT_EQ(digest.code, 0);
    ASSERT_EQ(lines_of(told.out).size(), 1U);
    EXPECT_EQ(digest.out, lines_of(told.out).front().at("digest").get<std::string>() + "\n");
}

TEST_F(Program, FindsItselfDeterministicInFreshProcesses) {
    const Outcome told = call({"run", scenario(), "--seeds", "1..3", "--check-determinism"});
    EXPECT_EQ(told.code, 1) << told.out;  // The scenario is violated, as ever.
    EXPECT_NE(told.out.find("deterministic: repeated"), std::string::npos) << told.out;
}

// Goal: each way to cheat a simulation is found, and the event where it shows is named.
// Method: several seeds, because two processes may by chance have the same addresses, but hardly
// all.
TEST_F(Program, FindsEveryCheat) {
    std::vector<std::string> cheating{"static_counter", "wall_clock"};
#ifndef __SANITIZE_ADDRESS__  // It puts the heap at one place, so addresses do not cheat there.
    cheating.insert(cheating.end(), {"address_as_key", "unordered_iteration"});
#endif
    for (const std::string& cheat : cheating) {
        const std::string file = scenario(cheat);
        const Outcome told = call({"run", file, "--seeds", "1..4", "--check-determinism"}, cheats);
        EXPECT_EQ(told.code, 3) << cheat << ": " << told.out;
        EXPECT_NE(told.out.find("  differs     in "), std::string::npos) << cheat << told.out;
        EXPECT_NE(told.out.find(" process, event "), std::string::npos) << cheat << told.out;
        EXPECT_NE(told.out.find("; repeated, it is "), std::string::npos) << cheat << told.out;
    }
}

// Goal: a failed assertion says where in which run it was, and the command that it prints gets
// there again. Method: of twenty seeds on two threads, some fail; the first that does ends the
// program.
TEST_F(Program, TellsWhereAnAssertionFailedAndHowToGetThereAgain) {
    const std::vector<std::string> words{cheats,
                                         "run",
                                         scenario("failing_assertion"),
                                         "--seeds",
                                         "1..20",
                                         "--jobs",
                                         "2",
                                         "--set",
                                         "scheduling.policy=fifo",
                                         "--json",
                                         "/dev/null"};
    const Outcome swept = shell(shell_command(words), folder_, "&1");
    EXPECT_EQ(swept.code, 4) << swept.out;
    const std::string command = row(swept.out, "reproduce");
    ASSERT_NE(command, "") << swept.out;
    EXPECT_NE(command.find(" --set scheduling.policy=fifo"), std::string::npos) << command;

    const Outcome again = shell(command, "/", "&1");
    EXPECT_EQ(again.code, 4);
    EXPECT_EQ(again.out.substr(0, 15), "INTERNAL ERROR ") << again.out;
    EXPECT_NE(again.out.find("/a b.toml  seed "), std::string::npos) << again.out;
    EXPECT_NE(row(again.out, "what").find("assertion failed: sum == 3"), std::string::npos);
    EXPECT_NE(row(again.out, "when").find("s, after "), std::string::npos) << again.out;
    EXPECT_NE(row(again.out, "where").find("  stumbler <"), std::string::npos) << again.out;
    EXPECT_NE(row(again.out, "before it"), "") << again.out;
    EXPECT_NE(again.out.find("  receive from=stumbler <"), std::string::npos) << again.out;
    EXPECT_EQ(row(again.out, "reproduce"), command);
    for (const std::string label : {"what", "when", "where", "before it"}) {
        EXPECT_EQ(row(again.out, label), row(swept.out, label));
    }
}

TEST_F(Program, TellsWhereItAborted) {
    const Outcome told = shell(
        shell_command({{cheats, "run", scenario("aborting"), "--seeds", "1..20"}}), folder_, "&1");
    EXPECT_EQ(told.code, 4) << told.out;
    EXPECT_EQ(row(told.out, "what"), "aborted") << told.out;
    EXPECT_NE(row(told.out, "before it"), "") << told.out;
    const Outcome again = shell(row(told.out, "reproduce"), "/", "&1");
    EXPECT_EQ(again.code, 4);
    EXPECT_EQ(row(again.out, "when"), row(told.out, "when"));
}

TEST_F(Program, TellsWhatASystemThrewAndHowToGetThereAgain) {
    const Outcome told = call({"run", scenario("throwing"), "--seed", "9"}, cheats);
    EXPECT_EQ(told.code, 4) << told.out;
    EXPECT_EQ(row(told.out, "what"), "the second node has no boot disk") << told.out;
    const Outcome again = shell(row(told.out, "reproduce"), "/");
    EXPECT_EQ(again.code, 4);
    EXPECT_EQ(again.out, told.out);
}

TEST_F(Program, GivesAUsersOwnSystemTheWholeCommandLine) {
    const Outcome listed = call({"list", "systems"}, cheats);
    EXPECT_EQ(listed.code, 0);
    EXPECT_NE(listed.out.find("ping "), std::string::npos) << listed.out;
    EXPECT_NE(listed.out.find("wall_clock "), std::string::npos) << listed.out;
    EXPECT_EQ(call({"list", "systems"}).out.find("wall_clock"), std::string::npos);
}

// Goal: Ctrl-C in a long sweep tells what was finished, in order, and exits 130.
TEST_F(Program, TellsWhatWasFinishedAfterCtrlC) {
    const std::string json = path("r.json");
    std::vector<std::string> words{program,
                                   "run",
                                   scenario(),
                                   "--seeds",
                                   "1..500000000",
                                   "--jobs",
                                   "2",
                                   "--quiet",
                                   "--json",
                                   json};
    std::vector<char*> argv;
    for (std::string& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    ASSERT_EQ(::posix_spawn(&child, program, &actions, nullptr, argv.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    while (!fs::exists(json) || fs::file_size(json) == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ASSERT_EQ(::kill(child, SIGINT), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 130);
    const std::vector<Json> runs = lines_of(content(json));
    ASSERT_FALSE(runs.empty());
    for (std::size_t i = 1; i < runs.size(); ++i) {
        EXPECT_LT(runs[i - 1].at("seed"), runs[i].at("seed"));
    }
}

TEST_F(Program, WritesOnlyJsonToStdout) {
    const Outcome told = call({"run", scenario(), "--json", "-"});
    EXPECT_EQ(told.code, 1);
    EXPECT_EQ(lines_of(told.out).size(), 1U);
    const Outcome bad = call({"run", path("nowhere.toml"), "--json", "-"});
    EXPECT_EQ(bad.code, 2);
    EXPECT_EQ(bad.out, "");
}

TEST_F(Program, ExitsWithUnknownAtALimit) {
    const Outcome told = call({"run", scenario(), "--set", "limits.events=5"});
    EXPECT_EQ(told.code, 5) << told.out;
    EXPECT_NE(told.out.find("  why         limits.events = 5 was reached"), std::string::npos);
}

/// The lines that the README shows as the program's output, from the one that begins with `first`
/// to the end of the fence.
std::vector<std::string> shown_in_readme(const std::string& first) {
    std::ifstream readme(fs::path(TEACUP_SOURCE_DIR) / "README.md");
    std::vector<std::string> lines;
    for (std::string line; std::getline(readme, line);) {
        if (!lines.empty() && line.starts_with("```")) {
            break;
        }
        if (!lines.empty() || line.starts_with(first)) {
            lines.push_back(line);
        }
    }
    return lines;
}

/// Without what differs between two machines: the wall time, and where teacup lies.
std::string without_machine(const std::string& text) {
    static const std::regex wall(R"( in [0-9.]+(ns|us|ms|s)\b)");
    static const std::regex build(R"(\S+/teacup run )");
    static const std::regex library(R"(run \S+/scenarios/library/)");
    std::string plain = std::regex_replace(text, wall, " in ...");
    plain = std::regex_replace(plain, build, "teacup run ");
    return std::regex_replace(plain, library, "run scenarios/library/");
}

// Goal: what the README shows is what a reader gets. Method: its commands are run, and each line
// that it shows must be there.
TEST_F(Program, SaysWhatTheReadmeShows) {
    const std::vector<std::pair<std::string, std::string>> shown{
        {"passed  scenarios/library/rabbitmq_broker.toml",
         "run scenarios/library/rabbitmq_broker.toml --seed 7"},
        {"VIOLATED  scenarios/library/one_for_all.toml",
         "run scenarios/library/one_for_all.toml --set mutant=restart_order_reversed --seed 3"}};
    for (const auto& [first, command] : shown) {
        const std::vector<std::string> lines = shown_in_readme(first);
        ASSERT_GE(lines.size(), 5U) << "README.md shows nothing that begins with " << first;
        const Outcome told =
            shell(shell_quoted(program) + " " + command, fs::path(TEACUP_SOURCE_DIR));
        const std::string out = without_machine(told.out);
        for (const std::string& line : lines) {
            EXPECT_NE(out.find(without_machine(line) + "\n"), std::string::npos)
                << "README.md shows: " << line << "\nthe program says:\n"
                << told.out;
        }
    }
}

TEST_F(Program, ListsTheScenariosOfTheTree) {
    const Outcome told = call({"list", "scenarios"});
    EXPECT_EQ(told.code, 0);
    EXPECT_NE(told.out.find("ping.toml"), std::string::npos) << told.out;
}

}  // namespace
}  // namespace teacup::cli
