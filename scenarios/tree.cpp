#include <teacup/scenarios/tree.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <ostream>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <teacup/model/registry/toml_text.hpp>
#include <teacup/scenarios/detail/document.hpp>
#include <teacup/scenarios/detail/process_reader.hpp>
#include <teacup/scenarios/detail/toml_writer.hpp>
#include <teacup/scenarios/detail/tree_reader.hpp>

namespace teacup::scenarios {

namespace {

using model::CallScope;
using model::CallSpec;
using model::ProcessSpec;
using model::quote;
using model::StartResult;
using sim::Duration;

TreeResult parse(std::string text, const std::string& path, detail::Collector& collector) {
    const std::uint32_t source = collector.add_source(path, std::move(text));
    detail::ReadContext context{.collector = collector};
    if (const auto root = detail::parse_document(source, collector)) {
        if (auto tree = detail::read_tree(*root, detail::TreeOrigin::own_file, context)) {
            return std::move(*tree);
        }
    }
    return sim::Unexpected<Diagnostics>(collector.take());
}

/// An inline table that grows key by key.
class InlineTable {
public:
    void add(std::string_view key, const std::string& value) {
        text_ += fmt::format("{}{} = {}", text_.empty() ? "" : ", ", key, value);
    }
    void add_if(bool is_needed, std::string_view key, const std::string& value) {
        if (is_needed) {
            add(key, value);
        }
    }
    [[nodiscard]] std::string text() const { return fmt::format("{{ {} }}", text_); }

private:
    std::string text_;
};

std::string span(Duration value) {
    return quote(to_string(value));
}

template <class Word>
std::string word(Word value) {
    return quote(to_string(value));
}

std::string list(const std::vector<std::string>& texts) {
    std::string items;
    for (const std::string& text : texts) {
        items += (items.empty() ? "" : ", ") + quote(text);
    }
    return fmt::format("[{}]", items);
}

std::string call_text(const CallSpec& call) {
    InlineTable table;
    const std::string scope = call.scope == CallScope::local  ? ""
                              : call.scope == CallScope::node ? call.node + ":"
                                                              : "any_remote:";
    table.add("to", quote(scope + call.to));
    table.add("every", span(call.every));
    table.add_if(call.timeout != Duration::seconds(5), "timeout", span(call.timeout));
    table.add_if(call.is_caught, "catch", "true");
    table.add_if(call.is_monitored, "monitor", "true");
    return table.text();
}

void add_supervisor(const model::SupervisorSpec& supervisor, InlineTable& table) {
    const model::SupervisorSpec standard;
    table.add("strategy", word(supervisor.strategy));
    table.add_if(supervisor.intensity != standard.intensity,
                 "intensity",
                 fmt::format("{}", supervisor.intensity));
    table.add_if(supervisor.period_seconds != standard.period_seconds,
                 "period",
                 fmt::format("\"{}s\"", supervisor.period_seconds));
    table.add_if(supervisor.auto_shutdown != standard.auto_shutdown,
                 "auto_shutdown",
                 word(supervisor.auto_shutdown));
}

void add_worker(const model::WorkerSpec& worker, InlineTable& table) {
    const model::WorkerSpec standard;
    table.add_if(worker.trap_exit, "trap_exit", "true");
    table.add_if(worker.start != StartResult::ok,
                 "start",
                 worker.start == StartResult::ignore ? R"("ignore")" : R"("error")");
    table.add_if(worker.start_time != standard.start_time, "start_time", span(worker.start_time));
    table.add_if(worker.work != standard.work, "work", span(worker.work));
    if (worker.exit_after) {
        table.add("exit_after", span(*worker.exit_after));
        table.add_if(
            worker.exit_reason != standard.exit_reason, "exit_reason", quote(worker.exit_reason));
    }
    table.add_if(!worker.depends_on.empty(), "depends_on", list(worker.depends_on));
    std::string calls;
    for (const CallSpec& call : worker.calls) {
        calls += (calls.empty() ? "" : ", ") + call_text(call);
    }
    table.add_if(!calls.empty(), "calls", fmt::format("[{}]", calls));
    table.add_if(worker.monitor_nodes, "monitor_nodes", "true");
}

std::string process_text(const ProcessSpec& process) {
    InlineTable table;
    table.add("path", quote(process.path));
    const bool is_supervisor = process.supervisor.has_value();
    const auto own_type = is_supervisor ? model::ChildType::supervisor : model::ChildType::worker;
    const model::Shutdown standard =
        is_supervisor ? model::Shutdown::infinity() : model::Shutdown{};
    table.add_if(
        process.path.substr(process.path.rfind('/') + 1) != process.id, "id", quote(process.id));
    table.add_if(!process.name.empty(), "name", quote(process.name));
    table.add_if(process.type != own_type, "type", word(process.type));
    table.add_if(process.restart != model::Restart::permanent, "restart", word(process.restart));
    table.add_if(
        process.shutdown != standard,
        "shutdown",
        process.shutdown.is_brutal_kill ? R"("brutal_kill")" : span(process.shutdown.timeout));
    table.add_if(process.is_significant, "significant", "true");
    if (is_supervisor) {
        add_supervisor(*process.supervisor, table);
    } else {
        add_worker(process.worker, table);
    }
    return table.text();
}

std::string application_text(const model::ApplicationSpec& application) {
    InlineTable table;
    table.add("name", quote(application.name));
    table.add_if(
        application.type != model::ApplicationType::permanent, "type", word(application.type));
    table.add_if(!application.depends_on.empty(), "depends_on", list(application.depends_on));
    return table.text();
}

}  // namespace

std::string detail::tree_keys_text(const model::TreeSpec& tree) {
    std::string text = tree.about.empty() ? "" : fmt::format("about = {}\n", quote(tree.about));
    text += "application = [\n";
    for (const model::ApplicationSpec& application : tree.applications) {
        text += fmt::format("  {},\n", application_text(application));
    }
    text += "]\nprocess = [\n";
    for (const ProcessSpec& process : tree.processes) {
        if (!process.parent) {
            text += fmt::format("  # {}\n", tree.applications[process.application].name);
        }
        text += fmt::format("  {},\n", process_text(process));
    }
    return text + "]\n";
}

TreeResult load_tree(const std::string& path) {
    detail::Collector collector;
    std::optional<std::string> text = detail::read_file(path, collector);
    if (!text) {
        return sim::Unexpected<Diagnostics>(collector.take());
    }
    return parse(std::move(*text), path, collector);
}

TreeResult parse_tree(std::string_view text, const std::string& path) {
    detail::Collector collector;
    return parse(std::string(text), path, collector);
}

void write_tree(const model::TreeSpec& tree, std::string_view comment, std::ostream& out) {
    out << detail::comment_lines(comment) << "schema = 1\n" << detail::tree_keys_text(tree);
}

}  // namespace teacup::scenarios
