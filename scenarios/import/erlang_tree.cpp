#include <teacup/scenarios/import/erlang_tree.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <ostream>

#include <fmt/format.h>

#include <teacup/scenarios/import/detail/erlang_conversion.hpp>
#include <teacup/scenarios/import/detail/erlang_dump.hpp>
#include <teacup/scenarios/import/detail/tree_toml.hpp>

namespace teacup::scenarios {

namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(ImportOddity::count)> headings = {
    "application types that the dump does not say: permanent, as a release starts them",
    "no dependencies in the dump: kernel and stdlib start first, the others as they are listed",
    "dependencies that are not running applications: left out",
    "included applications: their processes stand in the including application's tree",
    "applications with a top supervisor that is not listed: imported as libraries",
    "top process that is no stock supervisor: it stays, its own children are not known",
    "third-party supervisors with the stock one's state: run as the stock one",
    "claim to be supervisors and are not the stock one",
    "restart words that OTP does not have",
    "shutdown words that OTP does not have",
    "auto_shutdown words that OTP does not have (a third-party supervisor's state has another "
    "shape)",
    "intensity or period that is no number: OTP's default",
    "significant without effect, which OTP's own supervisor would refuse: left out",
    "no child specification in the dump: assumed",
    "children of one simple_one_for_one with unequal specifications: made equal",
    "declared, not running",
    "in transition while the dump was made",
    "dynamic children: started with the tree, one by one",
    "ids that several children of one supervisor had: made unique",
    "registered names that stand twice in the dump: the first keeps it",
    "registered names that every node holds itself: left out",
    "ids that hold a pid of the dumped node: kept as text",
    "period of more than a day, in seconds (a unit slip there?): kept",
    "shutdown time of more than a day: kept",
    "supervisors that did not trap exits",
    "had messages waiting: not imported",
};

/// Dumps come from anywhere: control characters would break lines, here and in TOML comments.
std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    return out;
}

std::string counted(std::size_t count, std::string_view noun, std::string_view plural = "s") {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : plural);
}

std::size_t outside_count(const detail::ErlangDump& dump) {
    const auto listed =
        std::ranges::count_if(dump.processes, [](const auto& p) { return p.state.empty(); });
    const std::int64_t all = dump.meta.process_count.value_or(0);
    return all > listed ? static_cast<std::size_t>(all - listed) : 0;
}

ImportReport report_of(const detail::ErlangDump& dump,
                       const detail::ImportedTree& imported,
                       std::string_view name) {
    const model::TreeSpec& tree = imported.tree;
    ImportReport report{.source = std::string(name),
                        .node = dump.meta.node,
                        .otp = dump.meta.otp,
                        .applications = tree.applications.size()};
    std::vector<bool> has_processes(tree.applications.size());
    for (const model::ProcessSpec& process : tree.processes) {
        has_processes[process.application] = true;
        ++(process.supervisor ? report.supervisors : report.workers);
    }
    report.libraries = static_cast<std::size_t>(std::ranges::count(has_processes, false));
    report.outside = outside_count(dump);
    report.findings = imported.findings;
    for (const auto& [field, count] : dump.known_unused) {
        report.unused.push_back({field, count, true});
    }
    for (const auto& [field, count] : dump.unknown) {
        report.unused.push_back({field, count, false});
    }
    std::ranges::sort(report.unused, {}, &UnusedField::name);
    return report;
}

std::string about(const ImportReport& report) {
    const std::string node = report.node.empty() ? "a live node" : report.node;
    const std::string otp = report.otp.empty() ? "" : fmt::format(" (OTP {})", report.otp);
    return fmt::format(
        "The supervision trees of {}{}, imported from {}.", node, otp, report.source);
}

/// Remarks by subject, for the lines that something is told about.
class Remarks {
public:
    explicit Remarks(const std::vector<ImportFinding>& findings) {
        for (const ImportFinding& finding : findings) {
            std::string& remark = by_subject_[finding.subject];
            const std::string text = remark_of(finding);
            remark += (remark.empty() || text.empty() ? "" : "; ") + text;
        }
    }

