#include <teacup/scenarios/import/detail/tree_toml.hpp>

#include <algorithm>
#include <ostream>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <teacup/model/registry/toml_text.hpp>
#include <teacup/scenarios/import/detail/erlang_shape.hpp>
#include <teacup/scenarios/import/detail/erlang_words.hpp>

namespace teacup::scenarios::detail {

namespace {

using model::quote;

/// `{ key = value, ... }` in one line.
class InlineTable {
public:
    void add(std::string_view key, std::string_view value) {
        text_ += fmt::format("{} {} = {}", text_.empty() ? "{" : ",", key, value);
    }
    [[nodiscard]] std::string text() const { return text_ + " }"; }

private:
    std::string text_;
};

std::string array(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) {
        text += (text.empty() ? "" : ", ") + quote(item);
    }
    return fmt::format("[{}]", text);
}

std::string text_of(const model::CallSpec& call) {
    const std::string scope = call.scope == model::CallScope::local  ? ""
                              : call.scope == model::CallScope::node ? call.node + ":"
                                                                     : "any_remote:";
    InlineTable table;
    table.add("to", quote(scope + call.to));
    table.add("every", quote(sim::to_string(call.every)));
    if (call.timeout != model::CallSpec{}.timeout) {
        table.add("timeout", quote(sim::to_string(call.timeout)));
    }
    if (call.is_caught) {
        table.add("catch", "true");
    }
    if (call.is_monitored) {
        table.add("monitor", "true");
    }
    return table.text();
}

void add_supervisor(const model::SupervisorSpec& supervisor, InlineTable& table) {
    table.add("strategy", quote(to_string(supervisor.strategy)));
    table.add("intensity", fmt::format("{}", supervisor.intensity));
    table.add("period", quote(sim::to_string(sim::Duration::seconds(supervisor.period_seconds))));
    if (supervisor.auto_shutdown != model::AutoShutdown::never) {
        table.add("auto_shutdown", quote(to_string(supervisor.auto_shutdown)));
    }
}

void add_worker(const model::WorkerSpec& worker, InlineTable& table) {
    const model::WorkerSpec stock;
    if (worker.trap_exit) {
        table.add("trap_exit", "true");
    }
    if (worker.start != stock.start) {
        table.add("start", worker.start == model::StartResult::ignore ? "\"ignore\"" : "\"error\"");
    }
    if (worker.start_time != stock.start_time) {
        table.add("start_time", quote(sim::to_string(worker.start_time)));
    }
    if (worker.work != stock.work) {
        table.add("work", quote(sim::to_string(worker.work)));
    }
    if (worker.exit_after) {
        table.add("exit_after", quote(sim::to_string(*worker.exit_after)));
        table.add("exit_reason", quote(worker.exit_reason));
    }
    if (worker.monitor_nodes) {
        table.add("monitor_nodes", "true");
    }
    if (!worker.depends_on.empty()) {
        table.add("depends_on", array(worker.depends_on));
    }
    if (!worker.calls.empty()) {
        std::string calls;
        for (const model::CallSpec& call : worker.calls) {
            calls += (calls.empty() ? "" : ", ") + text_of(call);
        }
        table.add("calls", fmt::format("[{}]", calls));
    }
}

std::string text_of(const model::ProcessSpec& process) {
    InlineTable table;
    table.add("path", quote(process.path));
    if (process.id != last_part(process.path)) {
        table.add("id", quote(process.id));
    }
    if (!process.name.empty()) {
        table.add("name", quote(process.name));
    }
    const bool is_claim =
        process.supervisor.has_value() != (process.type == model::ChildType::supervisor);
    if (is_claim) {
        table.add("type", quote(to_string(process.type)));
    }
    if (process.supervisor) {
        add_supervisor(*process.supervisor, table);
    }
    const bool is_stock_shutdown =
        process.shutdown == (process.supervisor ? model::Shutdown::infinity() : model::Shutdown{});
    if (process.parent && process.restart != model::Restart::permanent) {
        table.add("restart", quote(to_string(process.restart)));
    }
    if (process.parent && !is_stock_shutdown) {
        table.add("shutdown", quote(spelled(process.shutdown)));
    }
    if (process.is_significant) {
        table.add("significant", "true");
    }
    if (!process.supervisor) {
        add_worker(process.worker, table);
    }
    return table.text();
}

std::string text_of(const model::ApplicationSpec& application) {
    InlineTable table;
    table.add("name", quote(application.name));
    table.add("type", quote(to_string(application.type)));
    if (!application.depends_on.empty()) {
        table.add("depends_on", array(application.depends_on));
    }
    return table.text();
}

std::string behind(const std::string& remark) {
    return remark.empty() ? "" : "  # " + remark;
}

}  // namespace

void write_tree(const model::TreeSpec& tree, const TreeRemarks& remarks, std::ostream& toml) {
    toml << "schema = 1\n";
    write_tree_keys(tree, remarks, toml);
}

void write_tree_keys(const model::TreeSpec& tree, const TreeRemarks& remarks, std::ostream& toml) {
    if (!tree.about.empty()) {
        toml << "about = " << quote(tree.about) << "\n\n";
    }
    toml << "application = [\n";
    for (const model::ApplicationSpec& application : tree.applications) {
        toml << "  " << text_of(application) << "," << behind(remarks.application(application))
             << "\n";
    }
    toml << "]\n\nprocess = [\n";
    for (const model::ProcessSpec& process : tree.processes) {
        std::size_t depth = 0;
        for (auto above = process.parent; above; above = tree.processes[*above].parent) {
            ++depth;
        }
        toml << std::string(2 + 2 * depth, ' ') << text_of(process) << ","
             << behind(remarks.process(process)) << "\n";
    }
    toml << "]\n";
}

}  // namespace teacup::scenarios::detail
