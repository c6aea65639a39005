#include <teacup/model/history/generate/clients.hpp>

#include <algorithm>
#include <functional>
#include <string>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history::generate {

namespace {

/// Coarse enough that events of different clients often have the same time.
constexpr std::int64_t tick_ns = 100'000;
constexpr sim::Duration think_mean = sim::Duration::milliseconds(1);
constexpr sim::Duration latency_mean = sim::Duration::milliseconds(2);
constexpr sim::Duration late_mean = sim::Duration::milliseconds(50);

}  // namespace

Clients::Clients(const GenerateRequest& request,
                 std::string_view name,
                 HistoryBuilder& builder,
                 ClientRates rates)
    : builder_(builder),
      rates_(rates),
      chance_(request.seed, std::string("generate/").append(name).append("/clients")) {
    TEACUP_ASSERT(request.clients > 0);
    // An anomaly may rest on what a client knew when it asked: then it asks after it knew.
    think_min_ns_ = request.anomaly.empty() ? 0 : tick_ns;
    clients_.resize(request.clients);
    for (Client& client : clients_) {
        client.process = next_process_++;
    }
}

void Clients::run(Workload& workload, std::uint64_t operations) {
    left_in_phase_ = operations;
    is_each_once_ = false;
    run_phase(workload);
}

void Clients::run_each_once(Workload& workload) {
    left_in_phase_ = clients_.size();
    is_each_once_ = true;
    run_phase(workload);
}

void Clients::run_phase(Workload& workload) {
    for (std::uint32_t i = 0; i < clients_.size(); ++i) {
        schedule(think_min_ns_ + draw_delay(think_mean), i, Phase::invoke);
    }
    while (!queue_.empty()) {
        std::pop_heap(queue_.begin(), queue_.end(), std::greater<>());
        const Entry entry = queue_.back();
        queue_.pop_back();
        now_ns_ = entry.time_ns;
        switch (entry.phase) {
            case Phase::invoke: invoke(workload, entry.slot); break;
            case Phase::take_effect: take_effect(workload, entry.slot); break;
            case Phase::complete: complete(workload, entry.slot); break;
        }
    }
    now_ns_ += tick_ns;
}

void Clients::invoke(Workload& workload, std::uint32_t client) {
    if (left_in_phase_ == 0) {
        return;
    }
    --left_in_phase_;
    const std::uint32_t slot = free_slot();
    Pending& pending = pending_[slot];
    pending = {.turn = {.client = client, .number = invoked_++, .now_ns = now_ns_}};
    pending.call = workload.ask(pending.turn, builder_.values());
    pending.fate = is_each_once_ ? Fate::answered : draw_fate(pending.call);
    const bool is_open = pending.fate == Fate::given_up || pending.fate == Fate::silent;
    pending.has_effect = pending.fate == Fate::answered ||
                         (is_open && chance_.bernoulli(sim::Probability::ratio(1, 2)));
    add(EventType::invoke, pending, {.value = pending.call.argument});
    const std::int64_t effect = draw_delay(latency_mean);
    const std::int64_t rest = draw_delay(latency_mean);
    if (!is_open) {
        schedule(effect, slot, Phase::take_effect);
        return;  // Its completion follows its effect.
    }
    const bool is_late = chance_.bernoulli(sim::Probability::ratio(1, 2));
    const std::int64_t late = draw_delay(late_mean);
    if (pending.has_effect) {
        // A copy, because the client goes on while the effect is still to come.
        const std::uint32_t copy = free_slot();
        pending_[copy] = pending_[slot];
        schedule(effect + (is_late ? rest + late : 0), copy, Phase::take_effect);
    }
    schedule(effect + rest, slot, Phase::complete);
}

void Clients::take_effect(Workload& workload, std::uint32_t slot) {
    if (pending_[slot].has_effect) {
        Pending pending = pending_[slot];
        pending.turn.now_ns = now_ns_;
        pending_[slot].answer = workload.take_effect(pending.turn, pending.call, builder_.values());
    }
    if (pending_[slot].fate == Fate::answered || pending_[slot].fate == Fate::refused) {
        schedule(draw_delay(latency_mean), slot, Phase::complete);
    } else {
        free_slots_.push_back(slot);
    }
}

void Clients::complete(Workload& workload, std::uint32_t slot) {
    Pending pending = pending_[slot];
    free_slots_.push_back(slot);
    Answer answer = pending.answer;
    if (pending.fate == Fate::refused) {
        answer = {.type = EventType::fail, .error = builder_.values().text("refused")};
    } else if (pending.fate != Fate::answered) {
        answer = {.type = EventType::info, .error = builder_.values().text("timeout")};
    }
    pending.turn.now_ns = now_ns_;
    workload.hear(pending.turn, pending.call, answer);
    if (pending.fate != Fate::silent) {
        add(answer.type, pending, answer);
    }
    // As clients that crashed: others come in their place.
    if (pending.fate == Fate::silent ||
        (pending.fate == Fate::given_up && chance_.bernoulli(sim::Probability::ratio(1, 2)))) {
        clients_[pending.turn.client].process = next_process_++;
    }
    if (!is_each_once_) {
        schedule(think_min_ns_ + draw_delay(think_mean), pending.turn.client, Phase::invoke);
    }
}

void Clients::schedule(std::int64_t delay_ns, std::uint32_t slot, Phase phase) {
    queue_.push_back({now_ns_ + delay_ns, sequence_++, slot, phase});
    std::push_heap(queue_.begin(), queue_.end(), std::greater<>());
}

void Clients::add(EventType type, const Pending& pending, const Answer& answer) {
    ValueTable& values = builder_.values();
    const std::string wrong =
        builder_.add({.type = type,
                      .process = values.integer(clients_[pending.turn.client].process),
                      .function = pending.call.function,
                      .key = pending.call.key,
                      .value = answer.value,
                      .error = answer.error,
                      .time_ns = now_ns_});
    TEACUP_ASSERT(wrong.empty());
}

Clients::Fate Clients::draw_fate(const Call& call) {
    const bool fails = chance_.bernoulli(rates_.fail);
    const bool is_open = chance_.bernoulli(rates_.info);
    const bool is_silent = chance_.bernoulli(rates_.silent);
    if (is_open && call.may_stay_open) {
        return is_silent ? Fate::silent : Fate::given_up;
    }
    return fails && call.may_fail ? Fate::refused : Fate::answered;
}

std::int64_t Clients::draw_delay(sim::Duration mean) {
    return chance_.exponential(mean).ns() / tick_ns * tick_ns;
}

std::uint32_t Clients::free_slot() {
    if (free_slots_.empty()) {
        pending_.emplace_back();
        return static_cast<std::uint32_t>(pending_.size() - 1);
    }
    const std::uint32_t slot = free_slots_.back();
    free_slots_.pop_back();
    return slot;
}

Plant::Plant(const GenerateRequest& request) : anomaly_(request.anomaly) {
    sim::Stream chance(request.seed, "generate/plant");
    at_ = request.operations / 4 + chance.below(request.operations / 4 + 1);
}

}  // namespace teacup::model::history::generate
