/// \file
/// What OTP keeps for a whole world: its options, and the records of all supervisors' children.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include <teacup/model/otp/child_spec.hpp>
#include <teacup/model/otp/mutants.hpp>
#include <teacup/model/process/processes.hpp>
#include <teacup/sim/pool.hpp>

namespace teacup::model {

struct OtpOptions {
    OtpMutant mutant = OtpMutant::none;
};

/// What a supervisor knows of one child. Lives in a pool and is named by index.
struct Child {
    static constexpr std::uint32_t nothing = 0xFFFF'FFFFU;
    enum class State : std::uint8_t {
        undefined,   ///< not running, and not to be started before somebody asks
        running,     ///< as far as the supervisor knows
        restarting,  ///< its start failed, and will be tried again
    };

    Pid pid;           ///< running: who. restarting: who had died; none if that was a sibling
    ChildStart start;  ///< none: never to be started again (a temporary one)
    sim::Duration shutdown_timeout = Shutdown().timeout;  ///< see shutdown()
    Atom id = atoms::none;
    std::uint32_t next = nothing;  ///< in start order
    std::uint32_t previous = nothing;
    std::uint32_t owner = nothing;  ///< the supervisor's slot; nothing: the record is free
    State state = State::undefined;
    Restart restart = Restart::permanent;
    ChildType type = ChildType::worker;
    bool is_significant = false;
    bool is_killed_brutally = false;

    // In parts, as a record is to be small.
    [[nodiscard]] Shutdown shutdown() const noexcept {
        return {.is_brutal_kill = is_killed_brutally, .timeout = shutdown_timeout};
    }
    void set_shutdown(const Shutdown& stop) noexcept {
        is_killed_brutally = stop.is_brutal_kill;
        shutdown_timeout = stop.timeout;
    }
};
static_assert(sizeof(Child) == 48, "a supervised process costs one of these");

/// One for a world; see install().
class Otp final : public ProcessesExtension {
public:
    /// Makes supervisors, servers and applications possible in this world. Once, before any starts.
    static Otp& install(Processes& processes, const OtpOptions& options = {});
    /// \pre installed
    [[nodiscard]] static Otp& of(Processes& processes);

    [[nodiscard]] bool has(OtpMutant mutant) const noexcept { return options_.mutant == mutant; }

    // -- children --------------------------------------------------------------------------------
    [[nodiscard]] Child& child(std::uint32_t index) noexcept { return children_[index]; }
    [[nodiscard]] std::uint32_t take_child() { return children_.take(); }
    void give_child(std::uint32_t index);
    /// Makes a record that of this running process.
    void set_running(std::uint32_t index, Pid pid);
    /// The record, among those of this supervisor's slot, that is for this process; or nothing.
    [[nodiscard]] std::uint32_t find_running(std::uint32_t owner, Pid pid) const;
    /// Of the tables; not of what start functions hold.
    [[nodiscard]] std::size_t capacity_bytes() const noexcept {
        return children_.capacity_bytes() + child_of_slot_.capacity() * sizeof(std::uint32_t);
    }

private:
    explicit Otp(const OtpOptions& options) : options_(options) {}
    [[nodiscard]] bool is_running(std::uint32_t index, Pid pid) const noexcept {
        return children_[index].state == Child::State::running && children_[index].pid == pid;
    }
    void displace(std::uint32_t index);

    OtpOptions options_;
    sim::Pool<Child> children_;
    std::vector<std::uint32_t> child_of_slot_;  // By process slot: the latest.
    // Those whose slot went to a later process before their supervisor had served their death.
    std::multimap<Pid, std::uint32_t> displaced_;
    std::size_t displaced_limit_ = 64;  // When to look for entries that nobody needs any more.
};

}  // namespace teacup::model
