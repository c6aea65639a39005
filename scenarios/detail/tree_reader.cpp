#include <teacup/scenarios/detail/tree_reader.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <teacup/scenarios/detail/keys.hpp>
#include <teacup/scenarios/detail/process_reader.hpp>
#include <teacup/scenarios/spelling.hpp>

namespace teacup::scenarios::detail {

namespace {

using model::ApplicationSpec;
using model::ApplicationType;
using model::OptionValues;
using model::ProcessSpec;
using model::TreeSpec;

ApplicationType application_type(const OptionValues& values) {
    const std::string word = values.has("type") ? values.text("type") : "permanent";
    return word == "permanent"   ? ApplicationType::permanent
           : word == "transient" ? ApplicationType::transient
                                 : ApplicationType::temporary;
}

/// Reads one tree. What it cannot read it leaves out, and goes on to find more that is wrong.
class TreeReader {
public:
    explicit TreeReader(ReadContext& context) : context_(context) {}

    TreeSpec read(const Node& root, TreeOrigin origin);

private:
    void tell(const Spot& spot, std::string message) {
        context_.collector.add(spot, std::move(message));
    }
    void read_applications(const Node& root);
    void read_application(const Node& node);
    void read_processes(const Node& root);
    void read_process(const Node& node);
    bool find_application(const Node& node, ProcessSpec& process);
    bool find_parent(const Node& node, ProcessSpec& process);
    void check_siblings(const Node& node, const ProcessSpec& process);
    void check_significant(const Node& node, const ProcessSpec& process);
    void check_template(const Node& node, const ProcessSpec& process);

