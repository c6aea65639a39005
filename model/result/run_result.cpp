#include <teacup/model/result/run_result.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <teacup/sim/assert.hpp>

namespace teacup::model {

namespace {

bool proves_nothing(const PropertyResult& property) {
    return property.modality == Modality::always && property.observed == 0;
}

void conclude_property(RunResult& result, PropertyResult& property) {
    if (property.verdict == Verdict::passed && proves_nothing(property)) {
        property.verdict = Verdict::unknown;
    }
    if (property.verdict != Verdict::unknown) {
        return;
    }
    if (property.modality == Modality::sometimes) {
        result.holes.push_back({fmt::format("sometimes {}: not reached", property.name)});
        return;
    }
    if (property.message.empty()) {
        property.message = property.observed == 0 ? "observed nothing" : "not decided";
    }
}

std::string never_fired(const FaultResult& fault) {
    return fmt::format("fault {} ({}) never fired: {}",
                       fault.id,
                       fault.kind,
                       fault.why.empty() ? "the run ended before its time" : fault.why);
}

void conclude_fault(RunResult& result, const FaultResult& fault) {
    if (fault.origin == FaultOrigin::drawn && fault.outcome != FaultOutcome::fired) {
        result.holes.push_back({"drawn " + never_fired(fault)});
    }
}

/// The first reason for which an unviolated run is not a pass; empty when it is one.
std::string reason_unknown(const RunResult& result) {
    for (const FaultResult& fault : result.faults) {
        if (fault.origin == FaultOrigin::scripted && fault.outcome != FaultOutcome::fired) {
            return never_fired(fault);
        }
    }
    for (const PropertyResult& property : result.properties) {
        if (property.verdict == Verdict::unknown && property.modality != Modality::sometimes) {
            return fmt::format("property {}: {}", property.name, property.message);
        }
    }
    return {};
}

}  // namespace

std::string_view to_string(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::passed: return "passed";
        case Verdict::violated: return "violated";
        case Verdict::unknown: break;
    }
    return "unknown";
}

std::string_view to_string(Modality modality) noexcept {
    switch (modality) {
        case Modality::always: return "always";
        case Modality::sometimes: return "sometimes";
        case Modality::eventually: break;
    }
    return "eventually";
}

std::string_view to_string(FaultOrigin origin) noexcept {
    return origin == FaultOrigin::scripted ? "scripted" : "drawn";
}

std::string_view to_string(FaultOutcome outcome) noexcept {
    switch (outcome) {
        case FaultOutcome::fired: return "fired";
        case FaultOutcome::skipped: return "skipped";
        case FaultOutcome::pending: break;
    }
    return "pending";
}

void conclude(RunResult& result) {
    if (result.properties.empty()) {
        result.holes.push_back({"no property judges this scenario"});
    }
    for (PropertyResult& property : result.properties) {
        conclude_property(result, property);
    }
    for (const FaultResult& fault : result.faults) {
        conclude_fault(result, fault);
    }
    const bool is_violated = !result.violations.empty() ||
                             std::ranges::any_of(result.properties, [](const auto& property) {
                                 return property.verdict == Verdict::violated;
                             });
    if (is_violated) {
        result.verdict = Verdict::violated;
        result.reason.clear();
        return;
    }
    if (result.reason.empty()) {
        result.reason = reason_unknown(result);
    }
    result.verdict = result.reason.empty() ? Verdict::passed : Verdict::unknown;
}

bool is_expected_violation(const RunResult& result) {
    TEACUP_ASSERT(result.expectation.has_value());
    return std::ranges::any_of(result.violations, [&](const Violation& violation) {
        return violation.property == result.expectation->property;
    });
}

}  // namespace teacup::model
