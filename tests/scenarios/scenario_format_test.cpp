// Goal: docs/scenario_format.md says of every key what the loader's tables say.
// Method: the page must hold, below the heading of each section and kind, exactly the rows that the
// tables give; the failure prints the rows to paste.
#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/faults/fault_entry.hpp>
#include <teacup/model/registry/entries.hpp>
#include <teacup/model/registry/toml_text.hpp>
#include <teacup/scenarios/detail/keys.hpp>
#include <teacup/scenarios/detail/latency_reader.hpp>
#include <teacup/scenarios/detail/table_reader.hpp>

namespace teacup::scenarios {
namespace {

std::string cell(std::string text) {
    for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) {
        text.insert(at, "\\");
    }
    return text;
}

std::string default_cell(const model::Option& option) {
    if (option.is_required) {
        return "required";
    }
    return std::holds_alternative<std::monostate>(option.default_value)
               ? "–"
               : "`" + cell(to_toml(option, option.default_value)) + "`";
}

std::string type_cell(const model::Option& option) {
    std::string type(to_string(option.type));
    for (const std::string& word : option.words) {
        type += (type.find('`') == std::string::npos ? ": `" : ", `") + word + "`";
    }
    return type;
}

void add_rows(const std::vector<model::Option>& options,
              const std::string& prefix,
              std::string& rows) {
    for (const model::Option& option : options) {
        // The words of kinds are what is registered, tests included; each has a table of its own.
        const bool is_kind = option.name == "kind" || option.name == "mutant";
        rows += "| `" + prefix + option.name + "` | " + (is_kind ? "choice" : type_cell(option)) +
                " | " + (option.unit.empty() ? "–" : option.unit) + " | " + default_cell(option) +
                " | `" + cell(option.example) + "` | " + cell(option.meaning) + " |\n";
        add_rows(option.fields, prefix + option.name + "[].", rows);
    }
}

std::string table_of(const std::vector<model::Option>& options) {
    if (options.empty()) {
        return "No options.\n";
    }
    std::string rows =
        "| key | type | unit | default | example | meaning |\n|---|---|---|---|---|---|\n";
    add_rows(options, "", rows);
    return rows;
}

const std::string& page() {
    static const std::string text = [] {
        std::ifstream file(std::string(TEACUP_SOURCE_DIR) + "/docs/scenario_format.md");
        std::stringstream all;
        all << file.rdbuf();
        return all.str();
    }();
    return text;
}

/// What stands below a heading, up to the next one.
std::string below(const std::string& heading, const std::string& from = "") {
    const std::size_t start = from.empty() ? 0 : page().find("\n" + from + "\n");
    const std::size_t found = page().find("\n" + heading + "\n", start);
    if (start == std::string::npos || found == std::string::npos) {
        return "";
    }
    const std::size_t begin = found + heading.size() + 2;
    return page().substr(begin, page().find("\n#", begin) - begin + 1);
}

std::string heading_of(const detail::Section& section) {
    return "### `" + section.heading + "`";
}

void expect_table(const std::string& heading,
                  const std::vector<model::Option>& options,
                  const std::string& from = "") {
    const std::string text = below(heading, from);
    const std::string table = table_of(options);
    EXPECT_NE(text.find("\n" + table), std::string::npos)
        << "docs/scenario_format.md, below \"" << heading << "\", should be\n\n"
        << table;
    const auto rows = [](const std::string& of) { return std::count(of.begin(), of.end(), '|'); };
    EXPECT_EQ(rows(text), rows(table)) << heading << " has more rows";
}

bool is_for_tests(const std::string& name) {
    return name.starts_with("test_");
}

template <class Entry>
void expect_kinds(const std::string& chapter) {
    for (const Entry& entry : model::Registry<Entry>::instance().entries()) {
        if (is_for_tests(entry.name)) {
            continue;
        }
        const std::string heading = "### `" + entry.name + "`";
        expect_table(heading, entry.options, chapter);
        EXPECT_NE(below(heading, chapter).find(entry.meaning), std::string::npos)
            << heading << " should say: " << entry.meaning;
    }
}

TEST(ScenarioFormat, TellsEveryKeyOfAScenario) {
    for (const detail::Section& section : detail::scenario_sections()) {
        expect_table(section.name.empty() ? "### The scenario" : heading_of(section), section.keys);
    }
}

TEST(ScenarioFormat, TellsEveryKeyOfATree) {
    for (const detail::Section& section : detail::tree_sections()) {
        expect_table(
            section.name.empty() ? "### The tree" : heading_of(section), section.keys, "## Trees");
    }
}

TEST(ScenarioFormat, TellsEveryKeyOfALatency) {
    using Kind = sim::Latency::Kind;
    expect_table("### `kind = \"uniform\"`", detail::latency_keys(Kind::uniform));
    expect_table("### `kind = \"exponential\"`", detail::latency_keys(Kind::exponential));
    expect_table("### `kind = \"long_tail\"`", detail::latency_keys(Kind::long_tail));
}

TEST(ScenarioFormat, TellsEveryOptionOfEveryKind) {
    expect_kinds<model::SystemEntry>("## Systems");
    expect_kinds<faults::FaultEntry>("## Faults");
    expect_kinds<model::PropertyEntry>("## Properties");
}

// Goal: the examples in the tables are values that the loader takes.
TEST(ScenarioFormat, GivesExamplesThatAreRight) {
    detail::Collector collector;
    const std::uint32_t source = collector.add_source("example", "");
    detail::ReadContext context{.collector = collector};
    const auto check = [&](const std::vector<model::Option>& options) {
        for (const model::Option& option : options) {
            // What may stand there hangs on what is registered, or on other files.
            if (option.name == "kind" || option.name == "mutant" ||
                option.type == model::OptionType::tree) {
                continue;
            }
            const detail::Node node = detail::parse_value(option.example, source);
            (void)detail::read_value(node, option, context);
            const Diagnostics told = collector.take();
            EXPECT_TRUE(told.empty()) << option.name << " = " << option.example << ": "
                                      << (told.empty() ? "" : to_string(told.front()));
        }
    };
    for (const auto* sections : {&detail::scenario_sections(), &detail::tree_sections()}) {
        for (const detail::Section& section : *sections) {
            check(section.keys);
        }
    }
    for (const auto& entry : model::Registry<model::SystemEntry>::instance().entries()) {
        check(entry.options);
    }
    for (const auto& entry : model::Registry<faults::FaultEntry>::instance().entries()) {
        check(entry.options);
    }
    for (const auto& entry : model::Registry<model::PropertyEntry>::instance().entries()) {
        check(entry.options);
    }
}

}  // namespace
}  // namespace teacup::scenarios
