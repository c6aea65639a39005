#include "test_kinds.hpp"

#include <teacup/faults/fault_entry.hpp>
#include <teacup/model/registry/entries.hpp>

namespace teacup::scenarios {
namespace {

using model::Option;
using model::OptionType;
using model::OptionValue;

Option option(std::string name, OptionType type, OptionValue value, std::string example) {
    return {.name = std::move(name),
            .type = type,
            .default_value = std::move(value),
            .meaning = "For tests.",
            .example = std::move(example)};
}

std::vector<Option> all_types() {
    using sim::Duration;
    std::vector<Option> options{
        option("eager", OptionType::boolean, true, "false"),
        option("copies", OptionType::integer, std::int64_t{3}, "5"),
        option("pause", OptionType::duration, Duration::milliseconds(1500), R"("2s")"),
        option("loss", OptionType::probability, model::PartsPerBillion{250'000'000}, "0.1"),
        option("speed", OptionType::factor, model::Millionths{1'500'000}, "2.0"),
        option("arrivals", OptionType::rate, model::Rate{}, R"("3/s")"),
        option("greeting", OptionType::text, {}, R"("hi")"),
        option("mode", OptionType::choice, "soft", R"("hard")"),
        option("peers", OptionType::text_list, std::vector<std::string>{}, R"(["a"])"),
        option("sizes", OptionType::integer_list, std::vector<std::int64_t>{1, 2}, "[4]"),
        option("delay",
               OptionType::latency,
               sim::Latency::constant(Duration::milliseconds(1)),
               R"("5ms")"),
        option("stop", OptionType::shutdown, model::Shutdown{}, R"("infinity")"),
        option("clients",
               OptionType::table_list,
               std::vector<model::OptionValues>{},
               R"([{ name = "c1" }])"),
    };
    options[1].range = {1, 9};
    options[2].words = {"never"};
    options[7].words = {"soft", "hard"};
    options[12].fields = {option("name", OptionType::text, {}, R"("c1")"),
                          option("period", OptionType::duration, Duration::seconds(1), R"("2s")")};
    options[12].fields[0].is_required = true;
    return options;
}

const model::Registrar<model::SystemEntry> service{
    {.name = "test_service", .meaning = "A system for tests.", .options = all_types()}};

const model::Registrar<model::SystemEntry> forest{
    {.name = "test_forest",
     .meaning = "A system with a tree, for tests.",
     .options = {option("tree", OptionType::tree, {}, R"("shop.tree.toml")")}}};

const model::Registrar<faults::FaultEntry> sting{
    {.name = "test_sting",
     .meaning = "An instant fault on a process, for tests.",
     .targets = {faults::SelectorForm::process},
     .lasting = faults::Lasting::instant,
     .options = {option("reason", OptionType::text, "kill", R"("boom")")}}};

std::vector<Option> outage_options() {
    std::vector<Option> options{
        option("power", OptionType::integer, std::int64_t{5}, "7"),
        option("mode", OptionType::choice, "soft", R"("hard")"),
        option("extra", OptionType::duration, sim::Duration{}, R"("5ms")"),
    };
    options[0].range = {1, 10};
    options[1].words = {"soft", "hard"};
    return options;
}

const model::Registrar<faults::FaultEntry> outage{
    {.name = "test_outage",
     .meaning = "A lasting fault on nodes and links, for tests.",
     .targets = {faults::SelectorForm::node,
                 faults::SelectorForm::link,
                 faults::SelectorForm::groups},
     .lasting = faults::Lasting::needs_lasts,
     .options = outage_options()}};

const model::Registrar<model::PropertyEntry> rule{
    {.name = "test_rule",
     .modality = model::Modality::always,
     .meaning = "A property for tests.",
     .options = {option("within", OptionType::duration, sim::Duration::seconds(10), R"("5s")")}}};

const model::Registrar<model::PropertyEntry> strict_rule{
    {.name = "test_strict_rule",
     .modality = model::Modality::eventually,
     .meaning = "A property with a required option, for tests.",
     .options = {{.name = "limit",
                  .type = OptionType::integer,
                  .meaning = "For tests.",
                  .example = "3",
                  .is_required = true}}}};

const model::Registrar<model::MutantEntry> mutant{
    {.name = "test_mutant", .meaning = "A mutant for tests.", .property = "test_rule"}};

}  // namespace
}  // namespace teacup::scenarios
