/// \file
/// The exit codes of the program, and which of several counts.
#pragma once

#include <teacup/model/result/run_result.hpp>

namespace teacup::model {

enum class ExitCode : int {
    passed = 0,
    violated = 1,
    bad_input = 2,  ///< Usage, or a scenario that does not load.
    non_determinism = 3,
    internal_error = 4,
    unknown = 5,
    interrupted = 130,
};

enum class Strictness { holes_pass, holes_are_unknown };

/// Which of two counts over several runs: 4, 3, 2, 1, 5, 0 in this order; 130 beats them all,
/// because the rest of the runs was never judged.
[[nodiscard]] ExitCode worse_of(ExitCode one, ExitCode other) noexcept;

/// The exit code of one run on its own. A canary that must be violated in every seed passes when it
/// is violated and fails when it passes; one that needs only some seed passes either way here: its
/// sweep decides. A violation of any property that was not expected counts in both.
[[nodiscard]] ExitCode exit_code_of(const RunResult& result, Strictness strictness);

}  // namespace teacup::model
