#include <teacup/faults/chaos.hpp>

#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>

#include <teacup/faults/isolation.hpp>
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
    /// Of one that cuts links. They are found when they are asked for: there may be very many.
    std::optional<Selector> cuts = {};
    std::uint64_t pick = 0;
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
        if (!is_of_links) {
            outage.nodes = 1;
        } else if (nodes >= 2) {
            outage.cuts = planned.target;
            outage.pick = planned.pick.value_or(0);
            outage.nodes = static_cast<std::int64_t>(
                resolve_links(*outage.cuts, outage.pick, nodes).cut_off.size());
        }
    }
    return outage;
}

bool overlap(const Outage& one, const Outage& other) {
    return one.begin <= other.end && other.begin <= one.end;
}

/// Links that each leave everybody somebody to talk to may cut a node off together.
class Isolation {
public:
    Isolation(const std::vector<Outage>& outages, const Outage& added, const ChaosInput& input)
        : added_(added), input_(input) {
        for (const Outage& other : outages) {
            if (overlap(other, added)) {
                overlapping_.push_back(&other);
            }
        }
    }

    [[nodiscard]] bool breaks_budget() const {
        // More than these at once are taken for all at one instant, which errs on the quiet side.
        constexpr std::size_t looked_at_max = 64;
        if (down_with([](const Outage&) { return true; }).after <= input_.budget.nodes_down_max) {
            return false;
        }
        return overlapping_.size() > looked_at_max || breaks_at(added_.begin) ||
               std::any_of(overlapping_.begin(), overlapping_.end(), [&](const Outage* other) {
                   return other->begin > added_.begin && breaks_at(other->begin);
               });
    }

private:
    /// How many nodes are down without the added one, and with it.
    struct Down {
        std::int64_t before;
        std::int64_t after;
    };

    /// The most is down when one of them begins. What is down without the added one is not its
    /// fault.
    [[nodiscard]] bool breaks_at(sim::Time at) const {
        const Down down =
            down_with([at](const Outage& other) { return other.begin <= at && at <= other.end; });
        return down.after > down.before && down.after > input_.budget.nodes_down_max;
    }

    template <class Counts>
    [[nodiscard]] Down down_with(Counts counts) const {
        Links cuts;
        std::int64_t down = 0;
        for (const Outage* const other : overlapping_) {
            if (!counts(*other)) {
                continue;
            }
            if (other->cuts) {
                add_links(*other, cuts);
            } else {
                down += other->nodes;
            }
        }
        const std::size_t before = isolated(cuts, input_.nodes).size();
        add_links(added_, cuts);
        return {.before = down + static_cast<std::int64_t>(before),
                .after = down + static_cast<std::int64_t>(isolated(cuts, input_.nodes).size())};
    }

    void add_links(const Outage& outage, Links& cuts) const {
        const Links links = resolve_links(*outage.cuts, outage.pick, input_.nodes).links;
        cuts.insert(cuts.end(), links.begin(), links.end());
    }

    const Outage& added_;
    const ChaosInput& input_;
    std::vector<const Outage*> overlapping_;
};

/// Counts more than is down at any one instant, which errs on the quiet side.
bool fits(const std::vector<Outage>& outages, const Outage& added, const ChaosInput& input) {
    std::int64_t together = added.nodes;
    for (const Outage& other : outages) {
        together += overlap(other, added) ? other.nodes : 0;
    }
    return (added.nodes == 0 || together <= input.budget.nodes_down_max) &&
           !(added.cuts && Isolation(outages, added, input).breaks_budget());
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
                if (is_in_time && fits(outages, outage, input)) {
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
