#include <teacup/cli/reproduce.hpp>

#include <array>
#include <cstdio>
#include <filesystem>

#include <gtest/gtest.h>

namespace teacup::cli {
namespace {

/// What a command prints.
std::string said_by(const std::string& command) {
    std::FILE* pipe = ::popen(command.c_str(), "r");
    EXPECT_NE(pipe, nullptr);
    std::array<char, 256> buffer{};
    const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe);
    EXPECT_EQ(::pclose(pipe), 0);
    return {buffer.data(), size};
}

/// What a shell makes of a word.
std::string echoed(const std::string& word) {
    return said_by("printf %s " + shell_quoted(word));
}

TEST(ShellQuoted, LeavesPlainWordsAlone) {
    EXPECT_EQ(shell_quoted("/opt/tea-cup_1/a.toml"), "/opt/tea-cup_1/a.toml");
    EXPECT_EQ(shell_quoted("system.nodes=5"), "system.nodes=5");
}

TEST(ShellQuoted, SurvivesTheShell) {
    for (const std::string word : {"",
                                   "a b",
                                   "it's",
                                   "$HOME",
                                   "`id`",
                                   "a\"b",
                                   "a\\b",
                                   "*",
                                   "~/x",
                                   "a\nb",
                                   "\n\na'b\\n%s",
                                   "\x01\x1b[31m\x7f\t5",
                                   "\xff\xfe 7",
                                   "größe",
                                   "!x",
                                   "a;b|c&d",
                                   "'''",
                                   "x=[\"n1\"]",
                                   "#"}) {
        EXPECT_EQ(echoed(word), word);
    }
}

TEST(ShellCommand, IsOneLineOfTextAndSurvivesTheShell) {
    const std::vector<std::string> words{"printf", "%s|", "a\n\n", "b\tc", "\n", "d\xff\n", "e"};
    const std::string command = shell_command(words);
    EXPECT_EQ(command.find('\n'), std::string::npos) << command;
    EXPECT_EQ(said_by(command), "a\n\n|b\tc|\n|d\xff\n|e|") << command;
}

TEST(Reproduce, HasAbsolutePathsAndEveryOptionThatMatters) {
    RunRequest request;
    request.overrides = {"system.nodes=5", "about=it's"};
    request.strictness = model::Strictness::holes_are_unknown;
    request.jobs = 4;
    request.is_quiet = true;
    request.json = "out.json";
    const auto words = reproduce_words("/opt/bin/teacup", "dir/../a b.toml", 12, request);
    const std::string scenario = (std::filesystem::current_path() / "a b.toml").string();
    EXPECT_EQ(shell_command(words),
              "/opt/bin/teacup run " + shell_quoted(scenario) +
                  " --seed 12 --set system.nodes=5 --set 'about=it'\\''s' --strict");
}

TEST(Reproduce, ChecksDeterminismAgain) {
    RunRequest request;
    request.checks_determinism = true;
    EXPECT_EQ(
        reproduce_words("/t", "/a.toml", 1, request),
        (std::vector<std::string>{"/t", "run", "/a.toml", "--seed", "1", "--check-determinism"}));
}

}  // namespace
}  // namespace teacup::cli
