/// \file
/// What OTP wants of one supervisor, step by step: a second, independent telling of supervisor.erl
/// that does nothing itself and only says where the events of a real supervisor differ.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <teacup/model/otp/vocabulary.hpp>
#include <teacup/model/properties/slot_table.hpp>
#include <teacup/sim/trace.hpp>

namespace teacup::model {

/// What the rules of all supervisors of a world share.
struct SupervisionFacts {
    const sim::SymbolTable* symbols = nullptr;
    Deaths deaths = {};
    /// Where a running child stands among the children of its supervisor.
    SlotTable<std::uint32_t> places = {};
};

/// Follows one supervisor. How often it may restart is not its business: where a restart is due it
/// lets it give up, too (see restart_intensity).
class SupervisorRules {
public:
    /// Nothing is wrong. Otherwise what is, in words.
    using Wrong = std::string;

    SupervisorRules() = default;
    SupervisorRules(SupervisionFacts& facts, const sim::TraceEvent& supervisor_begin);

    /// One of its own events (97 to 111), after supervisor_begin.
    [[nodiscard]] Wrong on_event(const sim::TraceEvent& event);
    /// Its parent sent it an exit signal, or has ended.
    void tell_to_stop() noexcept { is_told_to_stop_ = true; }
    void tell_to_die() noexcept { is_told_to_die_ = true; }
    [[nodiscard]] Wrong on_exit(sim::Symbol reason);
    /// What it still owes, when the run is over and it had the time.
    [[nodiscard]] Wrong at_end() const;
    [[nodiscard]] sim::Time last_event_at() const noexcept { return last_event_at_; }
    /// The processes that it looks after, for explanations; a handful.
    [[nodiscard]] std::vector<Pid> some_children() const;

private:
    static constexpr std::uint32_t nothing = 0xFFFF'FFFFU;
    enum class State : std::uint8_t { undefined, running, stopping, restarting, gone };
    enum class Phase : std::uint8_t {
        starting,      ///< in its init
        failing,       ///< a child did not start: stops the others and ends
        serving,       ///< ready for the next message
        must_restart,  ///< child due_ has ended
        must_stop,     ///< by auto_shutdown
        restarting,    ///< from restart_begin to restart_end
        stopping,      ///< from supervisor_stop to its exit
    };
    struct Child {
        sim::Symbol id = sim::no_symbol;
        Pid pid;
        Restart restart = Restart::permanent;
        State state = State::undefined;
        bool is_significant = false;
        bool is_killed = false;  ///< shutdown is brutal_kill
    };

    [[nodiscard]] Wrong on_spec(const sim::TraceEvent& event);
    [[nodiscard]] Wrong on_ready();
    [[nodiscard]] Wrong on_stop(sim::Symbol reason);
    [[nodiscard]] Wrong on_start_begin(sim::Symbol id);
    [[nodiscard]] Wrong on_start(sim::Symbol id, Pid pid);
    [[nodiscard]] Wrong on_start_ignore(sim::Symbol id);
    [[nodiscard]] Wrong on_start_error(sim::Symbol id);
    [[nodiscard]] Wrong on_child_exit(sim::Symbol id, Pid pid, sim::Symbol reason);
    [[nodiscard]] Wrong on_restart_begin(sim::Symbol id, Pid pid, bool is_retry);
    [[nodiscard]] Wrong on_restart_end(sim::Symbol id, bool is_ok);
    [[nodiscard]] Wrong on_stop_begin(sim::Symbol id, Pid pid, sim::Symbol signal);
    [[nodiscard]] Wrong on_stop_end(sim::Symbol id, Pid pid);
    [[nodiscard]] Wrong on_delete(sim::Symbol id);
    [[nodiscard]] Wrong on_reply(const sim::TraceEvent& event);

    /// Empty when it is free to serve; otherwise what it should do instead.
    [[nodiscard]] Wrong unless_serving(const std::string& does) const;
    [[nodiscard]] std::uint32_t next_to_stop();
    [[nodiscard]] std::uint32_t next_to_start();
    [[nodiscard]] std::uint32_t find(sim::Symbol id) const;
    [[nodiscard]] std::uint32_t find(Pid pid) const;
    std::uint32_t add(const Child& child);
    void set_running(std::uint32_t child, Pid pid);
    void remove(std::uint32_t child);
    void compact();
    [[nodiscard]] bool is_last_significant() const;
    [[nodiscard]] std::string name(std::uint32_t child) const;
    [[nodiscard]] std::string_view text(sim::Symbol symbol) const {
        return facts_->symbols->text(symbol);
    }

    SupervisionFacts* facts_ = nullptr;
    std::vector<Child> children_;  // In start order; a simple_one_for_one's in any.
    Child template_;               // Of a simple_one_for_one.
    sim::Time last_event_at_;
    std::uint32_t gone_ = 0;          // How many of children_ are.
    std::uint32_t due_ = nothing;     // The child to restart, or whose restart goes on.
    std::uint32_t first_ = 0;         // Of those that a restart affects,
    std::uint32_t end_ = 0;           // up to here.
    std::uint32_t cursor_ = 0;        // Stops have come down to here, starts have come up to here.
    std::uint32_t begun_ = nothing;   // The known child whose start function runs.
    std::uint32_t failed_ = nothing;  // The child that could not be started in this restart.
    sim::Symbol begun_id_ = sim::no_symbol;
    sim::Symbol last_gone_ = sim::no_symbol;
    sim::Symbol stop_reason_ = sim::no_symbol;
    sim::Symbol due_reason_ = sim::no_symbol;
    Pid new_pid_;  // Of a child whose specification is still to come.
    Strategy strategy_ = Strategy::one_for_one;
    AutoShutdown auto_shutdown_ = AutoShutdown::never;
    Phase phase_ = Phase::starting;
    bool is_told_to_stop_ = false;
    bool is_told_to_die_ = false;
    bool are_stops_over_ = false;
};

}  // namespace teacup::model
