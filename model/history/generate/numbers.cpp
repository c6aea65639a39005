// Counters, ids, sequence numbers and a bank.

#include <algorithm>
#include <optional>
#include <vector>

#include <teacup/model/history/generate/clients.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::generate {

namespace {

class CounterWorkload final : public Workload {
public:
    explicit CounterWorkload(const GenerateRequest& request)
        : plant_(request), chance_(request.seed, "generate/counter") {}

    Call ask(const Turn& turn, ValueTable& values) override {
        const bool is_due = plant_.is_due(turn);
        if (is_due || chance_.bernoulli(sim::Probability::ratio(1, 3))) {
            return {.function = "read", .may_fail = !is_due, .may_stay_open = !is_due};
        }
        const auto amount = static_cast<std::int64_t>(chance_.below(8)) - 2;
        (amount > 0 ? risen_ : fallen_) += amount;
        return {.function = "add", .argument = values.integer(amount)};
    }

    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override {
        if (call.function == "add") {
            value_ += values.as_integer(call.argument);
            return {.value = call.argument};
        }
        constexpr std::int64_t far = 1'000'000;  // Whatever is added until the read ends.
        if (!call.may_stay_open && plant_.is_due("below-bounds", turn)) {
            plant_.done();
            return {.value = values.integer(2 * fallen_ - far)};
        }
        if (!call.may_stay_open && plant_.is_due("above-bounds", turn)) {
            plant_.done();
            return {.value = values.integer(2 * risen_ + far)};
        }
        return {.value = values.integer(value_)};
    }

    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    Plant plant_;
    sim::Stream chance_;
    std::int64_t value_ = 0;
    std::int64_t risen_ = 0;
    std::int64_t fallen_ = 0;
};

class IdWorkload final : public Workload {
public:
    explicit IdWorkload(const GenerateRequest& request) : plant_(request) {}

    Call ask(const Turn& turn, ValueTable& /*values*/) override {
        const bool is_due = plant_.is_due(turn);
        return {.function = "generate", .may_fail = !is_due, .may_stay_open = !is_due};
    }

    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override {
        if (!call.may_stay_open && heard_ != nil && plant_.is_due("duplicated", turn)) {
            plant_.done();
            return {.value = heard_};
        }
        return {.value = values.integer(next_++)};
    }

    void hear(const Turn& /*turn*/, const Call& /*call*/, const Answer& answer) override {
        if (answer.type == EventType::ok) {
            heard_ = answer.value;
        }
    }

    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    Plant plant_;
    ValueId heard_ = nil;
    std::int64_t next_ = 0;
};

class MonotonicWorkload final : public Workload {
public:
    explicit MonotonicWorkload(const GenerateRequest& request)
        : plant_(request),
          chance_(request.seed, "generate/monotonic"),
          heard_(request.clients, nil) {}

    Call ask(const Turn& turn, ValueTable& /*values*/) override {
        const bool is_due = plant_.is_due(turn);
        const bool is_next =
            plant_.is_due("repeated", turn) || chance_.bernoulli(sim::Probability::ratio(1, 2));
        return {
            .function = is_next ? "next" : "read", .may_fail = !is_due, .may_stay_open = !is_due};
    }

    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override {
        const ValueId heard = heard_[turn.client];
        if (!call.may_stay_open && heard != nil) {
            if (plant_.is_due("backwards", turn)) {
                plant_.done();
                return {.value = values.integer(values.as_integer(heard) - 1)};
            }
            if (call.function == "next" && plant_.is_due("repeated", turn)) {
                plant_.done();
                return {.value = heard};
            }
        }
        number_ += call.function == "next" ? 1 : 0;
        return {.value = values.integer(number_)};
    }

    void hear(const Turn& turn, const Call& /*call*/, const Answer& answer) override {
        if (answer.type == EventType::ok) {
            heard_[turn.client] = answer.value;
        } else if (answer.type == EventType::info) {
            heard_[turn.client] = nil;  // Nothing orders what its process does from now on.
        }
    }

    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    Plant plant_;
    sim::Stream chance_;
    std::vector<ValueId> heard_;  ///< By each client last.
    std::int64_t number_ = 0;
};

class BankWorkload final : public Workload {
public:
    explicit BankWorkload(const GenerateRequest& request)
        : plant_(request), chance_(request.seed, "generate/bank"), balances_(5, 20) {}

    Call ask(const Turn& turn, ValueTable& values) override {
        const bool is_due = plant_.is_due(turn);
        if (is_due || chance_.bernoulli(sim::Probability::ratio(1, 2))) {
            return {.function = "read", .may_fail = !is_due, .may_stay_open = !is_due};
        }
        const std::uint64_t from = chance_.below(balances_.size());
        const std::uint64_t to = (from + 1 + chance_.below(balances_.size() - 1)) % 5;
        const ValueId transfer[] = {values.keyword("from"),
                                    number(from, values),
                                    values.keyword("to"),
                                    number(to, values),
                                    values.keyword("amount"),
                                    number(1 + chance_.below(9), values)};
        return {.function = "transfer", .argument = values.map(transfer)};
    }

    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override {
        if (call.function == "transfer") {
            return transfer(call, values);
        }
        std::vector<std::int64_t> told = balances_;
        std::optional<std::size_t> hidden;
        if (!call.may_stay_open && plant_.is_due(turn)) {
            if (plant_.wants("wrong-total")) {
                ++told[chance_.below(told.size())];
            } else if (plant_.wants("negative-balance")) {
                told[1] += told[0] + 1;
                told[0] = -1;
            } else {
                hidden = chance_.below(told.size());
            }
            plant_.done();
        }
        std::vector<ValueId> pairs;
        for (std::size_t i = 0; i < told.size(); ++i) {
            pairs.push_back(number(i, values));
            pairs.push_back(hidden == i ? nil : values.integer(told[i]));
        }
        return {.value = values.map(pairs)};
    }

    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    static ValueId number(std::uint64_t number, ValueTable& values) {
        return values.integer(static_cast<std::int64_t>(number));
    }
    static std::int64_t field(std::string_view name, ValueId map, const ValueTable& values) {
        const auto items = values.items(map);
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
            if (values.as_text(items[i]) == name) {
                return values.as_integer(items[i + 1]);
            }
        }
        return 0;
    }

    Answer transfer(const Call& call, ValueTable& values) {
        const std::int64_t amount = field("amount", call.argument, values);
        auto& from = balances_[static_cast<std::size_t>(field("from", call.argument, values))];
        if (from < amount) {
            return {.value = call.argument,
                    .type = EventType::fail,
                    .error = values.text("insufficient funds")};
        }
        from -= amount;
        balances_[static_cast<std::size_t>(field("to", call.argument, values))] += amount;
        return {.value = call.argument};
    }

    Plant plant_;
    sim::Stream chance_;
    std::vector<std::int64_t> balances_;
};

template <class OfNumbers>
bool generate(OfNumbers workload,
              std::string_view name,
              const GenerateRequest& request,
              HistoryBuilder& builder) {
    Clients clients(request, name, builder);
    clients.run(workload, request.operations);
    return workload.is_complete();
}

}  // namespace

bool generate_counter(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate(CounterWorkload(request), "counter", request, builder);
}

bool generate_unique_ids(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate(IdWorkload(request), "unique_ids", request, builder);
}

bool generate_monotonic(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate(MonotonicWorkload(request), "monotonic", request, builder);
}

bool generate_bank(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate(BankWorkload(request), "bank", request, builder);
}

}  // namespace teacup::model::history::generate
