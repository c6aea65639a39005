// Goal: what the style guide asks for and a program can see holds in the whole tree.
// Method: read every file once; each rule looks at each file and names every breach.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "source_file.hpp"
#include "style_rules.hpp"

namespace teacup::style {
namespace {

const std::vector<SourceFile>& tree() {
    static const std::vector<SourceFile> files = read_tree(TEACUP_SOURCE_DIR);
    return files;
}

std::string report(const std::vector<Finding>& found) {
    std::string text;
    for (const Finding& finding : found) {
        text += to_string(finding) + "\n";
    }
    return text;
}

class Tree : public testing::TestWithParam<std::string> {};

TEST_P(Tree, KeepsTheRule) {
    const Rule& rule = rules().at(GetParam());
    const Listed listed = listed_in_cmake(tree());
    std::vector<Finding> found;
    for (const SourceFile& file : tree()) {
        const std::vector<Finding> here = check(rule, file, listed);
        found.insert(found.end(), here.begin(), here.end());
    }
    EXPECT_TRUE(found.empty()) << rule.meaning << "\n" << report(found);
}

std::vector<std::string> names_of_rules() {
    std::vector<std::string> names;
    for (const auto& [name, rule] : rules()) {
        names.push_back(name);
    }
    return names;
}

INSTANTIATE_TEST_SUITE_P(Rules,
                         Tree,
                         testing::ValuesIn(names_of_rules()),
                         [](const testing::TestParamInfo<std::string>& rule) {
                             return rule.param;
                         });

TEST(Tree, HoldsEveryListedFile) {
    const std::vector<Finding> found = listed_but_missing(tree(), listed_in_cmake(tree()));
    EXPECT_TRUE(found.empty()) << report(found);
}

TEST(Tree, WasReadWhole) {
    std::vector<std::string> folders;
    for (const SourceFile& file : tree()) {
        if (file.is_cpp() && (folders.empty() || folders.back() != file.folder())) {
            folders.emplace_back(file.folder());
        }
    }
    for (const char* folder : {"sim", "model", "tests"}) {
        EXPECT_NE(std::find(folders.begin(), folders.end(), folder), folders.end()) << folder;
    }
}

}  // namespace
}  // namespace teacup::style
