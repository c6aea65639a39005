// Goal: what the checkers say of small histories is what trying all serial orders says.
#include "reference.hpp"
#include "scripted.hpp"

namespace teacup::model::history::transactions {
namespace {

struct Level {
    const char* consistency;
    Order order;
};

constexpr Level levels[] = {
    {"serializable", Order::any},
    {"strong_session_serializable", Order::process},
    {"strict_serializable", Order::realtime},
};

bool passes(const History& history,
            std::string_view model,
            std::vector<OptionValues::Item> options,
            const char* consistency) {
    options.push_back({"consistency", std::string(consistency)});
    const Judgement judgement = judged(history, model, options);
    // Without reads there is nothing to judge, and every model holds.
    return judgement.verdict != Verdict::violated;
}

// Lists tell their order, all but that of appends that nobody read, and these may come in any order
// at the end: so the checker is exact.
TEST(ListAppendOracle, SaysWhatAllSerialOrdersSay) {
    std::map<std::string, int> possible;
    std::map<std::string, int> impossible;
    check_many(5000, [&] {
        const std::vector<std::uint8_t> drawn = *choices();
        const SmallHistory small = SmallStore(drawn, true).run();
        const History history = written(small);
        for (const Level& level : levels) {
            const bool expected = AllOrders(small, level.order).is_possible();
            ++(expected ? possible : impossible)[level.consistency];
            if (passes(history, "list_append", {}, level.consistency) != expected) {
                RC_FAIL(std::string(level.consistency) + (expected ? " holds" : " does not hold") +
                        ":\n" + text_of(history));
            }
        }
    });
    for (const Level& level : levels) {
        EXPECT_GT(possible[level.consistency], 500) << level.consistency;
        EXPECT_GT(impossible[level.consistency], 500) << level.consistency;
    }
}

// Registers tell only a part of their order: whatever is ruled out must be impossible, and much of
// what is impossible must be ruled out.
void compare_registers(const std::vector<OptionValues::Item>& options,
                       const std::vector<Level>& compared) {
    int impossible = 0;
    int found = 0;
    check_many(2500, [&] {
        const std::vector<std::uint8_t> drawn = *choices();
        const SmallHistory small = SmallStore(drawn, false).run();
        const History history = written(small);
        for (const Level& level : compared) {
            const bool is_possible = AllOrders(small, level.order).is_possible();
            const bool is_passed = passes(history, "rw_register", options, level.consistency);
            impossible += is_possible ? 0 : 1;
            found += is_passed ? 0 : 1;
            if (is_possible && !is_passed) {
                RC_FAIL(std::string(level.consistency) + " holds:\n" + text_of(history));
            }
        }
    });
    EXPECT_GT(impossible, 300);
    EXPECT_GT(found * 10, impossible * 6) << found << " of " << impossible;
}

TEST(RwRegisterOracle, RulesOutOnlyWhatNoSerialOrderExplains) {
    compare_registers({}, {std::begin(levels), std::end(levels)});
}

TEST(RwRegisterOracle, RulesOutNoMoreWhenKeysAreTakenForSequential) {
    compare_registers({{"sequential_keys", true}}, {levels[1], levels[2]});
}

TEST(RwRegisterOracle, RulesOutNoMoreWhenKeysAreTakenForLinearizable) {
    compare_registers({{"linearizable_keys", true}}, {levels[2]});
}

class Rewritten : public testing::TestWithParam<const char*> {};

// Goal: names and times mean nothing, and a failed transaction only something if it was seen.
TEST_P(Rewritten, ChangesNoVerdict) {
    const std::string model = GetParam();
    const std::vector<Writing> writings{
        {.has_text_keys = true},
        {.element_factor = -3, .element_offset = 1'000'000'007},
        {.first_process = 40},
        {.time_ns = 1'700'000'000'000'000'000, .tick_ns = 977},
        {.has_failed = false},
    };
    check_many(1000, [&] {
        const std::vector<std::uint8_t> drawn = *choices();
        const SmallHistory small = SmallStore(drawn, model == "list_append").run();
        const Judgement judgement = judged(written(small), model);
        const auto names = names_of(judgement);
        const bool is_failed_seen = std::any_of(names.begin(), names.end(), [](const auto& name) {
            return name == "G1a" || name == "dirty-update";
        });
        for (const Writing& writing : writings) {
            if (!writing.has_failed && is_failed_seen) {
                continue;
            }
            const Judgement other = judged(written(small, writing), model);
            RC_ASSERT(other.verdict == judgement.verdict);
            RC_ASSERT(names_of(other) == names);
            RC_ASSERT(other.violated_models == judgement.violated_models);
            RC_ASSERT(other.holding_models == judgement.holding_models);
        }
    });
}

INSTANTIATE_TEST_SUITE_P(Models, Rewritten, testing::Values("list_append", "rw_register"));

}  // namespace
}  // namespace teacup::model::history::transactions