    ReadContext& context_;
    TreeSpec tree_;
    std::vector<const Node*> process_nodes_;          // Of tree_.processes.
    std::map<std::string, std::size_t> by_path_;      // Into tree_.processes.
    std::map<std::string, std::size_t> by_name_;      // Registered names.
    std::map<std::size_t, std::size_t> first_child_;  // By parent.
    std::set<std::pair<std::size_t, std::string>> ids_;
    std::set<std::size_t> applications_with_top_;
};

TreeSpec TreeReader::read(const Node& root, TreeOrigin origin) {
    const bool is_file = origin == TreeOrigin::own_file;
    std::vector<model::Option> keys = tree_section("").keys;
    if (!is_file) {
        keys.erase(keys.begin());  // The schema: the scenario has one.
    }
    const OptionValues values = read_table(root,
                                           {.heading = is_file ? "the tree" : "[system.tree]",
                                            .options = {&keys},
                                            .other_keys = {"application", "process"}},
                                           context_);
    tree_.about = values.has("about") ? values.text("about") : "";
    read_applications(root);
    read_processes(root);
    check_names(tree_, process_nodes_, by_name_, context_);
    return std::move(tree_);
}

void TreeReader::read_applications(const Node& root) {
    const Node* applications = root.find("application");
    if (applications == nullptr) {
        tell(root.spot, "the tree has no application; add an [[application]]");
    } else {
        for_each_table(*applications, "[[application]]", context_, [this](const Node& node) {
            read_application(node);
        });
    }
}

void TreeReader::read_application(const Node& node) {
    const OptionValues values =
        read_table(node,
                   {.heading = "[[application]]", .options = {&tree_section("application").keys}},
                   context_);
    if (!values.has("name")) {
        return;
    }
    ApplicationSpec application{.name = values.text("name"), .type = application_type(values)};
    std::vector<std::string> above;
    for (const ApplicationSpec& other : tree_.applications) {
        above.push_back(other.name);
    }
    if (application.name.find('/') != std::string::npos) {
        tell(node.spot_of("name"),
             fmt::format("\"{}\" holds a slash, which divides paths; choose "
                         "another name",
                         application.name));
    }
    if (std::find(above.begin(), above.end(), application.name) != above.end()) {
        tell(node.spot_of("name"),
             fmt::format("there are two applications \"{}\"; rename one", application.name));
    }
    if (values.has("depends_on")) {
        application.depends_on = values.texts("depends_on");
    }
    for (const std::string& name : application.depends_on) {
        if (std::find(above.begin(), above.end(), name) == above.end()) {
            tell(node.spot_of("depends_on"),
                 fmt::format("no application \"{}\" stands above this one; {}",
                             name,
                             advice(name, above, "above are")));
        }
    }
    tree_.applications.push_back(std::move(application));
}

void TreeReader::read_processes(const Node& root) {
    const Node* processes = root.find("process");
    if (processes == nullptr) {
        tell(root.spot, "the tree has no process; add a [[process]]");
    } else {
        for_each_table(
            *processes, "[[process]]", context_, [this](const Node& node) { read_process(node); });
    }
}

void TreeReader::read_process(const Node& node) {
    std::optional<ProcessSpec> process = read_process_table(node, context_);
    if (!process) {
        return;
    }
    const std::size_t index = tree_.processes.size();
    const bool is_new = by_path_.emplace(process->path, index).second;
    if (!is_new) {
        tell(node.spot_of("path"),
             fmt::format("there are two processes \"{}\"; give one another path", process->path));
    }
    if (model::is_name_of_node(process->name)) {
        tell(node.spot_of("name"),
             fmt::format("\"{}\" is registered by every node itself; choose another name",
                         process->name));
    }
    if (!process->name.empty() && !by_name_.emplace(process->name, index).second) {
        tell(node.spot_of("name"),
             fmt::format("two processes are registered as \"{}\"; rename one", process->name));
    }
    if (is_new && find_application(node, *process) && find_parent(node, *process)) {
        check_siblings(node, *process);
        check_significant(node, *process);
    }
    tree_.processes.push_back(std::move(*process));
    process_nodes_.push_back(&node);
}

bool TreeReader::find_application(const Node& node, ProcessSpec& process) {
    const std::string name = process.path.substr(0, process.path.find('/'));
    std::vector<std::string> names;
    for (const ApplicationSpec& application : tree_.applications) {
        names.push_back(application.name);
    }
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
        tell(node.spot_of("path"),
             fmt::format("there is no application \"{}\"; {}",
                         name,
                         advice(name, names, "applications are")));
        return false;
    }
    process.application = static_cast<std::size_t>(found - names.begin());
    return true;
}

/// False for a top supervisor, too, which has none.
bool TreeReader::find_parent(const Node& node, ProcessSpec& process) {
    const std::string parent = parent_path(process);
    if (parent.find('/') == std::string::npos) {
        check_top(node, process, context_);
        if (!applications_with_top_.insert(process.application).second) {
            tell(node.spot_of("path"),
                 fmt::format("application \"{}\" has two top supervisors; put one below the other",
                             parent));
        }
        return false;
    }
    const auto found = by_path_.find(parent);
    if (found == by_path_.end()) {
        std::vector<std::string> supervisors;
        for (const ProcessSpec& other : tree_.processes) {
            if (other.supervisor && !context_.collector.is_full()) {
                supervisors.push_back(other.path);
            }
        }
        tell(node.spot_of("path"),
             fmt::format("no supervisor \"{}\" stands above this process; {}",
                         parent,
                         advice(parent, supervisors, "above are")));
        return false;
    }
    process.parent = found->second;
    if (!tree_.processes[found->second].supervisor) {
        tell(node.spot_of("path"),
             fmt::format("its parent \"{}\" is a worker; give that one a strategy", parent));
        return false;
    }
    return true;
}

void TreeReader::check_siblings(const Node& node, const ProcessSpec& process) {
    const std::size_t parent = *process.parent;
    if (tree_.processes[parent].supervisor->strategy == model::Strategy::simple_one_for_one) {
        check_template(node, process);
    } else if (!ids_.emplace(parent, process.id).second) {
        tell(node.spot_of("id"),
             fmt::format("\"{}\" has two children \"{}\"; give one another id",
                         tree_.processes[parent].path,
                         process.id));
    }
}

void TreeReader::check_template(const Node& node, const ProcessSpec& process) {
    const auto [first, is_first] =
        first_child_.try_emplace(*process.parent, tree_.processes.size());
    if (is_first) {
        return;
    }
    const ProcessSpec& other = tree_.processes[first->second];
    if (process.restart != other.restart || process.shutdown != other.shutdown ||
        process.type != other.type || process.is_significant != other.is_significant) {
        tell(node.spot,
             "restart, shutdown, type and significant differ from its first sibling's; "
             "children of a simple_one_for_one have one template");
    }
}

void TreeReader::check_significant(const Node& node, const ProcessSpec& process) {
    if (!process.is_significant) {
        return;
    }
    const ProcessSpec& parent = tree_.processes[*process.parent];
    if (process.restart == model::Restart::permanent) {
        tell(node.spot_of("significant"),
             "a permanent child cannot be significant; make it "
             "transient or temporary");
    }
    if (parent.supervisor->auto_shutdown == model::AutoShutdown::never) {
        tell(node.spot_of("significant"),
             fmt::format("a significant child needs a parent that heeds it; give \"{}\" an "
                         "auto_shutdown other than never",
                         parent.path));
    }
}

}  // namespace

std::optional<TreeSpec> read_tree(const Node& root, TreeOrigin origin, ReadContext& context) {
    const std::size_t before = context.collector.count();
    TreeSpec tree = TreeReader(context).read(root, origin);
    return context.collector.count() == before ? std::optional(std::move(tree)) : std::nullopt;
}

std::optional<model::TreeValue> read_tree_value(const Node& node, ReadContext& context) {
    std::optional<TreeSpec> tree;
    std::string file;
    if (node.kind == NodeKind::table) {
        tree = read_tree(node, TreeOrigin::scenario, context);
    } else if (node.text.empty()) {
        context.collector.add(node.spot,
                              "\"tree\" is an empty text; write the path of a tree file");
    } else {
        file = (std::filesystem::path(context.directory) / node.text).lexically_normal().string();
        const std::size_t before = context.collector.count();
        if (std::optional<std::string> text = read_file(file, context.collector)) {
            context.included_text += *text;
            const std::uint32_t source = context.collector.add_source(file, std::move(*text));
            if (const auto root = parse_document(source, context.collector)) {
                tree = read_tree(*root, TreeOrigin::own_file, context);
            }
        }
        if (context.collector.count() != before) {
            context.collector.add(node.spot,
                                  fmt::format("the tree file \"{}\" cannot be used; "
                                              "see its own errors",
                                              node.text));
        }
    }
    if (!tree) {
        return std::nullopt;
    }
    return model::TreeValue{file, std::make_shared<const TreeSpec>(std::move(*tree))};
}

}  // namespace teacup::scenarios::detail
