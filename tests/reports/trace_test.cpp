#include <limits>
#include <memory>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <teacup/reports/trace_reader.hpp>
#include <teacup/reports/trace_writer.hpp>
#include <teacup/sim/trace_kinds.hpp>

namespace teacup::reports {
namespace {

using sim::FieldType;
using sim::NodeId;
using sim::Time;

constexpr sim::EventKind everything{200,
                                    "everything",
                                    {{{"count", FieldType::integer},
                                      {"span", FieldType::duration},
                                      {"peer", FieldType::node},
                                      {"name", FieldType::symbol},
                                      {"pid", FieldType::task},
                                      {"content", FieldType::hash}}}};
constexpr sim::EventKind flagged{201, "flagged", {{{"flag", FieldType::flag}}}};
constexpr const sim::EventKind* kinds[] = {&everything, &flagged};

/// A trace of its own, recorded as text.
struct Recording {
    sim::SymbolTable symbols;
    sim::Trace trace{symbols};
    std::ostringstream out;
    std::unique_ptr<TraceWriter> writer;

    Recording() {
        trace.add_kinds(sim::kinds::machine, std::size(sim::kinds::machine));
        trace.add_kinds(kinds, std::size(kinds));
        writer = std::make_unique<TraceWriter>(
            out,
            trace,
            TraceHeader{.scenario = "a.toml", .seed = 7, .build_id = "b", .nodes = {"n1", "n2"}});
        trace.record(*writer);
    }
    std::string finish() {
        writer->finish(to_string(trace.digest()));
        return out.str();
    }
};

TraceSummary summary_of(const std::string& text) {
    std::istringstream in(text);
    const auto summary = read_trace(in, "t.jsonl");
    EXPECT_TRUE(summary.has_value()) << summary.error().message;
    return summary.value_or({});
}

std::string error_of(const std::string& text) {
    std::istringstream in(text);
    const auto summary = read_trace(in, "t.jsonl");
    return summary ? "" : fmt::format("{}:{}", summary.error().place.line, summary.error().message);
}

std::string sample() {
    Recording recording;
    recording.trace.emit<sim::kinds::node_down>(
        Time::nanoseconds(5), NodeId{1}, 3U, recording.symbols.intern("power"));
    recording.trace.emit<sim::kinds::run_end>(
        Time::nanoseconds(9), sim::no_node, recording.symbols.intern("quiescent"));
    return recording.finish();
}

TEST(Trace, WritesAHeaderTypedEventsAndAnEnd) {
    const std::string text = sample();
    EXPECT_EQ(text.find(R"({"trace":1,"scenario":"a.toml","scenario_hash":"","seed":7,)"
                        R"("build_id":"b","nodes":["n1","n2"],"kinds":[{"number":1,)"
                        R"("name":"run_begin","fields":[["seed","integer"]]},)"),
              0U)
        << text;
    const std::string events =
        "{\"at\":5,\"event\":\"node_down\",\"node\":\"n2\",\"fields\":{\"incarnation\":3,"
        "\"how\":\"power\"}}\n"
        "{\"at\":9,\"event\":\"run_end\",\"fields\":{\"reason\":\"quiescent\"}}\n"
        "{\"end\":true,\"events\":2,\"digest\":\"";
    EXPECT_NE(text.find(events), std::string::npos) << text;
}

// Goal: each canonical word is recoverable from its line, at the ends of its range, too.
TEST(Trace, GivesItsDigestBackFromTheFile) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    Recording recording;
    sim::Trace& trace = recording.trace;
    const auto symbol = [&](std::string_view text) { return recording.symbols.intern(text); };
    trace.emit<everything>(Time::nanoseconds(1),
                           NodeId{0},
                           most,
                           sim::Duration::nanoseconds(-5),
                           NodeId{1},
                           symbol("größe\n\"q\""),
                           sim::TaskId(NodeId{1}, 9, 8),
                           most);
    trace.emit<everything>(Time::never(),
                           sim::no_node,
                           0U,
                           sim::Duration::infinity(),
                           NodeId{77},  // Not in the header: told by number.
                           symbol("half \xc3 and \xff"),
                           sim::TaskId(),
                           0U);
    trace.emit<flagged>(Time::nanoseconds(2), NodeId{2}, true);
    trace.emit<flagged>(Time::nanoseconds(2), NodeId{1}, 7U);
    trace.emit<sim::kinds::node_pause>(Time::nanoseconds(3), NodeId{1});
    const sim::Digest digest = trace.digest();
    const TraceSummary summary = summary_of(recording.finish());
    EXPECT_EQ(summary.events, 5U);
    EXPECT_TRUE(summary.is_complete);
    EXPECT_EQ(to_string(summary.digest), to_string(digest));
    EXPECT_EQ(summary.digest_at_end, to_string(digest));
}

TEST(Trace, ChangesItsDigestWithOneWord) {
    std::string text = sample();
    const std::string digest = to_string(summary_of(text).digest);
    text.replace(text.find("\"incarnation\":3"), 15, "\"incarnation\":4");
    EXPECT_NE(to_string(summary_of(text).digest), digest);
}

TEST(Trace, NotesAreNoPartOfTheDigest) {
    Recording recording;
    recording.trace.note("for <people>");
    recording.trace.emit<sim::kinds::node_pause>(Time::nanoseconds(3), NodeId{1});
    const std::string text = recording.finish();
    EXPECT_NE(text.find(R"("fields":{},"note":"for <people>"})"), std::string::npos);
    EXPECT_EQ(to_string(summary_of(text).digest), to_string(recording.trace.digest()));
}

TEST(Trace, TellsATraceThatWasCutShort) {
    const std::string text = sample();
    const TraceSummary summary = summary_of(text.substr(0, text.find("{\"end\"")));
    EXPECT_FALSE(summary.is_complete);
    EXPECT_EQ(summary.events, 2U);
}

TEST(Trace, RefusesWhatIsNoTrace) {
    const std::string text = sample();
    const std::string header = text.substr(0, text.find('\n') + 1);
    const std::pair<std::string, std::string> table[] = {
        {"", "1:this is no trace: the file is empty"},
        {"\x7f"
         "ELF\x02",
         "1:this is no trace: the first line is no JSON object"},
        {"schema = 1\n", "1:this is no trace: the first line is no JSON object"},
        {"{}\n", "1:\"trace\" is missing"},
        {"{\"trace\":2}\n", "1:trace version 2 is not 1: use the teacup that wrote it"},
        {"{\"trace\":\"1\"}\n", "1:\"1\" should be a number from 0"},
        {header + "{\"at\":1,\"ev", "2:this line is no JSON object; was the file cut off?"},
        {header + "{\"at\":1,\"fields\":{}}\n", "2:\"event\" is missing"},
        {header + R"({"at":1,"event":"tea","fields":{}})", "2:event \"tea\" is not in the header"},
        {header + R"({"at":1,"event":"run_begin","fields":{}})", "2:\"seed\" is missing"},
        {header + R"({"at":1,"event":"run_begin","fields":{"seed":-1}})",
         "2:-1 should be a number from 0"},
        {header + R"({"at":-1,"event":"run_begin","fields":{"seed":1}})",
         "2:-1 should be a number from 0"},
        {header + R"({"at":1,"event":"node_pause","node":"n9","fields":{}})",
         "2:node \"n9\" is not in the header"},
        {header + R"({"at":1,"event":"node_pause","node":70000,"fields":{}})",
         "2:node 70000 is out of range"},
        {text + "{}\n", "5:there is more after the last line of the trace"},
    };
    for (const auto& [input, message] : table) {
        EXPECT_EQ(error_of(input), message);
    }
}

TEST(TraceDifference, NamesTheFirstEventThatDiffers) {
    const std::string text = sample();
    std::string changed = text;
    changed.replace(changed.find("\"at\":9"), 6, "\"at\":8");
    std::istringstream first(text);
    std::istringstream repeated(changed);
    EXPECT_EQ(first_difference(first, repeated),
              "event 2 is run_end at 0.000000009s, reason quiescent; repeated, it is run_end at "
              "0.000000008s, reason quiescent");
}

TEST(TraceDifference, NamesTheEventThatIsMissing) {
    const std::string text = sample();
    std::istringstream first(text);
    std::istringstream repeated(text.substr(0, text.find("{\"at\":9")));
    EXPECT_EQ(first_difference(first, repeated),
              "event 2 is run_end at 0.000000009s, reason quiescent; repeated, it is nothing: the "
              "run is over");
}

TEST(TraceDifference, FindsNoneInTheSameEventsWithOtherNotes) {
    const std::string text = sample();
    std::string noted = text;
    noted.replace(noted.find("\"power\"}}"), 9, "\"power\"},\"note\":\"x\"}");
    std::istringstream first(text);
    std::istringstream repeated(noted);
    EXPECT_EQ(first_difference(first, repeated), std::nullopt);
}

}  // namespace
}  // namespace teacup::reports
