// Goal: each property finds the mutants that are its own, and nothing where there is no mutant.
// Method: small random trees in which much goes wrong, each seed with the mutant and without.
#include <map>
#include <set>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "random_tree.hpp"

namespace teacup::model {

namespace {

constexpr std::uint64_t seeds = 100;

struct Counts {
    std::uint64_t violated = 0;
    std::uint64_t passed = 0;
    std::uint64_t observed = 0;
    std::string first;  ///< of the violations
};

/// What each property said over all seeds.
std::map<std::string, Counts> judge(OtpMutant mutant) {
    std::map<std::string, Counts> all;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        for (const auto& [name, result] : testing::run_random_tree(seed, mutant)) {
            Counts& counts = all[name];
            counts.observed += result.observed;
            counts.passed += result.verdict == Verdict::passed ? 1U : 0U;
            if (result.verdict == Verdict::violated && counts.violated++ == 0) {
                counts.first = fmt::format("seed {}: {}", seed, result.message);
            }
        }
    }
    return all;
}

TEST(Mutants, WithoutOneEveryPropertyHolds) {
    for (const auto& [name, counts] : judge(OtpMutant::none)) {
        EXPECT_EQ(counts.violated, 0U) << name << ": " << counts.first;
        EXPECT_GE(counts.observed, seeds) << name;
    }
}

TEST(Mutants, EveryPropertyHasOne) {
    std::set<std::string> found{"never_event", "sometimes_event"};  // Below.
    for (const MutantEntry& mutant : Registry<MutantEntry>::instance().entries()) {
        found.insert(mutant.property);
    }
    for (const PropertyEntry& property : Registry<PropertyEntry>::instance().entries()) {
        EXPECT_TRUE(found.contains(property.name)) << property.name;
    }
}

// Theirs depends on the event: here, that a temporary child is restarted.
TEST(Mutants, NeverEventFindsWhatMustNotHappen) {
    EXPECT_GT(judge(OtpMutant::temporary_restarted)["never_event"].violated, 0U);
}

// Here, that a start which failed is tried again.
TEST(Mutants, SometimesEventMissesWhatNoLongerHappens) {
    EXPECT_GT(judge(OtpMutant::none)["sometimes_event"].passed, 0U);
    EXPECT_EQ(judge(OtpMutant::retry_forgotten)["sometimes_event"].passed, 0U);
}

class Mutant : public ::testing::TestWithParam<MutantEntry> {};

TEST_P(Mutant, IsFoundByItsPropertyWithinAHundredSeeds) {
    const auto mutant = find_otp_mutant(GetParam().name);
    ASSERT_TRUE(mutant);
    const Counts own = judge(*mutant)[GetParam().property];
    EXPECT_GT(own.violated, 0U) << GetParam().meaning;
    RecordProperty("seeds_that_find_it", static_cast<int>(own.violated));
    RecordProperty("first", own.first);
}

INSTANTIATE_TEST_SUITE_P(All,
                         Mutant,
                         ::testing::ValuesIn(Registry<MutantEntry>::instance().entries()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace

}  // namespace teacup::model
