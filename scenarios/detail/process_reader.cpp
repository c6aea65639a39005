#include <teacup/scenarios/detail/process_reader.hpp>

#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <teacup/faults/selector.hpp>
#include <teacup/scenarios/detail/keys.hpp>
#include <teacup/scenarios/spelling.hpp>

namespace teacup::scenarios::detail {

namespace {

using model::CallScope;
using model::CallSpec;
using model::OptionValues;
using model::ProcessSpec;
using sim::Duration;

constexpr std::array<std::string_view, 3> supervisor_only{"intensity", "period", "auto_shutdown"};
constexpr std::array<std::string_view, 9> worker_only{"trap_exit",
                                                      "start",
                                                      "start_time",
                                                      "work",
                                                      "exit_after",
                                                      "exit_reason",
                                                      "depends_on",
                                                      "calls",
                                                      "monitor_nodes"};

/// The value of the enumeration whose word the option holds; the first when it holds none.
template <class Enum>
Enum word_as(const OptionValues& values, std::string_view name, std::initializer_list<Enum> all) {
    for (const Enum one : all) {
        if (values.has(name) && values.text(name) == to_string(one)) {
            return one;
        }
    }
    return *all.begin();
}

template <class T>
T value_or(const OptionValues& values, std::string_view name, T fallback) {
    const T* given = std::get_if<T>(&values.value(name));
    return given == nullptr ? std::move(fallback) : *given;
}

template <std::size_t Count>
void tell_misplaced(const Node& node,
                    const std::array<std::string_view, Count>& keys,
                    std::string_view what,
                    ReadContext& context) {
    for (const std::string_view key : keys) {
        if (node.find(key) != nullptr) {
            context.collector.add(node.spot_of(key), fmt::format("\"{}\" {}", key, what));
        }
    }
}

model::SupervisorSpec supervisor_of(const Node& node,
                                    const OptionValues& values,
                                    ReadContext& context) {
    using enum model::Strategy;
    using enum model::AutoShutdown;
    model::SupervisorSpec supervisor{
        .strategy = word_as(
            values, "strategy", {one_for_one, one_for_all, rest_for_one, simple_one_for_one}),
        .intensity = static_cast<std::uint32_t>(value_or<std::int64_t>(values, "intensity", 1)),
        .auto_shutdown =
            word_as(values, "auto_shutdown", {never, any_significant, all_significant})};
    const auto period = value_or(values, "period", Duration::seconds(1));
    if (period.ns() % Duration::seconds(1).ns() != 0) {
        context.collector.add(node.spot_of("period"),
                              fmt::format("\"period\" = \"{}\" is not a whole number of seconds, "
                                          "in which OTP counts; round it",
                                          to_string(period)));
    }
    supervisor.period_seconds = period.ns() / Duration::seconds(1).ns();
    return supervisor;
}

CallSpec call_of(const OptionValues& values) {
    CallSpec call{.to = value_or<std::string>(values, "to", ""),
                  .every = value_or(values, "every", Duration::seconds(1)),
                  .timeout = value_or(values, "timeout", Duration::seconds(5)),
                  .is_caught = value_or(values, "catch", false),
                  .is_monitored = value_or(values, "monitor", false)};
    const std::size_t colon = call.to.find(':');
    if (colon != std::string::npos) {
        call.node = call.to.substr(0, colon);
        call.to.erase(0, colon + 1);
        call.scope = CallScope::node;
    }
    if (call.node == "any_remote") {
        call.node.clear();
        call.scope = CallScope::any_remote;
    }
    return call;
}

model::WorkerSpec worker_of(const Node& node, const OptionValues& values, ReadContext& context) {
    model::WorkerSpec worker{
        .trap_exit = value_or(values, "trap_exit", false),
        .start_time = value_or(values, "start_time", Duration{}),
        .work = value_or(values, "work", Duration{}),
        .exit_reason = value_or<std::string>(values, "exit_reason", "normal"),
        .depends_on = value_or<std::vector<std::string>>(values, "depends_on", {})};
    const auto start = value_or<std::string>(values, "start", "ok");
    worker.start = start == "ignore"  ? model::StartResult::ignore
                   : start == "error" ? model::StartResult::error
                                      : model::StartResult::ok;
    if (values.has("exit_after")) {
        worker.exit_after = values.duration("exit_after");
    } else if (node.find("exit_reason") != nullptr && node.find("exit_after") == nullptr) {
        context.collector.add(node.spot_of("exit_reason"),
                              "\"exit_reason\" needs \"exit_after\"; add it, as exit_after = "
                              "\"100ms\"");
    }
    for (const OptionValues& call : value_or<std::vector<OptionValues>>(values, "calls", {})) {
        worker.calls.push_back(call_of(call));
    }
    worker.monitor_nodes = value_or(values, "monitor_nodes", false);
    return worker;
}

bool check_path(const Node& node, const std::string& path, ReadContext& context) {
    const bool is_good =
        path.find('/') != std::string::npos && path.front() != '/' && path.back() != '/';
    if (!is_good) {
        context.collector.add(node.spot_of("path"),
                              fmt::format("\"path\" = \"{}\" is no path; write the application, a "
                                          "slash and the ids, as \"shop/shop_sup/db\"",
                                          path));
    }
    return is_good;
}

/// What is wrong with a name that somebody calls or depends on; empty when nothing is.
std::string what_is_wrong_with(const CallSpec& call,
                               const std::map<std::string, std::size_t>& by_name,
                               const ReadContext& context) {
    if (call.scope == CallScope::any_remote && context.nodes.value_or(2) < 2) {
        return fmt::format("calls \"any_remote:{}\", but there is one node; add nodes", call.to);
    }
    if (call.scope == CallScope::node && !faults::is_node_name(call.node)) {
        return fmt::format(
            "calls \"{}:{}\", but \"{}\" is no node; write a name, n1:NAME or "
            "any_remote:NAME",
            call.node,
            call.to,
            call.node);
    }
    if (call.scope == CallScope::node && context.nodes &&
        std::stoi(call.node.substr(1)) > *context.nodes) {
        return fmt::format("calls \"{}:{}\", but the last node is n{}; name another, or add nodes",
                           call.node,
                           call.to,
                           *context.nodes);
    }
    if (by_name.contains(call.to)) {
        return {};
    }
    std::vector<std::string> names;
    for (const auto& [name, index] : by_name) {
        names.push_back(name);
    }
    return fmt::format("calls \"{}\", but no process is registered so; {}",
                       call.to,
                       advice(call.to, names, "registered are"));
}

}  // namespace

std::optional<ProcessSpec> read_process_table(const Node& node, ReadContext& context) {
    const OptionValues values = read_table(
        node, {.heading = "[[process]]", .options = {&tree_section("process").keys}}, context);
    if (!values.has("path") || !check_path(node, values.text("path"), context)) {
        return std::nullopt;
    }
    using enum model::Restart;
    ProcessSpec process{.path = values.text("path"),
                        .id = "",
                        .name = value_or<std::string>(values, "name", ""),
                        .restart = word_as(values, "restart", {permanent, transient, temporary}),
                        .is_significant = value_or(values, "significant", false)};
    process.id = value_or(values, "id", process.path.substr(process.path.rfind('/') + 1));
    const bool is_supervisor = node.find("strategy") != nullptr;
    if (is_supervisor) {
        tell_misplaced(
            node, worker_only, "belongs to workers; remove it, or the strategy", context);
        process.supervisor = supervisor_of(node, values, context);
    } else {
        tell_misplaced(
            node, supervisor_only, "belongs to supervisors; remove it, or add a strategy", context);
        process.worker = worker_of(node, values, context);
    }
    const auto own_type = is_supervisor ? model::ChildType::supervisor : model::ChildType::worker;
    process.type =
        word_as(values, "type", {own_type, model::ChildType::worker, model::ChildType::supervisor});
    process.shutdown = value_or(
        values, "shutdown", is_supervisor ? model::Shutdown::infinity() : model::Shutdown{});
    return process;
}

std::string parent_path(const ProcessSpec& process) {
    const std::string tail = "/" + process.id;
    if (process.path.ends_with(tail)) {
        return process.path.substr(0, process.path.size() - tail.size());
    }
    return process.path.substr(0, process.path.rfind('/'));
}

void check_top(const Node& node, const ProcessSpec& process, ReadContext& context) {
    if (!process.supervisor) {
        context.collector.add(node.spot_of("path"),
                              fmt::format("\"{}\" stands at the top of its application, so it must "
                                          "be a supervisor; add a strategy",
                                          process.path));
    }
    constexpr std::array<std::string_view, 4> child_only{
        "restart", "shutdown", "significant", "type"};
    tell_misplaced(node, child_only, "means nothing for a top supervisor; remove it", context);
}

void check_names(const model::TreeSpec& tree,
                 const std::vector<const Node*>& nodes,
                 const std::map<std::string, std::size_t>& by_name,
                 ReadContext& context) {
    const auto start_order = [&](std::size_t index) {
        return std::pair(tree.processes[index].application, index);
    };
    for (std::size_t index = 0; index < tree.processes.size() && !context.collector.is_full();
         ++index) {
        const ProcessSpec& process = tree.processes[index];
        const std::vector<CallSpec>& calls_made = process.worker.calls;
        for (std::size_t at = 0; at < calls_made.size() && !context.collector.is_full(); ++at) {
            const CallSpec& call = calls_made[at];
            std::string wrong = what_is_wrong_with(call, by_name, context);
            if (call.scope == CallScope::local && !call.to.empty() && call.to == process.name) {
                wrong = "calls itself, which crashes a gen_server; call another";
            }
            if (!wrong.empty()) {
                const Node& calls = *nodes[index]->find("calls");
                context.collector.add(calls.items[at].spot_of("to"), wrong);
            }
        }
        for (const std::string& name : process.worker.depends_on) {
            const auto found = by_name.find(name);
            if (found == by_name.end()) {
                context.collector.add(
                    nodes[index]->spot_of("depends_on"),
                    fmt::format("depends on \"{}\", but no process is registered so; register one, "
                                "or remove it",
                                name));
            } else if (start_order(found->second) >= start_order(index)) {
                context.collector.add(
                    nodes[index]->spot_of("depends_on"),
                    fmt::format("depends on \"{}\", which does not start before it; change the "
                                "order",
                                name));
            }
        }
    }
}

}  // namespace teacup::scenarios::detail
