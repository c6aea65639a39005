// Goal: two draws or sends in one full expression are found however they are wrapped, and code that
// orders them is left alone.
#include "effects.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "style_rules.hpp"

namespace teacup::style {
namespace {

TEST(Effects, AreCrowdedWhenOneExpressionHasTwo) {
    const std::vector<std::string> bad{
        "f(stream.draw(), stream.draw());",
        "f(a.below(3), g(b->uniform(x, y)));",
        "const auto sum = a.draw() + b.draw();",
        "Pair p{a.draw(), b.draw()};",
        "f(Foo{a.draw()}, Foo{b.draw()});",
        "return Foo{.x = a.draw(), .y = {b.draw()}};",
        "if (a.bernoulli(p) && b.bernoulli(q)) { stop(); }",
        "void f() { self.send(to, Ping{chance.draw()}); }",
        "auto f = [&]() -> Foo { return {a.draw(), b.draw()}; };",
        "template <class T> void f(T& a) { g(a.draw(), a.template draw(), a.draw()); }",
        "f([&] { return 1; }, a.draw(), b.draw());",
        "self.send(a, x), self.send(b, y);",
        "for (int i = 0; i < 3; ++i) { f(a.draw<int>(), b.draw()); }",
        "class A {\n    int f() const noexcept { return a_.draw() + b_.draw(); }\n};",
        "A::A() : a_(1), b_{2} { f(a_.draw(), b_.draw()); }",
    };
    for (const std::string& code : bad) {
        EXPECT_EQ(crowded_expressions(code).size(), 1U) << code;
    }
}

TEST(Effects, AreNotCrowdedWhenStatementsOrderThem) {
    const std::vector<std::string> good{
        "a.draw(); b.draw();",
        "if (a.bernoulli(p)) { b.draw(); }\nc.draw();",
        "if (a.bernoulli(p)) [[unlikely]] { b.draw(); }\nc.draw();",
        "while (a.bernoulli(p)) { f(b.draw()); } g(c.draw());",
        "for (auto i = a.draw(); i < b.below(3); ++i) { c.send(i); }",
        "switch (a.below(2)) { case 0: { b.draw(); break; } case 1: c.draw(); }",
        "f([&] { a.draw(); }, b.draw());",
        "const auto f = [&](int x) -> Result<Foo> { a.draw(); return b.draw(); };",
        "const auto f = [&]<class T>(T x) mutable { a.draw(); b.draw(); };\nc.draw();",
        "struct A { int f() { return a.draw(); } int g() const { return a.draw(); } };",
        "auto f() -> std::vector<int> { a.draw(); return g(b.draw()); }",
        "void Stream::draw(); std::uint64_t draw() { return below(draw()); }",
        "do { x = a.draw(); } while (a.bernoulli(p)); b.draw();",
        "try { a.send(x); } catch (const E& e) { b.send(e); } c.send(y);",
        "Foo x{a.draw()}; Foo y{b.draw()};",
        "#define TWO f(a.draw(), b.draw())\nint x;",
        "co_await self.call(a); co_return b.draw();",
        "if (x) { a.draw(); } else { b.draw(); } c.draw();",
    };
    for (const std::string& code : good) {
        EXPECT_TRUE(crowded_expressions(code).empty()) << code;
    }
}

TEST(Effects, AreReportedWithTheirNamesAndLine) {
    const SourceFile file = make_source_file(
        "model/a.cpp", "// a.draw(), b.draw()\nx(a.draw(),\n  self.send(to, \"b.draw()\"));\n");
    const std::vector<Finding> found = check(rules().at("one_effect"), file, {});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(to_string(found.front()),
              "model/a.cpp:3: [one_effect] several draws or sends in one expression: draw, send");
}

}  // namespace
}  // namespace teacup::style
