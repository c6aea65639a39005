// Goal: every rule can fail, at the right line, and does not fail on what is right.
// Method: a table of snippets that break one rule each, and a table of snippets that break none.
#include "style_rules.hpp"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace teacup::style {
namespace {

struct Snippet {
    std::string rule;
    std::string path;
    std::string text;
    std::size_t line = 0;  // of the breach; 0: there is none
};

const std::vector<SourceFile>& lists() {
    static const std::vector<SourceFile> files{make_source_file(
        "model/CMakeLists.txt",
        "teacup_add_module(\n    model\n    HEADERS process/pid.hpp # x.hpp\n"
        "    PRIVATE_HEADERS process/frame.hpp\n    SOURCES process/pid.cpp\n)\n")};
    return files;
}

std::vector<Finding> findings(const Snippet& snippet) {
    return check(rules().at(snippet.rule),
                 make_source_file(snippet.path, snippet.text),
                 listed_in_cmake(lists()));
}

// Built in two halves, so that this file keeps the rules it tests.
const std::string nolint = std::string("// NO") + "LINT";
std::string somebodys(const std::string& path) {
    return "/ho" + ("me/" + path);
}

const std::vector<Snippet>& bad() {
    static const std::string long_line = "// " + std::string(98, 'x') + "\n";
    static const std::vector<Snippet> all{
        {"arrows", "sim/a.cpp", "#include <vector>\n#include <teacup/model/x.hpp>\n", 2},
        {"arrows", "model/a.hpp", "#include <teacup/faults/plan.hpp>\n", 1},
        {"arrows", "faults/a.cpp", "#include <teacup/scenarios/scenario.hpp>\n", 1},
        {"arrows", "scenarios/a.cpp", "#include <teacup/reports/json.hpp>\n", 1},
        {"arrows", "scenarios/a.cpp", "#include <teacup/cli/options.hpp>\n", 1},
        {"arrows", "reports/a.cpp", "#include <teacup/scenarios/runner.hpp>\n", 1},
        {"arrows", "reports/a.cpp", "#include <teacup/sim/world.hpp>\n", 1},
        {"arrows", "reports/a.cpp", "#include <teacup/model/process/pid.hpp>\n", 1},
        {"banned", "sim/a.cpp", "\n#include <random>\n", 2},
        {"banned", "sim/a.cpp", "#include <thread>\n", 1},
        {"banned", "model/a.cpp", "#include <unordered_map>\n", 1},
        {"banned", "model/a.cpp", "using Clock = std::chrono::steady_clock;\n", 1},
        {"banned", "model/a.cpp", "auto t = Clock::now();\n", 1},
        {"banned", "model/a.cpp", "const auto t = std::time(nullptr);\n", 1},
        {"banned", "faults/a.cpp", "if (std::getenv(name) != nullptr) {}\n", 1},
        {"banned", "faults/a.cpp", "int x = rand();\n", 1},
        {"banned", "sim/a.cpp", "auto h = std::hash<int>{}(7);\n", 1},
        {"banned", "sim/a.cpp", "auto x = std::log2(y);\n", 1},
        {"banned", "sim/a.hpp", "float x = 0;\n", 1},
        {"banned", "sim/a.cpp", "auto k = reinterpret_cast<std::uintptr_t>(p);\n", 1},
        {"banned", "model/a.cpp", "std::map<const Process*, int> ages;\n", 1},
        {"banned", "model/a.cpp", "std::set<Process*> seen;\n", 1},
        {"header", "sim/a.hpp", "#pragma once\n", 1},
        {"header", "sim/a.hpp", "/// \\file\n#pragma once\n", 1},
        {"header", "sim/a.hpp", "/// \\file\n/// A thing.\n#include <vector>\n", 1},
        {"header",
         "sim/a.hpp",
         "/// \\file\n/// A thing.\n#pragma once\nusing namespace std;\n",
         4},
        {"heavy", "scenarios/a.hpp", "#include <toml++/toml.h>\n", 1},
        {"heavy", "reports/a.hpp", "#include <vector>\n#include <nlohmann/json.hpp>\n", 2},
        {"line_length", "sim/a.cpp", "\n" + long_line, 2},
        {"line_length", "cli/CMakeLists.txt", long_line, 1},
        {"listed", "model/process/mailbox.cpp", "", 1},
        {"machine_path", "docs/a.md", "first\nsee " + somebodys("ann/teacup") + "\n", 2},
        {"machine_path", "sim/a.cpp", "open(\"" + somebodys("x") + "\");\n", 1},
        {"namespace", "sim/a.cpp", "namespace teacup::model {}\n", 1},
        {"nolint", "sim/a.cpp", "int x;  " + nolint + "\n", 1},
        {"nolint", "sim/a.cpp", "int x;  " + nolint + "(bugprone-x)\n", 1},
        {"private", "faults/a.cpp", "#include <teacup/model/process/frame.hpp>\n", 1},
        {"private", "model/a.cpp", "#include \"process/pid.hpp\"\n", 1},
        {"unordered",
         "cli/a.cpp",
         "std::unordered_map<int, int> ages;\nfor (auto& [k, v] : ages) {}\n",
         2},
        {"unordered", "reports/a.cpp", "std::unordered_set<int> s;\nint x = *s.begin();\n", 2},
    };
    return all;
}

const std::vector<Snippet>& good() {
    static const std::vector<Snippet> all{
        {"arrows", "model/a.cpp", "#include <teacup/sim/time.hpp>\n"},
        {"arrows", "cli/a.cpp", "#include <teacup/reports/json.hpp>\n"},
        {"arrows", "cli/a.cpp", "#include <teacup/scenarios/runner.hpp>\n"},
        {"arrows", "reports/a.cpp", "#include <teacup/model/result/run_result.hpp>\n"},
        {"arrows", "reports/a.cpp", "#include <teacup/sim/trace_kinds.hpp>\n"},
        {"arrows", "tests/sim/a_test.cpp", "#include <teacup/cli/main.hpp>\n"},
        {"banned", "scenarios/a.cpp", "#include <thread>\n"},
        {"banned", "model/history/a.cpp", "#include <unordered_map>\n"},
        {"banned", "sim/a.cpp", "// std::hash would differ; so would rand().\n"},
        {"banned",
         "sim/a.cpp",
         "sim::Time Context::now() { return world.now(); }\nstd::map<NodeId, Node*> nodes;\n"},
        {"banned", "sim/a.cpp", "print(\"getenv(\");\n"},
        {"banned",
         "sim/a.cpp",
         "// style: allow banned: never walked, only looked up.\n#include <unordered_map>\n"},
        {"header", "sim/a.hpp", "/// \\file\n/// A thing.\n#pragma once\n"},
        {"heavy", "scenarios/a.cpp", "#include <toml++/toml.h>\n"},
        {"line_length", "sim/a.cpp", "// " + std::string(97, 'x') + "\n"},
        {"line_length", "sim/a.cpp", "// https://" + std::string(97, 'x') + "\n"},
        {"listed", "model/process/pid.cpp", ""},
        {"listed", "model/process/frame.hpp", ""},
        {"machine_path", "docs/a.md", "see /usr/lib and example.org/home/x and /tmp/x\n"},
        {"namespace", "sim/a.cpp", "namespace teacup::sim {}\n"},
        {"nolint", "sim/a.cpp", "int x;  " + nolint + "(bugprone-x): the library asks for it.\n"},
        {"private", "model/a.cpp", "#include <teacup/model/process/frame.hpp>\n"},
        {"private", "tests/model/a_test.cpp", "#include \"fixture.hpp\"\n"},
        {"unordered",
         "cli/a.cpp",
         "std::unordered_map<int, int> ages;\nages.find(3);\nfor (auto& x : names) {}\n"},
    };
    return all;
}

TEST(StyleRules, FindEachBreachAtItsLine) {
    for (const Snippet& snippet : bad()) {
        const std::vector<Finding> found = findings(snippet);
        ASSERT_EQ(found.size(), 1U) << snippet.rule << ":\n" << snippet.text;
        EXPECT_EQ(found.front().line, snippet.line) << to_string(found.front());
        EXPECT_EQ(found.front().rule, snippet.rule);
    }
}

TEST(StyleRules, LetPassWhatIsRight) {
    for (const Snippet& snippet : good()) {
        for (const Finding& finding : findings(snippet)) {
            ADD_FAILURE() << to_string(finding) << "\n" << snippet.text;
        }
    }
}

TEST(StyleRules, AreEachShownToFail) {
    std::set<std::string> shown{"one_effect"};  // In effects_test.cpp.
    for (const Snippet& snippet : bad()) {
        shown.insert(snippet.rule);
    }
    for (const auto& [name, rule] : rules()) {
        EXPECT_TRUE(shown.contains(name)) << name;
    }
}

TEST(StyleRules, WantAReasonForAnExemption) {
    const Snippet without{
        "banned", "sim/a.cpp", "#include <random>  // style: allow banned: \n", 1};
    EXPECT_EQ(findings(without).size(), 1U);
    const Snippet other{
        "banned", "sim/a.cpp", "#include <random>  // style: allow heavy: why\n", 1};
    EXPECT_EQ(findings(other).size(), 1U);
    const Snippet with{"banned", "sim/a.cpp", "#include <random>  // style: allow banned: why\n"};
    EXPECT_TRUE(findings(with).empty());
}

TEST(StyleRules, NameListedFilesThatAreMissing) {
    std::vector<SourceFile> files = lists();
    files.push_back(make_source_file("model/process/pid.hpp", ""));
    files.push_back(make_source_file("model/process/pid.cpp", ""));
    const std::vector<Finding> found = listed_but_missing(files, listed_in_cmake(files));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().path, "model/process/frame.hpp");
}

TEST(SourceFile, BlanksCommentsAndLiteralsAndKeepsLines) {
    const SourceFile file = make_source_file(
        "sim/a.cpp", "auto a = 1'000'000; // b\n/* c\nd */ f(\"g\\\"h\", 'i', R\"x(j\n)\")x\");\n");
    EXPECT_EQ(file.code.size(), file.text.size());
    EXPECT_EQ(lines_of(file.code).size(), lines_of(file.text).size());
    EXPECT_NE(file.code.find("1'000'000;"), std::string::npos);
    for (const char c : std::string("bcdghij")) {
        EXPECT_EQ(file.code.find(c), std::string::npos) << c;
    }
    EXPECT_TRUE(file.code.ends_with(");\n"));
}

}  // namespace
}  // namespace teacup::style
