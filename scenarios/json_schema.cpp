#include <teacup/scenarios/json_schema.hpp>

#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include <teacup/faults/fault_entry.hpp>
#include <teacup/model/registry/entries.hpp>
#include <teacup/scenarios/detail/keys.hpp>
#include <teacup/scenarios/detail/latency_reader.hpp>

namespace teacup::scenarios {

namespace {

using Json = nlohmann::ordered_json;
using model::Option;
using model::OptionType;

constexpr std::string_view duration_pattern = R"(^[0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h)$)";
constexpr std::string_view rate_pattern = R"(^[0-9]{1,9}/([0-9]+(\.[0-9]+)?)?(ns|us|ms|s|m|h)$)";

/// Where an option stands: chaos may give ranges and lists where a fault gives one value.
enum class Use { as_it_is, drawn };

Json object_of(const std::vector<const std::vector<Option>*>& options, Use use = Use::as_it_is);

Json any_of(Json one, Json other) {
    return {{"anyOf", Json::array({std::move(one), std::move(other)})}};
}

Json array_of(Json items) {
    return {{"type", "array"}, {"items", std::move(items)}};
}

Json text_like(std::string_view pattern) {
    return {{"type", "string"}, {"pattern", pattern}};
}

Json reference(std::string_view definition) {
    return {{"$ref", "#/definitions/" + std::string(definition)}};
}

Json duration(const std::vector<std::string>& words) {
    return words.empty() ? reference("duration") : any_of(reference("duration"), {{"enum", words}});
}

Json number(const Option& option, std::string_view type, std::int64_t whole) {
    Json schema{{"type", type}};
    const auto bound = [&](std::int64_t steps) {
        return whole == 1 ? Json(steps)
                          : Json(static_cast<double>(steps) / static_cast<double>(whole));
    };
    schema["minimum"] = bound(option.range.minimum);
    if (option.range.maximum != std::numeric_limits<std::int64_t>::max()) {
        schema["maximum"] = bound(option.range.maximum);
    }
    return schema;
}

Json range_of(const Json& end) {
    return {{"type", "object"},
            {"properties", {{"min", end}, {"max", end}}},
            {"required", {"min", "max"}},
            {"additionalProperties", false}};
}

Json type_of(const Option& option) {
    Json text{{"type", "string"}, {"minLength", 1}};
    switch (option.type) {
        case OptionType::boolean: return {{"type", "boolean"}};
        case OptionType::integer: return number(option, "integer", 1);
        case OptionType::duration: return duration(option.words);
        case OptionType::probability: return {{"type", "number"}, {"minimum", 0}, {"maximum", 1}};
        case OptionType::factor: return number(option, "number", model::Millionths::whole);
        case OptionType::rate: return text_like(rate_pattern);
        case OptionType::text:
        case OptionType::term: return text;
        case OptionType::choice: return {{"enum", option.words}};
        case OptionType::text_list: return array_of(text);
        case OptionType::integer_list: return array_of(number(option, "integer", 1));
        case OptionType::latency: return reference("latency");
        case OptionType::shutdown: return duration({"infinity", "brutal_kill"});
        case OptionType::tree: return any_of(text, reference("tree"));
        case OptionType::table_list: return array_of(object_of({&option.fields}));
        case OptionType::integer_range: {
            const Json end = number(option, "integer", 1);
            return any_of(end, range_of(end));
        }
        case OptionType::duration_range:
            return any_of(reference("duration"), range_of(reference("duration")));
        case OptionType::selector: break;
    }
    return any_of(text, array_of(any_of(text, array_of(text))));
}

/// None when the default is no plain value.
std::optional<Json> default_of(const Option& option) {
    const model::OptionValue& value = option.default_value;
    if (const auto* boolean = std::get_if<bool>(&value)) {
        return Json(*boolean);
    }
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return Json(*integer);
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        return Json(*text);
    }
    if (const auto* span = std::get_if<sim::Duration>(&value)) {
        const bool is_word = span->is_infinite() && !option.words.empty();
        return Json(is_word ? option.words.front() : to_string(*span));
    }
    if (const auto* probability = std::get_if<model::PartsPerBillion>(&value)) {
        return Json(static_cast<double>(probability->count) / 1e9);
    }
    if (const auto* factor = std::get_if<model::Millionths>(&value)) {
        return Json(static_cast<double>(factor->count) / 1e6);
    }
    return std::nullopt;
}

Json drawn(const Option& option, const Json& one) {
    Json either = any_of(one, array_of(one));
    const bool is_number =
        option.type == OptionType::integer || option.type == OptionType::duration ||
        option.type == OptionType::probability || option.type == OptionType::factor;
    if (is_number) {
        either["anyOf"].push_back(range_of(one));
    }
    return either;
}

Json schema_of(const Option& option, Use use) {
    Json schema = use == Use::drawn ? drawn(option, type_of(option)) : type_of(option);
    if (schema.contains("$ref")) {  // Draft-07 ignores whatever stands beside a reference.
        schema = {{"allOf", Json::array({schema})}};
    }
    schema["description"] =
        option.unit.empty() ? option.meaning : option.meaning + " Unit: " + option.unit + ".";
    if (const auto value = default_of(option)) {
        schema["default"] = *value;
    }
    return schema;
}

Json object_of(const std::vector<const std::vector<Option>*>& options, Use use) {
    Json object{{"type", "object"},
                {"properties", Json::object()},
                {"required", Json::array()},
                {"additionalProperties", false}};
    for (const auto* list : options) {
        for (const Option& option : *list) {
            object["properties"][option.name] = schema_of(option, use);
            if (option.is_required) {
                object["required"].push_back(option.name);
            }
        }
    }
    return object;
}

/// One alternative for each kind, with the keys that all kinds share.
template <class Entry>
Json kinds(const detail::Section& section, Use use = Use::as_it_is) {
    Json alternatives = Json::array();
    for (const Entry& entry : model::Registry<Entry>::instance().entries()) {
        Json one = object_of({&section.keys});
        const Json own = object_of({&entry.options}, use);
        one["title"] = entry.name;
        one["description"] = entry.meaning;
        one["properties"].update(own["properties"]);
        for (const Json& name : own["required"]) {
            one["required"].push_back(name);
        }
        one["properties"]["kind"] = {{"const", entry.name}, {"description", entry.meaning}};
        alternatives.push_back(std::move(one));
    }
    return {{"oneOf", std::move(alternatives)}};
}

Json section_of(const detail::Section& section) {
    Json schema;
    if (section.name == "system") {
        schema = kinds<model::SystemEntry>(section);
    } else if (section.name == "fault") {
        schema = kinds<faults::FaultEntry>(section);
    } else if (section.name == "chaos") {
        schema = kinds<faults::FaultEntry>(section, Use::drawn);
    } else if (section.name == "property") {
        schema = kinds<model::PropertyEntry>(section);
    } else {
        schema = object_of({&section.keys});
    }
    if (section.is_array) {
        schema = array_of(std::move(schema));
    }
    schema["description"] = section.meaning;
    return schema;
}

Json tree() {
    const std::vector<Option>& document = detail::tree_section("").keys;
    const std::vector<Option> keys(document.begin() + 1, document.end());  // Without the schema.
    Json object = object_of({&keys});
    for (const char* name : {"application", "process"}) {
        object["properties"][name] = section_of(detail::tree_section(name));
        object["required"].push_back(name);
    }
    return object;
}

Json latency() {
    using Kind = sim::Latency::Kind;
    Json alternatives = Json::array({reference("duration")});
    for (const auto& [kind, word] : {std::pair(Kind::uniform, "uniform"),
                                     std::pair(Kind::exponential, "exponential"),
                                     std::pair(Kind::long_tail, "long_tail")}) {
        Json table = object_of({&detail::latency_keys(kind)});
        table["properties"]["kind"] = {{"const", word}};
        alternatives.push_back(std::move(table));
    }
    return {{"oneOf", std::move(alternatives)}};
}

}  // namespace

std::string json_schema() {
    const std::vector<detail::Section>& sections = detail::scenario_sections();
    Json schema = object_of({&sections.front().keys});
    for (const detail::Section& section : sections) {
        if (!section.name.empty()) {
            schema["properties"][section.name] = section_of(section);
        }
    }
    schema["required"].push_back("system");
    schema["required"].push_back("property");
    schema["definitions"] = {
        {"duration", text_like(duration_pattern)}, {"latency", latency()}, {"tree", tree()}};
    Json document{{"$schema", "http://json-schema.org/draft-07/schema#"},
                  {"title", "teacup scenario"}};
    document.update(schema);
    return document.dump(2) + "\n";
}

}  // namespace teacup::scenarios
