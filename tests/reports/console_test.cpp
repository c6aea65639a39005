#include <teacup/reports/console.hpp>

#include <sstream>

#include <gtest/gtest.h>

#include "sample_results.hpp"

namespace teacup::reports {
namespace {

using testing::passed_run;
using testing::unknown_run;
using testing::violated_run;

std::string told(const std::vector<model::RunResult>& results, ConsoleOptions options) {
    std::ostringstream out;
    ConsoleReport report(out, options);
    model::Tally tally(options.strictness);
    for (const model::RunResult& result : results) {
        tally.add(result);
        report.add(result);
    }
    report.finish(tally);
    return out.str();
}

TEST(Console, TellsAPassedRunWithWhatWasJudged) {
    EXPECT_EQ(told({passed_run()}, {}),
              "passed  broker.toml  seed 7\n"
              "  properties  restart_intensity  always      passed    judged 412 times\n"
              "              saw_nodedown       sometimes   passed    judged 1 time\n"
              "  faults      1 fired\n"
              "  ran         120s virtual in 42.1ms, 1,204,332 events, 88,120 messages\n"
              "  digest      0123456789abcdef0123456789abcdef\n");
}

TEST(Console, TellsAViolationWithPlacePastAndCommand) {
    EXPECT_EQ(told({violated_run()}, {}),
              "VIOLATED  broker.toml  seed 12\n"
              "  property    recovery (eventually)\n"
              "  what        msg_store was not back 10s after the last fault\n"
              "  when        94.2s\n"
              "  where       n2  msg_store\n"
              "  before it   84.000000s  n2  msg_store  exit badarith\n"
              "              84.001000s  n2  sup        restart fails: noproc\n"
              "  faults      1 fired\n"
              "  ran         120s virtual in 42.1ms, 1,204,332 events, 88,120 messages\n"
              "  digest      0123456789abcdef0123456789abcdef\n"
              "  reproduce   /opt/teacup run /srv/broker.toml --seed 7\n");
}

TEST(Console, SaysWhyARunIsUnknownAndNamesItsHoles) {
    const std::string text = told({unknown_run()}, {});
    EXPECT_EQ(text.find("UNKNOWN  broker.toml  seed 71\n"
                        "  why         fault cut-db (partition) never fired: n2 was down\n"),
              0U);
    EXPECT_NE(text.find("  holes       drawn fault chaos-3 (pause_node) never fired"),
              std::string::npos);
    EXPECT_NE(text.find("  reproduce   /opt/teacup run"), std::string::npos);
}

TEST(Console, TellsOneBugOfManySeedsOnce) {
    const std::string text =
        told({passed_run(1), violated_run(2), violated_run(3), unknown_run(4)}, {.runs_total = 4});
    EXPECT_NE(text.find("VIOLATED  broker.toml  seed 2\n"), std::string::npos);
    EXPECT_EQ(text.find("VIOLATED  broker.toml  seed 3\n"), std::string::npos);
    const std::string summary =
        "scenario         runs    passed  violated   unknown    errors\n"
        "broker.toml         4         1         2         1         0\n"
        "  violated    recovery: 2 runs, seeds 2, 3\n"
        "  unknown     fault cut-db (partition) never fired: n2 was down: 1 run, seed 4\n"
        "  holes       drawn fault chaos-3 (pause_node) never fired: the run ended before it: 1 "
        "run, seed 4\n"
        "VIOLATED  4 runs, 3 not passed\n";
    EXPECT_NE(text.find(summary), std::string::npos) << text;
}

TEST(Console, SaysThatAnInterruptedSweepWasNotJudgedToItsEnd) {
    std::ostringstream out;
    ConsoleReport report(out, {.runs_total = 100});
    model::Tally tally(model::Strictness::holes_pass);
    tally.add(passed_run(1));
    report.add(passed_run(1));
    tally.interrupt();
    report.finish(tally);
    EXPECT_NE(out.str().find("interrupted  1 run of 100; the rest was not judged\n"),
              std::string::npos)
        << out.str();
}

TEST(Console, NamesASometimesThatNoRunReached) {
    model::RunResult blind = passed_run(1);
    blind.properties[1].verdict = model::Verdict::unknown;
    model::RunResult second = blind;
    second.seed = 2;
    const std::string text = told({blind, second}, {.runs_total = 2});
    EXPECT_NE(text.find("  never       sometimes saw_nodedown: reached in no run, so UNKNOWN\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("UNKNOWN  2 runs\n"), std::string::npos);
}

TEST(Console, TellsACanaryThatDidWhatItShould) {
    model::RunResult canary = violated_run();
    canary.expectation = model::Expectation{.property = "recovery", .every_seed = true};
    const std::string text = told({canary}, {});
    EXPECT_EQ(
        text.find("passed  broker.toml  seed 12  (canary: recovery is violated, as it should be)"),
        0U)
        << text;
    EXPECT_EQ(text.find("reproduce"), std::string::npos);
}

// Goal: the one run of a canary that needs only some seed tells why the whole does not pass.
TEST(Console, TellsThatTheOnlyRunOfACanaryMissed) {
    model::RunResult canary = passed_run();
    canary.expectation = model::Expectation{.property = "recovery", .every_seed = false};
    const std::string text = told({canary}, {});
    EXPECT_NE(text.find("recovery violated in 0 of 1 run; it should be in some: NOT MET"),
              std::string::npos)
        << text;
}

TEST(Console, SaysNothingOfPassedRunsWhenQuiet) {
    EXPECT_EQ(told({passed_run()}, {.is_quiet = true}), "");
    EXPECT_EQ(told({passed_run(1), passed_run(2)}, {.is_quiet = true, .runs_total = 2}), "");
    EXPECT_NE(told({violated_run()}, {.is_quiet = true}), "");
}

TEST(Console, ColoursOnlyTheVerdict) {
    EXPECT_EQ(told({passed_run()}, {.is_coloured = true}).find("\x1b[32mpassed\x1b[0m  broker"),
              0U);
}

TEST(Console, KeepsEscapeSequencesOfNamesFromTheTerminal) {
    model::RunResult result = violated_run();
    result.violations[0].process = "\x1b[2J";
    EXPECT_EQ(told({result}, {}).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace teacup::reports
