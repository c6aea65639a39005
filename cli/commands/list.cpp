#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <teacup/cli/commands/commands.hpp>
#include <teacup/cli/scenario_library.hpp>
#include <teacup/faults/fault_entry.hpp>
#include <teacup/model/history/checker.hpp>
#include <teacup/model/registry/entries.hpp>
#include <teacup/model/registry/toml_text.hpp>
#include <teacup/scenarios/loader.hpp>
#include <teacup/scenarios/spelling.hpp>

namespace teacup::cli::commands {

namespace {

using model::ExitCode;

constexpr std::array flags{
    Flag{"verbose", "", "tells every option: name, type, unit, default and meaning"}};

/// One thing that can be listed.
struct Item {
    std::string name;
    std::string meaning;
    std::vector<std::string> notes = {};  ///< What only --verbose tells, one line each.
    const std::vector<model::Option>* options = nullptr;
};

std::string default_of(const model::Option& option) {
    if (option.is_required) {
        return "(required)";
    }
    return std::holds_alternative<std::monostate>(option.default_value)
               ? "(none)"
               : to_toml(option, option.default_value);
}

std::string type_of(const model::Option& option) {
    std::string type(to_string(option.type));
    return option.type == model::OptionType::choice
               ? fmt::format("{}: {}", type, fmt::join(option.words, "|"))
               : type;
}

using Row = std::array<std::string, 5>;

void add_rows(std::vector<Row>& rows,
              const std::vector<model::Option>& options,
              const std::string& prefix) {
    for (const model::Option& option : options) {
        rows.push_back({prefix + option.name,
                        type_of(option),
                        option.unit,
                        default_of(option),
                        option.meaning});
        add_rows(rows, option.fields, prefix + option.name + "[].");
    }
}

std::string options_table(const std::vector<model::Option>& options) {
    std::vector<Row> rows{{"option", "type", "unit", "default", "meaning"}};
    add_rows(rows, options, "");
    std::array<std::size_t, 4> widths{};
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    std::string text;
    for (const Row& row : rows) {
        text += "    ";
        for (std::size_t i = 0; i < widths.size(); ++i) {
            text += fmt::format("{:<{}}  ", row[i], widths[i]);
        }
        text += row.back() + "\n";
    }
    return text;
}

std::string told_briefly(const std::vector<Item>& items) {
    std::size_t width = 0;
    for (const Item& item : items) {
        width = std::max(width, item.name.size());
    }
    std::string text;
    for (const Item& item : items) {
        text += fmt::format("{:<{}}  {}\n", item.name, width, item.meaning);
    }
    return text;
}

std::string told_in_full(const std::vector<Item>& items) {
    std::string text;
    for (const Item& item : items) {
        text += fmt::format("{}{}\n  {}\n", text.empty() ? "" : "\n", item.name, item.meaning);
        for (const std::string& note : item.notes) {
            text += fmt::format("  {}\n", note);
        }
        if (item.options != nullptr && !item.options->empty()) {
            text += options_table(*item.options);
        } else if (item.options != nullptr) {
            text += "    no options\n";
        }
    }
    return text;
}

std::vector<Item> systems() {
    std::vector<Item> items;
    for (const auto& entry : model::Registry<model::SystemEntry>::instance().entries()) {
        items.push_back({.name = entry.name, .meaning = entry.meaning, .options = &entry.options});
    }
    return items;
}

std::string_view name_of(faults::SelectorForm form) {
    switch (form) {
        case faults::SelectorForm::node: return "node";
        case faults::SelectorForm::process: return "process";
        case faults::SelectorForm::link: return "link";
        case faults::SelectorForm::groups: break;
    }
    return "groups";
}

std::vector<Item> all_faults() {
    std::vector<Item> items;
    for (const auto& entry : model::Registry<faults::FaultEntry>::instance().entries()) {
        std::vector<std::string_view> forms;
        for (const faults::SelectorForm form : entry.targets) {
            forms.push_back(name_of(form));
        }
        const bool is_instant = entry.lasting == faults::Lasting::instant;
        items.push_back(
            {.name = entry.name,
             .meaning = entry.meaning,
             .notes = {fmt::format("target: {}", fmt::join(forms, " or ")),
                       is_instant ? "lasts: no, it is over at once" : "lasts: required"},
             .options = &entry.options});
    }
    return items;
}

std::vector<Item> mutants() {
    std::vector<Item> items;
    for (const auto& entry : model::Registry<model::MutantEntry>::instance().entries()) {
        items.push_back({.name = entry.name,
                         .meaning = entry.meaning,
                         .notes = {fmt::format("found by {}", entry.property)}});
    }
    return items;
}

std::vector<Item> properties() {
    std::vector<Item> items;
    for (const auto& entry : model::Registry<model::PropertyEntry>::instance().entries()) {
        Item item{.name = entry.name,
                  .meaning = fmt::format("{}: {}", to_string(entry.modality), entry.meaning),
                  .options = &entry.options};
        for (const auto& mutant : model::Registry<model::MutantEntry>::instance().entries()) {
            if (mutant.property == entry.name) {
                item.notes.push_back(
                    fmt::format("finds the mutant {}: {}", mutant.name, mutant.meaning));
            }
        }
        items.push_back(std::move(item));
    }
    return items;
}

std::vector<Item> models() {
    std::vector<Item> items;
    for (const auto& entry : model::Registry<model::history::ModelEntry>::instance().entries()) {
        Item item{.name = entry.name, .meaning = entry.meaning, .options = &entry.options};
        if (!entry.aliases.empty()) {
            item.notes.push_back(fmt::format("also called: {}", fmt::join(entry.aliases, ", ")));
        }
        for (const model::history::FunctionShape& function : entry.functions) {
            item.notes.push_back(fmt::format("function: {}, asks {}, answers {}",
                                             function.name,
                                             function.argument,
                                             function.result));
        }
        if (!entry.anomalies.empty()) {
            item.notes.push_back(
                fmt::format("anomalies to generate: {}", fmt::join(entry.anomalies, ", ")));
        }
        items.push_back(std::move(item));
    }
    return items;
}

/// What a scenario consists of, in a line each.
Item item_of(const std::string& file, const scenarios::Scenario& scenario) {
    Item item{.name = file, .meaning = scenario.about};
    std::ranges::replace(item.meaning, '\n', ' ');
    item.notes.push_back(
        fmt::format("system: {} on {} nodes", scenario.system.kind, scenario.system.nodes));
    for (const faults::PlannedFault& fault : scenario.faults) {
        item.notes.push_back(fmt::format("fault: {} ({})", fault.id, fault.kind));
    }
    for (const faults::ChaosSpec& chaos : scenario.chaos) {
        item.notes.push_back(fmt::format("chaos: {} ({})", chaos.id, chaos.kind));
    }
    for (const scenarios::PropertySpec& property : scenario.properties) {
        item.notes.push_back(fmt::format("property: {}", property.name));
    }
    if (scenario.expect) {
        item.notes.push_back(fmt::format("canary: expects {} to be violated in {}",
                                         scenario.expect->property,
                                         scenario.expect->every_seed ? "every seed" : "some seed"));
    }
    return item;
}

ExitCode list_scenarios(std::vector<Item>& items, Environment& environment) {
    ExitCode code = ExitCode::passed;
    const std::vector<std::string> files = shipped_scenarios(environment.program);
    for (const std::string& file : files) {
        const scenarios::LoadResult loaded = scenarios::load_scenario(file);
        if (loaded) {
            items.push_back(item_of(file, *loaded));
            continue;
        }
        code = ExitCode::bad_input;
        for (const scenarios::Diagnostic& diagnostic : loaded.error()) {
            environment.err << to_string(diagnostic);
        }
    }
    if (files.empty()) {
        environment.err << fmt::format("no scenarios lie near {}\n", environment.program);
        code = ExitCode::bad_input;
    }
    return code;
}

ExitCode execute(const Arguments& arguments, Environment& environment) {
    static const std::vector<std::string> kinds{
        "systems", "faults", "properties", "mutants", "scenarios", "models"};
    if (arguments.positional().size() != 1) {
        return tell_usage_errors(
            "list", {fmt::format("name one of {}", fmt::join(kinds, ", "))}, environment);
    }
    const std::string& kind = arguments.positional().front();
    std::vector<Item> items;
    ExitCode code = ExitCode::passed;
    if (kind == "systems") {
        items = systems();
    } else if (kind == "faults") {
        items = all_faults();
    } else if (kind == "properties") {
        items = properties();
    } else if (kind == "models") {
        items = models();
    } else if (kind == "mutants") {
        items = mutants();
    } else if (kind == "scenarios") {
        code = list_scenarios(items, environment);
    } else {
        const std::string meant = scenarios::nearest(kind, kinds);
        return tell_usage_errors(
            "list",
            {fmt::format("there are no \"{}\"; {}",
                         kind,
                         meant.empty() ? fmt::format("name one of {}", fmt::join(kinds, ", "))
                                       : fmt::format("did you mean \"{}\"?", meant))},
            environment);
    }
    environment.out << (arguments.has("verbose") ? told_in_full(items) : told_briefly(items));
    return code;
}

}  // namespace

Command list() {
    return {.name = "list",
            .synopsis = "systems|faults|properties|mutants|scenarios|models [--verbose]",
            .summary =
                "Names what a scenario can be made of, the scenarios that ship, and the models of "
                "check",
            .flags = flags,
            .execute = execute};
}

}  // namespace teacup::cli::commands
