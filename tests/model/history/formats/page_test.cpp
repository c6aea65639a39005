// docs/histories.md: each example is read as the format that it is shown as, and gets the verdict
// that stands beside it.
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>

#include "read_text.hpp"

namespace teacup::model::history {

namespace {

/// A block "```FORMAT MODEL VERDICT".
struct Example {
    std::string format;
    std::string model;
    std::string verdict;
    std::string text;
};

std::vector<Example> examples() {
    std::ifstream page(TEACUP_SOURCE_DIR "/docs/histories.md");
    std::vector<Example> found;
    bool is_inside = false;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("```")) {
            is_inside = !is_inside;
            if (is_inside) {
                std::istringstream words(line.substr(3));
                Example& example = found.emplace_back();
                words >> example.format >> example.model >> example.verdict;
            }
        } else if (is_inside) {
            found.back().text += line + "\n";
        }
    }
    std::erase_if(found, [](const Example& example) { return !parse_format(example.format); });
    return found;
}

TEST(HistoriesPage, ShowsExamplesOfEveryFormatThatAreRun) {
    std::set<std::string> shown;
    for (const Example& example : examples()) {
        shown.insert(example.format);
        const auto* model = find_model(example.model);
        ASSERT_NE(model, nullptr) << example.model;
        const ReadResult read = read_text(example.text, {.format = parse_format(example.format)});
        ASSERT_EQ(told(read), "") << example.text;
        // `auto` comes to the same.
        EXPECT_EQ(operations_of(read_text(example.text).history), operations_of(read.history));
        EXPECT_TRUE(shape_errors(read.history, *model).empty());
        EXPECT_EQ(to_string(check_history(read.history, *model).verdict), example.verdict)
            << example.text;
    }
    EXPECT_EQ(shown, (std::set<std::string>{"edn", "etcd", "jsonl", "kv"}));
}

}  // namespace

}  // namespace teacup::model::history
