#include <teacup/faults/plan.hpp>

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <teacup/faults/isolation.hpp>
#include <teacup/faults/resolve.hpp>
#include <teacup/sim/trace_kinds.hpp>

namespace teacup::faults {

Plan::Plan(model::Cluster& cluster, std::vector<PlannedFault> faults, const Budget& budget)
    : cluster_(cluster), budget_(budget) {
    for (PlannedFault& planned : faults) {
        const FaultEntry* const entry = model::Registry<FaultEntry>::instance().find(planned.kind);
        TEACUP_ASSERT(entry != nullptr);  // The loader has checked it.
        Item& item = items_.emplace_back();
        item.fault = entry->make(planned.options);
        item.pick = planned.pick ? *planned.pick
                                 : cluster.world().stream("fault/" + planned.id).draw() >> 1;
        item.result = {.id = planned.id,
                       .kind = planned.kind,
                       .origin = planned.origin,
                       .planned_at = planned.at};
        item.planned = std::move(planned);
    }
    left_ = items_.size();
    begin_timer_ = cluster.world().add_timer_handler(
        [](void* self, sim::NodeId, std::uint64_t index, bool) {
            static_cast<Plan*>(self)->begin(static_cast<std::uint32_t>(index));
        },
        this);
    end_timer_ = cluster.world().add_timer_handler(
        [](void* self, sim::NodeId, std::uint64_t index, bool) {
            static_cast<Plan*>(self)->end(static_cast<std::uint32_t>(index));
        },
        this);
}

void Plan::arm() {
    for (std::uint64_t index = 0; index < items_.size(); ++index) {
        static_cast<void>(cluster_.world().start_timer(items_[index].planned.at,
                                                       {.handler = begin_timer_, .data = index}));
    }
}

bool Plan::breaks_budget(const Item& item) {
    if (item.planned.origin == model::FaultOrigin::scripted || !item.fault->takes_nodes_down()) {
        return false;
    }
    Links cuts;  // Each may leave everybody somebody to talk to, and all of them not.
    std::vector<sim::NodeId> down;
    for (std::uint16_t i = 0; i < cluster_.world().node_count(); ++i) {
        if (cluster_.world().node_state(sim::NodeId{i}) != sim::NodeState::up) {
            down.push_back(sim::NodeId{i});
        }
    }
    const auto add = [&](const Target& target, bool is_of_links) {
        const auto& nodes = is_of_links ? target.cut_off : target.nodes;
        down.insert(down.end(), nodes.begin(), nodes.end());
        cuts.insert(cuts.end(), target.links.begin(), target.links.end());
    };
    for (const Item& other : items_) {
        if (other.is_active && other.fault->takes_nodes_down()) {
            add(other.target, !other.target.links.empty());
        }
    }
    add(item.target, !item.target.links.empty());
    const std::vector<sim::NodeId> alone = isolated(cuts, cluster_.world().node_count(), down);
    down.insert(down.end(), alone.begin(), alone.end());
    std::sort(down.begin(), down.end());
    down.erase(std::unique(down.begin(), down.end()), down.end());
    return static_cast<std::int64_t>(down.size()) > budget_.nodes_down_max;
}

void Plan::begin(std::uint32_t index) {
    Item& item = items_[index];
    auto target = resolve(item.planned.target, item.pick, cluster_);
    if (!target) {
        skip(item, target.error());
        return;
    }
    item.target = std::move(*target);
    item.result.targets = item.target.names;
    if (std::string why = item.fault->refuses(cluster_, item.target); !why.empty()) {
        skip(item, std::move(why));
        return;
    }
    if (breaks_budget(item)) {
        skip(item, fmt::format("the budget allows {} nodes down at once", budget_.nodes_down_max));
        return;
    }
    sim::World& world = cluster_.world();
    sim::SymbolTable& symbols = world.symbols();
    world.trace().emit<sim::kinds::fault_begin>(
        world.now(),
        sim::no_node,
        symbols.intern(item.planned.id),
        symbols.intern(item.planned.kind),
        symbols.intern(fmt::format("{}", fmt::join(item.target.names, " | "))));
    item.result.outcome = model::FaultOutcome::fired;
    item.result.fired_at = world.now();
    const std::optional<sim::Duration> span =
        item.planned.lasts ? item.planned.lasts : item.fault->own_span();
    item.fault->begin(cluster_, item.target, index);
    if (span && !span->is_infinite()) {
        item.is_active = true;
        static_cast<void>(
            world.start_timer(world.now() + *span, {.handler = end_timer_, .data = index}));
    } else {
        item.is_active = span.has_value();
        one_less();
    }
}

void Plan::end(std::uint32_t index) {
    Item& item = items_[index];
    sim::World& world = cluster_.world();
    item.is_active = false;
    item.fault->end(cluster_, item.target, index);
    world.trace().emit<sim::kinds::fault_end>(world.now(),
                                              sim::no_node,
                                              world.symbols().intern(item.planned.id),
                                              world.symbols().intern(item.planned.kind));
    one_less();
}

void Plan::skip(Item& item, std::string why) {
    sim::World& world = cluster_.world();
    world.trace().emit<sim::kinds::fault_skip>(world.now(),
                                               sim::no_node,
                                               world.symbols().intern(item.planned.id),
                                               world.symbols().intern(item.planned.kind),
                                               world.symbols().intern(why));
    item.result.outcome = model::FaultOutcome::skipped;
    item.result.why = std::move(why);
    one_less();
}

void Plan::one_less() {
    --left_;
    over_at_ = cluster_.world().now();
    if (left_ == 0 && stops_world_) {
        cluster_.world().stop();
    }
}

std::vector<model::FaultResult> Plan::results() const {
    std::vector<model::FaultResult> results;
    for (const Item& item : items_) {
        results.push_back(item.result);
    }
    return results;
}

}  // namespace teacup::faults
