/// \file
/// A plan at work: begins and ends its faults at their times, within the budget, and keeps books.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <teacup/faults/fault.hpp>
#include <teacup/faults/planned_fault.hpp>

namespace teacup::faults {

class Plan {
public:
    /// \pre the cluster's trace and nodes are there, and nothing has run yet
    Plan(model::Cluster& cluster, std::vector<PlannedFault> faults, const Budget& budget);
    Plan(const Plan&) = delete;
    Plan& operator=(const Plan&) = delete;

    /// Sets the timers of all faults. A fault that is still to come counts as work: the world is
    /// not quiescent before it is over.
    void arm();

    /// Whether every fault has begun or been skipped, and all that will end have ended.
    [[nodiscard]] bool is_over() const noexcept { return left_ == 0; }
    /// When the last fault ended, or would have begun; the beginning of the run without faults.
    [[nodiscard]] sim::Time over_at() const noexcept { return over_at_; }
    /// Makes World::stop() be called as soon as the plan is over.
    void stop_world_when_over() noexcept { stops_world_ = true; }

    /// What became of each fault, in the plan's order.
    [[nodiscard]] std::vector<model::FaultResult> results() const;

private:
    struct Item {
        PlannedFault planned;
        std::unique_ptr<Fault> fault;
        std::uint64_t pick = 0;
        Target target;
        model::FaultResult result;
        bool is_active = false;
    };

    void begin(std::uint32_t index);
    void end(std::uint32_t index);
    void skip(Item& item, std::string why);
    [[nodiscard]] bool breaks_budget(const Item& item);
    void one_less();

    model::Cluster& cluster_;
    Budget budget_;
    std::vector<Item> items_;
    std::size_t left_ = 0;
    sim::Time over_at_;
    bool stops_world_ = false;
    sim::HandlerId begin_timer_{};
    sim::HandlerId end_timer_{};
};

}  // namespace teacup::faults
