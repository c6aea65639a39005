#include "supervisor_case.hpp"

#include <charconv>
#include <stdexcept>

namespace teacup::conformance {

namespace {

[[noreturn]] void refuse(std::string_view what, std::string_view text) {
    throw std::runtime_error(std::string(what) + ": " + std::string(text));
}

template <class Word>
[[nodiscard]] Word word_of(std::string_view text, std::initializer_list<Word> words) {
    for (const Word word : words) {
        if (model::to_string(word) == text) {
            return word;
        }
    }
    refuse("unknown word", text);
}

[[nodiscard]] std::int64_t number_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        refuse("no number", text);
    }
    return number;
}

// FORMAT.md: apart from `advance`, a whole case takes zero seconds of the monotonic clock. Hundreds
// of shutdown timeouts of some milliseconds would add up, so a millisecond is a microsecond here.
[[nodiscard]] model::Shutdown shutdown_of(std::string_view text) {
    if (text == "brutal_kill") {
        return model::Shutdown::brutal_kill();
    }
    return text == "infinity"
               ? model::Shutdown::infinity()
               : model::Shutdown::after(sim::Duration::microseconds(number_of(text)));
}

[[nodiscard]] model::SupervisorFlags flags_of(const std::vector<std::string>& words,
                                              std::size_t at) {
    using enum model::Strategy;
    using enum model::AutoShutdown;
    return {.strategy =
                word_of(words.at(at), {one_for_one, one_for_all, rest_for_one, simple_one_for_one}),
            .intensity = static_cast<std::uint32_t>(number_of(words.at(at + 1))),
            .period_seconds = number_of(words.at(at + 2)),
            .auto_shutdown = word_of(words.at(at + 3), {never, any_significant, all_significant})};
}

[[nodiscard]] WorkerMode mode_of(std::string_view text) {
    constexpr std::string_view names[] = {"plain", "trap", "odd", "stubborn"};
    for (std::size_t i = 0; i < std::size(names); ++i) {
        if (names[i] == text) {
            return WorkerMode{static_cast<std::uint8_t>(i)};
        }
    }
    refuse("unknown mode", text);
}

void declare(SupervisorCase& made, Declaration declaration) {
    if (declaration.path != "/") {
        made.declarations.at(parent_of(declaration.path)).children.push_back(declaration.path);
    }
    std::string path = declaration.path;
    made.declarations.emplace(std::move(path), std::move(declaration));
}

void parse_child(SupervisorCase& made, const std::vector<std::string>& words) {
    using enum model::Restart;
    const bool is_supervisor = words.at(0) == "sup";
    Declaration child{.path = words.at(1),
                      .is_supervisor = is_supervisor,
                      .restart = word_of(words.at(2), {permanent, transient, temporary}),
                      .shutdown = shutdown_of(words.at(3)),
                      .is_significant = words.at(4) == "true"};
    if (is_supervisor) {
        child.flags = flags_of(words, 5);
    } else {
        child.mode = mode_of(words.at(5));
    }
    declare(made, std::move(child));
}

void parse_line(SupervisorCase& made, const std::vector<std::string>& words) {
    const std::string& kind = words.at(0);
    if (kind == "root") {
        declare(made, {.path = "/", .is_supervisor = true, .flags = flags_of(words, 1)});
    } else if (kind == "sup" || kind == "wrk") {
        parse_child(made, words);
    } else if (kind == "pre") {
        const StartFault fault{.is_ignore = words.at(3) == "ignore", .reason = words.at(3)};
        auto& queue = made.faults[words.at(1)];
        queue.insert(queue.end(), static_cast<std::size_t>(number_of(words.at(2))), fault);
    } else if (kind == "do") {
        made.steps.push_back({.verb = words.at(1), .words = {words.begin() + 2, words.end()}});
    } else {
        refuse("unknown line", kind);
    }
}

}  // namespace

SupervisorCase parse_supervisor_case(std::string_view text) {
    SupervisorCase made;
    for (const std::string& line : split(text, '\n')) {
        try {
            parse_line(made, split(line, ' '));
        } catch (const std::exception& error) {
            refuse(error.what(), line);
        }
    }
    return made;
}

std::vector<std::string> split(std::string_view line, char separator) {
    std::vector<std::string> words;
    std::size_t begin = 0;
    while (begin < line.size()) {
        const std::size_t end = std::min(line.find(separator, begin), line.size());
        if (end > begin) {
            words.emplace_back(line.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    return words;
}

std::string parent_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return std::string(slash == 0 ? "/" : path.substr(0, slash));
}

std::string last_of(std::string_view path) {
    return std::string(path.substr(path.rfind('/') + 1));
}

std::string join(std::string_view parent, std::string_view id) {
    return (parent == "/" ? std::string() : std::string(parent)) + "/" + std::string(id);
}

}  // namespace teacup::conformance
