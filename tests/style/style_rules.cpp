#include "style_rules.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <regex>
#include <string_view>
#include <utility>

#include "banned.hpp"
#include "effects.hpp"
#include "matching.hpp"

namespace teacup::style {
namespace {

using Findings = std::vector<Finding>;

struct Include {
    std::string target;  // "teacup/sim/time.hpp"
    bool is_quoted = false;
    std::size_t line = 0;
};

std::vector<Include> includes_of(const SourceFile& file) {
    static const std::regex pattern(R"((?:^|\n)[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"])");
    std::vector<Include> includes;
    for_each_match(file, file.text, pattern, [&](const std::smatch& match, std::size_t line) {
        const bool on_next = match.str(0).starts_with('\n');
        includes.push_back({.target = match.str(2),
                            .is_quoted = match.str(1) == "\"",
                            .line = line + (on_next ? 1U : 0U)});
    });
    return includes;
}

// -- arrows --------------------------------------------------------------------------------------

bool may_include(std::string_view from, std::string_view target) {
    const std::string_view to = target.substr(0, target.find('/'));
    if (from == "reports") {
        // Reports read results and traces, and the words these are made of.
        static const std::regex seen(
            R"(reports/.*|model/result/.*|sim/(trace\w*|time|result|assert|ids|symbols)\.hpp)");
        return std::regex_match(target.begin(), target.end(), seen);
    }
    static constexpr std::array<std::string_view, 5> chain{
        "sim", "model", "faults", "scenarios", "cli"};
    if (from == "cli" && to == "reports") {
        return true;
    }
    const auto* const from_at = std::find(chain.begin(), chain.end(), from);
    const auto* const to_at = std::find(chain.begin(), chain.end(), to);
    return to_at != chain.end() && to_at <= from_at;
}

Findings check_arrows(const SourceFile& file, const Listed& /*listed*/) {
    Findings found;
    if (!file.is_cpp() || !is_module(file.folder())) {
        return found;
    }
    for (const Include& include : includes_of(file)) {
        if (include.target.starts_with("teacup/") &&
            !may_include(file.folder(), include.target.substr(7))) {
            found.push_back({file.path,
                             include.line,
                             "arrows",
                             std::string(file.folder()) + " must not know " + include.target});
        }
    }
    return found;
}

// -- private -------------------------------------------------------------------------------------

Findings check_private(const SourceFile& file, const Listed& listed) {
    Findings found;
    if (!file.is_cpp()) {
        return found;
    }
    for (const Include& include : includes_of(file)) {
        if (include.is_quoted && is_module(file.folder())) {
            found.push_back({file.path,
                             include.line,
                             "private",
                             "spell it <teacup/...>; quotes are for the helpers of tests"});
        }
        if (!include.target.starts_with("teacup/")) {
            continue;
        }
        const std::string target = include.target.substr(7);
        const bool is_ours = target.starts_with(std::string(file.folder()) + "/") ||
                             file.path.starts_with("tests/" + target.substr(0, target.find('/')));
        if (!is_ours && listed.private_headers.contains(target)) {
            found.push_back(
                {file.path, include.line, "private", include.target + " is private to its folder"});
        }
    }
    return found;
}

// -- form ----------------------------------------------------------------------------------------

Findings check_header(const SourceFile& file, const Listed& /*listed*/) {
    Findings found;
    if (!file.is_header()) {
        return found;
    }
    const std::vector<std::string_view> lines = lines_of(file.text);
    if (lines.size() < 2 || lines[0] != "/// \\file" || !lines[1].starts_with("/// ")) {
        found.push_back(
            {file.path, 1, "header", "begins with `/// \\file` and a line that says what it is"});
    }
    const auto code = std::find_if(
        lines.begin(), lines.end(), [](std::string_view line) { return !line.starts_with("///"); });
    if (code == lines.end() || *code != "#pragma once") {
        found.push_back(
            {file.path, 1, "header", "`#pragma once` is the first line after the banner"});
    }
    static const std::regex using_namespace(R"(\busing\s+namespace\b)");
    for_each_match(file, file.code, using_namespace, [&](const std::smatch&, std::size_t line) {
        found.push_back({file.path, line, "header", "no `using namespace` in a header"});
    });
    return found;
}

Findings check_heavy(const SourceFile& file, const Listed& /*listed*/) {
    Findings found;
    if (!file.is_header() || !is_module(file.folder())) {
        return found;
    }
    static const std::regex heavy(R"((toml\+\+|nlohmann|spdlog|boost|gtest|rapidcheck)/.*)");
    for (const Include& include : includes_of(file)) {
        if (std::regex_match(include.target, heavy)) {
            found.push_back(
                {file.path, include.line, "heavy", include.target + " belongs into a .cpp"});
        }
    }
    return found;
}

Findings check_namespace(const SourceFile& file, const Listed& /*listed*/) {
    const std::string folder(file.folder());
    if (!file.is_cpp() || !is_module(folder) || file.path.ends_with("/main.cpp") ||
        file.code.find("namespace teacup::" + folder) != std::string::npos) {
        return {};
    }
    return {{file.path, 1, "namespace", "a folder is a namespace: teacup::" + folder}};
}

Findings check_line_length(const SourceFile& file, const Listed& /*listed*/) {
    static constexpr std::size_t columns_max = 100;
    Findings found;
    if (!file.is_cpp() && !file.path.ends_with(".cmake") && file.path != "dev" &&
        !file.path.ends_with("CMakeLists.txt")) {
        return found;
    }
    std::size_t number = 0;
    for (const std::string_view line : lines_of(file.text)) {
        ++number;
        const auto columns =
            static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
                return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // UTF-8 beginnings.
            }));
        if (columns > columns_max && line.find("://") == std::string_view::npos) {
            found.push_back(
                {file.path, number, "line_length", std::to_string(columns) + " columns"});
        }
    }
    return found;
}

