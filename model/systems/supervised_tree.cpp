/// \file
/// supervised_tree: a service tree on every node, as a release has it: applications that start in
/// order, their supervisors, and workers that work, call one another and fail.
#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include <teacup/model/otp/application.hpp>
#include <teacup/model/otp/supervisor.hpp>
#include <teacup/model/systems/trace_kinds.hpp>
#include <teacup/model/systems/tree_worker.hpp>

namespace teacup::model {

namespace {

using Plan = std::shared_ptr<const TreePlan>;

/// What a dynamic child is started with: which process of the tree it is.
struct TreeIndex {
    std::uint32_t process = 0;
    TEACUP_MESSAGE(TreeIndex, process)
};

StartOptions start_options(const ProcessSpec& process) {
    return {.label = process.path,
            .name = process.name,
            .role = process.supervisor ? ProcessRole::supervisor : ProcessRole::worker};
}

ChildStart start_of(const Plan& plan, std::uint32_t index);

/// The template of a simple_one_for_one: which child it is comes with each start.
Task<Started> start_dynamic(Context& self, Plan plan, Term argument) {
    const ChildStart start = start_of(plan, argument.get<TreeIndex>().process);
    co_return co_await (*start).start(self, {});
}

ChildSpec child_spec(const Plan& plan, std::uint32_t index) {
    const ProcessSpec& process = plan->spec->processes[index];
    return {.id = process.id,
            .start = start_of(plan, index),
            .restart = process.restart,
            .shutdown = process.shutdown,
            .type = process.type,
            .is_significant = process.is_significant};
}

bool is_dynamic(const TreeSpec& tree, const ProcessSpec& process) {
    return process.parent &&
           tree.processes[*process.parent].supervisor->strategy == Strategy::simple_one_for_one;
}

SupervisorInit init_of(const Plan& plan, std::uint32_t index) {
    const TreeSpec& tree = *plan->spec;
    const SupervisorSpec& supervisor = *tree.processes[index].supervisor;
    SupervisorInit init{.flags = {.strategy = supervisor.strategy,
                                  .intensity = supervisor.intensity,
                                  .period_seconds = supervisor.period_seconds,
                                  .auto_shutdown = supervisor.auto_shutdown}};
    for (std::uint32_t child = index + 1; child < tree.processes.size(); ++child) {
        if (tree.processes[child].parent != index) {
            continue;
        }
        init.children.push_back(child_spec(plan, child));
        if (supervisor.strategy == Strategy::simple_one_for_one) {
            init.children.back().start = ChildStart::calling(&start_dynamic, plan);
            break;  // All have one template.
        }
    }
    if (supervisor.strategy == Strategy::simple_one_for_one && init.children.empty()) {
        // Declared, and never used: a supervisor of its kind has a template all the same.
        init.children.push_back(
            {.id = "undefined", .start = ChildStart::calling(&start_dynamic, plan)});
    }
    return init;
}

ChildStart start_of(const Plan& plan, std::uint32_t index) {
    const ProcessSpec& process = plan->spec->processes[index];
    return process.supervisor ? supervisor_start(start_options(process), init_of(plan, index))
                              : server_start(start_options(process), TreeWorker(plan, index));
}

/// The oldest living process of this node with this label.
Pid find_labelled(Context& self, std::string_view label) {
    for (const Pid pid : self.processes().processes_of(self.node())) {
        if (self.is_alive(pid) && self.processes().info(pid).label == label) {
            return pid;
        }
    }
    return {};
}

/// "n2:db" is {db, n2}, "any_remote:db" is db on another node, "db" is local.
void set_target(CallSpec& call, const std::string& to) {
    const std::size_t colon = to.find(':');
    call.to = colon == std::string::npos ? to : to.substr(colon + 1);
    const std::string where = colon == std::string::npos ? "" : to.substr(0, colon);
    call.scope = where.empty()           ? CallScope::local
                 : where == "any_remote" ? CallScope::any_remote
                                         : CallScope::node;
    call.node = call.scope == CallScope::node ? where : "";
}

ProcessSpec* find_named(TreeSpec& tree, const std::string& name) {
    for (ProcessSpec& process : tree.processes) {
        if (!process.name.empty() && process.name == name) {
            return &process;
        }
    }
    return nullptr;
}

/// The tree of the scenario, with the load that the scenario adds to it.
TreeSpec loaded_tree(const OptionValues& values) {
    TreeSpec tree = *values.tree("tree");
    for (ProcessSpec& process : tree.processes) {
        if (!process.supervisor && process.worker.work.ns() == 0) {
            process.worker.work = values.duration("work");
        }
    }
    for (const OptionValues& added : values.tables("calls")) {
        CallSpec call{.to = {},
                      .every = added.duration("every"),
                      .timeout = added.duration("timeout"),
                      .is_caught = added.boolean("catch"),
                      .is_monitored = added.boolean("monitor")};
        set_target(call, added.text("to"));
        for (const std::string& from : added.texts("from")) {
            if (ProcessSpec* const caller = find_named(tree, from)) {
                caller->worker.calls.push_back(call);
            }
        }
    }
    for (const std::string& name : values.texts("monitor_nodes")) {
        if (ProcessSpec* const watcher = find_named(tree, name)) {
            watcher->worker.monitor_nodes = true;
        }
    }
    return tree;
}

/// What is wrong with the node of a call, in a system of so many; empty when nothing is.
std::string wrong_node(const CallSpec& call, std::int64_t nodes) {
    if (call.scope == CallScope::any_remote && nodes < 2) {
        return fmt::format("\"calls\" goes to \"any_remote:{}\", but there is one node; add nodes",
                           call.to);
    }
    std::int64_t number = 0;
    const std::string& name = call.node;
    if (call.scope == CallScope::node) {
        std::from_chars(name.data() + 1, name.data() + name.size(), number);
    }
    if (call.scope == CallScope::node &&
        (number < 1 || number > nodes || name != fmt::format("n{}", number))) {
        return fmt::format(
            "\"calls\" goes to \"{}:{}\", but the nodes are n1 to n{}; name one of "
            "them, or write any_remote:{}",
            name,
            call.to,
            nodes,
            call.to);
    }
    return {};
}

std::vector<OptionFault> check(const OptionValues& values) {
    const std::int64_t nodes = values.has("nodes") ? values.integer("nodes") : 1;
    TreeSpec tree = *values.tree("tree");
    std::vector<OptionFault> wrong;
    const auto expect_worker = [&](const std::string& key, const std::string& name) {
        const ProcessSpec* const process = find_named(tree, name);
        if (process == nullptr) {
            wrong.push_back({key,
                             fmt::format("\"{}\" names \"{}\", but no process of the tree is "
                                         "registered so; use the `name` of one",
                                         key,
                                         name)});
        } else if (process->supervisor) {
            wrong.push_back({key,
                             fmt::format("\"{}\" names \"{}\", which is a supervisor; name a "
                                         "worker",
                                         key,
                                         name)});
        }
    };
    for (const OptionValues& added : values.tables("calls")) {
        CallSpec call{.to = {}, .every = {}};
        set_target(call, added.text("to"));
        expect_worker("calls", call.to);
        if (std::string what = wrong_node(call, nodes); !what.empty()) {
            wrong.push_back({"calls", std::move(what)});
        }
        for (const std::string& from : added.texts("from")) {
            expect_worker("calls", from);
            if (call.scope == CallScope::local && from == call.to) {
                wrong.push_back({"calls",
                                 fmt::format("\"calls\" lets \"{}\" call itself, which crashes a "
                                             "gen_server; call another",
                                             from)});
            }
        }
    }
    for (const std::string& name : values.texts("monitor_nodes")) {
        expect_worker("monitor_nodes", name);
    }
    return wrong;
}

class SupervisedTree final : public System {
public:
    explicit SupervisedTree(TreeSpec tree)
        : spec_(std::make_shared<const TreeSpec>(std::move(tree))) {}

