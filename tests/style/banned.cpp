#include "banned.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <regex>
#include <set>
#include <string>
#include <string_view>

#include "matching.hpp"

namespace teacup::style {
namespace {

/// Words that may not stand between `before` and `after` (spaces aside; empty: anywhere).
struct Ban {
    std::vector<std::string_view> words;
    std::string_view before;
    std::string_view after;
    std::string_view instead;
    std::string_view allowed_under = "-";  ///< Files whose path begins so may have it.
};

const std::vector<Ban>& bans() {
    static const std::vector<Ban> all{
        {{"random"}, "<", ">", "chance comes from sim::Stream alone"},
        {{"rand", "srand", "random_device", "mt19937", "mt19937_64", "drand48", "getrandom"},
         "",
         "",
         "chance comes from sim::Stream alone"},
        {{"thread", "mutex", "shared_mutex", "future", "condition_variable", "atomic"},
         "<",
         ">",
         "a run has one thread"},
        {{"unordered_map", "unordered_set"},
         "<",
         ">",
         "their order is not the same everywhere: use a sorted container or a vector",
         // Checkers read finished histories; the rule against iteration holds there, too.
         "model/history/"},
        {{"system_clock", "steady_clock", "high_resolution_clock"},
         "",
         "",
         "time comes from sim::World alone"},
        {{"now"}, "lock::", "(", "time comes from sim::World alone"},
        {{"gettimeofday", "clock_gettime", "localtime", "gmtime"},
         "",
         "(",
         "time comes from sim::World alone"},
        {{"time", "clock"}, "std::", "(", "time comes from sim::World alone"},
        {{"getenv", "secure_getenv"}, "", "(", "a run depends on its scenario and seed alone"},
        {{"hash"}, "std::", "", "it differs between libraries: use sim's own hash"},
        {{"log", "log2", "log10", "log1p", "exp", "exp2", "expm1", "pow", "sin", "cos", "tan"},
         "std::",
         "(",
         "libm rounds differently everywhere: use integers"},
        {{"float"}, "", "", "reals become integers in the loader"},
        {{"uintptr_t", "intptr_t"}, "", "", "an address is not the same in two runs"},
        {{"ptr"}, "fmt::", "", "an address is not the same in two runs"},
    };
    return all;
}

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Calls `visit(word, begin)` for each word of `code`.
template <class Visit>
void for_each_word(std::string_view code, Visit visit) {
    for (std::size_t at = 0; at < code.size();) {
        std::size_t end = at;
        while (end < code.size() && is_word(code[end])) {
            ++end;
        }
        if (end > at) {
            visit(code.substr(at, end - at), at);
        }
        at = std::max(end, at + 1);
    }
}

std::string_view trimmed_front(std::string_view text) {
    return text.substr(std::min(text.find_first_not_of(" \t\n"), text.size()));
}

}  // namespace

std::vector<Finding> check_banned(const SourceFile& file) {
    std::vector<Finding> found;
    if (!file.is_cpp() || !is_deterministic(file.folder())) {
        return found;
    }
    const std::string_view code = file.code;
    const auto report = [&](std::size_t at, std::string_view what, std::string_view instead) {
        found.push_back({file.path,
                         file.line_of(at),
                         "banned",
                         std::string(what) + ": " + std::string(instead)});
    };
    for_each_word(code, [&](std::string_view word, std::size_t at) {
        const std::string_view before = code.substr(0, at);
        const std::string_view after = trimmed_front(code.substr(at + word.size()));
        for (const Ban& ban : bans()) {
            if (std::find(ban.words.begin(), ban.words.end(), word) != ban.words.end() &&
                before.ends_with(ban.before) && after.starts_with(ban.after) &&
                !file.path.starts_with(ban.allowed_under)) {
                report(at, word, ban.instead);
            }
        }
        static const std::regex pointer_key(R"(<\s*(const\s+)?[\w:]+(<[^<>]*>)?\s*(const\s*)?\*)");
        if ((word.ends_with("map") || word.ends_with("set")) && before.ends_with("std::") &&
            std::regex_search(after.begin(),
                              after.begin() + static_cast<std::ptrdiff_t>(
                                                  std::min<std::size_t>(after.size(), 200)),
                              pointer_key,
                              std::regex_constants::match_continuous)) {
            report(at, word, "an address is not the same in two runs: key by an id");
        }
    });
    return found;
}

/// Ranges over the unordered containers of one file, which a line may have allowed by itself.
std::vector<Finding> check_unordered(const SourceFile& file) {
    static const std::regex declared(R"(\bunordered_(?:multi)?(?:map|set)\s*<[^;{}()]*>\s+(\w+))");
    std::vector<Finding> found;
    if (!file.is_cpp() || !is_module(file.folder())) {
        return found;
    }
    std::set<std::string> names;
    for_each_match(file, file.code, declared, [&](const std::smatch& match, std::size_t) {
        names.insert(match.str(1));
    });
    for (const std::string& name : names) {
        const std::regex walked(R"(for\s*\([^;()]*:\s*(?:this->)?)" + name + R"(\s*\)|\b)" + name +
                                R"(\s*\.\s*c?begin\s*\()");
        for_each_match(file, file.code, walked, [&](const std::smatch&, std::size_t line) {
            found.push_back(
                {file.path, line, "unordered", name + " has no order that holds everywhere"});
        });
    }
    return found;
}

}  // namespace teacup::style
