#include <teacup/model/history/formats/format.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace teacup::model::history {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::string_view blanks = " \t\r\n,";

/// From the first byte on that is no blank.
std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

/// What stands after the bracket that `text` begins with.
char first_inside(std::string_view text) {
    const std::string_view rest = trimmed(text.substr(1));
    return rest.empty() ? '\0' : rest.front();
}

bool is_binary(std::string_view head) {
    return std::ranges::any_of(head, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && blanks.find(c) == std::string_view::npos && c != '\f' && c != '\x1b';
    });
}

Detected detect_by_bracket(std::string_view text) {
    const char inside = first_inside(text);
    switch (text.front()) {
        case '{':
            return {.format = inside == '"' || inside == '}' ? Format::json_lines : Format::edn};
        case '[':
            if (inside == '{' && first_inside(trimmed(text.substr(1))) == '"') {
                return {.problem =
                            "is one JSON array; write one event a line, as `jq -c '.[]'` "
                            "does"};
            }
            return {.format = Format::edn};
        default: return {.format = Format::edn};
    }
}

}  // namespace

std::string_view to_string(Format format) noexcept {
    switch (format) {
        case Format::json_lines: return "jsonl";
        case Format::edn: return "edn";
        case Format::etcd: return "etcd";
        case Format::kv: return "kv";
    }
    return "?";
}

std::optional<Format> parse_format(std::string_view name) noexcept {
    const auto place = std::ranges::find(formats, name, [](Format one) { return to_string(one); });
    return place == formats.end() ? std::nullopt : std::optional(*place);
}

Detected detect_format(std::string_view head) {
    if (head.starts_with("\x1f\x8b") || head.starts_with("PK\x03\x04") ||
        head.starts_with("\x28\xb5\x2f\xfd") || head.starts_with("BZh") ||
        head.starts_with("\xfd\x37zXZ")) {
        return {.problem = "is compressed; unpack it first"};
    }
    if (head.starts_with("JEPSEN")) {
        return {.problem = "is a test in Jepsen's own block format; give its history.edn instead"};
    }
    if (is_binary(head)) {
        return {.problem = "is no text: it holds control characters; is it the right file?"};
    }
    if (head.starts_with(byte_order_mark)) {
        head.remove_prefix(byte_order_mark.size());
    }
    const std::string_view text = trimmed(head);
    if (text.empty()) {
        return {.problem = "is empty; a history has at least one operation"};
    }
    if (text.starts_with("INFO") || text.starts_with("WARN")) {
        return {.format = Format::etcd};
    }
    if (std::string_view("{[(#;").find(text.front()) != std::string_view::npos) {
        return detect_by_bracket(text);
    }
    return {.problem =
                "begins like none of the formats jsonl, edn, etcd and kv; name the right one with "
                "--format to see what is wrong with it"};
}

}  // namespace teacup::model::history
