#include <teacup/reports/graphviz.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace teacup::reports {

namespace {

/// As between double quotes: texts come from files and may hold anything. Backslashes would begin
/// an escape of Graphviz's own, and control characters break its labels.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') {
            out += '\\';
            out += letter;
        } else if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) {
            out += ' ';
        } else {
            out += letter;
        }
    }
    return out + "\"";
}

/// What a box shows of a value: its begin, never half a character.
std::string shortened(const std::string& text) {
    constexpr std::size_t size_max = 80;
    if (text.size() <= size_max) {
        return text;
    }
    std::size_t end = size_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return text.substr(0, end) + "...";
}

std::string_view color_of(std::string_view kind) {
    if (kind == "ww") {
        return "#c02020";
    }
    if (kind == "wr") {
        return "#c07000";
    }
    if (kind == "rw") {
        return "#7020c0";
    }
    return "#2050c0";  // The order of processes and of real time.
}

std::string node_of(const model::HistoryResult& result,
                    std::size_t cluster,
                    std::uint32_t operation) {
    std::string label = fmt::format("T{}", operation);
    if (const model::OperationRow* row = model::find_operation(result, operation)) {
        label += row->invoke_line > 0 ? fmt::format(", line {}", row->invoke_line) : "";
        label += fmt::format(", process {}", row->process);
        label += row->outcome == "ok" ? "" : fmt::format(", {}", row->outcome);
        const std::string text = quoted(label);
        const std::string body = quoted(shortened(row->told.empty() ? row->asked : row->told));
        // The line break is an escape between two texts that hold none.
        return fmt::format("    c{}_{} [label={}\\n{}];\n",
                           cluster,
                           operation,
                           std::string_view(text).substr(0, text.size() - 1),
                           std::string_view(body).substr(1));
    }
    return fmt::format("    c{}_{} [label={}];\n", cluster, operation, quoted(label));
}

std::string cluster_of(const model::HistoryResult& result,
                       std::size_t number,
                       const model::HistoryFinding& finding) {
    std::string out = fmt::format(
        "  subgraph cluster_{} {{\n    label={};\n",
        number,
        quoted(finding.count > 1 ? fmt::format("{} (one of {})", finding.anomaly, finding.count)
                                 : finding.anomaly));
    std::vector<std::uint32_t> operations;
    for (const model::CycleEdge& edge : finding.cycle) {
        operations.push_back(edge.from);
        operations.push_back(edge.to);
    }
    std::sort(operations.begin(), operations.end());
    operations.erase(std::unique(operations.begin(), operations.end()), operations.end());
    for (const std::uint32_t operation : operations) {
        out += node_of(result, number, operation);
    }
    for (const model::CycleEdge& edge : finding.cycle) {
        out += fmt::format(
            "    c{0}_{1} -> c{0}_{2} [label={3}, color={4}, fontcolor={4}, "
            "edgetooltip={5}];\n",
            number,
            edge.from,
            edge.to,
            quoted(edge.kind),
            quoted(color_of(edge.kind)),
            quoted(edge.sentence));
    }
    return out + "  }\n";
}

}  // namespace

std::string graphviz(const model::HistoryResult& result) {
    std::string out = "digraph cycles {\n  node [shape=box, fontname=\"monospace\"];\n";
    std::size_t clusters = 0;
    for (const model::HistoryFinding& finding : result.judgement.findings) {
        if (!finding.cycle.empty()) {
            out += cluster_of(result, clusters++, finding);
        }
    }
    if (clusters == 0) {
        out += "  label=\"no cycle was found\";\n";
    }
    return out + "}\n";
}

}  // namespace teacup::reports
