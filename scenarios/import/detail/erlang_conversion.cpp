#include <teacup/scenarios/import/detail/erlang_conversion.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <teacup/scenarios/import/detail/erlang_shape.hpp>
#include <teacup/scenarios/import/detail/erlang_words.hpp>

namespace teacup::scenarios::detail {

namespace {

constexpr std::int64_t seconds_per_day = 86'400;

class Converter {
public:
    Converter(const ErlangDump& dump, const DumpShape& shape) : dump_(dump), shape_(shape) {}

    ImportedTree run() {
        specs_.resize(dump_.processes.size());
        convert_applications();
        for (std::size_t i = 0; i < dump_.processes.size(); ++i) {
            convert_kind(i);
        }
        for (std::size_t i = 0; i < dump_.processes.size(); ++i) {
            convert_child(i);
        }
        for (std::size_t i = 0; i < dump_.processes.size(); ++i) {
            unify_template(i);
        }
        assemble();
        std::ranges::stable_sort(findings_, {}, [](const ImportFinding& finding) {
            return std::pair(finding.oddity, finding.line);
        });
        return {.tree = std::move(tree_), .findings = std::move(findings_)};
    }

private:
    using Oddity = ImportOddity;

    void note(std::size_t i, Oddity oddity, std::string detail) {
        const DumpProcess& process = dump_.processes[i];
        findings_.push_back({oddity, process.line, process.path, std::move(detail)});
    }

    void convert_applications() {
        const auto& all = dump_.applications;
        note_all(Oddity::no_start_type, std::ranges::none_of(all, [](const DumpApplication& one) {
                     return one.type.has_value();
                 }));
        note_all(Oddity::no_start_order, std::ranges::none_of(all, [](const DumpApplication& one) {
                     return one.applications.has_value();
                 }));
        std::set<std::string_view, std::less<>> names;
        for (const DumpApplication& application : all) {
            names.insert(application.id);
        }
        std::vector<bool> has_processes(all.size());
        for (const std::size_t application : shape_.application) {
            has_processes[application] = true;
        }
        for (const std::size_t i : shape_.start_order) {
            if (all[i].top && !has_processes[i]) {
                note_application(all[i], Oddity::no_processes, *all[i].top);
            }
            convert_application(all[i], names);
        }
    }

    /// What no application of the dump says is told once.
    void note_all(Oddity oddity, bool is_so) {
        if (is_so) {
            findings_.push_back({oddity, dump_.applications.front().line, "all applications", ""});
            told_of_all_.insert(oddity);
        }
    }

    void note_application(const DumpApplication& application, Oddity oddity, std::string detail) {
        if (!told_of_all_.contains(oddity)) {
            findings_.push_back({oddity, application.line, application.id, std::move(detail)});
        }
    }

    void convert_application(const DumpApplication& application,
                             const std::set<std::string_view, std::less<>>& names) {
        model::ApplicationSpec spec{.name = application.id};
        const auto type = application_type_of(application.type.value_or(""));
        spec.type = type.value_or(model::ApplicationType::permanent);
        if (!type) {
            note_application(application, Oddity::no_start_type, application.type.value_or(""));
        }
        for (const std::string& needed :
             application.applications.value_or(std::vector<std::string>{})) {
            if (names.contains(needed)) {
                spec.depends_on.push_back(needed);
            } else {
                note_application(application, Oddity::dependency_not_running, needed);
            }
        }
        for (const std::string& included : application.included) {
            note_application(application, Oddity::included_application, included);
        }
        tree_.applications.push_back(std::move(spec));
    }

    /// Supervisor or worker, and what a supervisor is like.
    void convert_kind(std::size_t i) {
        const DumpProcess& process = dump_.processes[i];
        model::ProcessSpec& spec = specs_[i];
        spec.path = process.path;
        spec.id = process.id;
        const bool is_called_worker = shape_.parent[i] && process.type == "worker";
        spec.type = process.is_supervisor && !is_called_worker ? model::ChildType::supervisor
                                                               : model::ChildType::worker;
        if (!process.is_supervisor) {
            convert_worker(i);
        } else if (process.state == "undefined") {
            convert_absent(i);
        } else if (const auto strategy = strategy_of(process.strategy)) {
            spec.supervisor = stock_supervisor(i, *strategy);
        } else {
            convert_odd_supervisor(i);
        }
        note_life(i);
    }

    void convert_worker(std::size_t i) {
        const DumpProcess& process = dump_.processes[i];
        specs_[i].worker.trap_exit = process.traps_exit.value_or(false);
        if (process.state == "undefined") {
            convert_absent(i);
        } else if (!shape_.parent[i]) {
            note(i, Oddity::top_is_no_supervisor, "a supervisor without children");
            make_empty_supervisor(i);
        }
    }

    void convert_absent(std::size_t i) {
        specs_[i].worker.start = model::StartResult::ignore;
        note(i, Oddity::not_running, "its start answers `ignore`");
    }

    void make_empty_supervisor(std::size_t i) {
        specs_[i].supervisor = model::SupervisorSpec{};
        specs_[i].type = model::ChildType::supervisor;
    }

