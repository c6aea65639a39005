// Goal: no text, however broken, crashes or hangs the loader, or is accepted with an error told.
// Method: good files, truncated at every byte, and with bytes changed, moved and doubled by a fixed
// generator, so that every run of this test tries the same texts.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/scenarios/loader.hpp>
#include <teacup/scenarios/tree.hpp>
#include <teacup/sim/chance.hpp>

#include "test_kinds.hpp"

namespace teacup::scenarios {
namespace {

const std::string scenario_text = R"(schema = 1
about = """
Two lines
of it."""
settle = "30s"  # a comment with [brackets
limits = { virtual_time = "120s", events = 1_000_000 }
[system]
kind = "test_service"
nodes = 3
loss = 0.5
speed = 1e1
sizes = [4, 5]
delay = { kind = "long_tail", min = "1ms", median = "5ms", spread = 1.25 }
clients = [{ name = 'c1' }, { name = "c2", period = "2s" }]
[[network.link]]
between = "n1>n3"
latency = "7ms"
[[fault]]
id = "cut"
kind = "test_outage"
at = "1s"
lasts = "90s"
target = [["n1"], ["n2", "n3"]]
[[chaos]]
id = "storm"
kind = "test_outage"
count = { min = 2, max = 5 }
lasts = { min = "1s", max = "20s" }
target = ["any_node", "n1-n2"]
power = { min = 2, max = 4 }
mode = ["soft", "hard"]
[[property]]
kind = "test_rule"
)";

const std::string tree_text = R"(schema = 1
application = [{ name = "kernel" }, { name = "shop", depends_on = ["kernel"] }]
process = [
  { path = "shop/sup", strategy = "one_for_one", intensity = 3, period = "10s" },
    { path = "shop/sup/db", name = "db", shutdown = "brutal_kill" },
    { path = "shop/sup/x", depends_on = ["db"], calls = [{ to = "n1:db", every = "1s" }] },
    { path = "shop/sup/pool", strategy = "simple_one_for_one" },
      { path = "shop/sup/pool/<0.1.0>", id = "undefined", restart = "temporary" },
]
)";

/// Loads it and looks at all that comes back.
void load(const std::string& text) {
    const LoadResult scenario = parse_scenario(text, "x.toml");
    const TreeResult tree = parse_tree(text, "x.toml");
    std::size_t told = 0;
    for (const Diagnostic& diagnostic : scenario ? Diagnostics{} : scenario.error()) {
        told += to_string(diagnostic).size();
    }
    EXPECT_TRUE(scenario.has_value() || told > 0) << text;
    EXPECT_TRUE(tree.has_value() || !tree.error().empty()) << text;
}

class MangledInput : public testing::TestWithParam<std::string> {};

TEST_P(MangledInput, TruncatedAnywhere) {
    for (std::size_t length = 0; length < GetParam().size(); ++length) {
        load(GetParam().substr(0, length));
    }
}

TEST_P(MangledInput, WithAnyByteGone) {
    for (std::size_t at = 0; at < GetParam().size(); ++at) {
        load(GetParam().substr(0, at) + GetParam().substr(at + 1));
    }
}

TEST_P(MangledInput, WithBytesChanged) {
    sim::Stream chance(1, "mangled");
    const std::string spice = "\"'[]{}=.,#\n\\\t-+_0x \x80\xFF\x01";
    for (int round = 0; round < 3000; ++round) {
        std::string text = GetParam();
        const std::uint64_t changes = 1 + chance.below(4);
        for (std::uint64_t change = 0; change < changes; ++change) {
            const std::size_t at = chance.below(text.size());
            const bool any = chance.below(2) == 0;
            text[at] =
                any ? static_cast<char>(chance.below(256)) : spice[chance.below(spice.size())];
        }
        load(text);
    }
}

TEST_P(MangledInput, WithPiecesMovedAndDoubled) {
    sim::Stream chance(2, "mangled");
    for (int round = 0; round < 2000; ++round) {
        std::string text = GetParam();
        const std::size_t from = chance.below(text.size());
        const std::size_t length = 1 + chance.below(40);
        const std::string piece = text.substr(from, length);
        if (chance.below(2) == 0) {
            text.erase(from, length);
        }
        text.insert(chance.below(text.size() + 1), piece);
        load(text);
    }
}

INSTANTIATE_TEST_SUITE_P(Files,
                         MangledInput,
                         testing::Values(scenario_text, tree_text),
                         [](const auto& file) { return file.index == 0 ? "Scenario" : "Tree"; });

TEST(MangledInput, BeginsWithFilesThatAreGood) {
    EXPECT_TRUE(parse_scenario(scenario_text, "x.toml").has_value());
    EXPECT_TRUE(parse_tree(tree_text, "x.toml").has_value());
}

}  // namespace
}  // namespace teacup::scenarios
