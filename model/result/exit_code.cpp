#include <teacup/model/result/exit_code.hpp>

#include <algorithm>
#include <array>

namespace teacup::model {

namespace {

constexpr std::array order_worst_first{ExitCode::interrupted,
                                       ExitCode::internal_error,
                                       ExitCode::non_determinism,
                                       ExitCode::bad_input,
                                       ExitCode::violated,
                                       ExitCode::unknown,
                                       ExitCode::passed};

bool has_unexpected_violation(const RunResult& result) {
    return std::ranges::any_of(result.violations, [&](const Violation& violation) {
        return violation.property != result.expectation->property;
    });
}

ExitCode exit_code_of_canary(const RunResult& result) {
    if (has_unexpected_violation(result)) {
        return ExitCode::violated;
    }
    if (is_expected_violation(result)) {
        return ExitCode::passed;
    }
    if (result.verdict == Verdict::unknown) {
        return ExitCode::unknown;
    }
    return result.expectation->every_seed ? ExitCode::violated : ExitCode::passed;
}

}  // namespace

ExitCode worse_of(ExitCode one, ExitCode other) noexcept {
    for (const ExitCode code : order_worst_first) {
        if (one == code || other == code) {
            return code;
        }
    }
    return ExitCode::internal_error;
}

ExitCode exit_code_of(const RunResult& result, Strictness strictness) {
    if (!result.internal_error.empty()) {
        return ExitCode::internal_error;
    }
    if (!result.divergence.empty()) {
        return ExitCode::non_determinism;
    }
    if (result.is_interrupted) {
        return ExitCode::interrupted;
    }
    ExitCode code = ExitCode::passed;
    if (result.expectation) {
        code = exit_code_of_canary(result);
    } else if (result.verdict != Verdict::passed) {
        code = result.verdict == Verdict::violated ? ExitCode::violated : ExitCode::unknown;
    }
    const bool has_forbidden_hole =
        strictness == Strictness::holes_are_unknown && !result.holes.empty();
    return worse_of(code, has_forbidden_hole ? ExitCode::unknown : ExitCode::passed);
}

}  // namespace teacup::model
