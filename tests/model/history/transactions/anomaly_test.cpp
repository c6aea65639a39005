#include <teacup/model/history/transactions/anomaly.hpp>

#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace teacup::model::history::transactions {
namespace {

using Names = std::vector<std::string>;

TEST(Lattice, HoldsEntirelyWhenNothingWasFound) {
    const Boundary boundary = boundary_of({});
    EXPECT_EQ(boundary.weakest_violated, Names{});
    EXPECT_EQ(boundary.strongest_holding, Names{"strict_serializable"});
}

TEST(Lattice, IsRuledOutEntirelyByADirtyWrite) {
    const Boundary boundary = boundary_of({Anomaly::g0});
    EXPECT_EQ(boundary.weakest_violated, Names{"read_uncommitted"});
    EXPECT_EQ(boundary.strongest_holding, Names{});
}

// Goal: what holds and what is violated part the lattice, for each anomaly: no stronger model holds
// when a weaker one that it implies is violated.
TEST(Lattice, NeverHoldsAboveAViolatedModel) {
    for (std::size_t i = 0; i < anomalies; ++i) {
        const AnomalySet found{static_cast<Anomaly>(i)};
        EXPECT_TRUE(is_ruled_out("strict_serializable", found)) << i;
        for (const ConsistencyModel& model : consistency_models()) {
            for (const std::string_view weaker : model.implies) {
                EXPECT_TRUE(!is_ruled_out(weaker, found) || is_ruled_out(model.name, found))
                    << to_string(static_cast<Anomaly>(i)) << ": " << model.name;
            }
        }
    }
}

// Goal: the page shows the lattice as it is. Method: each model's row is built from the table.
TEST(Lattice, IsOnThePageOfCheckers) {
    std::ifstream file(TEACUP_SOURCE_DIR "/docs/checkers.md");
    std::stringstream page;
    page << file.rdbuf();
    for (const ConsistencyModel& model : consistency_models()) {
        Names forbidden;
        for (std::size_t i = 0; i < anomalies; ++i) {
            if (model.forbids.has(static_cast<Anomaly>(i))) {
                forbidden.emplace_back(to_string(static_cast<Anomaly>(i)));
            }
        }
        const std::string implied = fmt::format("{}", fmt::join(model.implies, ", "));
        const std::string row =
            fmt::format("| {} |{}{} |", model.name, implied.empty() ? "" : " ", implied);
        const std::size_t place = page.str().find("\n" + row);
        ASSERT_NE(place, std::string::npos) << row;
        const std::string rest = page.str().substr(place + 1 + row.size(), 120);
        const std::string line = rest.substr(0, rest.find('\n'));
        for (const std::string& name : forbidden) {
            EXPECT_NE(line.find(name), std::string::npos) << row << " " << name;
        }
        EXPECT_EQ(std::count(line.begin(), line.end(), ','),
                  forbidden.empty() ? 0 : static_cast<long>(forbidden.size()) - 1)
            << row;
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(Anomaly::g2); ++i) {
        const auto anomaly = static_cast<Anomaly>(i);
        EXPECT_NE(page.str().find(fmt::format("\n| {} | {}", to_string(anomaly), "")),
                  std::string::npos)
            << to_string(anomaly);
    }
}

TEST(Lattice, KnowsWhatImpliesWhat) {
    EXPECT_TRUE(implied_by({Anomaly::g0}).has(Anomaly::g1c_realtime));
    EXPECT_TRUE(implied_by({Anomaly::g_single}).has(Anomaly::g2_item));
    EXPECT_TRUE(implied_by({Anomaly::g_single_process}).has(Anomaly::g_nonadjacent_realtime));
    EXPECT_TRUE(implied_by({Anomaly::future_read}).has(Anomaly::g1c));
    EXPECT_FALSE(implied_by({Anomaly::g2_item}).has(Anomaly::g_nonadjacent));
    EXPECT_FALSE(implied_by({Anomaly::g_single_realtime}).has(Anomaly::g_single_process));
}

}  // namespace
}  // namespace teacup::model::history::transactions
