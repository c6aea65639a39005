#include <teacup/model/process/message.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "process_fixture.hpp"

namespace teacup::model {
namespace {

struct Nothing {
    TEACUP_MESSAGE(Nothing)
};
struct Small {
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    std::uint64_t c = 0;
    TEACUP_MESSAGE(Small, a, b, c)
};
struct Part {
    Atom name = atoms::none;
    std::int32_t level = 0;
    TEACUP_MESSAGE(Part, name, level)
};
struct Rich {
    std::string text;
    std::vector<Part> parts;
    std::optional<std::uint32_t> maybe;
    Pid pid;
    sim::Duration span;
    bool flag = false;
    TEACUP_MESSAGE(Rich, text, parts, maybe, pid, span, flag)
};

Rich rich(sim::SymbolTable& symbols) {
    return {.text = "hello",
            .parts = {{.name = symbols.intern("first"), .level = -1}, {}},
            .maybe = 3,
            .pid = Pid(sim::NodeId{1}, 2, 3),
            .span = ms(1500),
            .flag = true};
}

template <class M>
std::uint64_t hash_of(const M& message, const sim::SymbolTable& symbols) {
    FieldHasher hasher(symbols);
    detail::hash_field(hasher, message);
    return hasher.value();
}

template <class M>
std::string text_of(const M& message, const sim::SymbolTable& symbols) {
    FieldPrinter printer(symbols);
    detail::print_field(printer, message);
    return printer.take();
}

TEST(Message, PrintsItsNameAndFields) {
    sim::SymbolTable symbols;
    EXPECT_EQ(text_of(Nothing{}, symbols), "Nothing{}");
    EXPECT_EQ(text_of(Small{.a = 1, .b = 2, .c = 3}, symbols), "Small{a=1,b=2,c=3}");
    EXPECT_EQ(text_of(rich(symbols), symbols),
              "Rich{text=\"hello\",parts=[Part{name=first,level=-1},Part{name=,level=0}],maybe=3,"
              "pid=<1.2.3>,span=1500ms,flag=true}");
    Rich without = rich(symbols);
    without.maybe.reset();
    EXPECT_NE(text_of(without, symbols).find("maybe=undefined"), std::string::npos);
}

TEST(Message, TravelsInlineUpTo24TrivialBytes) {
    EXPECT_TRUE(message_type<Nothing>.is_inline);
    EXPECT_TRUE(message_type<Small>.is_inline);
    EXPECT_FALSE(message_type<Rich>.is_inline);
    EXPECT_EQ(message_type<Small>.name, "Small");
}

TEST(Message, HashesContentsAndNotTheNumbersOfAtoms) {
    sim::SymbolTable one;
    sim::SymbolTable two;
    static_cast<void>(two.intern("shifts the numbers"));
    const Rich first = rich(one);
    const Rich second = rich(two);
    ASSERT_NE(first.parts[0].name, second.parts[0].name);
    EXPECT_EQ(hash_of(first, one), hash_of(second, two));
}

TEST(Message, HashesTheSameOnEveryPlatform) {
    sim::SymbolTable symbols;
    EXPECT_EQ(hash_of(Nothing{}, symbols), 16'646'288'086'500'911'323U);
    EXPECT_EQ(hash_of(Small{.a = 1, .b = 2, .c = 3}, symbols), 1'580'426'345'325'082'783U);
    EXPECT_EQ(hash_of(rich(symbols), symbols), 5'381'016'353'563'891'637U);
}

TEST(Message, HashesEachField) {
    sim::SymbolTable symbols;
    const std::uint64_t plain = hash_of(rich(symbols), symbols);
    const auto changed = [&](auto change) {
        Rich other = rich(symbols);
        change(other);
        return hash_of(other, symbols);
    };
    EXPECT_NE(plain, changed([](Rich& m) { m.text = "hellp"; }));
    EXPECT_NE(plain, changed([](Rich& m) { m.parts.pop_back(); }));
    EXPECT_NE(plain, changed([](Rich& m) { m.parts[0].level = 1; }));
    EXPECT_NE(plain, changed([](Rich& m) { m.parts[0].name = atoms::none; }));
    EXPECT_NE(plain, changed([](Rich& m) { m.maybe.reset(); }));
    EXPECT_NE(plain, changed([](Rich& m) { m.maybe = 4; }));
    EXPECT_NE(plain, changed([](Rich& m) { m.pid = Pid(); }));
    EXPECT_NE(plain, changed([](Rich& m) { m.span = ms(1501); }));
    EXPECT_NE(plain, changed([](Rich& m) { m.flag = false; }));
    EXPECT_EQ(plain, changed([](Rich&) {}));
}

TEST(Message, ABoxIsSharedAndGoesWithItsLastHolder) {
    Payload payload;
    sim::SymbolTable symbols;
    detail::put(payload, rich(symbols));
    Payload copy = payload;
    detail::share<Rich>(copy);
    EXPECT_EQ(&detail::view<Rich>(payload), &detail::view<Rich>(copy));
    detail::release<Rich>(payload);
    EXPECT_EQ(detail::view<Rich>(copy).text, "hello");
    detail::release<Rich>(copy);
}

using MessageTest = ProcessTest;

TEST_F(MessageTest, ABoxedMessageArrivesWhole) {
    const auto receiver = [](Context& self, Log* told) -> Task<> {
        const Rich taken = co_await self.receive<Rich>();
        told->push_back(text_of(taken, self.world().symbols()));
    };
    const Pid pid = spawn("receiver", receiver, &log);
    processes.send({}, pid, rich(world.symbols()));
    run();
    EXPECT_EQ(log, Log{text_of(rich(world.symbols()), world.symbols())});
}

}  // namespace
}  // namespace teacup::model