    model::SupervisorSpec stock_supervisor(std::size_t i, model::Strategy strategy) {
        const DumpProcess& process = dump_.processes[i];
        model::SupervisorSpec supervisor{.strategy = strategy};
        supervisor.intensity = static_cast<std::uint32_t>(
            number(i, "intensity", process.intensity, supervisor.intensity));
        supervisor.period_seconds = number(i, "period", process.period, supervisor.period_seconds);
        if (supervisor.period_seconds > seconds_per_day) {
            note(i, Oddity::long_period, fmt::format("{} s", supervisor.period_seconds));
        }
        const auto auto_shutdown = auto_shutdown_of(process.auto_shutdown);
        if (!auto_shutdown && !process.auto_shutdown.empty()) {
            note(i, Oddity::other_auto_shutdown, process.auto_shutdown + ": never");
        }
        supervisor.auto_shutdown = auto_shutdown.value_or(model::AutoShutdown::never);
        if (!process.behaviour.empty() && process.behaviour != "supervisor") {
            note(i, Oddity::third_party_supervisor, process.behaviour);
        }
        if (process.traps_exit == false) {
            note(i, Oddity::supervisor_without_trap_exit, "traps exits like every supervisor");
        }
        return supervisor;
    }

    std::int64_t number(std::size_t i,
                        std::string_view field,
                        const DumpNumber& given,
                        std::int64_t otherwise) {
        if (!given.value) {
            note(i,
                 Oddity::other_number,
                 fmt::format(
                     "{} {}: {}", field, given.is_given() ? given.words : "missing", otherwise));
        }
        return given.value.value_or(otherwise);
    }

    /// Claims to be a supervisor and is not the stock one: a supervisor_bridge, a hand-written one.
    void convert_odd_supervisor(std::size_t i) {
        const DumpProcess& process = dump_.processes[i];
        model::ProcessSpec& spec = specs_[i];
        const std::string what = !process.behaviour.empty()  ? process.behaviour
                                 : !process.strategy.empty() ? "strategy " + process.strategy
                                                             : "no strategy";
        if (!shape_.children[i].empty()) {
            const bool is_dynamic = std::ranges::all_of(shape_.children[i], [&](std::size_t child) {
                return dump_.processes[child].is_dynamic;
            });
            spec.supervisor =
                model::SupervisorSpec{.strategy = is_dynamic ? model::Strategy::simple_one_for_one
                                                             : model::Strategy::one_for_one};
            note(
                i,
                Oddity::no_stock_supervisor,
                fmt::format("{}: {}, having children", what, to_string(spec.supervisor->strategy)));
        } else if (!shape_.parent[i]) {
            note(i, Oddity::top_is_no_supervisor, "a supervisor without children");
            make_empty_supervisor(i);
        } else {
            spec.worker.trap_exit = process.traps_exit.value_or(true);
            note(i,
                 Oddity::no_stock_supervisor,
                 fmt::format("{}: a worker of type {}", what, to_string(spec.type)));
        }
    }

    void note_life(std::size_t i) {
        const DumpProcess& process = dump_.processes[i];
        if (!process.state.empty() && process.state != "undefined") {
            note(i, Oddity::in_transition, process.state + ": runs");
        }
        if (process.messages_waiting > 0) {
            note(i, Oddity::waiting_messages, fmt::format("{} messages", process.messages_waiting));
        }
        if (model::is_name_of_node(process.registered)) {
            note(i, Oddity::name_of_node, process.registered);
        } else if (!process.registered.empty()) {
            const auto [other, is_new] = names_.try_emplace(process.registered, i);
            if (is_new) {
                specs_[i].name = process.registered;
            } else {
                note(i,
                     Oddity::same_name,
                     fmt::format("{}, which line {} has",
                                 process.registered,
                                 dump_.processes[other->second].line));
            }
        }
    }

    /// What its parent's child specification says.
    void convert_child(std::size_t i) {
        if (!shape_.parent[i]) {
            specs_[i].shutdown = model::Shutdown::infinity();  // Means nothing here.
            return;
        }
        const DumpProcess& process = dump_.processes[i];
        model::ProcessSpec& parent = specs_[*shape_.parent[i]];
        const bool is_template = parent.supervisor->strategy == model::Strategy::simple_one_for_one;
        if (is_template) {
            note(i, Oddity::dynamic_child, "");
        } else if (!process.path.ends_with("/" + process.id)) {
            specs_[i].id = last_part(process.path);
            note(i, Oddity::same_id, fmt::format("{}: {}", process.id, specs_[i].id));
        }
        if (!process.is_dynamic && holds_pid(process.id)) {
            note(i, Oddity::pid_in_id, process.id);
        }
        convert_shutdown(i);
        convert_restart(i);
        convert_significance(i, parent);
        if (process.restart.empty() || !process.shutdown.is_given()) {
            note(i,
                 Oddity::no_child_specification,
                 fmt::format(
                     "{}, shutdown {}", to_string(specs_[i].restart), spelled(specs_[i].shutdown)));
        }
    }

