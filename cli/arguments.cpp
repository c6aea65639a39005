#include <teacup/cli/arguments.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include <teacup/scenarios/spelling.hpp>

namespace teacup::cli {

namespace {

namespace po = boost::program_options;

constexpr std::array common_flags{
    Flag{.name = "help", .meaning = "tell this, and do nothing"},
    Flag{.name = "version", .meaning = "tell version and build id, and do nothing"},
};

std::vector<Flag> with_common(std::span<const Flag> flags) {
    std::vector<Flag> all(flags.begin(), flags.end());
    all.insert(all.end(), common_flags.begin(), common_flags.end());
    return all;
}

po::options_description description_of(const std::vector<Flag>& flags) {
    po::options_description options;
    for (const Flag& flag : flags) {
        std::string name(flag.name);
        if (flag.letter != '\0') {
            name += fmt::format(",{}", flag.letter);
        }
        if (flag.value_name.empty()) {
            options.add_options()(name.c_str(), "");
        } else {
            options.add_options()(name.c_str(), po::value<std::string>(), "");
        }
    }
    return options;
}

std::string unknown_flag(const std::string& given, const std::vector<Flag>& flags) {
    const std::string word = given.substr(0, given.find('='));
    std::vector<std::string> known;
    for (const Flag& flag : flags) {
        known.push_back("--" + std::string(flag.name));
    }
    const std::string meant = scenarios::nearest(word, known);
    return meant.empty() ? fmt::format("unknown flag \"{}\"; --help lists all", word)
                         : fmt::format("unknown flag \"{}\"; did you mean \"{}\"?", word, meant);
}

std::string words_of(const po::invalid_command_line_syntax& error) {
    switch (error.kind()) {
        case po::invalid_syntax::missing_parameter:
        case po::invalid_syntax::empty_adjacent_parameter:
            return fmt::format("{} needs a value", error.get_option_name());
        case po::invalid_syntax::extra_parameter:
            return fmt::format("{} takes no value", error.get_option_name());
        default: return error.what();
    }
}

/// Boost takes the flag after a flag for its value; a value like that can be had with "=".
bool is_swallowed_flag(const po::option& option) {
    return option.original_tokens.size() > 1 && option.original_tokens[1].starts_with("--");
}

const Flag* find(const std::vector<Flag>& flags, std::string_view name) {
    const auto found = std::ranges::find(flags, name, &Flag::name);
    return found == flags.end() ? nullptr : &*found;
}

}  // namespace

bool Arguments::has(std::string_view flag) const {
    return values_.find(flag) != values_.end();
}

std::optional<std::string> Arguments::value(std::string_view flag) const {
    const auto found = values_.find(flag);
    return found == values_.end() ? std::nullopt : std::optional(found->second.front());
}

std::vector<std::string> Arguments::values(std::string_view flag) const {
    const auto found = values_.find(flag);
    return found == values_.end() ? std::vector<std::string>{} : found->second;
}

sim::Result<Arguments, UsageErrors> parse_arguments(std::span<const Flag> flags,
                                                    const std::vector<std::string>& args) {
    const std::vector<Flag> all = with_common(flags);
    // No guessing: an abbreviation that works today may be ambiguous tomorrow.
    constexpr int style =
        po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    Arguments arguments;
    UsageErrors errors;
    try {
        const po::options_description options = description_of(all);
        const auto parsed =
            po::command_line_parser(args).options(options).style(style).allow_unregistered().run();
        for (const po::option& option : parsed.options) {
            if (option.unregistered) {
                errors.push_back(unknown_flag(option.original_tokens.front(), all));
            } else if (option.position_key >= 0) {
                arguments.add_positional(option.value.front());
            } else if (is_swallowed_flag(option)) {
                errors.push_back(fmt::format("--{} needs a value", option.string_key));
            } else if (arguments.has(option.string_key) &&
                       !find(all, option.string_key)->is_repeatable) {
                errors.push_back(fmt::format("--{} is given twice", option.string_key));
            } else {
                arguments.add(option.string_key, option.value.empty() ? "" : option.value.front());
            }
        }
    } catch (const po::invalid_command_line_syntax& error) {
        errors.push_back(words_of(error));
    } catch (const po::error& error) {
        errors.push_back(error.what());
    }
    if (!errors.empty()) {
        return sim::Unexpected(std::move(errors));
    }
    return arguments;
}

std::string help_of(std::span<const Flag> flags) {
    std::vector<std::pair<std::string, std::string_view>> rows;
    std::size_t width = 0;
    for (const Flag& flag : with_common(flags)) {
        std::string name = flag.letter == '\0' ? fmt::format("--{}", flag.name)
                                               : fmt::format("-{}, --{}", flag.letter, flag.name);
        if (!flag.value_name.empty()) {
            name += fmt::format(" {}{}", flag.value_name, flag.is_repeatable ? " ..." : "");
        }
        width = std::max(width, name.size());
        rows.emplace_back(std::move(name), flag.meaning);
    }
    std::string text;
    for (const auto& [name, meaning] : rows) {
        text += fmt::format("  {:<{}}  {}\n", name, width, meaning);
    }
    return text;
}

}  // namespace teacup::cli
