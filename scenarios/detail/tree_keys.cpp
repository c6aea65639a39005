#include <teacup/model/systems/tree_spec.hpp>
#include <teacup/scenarios/detail/keys.hpp>

namespace teacup::scenarios::detail {

namespace {

using model::Option;
using model::OptionType;
using sim::Duration;

constexpr std::int64_t second_ns = 1'000'000'000;

Section document() {
    return {.name = "",
            .heading = "the tree",
            .meaning = "Keys above the first table of a tree file.",
            .keys = {
                schema_key("Version of this format; not in a tree inside of a scenario."),
                {.name = "about",
                 .type = OptionType::text,
                 .meaning = "What tree this is, and where it came from.",
                 .example = R"("The tree of a RabbitMQ broker.")"},
            }};
}

Section application() {
    return {.name = "application",
            .heading = "[[application]]",
            .is_array = true,
            .meaning = "An application. They start in this order.",
            .keys = {
                {.name = "name",
                 .type = OptionType::text,
                 .meaning = "Its name; unique.",
                 .example = R"("shop")",
                 .is_required = true},
                {.name = "type",
                 .type = OptionType::choice,
                 .default_value = std::string(to_string(model::ApplicationSpec{}.type)),
                 .meaning = "Whether its end stops the node: always, when it is abnormal, never.",
                 .example = R"("temporary")",
                 .words = {"permanent", "transient", "temporary"}},
                {.name = "depends_on",
                 .type = OptionType::text_list,
                 .default_value = std::vector<std::string>{},
                 .meaning = "Applications above that must run before it starts.",
                 .example = R"(["kernel", "stdlib"])"},
            }};
}

std::vector<Option> child_keys() {
    return {
        {.name = "path",
         .type = OptionType::text,
         .meaning = "Application, then ids from the top down, joined by `/`; unique.",
         .example = R"("shop/shop_sup/db")",
         .is_required = true},
        {.name = "id",
         .type = OptionType::text,
         .meaning = "Child id; without it, the last part of the path.",
         .example = R"("undefined")"},
        {.name = "name",
         .type = OptionType::text,
         .meaning = "Registered name; unique in the tree.",
         .example = R"("db")"},
        {.name = "type",
         .type = OptionType::choice,
         .meaning = "What its parent takes it for; without it, what it is.",
         .example = R"("supervisor")",
         .words = {"worker", "supervisor"}},
        {.name = "restart",
         .type = OptionType::choice,
         .default_value = std::string(to_string(model::ProcessSpec{}.restart)),
         .meaning = "Restarted when it ends: always, when the end is abnormal, never.",
         .example = R"("transient")",
         .words = {"permanent", "transient", "temporary"}},
        {.name = "shutdown",
         .type = OptionType::shutdown,
         .meaning = "Time to end after `shutdown` before it is killed; without it, \"5s\" for a "
                    "worker and \"infinity\" for a supervisor.",
         .example = R"("brutal_kill")"},
        {.name = "significant",
         .type = OptionType::boolean,
         .default_value = false,
         .meaning = "Its end counts for its parent's auto_shutdown.",
         .example = "true"},
    };
}

std::vector<Option> supervisor_keys() {
    const model::SupervisorSpec standard;
    return {
        {.name = "strategy",
         .type = OptionType::choice,
         .meaning = "Makes the process a supervisor: which children restart with a failed one.",
         .example = R"("one_for_one")",
         .words = {"one_for_one", "one_for_all", "rest_for_one", "simple_one_for_one"}},
        {.name = "intensity",
         .type = OptionType::integer,
         .unit = "restarts",
         .default_value = std::int64_t{standard.intensity},
         .meaning = "Supervisors: restarts allowed within `period`.",
         .example = "10",
         .range = {0, 1'000'000'000}},
        {.name = "period",
         .type = OptionType::duration,
         .default_value = Duration::seconds(standard.period_seconds),
         .meaning = "Supervisors: whole seconds.",
         .example = R"("10s")",
         .range = {.minimum = second_ns}},
        {.name = "auto_shutdown",
         .type = OptionType::choice,
         .default_value = std::string(to_string(standard.auto_shutdown)),
         .meaning = "Supervisors: end when a significant child, or the last one, has ended.",
         .example = R"("any_significant")",
         .words = {"never", "any_significant", "all_significant"}},
    };
}

std::vector<Option> call_keys() {
    return {
        {.name = "to",
         .type = OptionType::text,
         .meaning = "Registered name: `db` on the same node, `n2:db`, or `any_remote:db`.",
         .example = R"("any_remote:db")",
         .is_required = true},
        {.name = "every",
         .type = OptionType::duration,
         .meaning = "From the begin of one call to the begin of the next.",
         .example = R"("1s")",
         .range = {.minimum = 1'000},
         .is_required = true},
        {.name = "timeout",
         .type = OptionType::duration,
         .default_value = model::CallSpec{.to = {}, .every = {}}.timeout,
         .meaning = "The caller crashes when no reply has come by then.",
         .example = R"("infinity")",
         .words = {"infinity"}},
        {.name = "catch",
         .type = OptionType::boolean,
         .default_value = false,
         .meaning = "The caller goes on when the call fails, instead of crashing.",
         .example = "true"},
        {.name = "monitor",
         .type = OptionType::boolean,
         .default_value = false,
         .meaning = "The caller monitors the callee, too.",
         .example = "true"},
    };
}

std::vector<Option> worker_keys() {
    const model::WorkerSpec standard;
    return {
        {.name = "trap_exit",
         .type = OptionType::boolean,
         .default_value = standard.trap_exit,
         .meaning = "Workers: exit signals become messages.",
         .example = "true"},
        {.name = "start",
         .type = OptionType::choice,
         .default_value = "ok",
         .meaning = "Workers: what its start returns.",
         .example = R"("ignore")",
         .words = {"ok", "ignore", "error"}},
        {.name = "start_time",
         .type = OptionType::duration,
         .default_value = standard.start_time,
         .meaning = "Workers: how long its start takes.",
         .example = R"("20ms")"},
        {.name = "work",
         .type = OptionType::duration,
         .default_value = standard.work,
         .meaning = "Workers: how long it is busy with one request.",
         .example = R"("1ms")"},
        {.name = "exit_after",
         .type = OptionType::duration,
         .meaning = "Workers: it ends by itself so long after each start.",
         .example = R"("100ms")"},
        {.name = "exit_reason",
         .type = OptionType::term,
         .default_value = standard.exit_reason,
         .meaning = "Workers: its reason when it ends by itself.",
         .example = R"("boom")"},
        {.name = "depends_on",
         .type = OptionType::text_list,
         .default_value = std::vector<std::string>{},
         .meaning = "Workers: registered names of this node without which its start fails.",
         .example = R"(["db"])"},
        {.name = "calls",
         .type = OptionType::table_list,
         .default_value = std::vector<model::OptionValues>{},
         .meaning = "Workers: gen_server calls that it makes again and again.",
         .example = R"([{ to = "db", every = "200ms" }])",
         .fields = call_keys()},
        {.name = "monitor_nodes",
         .type = OptionType::boolean,
         .default_value = false,
         .meaning = "Workers: asks net_kernel to be told of nodes that come and go.",
         .example = "true"},
    };
}

Section process() {
    std::vector<Option> keys = child_keys();
    for (const auto& more : {supervisor_keys(), worker_keys()}) {
        keys.insert(keys.end(), more.begin(), more.end());
    }
    return {.name = "process",
            .heading = "[[process]]",
            .is_array = true,
            .meaning = "A supervisor or a worker. Parents stand before their children.",
            .keys = std::move(keys)};
}

}  // namespace

const std::vector<Section>& tree_sections() {
    static const std::vector<Section> sections{document(), application(), process()};
    return sections;
}

}  // namespace teacup::scenarios::detail
