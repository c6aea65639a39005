// Goal: the page holds the whole result as data, and no text of it can be anything but data. What a
// reader sees of it, tests/reports/history_page/page_test.py looks at in a browser.
#include <teacup/reports/history_page.hpp>

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "history_page/samples.hpp"

namespace teacup::reports {
namespace {

constexpr std::string_view opening = R"(<script type="application/json" id="history">)";

/// The text of the data element: what an HTML parser ends at the first "</script".
std::string data_of(const std::string& page) {
    const std::size_t begin = page.find(opening) + opening.size();
    return page.substr(begin, page.find("</script", begin) - begin);
}

nlohmann::json parsed_data(const std::string& page) {
    return nlohmann::json::parse(data_of(page));
}

TEST(HistoryPage, HoldsTheJudgementAndEveryOperation) {
    const model::HistoryResult result = testing::violated_register(60, 5);
    const nlohmann::json data = parsed_data(history_page(result));
    EXPECT_EQ(data["verdict"], "violated");
    EXPECT_EQ(data["findings"][0]["anomaly"], "nonlinearizable");
    EXPECT_EQ(data["findings"][1]["count"], 3);
    EXPECT_EQ(data["linearizations"][0]["prefix_end"], result.judgement.findings[0].operations[0]);
    const nlohmann::json& columns = data["operations"];
    ASSERT_EQ(columns["index"].size(), 60U);
    for (const model::OperationRow& row : result.operations) {
        const auto text = [&](const char* column) {
            return data["texts"][columns[column][row.index].get<std::size_t>()];
        };
        EXPECT_EQ(text("process"), row.process);
        EXPECT_EQ(text("function"), row.function);
        EXPECT_EQ(text("asked"), row.asked);
        EXPECT_EQ(text("told"), row.told);
        EXPECT_EQ(columns["begin"][row.index], row.begin);
        EXPECT_EQ(columns["end"][row.index].is_null(), !row.end.has_value());
        EXPECT_EQ(columns["line"][row.index], row.invoke_line);
    }
    for (const auto& step : data["linearizations"][0]["steps"]) {
        EXPECT_LT(step[1].get<std::size_t>(), data["texts"].size());
    }
}

TEST(HistoryPage, TellsTimesFromTheFirstOn) {
    model::HistoryResult result = testing::passed();
    constexpr std::int64_t year_2026 = 1'790'000'000'000'000'000;
    for (model::OperationRow& row : result.operations) {
        row.begin_ns = *row.begin_ns + year_2026;
        row.end_ns = *row.end_ns + year_2026;
    }
    const nlohmann::json moved = parsed_data(history_page(result))["operations"];
    const nlohmann::json data = parsed_data(history_page(testing::passed()))["operations"];
    EXPECT_EQ(moved["begin_ns"], data["begin_ns"]);
    EXPECT_EQ(moved["end_ns"], data["end_ns"]);
    EXPECT_EQ(data["begin_ns"][0], 0.0);
}

TEST(HistoryPage, KeepsHostileTextsInsideTheData) {
    const std::string page = history_page(testing::hostile());
    const std::string data = data_of(page);
    EXPECT_EQ(data.find_first_of("<>&"), std::string::npos);
    for (const char letter : data) {
        ASSERT_TRUE(letter >= ' ' && letter < '\x7f') << static_cast<int>(letter);
    }
    // Outside of it the page is the same as any other.
    const std::string other = history_page(testing::passed());
    const std::size_t at = page.find(opening);
    EXPECT_EQ(page.substr(0, at), other.substr(0, at));
    EXPECT_EQ(page.substr(at + opening.size() + data.size()),
              other.substr(at + opening.size() + data_of(other).size()));
    const nlohmann::json parsed = nlohmann::json::parse(data);
    EXPECT_EQ(parsed["model"], "<img src=x onerror=\"window.hacked=2\">");
}

TEST(HistoryPage, CutsTextsThatNobodyCouldRead) {
    model::HistoryResult result = testing::violated_register(60, 5);
    result.operations[0].told = std::string(8'000'000, 'x');
    result.judgement.findings[0].message = std::string(5'000, 'y');
    const std::string page = history_page(result);
    EXPECT_LT(page.size(), 400'000U);
    EXPECT_NE(page.find("x... (8000000 bytes)"), std::string::npos);
    EXPECT_NE(page.find("y... (5000 bytes)"), std::string::npos);
}

TEST(HistoryPage, IsTheSameForTheSameResult) {
    EXPECT_EQ(history_page(testing::hostile()), history_page(testing::hostile()));
}

TEST(HistoryPage, LoadsNothingAndLetsNothingIn) {
    const std::string page = history_page(testing::passed());
    const std::size_t policy = page.find("default-src 'none'; style-src 'sha256-");
    EXPECT_NE(policy, std::string::npos);
    EXPECT_NE(page.find("script-src 'sha256-"), std::string::npos);
    for (const char* word : {"unsafe",
                             " src=",
                             " href=",
                             "url(",
                             "import ",
                             "fetch(",
                             "innerHTML",
                             "insertAdjacentHTML",
                             "document.write",
                             "eval("}) {
        EXPECT_EQ(page.find(word), std::string::npos) << word;
    }
}

TEST(HistoryPage, NamesWhatIsWrongWithAFile) {
    const nlohmann::json data = parsed_data(history_page(testing::unreadable()));
    EXPECT_EQ(data["problems"],
              (nlohmann::json{"Line 3: a completion without invocation",
                              "the file ends in the middle of a line",
                              "... and 7 more"}));
}

}  // namespace
}  // namespace teacup::reports
