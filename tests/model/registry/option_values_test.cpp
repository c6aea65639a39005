#include <teacup/model/registry/option_values.hpp>

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/registry/option.hpp>

namespace teacup::model {
namespace {

Option option(std::string name, OptionType type, OptionValue default_value) {
    return {.name = std::move(name),
            .type = type,
            .default_value = std::move(default_value),
            .meaning = "",
            .example = ""};
}

std::vector<Option> make_options() {
    std::vector<Option> options{
        option("within", OptionType::duration, sim::Duration::seconds(10)),
        option("strict", OptionType::boolean, true),
        option("chance", OptionType::probability, PartsPerBillion{250'000'000}),
        option("to", OptionType::text, {}),
        option("count", OptionType::integer, {}),
    };
    options.back().is_required = true;
    return options;
}

const std::vector<Option> options = make_options();

TEST(OptionValues, GivesDefaultsByNameAndType) {
    const OptionValues values = default_values(options);
    EXPECT_EQ(values.duration("within"), sim::Duration::seconds(10));
    EXPECT_TRUE(values.boolean("strict"));
    EXPECT_EQ(values.probability("chance"), sim::Probability::ratio(1, 4));
}

TEST(OptionValues, TellsAnOptionalValueThatWasNotGiven) {
    OptionValues values = default_values(options);
    EXPECT_FALSE(values.has("to"));
    values.set("to", "n1");
    EXPECT_TRUE(values.has("to"));
    EXPECT_EQ(values.text("to"), "n1");
}

TEST(OptionValuesDeathTest, AssertsOnAWrongNameTypeOrMissingValue) {
    const OptionValues values = default_values(options);
    EXPECT_DEATH((void)values.boolean("strickt"), "option \"strickt\" is in its option table");
    EXPECT_DEATH((void)values.boolean("within"), "option \"within\" has a value, and of the type");
    EXPECT_DEATH((void)values.text("to"), "option \"to\" has a value");
    EXPECT_DEATH((void)values.integer("count"), "option \"count\" is in its option table");
}

TEST(Quantity, RatesAndFactorsRoundDownInIntegers) {
    const Rate seven_a_minute{.count = 7, .per = sim::Duration::seconds(60)};
    EXPECT_EQ(seven_a_minute.mean_interval().ns(), 8'571'428'571);
    EXPECT_EQ((Rate{.count = 3, .per = sim::Duration::nanoseconds(1)}.mean_interval().ns()), 1);
    EXPECT_EQ(Millionths{1'500'000}.of(sim::Duration::nanoseconds(3)).ns(), 4);
    EXPECT_TRUE(Millionths{2'000'000}.of(sim::Duration::infinity()).is_infinite());
}

}  // namespace
}  // namespace teacup::model
