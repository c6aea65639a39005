// Clients of queues, stacks, sets, counters and locks.
#include <teacup/model/history/generate/objects.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <teacup/model/history/generate/clients.hpp>

namespace teacup::model::history::generate {

namespace {

/// Few items at a time, so that it is often empty.
class SequenceWorkload : public Workload {
public:
    SequenceWorkload(const GenerateRequest& request, bool is_stack)
        : is_stack_(is_stack),
          plant_(request),
          chance_(request.seed, is_stack ? "generate/stack" : "generate/fifo_queue") {}

    Call ask(const Turn& turn, ValueTable& values) override {
        constexpr std::size_t items_max = 4;
        const bool is_due = plant_.is_due("duplicate", turn);
        const bool has_none = is_due && items_.empty() && !twice_;
        if (has_none || (!is_due && items_.size() < items_max && chance_.below(2) == 0)) {
            return {.function = is_stack_ ? "push" : "enqueue",
                    .argument = values.integer(++last_item_)};
        }
        // What leaves twice must be told twice.
        return {.function = is_stack_ ? "pop" : "dequeue",
                .may_fail = !is_due,
                .may_stay_open = !is_due};
    }
    Answer take_effect(const Turn& turn, const Call& call, ValueTable& /*values*/) override {
        if (call.argument != nil) {
            items_.push_back(call.argument);
            return {.value = call.argument};
        }
        if (!call.may_fail && twice_) {
            plant_.done();
            return {.value = *std::exchange(twice_, std::nullopt)};
        }
        if (items_.empty()) {
            return {};
        }
        const ValueId item = is_stack_ ? items_.back() : items_.front();
        items_.erase(is_stack_ ? items_.end() - 1 : items_.begin());
        if (!call.may_fail && plant_.is_due("duplicate", turn)) {
            twice_ = item;
        }
        return {.value = item};
    }
    void hear(const Turn& /*turn*/, const Call& /*call*/, const Answer& /*answer*/) override {}
    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    bool is_stack_;
    Plant plant_;
    sim::Stream chance_;
    std::vector<ValueId> items_;
    std::optional<ValueId> twice_;
    std::int64_t last_item_ = 0;
};

/// An add that is lost, and the operation that shows it. Begins when it is due.
class LostAdd {
public:
    explicit LostAdd(const GenerateRequest& request) : plant_(request) {}

    [[nodiscard]] bool begins(const Turn& turn) {
        if (phase_ != Phase::before || !plant_.is_due("lost_add", turn)) {
            return false;
        }
        phase_ = Phase::asked;
        turn_ = turn.number;
        return true;
    }
    [[nodiscard]] bool is_it(const Turn& turn) const {
        return phase_ != Phase::before && turn.number == turn_;
    }
    void hear(const Turn& turn) {
        if (is_it(turn)) {
            phase_ = Phase::told;
            told_ns_ = turn.now_ns;
        }
    }
    [[nodiscard]] bool is_to_be_shown(const Turn& turn) {
        if (phase_ != Phase::told || turn.now_ns <= told_ns_) {
            return false;
        }
        phase_ = Phase::shown;
        plant_.done();
        return true;
    }
    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    enum class Phase : std::uint8_t { before, asked, told, shown } phase_ = Phase::before;
    Plant plant_;
    std::uint64_t turn_ = 0;
    std::int64_t told_ns_ = 0;
};

class SetWorkload : public Workload {
public:
    explicit SetWorkload(const GenerateRequest& request)
        : lost_(request), chance_(request.seed, "generate/linearizable_set") {}

    Call ask(const Turn& turn, ValueTable& values) override {
        if (lost_.begins(turn)) {
            lost_element_ = values.integer(++last_element_);
            return {.function = "add",
                    .argument = lost_element_,
                    .may_fail = false,
                    .may_stay_open = false};
        }
        if (lost_.is_to_be_shown(turn)) {
            return {.function = "contains",
                    .argument = lost_element_,
                    .may_fail = false,
                    .may_stay_open = false};
        }
        constexpr std::size_t elements_max = 8;
        const std::uint64_t choice = chance_.below(4);
        if (elements_.empty() || (choice == 0 && elements_.size() < elements_max)) {
            return {.function = "add", .argument = values.integer(++last_element_)};
        }
        const ValueId element = elements_[chance_.below(elements_.size())];
        return choice == 3   ? Call{.function = "read"}
               : choice == 2 ? Call{.function = "contains", .argument = element}
                             : Call{.function = "remove", .argument = element};
    }
    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override {
        const auto place = std::find(elements_.begin(), elements_.end(), call.argument);
        const bool is_in = place != elements_.end();
        if (call.function == "read") {
            return {.value = values.list(elements_)};
        }
        if (call.function == "contains") {
            return {.value = values.boolean(is_in)};
        }
        if (call.function == "remove" && is_in) {
            elements_.erase(place);
        } else if (call.function == "add" && !is_in && !lost_.is_it(turn)) {
            elements_.push_back(call.argument);
        }
        return {.value = call.argument};
    }
    void hear(const Turn& turn, const Call& /*call*/, const Answer& /*answer*/) override {
        lost_.hear(turn);
    }
    [[nodiscard]] bool is_complete() const { return lost_.is_complete(); }

private:
    LostAdd lost_;
    sim::Stream chance_;
    std::vector<ValueId> elements_;
    ValueId lost_element_ = nil;
    std::int64_t last_element_ = 0;
};

class CounterWorkload : public Workload {
public:
    explicit CounterWorkload(const GenerateRequest& request)
        : lost_(request), chance_(request.seed, "generate/linearizable_counter") {}

