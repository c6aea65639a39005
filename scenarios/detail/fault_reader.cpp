#include <teacup/scenarios/detail/fault_reader.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <teacup/faults/fault_entry.hpp>
#include <teacup/scenarios/detail/keys.hpp>
#include <teacup/scenarios/spelling.hpp>

namespace teacup::scenarios::detail {

namespace {

using faults::ChaosSpec;
using faults::DrawnOption;
using faults::DrawRule;
using faults::FaultEntry;
using faults::Lasting;
using faults::PlannedFault;
using faults::Range;
using faults::Selector;
using faults::SelectorForm;
using model::Option;
using model::OptionType;
using model::OptionValues;
using sim::Duration;
using sim::Time;

Time time_of(Duration since_begin) {
    return Time::nanoseconds(since_begin.ns());
}

std::string_view words_of(SelectorForm form) {
    switch (form) {
        case SelectorForm::node: return "a node, as \"n1\"";
        case SelectorForm::process: return "a process, as \"n1:NAME\"";
        case SelectorForm::link: return "a link, as \"n1-n2\"";
        case SelectorForm::groups: break;
    }
    return "groups, as [[\"n1\"], [\"n2\"]]";
}

std::vector<std::string> names_in(const model::TreeSpec& tree) {
    std::vector<std::string> names;
    for (const model::ProcessSpec& process : tree.processes) {
        if (!process.name.empty()) {
            names.push_back(process.name);
        }
    }
    return names;
}

/// Of processes, and of applications, below which a selector may look.
std::vector<std::string> paths_in(const model::TreeSpec& tree) {
    std::vector<std::string> paths;
    for (const model::ApplicationSpec& application : tree.applications) {
        paths.push_back(application.name);
    }
    for (const model::ProcessSpec& process : tree.processes) {
        paths.push_back(process.path);
    }
    return paths;
}

class FaultReader {
public:
    FaultReader(Scenario& scenario, ReadContext& context)
        : scenario_(scenario), context_(context) {}

    void read_fault(const Node& node);
    void read_chaos(const Node& node);
    void check_drawn_ids();

private:
    void tell(const Spot& spot, std::string message) {
        context_.collector.add(spot, std::move(message));
    }
    void add_id(const Node& node, const OptionValues& values);
    void check_lasts(const Node& node, std::string_view heading, const FaultEntry& entry);
    void check_target(const Spot& spot, const Selector& selector, const FaultEntry& entry);
    void check_process(const Spot& spot, const Selector& selector);
    void check_times(const Node& node, const PlannedFault& fault);
    std::vector<Selector> read_targets(const Node& node);
    DrawnOption read_drawn(const Node& node, const Option& option);
    void read_amount(const Node& node, const OptionValues& values, ChaosSpec& chaos);
    void read_window(const Node& node, const OptionValues& values, ChaosSpec& chaos);
    void check_rate(const Node& node, const ChaosSpec& chaos);

