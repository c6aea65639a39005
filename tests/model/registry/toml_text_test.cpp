#include <teacup/model/registry/toml_text.hpp>

#include <gtest/gtest.h>

namespace teacup::model {
namespace {

TEST(TomlText, ChoosesQuotesThatNeedNoEscapes) {
    EXPECT_EQ(quote("plain"), R"("plain")");
    EXPECT_EQ(quote("it's"), R"("it's")");
    EXPECT_EQ(quote(R"(say "hi" \o/)"), R"('say "hi" \o/')");
    EXPECT_EQ(quote("it's \"so\""), R"("it's \"so\"")");
    EXPECT_EQ(quote("two\nlines"), R"("two\nlines")");
}

TEST(TomlText, WritesDecimalsExactly) {
    EXPECT_EQ(decimal(250'000'000, 1'000'000'000), "0.25");
    EXPECT_EQ(decimal(1, 1'000'000'000), "0.000000001");
    EXPECT_EQ(decimal(1'000'000'000, 1'000'000'000), "1.0");
    EXPECT_EQ(decimal(-500'000, 1'000'000), "-0.5");
    EXPECT_EQ(decimal(-1'500'000, 1'000'000), "-1.5");
    EXPECT_EQ(decimal(12'000'000, 1'000'000), "12.0");
}

TEST(TomlText, WritesEachTypeAsTheLoaderReadsIt) {
    const Option timeout{.name = "timeout",
                         .type = OptionType::duration,
                         .meaning = "",
                         .example = "",
                         .words = {"never"}};
    const Option any{.name = "any", .meaning = "", .example = ""};
    EXPECT_EQ(to_toml(timeout, sim::Duration::milliseconds(1500)), R"("1500ms")");
    EXPECT_EQ(to_toml(timeout, sim::Duration::infinity()), R"("never")");
    EXPECT_EQ(to_toml(any, true), "true");
    EXPECT_EQ(to_toml(any, std::int64_t{-3}), "-3");
    EXPECT_EQ(to_toml(any, Rate{.count = 2, .per = sim::Duration::seconds(60)}), R"("2/1m")");
    EXPECT_EQ(to_toml(any, Shutdown::brutal_kill()), R"("brutal_kill")");
    EXPECT_EQ(to_toml(any, Shutdown::infinity()), R"("infinity")");
    EXPECT_EQ(to_toml(any, std::vector<std::string>{"a", "b"}), R"(["a", "b"])");
    EXPECT_EQ(to_toml(any, std::vector<std::int64_t>{}), "[]");
}

TEST(TomlText, WritesLatenciesAsShortAsTheyCanBe) {
    const auto ms = [](int count) { return sim::Duration::milliseconds(count); };
    using Kind = sim::Latency::Kind;
    EXPECT_EQ(to_toml(sim::Latency::constant(ms(2))), R"("2ms")");
    EXPECT_EQ(to_toml(sim::Latency{.kind = Kind::uniform, .low = ms(1), .high = ms(5)}),
              R"({ kind = "uniform", min = "1ms", max = "5ms" })");
    EXPECT_EQ(to_toml(sim::Latency{.kind = Kind::exponential, .low = ms(0), .high = ms(5)}),
              R"({ kind = "exponential", mean = "5ms" })");
    EXPECT_EQ(to_toml(sim::Latency{
                  .kind = Kind::long_tail, .spread_per_mille = 500, .low = ms(1), .high = ms(5)}),
              R"({ kind = "long_tail", min = "1ms", median = "5ms", spread = 0.5 })");
}

TEST(TomlText, LeavesDefaultsOutOfNestedTables) {
    const Option to{.name = "to", .meaning = "", .example = ""};
    const Option every{.name = "every",
                       .type = OptionType::duration,
                       .default_value = sim::Duration::seconds(1),
                       .meaning = "",
                       .example = ""};
    const Option calls{.name = "calls",
                       .type = OptionType::table_list,
                       .meaning = "",
                       .example = "",
                       .fields = {to, every}};
    const std::vector<OptionValues> given{
        {{"to", "db"}, {"every", sim::Duration::seconds(1)}},
        {{"to", "log"}, {"every", sim::Duration::seconds(2)}},
    };
    EXPECT_EQ(to_toml(calls, given), R"([{ to = "db" }, { to = "log", every = "2s" }])");
}

}  // namespace
}  // namespace teacup::model