Findings check_nolint(const SourceFile& file, const Listed& /*listed*/) {
    static const std::regex any(R"(// *NOLINT(?!END).*)");
    static const std::regex good(R"(// *NOLINT(NEXTLINE|BEGIN)?\([\w.,* -]+\): \S.*)");
    Findings found;
    if (!file.is_cpp()) {
        return found;
    }
    for_each_match(file, file.text, any, [&](const std::smatch& match, std::size_t line) {
        if (!std::regex_match(match.str(0), good)) {
            found.push_back({file.path, line, "nolint", "name the check and the reason"});
        }
    });
    return found;
}

// -- effects -------------------------------------------------------------------------------------

Findings check_one_effect(const SourceFile& file, const Listed& /*listed*/) {
    Findings found;
    if (!file.is_cpp() || (!is_deterministic(file.folder()) && file.folder() != "examples")) {
        return found;
    }
    for (const CrowdedExpression& expression : crowded_expressions(file.code)) {
        std::string names;
        for (const std::string& effect : expression.effects) {
            names += (names.empty() ? "" : ", ") + effect;
        }
        found.push_back({file.path,
                         file.line_of(expression.offset),
                         "one_effect",
                         "several draws or sends in one expression: " + names});
    }
    return found;
}

// -- tree ----------------------------------------------------------------------------------------

Findings check_listed(const SourceFile& file, const Listed& listed) {
    if (!file.is_cpp() || listed.files.contains(file.path)) {
        return {};
    }
    return {{file.path, 1, "listed", "no CMakeLists.txt lists it"}};
}

Findings check_machine_path(const SourceFile& file, const Listed& /*listed*/) {
    static const std::regex path(R"((^|[^\w.}])/(home|root|work|workspace|Users|mnt)/\w)");
    Findings found;
    std::size_t number = 0;
    for (const std::string_view line : lines_of(file.text)) {
        ++number;
        if (std::regex_search(line.begin(), line.end(), path)) {
            found.push_back({file.path, number, "machine_path", "a path of somebody's machine"});
        }
    }
    return found;
}

