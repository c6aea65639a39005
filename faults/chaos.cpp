#include <teacup/faults/chaos.hpp>

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include <teacup/faults/resolve.hpp>
#include <teacup/sim/chance.hpp>

namespace teacup::faults {

namespace {

constexpr int tries_max = 16;

/// Nodes that a fault takes down, and when.
struct Outage {
    sim::Time begin;
    sim::Time end;
    std::int64_t nodes = 0;
};

const FaultEntry& entry_of(const std::string& kind) {
    const FaultEntry* const entry = model::Registry<FaultEntry>::instance().find(kind);
    TEACUP_ASSERT(entry != nullptr);  // The loader has checked it.
    return *entry;
}

Outage outage_of(const PlannedFault& planned, std::uint16_t nodes) {
    const std::unique_ptr<Fault> fault = entry_of(planned.kind).make(planned.options);
    const sim::Duration span = planned.lasts.value_or(fault->own_span().value_or(sim::Duration()));
    Outage outage{.begin = planned.at, .end = planned.at + span};
    if (fault->takes_nodes_down()) {
        const bool is_of_links = planned.target.form == SelectorForm::link ||
                                 planned.target.form == SelectorForm::groups;
        outage.nodes = !is_of_links ? 1
                       : nodes < 2
                           ? 0
                           : static_cast<std::int64_t>(
                                 resolve_links(planned.target, planned.pick.value_or(0), nodes)
                                     .cut_off.size());
    }
    return outage;
}

bool fits(const std::vector<Outage>& outages, const Outage& added, std::int64_t nodes_max) {
    if (added.nodes == 0) {
        return true;
    }
    std::int64_t together = added.nodes;
    for (const Outage& other : outages) {
        // Counts more than is down at any one instant, which errs on the quiet side.
        if (other.begin <= added.end && added.begin <= other.end) {
            together += other.nodes;
        }
    }
    return together <= nodes_max;
}

model::OptionValue draw_between(const model::OptionValue& least,
                                const model::OptionValue& most,
                                sim::Stream& chance) {
    const auto draw = [&](std::int64_t from, std::int64_t to) {
        return from +
               static_cast<std::int64_t>(chance.below(static_cast<std::uint64_t>(to - from) + 1));
    };
    if (const auto* const count = std::get_if<std::int64_t>(&least)) {
        return draw(*count, std::get<std::int64_t>(most));
    }
    if (const auto* const span = std::get_if<sim::Duration>(&least)) {
        return chance.uniform(*span, std::get<sim::Duration>(most));
    }
    if (const auto* const parts = std::get_if<model::PartsPerBillion>(&least)) {
        return model::PartsPerBillion{
            draw(parts->count, std::get<model::PartsPerBillion>(most).count)};
    }
    if (const auto* const factor = std::get_if<model::Millionths>(&least)) {
        return model::Millionths{draw(factor->count, std::get<model::Millionths>(most).count)};
    }
    TEACUP_ASSERT(false);  // The loader lets no other type have a range.
    return least;
}

model::OptionValues draw_options(const std::vector<DrawnOption>& options, sim::Stream& chance) {
    model::OptionValues values;
    for (const DrawnOption& option : options) {
        switch (option.rule) {
            case DrawRule::fixed: values.set(option.name, option.values.front()); break;
            case DrawRule::between:
                values.set(option.name,
                           draw_between(option.values.front(), option.values.back(), chance));
                break;
            case DrawRule::one_of:
                values.set(option.name, option.values[chance.below(option.values.size())]);
                break;
        }
    }
    return values;
}

std::vector<sim::Time> draw_times(const ChaosSpec& spec, sim::Stream& chance) {
    std::vector<sim::Time> times;
    if (const auto* const count = std::get_if<Range<std::int64_t>>(&spec.amount)) {
        const auto extra = static_cast<std::uint64_t>(count->most - count->least);
        const std::int64_t total =
            count->least + static_cast<std::int64_t>(chance.below(extra + 1));
        for (std::int64_t i = 0; i < total; ++i) {
            times.push_back(spec.from + chance.uniform({}, spec.until - spec.from));
        }
        std::sort(times.begin(), times.end());
        return times;
    }
    const sim::Duration mean = std::get<model::Rate>(spec.amount).mean_interval();
    // At least 1 ns apart, so that the loop ends.
    sim::Time at = spec.from + chance.exponential(mean) + sim::Duration::nanoseconds(1);
    while (at < spec.until) {
        times.push_back(at);
        at += chance.exponential(mean) + sim::Duration::nanoseconds(1);
    }
    return times;
}

PlannedFault draw_fault(const ChaosSpec& spec, sim::Time at, sim::Stream& chance) {
    PlannedFault drawn{.id = {}, .kind = spec.kind, .at = at, .origin = model::FaultOrigin::drawn};
    if (spec.lasts) {
        drawn.lasts = chance.uniform(spec.lasts->least, spec.lasts->most);
    }
    drawn.target = spec.targets[chance.below(spec.targets.size())];
    drawn.options = draw_options(spec.options, chance);
    if (drawn.target.needs_pick()) {
        drawn.pick = chance.draw() >> 1;  // TOML's integers are signed.
    }
    return drawn;
}

}  // namespace

std::vector<PlannedFault> draw_plan(const ChaosInput& input) {
    std::vector<PlannedFault> plan = input.scripted;
    std::vector<Outage> outages;
    for (const PlannedFault& scripted : plan) {
        outages.push_back(outage_of(scripted, input.nodes));
    }
    for (const ChaosSpec& spec : input.chaos) {
        sim::Stream chance(input.seed, "chaos/" + spec.id);
        std::vector<PlannedFault> drawn;
        for (sim::Time at : draw_times(spec, chance)) {
            for (int tries = 0; tries < tries_max; ++tries) {
                PlannedFault candidate = draw_fault(spec, at, chance);
                const Outage outage = outage_of(candidate, input.nodes);
                // One that never ends has nothing left to do by then either.
                const bool is_in_time =
                    outage.end == sim::Time::never() || outage.end <= spec.until;
                if (is_in_time && fits(outages, outage, input.budget.nodes_down_max)) {
                    outages.push_back(outage);
                    drawn.push_back(std::move(candidate));
                    break;
                }
                // The last try begins early enough to be over in time, if that is possible at all.
                const bool is_last_next =
                    tries + 2 == tries_max && outage.end != sim::Time::never();
                const sim::Time latest =
                    is_last_next ? std::max(spec.from, spec.until - (outage.end - candidate.at))
                                 : spec.until;
                at = spec.from + chance.uniform({}, latest - spec.from);
            }
        }
        std::stable_sort(drawn.begin(), drawn.end(), [](const auto& one, const auto& other) {
            return one.at < other.at;
        });
        std::size_t number = 0;
        for (PlannedFault& fault : drawn) {
            fault.id = fmt::format("{}-{}", spec.id, ++number);
            plan.push_back(std::move(fault));
        }
    }
    return plan;
}

}  // namespace teacup::faults
