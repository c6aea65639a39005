#include <teacup/scenarios/detail/keys.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

#include <teacup/faults/fault_entry.hpp>
#include <teacup/model/registry/entries.hpp>
#include <teacup/scenarios/scenario.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::scenarios::detail {

namespace {

using model::Option;
using model::OptionType;
using sim::Duration;

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t count_max = 1'000'000'000'000'000;

template <class Entry>
std::vector<std::string> registered_names() {
    std::vector<std::string> names;
    for (const Entry& entry : model::Registry<Entry>::instance().entries()) {
        names.push_back(entry.name);
    }
    return names;
}

Section document() {
    return {.name = "",
            .heading = "the scenario",
            .meaning = "Keys above the first table.",
            .keys = {
                schema_key("Version of this format."),
                {.name = "about",
                 .type = OptionType::text,
                 .meaning = "What the scenario shows, in one or two sentences.",
                 .example = R"("A node that is cut off is declared down.")"},
                {.name = "settle",
                 .type = OptionType::duration,
                 .meaning = "Judge so long after the last fault; without it, when the run comes "
                            "to rest.",
                 .example = R"("30s")",
                 .range = {.minimum = 1}},
                {.name = "mutant",
                 .type = OptionType::choice,
                 .meaning = "A bug to switch on in the model, for canaries.",
                 .example = R"("restart_order_reversed")",
                 .words = registered_names<model::MutantEntry>()},
            }};
}

Section limits() {
    const Limits standard;
    return {.name = "limits",
            .heading = "[limits]",
            .meaning = "Bounds of a run. Reaching one ends it with the verdict unknown.",
            .keys = {
                {.name = "virtual_time",
                 .type = OptionType::duration,
                 .default_value = standard.virtual_time,
                 .meaning = "Virtual time.",
                 .example = R"("120s")",
                 .range = {.minimum = 1}},
                {.name = "events",
                 .type = OptionType::integer,
                 .unit = "events",
                 .default_value = static_cast<std::int64_t>(standard.events),
                 .meaning = "Steps and queue entries in all.",
                 .example = "1_000_000",
                 .range = {1, count_max}},
                {.name = "events_at_one_instant",
                 .type = OptionType::integer,
                 .unit = "events",
                 .default_value = static_cast<std::int64_t>(standard.events_at_one_instant),
                 .meaning = "More without time going on are a livelock.",
                 .example = "100_000",
                 .range = {1, count_max}},
            }};
}

Section system() {
    return {.name = "system",
            .heading = "[system]",
            .meaning = "The system under test. Each kind adds its own options.",
            .keys = {
                {.name = "kind",
                 .type = OptionType::choice,
                 .meaning = "Which system; see `teacup list systems`.",
                 .example = R"("supervised_tree")",
                 .words = registered_names<model::SystemEntry>(),
                 .is_required = true},
                {.name = "nodes",
                 .type = OptionType::integer,
                 .unit = "nodes",
                 .default_value = std::int64_t{SystemSpec{}.nodes},
                 .meaning = "How many nodes; they are called n1, n2, ...",
                 .example = "3",
                 .range = {1, 10'000}},
            }};
}

Section network() {
    const Option latency{.name = "latency",
                         .type = OptionType::latency,
                         .default_value = NetworkSpec{}.latency,
                         .meaning = "How long a message is under way on every link.",
                         .example = R"({ kind = "exponential", min = "100us", mean = "900us" })"};
    return {.name = "network",
            .heading = "[network]",
            .meaning = "The wires between nodes.",
            .keys = {latency,
                     {.name = "link",
                      .type = OptionType::table_list,
                      .default_value = std::vector<model::OptionValues>{},
                      .meaning = "Links that differ; a later one overrides an earlier one.",
                      .example = R"([{ between = "n1-n3", latency = "40ms" }])",
                      .fields = {
                          {.name = "between",
                           .type = OptionType::selector,
                           .meaning = "Two nodes: both ways `n1-n3`, or one way `n1>n3`.",
                           .example = R"("n1-n3")",
                           .is_required = true},
                          {.name = "latency",
                           .type = OptionType::latency,
                           .meaning = "How long a message is under way on this link.",
                           .example = R"("40ms")",
                           .is_required = true},
                      }}}};
}

Section cpu() {
    return {.name = "cpu",
            .heading = "[cpu]",
            .meaning = "What work costs.",
            .keys = {{.name = "step",
                      .type = OptionType::duration,
                      .default_value = Scenario{}.cpu_step,
                      .meaning = "Time of its node that a step of a process takes.",
                      .example = R"("1us")",
                      .range = {0, second_ns}}}};
}

Section scheduling() {
    return {.name = "scheduling",
            .heading = "[scheduling]",
            .meaning = "Who runs next when several can.",
            .keys = {{.name = "policy",
                      .type = OptionType::choice,
                      .default_value = "random",
                      .meaning = "`random` draws, from the seed; `fifo` takes who waits longest.",
                      .example = R"("fifo")",
                      .words = {"fifo", "random"}}}};
}

Section distribution() {
    const DistributionSpec standard;
    return {.name = "distribution",
            .heading = "[distribution]",
            .meaning = "Erlang's distribution, by the names of its kernel parameters.",
            .keys = {
                {.name = "net_ticktime",
                 .type = OptionType::duration,
                 .default_value = standard.net_ticktime,
                 .meaning = "A silent peer is given up after about this time.",
                 .example = R"("60s")",
                 .range = {.minimum = 1'000'000}},
                {.name = "net_tickintensity",
                 .type = OptionType::integer,
                 .unit = "ticks",
                 .default_value = standard.net_tickintensity,
                 .meaning = "Ticks in net_ticktime.",
                 .example = "4",
                 .range = {4, 1000}},
                {.name = "net_setuptime",
                 .type = OptionType::duration,
                 .default_value = standard.net_setuptime,
                 .meaning = "A connection that is not up by then has failed.",
                 .example = R"("7s")",
                 .range = {1'000'000, 120 * second_ns}},
            }};
}

Section fault() {
    return {.name = "fault",
            .heading = "[[fault]]",
            .is_array = true,
            .meaning = "A scripted fault. Each kind adds its own options.",
            .keys = {
                {.name = "id",
                 .type = OptionType::text,
                 .meaning = "Its name; unique. Its stream of chance is called by it.",
                 .example = R"("cut-db")",
                 .is_required = true},
                {.name = "kind",
                 .type = OptionType::choice,
                 .meaning = "Which fault; see `teacup list faults`.",
                 .example = R"("partition")",
                 .words = registered_names<faults::FaultEntry>(),
                 .is_required = true},
                {.name = "at",
                 .type = OptionType::duration,
                 .meaning = "When it begins.",
                 .example = R"("5s")",
                 .is_required = true},
                {.name = "lasts",
                 .type = OptionType::duration,
                 .meaning = "When it ends, from its begin; needed by kinds that last.",
                 .example = R"("90s")",
                 .range = {.minimum = 1}},
                {.name = "target",
                 .type = OptionType::selector,
                 .meaning = "What it hits.",
                 .example = R"("n1")",
                 .is_required = true},
                {.name = "pick",
                 .type = OptionType::integer,
                 .meaning = "Which of the target's candidates, counted round and round; without "
                            "it, drawn.",
                 .example = "17"},
                {.name = "drawn",
                 .type = OptionType::boolean,
                 .default_value = false,
                 .meaning = "Chaos drew it: it obeys the budget, and skipping it is a hole, not "
                            "unknown.",
                 .example = "true"},
            }};
}

Section chaos() {
    return {.name = "chaos",
            .heading = "[[chaos]]",
            .is_array = true,
            .meaning =
                "Draws faults of one kind before the run. The kind's options may be ranges "
                "or lists.",
            .keys = {
                {.name = "id",
                 .type = OptionType::text,
                 .meaning = "Unique; its faults are called ID-1, ID-2, ...",
                 .example = R"("kills")",
                 .is_required = true},
                {.name = "kind",
                 .type = OptionType::choice,
                 .meaning = "Which fault; see `teacup list faults`.",
                 .example = R"("kill_process")",
                 .words = registered_names<faults::FaultEntry>(),
                 .is_required = true},
                {.name = "count",
                 .type = OptionType::integer_range,
                 .unit = "faults",
                 .meaning = "How many; this or `rate`.",
                 .example = "{ min = 2, max = 5 }",
                 .range = {0, 100'000}},
                {.name = "rate",
                 .type = OptionType::rate,
                 .meaning = "How often on average; this or `count`.",
                 .example = R"("2/m")"},
                {.name = "from",
                 .type = OptionType::duration,
                 .default_value = Duration{},
                 .meaning = "None begins before.",
                 .example = R"("10s")"},
                {.name = "until",
                 .type = OptionType::duration,
                 .meaning = "All have ended by then; without it, when budget.quiet_end begins.",
                 .example = R"("90s")"},
                {.name = "lasts",
                 .type = OptionType::duration_range,
                 .meaning = "How long each lasts; needed by kinds that last.",
                 .example = R"({ min = "1s", max = "20s" })",
                 .range = {.minimum = 1}},
                {.name = "target",
                 .type = OptionType::selector,
                 .meaning = "What they hit; of a list of targets each fault draws one.",
                 .example = R"("any_worker")",
                 .is_required = true},
            }};
}

Section budget() {
    const faults::Budget standard;
    return {.name = "budget",
            .heading = "[budget]",
            .meaning = "What drawn faults may do together.",
            .keys = {
                {.name = "nodes_down_max",
                 .type = OptionType::integer,
                 .unit = "nodes",
                 .default_value = standard.nodes_down_max,
                 .meaning = "Nodes crashed, paused or cut off at once, for whatever reason.",
                 .example = "1",
                 .range = {0, 10'000}},
                {.name = "quiet_end",
                 .type = OptionType::duration,
                 .default_value = standard.quiet_end,
                 .meaning = "Time without drawn faults before limits.virtual_time.",
                 .example = R"("60s")"},
            }};
}

Section property() {
    return {.name = "property",
            .heading = "[[property]]",
            .is_array = true,
            .meaning = "Something that must hold. Each kind adds its own options.",
            .keys = {
                {.name = "kind",
                 .type = OptionType::choice,
                 .meaning = "Which property; see `teacup list properties`.",
                 .example = R"("recovery")",
                 .words = registered_names<model::PropertyEntry>(),
                 .is_required = true},
                {.name = "name",
                 .type = OptionType::text,
                 .meaning = "Unique; without it, the kind.",
                 .example = R"("recovery-of-db")"},
            }};
}

Section expect() {
    return {.name = "expect",
            .heading = "[expect]",
            .meaning = "Makes the scenario a canary: it passes when the property is violated.",
            .keys = {
                {.name = "property",
                 .type = OptionType::text,
                 .meaning = "The name of a property of this scenario.",
                 .example = R"("recovery")",
                 .is_required = true},
                {.name = "seeds",
                 .type = OptionType::choice,
                 .default_value = "every",
                 .meaning = "Violated in every seed, or in some seed of a sweep.",
                 .example = R"("some")",
                 .words = {"every", "some"}},
            }};
}

const Section& find(const std::vector<Section>& sections, std::string_view name) {
    const auto found = std::find_if(
        sections.begin(), sections.end(), [&](const Section& one) { return one.name == name; });
    TEACUP_ASSERT(found != sections.end());
    return *found;
}

}  // namespace

Option schema_key(std::string meaning) {
    return {.name = "schema",
            .type = OptionType::integer,
            .meaning = std::move(meaning),
            .example = "1",
            .range = {1, 1},
            .is_required = true};
}

const std::vector<Section>& scenario_sections() {
    static const std::vector<Section> sections{document(),
                                               limits(),
                                               system(),
                                               network(),
                                               cpu(),
                                               scheduling(),
                                               distribution(),
                                               fault(),
                                               chaos(),
                                               budget(),
                                               property(),
                                               expect()};
    return sections;
}

const Section& scenario_section(std::string_view name) {
    return find(scenario_sections(), name);
}
const Section& tree_section(std::string_view name) {
    return find(tree_sections(), name);
}

}  // namespace teacup::scenarios::detail