    void prepare(Cluster& cluster) override {
        cluster.world().trace().add_kinds(kinds::workload, std::size(kinds::workload));
    }
    void boot(Cluster& cluster, sim::NodeId node) override;

private:
    std::shared_ptr<const TreeSpec> spec_;
};

/// Starts the dynamic children of all simple_one_for_one supervisors, one by one, as somebody in
/// the running system had done. Nobody does so again when their supervisor is restarted.
Task<> start_dynamic_children(Context& self, Plan plan) {
    static_cast<void>(co_await self.receive<ApplicationsStarted>());
    const TreeSpec& tree = *plan->spec;
    for (std::uint32_t i = 0; i < tree.processes.size(); ++i) {
        if (!is_dynamic(tree, tree.processes[i])) {
            continue;
        }
        const Pid supervisor = find_labelled(self, tree.processes[*tree.processes[i].parent].path);
        if (supervisor.is_none()) {
            continue;
        }
        try {
            static_cast<void>(
                co_await start_child(self, supervisor, Term(TreeIndex{.process = i})));
        } catch (const CallExit&) {  // NOLINT(bugprone-empty-catch): nothing is left to do.
            // The supervisor ended meanwhile; so there is nothing to start.
        }
    }
}

void SupervisedTree::boot(Cluster& cluster, sim::NodeId node) {
    const Plan plan = std::make_shared<const TreePlan>(TreePlan{spec_, &cluster});
    std::vector<Application> applications;
    for (std::size_t i = 0; i < spec_->applications.size(); ++i) {
        const ApplicationSpec& spec = spec_->applications[i];
        Application& added = applications.emplace_back(
            Application{.name = spec.name, .type = spec.type, .depends_on = spec.depends_on});
        for (std::uint32_t top = 0; top < spec_->processes.size(); ++top) {
            const ProcessSpec& process = spec_->processes[top];
            if (process.application == i && !process.parent) {
                added.top = start_of(plan, top);
            }
        }
    }
    const bool has_dynamic = std::any_of(
        spec_->processes.begin(), spec_->processes.end(), [this](const ProcessSpec& process) {
            return is_dynamic(*spec_, process);
        });
    Pid dynamic;
    if (has_dynamic) {
        dynamic = cluster.processes().spawn(
            node, {}, {.label = "dynamic_children"}, &start_dynamic_children, plan);
    }
    start_applications(cluster.processes(), node, std::move(applications), dynamic);
}

std::vector<Option> call_options() {
    return {{.name = "from",
             .type = OptionType::text_list,
             .meaning = "Registered names of the workers that call.",
             .example = R"(["cart", "log"])",
             .is_required = true},
            {.name = "to",
             .type = OptionType::text,
             .meaning = "Registered name of a worker: `db`, `n2:db`, or `any_remote:db`.",
             .example = R"("any_remote:db")",
             .is_required = true},
            {.name = "every",
             .type = OptionType::duration,
             .default_value = sim::Duration::seconds(1),
             .meaning = "From the begin of one call to the begin of the next.",
             .example = R"("500ms")",
             .range = {.minimum = 1'000}},
            {.name = "timeout",
             .type = OptionType::duration,
             .default_value = sim::Duration::seconds(5),
             .meaning = "How long the caller waits for the reply.",
             .example = R"("infinity")",
             .words = {"infinity"}},
            {.name = "catch",
             .type = OptionType::boolean,
             .default_value = false,
             .meaning = "The caller goes on when a call fails, instead of crashing.",
             .example = "true"},
            {.name = "monitor",
             .type = OptionType::boolean,
             .default_value = false,
             .meaning = "The caller monitors whom it calls, too.",
             .example = "true"}};
}

const Registrar<SystemEntry> registrar{
    {.name = "supervised_tree",
     .meaning = "A service tree of applications, supervisors and workers on every node.",
     .options = {{.name = "tree",
                  .type = OptionType::tree,
                  .meaning = "A tree file, relative to the scenario, or the tree itself.",
                  .example = R"("trees/rabbitmq.tree.toml")",
                  .is_required = true},
                 {.name = "work",
                  .type = OptionType::duration,
                  .default_value = sim::Duration(),
                  .meaning = "How long a worker is busy with a request, if its tree does not say.",
                  .example = R"("200us")"},
                 {.name = "calls",
                  .type = OptionType::table_list,
                  .default_value = std::vector<OptionValues>{},
                  .meaning = "Calls that workers make, beside those in the tree.",
                  .example = R"([{ from = ["cart"], to = "any_remote:db", every = "1s" }])",
                  .fields = call_options()},
                 {.name = "monitor_nodes",
                  .type = OptionType::text_list,
                  .default_value = std::vector<std::string>{},
                  .meaning = "Workers that are told of nodes that come and go.",
                  .example = R"(["cart"])"}},
     .make = [](const OptionValues& values) -> std::unique_ptr<System> {
         return std::make_unique<SupervisedTree>(loaded_tree(values));
     },
     .check = &check}};

}  // namespace

bool is_name_of_node(std::string_view name) noexcept {
    static constexpr std::string_view names[] = {"application_controller",
                                                 "erl_prim_loader",
                                                 "erts_code_purger",
                                                 "init",
                                                 "logger",
                                                 "net_kernel",
                                                 "socket_registry"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace teacup::model
