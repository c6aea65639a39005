#include "bad_input.hpp"

#include <gtest/gtest.h>

#include <teacup/scenarios/loader.hpp>
#include <teacup/scenarios/tree.hpp>

namespace teacup::scenarios {

std::vector<std::string> short_errors(const Diagnostics& diagnostics) {
    std::vector<std::string> errors;
    for (const Diagnostic& diagnostic : diagnostics) {
        const sim::SourcePlace& place = diagnostic.error.place;
        const std::string where =
            std::to_string(place.line) + ":" + std::to_string(place.column) + ": ";
        errors.push_back((place.line == 0 ? "" : where) + diagnostic.error.message);
    }
    return errors;
}

void expect_scenario_errors(const std::vector<BadInput>& inputs) {
    for (const BadInput& input : inputs) {
        const LoadResult loaded = parse_scenario(input.text, "x.toml");
        ASSERT_FALSE(loaded.has_value()) << input.what;
        EXPECT_EQ(short_errors(loaded.error()), input.errors) << input.what;
    }
}

void expect_tree_errors(const std::vector<BadInput>& inputs) {
    for (const BadInput& input : inputs) {
        const TreeResult loaded = parse_tree(input.text, "x.toml");
        ASSERT_FALSE(loaded.has_value()) << input.what;
        EXPECT_EQ(short_errors(loaded.error()), input.errors) << input.what;
    }
}

}  // namespace teacup::scenarios
