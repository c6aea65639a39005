#include <teacup/model/history/linearizable/search_plan.hpp>

#include <algorithm>
#include <map>
#include <tuple>

#include <teacup/model/history/linearizable/spans.hpp>

namespace teacup::model::history {

SearchPlan::SearchPlan(const History& history, std::span<const PartOperation> operations) {
    for (std::uint32_t i = 0; i < operations.size(); ++i) {
        if (operations[i].is_required()) {
            deadlines.push_back(i);
        }
    }
    std::sort(deadlines.begin(), deadlines.end(), [&](std::uint32_t one, std::uint32_t other) {
        return operations[one].completed < operations[other].completed;
    });
    find_ties(history, operations);
    find_twins(history, operations);
    give_bits(operations);
    group_open(operations);
}

void SearchPlan::find_ties(const History& history, std::span<const PartOperation> operations) {
    tied_to = ties_of_processes(history, operations);
    is_tied_to.assign(operations.size(), 0);
    for (const std::uint32_t before : tied_to) {
        if (before != no_place) {
            is_tied_to[before] = 1;
        }
    }
}

void SearchPlan::find_twins(const History& history, std::span<const PartOperation> operations) {
    using Effect = std::tuple<FunctionIndex, ValueId, ValueId>;
    std::map<Effect, std::uint32_t> effect_number;
    std::map<std::tuple<std::uint32_t, Answer, ValueId>, std::uint32_t> twin_number;
    for (const PartOperation& operation : operations) {
        const OperationIndex index = operation.index;
        effect.push_back(
            effect_number
                .try_emplace({history.function(index), history.key(index), history.argument(index)},
                             effects)
                .first->second);
        effects = static_cast<std::uint32_t>(effect_number.size());
        const ValueId result = operation.answer == Answer::unknown ? nil : history.result(index);
        twin.push_back(twin_number.try_emplace({effect.back(), operation.answer, result}, twins)
                           .first->second);
        twins = static_cast<std::uint32_t>(twin_number.size());
    }
}

void SearchPlan::give_bits(std::span<const PartOperation> operations) {
    bit.assign(operations.size(), 0);
    std::vector<std::uint32_t> free;
    std::size_t over = 0;  // So many deadlines have passed.
    for (std::uint32_t i = 0; i < operations.size(); ++i) {
        if (!operations[i].is_required()) {
            continue;
        }
        while (operations[deadlines[over]].completed < operations[i].invoked) {
            free.push_back(bit[deadlines[over++]]);
        }
        if (free.empty()) {
            bit[i] = bits++;
        } else {
            bit[i] = free.back();
            free.pop_back();
        }
    }
    for (std::uint32_t i = 0; i < operations.size(); ++i) {
        if (!operations[i].is_required()) {
            bit[i] = bits++;
        }
    }
}

void SearchPlan::group_open(std::span<const PartOperation> operations) {
    open_group.assign(operations.size(), no_place);
    std::vector<std::uint32_t> group_of(effects, no_place);
    for (std::uint32_t i = 0; i < operations.size(); ++i) {
        if (operations[i].is_required()) {
            continue;
        }
        // One that must wait for its process is not as good as another: it stands alone.
        const bool is_alone = tied_to[i] != no_place;
        std::uint32_t group = is_alone ? no_place : group_of[effect[i]];
        if (group == no_place) {
            group = static_cast<std::uint32_t>(open_groups.size());
            open_groups.emplace_back();
            if (!is_alone) {
                group_of[effect[i]] = group;
            }
        }
        open_groups[group].members.push_back(i);
        open_group[i] = group;
    }
}

}  // namespace teacup::model::history
