/// \file
/// Runs with everything in them, for tests of the reports.
#pragma once

#include <teacup/model/result/run_result.hpp>

namespace teacup::reports::testing {

inline sim::Time at_ms(std::int64_t milliseconds) {
    return sim::Time() + sim::Duration::milliseconds(milliseconds);
}

inline model::RunResult passed_run(std::uint64_t seed = 7) {
    return {.scenario = "broker.toml",
            .scenario_hash = "00c0ffee",
            .seed = seed,
            .build_id = "test-build",
            .verdict = model::Verdict::passed,
            .digest = "0123456789abcdef0123456789abcdef",
            .virtual_time_ns = 120'000'000'000,
            .wall_ns = 42'100'000,
            .events = 1'204'332,
            .messages = 88'120,
            .properties = {{.name = "restart_intensity",
                            .modality = model::Modality::always,
                            .verdict = model::Verdict::passed,
                            .observed = 412},
                           {.name = "saw_nodedown",
                            .modality = model::Modality::sometimes,
                            .verdict = model::Verdict::passed,
                            .observed = 1,
                            .time = at_ms(5'000)}},
            .faults = {{.id = "cut-db",
                        .kind = "partition",
                        .origin = model::FaultOrigin::scripted,
                        .planned_at = at_ms(5'000),
                        .targets = {"n1", "n2"},
                        .outcome = model::FaultOutcome::fired,
                        .fired_at = at_ms(5'000)}},
            .nodes = {{.node = "n1",
                       .boots = 2,
                       .processes_peak = 31,
                       .processes_end = 30,
                       .mailbox_end = 4,
                       .memory_end_bytes = 123'456}},
            .reproduce = "/opt/teacup run /srv/broker.toml --seed 7"};
}

inline model::RunResult violated_run(std::uint64_t seed = 12) {
    model::RunResult result = passed_run(seed);
    result.verdict = model::Verdict::violated;
    result.properties.push_back({.name = "recovery",
                                 .modality = model::Modality::eventually,
                                 .verdict = model::Verdict::violated,
                                 .observed = 3,
                                 .time = at_ms(94'200),
                                 .message = "msg_store was not back 10s after the last fault"});
    result.violations.push_back(
        {.property = "recovery",
         .time = at_ms(94'200),
         .node = "n2",
         .process = "msg_store",
         .message = "msg_store was not back 10s after the last fault",
         .last_events = {
             {.time = at_ms(84'000), .node = "n2", .process = "msg_store", .what = "exit badarith"},
             {.time = at_ms(84'001),
              .node = "n2",
              .process = "sup",
              .what = "restart fails: noproc"}}});
    return result;
}

/// A run that nobody can judge: a scripted fault never fired.
inline model::RunResult unknown_run(std::uint64_t seed = 71) {
    model::RunResult result = passed_run(seed);
    result.verdict = model::Verdict::unknown;
    result.reason = "fault cut-db (partition) never fired: n2 was down";
    result.holes = {{"drawn fault chaos-3 (pause_node) never fired: the run ended before it"}};
    return result;
}

}  // namespace teacup::reports::testing
