/// \file
/// Writes down, from the trace of a run alone, what the oracle writes of real supervisors.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <teacup/model/process/processes.hpp>
#include <teacup/sim/trace.hpp>

namespace teacup::conformance {

class SupervisorRecorder final : public sim::TraceListener {
public:
    explicit SupervisorRecorder(model::Processes& processes);
    void on_event(const sim::TraceEvent& event) override;

    /// Ends step `number`: its lines, its `skip` if it was one, and how many processes live.
    void end_step(std::size_t number, bool is_skip);
    /// The last line when the root is gone.
    void end_without_root() { text_ += "final none\n"; }
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    /// The live process of this path, or none.
    [[nodiscard]] model::Pid current(const std::string& path) const;
    [[nodiscard]] bool is_supervisor(model::Pid pid) const;

private:
    /// One start attempt of a path. `number` orders the children of a simple_one_for_one.
    struct Instance {
        std::string path;
        std::uint32_t attempt = 0;
        std::uint64_t number = 0;
        model::Pid parent;
        bool is_supervisor = false;
        bool is_simple = false;
        bool is_ready = false;
        bool is_alive = false;
    };
    struct Line {
        std::string text;
        model::Pid exit_of_simple;  // The supervisor, when this is the exit of such a child.
        std::uint64_t number = 0;
    };

    void on_start_begin(model::Pid supervisor, std::string_view id);
    void on_spawn(model::Pid pid, model::Pid parent);
    void on_started(model::Pid supervisor, const char* what, std::string_view reason);
    void on_exit(model::Pid pid, std::string_view reason);
    void on_report(const sim::TraceEvent& event);
    void on_reply(const sim::TraceEvent& event);
    void on_which_child(const sim::TraceEvent& event);
    void on_counts(const sim::TraceEvent& event);

    [[nodiscard]] std::string_view text_of(const sim::TraceEvent& event, std::size_t word) const;
    [[nodiscard]] Instance* find(model::Pid pid);
    [[nodiscard]] bool is_orphan(model::Pid parent) const;
    [[nodiscard]] static std::string name_of(const Instance& instance);
    void add_line(model::Pid parent, Line line);
    void sort_runs();

    model::Processes& processes_;
    std::map<model::Pid, Instance> instances_;
    std::map<model::Pid, Instance> starting_;         // By supervisor.
    std::map<model::Pid, std::uint64_t> restarting_;  // By simple supervisor: whose number.
    std::map<std::string, model::Pid> current_;
    std::map<std::string, std::uint32_t> attempts_;
    std::map<std::string, std::uint64_t> dynamic_;  // Starts asked for, by supervisor's path.
    std::vector<Line> lines_;
    std::vector<std::string> orphans_;
    std::string result_;
    std::vector<std::pair<std::uint64_t, std::string>> final_children_;
    std::string text_;
};

}  // namespace teacup::conformance
