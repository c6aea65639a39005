// Sets and queues, and replicas that converge.

#include <algorithm>
#include <deque>
#include <vector>

#include <teacup/model/history/generate/clients.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::generate {

namespace {

/// An element that nobody ever adds.
constexpr std::int64_t foreign_element = 400'000'000;

/// Seldom enough that all reads together are not much larger than the history.
sim::Probability read_chance(const GenerateRequest& request) {
    return sim::Probability::ratio(1, std::max<std::uint64_t>(5, request.operations / 20));
}

class SetWorkload final : public Workload {
public:
    SetWorkload(const GenerateRequest& request, std::string_view name)
        : plant_(request), chance_(request.seed, name), read_(read_chance(request)) {}

    Call ask(const Turn& turn, ValueTable& values) override {
        const bool is_due = plant_.is_due(turn);
        Call call{.may_fail = !is_due, .may_stay_open = !is_due};
        if (is_last_ || chance_.bernoulli(read_) || plant_.is_due("duplicated", turn)) {
            call.function = "read";
        } else {
            call.function = "add";
            call.argument = values.integer(next_++);
        }
        return call;
    }

    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override {
        if (call.function == "add") {
            elements_.push_back(call.argument);
            if (plant_.is_due("unexpected", turn)) {
                elements_.push_back(values.integer(foreign_element));
                plant_.done();
            }
            return {.value = call.argument};
        }
        std::vector<ValueId> read = elements_;
        if (!call.may_stay_open && plant_.is_due("duplicated", turn) && !read.empty()) {
            read.push_back(read.front());
            plant_.done();
        }
        return {.value = values.list(read)};
    }

    void hear(const Turn& turn, const Call& call, const Answer& answer) override {
        if (call.function == "add" && answer.type == EventType::ok && plant_.is_due("lost", turn)) {
            std::erase(elements_, call.argument);
            plant_.done();
        }
    }

    void begin_last() { is_last_ = true; }
    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    Plant plant_;
    sim::Stream chance_;
    sim::Probability read_;
    std::vector<ValueId> elements_;
    std::int64_t next_ = 0;
    bool is_last_ = false;
};

class QueueWorkload final : public Workload {
public:
    QueueWorkload(const GenerateRequest& request, std::string_view name)
        : plant_(request), chance_(request.seed, name) {}

    Call ask(const Turn& turn, ValueTable& values) override {
        const bool is_due = plant_.is_due(turn);
        Call call{.may_fail = !is_due, .may_stay_open = !is_due};
        if (is_last_) {
            call.function = "drain";
        } else if (chance_.bernoulli(sim::Probability::ratio(55, 100))) {
            call.function = "enqueue";
            call.argument = values.integer(next_++);
        } else {
            call.function = "dequeue";
            // An anomaly must not hide in a dequeue that is never answered.
            call.may_stay_open = !plant_.is_wanted();
        }
        return call;
    }

    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override {
        if (call.function == "enqueue") {
            elements_.push_back(call.argument);
            if (plant_.is_due("unexpected", turn)) {
                elements_.push_back(values.integer(foreign_element));
                plant_.done();
            }
            return {.value = call.argument};
        }
        if (call.function == "drain") {
            const std::vector<ValueId> all(elements_.begin(), elements_.end());
            elements_.clear();
            return {.value = values.list(all)};
        }
        if (elements_.empty()) {
            return {.type = EventType::fail, .error = values.text("empty")};
        }
        const ValueId first = elements_.front();
        elements_.pop_front();
        return {.value = first};
    }

    void hear(const Turn& turn, const Call& call, const Answer& answer) override {
        if (answer.type != EventType::ok) {
            return;
        }
        if (call.function == "enqueue" && plant_.is_due("lost", turn)) {
            const auto place = std::find(elements_.begin(), elements_.end(), call.argument);
            if (place != elements_.end()) {
                elements_.erase(place);
                plant_.done();
            }
        } else if (call.function == "dequeue" && plant_.is_due("duplicated", turn)) {
            elements_.push_back(answer.value);
            plant_.done();
        }
    }

