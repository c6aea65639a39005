// docs/properties.md has a row for each property, and one for each of its options: exactly what the
// registries say.
#include <fstream>
#include <iterator>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <teacup/model/registry/entries.hpp>
#include <teacup/model/registry/toml_text.hpp>

namespace teacup::model {

namespace {

/// The rows of the page's tables whose first cell is code.
std::vector<std::string> rows_of_page() {
    std::ifstream page(TEACUP_SOURCE_DIR "/docs/properties.md");
    std::vector<std::string> rows;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("| `")) {
            rows.push_back(line);
        }
    }
    return rows;
}

std::string row_of(const PropertyEntry& property) {
    std::string mutants;
    for (const MutantEntry& mutant : Registry<MutantEntry>::instance().entries()) {
        if (mutant.property == property.name) {
            mutants += fmt::format("{}`{}`", mutants.empty() ? "" : ", ", mutant.name);
        }
    }
    return fmt::format("| `{}` | {} | {} | {} |",
                       property.name,
                       to_string(property.modality),
                       property.meaning,
                       mutants.empty() ? "by event" : mutants);
}

std::string row_of(const PropertyEntry& property, const Option& option) {
    const std::string unit = option.unit.empty() ? "" : fmt::format(" ({})", option.unit);
    const bool has_default = !std::holds_alternative<std::monostate>(option.default_value);
    return fmt::format(
        "| `{}` | `{}` | {}{} | {} | {} | `{}` |",
        property.name,
        option.name,
        to_string(option.type),
        unit,
        has_default ? fmt::format("`{}`", to_toml(option, option.default_value)) : "required",
        option.meaning,
        option.example);
}

TEST(PropertiesPage, HasTheRowsOfTheRegistry) {
    std::vector<std::string> expected;
    for (const PropertyEntry& property : Registry<PropertyEntry>::instance().entries()) {
        expected.push_back(row_of(property));
    }
    for (const PropertyEntry& property : Registry<PropertyEntry>::instance().entries()) {
        for (const Option& option : property.options) {
            expected.push_back(row_of(property, option));
        }
    }
    EXPECT_EQ(rows_of_page(), expected);
}

TEST(PropertiesPage, ExplainsEachProperty) {
    std::ifstream page(TEACUP_SOURCE_DIR "/docs/properties.md");
    const std::string text{std::istreambuf_iterator<char>(page), {}};
    for (const PropertyEntry& property : Registry<PropertyEntry>::instance().entries()) {
        EXPECT_NE(text.find(fmt::format("**{}**", property.name)), std::string::npos)
            << property.name;
    }
}

}  // namespace

}  // namespace teacup::model
