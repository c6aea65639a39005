#include <teacup/scenarios/detail/scenario_reader.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <teacup/model/registry/entries.hpp>
#include <teacup/scenarios/detail/fault_reader.hpp>
#include <teacup/scenarios/detail/keys.hpp>
#include <teacup/scenarios/spelling.hpp>

namespace teacup::scenarios::detail {

namespace {

using model::Option;
using model::OptionValues;
using model::PropertyEntry;
using model::SystemEntry;

class ScenarioReader {
public:
    ScenarioReader(const Node& root, ReadContext& context) : root_(root), context_(context) {}

    Scenario read();

private:
    void tell(const Spot& spot, std::string message) {
        context_.collector.add(spot, std::move(message));
    }
    /// The values of a section without kinds; the defaults when it is not there or wrong.
    OptionValues section(std::string_view name);
    void read_document();
    void read_limits();
    void read_system();
    void read_network();
    void read_link(const Node& node, const OptionValues& values);
    void read_machine();
    void read_properties();
    void read_property(const Node& node);
    void read_expect();

    const Node& root_;
    ReadContext& context_;
    Scenario scenario_;
};

Scenario ScenarioReader::read() {
    read_document();
    read_limits();
    read_system();
    read_network();
    read_machine();
    read_faults(root_, scenario_, context_);
    read_properties();
    read_expect();
    return std::move(scenario_);
}

OptionValues ScenarioReader::section(std::string_view name) {
    const Section& section = scenario_section(name);
    const Node* node = root_.find(name);
    OptionValues values = model::default_values(section.keys);
    if (node != nullptr && expect_table(*node, section.heading, context_)) {
        const OptionValues given =
            read_table(*node, {.heading = section.heading, .options = {&section.keys}}, context_);
        for (const OptionValues::Item& item : given.items()) {
            if (given.has(item.name)) {
                values.set(item.name, item.value);
            }
        }
    }
    return values;
}

void ScenarioReader::read_document() {
    TableFace face{.heading = "the scenario", .options = {&scenario_section("").keys}};
    for (const Section& section : scenario_sections()) {
        if (!section.name.empty()) {
            face.other_keys.push_back(section.name);
        }
    }
    const OptionValues values = read_table(root_, face, context_);
    scenario_.about = values.has("about") ? values.text("about") : "";
    scenario_.mutant = values.has("mutant") ? values.text("mutant") : "";
    if (values.has("settle")) {
        scenario_.settle = values.duration("settle");
    }
}

void ScenarioReader::read_limits() {
    const OptionValues values = section("limits");
    const auto count = [&](std::string_view name) {
        return static_cast<std::uint64_t>(values.integer(name));
    };
    scenario_.limits = {.virtual_time = values.duration("virtual_time"),
                        .events = count("events"),
                        .events_at_one_instant = count("events_at_one_instant")};
    if (scenario_.settle && *scenario_.settle >= scenario_.limits.virtual_time) {
        tell(root_.spot_of("settle"),
             fmt::format("\"settle\" is not shorter than limits.virtual_time, {}; make one shorter "
                         "or the other longer",
                         to_string(scenario_.limits.virtual_time)));
    }
}

void ScenarioReader::read_system() {
    const Section& face = scenario_section("system");
    const Node* node = root_.find("system");
    if (node == nullptr) {
        tell(root_.spot, "the scenario lacks the table [system]; add it, with a kind");
        return;
    }
    if (!expect_table(*node, face.heading, context_)) {
        return;
    }
    // Before the options of the kind: a tree in them names nodes.
    if (const Node* nodes = node->find("nodes");
        nodes == nullptr ||
        (nodes->kind == NodeKind::integer && nodes->integer >= 1 && nodes->integer <= 10'000)) {
        context_.nodes = nodes == nullptr ? 1 : static_cast<int>(nodes->integer);
    }
    const Node* kind = node->find("kind");
    const SystemEntry* entry =
        kind == nullptr ? nullptr : model::Registry<SystemEntry>::instance().find(kind->text);
    const std::vector<Option> none;
    const std::vector<Option>& own = entry == nullptr ? none : entry->options;
    const std::size_t errors_before = context_.collector.count();
    const OptionValues values = read_table(
        *node,
        {.heading = face.heading, .options = {&face.keys, &own}, .is_open = entry == nullptr},
        context_);
    if (entry != nullptr && entry->check != nullptr &&
        context_.collector.count() == errors_before) {
        for (const model::OptionFault& fault : entry->check(values)) {
            tell(node->spot_of(fault.option), fault.message);
        }
    }
    scenario_.system = {.kind = entry == nullptr ? "" : entry->name,
                        .nodes = static_cast<std::uint16_t>(context_.nodes.value_or(1)),
                        .options = only(values, own),
                        .place = context_.collector.place(node->spot)};
}

void ScenarioReader::read_network() {
    const OptionValues values = section("network");
    scenario_.network.latency = values.latency("latency");
    const std::vector<OptionValues>& links = values.tables("link");
    for (std::size_t at = 0; at < links.size(); ++at) {
        read_link(root_.find("network")->find("link")->items[at], links[at]);
    }
}

/// Its latency was read with the section; here is which link it is.
void ScenarioReader::read_link(const Node& node, const OptionValues& values) {
    const Node* between = node.find("between");
    const auto selector =
        between == nullptr ? std::nullopt : read_selector(*between, "between", context_);
    if (!selector) {
        return;
    }
    if (selector->form != faults::SelectorForm::link || selector->named_nodes().size() != 2) {
        tell(between->spot, "\"between\" must name two nodes; write it like between = \"n1-n3\"");
        return;
    }
    scenario_.network.links.push_back(
        {.from = selector->node,
         .to = selector->peer,
         .is_one_way = selector->is_one_way,
         .latency = values.has("latency") ? values.latency("latency") : sim::Latency{},
         .place = context_.collector.place(node.spot)});
}

void ScenarioReader::read_machine() {
    scenario_.cpu_step = section("cpu").duration("step");
    scenario_.scheduling = section("scheduling").text("policy") == "fifo"
                               ? sim::SchedulingPolicy::fifo
                               : sim::SchedulingPolicy::random;
    const OptionValues distribution = section("distribution");
    scenario_.distribution = {.net_ticktime = distribution.duration("net_ticktime"),
                              .net_tickintensity = distribution.integer("net_tickintensity"),
                              .net_setuptime = distribution.duration("net_setuptime")};
}

void ScenarioReader::read_properties() {
    const Node* properties = root_.find("property");
    if (properties == nullptr) {
        tell(root_.spot, "the scenario has no property, so it proves nothing; add a [[property]]");
    } else {
        for_each_table(*properties, "[[property]]", context_, [this](const Node& node) {
            read_property(node);
        });
    }
}

void ScenarioReader::read_property(const Node& node) {
    const Section& face = scenario_section("property");
    const Node* kind = node.find("kind");
    const PropertyEntry* entry =
        kind == nullptr ? nullptr : model::Registry<PropertyEntry>::instance().find(kind->text);
    const std::vector<Option> none;
    const std::vector<Option>& own = entry == nullptr ? none : entry->options;
    const std::size_t errors_before = context_.collector.count();
    const OptionValues values = read_table(
        node,
        {.heading = face.heading, .options = {&face.keys, &own}, .is_open = entry == nullptr},
        context_);
    if (entry != nullptr && entry->check != nullptr &&
        context_.collector.count() == errors_before) {
        OptionValues checked = values;
        if (std::ranges::find(own, "nodes", &Option::name) == own.end()) {
            checked.set("nodes", std::int64_t{scenario_.system.nodes});
        }
        const model::OptionFault fault = entry->check(checked);
        if (!fault.message.empty()) {
            tell(node.spot_of(fault.option), fault.message);
        }
    }
    PropertySpec property{.name = values.has("name") ? values.text("name")
                                  : entry == nullptr ? ""
                                                     : entry->name,
                          .kind = entry == nullptr ? "" : entry->name,
                          .options = only(values, own),
                          .place = context_.collector.place(node.spot)};
    if (values.has("name")) {
        check_id(node.spot_of("name"), property.name, context_);
    }
    for (const PropertySpec& other : scenario_.properties) {
        if (!property.name.empty() && other.name == property.name) {
            tell(node.spot_of(values.has("name") ? "name" : "kind"),
                 fmt::format("there are two properties \"{}\"; give one another \"name\"",
                             property.name));
        }
    }
    scenario_.properties.push_back(std::move(property));
}

void ScenarioReader::read_expect() {
    const Node* node = root_.find("expect");
    if (node == nullptr || node->kind != NodeKind::table) {
        if (node != nullptr) {
            (void)expect_table(*node, "[expect]", context_);
        }
        return;
    }
    const OptionValues values = read_table(
        *node, {.heading = "[expect]", .options = {&scenario_section("expect").keys}}, context_);
    if (!values.has("property")) {
        return;
    }
    std::vector<std::string> names;
    for (const PropertySpec& property : scenario_.properties) {
        names.push_back(property.name);
    }
    const std::string& name = values.text("property");
    // One of an unknown kind and without a name of its own might be it.
    const bool is_known = std::find(names.begin(), names.end(), "") == names.end();
    if (is_known && std::find(names.begin(), names.end(), name) == names.end()) {
        tell(node->spot_of("property"),
             fmt::format(
                 "this scenario has no property \"{}\"; {}", name, advice(name, names, "it has")));
    }
    scenario_.expect = model::Expectation{
        .property = name, .every_seed = !values.has("seeds") || values.text("seeds") == "every"};
}

}  // namespace

Scenario read_scenario(const Node& root, ReadContext& context) {
    return ScenarioReader(root, context).read();
}

}  // namespace teacup::scenarios::detail
