#include <teacup/reports/junit.hpp>

#include <cctype>
#include <sstream>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "sample_results.hpp"

namespace teacup::reports {
namespace {

using testing::passed_run;
using testing::unknown_run;
using testing::violated_run;

std::string xml_of(const std::vector<model::RunResult>& results) {
    std::ostringstream out;
    JunitReport report(out, model::Strictness::holes_pass);
    model::Tally tally(model::Strictness::holes_pass);
    for (const model::RunResult& result : results) {
        tally.add(result);
        report.add(result);
    }
    report.finish(tally);
    return out.str();
}

std::size_t count_of(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos;
         at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

bool has_only_known_entities(std::string_view text) {
    return count_of(text, "&") == count_of(text, "&amp;") + count_of(text, "&lt;") +
                                      count_of(text, "&gt;") + count_of(text, "&quot;") +
                                      count_of(text, "&apos;");
}

/// Tags closed in the order in which they were opened, quotes in pairs, no stray '<' or '&'.
bool is_well_formed(std::string_view xml) {
    std::vector<std::string> open;
    bool has_root = false;
    for (std::size_t at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at + 1)) {
        const std::size_t end = xml.find('>', at);
        if (end == std::string_view::npos) {
            return false;
        }
        const std::string_view tag = xml.substr(at + 1, end - at - 1);
        const std::size_t name_begin = tag.front() == '/' ? 1 : 0;
        const std::string name(tag.substr(name_begin, tag.find_first_of(" />", 1) - name_begin));
        if (tag.find('<') != std::string_view::npos || count_of(tag, "\"") % 2 != 0) {
            return false;
        }
        if (tag.front() == '?' || tag.back() == '/') {
            continue;
        }
        if (tag.front() != '/') {
            has_root = true;
            open.push_back(name);
        } else if (open.empty() || open.back() != name) {
            return false;
        } else {
            open.pop_back();
        }
    }
    return has_root && open.empty() && has_only_known_entities(xml);
}

TEST(Junit, TheCheckOfTheseTestsCanFail) {
    EXPECT_TRUE(is_well_formed("<a b=\"1\"><c/></a>"));
    EXPECT_FALSE(is_well_formed("<a><b></a></b>"));
    EXPECT_FALSE(is_well_formed("<a>fish & chips</a>"));
    EXPECT_FALSE(is_well_formed("<a b=\"1><c/></a>"));
}

TEST(Junit, HasACaseForEachScenarioAndProperty) {
    model::RunResult other = passed_run();
    other.scenario = "other.toml";
    EXPECT_EQ(
        xml_of({passed_run(1), passed_run(2), other}),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites>\n"
        "  <testsuite name=\"broker.toml\" tests=\"3\" failures=\"0\" errors=\"0\" skipped=\"0\" "
        "time=\"0.084200\">\n"
        "    <testcase classname=\"broker.toml\" name=\"run\" time=\"0.084200\"/>\n"
        "    <testcase classname=\"broker.toml\" name=\"restart_intensity\" time=\"0\"/>\n"
        "    <testcase classname=\"broker.toml\" name=\"saw_nodedown\" time=\"0\"/>\n"
        "  </testsuite>\n"
        "  <testsuite name=\"other.toml\" tests=\"3\" failures=\"0\" errors=\"0\" skipped=\"0\" "
        "time=\"0.042100\">\n"
        "    <testcase classname=\"other.toml\" name=\"run\" time=\"0.042100\"/>\n"
        "    <testcase classname=\"other.toml\" name=\"restart_intensity\" time=\"0\"/>\n"
        "    <testcase classname=\"other.toml\" name=\"saw_nodedown\" time=\"0\"/>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
}

TEST(Junit, TellsAViolationAsAFailureWithItsCommand) {
    const std::string xml = xml_of({passed_run(1), violated_run(2), violated_run(3)});
    EXPECT_TRUE(is_well_formed(xml)) << xml;
    EXPECT_NE(xml.find("failures=\"1\" errors=\"0\""), std::string::npos);
    EXPECT_NE(xml.find("<failure type=\"violated\" message=\"msg_store was not back 10s"),
              std::string::npos);
    EXPECT_NE(xml.find("broker.toml  seed 2"), std::string::npos);
    EXPECT_EQ(xml.find("broker.toml  seed 3"), std::string::npos);
    EXPECT_NE(xml.find("/opt/teacup run /srv/broker.toml --seed 7"), std::string::npos);
    EXPECT_NE(xml.find("2 such runs"), std::string::npos);
}

TEST(Junit, NeverShowsUnknownAsGreen) {
    const std::string xml = xml_of({passed_run(1), unknown_run(2)});
    EXPECT_TRUE(is_well_formed(xml)) << xml;
    EXPECT_NE(xml.find("errors=\"1\""), std::string::npos);
    EXPECT_NE(xml.find("<error type=\"unknown\" message=\"unknown: fault cut-db (partition)"),
              std::string::npos);
}

TEST(Junit, SkipsASometimesThatOneRunMissedAndErrorsWhenAllDid) {
    model::RunResult blind = passed_run(1);
    blind.properties[1].verdict = model::Verdict::unknown;
    EXPECT_NE(xml_of({blind}).find("<skipped message=\"not reached\"/>"), std::string::npos);
    EXPECT_EQ(xml_of({blind, passed_run(2)}).find("skipped message"), std::string::npos);
    EXPECT_NE(xml_of({blind, blind}).find("message=\"unknown: reached in no run\""),
              std::string::npos);
}

TEST(Junit, PassesACanaryThatIsViolatedAndFailsOneThatIsNot) {
    const model::Expectation every{.property = "recovery", .every_seed = true};
    model::RunResult met = violated_run(1);
    met.expectation = every;
    EXPECT_EQ(xml_of({met}).find("<failure"), std::string::npos);
    model::RunResult missed = passed_run(2);
    missed.expectation = every;
    const std::string xml = xml_of({met, missed});
    EXPECT_TRUE(is_well_formed(xml)) << xml;
    EXPECT_NE(xml.find("message=\"recovery should be violated, and is not\""), std::string::npos);
}

TEST(Junit, EscapesWhatXmlCannotHold) {
    EXPECT_EQ(xml_escaped("<a & \"b\" 'c'>"), "&lt;a &amp; &quot;b&quot; &apos;c&apos;&gt;");
    EXPECT_EQ(xml_escaped("bell \x07, byte \xff, half \xc3"), "bell ?, byte ?, half ?");
    EXPECT_EQ(xml_escaped("surrogate \xed\xa0\x80, overlong \xc0\x80"),
              "surrogate ???, overlong ??");
    EXPECT_EQ(xml_escaped("größe \xf0\x9f\x8d\xb5"), "größe \xf0\x9f\x8d\xb5");
    model::RunResult result = violated_run();
    result.scenario = "a<b>&\"c\".toml";
    result.violations[0].message = "]]> & <\x01";
    EXPECT_TRUE(is_well_formed(xml_of({result}))) << xml_of({result});
}

}  // namespace
}  // namespace teacup::reports
