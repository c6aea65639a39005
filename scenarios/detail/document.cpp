#include <teacup/scenarios/detail/document.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

// The parser is compiled in: Debian's shared library of it throws, and we want its errors as
// values.
#undef TOML_HEADER_ONLY
#undef TOML_SHARED_LIB
// NOLINTBEGIN(readability-identifier-naming): the names are toml++'s.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
// NOLINTEND(readability-identifier-naming)
// toml++ 3.3.0 asserts, and with NDEBUG assumes, what some broken documents do not keep, as "[=]".
// Our own scan catches what we know of; what it misses must not end the program either.
#undef NDEBUG
namespace {
struct ParserGaveUp {};
[[noreturn]] void give_up() {
    throw ParserGaveUp();
}
}  // namespace
#define TOML_ASSERT(condition) (static_cast<bool>(condition) ? static_cast<void>(0) : give_up())
#include <fmt/format.h>
#include <toml++/toml.h>

#include <teacup/scenarios/detail/text_scan.hpp>

namespace teacup::scenarios::detail {

namespace {

Spot spot_in(std::uint32_t source, const toml::source_region& region) {
    return {source, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

void convert_table(const toml::table& table, Node& node);

Node convert(const toml::node& from, std::uint32_t source) {
    Node node{.spot = spot_in(source, from.source())};
    if (const auto* text = from.as_string()) {
        node.kind = NodeKind::text;
        node.text = text->get();
    } else if (const auto* integer = from.as_integer()) {
        node.kind = NodeKind::integer;
        node.integer = integer->get();
    } else if (const auto* real = from.as_floating_point()) {
        node.kind = NodeKind::real;
        node.real = real->get();
    } else if (const auto* boolean = from.as_boolean()) {
        node.kind = NodeKind::boolean;
        node.boolean = boolean->get();
    } else if (const auto* array = from.as_array()) {
        node.kind = NodeKind::array;
        for (const toml::node& item : *array) {
            node.items.push_back(convert(item, source));
        }
    } else if (const auto* table = from.as_table()) {
        convert_table(*table, node);
    } else {
        node.kind = NodeKind::date;
    }
    return node;
}

/// The parser sorts members by key; the order of the file is kinder to the reader of errors.
void convert_table(const toml::table& table, Node& node) {
    node.kind = NodeKind::table;
    for (const auto& [key, value] : table) {
        node.members.push_back({std::string(key.str()),
                                spot_in(node.spot.source, key.source()),
                                convert(value, node.spot.source)});
    }
    std::stable_sort(
        node.members.begin(), node.members.end(), [](const Member& one, const Member& other) {
            return std::pair(one.spot.line, one.spot.column) <
                   std::pair(other.spot.line, other.spot.column);
        });
}

/// None when the parser meets what it took for impossible.
std::optional<toml::parse_result> parse_toml(std::string_view text) {
    try {
        return toml::parse(text);
    } catch (const ParserGaveUp&) {
        return std::nullopt;
    }
}

/// The parser's words, as the first half of an error.
std::string as_clause(std::string_view description) {
    std::string words(description);
    constexpr std::string_view prefix = "Error while parsing ";
    if (words.starts_with(prefix)) {
        words.replace(0, prefix.size(), "in ");
    }
    while (!words.empty() && (words.back() == '.' || words.back() == ' ')) {
        words.pop_back();
    }
    return words;
}

// -- more than the first syntax error ------------------------------------------------------------

constexpr std::size_t mended_bytes_max = std::size_t{256} << 10;
constexpr int mended_lines_max = 20;

/// The bytes of a line, counted from 1, without its end; empty when there is no such line.
std::pair<std::size_t, std::size_t> line_bounds(std::string_view text, int number) {
    std::size_t begin = 0;
    for (int line = 1; line < number && begin != std::string_view::npos; ++line) {
        const std::size_t end = text.find('\n', begin);
        begin = end == std::string_view::npos ? end : end + 1;
    }
    if (begin == std::string_view::npos) {
        return {text.size(), text.size()};
    }
    return {begin, std::min(text.find('\n', begin), text.size())};
}

/// Whether the line can hold no beginning or end of something that goes over several lines.
bool is_one_statement(std::string_view line) {
    const auto count = [&](char wanted) { return std::count(line.begin(), line.end(), wanted); };
    return line.find(R"(""")") == std::string_view::npos &&
           line.find("'''") == std::string_view::npos && count('[') == count(']') &&
           count('{') == count('}');
}

/// Takes the broken line out of the text, so that the parser can find the next one. False where
/// that could make errors of what is right: then the first errors are all that can be told.
bool mend(std::string& text, int broken_line) {
    const auto [begin, end] = line_bounds(text, broken_line);
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos || !is_one_statement(line)) {
        return false;
    }
    const std::optional<toml::parse_result> before = parse_toml(text.substr(0, begin));
    if (!before || !*before) {
        return false;  // The statement began on a line above.
    }
    // What follows a broken header needs one, or it would fall into the table above.
    const std::string header = fmt::format("[broken-on-line-{}]", broken_line);
    text.replace(begin, end - begin, line[first] == '[' ? header : std::string());
    return true;
}

void add_syntax_errors(const toml::parse_error& first, std::uint32_t source, Collector& collector) {
    std::string text = collector.text(source);
    std::optional<toml::parse_result> parsed;
    const toml::parse_error* error = &first;
    for (int mended = 0; error != nullptr; ++mended) {
        const Spot spot = spot_in(source, error->source());
        collector.add(spot,
                      fmt::format("is not TOML: {}; correct it", as_clause(error->description())),
                      sim::ErrorCode::malformed);
        if (mended == mended_lines_max || text.size() > mended_bytes_max ||
            !mend(text, spot.line)) {
            return;
        }
        parsed = parse_toml(text);
        error = parsed && !*parsed ? &parsed->error() : nullptr;
        if (error != nullptr && static_cast<int>(error->source().begin.line) <= spot.line) {
            return;
        }
    }
}

std::optional<std::string> fail(const std::string& path,
                                Collector& collector,
                                sim::ErrorCode code,
                                std::string message) {
    const std::uint32_t source = collector.add_source(path, {});
    collector.add({.source = source}, std::move(message), code);
    return std::nullopt;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
    for (const Member& member : members) {
        if (member.key == key) {
            return &member.value;
        }
    }
    return nullptr;
}

Node* Node::find(std::string_view key) {
    return const_cast<Node*>(std::as_const(*this).find(key));
}

Spot Node::spot_of(std::string_view key) const {
    const Node* value = find(key);
    return value == nullptr ? spot : value->spot;
}

std::string_view name_of(NodeKind kind) noexcept {
    // In the order of the enumeration.
    constexpr std::array<std::string_view, 7> names{"a boolean",
                                                    "an integer",
                                                    "a real number",
                                                    "a text",
                                                    "a date or time",
                                                    "an array",
                                                    "a table"};
    return names.at(static_cast<std::size_t>(kind));
}

std::optional<std::string> read_file(const std::string& path, Collector& collector) {
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) {
        return fail(
            path, collector, sim::ErrorCode::not_found, "there is no such file; check the path");
    }
    if (std::filesystem::is_directory(status)) {
        return fail(
            path, collector, sim::ErrorCode::unreadable, "is a directory; name a .toml file in it");
    }
    // Anything else, as a pipe, might never end.
    if (!std::filesystem::is_regular_file(status)) {
        return fail(path,
                    collector,
                    sim::ErrorCode::unreadable,
                    error ? fmt::format("cannot be looked at: {}; check the path", error.message())
                          : "is not a regular file; name a .toml file");
    }
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string text(file_bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.is_open() || file.bad()) {
        return fail(path,
                    collector,
                    sim::ErrorCode::unreadable,
                    fmt::format("cannot be read: {}; check its permissions",
                                std::strerror(errno == 0 ? EIO : errno)));
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > file_bytes_max) {
        return fail(path,
                    collector,
                    sim::ErrorCode::limit_exceeded,
                    fmt::format("is larger than {} MiB; split it, or name the right file",
                                file_bytes_max >> 20));
    }
    return text;
}

std::optional<Node> parse_document(std::uint32_t source, Collector& collector) {
    const std::string& text = collector.text(source);
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
        collector.add({.source = source},
                      "is empty; a first line may be: schema = 1",
                      sim::ErrorCode::malformed);
        return std::nullopt;
    }
    if (const auto found = scan_text(text)) {
        collector.add({source, found->line, found->column}, found->message, found->code);
        return std::nullopt;
    }
    const std::optional<toml::parse_result> parsed = parse_toml(text);
    if (!parsed) {
        collector.add({.source = source},
                      "is not TOML, in a way that the parser cannot tell; look for brackets and "
                      "quotes that do not match",
                      sim::ErrorCode::malformed);
        return std::nullopt;
    }
    if (!*parsed) {
        add_syntax_errors(parsed->error(), source, collector);
        return std::nullopt;
    }
    Node root{.spot = {.source = source, .line = 1, .column = 1}};
    convert_table(parsed->table(), root);
    return root;
}

Node parse_value(std::string_view text, std::uint32_t source) {
    const std::string line = fmt::format("v = {}", text);
    if (!scan_text(line) && line.find('\n') == std::string::npos) {
        const std::optional<toml::parse_result> parsed = parse_toml(line);
        if (parsed && *parsed && parsed->table().size() == 1) {
            Node value = convert(*parsed->table().get("v"), source);
            const auto forget_places = [](auto&& self, Node& node) -> void {
                node.spot.line = 0;
                for (Node& item : node.items) {
                    self(self, item);
                }
                for (Member& member : node.members) {
                    member.spot.line = 0;
                    self(self, member.value);
                }
            };
            forget_places(forget_places, value);
            return value;
        }
    }
    return {.kind = NodeKind::text, .spot = {.source = source}, .text = std::string(text)};
}

}  // namespace teacup::scenarios::detail
