/// \file
/// The worker of a service tree: a gen_server that starts, works, calls and ends as its
/// specification says.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <teacup/model/distribution/messages.hpp>
#include <teacup/model/otp/gen_server.hpp>
#include <teacup/model/systems/cluster.hpp>
#include <teacup/model/systems/tree_spec.hpp>

namespace teacup::model {

/// What every worker of one cluster shares.
struct TreePlan {
    std::shared_ptr<const TreeSpec> spec;
    Cluster* cluster = nullptr;
};

/// Asks a worker to do its work once.
struct WorkRequest {
    std::uint64_t number = 0;
    TEACUP_MESSAGE(WorkRequest, number)
};
struct WorkDone {
    std::uint64_t number = 0;
    TEACUP_MESSAGE(WorkDone, number)
};
/// From a worker to itself: the call of this index is due.
struct CallDue {
    std::uint32_t call = 0;
    TEACUP_MESSAGE(CallDue, call)
};
/// From a worker to itself: `exit_after` has passed.
struct ExitDue {
    TEACUP_MESSAGE(ExitDue)
};

class TreeWorker {
public:
    using Calls = Handles<WorkRequest>;
    using Infos = Handles<CallDue, ExitDue, Down, NodeDown>;

    TreeWorker(std::shared_ptr<const TreePlan> plan, std::uint32_t process)
        : plan_(std::move(plan)), process_(process) {}

    Task<Init> init(Server& server);
    Task<WorkDone> handle_call(Server& server, const WorkRequest& request);
    Task<> handle_info(Server& server, const CallDue& due);
    void handle_info(Server& server, const ExitDue& due);
    void handle_info(Server& server, const Down& down);
    void handle_info(Server& server, const NodeDown& down);

private:
    /// Whom a call goes to this time.
    struct Callee {
        Atom name = atoms::none;
        sim::NodeId node = sim::no_node;
    };

    [[nodiscard]] const WorkerSpec& spec() const noexcept {
        return plan_->spec->processes[process_].worker;
    }
    [[nodiscard]] Callee choose(Context& self, const CallSpec& call);
    void watch(Context& self, std::uint32_t call, const Callee& callee);
    void schedule(Context& self, std::uint32_t call, sim::Duration delay);

    std::shared_ptr<const TreePlan> plan_;
    std::uint32_t process_;
    std::uint64_t asked_ = 0;
    std::vector<Ref> monitors_;  // One for each call, none when it has not, or has fired.
    std::optional<Chance> chance_;
};

}  // namespace teacup::model
