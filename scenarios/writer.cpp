#include <teacup/scenarios/writer.hpp>

#include <filesystem>
#include <ostream>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include <teacup/faults/fault_entry.hpp>
#include <teacup/model/registry/entries.hpp>
#include <teacup/model/registry/toml_text.hpp>
#include <teacup/scenarios/detail/keys.hpp>
#include <teacup/scenarios/import/detail/tree_toml.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::scenarios {

namespace {

using faults::ChaosSpec;
using faults::DrawnOption;
using faults::DrawRule;
using faults::PlannedFault;
using model::Option;
using model::OptionValue;
using model::OptionValues;
using model::quote;
using sim::Duration;

std::string span(Duration value) {
    return quote(to_string(value));
}
std::string since_begin(sim::Time at) {
    return span(Duration::nanoseconds(at.ns()));
}

template <class Entry>
const std::vector<Option>& options_of(const std::string& kind) {
    const Entry* entry = model::Registry<Entry>::instance().find(kind);
    TEACUP_ASSERT(entry != nullptr);
    return entry->options;
}

/// Every line of `text` as a comment, and an empty line; nothing for an empty text.
std::string comment_lines(std::string_view text) {
    std::string lines;
    while (!text.empty()) {
        const std::size_t feed = text.find('\n');
        const std::string_view line = text.substr(0, feed);
        lines += fmt::format("#{}{}\n", line.empty() ? "" : " ", line);
        text.remove_prefix(feed == std::string_view::npos ? text.size() : feed + 1);
    }
    return lines.empty() ? lines : lines + "\n";
}

class Writer {
public:
    Writer(const Scenario& scenario, const WriteOptions& options, std::ostream& out)
        : scenario_(scenario), options_(options), out_(out) {}

    void write();

private:
    void key(std::string_view name, const std::string& value) {
        out_ << name << " = " << value << '\n';
    }
    void write_options(const std::vector<Option>& options, const OptionValues& values);
    /// A section without kinds; nothing when all of it is as it would be anyway.
    void write_section(std::string_view name, const OptionValues& values);
    void write_document();
    void write_system();
    void write_machine();
    void write_network();
    void write_fault(const PlannedFault& fault);
    void write_chaos(const ChaosSpec& chaos);
    void write_property(const PropertySpec& property);
    std::string path_text(const std::string& file) const;

