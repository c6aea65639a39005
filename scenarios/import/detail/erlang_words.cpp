#include <teacup/scenarios/import/detail/erlang_words.hpp>

#include <initializer_list>

namespace teacup::scenarios::detail {

namespace {

/// The value that `text` spells.
template <class Word>
std::optional<Word> word(std::string_view text, std::initializer_list<Word> words) {
    for (const Word candidate : words) {
        if (to_string(candidate) == text) {
            return candidate;
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<model::Strategy> strategy_of(std::string_view text) {
    using enum model::Strategy;
    return word(text, {one_for_one, one_for_all, rest_for_one, simple_one_for_one});
}

std::optional<model::Restart> restart_of(std::string_view text) {
    using enum model::Restart;
    return word(text, {permanent, transient, temporary});
}

std::optional<model::AutoShutdown> auto_shutdown_of(std::string_view text) {
    using enum model::AutoShutdown;
    return word(text, {never, any_significant, all_significant});
}

std::optional<model::ApplicationType> application_type_of(std::string_view text) {
    using enum model::ApplicationType;
    return word(text, {permanent, transient, temporary});
}

std::string_view delayed_restart(std::string_view text) {
    const std::size_t comma = text.find(',');
    if (!text.starts_with('{') || !text.ends_with('}') || comma == std::string_view::npos) {
        return {};
    }
    return text.substr(1, comma - 1);
}

bool is_intrinsic(std::string_view restart) {
    return restart == "intrinsic" || delayed_restart(restart) == "intrinsic";
}

bool holds_pid(std::string_view id) {
    for (std::size_t at = id.find('<'); at != std::string_view::npos; at = id.find('<', at + 1)) {
        const std::size_t end = id.find_first_not_of("0123456789.", at + 1);
        if (end != std::string_view::npos && end > at + 1 && id[end] == '>') {
            return true;
        }
    }
    return false;
}

std::string spelled(const model::Shutdown& shutdown) {
    return shutdown.is_brutal_kill ? "brutal_kill" : sim::to_string(shutdown.timeout);
}

}  // namespace teacup::scenarios::detail
