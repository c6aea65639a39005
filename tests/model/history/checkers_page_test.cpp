// docs/checkers.md has a row for each model and for each of its options: exactly what the registry
// says. Every example in it is run, and is violated as the page claims.
#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/formats/reader.hpp>
#include <teacup/model/registry/toml_text.hpp>

namespace teacup::model::history {

namespace {

std::vector<std::string> lines_of_page() {
    std::ifstream page(TEACUP_SOURCE_DIR "/docs/checkers.md");
    std::vector<std::string> lines;
    for (std::string line; std::getline(page, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::string row_of(const ModelEntry& model) {
    return fmt::format("| `{}` | {} |", model.name, model.meaning);
}

std::string row_of(const ModelEntry& model, const Option& option) {
    const bool has_default = !std::holds_alternative<std::monostate>(option.default_value);
    return fmt::format(
        "| `{}` | `{}` | {} | {} | {} | `{}` |",
        model.name,
        option.name,
        to_string(option.type),
        has_default ? fmt::format("`{}`", to_toml(option, option.default_value)) : "none",
        option.meaning,
        option.example);
}

std::string row_of_planted(const ModelEntry& model) {
    return fmt::format("| `{}` | `{}` |", model.name, fmt::join(model.anomalies, "`, `"));
}

// A row that is missing or stale is told as it should be: copy it from the failure.
TEST(CheckersPage, HasTheRowsOfTheRegistry) {
    std::vector<std::string> expected;
    for (const ModelEntry& model : Registry<ModelEntry>::instance().entries()) {
        expected.push_back(row_of(model));
    }
    for (const ModelEntry& model : Registry<ModelEntry>::instance().entries()) {
        for (const Option& option : model.options) {
            expected.push_back(row_of(model, option));
        }
    }
    for (const ModelEntry& model : Registry<ModelEntry>::instance().entries()) {
        if (!model.anomalies.empty()) {
            expected.push_back(row_of_planted(model));
        }
    }
    std::vector<std::string> rows = lines_of_page();
    std::erase_if(rows, [](const std::string& line) { return !line.starts_with("| `"); });
    for (const std::string& row : expected) {
        EXPECT_NE(std::find(rows.begin(), rows.end(), row), rows.end()) << "missing:\n" << row;
    }
    for (const std::string& row : rows) {
        EXPECT_NE(std::find(expected.begin(), expected.end(), row), expected.end()) << "stale:\n"
                                                                                    << row;
    }
    EXPECT_EQ(rows, expected);  // And in this order.
}

/// What the page says under a heading "### `a`, `b`", and of which models.
struct Section {
    std::vector<std::string> models;
    std::string text;
};

std::vector<Section> sections_of_page() {
    std::vector<Section> sections;
    bool is_inside = false;
    for (const std::string& line : lines_of_page()) {
        if (line.starts_with("## ")) {
            is_inside = false;
        } else if (line.starts_with("### `")) {
            is_inside = true;
            sections.emplace_back();
            std::stringstream words(line);
            for (std::string word; std::getline(words, word, '`');) {
                if (find_model(word) != nullptr) {
                    sections.back().models.push_back(word);
                }
            }
        } else if (is_inside) {
            sections.back().text += line + "\n";
        }
    }
    return sections;
}

TEST(CheckersPage, TellsOfEachModelInItsSectionHowItWorksAndWhatItCosts) {
    const std::vector<Section> sections = sections_of_page();
    EXPECT_GE(sections.size(), 12U);
    for (const Section& section : sections) {
        ASSERT_FALSE(section.models.empty()) << section.text;
        for (const char* part : {"**Algorithm.**", "**Cost.**", "**Limits.**", "```jsonl "}) {
            EXPECT_NE(section.text.find(part), std::string::npos)
                << section.models.front() << " lacks " << part;
        }
    }
}

TEST(CheckersPage, HasASectionForEachModel) {
    const std::vector<Section> sections = sections_of_page();
    for (const ModelEntry& model : Registry<ModelEntry>::instance().entries()) {
        const auto is_of_model = [&](const Section& one) {
            return std::find(one.models.begin(), one.models.end(), model.name) != one.models.end();
        };
        EXPECT_TRUE(std::any_of(sections.begin(), sections.end(), is_of_model)) << model.name;
    }
}

/// A block "```jsonl MODEL ANOMALY" of the page.
struct Example {
    std::string model;
    std::string anomaly;
    std::string text;
};

std::vector<Example> examples_of_page() {
    std::vector<Example> examples;
    bool is_inside = false;
    for (const std::string& line : lines_of_page()) {
        if (line.starts_with("```")) {
            std::stringstream words(line);
            std::string format;
            Example example;
            words >> format >> example.model >> example.anomaly;
            is_inside = format == "```jsonl";
            if (is_inside) {
                examples.push_back(example);
            }
        } else if (is_inside) {
            examples.back().text += line + "\n";
        }
    }
    return examples;
}

TEST(CheckersPage, ShowsHistoriesThatFailAsItSays) {
    const std::vector<Example> examples = examples_of_page();
    EXPECT_GE(examples.size(), 12U);
    for (const Example& example : examples) {
        const ModelEntry* model = find_model(example.model);
        ASSERT_NE(model, nullptr) << example.model;
        std::istringstream file(example.text);
        Budget budget;
        const ReadResult read = read_history(file, {}, budget);
        for (const HistoryProblem& problem : read.problems) {
            ADD_FAILURE() << example.model << " line " << problem.line << ": " << problem.message;
        }
        for (const ShapeError& error : shape_errors(read.history, *model)) {
            ADD_FAILURE() << example.model << " line " << error.line << ": " << error.message;
        }
        const Judgement judgement = check_history(read.history, *model);
        EXPECT_EQ(judgement.verdict, Verdict::violated) << example.model;
        const bool is_named = std::any_of(
            judgement.findings.begin(), judgement.findings.end(), [&](const HistoryFinding& one) {
                return one.anomaly == example.anomaly;
            });
        EXPECT_TRUE(is_named) << example.model << " has no finding " << example.anomaly;
    }
}

}  // namespace

}  // namespace teacup::model::history
