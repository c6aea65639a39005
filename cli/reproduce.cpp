#include <teacup/cli/reproduce.hpp>

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

namespace teacup::cli {

namespace {

bool is_plain(char letter) {
    constexpr std::string_view harmless = "_@%+=:,./-";
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || harmless.find(letter) != std::string_view::npos;
}

std::string absolute(const std::string& path) {
    std::error_code error;
    const std::filesystem::path full = std::filesystem::absolute(path, error);
    return error ? path : full.lexically_normal().string();
}

}  // namespace

std::string shell_quoted(std::string_view text) {
    if (!text.empty() && std::ranges::all_of(text, is_plain)) {
        return std::string(text);
    }
    std::string quoted = "'";
    for (const char letter : text) {
        if (letter == '\'') {
            quoted += R"('\'')";
        } else {
            quoted += letter;
        }
    }
    return quoted + "'";
}

std::string shell_command(std::span<const std::string> words) {
    std::string command;
    for (const std::string& word : words) {
        command += (command.empty() ? "" : " ") + shell_quoted(word);
    }
    return command;
}

std::vector<std::string> reproduce_words(const std::string& program,
                                         const std::string& scenario,
                                         std::uint64_t seed,
                                         const RunRequest& request) {
    std::vector<std::string> words{
        program, "run", absolute(scenario), "--seed", fmt::to_string(seed)};
    for (const std::string& override : request.overrides) {
        words.insert(words.end(), {"--set", override});
    }
    if (request.strictness == model::Strictness::holes_are_unknown) {
        words.emplace_back("--strict");
    }
    if (request.checks_determinism) {
        words.emplace_back("--check-determinism");
    }
    return words;
}

}  // namespace teacup::cli