    void convert_shutdown(std::size_t i) {
        const DumpNumber& given = dump_.processes[i].shutdown;
        model::Shutdown& shutdown = specs_[i].shutdown;
        shutdown = specs_[i].type == model::ChildType::supervisor ? model::Shutdown::infinity()
                                                                  : model::Shutdown{};
        if (given.value) {
            shutdown = model::Shutdown::after(sim::Duration::milliseconds(*given.value));
            if (*given.value / 1000 >= seconds_per_day) {
                note(i, Oddity::long_shutdown, fmt::format("{} ms", *given.value));
            }
        } else if (given.words == "infinity") {
            shutdown = model::Shutdown::infinity();
        } else if (given.words == "brutal_kill") {
            shutdown = model::Shutdown::brutal_kill();
        } else if (!given.words.empty()) {
            note(i, Oddity::other_shutdown, fmt::format("{}: {}", given.words, spelled(shutdown)));
        }
    }

    /// Without a word, a dynamic child is taken for what most are: temporary.
    void convert_restart(std::size_t i) {
        const DumpProcess& process = dump_.processes[i];
        model::Restart& restart = specs_[i].restart;
        const auto known = restart_of(process.restart);
        if (known) {
            restart = *known;
            return;
        }
        if (process.restart.empty()) {
            restart = process.is_dynamic ? model::Restart::temporary : model::Restart::permanent;
            return;
        }
        if (is_intrinsic(process.restart)) {
            restart = model::Restart::transient;
            note(i, Oddity::other_restart, process.restart + ": transient and significant");
            return;
        }
        const auto delayed = restart_of(delayed_restart(process.restart));
        restart = delayed.value_or(model::Restart::permanent);
        note(i,
             Oddity::other_restart,
             fmt::format("{}: {}{}",
                         process.restart,
                         to_string(restart),
                         delayed ? ", restarted at once" : ""));
    }

    void convert_significance(std::size_t i, model::ProcessSpec& parent) {
        const DumpProcess& process = dump_.processes[i];
        model::SupervisorSpec& supervisor = *parent.supervisor;
        if (is_intrinsic(process.restart)) {
            supervisor.auto_shutdown = model::AutoShutdown::any_significant;
            specs_[i].is_significant = true;
            return;
        }
        if (!process.is_significant.value_or(false)) {
            return;
        }
        if (supervisor.auto_shutdown == model::AutoShutdown::never ||
            specs_[i].restart == model::Restart::permanent) {
            note(i,
                 Oddity::significant_without_effect,
                 fmt::format("{} under auto_shutdown {}",
                             to_string(specs_[i].restart),
                             to_string(supervisor.auto_shutdown)));
            return;
        }
        specs_[i].is_significant = true;
    }

    /// All children of a simple_one_for_one have one specification: that of the first who has any.
    void unify_template(std::size_t i) {
        const auto& supervisor = specs_[i].supervisor;
        const std::vector<std::size_t>& children = shape_.children[i];
        if (!supervisor || supervisor->strategy != model::Strategy::simple_one_for_one ||
            children.empty()) {
            return;
        }
        const auto first = std::ranges::find_if(
            children, [&](std::size_t child) { return !dump_.processes[child].restart.empty(); });
        const model::ProcessSpec shared = specs_[first == children.end() ? children[0] : *first];
        for (const std::size_t child : children) {
            model::ProcessSpec& spec = specs_[child];
            const model::ProcessSpec before = spec;
            spec.restart = shared.restart;
            spec.shutdown = shared.shutdown;
            spec.is_significant = shared.is_significant;
            spec.type = shared.type;
            if (spec != before) {
                note(child, Oddity::unequal_template, "as " + shared.path);
            }
        }
    }

    /// Application by application, in start order.
    void assemble() {
        std::vector<std::vector<std::size_t>> members(dump_.applications.size());
        for (std::size_t i = 0; i < specs_.size(); ++i) {
            members[shape_.application[i]].push_back(i);
        }
        std::vector<std::size_t> position(specs_.size());
        for (std::size_t place = 0; place < shape_.start_order.size(); ++place) {
            for (const std::size_t i : members[shape_.start_order[place]]) {
                position[i] = tree_.processes.size();
                specs_[i].application = place;
                if (shape_.parent[i]) {
                    specs_[i].parent = position[*shape_.parent[i]];
                }
                tree_.processes.push_back(std::move(specs_[i]));
            }
        }
    }

    const ErlangDump& dump_;
    const DumpShape& shape_;
    model::TreeSpec tree_;
    std::vector<model::ProcessSpec> specs_;  ///< Per DumpProcess.
    std::map<std::string_view, std::size_t, std::less<>> names_;
    std::set<Oddity> told_of_all_;
    std::vector<ImportFinding> findings_;
};

}  // namespace

sim::Result<ImportedTree, std::vector<sim::Error>> convert_erlang_dump(const ErlangDump& dump,
                                                                       std::string_view name) {
    const auto shape = shape_of(dump, name);
    if (!shape) {
        return sim::Unexpected(shape.error());
    }
    return Converter(dump, *shape).run();
}

}  // namespace teacup::scenarios::detail
