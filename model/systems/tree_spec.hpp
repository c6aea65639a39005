/// \file
/// The service tree of one node as plain data: applications, supervisors and workers, written by
/// hand or imported from a live system, and read by the system `supervised_tree`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/otp/vocabulary.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::model {

/// Whether every node registers this name itself, as an Erlang node does before any application
/// starts. No process of a tree may have it; teacup's nodes run net_kernel and
/// application_controller, and nothing under the others.
[[nodiscard]] bool is_name_of_node(std::string_view name) noexcept;

/// What a process answers when its parent starts it.
enum class StartResult : std::uint8_t { ok, ignore, error };

/// Where the callee of a call lives, seen from the caller.
enum class CallScope : std::uint8_t { local, node, any_remote };

/// A gen_server call that a worker makes again and again, for as long as it lives.
struct CallSpec {
    CallScope scope = CallScope::local;
    std::string node = {};  ///< Only for CallScope::node.
    std::string to;         ///< Registered name.
    sim::Duration every;    ///< From one call's begin to the next one's, at the earliest.
    sim::Duration timeout = sim::Duration::seconds(5);  ///< Duration::infinity() is allowed.
    bool is_caught = false;     ///< The caller goes on when the call fails, instead of crashing.
    bool is_monitored = false;  ///< The caller monitors the callee, beside calling it.
    bool operator==(const CallSpec&) const = default;
};

/// What makes a process a supervisor.
struct SupervisorSpec {
    Strategy strategy = Strategy::one_for_one;
    std::uint32_t intensity = 1;
    std::int64_t period_seconds = 5;  ///< OTP counts in whole seconds; at least 1.
    AutoShutdown auto_shutdown = AutoShutdown::never;
    bool operator==(const SupervisorSpec&) const = default;
};

/// What a worker does; a stock worker is a gen_server that does nothing until it is asked.
struct WorkerSpec {
    bool trap_exit = false;
    StartResult start = StartResult::ok;
    sim::Duration start_time;                   ///< How long its init takes.
    sim::Duration work;                         ///< How long it is busy with one request.
    std::optional<sim::Duration> exit_after{};  ///< It ends by itself so long after each start,
    std::string exit_reason = "normal";         ///< with this reason.
    std::vector<std::string> depends_on = {};   ///< Its start fails unless these names are there.
    std::vector<CallSpec> calls = {};
    bool monitor_nodes = false;  ///< It asks net_kernel to be told of nodeup and nodedown.
    bool operator==(const WorkerSpec&) const = default;
};

/// One process of the tree. The first of an application is its top supervisor: it has no parent,
/// and `restart`, `shutdown` and `is_significant` mean nothing for it.
struct ProcessSpec {
    std::string path;       ///< Application, then ids from the top down, joined by '/'; unique.
    std::string id;         ///< Child id; not unique among children of a simple_one_for_one.
    std::string name = {};  ///< Registered name; empty for none. Unique in a tree.
    ChildType type = ChildType::worker;
    std::size_t application = 0;             ///< Index into TreeSpec::applications.
    std::optional<std::size_t> parent = {};  ///< Index into TreeSpec::processes; less than its own.
    Restart restart = Restart::permanent;
    Shutdown shutdown = {};
    bool is_significant = false;
    std::optional<SupervisorSpec> supervisor = {};  ///< Has it: a supervisor. Otherwise a worker.
    WorkerSpec worker = {};                         ///< Means nothing for a supervisor.
    bool operator==(const ProcessSpec&) const = default;
};

struct ApplicationSpec {
    std::string name;
    ApplicationType type = ApplicationType::permanent;
    std::vector<std::string> depends_on = {};  ///< Applications that must be started before.
    bool operator==(const ApplicationSpec&) const = default;
};

/// \invariant Parents stand before their children, children of one parent in start order;
/// applications stand after those that they depend on.
struct TreeSpec {
    std::string about = {};
    std::vector<ApplicationSpec> applications = {};  ///< One without processes is a library.
    std::vector<ProcessSpec> processes = {};
    bool operator==(const TreeSpec&) const = default;
};

}  // namespace teacup::model