    void begin_last() { is_last_ = true; }
    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    Plant plant_;
    sim::Stream chance_;
    std::deque<ValueId> elements_;
    std::int64_t next_ = 0;
    bool is_last_ = false;
};

/// Elements that are added to a few keys; while that goes on, reads may miss the newest ones.
class ReplicaWorkload final : public Workload {
public:
    static constexpr std::uint32_t keys = 3;

    explicit ReplicaWorkload(const GenerateRequest& request)
        : plant_(request), chance_(request.seed, "generate/convergence"), elements_(keys) {}

    Call ask(const Turn& turn, ValueTable& values) override {
        if (is_last_) {
            return {.function = "read", .key = values.integer(last_key_)};
        }
        const bool is_due = plant_.is_due(turn);
        Call call{.key = values.integer(static_cast<std::int64_t>(chance_.below(keys))),
                  .may_fail = !is_due,
                  .may_stay_open = !is_due};
        if (chance_.bernoulli(sim::Probability::ratio(1, 4))) {
            call.function = "read";
        } else {
            call.function = "add";
            call.argument = values.integer(next_++);
        }
        return call;
    }

    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override {
        auto& elements = elements_[static_cast<std::size_t>(values.as_integer(call.key))];
        if (call.function == "add") {
            elements.push_back(call.argument);
            return {.value = call.argument};
        }
        std::vector<ValueId> read = elements;
        if (!is_last_) {
            read.resize(read.size() - chance_.below(read.size() / 4 + 1));
            constexpr std::size_t read_max = 20;  // It is the last reads that count.
            read.resize(std::min(read.size(), read_max));
        } else if (turn.client != first_reader_ && plant_.is_due("diverged", turn)) {
            if (first_reader_ == no_reader) {
                first_reader_ = turn.client;
            } else {
                read.push_back(values.integer(foreign_element));
                plant_.done();
            }
        }
        return {.value = values.list(read)};
    }

    void begin_last(std::int64_t key) {
        is_last_ = true;
        last_key_ = key;
    }
    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    static constexpr std::uint32_t no_reader = 0xffff'ffffU;
    Plant plant_;
    sim::Stream chance_;
    std::vector<std::vector<ValueId>> elements_;
    std::int64_t next_ = 0;
    std::int64_t last_key_ = 0;
    std::uint32_t first_reader_ = no_reader;
    bool is_last_ = false;
};

/// Clients at work, then one last operation of each.
template <class OfElements>
bool generate(OfElements workload,
              std::string_view name,
              const GenerateRequest& request,
              HistoryBuilder& builder) {
    Clients clients(request, name, builder);
    clients.run(workload, operations_before_last(request));
    workload.begin_last();
    clients.run_each_once(workload);
    return workload.is_complete();
}

}  // namespace

bool generate_set(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate(SetWorkload(request, "generate/set"), "set", request, builder);
}

bool generate_set_full(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate(SetWorkload(request, "generate/set_full"), "set_full", request, builder);
}

bool generate_total_queue(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate(
        QueueWorkload(request, "generate/total_queue"), "total_queue", request, builder);
}

bool generate_queue(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate(QueueWorkload(request, "generate/queue"), "queue", request, builder);
}

bool generate_convergence(const GenerateRequest& request, HistoryBuilder& builder) {
    ReplicaWorkload workload(request);
    Clients clients(request, "convergence", builder);
    const std::uint64_t last = ReplicaWorkload::keys * request.clients;
    clients.run(workload,
                request.operations > 2 * last ? request.operations - last : request.operations);
    for (std::uint32_t key = 0; key < ReplicaWorkload::keys; ++key) {
        workload.begin_last(key);
        clients.run_each_once(workload);
    }
    return workload.is_complete();
}

}  // namespace teacup::model::history::generate
