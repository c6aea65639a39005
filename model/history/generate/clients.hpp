/// \file
/// Simulated clients of a simulated system, for generated histories: their operations overlap, each
/// takes effect at one moment of its interval, some fail, and some are never answered. All chance
/// comes from the seed, so the same request gives the same history.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <teacup/model/history/checker.hpp>
#include <teacup/sim/chance.hpp>

namespace teacup::model::history::generate {

/// What a client asks.
struct Call {
    std::string_view function;  ///< Text that lives as long as the program.
    ValueId key = nil;
    ValueId argument = nil;
    bool may_fail = true;       ///< May be refused without effect.
    bool may_stay_open = true;  ///< May be left without an answer, with or without effect.
};

/// What the system answers.
struct Answer {
    ValueId value = nil;
    EventType type = EventType::ok;  ///< Or fail, where that says something, as for a cas.
    ValueId error = nil;
};

/// Whose turn it is.
struct Turn {
    std::uint32_t client = 0;  ///< Below the number of clients, whatever its process is called.
    std::uint64_t number = 0;  ///< Of the operation, in the order of invocation, from 0.
    std::int64_t now_ns = 0;   ///< What happens at one moment overlaps.
};

/// The system and what its clients want of it.
class Workload {
public:
    virtual ~Workload() = default;
    /// The client's next operation.
    [[nodiscard]] virtual Call ask(const Turn& turn, ValueTable& values) = 0;
    /// The operation happens, now and at once: answers as a correct system would, or wrongly on
    /// purpose. Not called for an operation that has no effect.
    [[nodiscard]] virtual Answer take_effect(const Turn& turn,
                                             const Call& call,
                                             ValueTable& values) = 0;
    /// The client hears its answer; info when it hears none.
    virtual void hear(const Turn& /*turn*/, const Call& /*call*/, const Answer& /*answer*/) {}
};

struct ClientRates {
    sim::Probability fail = sim::Probability::ratio(2, 100);
    /// Half of them take effect, and half of these only after the client gave up waiting.
    sim::Probability info = sim::Probability::ratio(1, 100);
    /// Of those, the ones that are never answered at all; their client's place takes another one.
    sim::Probability silent = sim::Probability::ratio(1, 5);
};

/// Clients that live through one or more phases. Between two phases all is quiet: every operation
/// has been answered or given up, and what will ever take effect has done so.
class Clients {
public:
    /// `name` separates the chance of this model from that of others. \pre request.clients > 0
    Clients(const GenerateRequest& request,
            std::string_view name,
            HistoryBuilder& builder,
            ClientRates rates = {});

    /// One phase of `operations` operations, by whichever client is free.
    void run(Workload& workload, std::uint64_t operations);
    /// One phase in which every client does one operation that succeeds: a last read.
    void run_each_once(Workload& workload);

    /// Between two phases, for events that a model adds by itself: process names that nobody has
    /// used, and a stretch of time in which nothing else happens. Both return the first.
    [[nodiscard]] std::int64_t take_processes(std::int64_t count) {
        return std::exchange(next_process_, next_process_ + count);
    }
    [[nodiscard]] std::int64_t take_time(sim::Duration duration) {
        return std::exchange(now_ns_, now_ns_ + duration.ns());
    }

    [[nodiscard]] std::uint32_t count() const noexcept {
        return static_cast<std::uint32_t>(clients_.size());
    }

private:
    enum class Phase : std::uint8_t { invoke, take_effect, complete };
    enum class Fate : std::uint8_t { answered, refused, given_up, silent };
    struct Client {
        std::int64_t process = 0;
    };
    struct Pending {
        Turn turn;
        Call call;
        Answer answer;
        Fate fate = Fate::answered;
        bool has_effect = true;
    };
    struct Entry {
        std::int64_t time_ns;
        std::uint64_t sequence;
        std::uint32_t slot;  ///< A client to invoke; else an index of pending_.
        Phase phase;
        /// At one time invocations come first: what is asked then knows nothing of answers that
        /// are told then, as the intervals of a history say.
        [[nodiscard]] bool operator>(const Entry& other) const noexcept {
            const bool is_late = phase != Phase::invoke;
            const bool is_other_late = other.phase != Phase::invoke;
            return std::tuple(time_ns, is_late, sequence) >
                   std::tuple(other.time_ns, is_other_late, other.sequence);
        }
    };

    void run_phase(Workload& workload);
    void invoke(Workload& workload, std::uint32_t client);
    void take_effect(Workload& workload, std::uint32_t slot);
    void complete(Workload& workload, std::uint32_t slot);
    void schedule(std::int64_t delay_ns, std::uint32_t slot, Phase phase);
    void add(EventType type, const Pending& pending, const Answer& answer);
    [[nodiscard]] Fate draw_fate(const Call& call);
    [[nodiscard]] std::int64_t draw_delay(sim::Duration mean);
    [[nodiscard]] std::uint32_t free_slot();

    HistoryBuilder& builder_;
    ClientRates rates_;
    sim::Stream chance_;
    std::vector<Client> clients_;
    std::vector<Pending> pending_;
    std::vector<std::uint32_t> free_slots_;
    std::vector<Entry> queue_;  ///< A heap, earliest first.
    std::int64_t now_ns_ = 0;
    std::int64_t think_min_ns_ = 0;
    std::int64_t next_process_ = 0;
    std::uint64_t sequence_ = 0;
    std::uint64_t invoked_ = 0;
    std::uint64_t left_in_phase_ = 0;
    bool is_each_once_ = false;
};

/// When a workload does its wrong thing: once, at a drawn place in the second quarter of the
/// history.
class Plant {
public:
    explicit Plant(const GenerateRequest& request);

    /// Whether any anomaly is asked for.
    [[nodiscard]] bool is_wanted() const { return !anomaly_.empty(); }
    /// Whether this anomaly is asked for at all.
    [[nodiscard]] bool wants(std::string_view anomaly) const { return anomaly_ == anomaly; }
    /// Whether this anomaly is to be planted at this turn, or as soon after it as it can be.
    [[nodiscard]] bool is_due(std::string_view anomaly, const Turn& turn) const {
        return !is_done_ && is_wanted() && turn.number >= at_ && wants(anomaly);
    }
    /// Whether whatever is asked for is to be planted now.
    [[nodiscard]] bool is_due(const Turn& turn) const { return is_due(anomaly_, turn); }
    void done() noexcept { is_done_ = true; }
    /// False: something was asked for and never came about.
    [[nodiscard]] bool is_complete() const { return is_done_ || !is_wanted(); }

private:
    std::string anomaly_;
    std::uint64_t at_ = 0;
    bool is_done_ = false;
};

}  // namespace teacup::model::history::generate
