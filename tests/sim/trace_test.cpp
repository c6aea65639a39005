#include <teacup/sim/trace.hpp>

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/sim/trace_kinds.hpp>

namespace teacup::sim {
namespace {

constexpr EventKind spoken{
    200, "spoken", {{{"word", FieldType::symbol}, {"volume", FieldType::integer}}}};
constexpr EventKind silence{201, "silence", {}};
constexpr const EventKind* test_kinds[] = {&spoken, &silence};

/// Writes down what it hears.
struct Ear : TraceListener {
    explicit Ear(const Trace& heard_trace) : trace(&heard_trace) {}
    void on_event(const TraceEvent& event) override {
        std::string line(trace->kind(event.kind)->name);
        if (event.kind == spoken.number) {
            line += " " + std::string(trace->symbols().text(event.symbol(0)));
        }
        heard.push_back(line + " " + trace->noted());
    }
    const Trace* trace;
    std::vector<std::string> heard;
};

struct Told {
    SymbolTable symbols;
    Trace trace{symbols};
    Told() { trace.add_kinds(test_kinds, 2); }
    void say(std::string_view word, std::int64_t at = 5) {
        trace.emit<spoken>(Time::nanoseconds(at), NodeId{1}, symbols.intern(word), 3U);
    }
};

TEST(Trace, DigestsTheSameOnEveryPlatform) {
    Told told;
    EXPECT_EQ(to_string(told.trace.digest()), "99aa06d3014798d86001c324468d497f")
        << "nothing at all: what XXH3 makes of no bytes";
    told.say("hello");
    told.trace.emit<silence>(Time::nanoseconds(9), no_node);
    EXPECT_EQ(to_string(told.trace.digest()), "84281948d4323b7330977ada00bdb09b");
    EXPECT_EQ(told.trace.count(), 2U);
}

TEST(Trace, DigestsNamesAndNotTheirNumbers) {
    Told one;
    Told two;
    static_cast<void>(two.symbols.intern("something else first"));
    one.say("hello");
    two.say("hello");
    EXPECT_NE(one.symbols.intern("hello"), two.symbols.intern("hello"));
    EXPECT_EQ(one.trace.digest(), two.trace.digest());
}

TEST(Trace, DigestsEveryPartOfAnEvent) {
    const auto digest_of = [](auto tell) {
        Told told;
        tell(told);
        return told.trace.digest();
    };
    const Digest plain = digest_of([](Told& told) { told.say("hello"); });
    EXPECT_NE(plain, digest_of([](Told& told) { told.say("hallo"); }));
    EXPECT_NE(plain, digest_of([](Told& told) { told.say("hello", 6); }));
    EXPECT_NE(plain, digest_of([](Told& told) {
                  told.trace.emit<spoken>(
                      Time::nanoseconds(5), NodeId{2}, told.symbols.intern("hello"), 3U);
              }));
    EXPECT_NE(plain, digest_of([](Told& told) {
                  told.trace.emit<spoken>(
                      Time::nanoseconds(5), NodeId{1}, told.symbols.intern("hello"), 4U);
              }));
    EXPECT_NE(plain, digest_of([](Told& told) {
                  told.say("hello");
                  told.trace.emit<silence>(Time::nanoseconds(5), no_node);
              }));
}

// Many more events than the digest's buffer holds, and a digest asked for in between.
TEST(Trace, DigestsTheSameHoweverOftenItIsAskedAndWhoeverListens) {
    Told quiet;
    Told watched;
    Ear ear(watched.trace);
    Ear recorder(watched.trace);
    watched.trace.listen(ear, {spoken.number});
    watched.trace.record(recorder);
    for (int i = 0; i < 2000; ++i) {
        quiet.say("hello", i);
        watched.trace.note("aloud");
        watched.say("hello", i);
        if (i % 100 == 0) {
            static_cast<void>(watched.trace.digest());
        }
    }
    EXPECT_EQ(quiet.trace.digest(), watched.trace.digest());
    EXPECT_EQ(ear.heard.size(), 2000U);
    EXPECT_EQ(recorder.heard.size(), 2000U);
}

TEST(Trace, TellsListenersTheirKindsOnly) {
    Told told;
    Ear ear(told.trace);
    Ear both(told.trace);
    told.trace.listen(ear, {silence.number});
    told.trace.listen(both, {silence.number, spoken.number});
    told.say("hello");
    told.trace.emit<silence>(Time::nanoseconds(9), no_node);
    EXPECT_EQ(ear.heard, std::vector<std::string>{"silence "});
    EXPECT_EQ(both.heard, (std::vector<std::string>{"spoken hello ", "silence "}));
}

TEST(Trace, GivesTheRecorderANoteForOneEvent) {
    Told told;
    Ear recorder(told.trace);
    EXPECT_FALSE(told.trace.is_recording());
    told.trace.record(recorder);
    EXPECT_TRUE(told.trace.is_recording());
    told.trace.note("shouting");
    told.say("hello");
    told.say("again");
    EXPECT_EQ(recorder.heard, (std::vector<std::string>{"spoken hello shouting", "spoken again "}));
}

TEST(Trace, RefusesTwoKindsOfOneNumber) {
    static constexpr EventKind rival{200, "rival", {}};
    static constexpr const EventKind* rivals[] = {&rival};
    Told told;
    EXPECT_DEATH(told.trace.add_kinds(rivals, 1), "assertion failed");
    EXPECT_EQ(told.trace.kind("spoken"), &spoken);
    EXPECT_EQ(told.trace.kind("rival"), nullptr);
}

TEST(TaskId, SpellsItsParts) {
    EXPECT_EQ(to_string(TaskId(NodeId{3}, 70'000, 12)), "<3.70000.12>");
    EXPECT_EQ(to_string(TaskId()), "<none>");
}

TEST(TaskId, KeepsTheLargestOfEachPart) {
    const TaskId id(NodeId{0x3FFE}, TaskId::slots_max - 1, TaskId::generations_max - 1);
    EXPECT_EQ(id.node(), NodeId{0x3FFE});
    EXPECT_EQ(id.slot(), TaskId::slots_max - 1);
    EXPECT_EQ(id.generation(), TaskId::generations_max - 1);
    EXPECT_FALSE(id.is_none());
    EXPECT_EQ(TaskId::from_word(id.word()), id);
}

TEST(SymbolTable, GivesOneNumberToATextAndKeepsIt) {
    SymbolTable symbols;
    std::vector<Symbol> made;
    for (int i = 0; i < 5000; ++i) {
        made.push_back(symbols.intern("text " + std::to_string(i)));
    }
    for (int i = 0; i < 5000; ++i) {
        const std::string text = "text " + std::to_string(i);
        EXPECT_EQ(symbols.intern(text), made[static_cast<std::size_t>(i)]);
        EXPECT_EQ(symbols.text(made[static_cast<std::size_t>(i)]), text);
    }
    EXPECT_EQ(symbols.intern(""), no_symbol);
    EXPECT_EQ(symbols.size(), 5001U);
}

}  // namespace
}  // namespace teacup::sim
