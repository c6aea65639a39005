#include <teacup/reports/graphviz.hpp>

#include <gtest/gtest.h>

namespace teacup::reports {
namespace {

model::HistoryResult skewed() {
    model::HistoryResult result;
    result.operations = {
        {.index = 4,
         .process = "0",
         .asked = "[[r x nil]]",
         .told = "[[\"r\" \"x\" []]]",
         .outcome = "ok",
         .invoke_line = 9},
        {.index = 5, .process = ":p\\1", .asked = "[[\"append\" \"x\" 1]]", .outcome = "open"},
    };
    result.judgement.findings = {
        {.anomaly = "lost-update", .message = "has no cycle"},
        {.anomaly = "G-single",
         .operations = {4, 5},
         .cycle = {{.from = 4, .to = 5, .kind = "rw", .sentence = "T4 read \"x\" as []"},
                   {.from = 5, .to = 4, .kind = "wr", .sentence = "T4 read\nit"}},
         .count = 3},
    };
    return result;
}

TEST(Graphviz, DrawsEachCycleWithItsEdgesInWords) {
    EXPECT_EQ(graphviz(skewed()),
              "digraph cycles {\n"
              "  node [shape=box, fontname=\"monospace\"];\n"
              "  subgraph cluster_0 {\n"
              "    label=\"G-single (one of 3)\";\n"
              "    c0_4 [label=\"T4, line 9, process 0\\n[[\\\"r\\\" \\\"x\\\" []]]\"];\n"
              "    c0_5 [label=\"T5, process :p\\\\1, open\\n[[\\\"append\\\" \\\"x\\\" 1]]\"];\n"
              "    c0_4 -> c0_5 [label=\"rw\", color=\"#7020c0\", fontcolor=\"#7020c0\", "
              "edgetooltip=\"T4 read \\\"x\\\" as []\"];\n"
              "    c0_5 -> c0_4 [label=\"wr\", color=\"#c07000\", fontcolor=\"#c07000\", "
              "edgetooltip=\"T4 read it\"];\n"
              "  }\n"
              "}\n");
}

TEST(Graphviz, SaysSoWhenThereIsNoCycle) {
    EXPECT_EQ(graphviz({}),
              "digraph cycles {\n"
              "  node [shape=box, fontname=\"monospace\"];\n"
              "  label=\"no cycle was found\";\n"
              "}\n");
}

TEST(Graphviz, CutsLongValuesBetweenCharacters) {
    model::HistoryResult result = skewed();
    result.operations[1].asked = std::string(79, 'a') + "\xc3\xa4" + std::string(1000, 'b');
    const std::string text = graphviz(result);
    EXPECT_NE(text.find(std::string(79, 'a') + "...\""), std::string::npos);
    EXPECT_EQ(text.find("bb"), std::string::npos);
}

}  // namespace
}  // namespace teacup::reports
