#include <teacup/scenarios/import/detail/erlang_shape.hpp>

#include <algorithm>
#include <functional>
#include <map>

#include <fmt/format.h>

namespace teacup::scenarios::detail {

namespace {

constexpr std::ptrdiff_t depth_max = 100;

using Index = std::map<std::string_view, std::size_t, std::less<>>;

/// Finds parents and applications; what does not fit becomes an error at its line.
class Shaper {
public:
    Shaper(const ErlangDump& dump, std::string_view name) : dump_(dump), name_(name) {}

    void run() {
        index_applications();
        shape_.application.resize(dump_.processes.size());
        shape_.parent.resize(dump_.processes.size());
        shape_.children.resize(dump_.processes.size());
        tops_.resize(dump_.applications.size());
        for (std::size_t i = 0; i < dump_.processes.size(); ++i) {
            place(i);
        }
        order_applications();
    }

    sim::Result<DumpShape, std::vector<sim::Error>> take() && {
        if (!errors_.empty()) {
            return sim::Unexpected(std::move(errors_));
        }
        return std::move(shape_);
    }

private:
    void error(int line, std::string message) {
        const auto code = sim::ErrorCode::malformed;
        errors_.push_back({code, std::move(message), {std::string(name_), line, 1}});
    }

    void index_applications() {
        for (std::size_t i = 0; i < dump_.applications.size(); ++i) {
            const DumpApplication& application = dump_.applications[i];
            if (application.id.find('/') != std::string::npos) {
                error(
                    application.line,
                    fmt::format("`id` \"{}\" holds a slash, which divides paths", application.id));
            }
            const auto [other, is_new] = applications_.try_emplace(application.id, i);
            if (!is_new) {
                error(application.line,
                      fmt::format("application `{}` stands twice, first on line {}",
                                  application.id,
                                  dump_.applications[other->second].line));
            }
        }
    }

    void place(std::size_t i) {
        const DumpProcess& process = dump_.processes[i];
        const std::string_view path = process.path;
        if (std::ranges::count(path, '/') > depth_max) {
            error(process.line, fmt::format("a path of more than {} parts", depth_max));
            return;
        }
        const auto [other, is_new] = paths_.try_emplace(path, i);
        if (!is_new) {
            error(process.line,
                  fmt::format("`{}` stands twice, first on line {}",
                              path,
                              dump_.processes[other->second].line));
            return;
        }
        const auto application = applications_.find(path.substr(0, path.find('/')));
        if (application == applications_.end()) {
            error(process.line,
                  fmt::format("`{}` belongs to no application of the dump; an `application` line "
                              "must stand before its processes",
                              path));
            return;
        }
        shape_.application[i] = application->second;
        place_under(i, application->first, parent_path(process));
    }

    /// A path ends with its process's id, or, where the id is not unique, with a pid.
    [[nodiscard]] std::string_view parent_path(const DumpProcess& process) const {
        const std::string_view path = process.path;
        const std::string_view id = process.id;
        if (path.size() > id.size() && path.ends_with(id) &&
            path[path.size() - id.size() - 1] == '/') {
            return path.substr(0, path.size() - id.size() - 1);
        }
        const bool is_pid = path.ends_with('>') && last_part(path).starts_with('<');
        return process.is_dynamic || is_pid ? path.substr(0, path.rfind('/')) : "";
    }

    void place_under(std::size_t i, std::string_view application, std::string_view parent_path) {
        const DumpProcess& process = dump_.processes[i];
        if (parent_path.empty()) {
            error(
                process.line,
                fmt::format("`path` ends neither with its `id` \"{}\" nor with a pid", process.id));
        } else if (parent_path == application) {
            place_top(i);
        } else if (const auto found = paths_.find(parent_path); found == paths_.end()) {
            error(process.line,
                  fmt::format("no line before this one holds its parent `{}`", parent_path));
        } else {
            place_child(i, found->second);
        }
    }

    void place_top(std::size_t i) {
        std::optional<std::size_t>& top = tops_[shape_.application[i]];
        if (top) {
            error(dump_.processes[i].line,
                  fmt::format("`{}` is a second top supervisor, after line {}",
                              dump_.processes[i].path,
                              dump_.processes[*top].line));
            return;
        }
        top = i;
    }

    void place_child(std::size_t i, std::size_t parent) {
        const DumpProcess& above = dump_.processes[parent];
        if (!above.is_supervisor) {
            error(dump_.processes[i].line,
                  fmt::format("its parent on line {} is a worker", above.line));
            return;
        }
        if (above.state == "undefined") {
            error(dump_.processes[i].line,
                  fmt::format("its parent on line {} is not running", above.line));
            return;
        }
        shape_.parent[i] = parent;
        shape_.children[parent].push_back(i);
    }

    void order_applications() {
        std::vector<Mark> marks(dump_.applications.size(), Mark::unseen);
        for (const std::string_view first : {"kernel", "stdlib"}) {
            if (const auto found = applications_.find(first); found != applications_.end()) {
                visit(found->second, marks);
            }
        }
        for (std::size_t i = 0; i < dump_.applications.size(); ++i) {
            visit(i, marks);
        }
    }

    enum class Mark { unseen, open, done };

    /// Depth-first, with the path down as an own stack: a dump may hold long chains.
    void visit(std::size_t first, std::vector<Mark>& marks) {
        struct Step {
            std::size_t application;
            std::size_t next = 0;
        };
        std::vector<Step> stack;
        if (marks[first] == Mark::unseen) {
            stack.push_back({first});
            marks[first] = Mark::open;
        }
        while (!stack.empty()) {
            Step& step = stack.back();
            const std::optional<std::size_t> needed = next_needed(step.application, step.next);
            if (!needed) {
                marks[step.application] = Mark::done;
                shape_.start_order.push_back(step.application);
                stack.pop_back();
            } else if (marks[*needed] == Mark::open) {
                error(dump_.applications[step.application].line,
                      fmt::format("application `{}` needs `{}`, which needs it in turn",
                                  dump_.applications[step.application].id,
                                  dump_.applications[*needed].id));
            } else if (marks[*needed] == Mark::unseen) {
                marks[*needed] = Mark::open;
                stack.push_back({*needed});
            }
        }
    }

    /// The next dependency that is in the dump; advances `next` past it.
    std::optional<std::size_t> next_needed(std::size_t application, std::size_t& next) const {
        const auto& names = dump_.applications[application].applications;
        while (names && next < names->size()) {
            const auto found = applications_.find((*names)[next++]);
            if (found != applications_.end()) {
                return found->second;
            }
        }
        return std::nullopt;
    }

    const ErlangDump& dump_;
    std::string_view name_;
    DumpShape shape_;
    Index applications_;
    Index paths_;
    std::vector<std::optional<std::size_t>> tops_;
    std::vector<sim::Error> errors_;
};

}  // namespace

std::string_view last_part(std::string_view path) noexcept {
    return path.substr(path.rfind('/') + 1);  // npos + 1 is 0.
}

sim::Result<DumpShape, std::vector<sim::Error>> shape_of(const ErlangDump& dump,
                                                         std::string_view name) {
    Shaper shaper(dump, name);
    shaper.run();
    return std::move(shaper).take();
}

}  // namespace teacup::scenarios::detail
