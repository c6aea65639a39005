#include <teacup/cli/arguments.hpp>

#include <array>

#include <gtest/gtest.h>

namespace teacup::cli {
namespace {

constexpr std::array flags{
    Flag{.name = "seed", .value_name = "N", .meaning = "the seed"},
    Flag{.name = "set", .value_name = "K=V", .meaning = "overrides", .is_repeatable = true},
    Flag{.name = "quiet", .meaning = "says less"},
    Flag{.name = "output", .value_name = "FILE", .meaning = "writes", .letter = 'o'},
};

Arguments parsed(const std::vector<std::string>& args) {
    const auto arguments = parse_arguments(flags, args);
    EXPECT_TRUE(arguments.has_value());
    return arguments ? *arguments : Arguments{};
}

TEST(Arguments, TakesValuesInBothSpellings) {
    EXPECT_EQ(parsed({"--seed", "7"}).value("seed"), "7");
    EXPECT_EQ(parsed({"--seed=7"}).value("seed"), "7");
    EXPECT_EQ(parsed({"-o", "f"}).value("output"), "f");
    EXPECT_EQ(parsed({"--set=a=-1"}).value("set"), "a=-1");
    EXPECT_EQ(parsed({"--seed", "-"}).value("seed"), "-");
}

TEST(Arguments, KeepsPositionalArgumentsInOrder) {
    const Arguments arguments = parsed({"a", "--quiet", "b", "--", "--c"});
    EXPECT_EQ(arguments.positional(), (std::vector<std::string>{"a", "b", "--c"}));
    EXPECT_TRUE(arguments.has("quiet"));
    EXPECT_FALSE(arguments.has("seed"));
    EXPECT_EQ(arguments.value("seed"), std::nullopt);
}

TEST(Arguments, KeepsAllValuesOfAFlagThatMayBeRepeated) {
    EXPECT_EQ(parsed({"--set", "a=1", "--set", "b=2"}).values("set"),
              (std::vector<std::string>{"a=1", "b=2"}));
}

TEST(Arguments, TellsWhatIsWrong) {
    const std::pair<std::vector<std::string>, UsageErrors> table[] = {
        {{"--sede", "1"}, {"unknown flag \"--sede\"; did you mean \"--seed\"?"}},
        {{"--sede=1"}, {"unknown flag \"--sede\"; did you mean \"--seed\"?"}},
        {{"--see", "1"}, {"unknown flag \"--see\"; did you mean \"--seed\"?"}},
        {{"--teapot"}, {"unknown flag \"--teapot\"; --help lists all"}},
        {{"-x"}, {"unknown flag \"-x\"; --help lists all"}},
        {{"--x-y-z", "--qiet"},
         {"unknown flag \"--x-y-z\"; --help lists all",
          "unknown flag \"--qiet\"; did you mean \"--quiet\"?"}},
        {{"--seed", "1", "--seed", "2"}, {"--seed is given twice"}},
        {{"--quiet", "--quiet"}, {"--quiet is given twice"}},
        {{"--seed"}, {"--seed needs a value"}},
        {{"--seed", "--quiet"}, {"--seed needs a value"}},
        {{"--seed="}, {"--seed needs a value"}},
        {{"--quiet=yes"}, {"--quiet takes no value"}},
    };
    for (const auto& [args, errors] : table) {
        const auto arguments = parse_arguments(flags, args);
        ASSERT_FALSE(arguments.has_value()) << args.front();
        EXPECT_EQ(arguments.error(), errors) << args.front();
    }
}

TEST(Arguments, HelpNamesEveryFlag) {
    EXPECT_EQ(help_of(flags),
              "  --seed N           the seed\n"
              "  --set K=V ...      overrides\n"
              "  --quiet            says less\n"
              "  -o, --output FILE  writes\n"
              "  --help             tell this, and do nothing\n"
              "  --version          tell version and build id, and do nothing\n");
}

}  // namespace
}  // namespace teacup::cli
