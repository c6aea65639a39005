// Goal: whatever file somebody names, they are told what is wrong with it, at once.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/scenarios/detail/document.hpp>
#include <teacup/scenarios/loader.hpp>
#include <teacup/scenarios/tree.hpp>

#include "bad_input.hpp"
#include "test_kinds.hpp"

namespace teacup::scenarios {
namespace {

namespace fs = std::filesystem;

class BadFile : public testing::Test {
protected:
    BadFile() : folder_(fs::path(testing::TempDir()) / ("bad_file_" + std::to_string(getpid()))) {
        fs::create_directories(folder_);
    }
    ~BadFile() override { fs::remove_all(folder_); }

    [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
        const fs::path path = folder_ / name;
        std::ofstream(path, std::ios::binary) << text;
        return path.string();
    }
    [[nodiscard]] std::string in_folder(const std::string& name) const {
        return (folder_ / name).string();
    }
    static std::vector<std::string> errors_of(const std::string& path) {
        return short_errors(validate_scenario(path));
    }

    fs::path folder_;
};

using Errors = std::vector<std::string>;

TEST_F(BadFile, Missing) {
    EXPECT_EQ(errors_of(in_folder("none.toml")), Errors{"there is no such file; check the path"});
    EXPECT_EQ(errors_of(""), Errors{"there is no such file; check the path"});
}

TEST_F(BadFile, BelowAFileThatIsNoFolder) {
    const std::string file = write("file.toml", scenario_head);
    EXPECT_EQ(errors_of(file + "/x.toml"), Errors{"there is no such file; check the path"});
}

TEST_F(BadFile, Folder) {
    EXPECT_EQ(errors_of(folder_.string()), Errors{"is a directory; name a .toml file in it"});
}

TEST_F(BadFile, DeviceThatNeverEnds) {
    EXPECT_EQ(errors_of("/dev/zero"), Errors{"is not a regular file; name a .toml file"});
}

// A regular file that root, too, cannot read: the first page of this process is never mapped.
TEST_F(BadFile, Unreadable) {
    EXPECT_EQ(errors_of("/proc/self/mem"),
              Errors{"cannot be read: Input/output error; check its permissions"});
}

TEST_F(BadFile, Forbidden) {
    const std::string path = write("secret.toml", scenario_head);
    fs::permissions(path, fs::perms::none);
    // Root may read everything, so it asks as nobody.
    constexpr uid_t nobody = 65534;
    const uid_t user = geteuid();
    ASSERT_EQ(user == 0 ? seteuid(nobody) : 0, 0);
    const Errors errors = errors_of(path);
    ASSERT_EQ(user == 0 ? seteuid(user) : 0, 0);
    EXPECT_EQ(errors, Errors{"cannot be read: Permission denied; check its permissions"});
}

TEST_F(BadFile, Empty) {
    EXPECT_EQ(errors_of(write("empty.toml", "")),
              Errors{"is empty; a first line may be: schema = 1"});
}

TEST_F(BadFile, Binary) {
    const std::string program(
        "\x7F"
        "ELF\x02\x01\x01\0\0\0",
        10);
    EXPECT_EQ(errors_of(write("program", program)),
              Errors{"1:8: is not text: there is a zero byte; name a TOML file"});
    EXPECT_EQ(errors_of(write("latin1.toml", "schema = 1\nabout = \"caf\xE9\"\n")).size(), 1U);
}

// Goal: all syntax errors at once, as far as they surely are errors. Method: what is wrong on a
// line of its own is told beside the others; what may reach over lines ends the search.
TEST_F(BadFile, WithSeveralSyntaxErrorsIsToldInWhole) {
    const Errors three = errors_of(write("three.toml",
                                         "schema = = 1\n"
                                         "about = \"fine, and it's [ fine\"\n"
                                         "settle = \"30s\n"
                                         "[limits\n"
                                         "events = 5\n"
                                         "[system]\n"
                                         "nodes = 3 3\n"
                                         "kind = \"test\"\n"));
    ASSERT_EQ(three.size(), 3U) << testing::PrintToString(three);
    EXPECT_EQ(three[0].substr(0, 2), "1:");
    EXPECT_EQ(three[1].substr(0, 2), "3:");
    EXPECT_EQ(three[2].substr(0, 2), "4:") << "a bracket that is open: nothing after it is sure";

    const Errors twice = errors_of(write("twice.toml",
                                         "schema = 1\n"
                                         "schema = 2\n"
                                         "[limits]\n"
                                         "events = 5\n"
                                         "[limits]\n"
                                         "events = 6\n"
                                         "events = 7\n"));
    ASSERT_EQ(twice.size(), 3U) << testing::PrintToString(twice);
    EXPECT_EQ(twice[0].substr(0, 2), "2:");
    EXPECT_EQ(twice[1].substr(0, 2), "5:");
    EXPECT_EQ(twice[2].substr(0, 2), "7:");

    EXPECT_EQ(errors_of(write("list.toml", "a = [1,\n2 3,\n4]\nb = = 1\n")).size(), 1U);
    EXPECT_EQ(errors_of(write("text.toml", "a = \"\"\"\nb = = 1\n")).size(), 1U);
    std::string many;
    for (int line = 0; line < 1000; ++line) {
        many += "= 1\n";
    }
    EXPECT_EQ(errors_of(write("many.toml", many)).size(), 21U);
}

TEST_F(BadFile, Huge) {
    EXPECT_EQ(errors_of(write("huge.toml", std::string(detail::file_bytes_max + 1, '#'))),
              Errors{"is larger than 4 MiB; split it, or name the right file"});
}

TEST_F(BadFile, DeeplyNested) {
    const Errors expected{"1:54: is nested too deeply; 48 levels are allowed"};
    EXPECT_EQ(errors_of(write("arrays.toml", "about" + std::string(100'000, '['))), expected);
    EXPECT_EQ(errors_of(write("arrays.toml", "a = [" + std::string(100'000, '['))),
              Errors{"1:53: is nested too deeply; 48 levels are allowed"});
    std::string dotted = "a";
    for (int level = 0; level < 100'000; ++level) {
        dotted += ".a";
    }
    EXPECT_EQ(errors_of(write("dotted.toml", dotted + " = 1\n")),
              Errors{"1:98: is nested too deeply; 48 levels are allowed"});
    EXPECT_EQ(errors_of(write("header.toml", "[" + dotted + "]\n")),
              Errors{"1:99: is nested too deeply; 48 levels are allowed"});
    EXPECT_EQ(errors_of(write("strings.toml",
                              scenario_head + "about = \"" + std::string(1000, '.') + "[[[[\"\n")),
              Errors{});
}

TEST_F(BadFile, WithVeryManyErrorsIsToldInPart) {
    std::string text = scenario_head;
    for (int number = 0; number < 200'000; ++number) {
        text += "k" + std::to_string(number) + " = 0\n";
    }
    const Errors errors = errors_of(write("many.toml", text));
    ASSERT_EQ(errors.size(), 101U);
    EXPECT_EQ(errors.back(), "there are more errors; correct these first");
}

TEST_F(BadFile, NamesATreeThatIsBad) {
    const auto scenario = [](const std::string& tree) {
        return "schema = 1\nsystem = { kind = \"test_forest\", tree = \"" + tree +
               "\" }\nproperty = [{ kind = \"test_rule\" }]\n";
    };
    EXPECT_EQ(errors_of(write("a.toml", scenario("none.toml"))),
              (Errors{"2:41: the tree file \"none.toml\" cannot be used; see its own errors",
                      "there is no such file; check the path"}));
    (void)write("tree.toml", tree_head + "proces = []\n");
    const Diagnostics told = validate_scenario(write("b.toml", scenario("tree.toml")));
    EXPECT_EQ(short_errors(told),
              (Errors{"2:41: the tree file \"tree.toml\" cannot be used; see its own errors",
                      "1:1: the tree has no process; add a [[process]]",
                      "3:1: unknown key \"proces\" in the tree; did you mean \"process\"?"}));
    EXPECT_EQ(told.back().error.place.file, in_folder("tree.toml"));
    EXPECT_EQ(errors_of(write("c.toml", scenario("c.toml"))).front(),
              "2:41: the tree file \"c.toml\" cannot be used; see its own errors");
}

}  // namespace
}  // namespace teacup::scenarios