    const Scenario& scenario_;
    const WriteOptions& options_;
    std::ostream& out_;
};

void Writer::write() {
    write_document();
    write_section("limits",
                  {{"virtual_time", scenario_.limits.virtual_time},
                   {"events", static_cast<std::int64_t>(scenario_.limits.events)},
                   {"events_at_one_instant",
                    static_cast<std::int64_t>(scenario_.limits.events_at_one_instant)}});
    write_system();
    write_network();
    write_machine();
    for (const PlannedFault& fault : scenario_.faults) {
        write_fault(fault);
    }
    for (const ChaosSpec& chaos : scenario_.chaos) {
        write_chaos(chaos);
    }
    write_section("budget",
                  {{"nodes_down_max", scenario_.budget.nodes_down_max},
                   {"quiet_end", scenario_.budget.quiet_end}});
    for (const PropertySpec& property : scenario_.properties) {
        write_property(property);
    }
    if (scenario_.expect) {
        out_ << "\n[expect]\n";
        key("property", quote(scenario_.expect->property));
        key("seeds", scenario_.expect->every_seed ? R"("every")" : R"("some")");
    }
}

void Writer::write_document() {
    out_ << comment_lines(options_.comment);
    key("schema", "1");
    if (!scenario_.about.empty()) {
        key("about", quote(scenario_.about));
    }
    if (scenario_.settle) {
        key("settle", span(*scenario_.settle));
    }
    if (!scenario_.mutant.empty()) {
        key("mutant", quote(scenario_.mutant));
    }
}

/// Trees from files keep their file; a tree that stood in the scenario gets a table, which must
/// come last.
void Writer::write_options(const std::vector<Option>& options, const OptionValues& values) {
    for (const Option& option : options) {
        const OptionValue& value = values.value(option.name);
        if (std::holds_alternative<std::monostate>(value) || value == option.default_value) {
            continue;
        }
        const auto* tree = std::get_if<model::TreeValue>(&value);
        if (tree == nullptr) {
            key(option.name, to_toml(option, value));
        } else if (!tree->file.empty()) {
            key(option.name, path_text(tree->file));
        }
    }
}

std::string Writer::path_text(const std::string& file) const {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path relative =
        options_.directory.empty() ? fs::path() : fs::relative(file, options_.directory, error);
    return quote(error || relative.empty() ? file : relative.generic_string());
}

void Writer::write_section(std::string_view name, const OptionValues& values) {
    const detail::Section& section = detail::scenario_section(name);
    if (values != model::default_values(section.keys)) {
        out_ << '\n' << section.heading << '\n';
        write_options(section.keys, values);
    }
}

void Writer::write_system() {
    const SystemSpec& system = scenario_.system;
    const std::vector<Option>& options = options_of<model::SystemEntry>(system.kind);
    out_ << "\n[system]\n";
    key("kind", quote(system.kind));
    key("nodes", fmt::format("{}", system.nodes));
    write_options(options, system.options);
    for (const OptionValues::Item& item : system.options.items()) {
        const auto* tree = std::get_if<model::TreeValue>(&item.value);
        if (tree != nullptr && tree->file.empty()) {
            out_ << "\n[system." << item.name << "]\n";
            detail::write_tree_keys(*tree->spec, {}, out_);
        }
    }
}

void Writer::write_network() {
    const NetworkSpec& network = scenario_.network;
    if (network == NetworkSpec{}) {
        return;
    }
    out_ << "\n[network]\n";
    key("latency", model::to_toml(network.latency));
    for (const LinkSpec& link : network.links) {
        out_ << "\n[[network.link]]\n";
        key("between", quote(link.from + (link.is_one_way ? ">" : "-") + link.to));
        key("latency", model::to_toml(link.latency));
    }
}

void Writer::write_machine() {
    write_section("cpu", {{"step", scenario_.cpu_step}});
    const bool is_fifo = scenario_.scheduling == sim::SchedulingPolicy::fifo;
    write_section("scheduling", {{"policy", is_fifo ? "fifo" : "random"}});
    write_section("distribution",
                  {{"net_ticktime", scenario_.distribution.net_ticktime},
                   {"net_tickintensity", scenario_.distribution.net_tickintensity},
                   {"net_setuptime", scenario_.distribution.net_setuptime}});
}

/// Groups are an array, all other selectors are texts.
std::string selector_text(const faults::Selector& selector) {
    const std::string text = faults::to_string(selector);
    return selector.groups.empty() ? quote(text) : text;
}

void Writer::write_fault(const PlannedFault& fault) {
    out_ << "\n[[fault]]\n";
    key("id", quote(fault.id));
    key("kind", quote(fault.kind));
    key("at", since_begin(fault.at));
    if (fault.lasts) {
        key("lasts", span(*fault.lasts));
    }
    key("target", selector_text(fault.target));
    if (fault.pick) {
        key("pick", fmt::format("{}", *fault.pick));
    }
    if (fault.origin == model::FaultOrigin::drawn) {
        key("drawn", "true");
    }
    write_options(options_of<faults::FaultEntry>(fault.kind), fault.options);
}

std::string range_text(const std::string& least, const std::string& most) {
    return least == most ? least : fmt::format("{{ min = {}, max = {} }}", least, most);
}

std::string drawn_text(const Option& option, const DrawnOption& drawn) {
    if (drawn.rule == DrawRule::fixed) {
        return to_toml(option, drawn.values.front());
    }
    std::vector<std::string> texts;
    for (const OptionValue& value : drawn.values) {
        texts.push_back(to_toml(option, value));
    }
    return drawn.rule == DrawRule::between
               ? fmt::format("{{ min = {}, max = {} }}", texts[0], texts[1])
               : fmt::format("[{}]", fmt::join(texts, ", "));
}

void Writer::write_chaos(const ChaosSpec& chaos) {
    out_ << "\n[[chaos]]\n";
    key("id", quote(chaos.id));
    key("kind", quote(chaos.kind));
    if (const auto* count = std::get_if<faults::Range<std::int64_t>>(&chaos.amount)) {
        key("count", range_text(fmt::format("{}", count->least), fmt::format("{}", count->most)));
    } else {
        key("rate", model::to_toml(std::get<model::Rate>(chaos.amount)));
    }
    key("from", since_begin(chaos.from));
    key("until", since_begin(chaos.until));
    if (chaos.lasts) {
        key("lasts", range_text(span(chaos.lasts->least), span(chaos.lasts->most)));
    }
    std::vector<std::string> targets;
    for (const faults::Selector& selector : chaos.targets) {
        targets.push_back(selector_text(selector));
    }
    key("target",
        targets.size() == 1 ? targets.front() : fmt::format("[{}]", fmt::join(targets, ", ")));
    const std::vector<Option>& options = options_of<faults::FaultEntry>(chaos.kind);
    for (const DrawnOption& drawn : chaos.options) {
        const Option* option = model::find_option(options, drawn.name);
        TEACUP_ASSERT(option != nullptr);
        const bool is_default =
            drawn.rule == DrawRule::fixed && drawn.values.front() == option->default_value;
        if (!is_default) {
            key(drawn.name, drawn_text(*option, drawn));
        }
    }
}

void Writer::write_property(const PropertySpec& property) {
    out_ << "\n[[property]]\n";
    key("kind", quote(property.kind));
    if (property.name != property.kind) {
        key("name", quote(property.name));
    }
    write_options(options_of<model::PropertyEntry>(property.kind), property.options);
}

}  // namespace

void write_scenario(const Scenario& scenario, const WriteOptions& options, std::ostream& out) {
    Writer(scenario, options, out).write();
}

}  // namespace teacup::scenarios
