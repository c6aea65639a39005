#include <teacup/scenarios/json_schema.hpp>

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <teacup/scenarios/detail/keys.hpp>

namespace teacup::scenarios {
namespace {

using Json = nlohmann::json;

const Json& schema() {
    static const Json parsed = Json::parse(json_schema());
    return parsed;
}

/// The alternative for one kind of an array or table of kinds.
const Json& kind(const Json& alternatives, const std::string& name) {
    for (const Json& one : alternatives.at("oneOf")) {
        if (one.at("title") == name) {
            return one.at("properties");
        }
    }
    ADD_FAILURE() << "no kind " << name;
    // NOLINTNEXTLINE(bugprone-return-const-ref-from-parameter): never a temporary here.
    return alternatives;
}

TEST(JsonSchema, HoldsEverySectionAndKey) {
    const Json& properties = schema().at("properties");
    for (const detail::Section& section : detail::scenario_sections()) {
        for (const model::Option& option : section.keys) {
            const Json& keys =
                section.name.empty()       ? properties
                : section.name == "system" ? kind(properties.at("system"), "test_service")
                : section.name == "fault"  ? kind(properties.at("fault").at("items"), "test_outage")
                : section.name == "chaos"  ? kind(properties.at("chaos").at("items"), "test_outage")
                : section.name == "property"
                    ? kind(properties.at("property").at("items"), "test_rule")
                    : properties.at(section.name).at("properties");
            EXPECT_TRUE(keys.contains(option.name)) << section.heading << ' ' << option.name;
        }
    }
    for (const detail::Section& section : detail::tree_sections()) {
        if (!section.name.empty()) {
            const Json& keys = schema().at("definitions").at("tree").at("properties");
            EXPECT_EQ(keys.at(section.name).at("items").at("properties").size(),
                      section.keys.size());
        }
    }
}

TEST(JsonSchema, TellsTypesRangesDefaultsAndMeanings) {
    const Json& service = kind(schema().at("properties").at("system"), "test_service");
    EXPECT_EQ(service.at("copies"), Json::parse(R"({"type": "integer", "minimum": 1, "maximum": 9,
                              "description": "For tests.", "default": 3})"));
    EXPECT_EQ(service.at("mode").at("enum"), Json::parse(R"(["soft", "hard"])"));
    EXPECT_EQ(service.at("pause").at("default"), "1500ms");
    EXPECT_EQ(service.at("loss").at("maximum"), 1);
    EXPECT_EQ(service.at("clients").at("items").at("required"), Json::parse(R"(["name"])"));
    EXPECT_EQ(schema().at("required"), Json::parse(R"(["schema", "system", "property"])"));
    EXPECT_EQ(schema().at("additionalProperties"), false);
}

TEST(JsonSchema, LetsChaosDrawOptions) {
    const Json& fault = kind(schema().at("properties").at("fault").at("items"), "test_outage");
    const Json& chaos = kind(schema().at("properties").at("chaos").at("items"), "test_outage");
    EXPECT_EQ(fault.at("power").at("type"), "integer");
    EXPECT_EQ(chaos.at("power").at("anyOf").size(), 3U);  // A value, a list, a range.
    EXPECT_EQ(chaos.at("mode").at("anyOf").size(), 2U);
}

}  // namespace
}  // namespace teacup::scenarios