    Call ask(const Turn& turn, ValueTable& values) override {
        if (lost_.begins(turn)) {
            // More than all others together: no adds that nobody heard of can make up for it.
            constexpr std::int64_t much = 1'000'000'000'000;
            return {.function = "add",
                    .argument = values.integer(much),
                    .may_fail = false,
                    .may_stay_open = false};
        }
        if (lost_.is_to_be_shown(turn)) {
            return {.function = "read", .may_fail = false, .may_stay_open = false};
        }
        if (chance_.below(2) == 0) {
            return {.function = "read"};
        }
        constexpr std::uint64_t amounts = 3;
        const auto amount = static_cast<std::int64_t>(1 + chance_.below(amounts));
        return {.function = "add", .argument = values.integer(amount)};
    }
    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override {
        if (call.function == "read") {
            return {.value = values.integer(count_)};
        }
        count_ += lost_.is_it(turn) ? 0 : values.as_integer(call.argument);
        return {.value = call.argument};
    }
    void hear(const Turn& turn, const Call& /*call*/, const Answer& /*answer*/) override {
        lost_.hear(turn);
    }
    [[nodiscard]] bool is_complete() const { return lost_.is_complete(); }

private:
    LostAdd lost_;
    sim::Stream chance_;
    std::int64_t count_ = 0;
};

/// Nothing stays open: a release that nobody heard of could explain anything.
class MutexWorkload : public Workload {
public:
    explicit MutexWorkload(const GenerateRequest& request)
        : plant_(request), holds_(request.clients, 0) {}

    Call ask(const Turn& turn, ValueTable& /*values*/) override {
        const bool holds = holds_[turn.client] != 0;
        is_double_ = holds && plant_.is_due("double_acquire", turn);
        if (is_double_) {
            double_turn_ = turn.number;
            plant_.done();
        }
        return {.function = holds && !is_double_ ? "release" : "acquire",
                .may_fail = !holds,
                .may_stay_open = false};
    }
    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override {
        if (call.function == "release") {
            is_held_ = false;
        } else if (is_held_ && turn.number != double_turn_) {
            return {.type = EventType::fail, .error = values.text("held")};
        } else {
            is_held_ = true;
        }
        return {};
    }
    void hear(const Turn& turn, const Call& call, const Answer& answer) override {
        if (answer.type == EventType::ok) {
            holds_[turn.client] = call.function == "acquire" ? 1 : 0;
        }
    }
    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    Plant plant_;
    std::vector<std::uint8_t> holds_;
    bool is_held_ = false;
    bool is_double_ = false;
    std::optional<std::uint64_t> double_turn_;
};

template <class Made>
bool run(Made workload,
         std::string_view name,
         const GenerateRequest& request,
         HistoryBuilder& builder) {
    Clients(request, name, builder).run(workload, request.operations);
    return workload.is_complete();
}

}  // namespace

bool generate_fifo_queue(const GenerateRequest& request, HistoryBuilder& builder) {
    return run(SequenceWorkload(request, false), "fifo_queue", request, builder);
}
bool generate_stack(const GenerateRequest& request, HistoryBuilder& builder) {
    return run(SequenceWorkload(request, true), "stack", request, builder);
}
bool generate_linearizable_set(const GenerateRequest& request, HistoryBuilder& builder) {
    return run(SetWorkload(request), "linearizable_set", request, builder);
}
bool generate_linearizable_counter(const GenerateRequest& request, HistoryBuilder& builder) {
    return run(CounterWorkload(request), "linearizable_counter", request, builder);
}
bool generate_mutex(const GenerateRequest& request, HistoryBuilder& builder) {
    return run(MutexWorkload(request), "mutex", request, builder);
}

}  // namespace teacup::model::history::generate
