/// \file
/// Drives a supervision tree through the steps of a case, by messages only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <teacup/model/otp/supervisor.hpp>

#include "supervisor_case.hpp"
#include "supervisor_recorder.hpp"

namespace teacup::conformance {

/// Asks the driver to carry out a step: 0 starts the root, the last but one asks for `final`.
struct StepMessage {
    std::uint64_t number = 0;
    TEACUP_MESSAGE(StepMessage, number)
};

/// What the driver and the start functions of a case share.
class CaseState {
public:
    CaseState(SupervisorCase data, const SupervisorRecorder& recorder)
        : data_(std::move(data)), recorder_(recorder) {}

    [[nodiscard]] SupervisorCase& data() noexcept { return data_; }
    [[nodiscard]] const SupervisorRecorder& recorder() const noexcept { return recorder_; }
    /// Takes the next start fault of a path; empty when there is none.
    [[nodiscard]] std::optional<StartFault> take_fault(const std::string& path);
    void add_faults(const std::string& path, const StartFault& fault, std::size_t count);
    /// The start function of a declared process. It consumes a fault before it spawns.
    [[nodiscard]] model::ChildStart start_of(const std::string& path);
    [[nodiscard]] model::ChildSpec spec_of(const std::string& path);
    [[nodiscard]] std::uint64_t next_dynamic(const std::string& path) { return ++dynamic_[path]; }

    bool is_skip = false;  ///< The step that was just run has done nothing.

private:
    SupervisorCase data_;
    const SupervisorRecorder& recorder_;
    std::map<std::string, std::uint64_t> dynamic_;
};

/// The driver's process: the parent of the root. \pre `state` outlives it
[[nodiscard]] model::Task<> driver(model::Context& self, CaseState* state);

}  // namespace teacup::conformance
