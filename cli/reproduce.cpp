#include <teacup/cli/reproduce.hpp>

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include <teacup/model/result/utf8.hpp>

namespace teacup::cli {

namespace {

bool is_plain(char letter) {
    constexpr std::string_view harmless = "_@%+=:,./-";
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || harmless.find(letter) != std::string_view::npos;
}

/// Of a word that would not come through a terminal, a log or JSON as it is.
bool needs_escapes(std::string_view text) {
    return model::utf8_error_column(text) != 0 || std::ranges::any_of(text, [](char letter) {
               return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F;
           });
}

/// A format of printf, which every POSIX shell has, in single quotes.
std::string printf_format(std::string_view text) {
    std::string format = "'";
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == '%') {
            format += "%%";
        } else if (byte < 0x20 || byte >= 0x7F || letter == '\'' || letter == '\\') {
            format += fmt::format("\\{:03o}", byte);
        } else {
            format += letter;
        }
    }
    return format + "'";
}

/// $(...) drops newlines at the end. They are written "${nl%.}", and shell_command() sets nl.
std::string escaped(std::string_view text) {
    const std::size_t end = text.find_last_not_of('\n') + 1;
    std::string word =
        end == 0 ? "" : fmt::format("\"$(printf {})\"", printf_format(text.substr(0, end)));
    for (std::size_t i = end; i < text.size(); ++i) {
        word += "\"${nl%.}\"";
    }
    return word;
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
    if (needs_escapes(text)) {
        return escaped(text);
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
    bool needs_newline = false;
    for (const std::string& word : words) {
        command += (command.empty() ? "" : " ") + shell_quoted(word);
        needs_newline |= word.ends_with('\n');
    }
    return needs_newline ? "nl=$(printf '\\012.'); " + command : command;
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