    [[nodiscard]] std::string of(const std::string& subject) const {
        const auto found = by_subject_.find(subject);
        return found == by_subject_.end() ? "" : found->second;
    }

private:
    /// Only what the line itself does not show.
    static std::string remark_of(const ImportFinding& finding) {
        switch (finding.oddity) {
            case ImportOddity::dependency_not_running:
                return printable("needed, but not running: " + finding.detail);
            case ImportOddity::third_party_supervisor:
            case ImportOddity::no_stock_supervisor: return printable("was " + finding.detail);
            case ImportOddity::other_restart: return printable("restart was " + finding.detail);
            case ImportOddity::other_shutdown: return printable("shutdown was " + finding.detail);
            case ImportOddity::other_auto_shutdown:
                return printable("auto_shutdown was " + finding.detail);
            case ImportOddity::no_child_specification: return "restart and shutdown are assumed";
            case ImportOddity::not_running: return "was not running";
            case ImportOddity::long_period:
            case ImportOddity::long_shutdown: return printable(finding.detail);
            default: return {};
        }
    }

    std::map<std::string, std::string> by_subject_;
};

std::string summary(const ImportReport& report) {
    std::string text = printable(report.source) + ": ";
    text += report.node.empty() ? "a node without a name" : printable(report.node);
    text += report.otp.empty() ? "\n" : fmt::format(", OTP {}\n", printable(report.otp));
    text += fmt::format("imported: {} ({} without processes), {}, {}\n",
                        counted(report.applications, "application"),
                        report.libraries,
                        counted(report.supervisors, "supervisor"),
                        counted(report.workers, "worker"));
    if (report.outside > 0) {
        text += fmt::format("not in the dump: {} of the node outside its trees\n",
                            counted(report.outside, "process", "es"));
    }
    return text + "not in any dump: messages and times; write calls, work and start_time by hand\n";
}

std::string unused_text(const ImportReport& report, bool is_known, std::string_view heading) {
    std::string text;
    for (const UnusedField& field : report.unused) {
        if (field.is_known == is_known) {
            text += fmt::format(
                "{}{} ({})", text.empty() ? "" : ", ", printable(field.name), field.count);
        }
    }
    return text.empty() ? "" : fmt::format("\n{}:\n  {}\n", heading, text);
}

}  // namespace

std::string_view to_string(ImportOddity oddity) noexcept {
    return headings[static_cast<std::size_t>(oddity)];
}

std::string to_string(const ImportReport& report) {
    std::string text = summary(report);
    for (auto first = report.findings.begin(); first != report.findings.end();) {
        const auto last = std::ranges::find_if(first, report.findings.end(), [&](const auto& next) {
            return next.oddity != first->oddity;
        });
        text += fmt::format("\n{} ({}):\n", to_string(first->oddity), last - first);
        for (; first != last; ++first) {
            text += fmt::format("  {:>5}  {}", first->line, printable(first->subject));
            text += first->detail.empty() ? "\n" : fmt::format("  {}\n", printable(first->detail));
        }
    }
    text += unused_text(report, true, "fields that a tree has no place for (lines)");
    return text + unused_text(report, false, "fields that the import does not know (lines)");
}

sim::Result<ImportReport, std::vector<sim::Error>> import_erlang_tree(std::istream& dump,
                                                                      std::string_view name,
                                                                      std::ostream& toml) {
    const auto read = detail::read_erlang_dump(dump, name);
    if (!read) {
        return sim::Unexpected(read.error());
    }
    auto imported = detail::convert_erlang_dump(*read, name);
    if (!imported) {
        return sim::Unexpected(imported.error());
    }
    const ImportReport report = report_of(*read, *imported, name);
    imported->tree.about = about(report);
    const Remarks remarks(report.findings);
    detail::write_tree(
        imported->tree,
        {.application = [&](const model::ApplicationSpec& a) { return remarks.of(a.name); },
         .process = [&](const model::ProcessSpec& p) { return remarks.of(p.path); }},
        toml);
    return report;
}

}  // namespace teacup::scenarios