/// For the checks that do not ask what CMake lists.
auto without_lists(Findings (*check)(const SourceFile&)) {
    return [check](const SourceFile& file, const Listed&) { return check(file); };
}

std::map<std::string, Rule> make_rules() {
    std::map<std::string, Rule> made;
    const auto add = [&](std::string name, std::string meaning, auto check) {
        made.emplace(name, Rule{name, std::move(meaning), check});
    };
    add("arrows", "sim <- model <- faults <- scenarios <- cli; reports sees results", check_arrows);
    add("banned",
        "nothing in sim, model, faults that differs between runs",
        without_lists(check_banned));
    add("header", "a banner, #pragma once, no using namespace", check_header);
    add("heavy", "no heavy third-party header in a header", check_heavy);
    add("line_length", "at most 100 columns", check_line_length);
    add("listed", "each C++ file is listed in a CMakeLists.txt", check_listed);
    add("machine_path", "no absolute path of a machine", check_machine_path);
    add("namespace", "a folder is a namespace", check_namespace);
    add("nolint", "each NOLINT names its check and its reason", check_nolint);
    add("one_effect", "at most one draw or send in a full expression", check_one_effect);
    add("private",
        "private headers stay in their folder; <teacup/...> is the spelling",
        check_private);
    add("unordered", "no iteration over an unordered container", without_lists(check_unordered));
    return made;
}

bool is_allowed(std::string_view line, const std::string& rule) {
    const std::string mark = "style: allow " + rule + ": ";
    const std::size_t at = line.find(mark);
    return at != std::string_view::npos && at + mark.size() < line.size();
}

}  // namespace

const std::map<std::string, Rule>& rules() {
    static const std::map<std::string, Rule> all = make_rules();
    return all;
}

Findings check(const Rule& rule, const SourceFile& file, const Listed& listed) {
    Findings found = rule.check(file, listed);
    const std::vector<std::string_view> lines = lines_of(file.text);
    std::erase_if(found, [&](const Finding& finding) {
        const std::size_t at = finding.line;
        return (at >= 1 && at <= lines.size() && is_allowed(lines[at - 1], rule.name)) ||
               (at >= 2 && at <= lines.size() && is_allowed(lines[at - 2], rule.name));
    });
    return found;
}

Listed listed_in_cmake(const std::vector<SourceFile>& files) {
    static const std::regex word(R"([\w./+-]+)");
    static const std::regex keyword(R"([A-Z][A-Z_]+)");
    Listed listed;
    for (const SourceFile& file : files) {
        if (!file.path.ends_with("CMakeLists.txt")) {
            continue;
        }
        const std::string folder =
            file.path.substr(0, file.path.size() - std::string_view("CMakeLists.txt").size());
        bool in_private = false;
        for (const std::string_view whole : lines_of(file.text)) {
            const std::string line(whole.substr(0, whole.find('#')));
            for (auto match = std::sregex_iterator(line.begin(), line.end(), word);
                 match != std::sregex_iterator();
                 ++match) {
                const std::string name = match->str();
                if (name.ends_with(".cpp") || name.ends_with(".hpp")) {
                    listed.files.insert(folder + name);
                    if (in_private) {
                        listed.private_headers.insert(folder + name);
                    }
                } else if (std::regex_match(name, keyword)) {
                    in_private = name == "PRIVATE_HEADERS";
                }
            }
        }
    }
    return listed;
}

Findings listed_but_missing(const std::vector<SourceFile>& files, const Listed& listed) {
    Findings found;
    for (const std::string& path : listed.files) {
        const bool is_there = std::any_of(
            files.begin(), files.end(), [&](const SourceFile& file) { return file.path == path; });
        if (!is_there) {
            found.push_back({path, 1, "listed", "listed, but not there"});
        }
    }
    return found;
}

}  // namespace teacup::style
