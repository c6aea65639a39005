#include <teacup/scenarios/diagnostic.hpp>

#include <string>

#include <gtest/gtest.h>

namespace teacup::scenarios {
namespace {

Diagnostic at(int line, int column, const std::string& text) {
    return {{sim::ErrorCode::invalid_argument, "is wrong; mend it", {"a.toml", line, column}},
            text};
}

TEST(Diagnostic, PutsACaretUnderTheColumn) {
    EXPECT_EQ(to_string(at(3, 5, "abc = 1")),
              "a.toml:3:5: is wrong; mend it\n    abc = 1\n        ^\n");
    EXPECT_EQ(to_string(at(0, 0, "")), "a.toml: is wrong; mend it\n");
    EXPECT_EQ(to_string(at(9, 1, "")), "a.toml:9:1: is wrong; mend it\n");
}

TEST(Diagnostic, FollowsTabsAndCountsCharacters) {
    EXPECT_EQ(to_string(at(1, 3, "\tx = 1")),
              "a.toml:1:3: is wrong; mend it\n    \tx = 1\n    \t ^\n");
    EXPECT_EQ(to_string(at(1, 4, "\u00e9\u00e9 = 1")),
              "a.toml:1:4: is wrong; mend it\n    \u00e9\u00e9 = 1\n       ^\n");
}

TEST(Diagnostic, StaysInsideTheLine) {
    EXPECT_EQ(to_string(at(1, 99, "x")), "a.toml:1:99: is wrong; mend it\n    x\n     ^\n");
    EXPECT_EQ(to_string(at(1, -5, "x")), "a.toml:1:-5: is wrong; mend it\n    x\n    ^\n");
}

TEST(Diagnostic, ShowsOfALongLineWhatIsNear) {
    const std::string line = std::string(500, 'a') + "X" + std::string(500, 'b');
    const std::string told = to_string(at(1, 501, line));
    EXPECT_EQ(told,
              "a.toml:1:501: is wrong; mend it\n    " + std::string(60, 'a') + "X" +
                  std::string(59, 'b') + "\n    " + std::string(60, ' ') + "^\n");
}

TEST(Diagnostic, LetsNothingHarmATerminal) {
    EXPECT_EQ(to_string(at(1, 1, "\x1b[2J")), "a.toml:1:1: is wrong; mend it\n    ?[2J\n    ^\n");
}

}  // namespace
}  // namespace teacup::scenarios
