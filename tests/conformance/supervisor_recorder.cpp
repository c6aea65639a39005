#include "supervisor_recorder.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include <teacup/model/otp/trace_kinds.hpp>
#include <teacup/model/process/trace_kinds.hpp>

#include "supervisor_case.hpp"

namespace teacup::conformance {

namespace kinds = model::kinds;

SupervisorRecorder::SupervisorRecorder(model::Processes& processes) : processes_(processes) {
    processes.world().trace().listen(*this,
                                     {kinds::spawn.number,
                                      kinds::exit.number,
                                      kinds::supervisor_begin.number,
                                      kinds::supervisor_ready.number,
                                      kinds::child_start_begin.number,
                                      kinds::child_start.number,
                                      kinds::child_start_ignore.number,
                                      kinds::child_start_error.number,
                                      kinds::restart_begin.number,
                                      kinds::restart_end.number,
                                      kinds::supervisor_report.number,
                                      kinds::supervisor_reply.number,
                                      kinds::which_child.number,
                                      kinds::child_counts.number});
}

void SupervisorRecorder::on_event(const sim::TraceEvent& event) {
    const model::Pid subject = event.task(0);
    switch (event.kind) {
        case kinds::spawn.number: return on_spawn(subject, event.task(1));
        case kinds::exit.number: return on_exit(subject, text_of(event, 1));
        case kinds::supervisor_begin.number:
            if (Instance* const begun = find(subject)) {
                begun->is_supervisor = true;
                begun->is_simple = text_of(event, 1) == "simple_one_for_one";
                add_line(begun->parent, {.text = "init " + name_of(*begun), .exit_of_simple = {}});
            }
            return;
        case kinds::supervisor_ready.number: find(subject)->is_ready = true; return;
        case kinds::child_start_begin.number: return on_start_begin(subject, text_of(event, 1));
        case kinds::child_start.number: return on_started(subject, "started", {});
        case kinds::child_start_ignore.number: return on_started(subject, "ignored", {});
        case kinds::child_start_error.number:
            return on_started(subject, "failed", text_of(event, 2));
        case kinds::restart_begin.number:
            if (const Instance* const died = find(event.task(2)); find(subject)->is_simple) {
                restarting_[subject] = died->number;
            }
            return;
        case kinds::restart_end.number: restarting_.erase(subject); return;
        case kinds::supervisor_report.number: return on_report(event);
        case kinds::supervisor_reply.number: return on_reply(event);
        case kinds::which_child.number: return on_which_child(event);
        case kinds::child_counts.number: return on_counts(event);
        default: return;
    }
}

// -- lives ---------------------------------------------------------------------------------------

void SupervisorRecorder::on_start_begin(model::Pid supervisor, std::string_view id) {
    const Instance* const parent = find(supervisor);
    Instance starting{.path = parent == nullptr ? std::string(id) : join(parent->path, id),
                      .parent = supervisor};
    if (parent != nullptr && parent->is_simple) {
        const auto restarted = restarting_.find(supervisor);
        starting.number =
            restarted == restarting_.end() ? ++dynamic_[parent->path] : restarted->second;
        starting.path = join(parent->path, fmt::format("{}", starting.number));
    }
    starting.attempt = ++attempts_[starting.path];
    starting_[supervisor] = std::move(starting);
}

void SupervisorRecorder::on_spawn(model::Pid pid, model::Pid parent) {
    const auto begun = starting_.find(parent);
    if (begun != starting_.end()) {
        Instance& born = instances_[pid] = begun->second;
        born.is_alive = true;
        current_[born.path] = pid;
    }
}

void SupervisorRecorder::on_started(model::Pid supervisor,
                                    const char* what,
                                    std::string_view reason) {
    const Instance& started = starting_.at(supervisor);
    std::string line = fmt::format("{} {}", what, name_of(started));
    if (!reason.empty()) {
        line += fmt::format(" {}", reason);
    }
    add_line(supervisor, {.text = std::move(line), .exit_of_simple = {}});
    starting_.erase(supervisor);
}

void SupervisorRecorder::on_exit(model::Pid pid, std::string_view reason) {
    Instance* const dead = find(pid);
    if (dead == nullptr) {
        return;
    }
    dead->is_alive = false;
    if (dead->is_supervisor && !dead->is_ready) {
        return;  // Its start has failed: told by `failed`.
    }
    const Instance* const parent = find(dead->parent);
    const bool is_simple = parent != nullptr && parent->is_simple;
    add_line(dead->parent,
             {.text = fmt::format("exit {} {}", name_of(*dead), reason),
              .exit_of_simple = is_simple ? dead->parent : model::Pid{},
              .number = dead->number});
}

void SupervisorRecorder::on_report(const sim::TraceEvent& event) {
    const Instance& supervisor = *find(event.task(0));
    std::string id(text_of(event, 2));
    if (event.words[4] != 0) {
        id += fmt::format("x{}", event.words[4]);
    }
    add_line(
        supervisor.parent,
        {.text = fmt::format(
             "report {} {} {} {}", name_of(supervisor), text_of(event, 1), id, text_of(event, 3)),
         .exit_of_simple = {}});
}

// -- answers -------------------------------------------------------------------------------------

void SupervisorRecorder::on_reply(const sim::TraceEvent& event) {
    const std::string_view said = text_of(event, 5);
    if (event.words[4] == 0) {
        result_ = fmt::format("error {}", said);
    } else {
        result_ = said == "undefined" ? "ok undefined" : "ok";
    }
}

void SupervisorRecorder::on_which_child(const sim::TraceEvent& event) {
    const Instance& supervisor = *find(event.task(0));
    const Instance* const child = find(event.task(2));
    const std::string what =
        child == nullptr ? std::string(text_of(event, 3)) : fmt::format("#{}", child->attempt);
    if (!supervisor.is_simple) {
        final_children_.emplace_back(0, fmt::format("{}={}", text_of(event, 1), what));
    } else if (child == nullptr) {
        final_children_.emplace_back(0, fmt::format("undefined={}", what));
    } else {
        final_children_.emplace_back(child->number, fmt::format("{}={}", child->number, what));
    }
}

void SupervisorRecorder::on_counts(const sim::TraceEvent& event) {
    std::stable_sort(final_children_.begin(),
                     final_children_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    text_ += fmt::format("final {} ", name_of(*find(event.task(0))));
    for (const auto& [number, child] : final_children_) {
        text_ += child + " ";
    }
    text_ += fmt::format("counts {} {} {} {}\n",
                         event.words[1],
                         static_cast<std::int64_t>(event.words[2]),
                         event.words[3],
                         event.words[4]);
    final_children_.clear();
}

// -- steps ---------------------------------------------------------------------------------------

void SupervisorRecorder::end_step(std::size_t number, bool is_skip) {
    sort_runs();
    for (const Line& line : lines_) {
        text_ += fmt::format("{} {}\n", number, line.text);
    }
    if (is_skip) {
        result_ = "skip";
    }
    if (!result_.empty()) {
        text_ += fmt::format("{} result {}\n", number, result_);
    }
    std::sort(orphans_.begin(), orphans_.end());
    for (const std::string& orphan : orphans_) {
        text_ += fmt::format("{} orphan {}\n", number, orphan);
    }
    const auto living = std::count_if(instances_.begin(), instances_.end(), [](const auto& entry) {
        return entry.second.is_alive;
    });
    text_ += fmt::format("{} end {}\n", number, living);
    lines_.clear();
    orphans_.clear();
    result_.clear();
}

// The children of a simple_one_for_one end all at once: their order means nothing.
void SupervisorRecorder::sort_runs() {
    for (auto begin = lines_.begin(); begin != lines_.end();) {
        auto end = begin + 1;
        if (!begin->exit_of_simple.is_none()) {
            end = std::find_if(begin, lines_.end(), [&](const Line& line) {
                return line.exit_of_simple != begin->exit_of_simple;
            });
            std::stable_sort(
                begin, end, [](const Line& a, const Line& b) { return a.number < b.number; });
        }
        begin = end;
    }
}

model::Pid SupervisorRecorder::current(const std::string& path) const {
    const auto found = current_.find(path);
    const bool is_alive = found != current_.end() && instances_.at(found->second).is_alive;
    return is_alive ? found->second : model::Pid{};
}

bool SupervisorRecorder::is_supervisor(model::Pid pid) const {
    const auto found = instances_.find(pid);
    return found != instances_.end() && found->second.is_supervisor;
}

SupervisorRecorder::Instance* SupervisorRecorder::find(model::Pid pid) {
    const auto found = instances_.find(pid);
    return found == instances_.end() ? nullptr : &found->second;
}

// Whether an ancestor, from `parent` up, is dead: then the event is concurrent to all others.
bool SupervisorRecorder::is_orphan(model::Pid parent) const {
    for (auto at = instances_.find(parent); at != instances_.end();
         at = instances_.find(at->second.parent)) {
        if (!at->second.is_alive) {
            return true;
        }
    }
    return false;
}

std::string SupervisorRecorder::name_of(const Instance& instance) {
    return fmt::format("{}#{}", instance.path, instance.attempt);
}

void SupervisorRecorder::add_line(model::Pid parent, Line line) {
    if (is_orphan(parent)) {
        orphans_.push_back(std::move(line.text));
    } else {
        lines_.push_back(std::move(line));
    }
}

std::string_view SupervisorRecorder::text_of(const sim::TraceEvent& event, std::size_t word) const {
    return processes_.text(event.symbol(word));
}

}  // namespace teacup::conformance
