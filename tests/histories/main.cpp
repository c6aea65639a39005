// Judges the histories of a directory, and compares the verdicts with what its index expects.
//
//     teacup_histories DIR
//
// DIR/index.csv has a header, and then lines of name,model,expected; expected is ok, illegal or
// unknown. Prints a line for each that fails, and ends with "N passed, N failed".
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include <teacup/cli/check_history.hpp>
#include <teacup/model/history/checker.hpp>
#include <teacup/model/registry/option.hpp>
#include <teacup/reports/history_console.hpp>

namespace {

using teacup::cli::CheckRequest;
using teacup::model::HistoryResult;
using teacup::model::Verdict;

struct Row {
    std::string name;
    std::string model;
    std::string expected;
};

/// The fields of a line, blanks and a carriage return taken off.
std::vector<std::string> fields_of(std::string_view line) {
    std::vector<std::string> fields;
    while (true) {
        const std::size_t comma = line.find(',');
        std::string_view field = line.substr(0, comma);
        const std::size_t first = field.find_first_not_of(" \t\r");
        const std::size_t last = field.find_last_not_of(" \t\r");
        field = first == std::string_view::npos ? std::string_view{}
                                                : field.substr(first, last - first + 1);
        fields.emplace_back(field);
        if (comma == std::string_view::npos) {
            return fields;
        }
        line.remove_prefix(comma + 1);
    }
}

/// What went wrong with a row, or empty.
std::string judge(const std::filesystem::path& directory, const Row& row) {
    const auto* model = teacup::model::history::find_model(row.model);
    if (model == nullptr) {
        return fmt::format("there is no model {}", row.model);
    }
    const CheckRequest request{.model = model,
                               .options = teacup::model::default_values(model->options)};
    const HistoryResult result =
        check_history_file((directory / row.name).string(), request, nullptr);
    if (!result.problems.empty() || !result.internal_error.empty()) {
        return "is no history\n" + teacup::reports::history_block(result, {});
    }
    const Verdict verdict = result.judgement.verdict;
    const std::string_view found = verdict == Verdict::passed     ? "ok"
                                   : verdict == Verdict::violated ? "illegal"
                                                                  : "unknown";
    return found == row.expected ? std::string{}
                                 : fmt::format("is {}, not {}\n{}",
                                               found,
                                               row.expected,
                                               teacup::reports::history_block(result, {}));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        fmt::print(stderr, "usage: teacup_histories DIR\n");
        return 2;
    }
    const std::filesystem::path directory = argv[1];
    std::ifstream index(directory / "index.csv");
    std::string line;
    if (!index || !std::getline(index, line)) {
        fmt::print(stderr, "{}: cannot be read\n", (directory / "index.csv").string());
        return 2;
    }
    unsigned passed = 0;
    unsigned failed = 0;
    for (unsigned number = 2; std::getline(index, line); ++number) {
        const std::vector<std::string> fields = fields_of(line);
        if (fields.size() == 1 && fields.front().empty()) {
            continue;
        }
        const bool is_row = fields.size() == 3;
        const std::string wrong =
            is_row ? judge(directory, {fields[0], fields[1], fields[2]})
                   : fmt::format("line {} of the index is not name,model,expected", number);
        ++(wrong.empty() ? passed : failed);
        if (!wrong.empty()) {
            fmt::print("{} as {}: {}\n", fields[0], is_row ? fields[1] : "?", wrong);
        }
    }
    fmt::print("{} passed, {} failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
