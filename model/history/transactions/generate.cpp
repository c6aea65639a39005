#include <teacup/model/history/transactions/generate.hpp>

#include <algorithm>

#include <teacup/model/history/generate/clients.hpp>
#include <teacup/model/history/transactions/script.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::model::history::transactions {

namespace {

constexpr std::size_t active_keys = 10;
constexpr std::uint32_t writes_per_key_max = 32;
constexpr std::uint64_t mops_max = 4;

/// A store in memory; an operation's effect is its whole transaction at one moment.
class Store : public generate::Workload {
public:
    Store(const GenerateRequest& request, StoreKind kind)
        : kind_(kind), chance_(request.seed, "generate/transactions/mops") {
        for (std::size_t i = 0; i < active_keys; ++i) {
            active_.push_back(new_key());
        }
    }

    generate::Call ask(const generate::Turn& /*turn*/, ValueTable& values) override {
        std::vector<ValueId> mops;
        for (std::uint64_t left = 1 + chance_.below(mops_max); left > 0; --left) {
            mops.push_back(draw_mop(values));
        }
        return {.function = "txn", .argument = values.list(mops)};
    }

    generate::Answer take_effect(const generate::Turn& /*turn*/,
                                 const generate::Call& call,
                                 ValueTable& values) override {
        // Copies, because each list that is made may move the items of the others.
        const auto asked = values.items(call.argument);
        const std::vector<ValueId> mops(asked.begin(), asked.end());
        std::vector<ValueId> answer;
        for (const ValueId mop : mops) {
            const std::vector<ValueId> items(values.items(mop).begin(), values.items(mop).end());
            State& state = states_[static_cast<std::size_t>(values.as_integer(items[1]))];
            if (items[2] == nil) {
                answer.push_back(values.list({{items[0], items[1], read(state, values)}}));
                continue;
            }
            if (kind_ == StoreKind::registers) {
                state.values.clear();
            }
            state.values.push_back(items[2]);
            answer.push_back(mop);
        }
        return {.value = values.list(answer)};
    }

private:
    struct State {
        std::vector<ValueId> values;
        std::uint32_t writes = 0;  ///< Asked for until now; each has the next number.
    };

    std::size_t new_key() {
        states_.emplace_back();
        return states_.size() - 1;
    }

    ValueId draw_mop(ValueTable& values) {
        std::size_t& key = active_[chance_.below(active_.size())];
        const ValueId name = values.integer(static_cast<std::int64_t>(key));
        if (chance_.bernoulli(sim::Probability::ratio(1, 2))) {
            return values.list({{values.text("r"), name, nil}});
        }
        const std::uint32_t number = ++states_[key].writes;
        if (number == writes_per_key_max) {
            key = new_key();
        }
        const std::string_view verb = kind_ == StoreKind::lists ? "append" : "w";
        return values.list({{values.text(verb), name, values.integer(number)}});
    }

    [[nodiscard]] ValueId read(const State& state, ValueTable& values) const {
        if (kind_ == StoreKind::lists) {
            return values.list(state.values);
        }
        return state.values.empty() ? nil : state.values.back();
    }

    StoreKind kind_;
    sim::Stream chance_;
    std::vector<State> states_;
    std::vector<std::size_t> active_;
};

}  // namespace

bool generate_transactions(const GenerateRequest& request,
                           HistoryBuilder& builder,
                           StoreKind kind,
                           std::span<const PlantedAnomaly> anomalies) {
    constexpr std::int64_t planted_processes = 200;
    Store store(request, kind);
    generate::Clients clients(
        request, kind == StoreKind::lists ? "list_append" : "rw_register", builder);
    if (request.anomaly.empty()) {
        clients.run(store, request.operations);
        return true;
    }
    const auto planted =
        std::find_if(anomalies.begin(), anomalies.end(), [&](const PlantedAnomaly& one) {
            return one.name == request.anomaly;
        });
    TEACUP_ASSERT(planted != anomalies.end());
    const std::size_t size = count_transactions(planted->script);
    if (request.operations < size) {
        return false;
    }
    const std::uint64_t others = request.operations - size;
    clients.run(store, others / 2);
    play(planted->script,
         builder,
         {.time_ns = clients.take_time(sim::Duration::milliseconds(1)),
          .first_process = clients.take_processes(planted_processes),
          .key_prefix = "planted-"});
    clients.run(store, others - others / 2);
    return true;
}

std::vector<std::string> names_of(std::span<const PlantedAnomaly> anomalies) {
    std::vector<std::string> names;
    for (const PlantedAnomaly& anomaly : anomalies) {
        names.emplace_back(anomaly.name);
    }
    return names;
}

}  // namespace teacup::model::history::transactions