    Scenario& scenario_;
    ReadContext& context_;
    std::map<std::string, Spot> ids_;
};

void FaultReader::add_id(const Node& node, const OptionValues& values) {
    if (!values.has("id") || !check_id(node.spot_of("id"), values.text("id"), context_)) {
        return;
    }
    const auto [first, is_new] = ids_.try_emplace(values.text("id"), node.spot_of("id"));
    if (!is_new) {
        tell(node.spot_of("id"),
             fmt::format("the id \"{}\" is taken by line {}; choose another",
                         values.text("id"),
                         first->second.line));
    }
}

void FaultReader::check_lasts(const Node& node, std::string_view heading, const FaultEntry& entry) {
    const bool is_given = node.find("lasts") != nullptr;
    if (entry.lasting == Lasting::needs_lasts && !is_given) {
        tell(node.spot,
             fmt::format("{} of kind \"{}\" lacks the key \"lasts\"; add it, as lasts = "
                         "\"10s\"",
                         heading,
                         entry.name));
    } else if (entry.lasting == Lasting::instant && is_given) {
        tell(node.spot_of("lasts"),
             fmt::format("\"{}\" is over as soon as it has begun; remove \"lasts\"", entry.name));
    }
}

void FaultReader::check_target(const Spot& spot,
                               const Selector& selector,
                               const FaultEntry& entry) {
    if (std::find(entry.targets.begin(), entry.targets.end(), selector.form) ==
        entry.targets.end()) {
        std::string wanted;
        for (const SelectorForm form : entry.targets) {
            wanted += fmt::format("{}{}", wanted.empty() ? "" : ", or ", words_of(form));
        }
        tell(spot,
             fmt::format(
                 "\"{}\" cannot hit {}; name {}", entry.name, faults::to_string(selector), wanted));
    } else if (selector.form == SelectorForm::process) {
        check_process(spot, selector);
    }
}

/// Processes are known before the run only where the system runs a tree.
void FaultReader::check_process(const Spot& spot, const Selector& selector) {
    for (const OptionValues::Item& item : scenario_.system.options.items()) {
        const auto* tree = std::get_if<model::TreeValue>(&item.value);
        if (tree == nullptr || selector.process.empty()) {
            continue;
        }
        const bool by_name = selector.rule == faults::ProcessRule::name;
        if (by_name &&
            (selector.process == "net_kernel" || selector.process == "application_controller")) {
            continue;  // Every node has them.
        }
        const std::vector<std::string> known =
            by_name ? names_in(*tree->spec) : paths_in(*tree->spec);
        if (std::find(known.begin(), known.end(), selector.process) == known.end()) {
            tell(spot,
                 fmt::format("the tree has no {} \"{}\"; {}",
                             by_name ? "process registered as" : "path",
                             selector.process,
                             advice(selector.process, known, "there are")));
        }
    }
}

void FaultReader::check_times(const Node& node, const PlannedFault& fault) {
    const Time end = time_of(scenario_.limits.virtual_time);
    if (fault.at >= end) {
        tell(node.spot_of("at"),
             fmt::format("\"at\" is not before limits.virtual_time, {}, so it would never begin; "
                         "make one earlier or the other later",
                         to_string(scenario_.limits.virtual_time)));
    } else if (fault.lasts && fault.at + *fault.lasts >= end) {
        tell(node.spot_of("lasts"),
             fmt::format(
                 "\"lasts\" goes on to limits.virtual_time, {}, or beyond; make one shorter or "
                 "the other longer",
                 to_string(scenario_.limits.virtual_time)));
    }
}

void FaultReader::read_fault(const Node& node) {
    const std::vector<Option>& keys = scenario_section("fault").keys;
    const Node* kind = node.find("kind");
    const FaultEntry* entry =
        kind == nullptr ? nullptr : model::Registry<FaultEntry>::instance().find(kind->text);
    const std::vector<Option> none;
    const std::vector<Option>& own = entry == nullptr ? none : entry->options;
    const OptionValues values =
        read_table(node,
                   {.heading = "[[fault]]", .options = {&keys, &own}, .is_open = entry == nullptr},
                   context_);
    add_id(node, values);
    PlannedFault fault{.id = values.has("id") ? values.text("id") : "",
                       .kind = entry == nullptr ? "" : entry->name,
                       .at = values.has("at") ? time_of(values.duration("at")) : Time{},
                       .origin = values.has("drawn") && values.boolean("drawn")
                                     ? model::FaultOrigin::drawn
                                     : model::FaultOrigin::scripted,
                       .options = only(values, own),
                       .place = context_.collector.place(node.spot)};
    if (values.has("lasts")) {
        fault.lasts = values.duration("lasts");
    }
    if (values.has("pick")) {
        fault.pick = static_cast<std::uint64_t>(values.integer("pick"));
    }
    check_times(node, fault);
    const Node* target = node.find("target");
    std::optional<Selector> selector =
        target == nullptr ? std::nullopt : read_selector(*target, "target", context_);
    if (entry != nullptr) {
        check_lasts(node, "[[fault]]", *entry);
        if (selector) {
            check_target(target->spot, *selector, *entry);
        }
    }
    if (fault.pick && selector && !selector->needs_pick()) {
        tell(node.spot_of("pick"),
             fmt::format("the target {} leaves nothing to pick; remove "
                         "\"pick\"",
                         faults::to_string(*selector)));
    }
    fault.target = std::move(selector).value_or(Selector{});
    scenario_.faults.push_back(std::move(fault));
}

/// A list of texts is a choice between targets; a list of lists is one target, groups.
std::vector<Selector> FaultReader::read_targets(const Node& node) {
    const bool is_choice = node.kind == NodeKind::array && !node.items.empty() &&
                           node.items.front().kind == NodeKind::text;
    std::vector<Selector> targets;
    const auto add = [&](const Node& one) {
        if (auto selector = read_selector(one, "target", context_)) {
            targets.push_back(std::move(*selector));
        }
    };
    if (is_choice) {
        std::for_each(node.items.begin(), node.items.end(), add);
    } else {
        add(node);
    }
    return targets;
}

DrawnOption FaultReader::read_drawn(const Node& node, const Option& option) {
    DrawnOption drawn{.name = option.name};
    const bool is_number =
        option.type == OptionType::integer || option.type == OptionType::duration ||
        option.type == OptionType::probability || option.type == OptionType::factor;
    const bool is_list = option.type == OptionType::text_list ||
                         option.type == OptionType::integer_list ||
                         option.type == OptionType::table_list;
    const auto add = [&](const Node& one) {
        if (auto value = read_value(one, option, context_)) {
            drawn.values.push_back(std::move(*value));
        }
    };
    if (is_number && node.kind == NodeKind::table) {
        drawn.rule = DrawRule::between;
        const Node* least = node.find("min");
        const Node* most = node.find("max");
        if (least == nullptr || most == nullptr || node.members.size() != 2) {
            tell(node.spot,
                 fmt::format("\"{}\" must have the keys min and max, and no others", option.name));
            return drawn;
        }
        add(*least);
        add(*most);
        if (drawn.values.size() == 2 &&
            model::steps_of(drawn.values[1]) < model::steps_of(drawn.values[0])) {
            tell(node.spot, fmt::format("\"{}\" has a min above its max; swap them", option.name));
        }
    } else if (!is_list && node.kind == NodeKind::array) {
        drawn.rule = DrawRule::one_of;
        if (node.items.empty()) {
            tell(node.spot, fmt::format("\"{}\" has no value to draw; add some", option.name));
        }
        std::for_each(node.items.begin(), node.items.end(), add);
    } else {
        add(node);
    }
    return drawn;
}

void FaultReader::read_amount(const Node& node, const OptionValues& values, ChaosSpec& chaos) {
    const bool has_count = node.find("count") != nullptr;
    const bool has_rate = node.find("rate") != nullptr;
    if (has_count == has_rate) {
        tell(has_count ? node.spot_of("rate") : node.spot,
             has_count ? "\"rate\" and \"count\" are both given; remove one"
                       : "[[chaos]] lacks the key \"count\" or \"rate\"; add one, as rate = "
                         "\"2/m\"");
    }
    if (values.has("count")) {
        chaos.amount =
            Range<std::int64_t>{values.integers("count")[0], values.integers("count")[1]};
    } else if (values.has("rate")) {
        chaos.amount = values.rate("rate");
    }
}

void FaultReader::read_window(const Node& node, const OptionValues& values, ChaosSpec& chaos) {
    const Duration end = scenario_.limits.virtual_time - scenario_.budget.quiet_end;
    chaos.from = values.has("from") ? time_of(values.duration("from")) : Time{};
    chaos.until = time_of(values.has("until") ? values.duration("until") : end);
    const std::string quiet = fmt::format("limits.virtual_time, {}, less budget.quiet_end, {}",
                                          to_string(scenario_.limits.virtual_time),
                                          to_string(scenario_.budget.quiet_end));
    if (chaos.until > time_of(end)) {
        tell(node.spot_of("until"),
             fmt::format("\"until\" reaches into the quiet end: after {}; make it earlier", quiet));
    } else if (chaos.from >= chaos.until) {
        const bool is_given = node.find("until") != nullptr;
        tell(node.spot_of("from"),
             fmt::format("no time is left from {} until {}; make the window longer",
                         to_string(chaos.from),
                         is_given ? to_string(chaos.until) : "the quiet end: " + quiet));
    } else if (chaos.lasts && chaos.from + chaos.lasts->least > chaos.until) {
        tell(node.spot_of("lasts"),
             "\"lasts\" is longer than the window, even at its shortest; shorten it, or make the "
             "window longer");
    }
}

/// As many as `count` may say; more would only keep the machine busy with drawing them.
void FaultReader::check_rate(const Node& node, const ChaosSpec& chaos) {
    constexpr std::int64_t faults_max = 100'000;
    const auto* const rate = std::get_if<model::Rate>(&chaos.amount);
    if (rate == nullptr || chaos.until <= chaos.from) {
        return;
    }
    const std::int64_t faults = (chaos.until - chaos.from).ns() / rate->mean_interval().ns();
    if (faults > faults_max) {
        tell(node.spot_of("rate"),
             fmt::format(
                 "\"rate\" makes about {} faults in its window; {} are allowed; lower it, or "
                 "shorten the window",
                 faults,
                 faults_max));
    }
}

void FaultReader::read_chaos(const Node& node) {
    const std::vector<Option>& keys = scenario_section("chaos").keys;
    const Node* kind = node.find("kind");
    const FaultEntry* entry =
        kind == nullptr ? nullptr : model::Registry<FaultEntry>::instance().find(kind->text);
    TableFace face{.heading = "[[chaos]]", .options = {&keys}, .is_open = entry == nullptr};
    if (entry != nullptr) {
        for (const Option& option : entry->options) {
            face.other_keys.push_back(option.name);
        }
    }
    const OptionValues values = read_table(node, face, context_);
    add_id(node, values);
    ChaosSpec chaos{.id = values.has("id") ? values.text("id") : "",
                    .kind = entry == nullptr ? "" : entry->name,
                    .place = context_.collector.place(node.spot)};
    if (values.has("lasts")) {
        const auto& ends = values.integers("lasts");
        chaos.lasts =
            Range<Duration>{Duration::nanoseconds(ends[0]), Duration::nanoseconds(ends[1])};
    }
    read_amount(node, values, chaos);
    read_window(node, values, chaos);
    check_rate(node, chaos);
    if (const Node* target = node.find("target")) {
        chaos.targets = read_targets(*target);
    }
    if (entry != nullptr) {
        check_lasts(node, "[[chaos]]", *entry);
        for (const Selector& selector : chaos.targets) {
            check_target(node.spot_of("target"), selector, *entry);
        }
        for (const Option& option : entry->options) {
            const Node* given = node.find(option.name);
            if (given == nullptr && option.is_required) {
                tell(node.spot,
                     fmt::format("[[chaos]] lacks the key \"{}\"; add it, as {} = {}",
                                 option.name,
                                 option.name,
                                 option.example));
            }
            chaos.options.push_back(given == nullptr ? DrawnOption{.name = option.name,
                                                                   .values = {option.default_value}}
                                                     : read_drawn(*given, option));
        }
    }
    scenario_.chaos.push_back(std::move(chaos));
}

/// Drawn faults are called ID-1, ID-2, ...; nothing else may be.
void FaultReader::check_drawn_ids() {
    for (const auto& [id, spot] : ids_) {
        const std::size_t dash = id.rfind('-');
        if (dash == std::string::npos || dash + 1 == id.size() ||
            id.find_first_not_of("0123456789", dash + 1) != std::string::npos) {
            continue;
        }
        for (const ChaosSpec& chaos : scenario_.chaos) {
            if (chaos.id == id.substr(0, dash)) {
                tell(spot,
                     fmt::format("the id \"{}\" is one that chaos \"{}\" gives to its faults; "
                                 "choose another",
                                 id,
                                 chaos.id));
            }
        }
    }
}

}  // namespace

void read_faults(const Node& root, Scenario& scenario, ReadContext& context) {
    const Section& budget = scenario_section("budget");
    if (const Node* node = root.find("budget");
        node != nullptr && expect_table(*node, budget.heading, context)) {
        const OptionValues values =
            read_table(*node, {.heading = budget.heading, .options = {&budget.keys}}, context);
        if (values.has("nodes_down_max") && values.has("quiet_end")) {
            scenario.budget = {.nodes_down_max = values.integer("nodes_down_max"),
                               .quiet_end = values.duration("quiet_end")};
        }
    }
    FaultReader reader(scenario, context);
    if (const Node* array = root.find("fault")) {
        for_each_table(
            *array, "[[fault]]", context, [&](const Node& node) { reader.read_fault(node); });
    }
    if (const Node* array = root.find("chaos")) {
        for_each_table(
            *array, "[[chaos]]", context, [&](const Node& node) { reader.read_chaos(node); });
    }
    reader.check_drawn_ids();
}

}  // namespace teacup::scenarios::detail
